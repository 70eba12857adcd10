#ifndef BROKER_LEDGER_CENSUS_H
#define BROKER_LEDGER_CENSUS_H

#include "store/store.h"

/*
 * How much a log holds, and what waits in it; counted anew each time, in time that grows
 * with the number of organisations and contracts (a tenth of a second for a million).
 * Threads: any.
 */

struct ledger_census {
	uint64_t organisation_count;
	uint64_t contract_count;
	uint64_t
		overdue_count; /* contracts in which something is due and not yet told */
};

/* Of a log's store, as of now_ms. */
enum err ledger_census(struct store *log, int64_t now_ms, struct ledger_census *out,
		       struct diag *diag) MUST_CHECK;

#endif
