#ifndef TESTS_UNIT_FOLD_STORY_H
#define TESTS_UNIT_FOLD_STORY_H

#include "unit/acts/world.h"

/*
 * A contract of twenty days of January 2026, judged one by one, as evidence shows it: a
 * miss with its notice, a restatement that replaces the notice, an outage, a part told
 * missing, a receipt acknowledged.  Beside it lies another contract of the same two.
 */
struct story {
	struct world w;
	struct world_contract contract;
	struct world_contract other;
	uint64_t sequence; /* of the last report */
};

#define STORY_NOTICES UINT64_C(2) /* the first is replaced by the second */
#define STORY_MONTH   672         /* January 2026 */

void story_tell(struct story *story);
void story_end(struct story *story);

/* On the 1st of April the operator redacts January, of the other contract only or of both,
 * and the reports of those are erased. */
void story_redact(struct story *story, bool both);

#endif
