#ifndef BROKER_MONITOR_FIGURES_H
#define BROKER_MONITOR_FIGURES_H

#include "base/bytes.h"
#include "service/front.h"

/*
 * What a broker at work looks like from outside, as OpenMetrics text: the process, the
 * log, what was submitted, what the writer does, the store, the calls.  Nothing in it
 * names an organisation or a contract.
 *
 * A store that cannot be read leaves out what it would have told; the rest is still given.
 * Threads: any.
 */

struct figures_sources {
	const char *version;
	struct clock clock;
	int64_t started_ms;
	struct ledger *ledger;
	struct store *log_store;
	const struct tallies *tallies;
	const struct front *front;
	struct certificates *certificates; /* NULL: no TLS */
};

void figures_gather(const struct figures_sources *sources, struct text *out);

#endif
