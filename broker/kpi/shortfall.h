#ifndef BROKER_KPI_SHORTFALL_H
#define BROKER_KPI_SHORTFALL_H

#include "kpi/evaluate.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * What was lacking to meet a target that was missed by value (SEMANTICS.md, section 8).
 */
struct shortfall {
	struct ratio bound; /* the target, or the bound of the band that is violated */
	bool is_below;      /* the value lies below it, or at it */
	struct ratio distance; /* in the KPI's unit */
	bool has_contacts;
	struct ratio contacts; /* whole: more, or fewer, in the numerator */
};

struct shortfall shortfall_of(struct arena *arena, const struct evaluation *evaluation);

SlbShortfall *shortfall_message(struct arena *arena,
				const struct evaluation *evaluation,
				const struct shortfall *shortfall);

#endif
