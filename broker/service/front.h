#ifndef BROKER_SERVICE_FRONT_H
#define BROKER_SERVICE_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "rpc/listener.h"
#include "rpc/server.h"
#include "service/reading.h"

/*
 * All services behind one server: what clients meet.
 *
 * Threads: open and close by one thread; front_set_serving by any.
 */

struct front;

struct front_options {
	struct service *service; /* outlives the front; only read */
	const struct listener *listeners;
	size_t listener_count;
	unsigned queue_count; /* 0 for one each, as in rpc/server.h */
	unsigned worker_count;
};

/* Errors are those of server_open(); ERR_NO_MEMORY.  Says NOT_SERVING at first. */
enum err front_open(const struct front_options *options, struct front **out,
		    struct diag *diag) MUST_CHECK;

/* The port of a listener; 1 for a unix socket. */
int front_port(const struct front *front, size_t listener);

/* For whoever watches it. */
struct front_figures {
	struct server_figures server;
	size_t watcher_count; /* NoticeService/Watch */
};

/* Any thread, until front_close(). */
void front_figures(const struct front *front, struct front_figures *out);

/* What grpc.health.v1 says of every service. */
void front_set_serving(struct front *front, bool serving);

/* Ends watches, takes no more calls, waits at most grace_ms for the open ones, and frees
 * everything.  The ledger still runs: it answers what it holds.  Returns how many calls
 * were cancelled.  NULL is legal. */
size_t front_close(struct front *front, unsigned grace_ms);

#endif
