#ifndef BROKER_MONITOR_SCRAPE_H
#define BROKER_MONITOR_SCRAPE_H

#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * GET /metrics over HTTP/1.1, for this machine alone: the text of OpenMetrics that somebody
 * gathers.  Anything else is answered with 404 or 405.  One thread of its own, a few
 * connections, little memory for each, and a time limit on the slow (libmicrohttpd).
 *
 * Threads: open and close by one.
 */

struct scrape;

struct scrape_options {
	const char *address; /* "127.0.0.1:9464", "[::1]:9464"; port 0: any */
	/* Adds the text; on the thread of the scrape. */
	void (*gather)(void *context, struct text *out);
	void *context;
};

/* Whether it is an address of this machine alone, with a port, in numbers. */
bool scrape_address_valid(const char *address);

/* ERR_USAGE: the address is another machine's way in, or none.  ERR_IO: it cannot be
 * listened on. */
enum err scrape_open(const struct scrape_options *options, struct scrape **out,
		     struct diag *diag) MUST_CHECK;

int scrape_port(const struct scrape *scrape);

/* NULL is fine. */
void scrape_close(struct scrape *scrape);

#endif
