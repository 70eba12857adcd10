#ifndef BROKER_RPC_LISTENER_H
#define BROKER_RPC_LISTENER_H

#include <stdbool.h>

#include <grpc/grpc.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"
#include "rpc/certificates.h"

/*
 * Where the server listens: a unix socket or a TCP address, with or without TLS.
 *
 * Without TLS only a unix socket and loopback are allowed, unless plain_anywhere says that
 * something else protects the way (a proxy on a private network).  gRPC 1.51 should not
 * meet the internet directly in either case.
 *
 * Threads: no shared state.
 */

struct listener {
	const char *
		address; /* "unix:/run/slabroker/socket", "127.0.0.1:7443", "[::1]:0" */
	struct certificates *certificates; /* for TLS; NULL: none */
	bool plain_anywhere;
};

/* Does the address lead to this machine only: a unix socket, 127.0.0.0/8 or ::1?  Names
 * do not: what they resolve to is not known here. */
bool listener_is_local(const char *address);
bool listener_is_unix(const char *address);

/* The address with the port that was bound, which 0 leaves open; cut to size. */
void listener_say(char *out, size_t size, const char *address, int port);

/*
 * Binds it; *port is 1 for a unix socket, whose file gets mode 0660: the folder around it
 * and its group say who connects.  With TLS, an address is written in numbers.  ERR_USAGE:
 * not allowed; ERR_IO: cannot be bound; ERR_NO_MEMORY.
 */
enum err listener_add(const struct listener *listener, grpc_server *server, int *port,
		      struct diag *diag) MUST_CHECK;

#endif
