#ifndef BROKER_RPC_SERVER_H
#define BROKER_RPC_SERVER_H

#include <stddef.h>

#include "base/diag.h"
#include "base/err.h"
#include "rpc/call.h"
#include "rpc/listener.h"

/*
 * A gRPC server made from tables of methods.  Adding a method is one row and one function.
 *
 * Every completion queue has one thread; enough calls are kept requested that a flood of
 * opened and reset calls is drained as fast as it comes (CVE-2023-44487), the generic one
 * among them, so that an unknown method is answered at once.  Handlers that toil run on
 * workers behind a bounded queue, from which connections are served in turns; when it is
 * full, calls of who already waits are refused with a time after which to try again.
 *
 * Signals are to be blocked before server_open, since gRPC's threads inherit the mask; and
 * no process may fork once a server was opened.
 *
 * Threads: open, stop and close by one thread; the figures by any.
 */

/* Methods that share a context.  The table is the caller's and outlives the server. */
struct rpc_service {
	const struct rpc_method *methods;
	size_t method_count;
	void *context;
};

/* 0 stands for the value named. */
struct server_options {
	const struct rpc_service *services;
	size_t service_count;
	const struct listener *listeners;
	size_t listener_count;
	/* Completion queues, one a spare core (1). */
	unsigned queue_count;
	/* Threads for RPC_ON_WORKER (1), and how many handlers may wait for one (256). */
	unsigned worker_count;
	size_t jobs_max;
	/* Open calls, streams included (4096). */
	size_t calls_max;
	/* Of one call; a report of 1 MiB unpacks to 20 (24 MiB).  Of that, what the request
	 * itself may take (2 MiB). */
	size_t arena_max_bytes;
	size_t request_max_bytes;
	/* Of one request on the wire (SERVER_MESSAGE_MAX_BYTES). */
	size_t message_max_bytes;
	/* The longest life of a unary call, where its deadline is later or it has none
	 * (60,000). */
	unsigned unary_ms;
};

/* A statement of 1 MiB, and what stands around it. */
#define SERVER_MESSAGE_MAX_BYTES ((size_t)(1024 + 64) * 1024)

struct server;

/*
 * Listens, and serves until server_stop.  ERR_USAGE: a listener that is not allowed;
 * ERR_IO: an address that cannot be listened on; ERR_NO_MEMORY.
 * On error there is no server.
 */
enum err server_open(const struct server_options *options, struct server **server,
		     struct diag *diag) MUST_CHECK;

/* The port of the listener with this place in the options; 1 for a unix socket. */
int server_port(const struct server *server, size_t listener);

/* Calls that are open now. */
size_t server_call_count(const struct server *server);

/* For whoever watches the server; counts are since it was opened. */
struct server_figures {
	size_t calls_open;   /* streams included */
	size_t streams_open; /* both kinds */
	uint64_t call_count;
	uint64_t refused_count[ERR_COUNT]; /* calls that ended so, by us */
};

void server_figures(const struct server *server, struct server_figures *out);

/*
 * Takes no more calls, waits for the open ones for at most grace_ms, cancels the rest and
 * waits until each is given back by its owner: what owns calls must still be running.
 * Long streams should be told to end first (health_stop, and so on), or they use up the
 * grace.  Returns how many calls were cancelled.
 */
size_t server_stop(struct server *server, unsigned grace_ms);

/* Joins every thread and frees everything.  After server_stop.  NULL is legal. */
void server_close(struct server *server);

#endif
