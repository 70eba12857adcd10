#include "rpc/listener.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <grpc/grpc_security.h>

#define UNIX_PREFIX    "unix:"
#define SOCKET_MODE    (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP)
#define LOOPBACK_OCTET "127."

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool listener_is_unix(const char *address)
{
	return starts_with(address, UNIX_PREFIX);
}

/* Digits and dots only, so that no name such as 127.example.org passes. */
static bool is_loopback_v4(const char *address)
{
	size_t len = strspn(address, "0123456789.");

	return starts_with(address, LOOPBACK_OCTET) && address[len] == ':';
}

bool listener_is_local(const char *address)
{
	return listener_is_unix(address) || is_loopback_v4(address) ||
	       starts_with(address, "[::1]:");
}

static bool is_in_numbers(const char *address)
{
	size_t len = strspn(address, "0123456789.");

	if (len > 0)
		return address[len] == ':';
	len = strspn(address + (address[0] == '['), "0123456789abcdefABCDEF:.");
	return address[0] == '[' && memchr(address, ':', len) != NULL &&
	       (address[len + 1] == ']' || address[len + 1] == '%');
}

/*
 * A name may stand for several addresses, each with a socket of its own.  Core takes new
 * certificates without a lock against a handshake that begins elsewhere; on one socket they
 * begin one after the other.
 */
static enum err check_one_socket(const struct listener *listener, struct diag *diag)
{
	if (listener->certificates == NULL || listener_is_unix(listener->address) ||
	    is_in_numbers(listener->address))
		return ERR_OK;
	diag_error(diag, ERR_USAGE, diag_at(NULL),
		   "an address with TLS is written in numbers, unlike %s",
		   listener->address);
	diag_hint(diag, "[::]:7443 is every address of this machine, 192.0.2.1:7443 "
			"and [2001:db8::1]:7443 are one");
	return ERR_USAGE;
}

static enum err check_allowed(const struct listener *listener, struct diag *diag)
{
	if (listener->certificates != NULL || listener->plain_anywhere ||
	    listener_is_local(listener->address))
		return ERR_OK;
	diag_error(diag, ERR_USAGE, diag_at(NULL),
		   "the address %s can be reached from other machines, and has no TLS",
		   listener->address);
	diag_hint(diag,
		  "give it a certificate and a key, or listen on 127.0.0.1 behind "
		  "a proxy");
	return ERR_USAGE;
}

void listener_say(char *out, size_t size, const char *address, int port)
{
	const char *colon = strrchr(address, ':');

	if (listener_is_unix(address) || colon == NULL)
		(void)snprintf(out, size, "%s", address);
	else
		(void)snprintf(out, size, "%.*s:%d", (int)(colon - address), address,
			       port);
}

static bool has_port(const char *address)
{
	const char *colon = strrchr(address, ':');
	size_t digits = colon == NULL ? 0 : strspn(colon + 1, "0123456789");

	return digits > 0 && digits < sizeof("65535") && colon[1 + digits] == '\0' &&
	       strtoul(colon + 1, NULL, 10) <= UINT16_MAX;
}

/* Core takes the port modulo 65,536. */
static enum err check_port(const struct listener *listener, struct diag *diag)
{
	if (listener_is_unix(listener->address) || has_port(listener->address))
		return ERR_OK;
	diag_error(diag, ERR_USAGE, diag_at(NULL),
		   "the address %s does not end in a port, 0 to %d", listener->address,
		   UINT16_MAX);
	diag_hint(diag, "write it as in 127.0.0.1:7443; 0 takes any port that is free");
	return ERR_USAGE;
}

/* The socket is never there with more rights than it keeps. */
static int bind_port(const struct listener *listener, grpc_server *server,
		     grpc_server_credentials *credentials)
{
	mode_t before = umask((mode_t)~SOCKET_MODE & 0777);
	int port = grpc_server_add_http2_port(server, listener->address, credentials);

	(void)umask(before);
	return port;
}

static enum err bind_error(const struct listener *listener, struct diag *diag)
{
	diag_error(diag, ERR_IO, diag_at(NULL), "cannot listen on %s",
		   listener->address);
	diag_hint(diag, "%s",
		  listener_is_unix(listener->address)
			  ? "the folder of the socket must be there, and this user may "
			    "write into it"
			  : "another process may listen there, or the address is not "
			    "of this machine");
	return ERR_IO;
}

enum err listener_add(const struct listener *listener, grpc_server *server, int *port,
		      struct diag *diag)
{
	grpc_server_credentials *credentials;
	enum err err = check_port(listener, diag);

	if (err == ERR_OK)
		err = check_allowed(listener, diag);
	if (err == ERR_OK)
		err = check_one_socket(listener, diag);
	if (err != ERR_OK)
		return err;
	credentials = listener->certificates == NULL
			      ? grpc_insecure_server_credentials_create()
			      : certificates_credentials(listener->certificates);
	if (credentials == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
				  "no memory is left to listen on %s",
				  listener->address);
	*port = bind_port(listener, server, credentials);
	grpc_server_credentials_release(credentials);
	if (*port == 0)
		return bind_error(listener, diag);
	if (listener_is_unix(listener->address) &&
	    chmod(listener->address + strlen(UNIX_PREFIX), SOCKET_MODE) != 0)
		return bind_error(listener, diag);
	return ERR_OK;
}
