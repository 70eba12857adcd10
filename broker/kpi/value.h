#ifndef BROKER_KPI_VALUE_H
#define BROKER_KPI_VALUE_H

#include <stdbool.h>

#include "base/ratio.h"
#include "slabroker/v1/formula.pb-c.h"

/* An exact value, or why there is none (SEMANTICS.md, section 4). */

/* In the order in which they win where several are lacking. */
enum lack {
	LACKS_NOTHING,
	LACKS_VOLUME,     /* a quotient of 0 by 0, or nothing to take together */
	LACKS_AGREEMENT,  /* contradictory: a quotient of something by 0 */
	LACKS_MEASUREMENT /* a cell is null, or a column is not carried */
};

struct value {
	enum lack lack;
	struct ratio number; /* where nothing lacks */
	/* Both sides of a quotient, where they could be computed. */
	bool has_parts;
	struct ratio numerator;
	struct ratio denominator;
};

/* "no volume", "contradictory", "not measured"; "" where nothing lacks. */
const char *lack_words(enum lack lack);

/* Not for COMPARATOR_BETWEEN, which has two targets: comparator_met(). */
bool comparator_holds(SlbComparator comparator, struct ratio value,
		      struct ratio target);
bool comparator_met(SlbComparator comparator, struct ratio value, struct ratio target,
		    struct ratio target_upper);
/* "at least", "between"... */
const char *comparator_words(SlbComparator comparator);

/* A decimal of checked terms; "" is 1. */
struct ratio decimal_of_terms(struct arena *arena, const char *text);

#endif
