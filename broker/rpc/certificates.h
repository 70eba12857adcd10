#ifndef BROKER_RPC_CERTIFICATES_H
#define BROKER_RPC_CERTIFICATES_H

#include <stdbool.h>
#include <stdint.h>

#include <grpc/grpc_security.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * The TLS identity of a server, whose files may be replaced while it serves: a new pair
 * holds from the next connection on, and open connections go on with the one before.
 *
 * Somebody looks at the files now and then (certificates_look): core is only ever given
 * what was read whole and fits together, and asks for it at each handshake, which touches
 * no file.
 *
 * Threads: open, look and close by one; core asks, and the end may be read, by any.
 */

struct certificates;

struct certificate_files {
	const char *certificate; /* PEM, the server's own first, then up to the root */
	const char *key;         /* PEM, mode 0600 */
	const char *client_ca;   /* PEM; NULL: clients show no certificate */
};

/* Reads them.  The names are the caller's and outlive it.  ERR_USAGE, ERR_IO: a file
 * cannot be read or used; ERR_KEY_EXPOSED; ERR_NO_MEMORY. */
enum err certificates_open(const struct certificate_files *files,
			   struct certificates **out, struct diag *diag) MUST_CHECK;

/* After every server that has its credentials was closed.  NULL is legal. */
void certificates_close(struct certificates *certificates);

/* For one port of a server; NULL without memory. */
grpc_server_credentials *certificates_credentials(struct certificates *certificates);

enum certificates_news {
	CERTIFICATES_SAME,
	CERTIFICATES_NEW,      /* they hold from now on */
	CERTIFICATES_UNUSABLE, /* those before hold; diag says why */
};

/*
 * Looks whether the files changed, and reads what did, once.  Unless at_once, it waits
 * until two looks find them alike: a renewal replaces one file after the other.  at_once
 * also reads what did not change, for whoever asked.
 */
enum certificates_news certificates_look(struct certificates *certificates,
					 bool at_once, struct diag *diag);

/* When the server's certificate in use ends, in s since 1970. */
int64_t certificates_end_s(struct certificates *certificates);

#endif
