#include "rpc/listener.h"

#include <string.h>
#include <sys/stat.h>

#include <grpc/grpc_security.h>

#include "base/bytes.h"
#include "crypto/secret_file.h"
#include "crypto/sign.h"
#include "rpc/pem_file.h"

#define UNIX_PREFIX    "unix:"
#define PEM_MAX_BYTES  ((size_t)64 * 1024)
#define SOCKET_MODE    (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP)
#define LOOPBACK_OCTET "127."

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_unix(const char *address)
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
	return is_unix(address) || is_loopback_v4(address) ||
	       starts_with(address, "[::1]:");
}

static enum err check_allowed(const struct listener *listener, struct diag *diag)
{
	if (listener->tls != NULL || listener->plain_anywhere ||
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

struct pems {
	char certificate[PEM_MAX_BYTES];
	char client_ca[PEM_MAX_BYTES];
	char key[PEM_MAX_BYTES];
};

static enum err read_pems(const struct listener_tls *tls, struct pems *pems,
			  struct diag *diag)
{
	size_t key_len = 0;
	enum err err = pem_file_read(tls->certificate_file, pems->certificate,
				     PEM_MAX_BYTES, diag);

	if (err == ERR_OK && tls->client_ca_file != NULL)
		err = pem_file_read(tls->client_ca_file, pems->client_ca, PEM_MAX_BYTES,
				    diag);
	if (err == ERR_OK)
		err = secret_file_read(tls->key_file, (uint8_t *)pems->key,
				       PEM_MAX_BYTES - 1, &key_len, diag);
	pems->key[key_len] = '\0';
	return err;
}

static grpc_server_credentials *tls_of(const struct listener_tls *tls,
				       const struct pems *pems)
{
	grpc_ssl_pem_key_cert_pair pair = { .private_key = pems->key,
					    .cert_chain = pems->certificate };
	bool is_mutual = tls->client_ca_file != NULL;

	return grpc_ssl_server_credentials_create_ex(
		is_mutual ? pems->client_ca : NULL, &pair, 1,
		is_mutual ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
			  : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
		NULL);
}

static enum err credentials_of(const struct listener_tls *tls,
			       grpc_server_credentials **credentials, struct diag *diag)
{
	struct arena arena;
	struct pems *pems;
	enum err err;

	if (tls == NULL) {
		*credentials = grpc_insecure_server_credentials_create();
		return ERR_OK;
	}
	arena_init(&arena, 2 * sizeof *pems);
	pems = arena_new(&arena, struct pems);
	err = read_pems(tls, pems, diag);
	if (err == ERR_OK) {
		*credentials = tls_of(tls, pems);
		if (*credentials == NULL)
			err = diag_error(
				diag, ERR_USAGE,
				(struct diag_place){ .file = tls->key_file },
				"this key and the certificate %s do not make a "
				"server's identity",
				tls->certificate_file);
	}
	wipe(pems->key, sizeof pems->key);
	arena_release(&arena);
	return err;
}

static enum err bind_error(const struct listener *listener, struct diag *diag)
{
	diag_error(diag, ERR_IO, diag_at(NULL), "cannot listen on %s",
		   listener->address);
	diag_hint(diag,
		  "another process may listen there, or the address is not of this "
		  "machine, or the key is not the certificate's");
	return ERR_IO;
}

enum err listener_add(const struct listener *listener, grpc_server *server, int *port,
		      struct diag *diag)
{
	grpc_server_credentials *credentials = NULL;
	enum err err = check_allowed(listener, diag);

	if (err == ERR_OK)
		err = credentials_of(listener->tls, &credentials, diag);
	if (err != ERR_OK)
		return err;
	*port = grpc_server_add_http2_port(server, listener->address, credentials);
	grpc_server_credentials_release(credentials);
	if (*port == 0)
		return bind_error(listener, diag);
	if (is_unix(listener->address) &&
	    chmod(listener->address + strlen(UNIX_PREFIX), SOCKET_MODE) != 0)
		return bind_error(listener, diag);
	return ERR_OK;
}
