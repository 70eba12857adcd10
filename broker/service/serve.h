#ifndef BROKER_SERVICE_SERVE_H
#define BROKER_SERVICE_SERVE_H

#include <signal.h>

#include "base/diag.h"
#include "service/front.h"

/*
 * A broker at work, from the open ledger until a signal ends it: listens, tells health,
 * systemd and its watchdog how it goes, frees what dead readers left in the store, takes
 * certificates that were renewed, and stops so that what was taken in is answered.  So it
 * does, too, when a listener can take no connection any more (rpc/core_log.h), but then
 * with an error: a broker that nobody reaches is worse than one that is started again.
 */

struct serve_options {
	struct front_options front;
	struct store *log_store;
	struct certificates *certificates; /* of listeners with TLS; NULL: none */
	sigset_t signals;  /* blocked in every thread: SIGHUP looks at certificates at
			   * once, each other one ends it */
	unsigned grace_ms; /* for open calls at the end */
	/* What happens, for whoever runs it: "listening", "not_serving", ...; diag may be
	 * NULL.  On the thread of serve_run(). */
	void (*say)(void *context, const char *event, const char *detail,
		    const struct diag *diag);
	void *context;
	/* Or NULL: something beside the services, from before READY until their end. */
	enum err (*begin_beside)(void *context, const struct front *front,
				 struct diag *diag);
	void (*end_beside)(void *context);
};

/* Returns when it has stopped.  Errors are those of front_open(), and UNREACHABLE, which
 * was said already and is not in diag. */
enum err serve_run(const struct serve_options *options, struct diag *diag) MUST_CHECK;

#endif
