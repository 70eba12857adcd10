#ifndef BROKER_LEDGER_COMPARE_H
#define BROKER_LEDGER_COMPARE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "store/puts.h"
#include "store/store.h"

/*
 * A table of one view held against that of another.  Threads: one.
 */

struct compared {
	struct store_view *ours;   /* what lies in the store */
	struct store_view *theirs; /* what a replay gave */
	uint8_t table;
	/* Which keys count; NULL: all. */
	bool (*counts)(struct bytes key);
};

/*
 * What makes ours equal to theirs, added to puts, whose arena keeps the bytes: nothing
 * where they are equal.  Errors of the stores.
 */
enum err compare_tables(const struct compared *compared,
			struct puts *difference) MUST_CHECK;

#endif
