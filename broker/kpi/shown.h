#ifndef BROKER_KPI_SHOWN_H
#define BROKER_KPI_SHOWN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/ratio.h"
#include "slabroker/v1/common.pb-c.h"
#include "slabroker/v1/contract.pb-c.h"

/* Values as people see them; texts live in the arena. */

#define SHOWN_DECIMALS_MAX 30
#define SHOWN_BOUNDS_MAX   2

/* How many digits, and what the shown value must not cross. */
struct shown_rule {
	unsigned decimals;
	enum rounding rounding;
	struct ratio bounds[SHOWN_BOUNDS_MAX];
	size_t bound_count;
};

enum rounding rounding_of_terms(SlbRounding rounding);

/*
 * value rounded to the decimals, or to more where it would compare with a bound otherwise
 * than the exact value does; beyond 30, the exact fraction (SEMANTICS.md, section 7).
 * Digits are grouped.
 */
char *shown_number(struct arena *arena, struct ratio value,
		   const struct shown_rule *rule);

/* As a decimal where it has an end within 30 digits, else as a fraction; grouped. */
char *shown_exact(struct arena *arena, struct ratio value);

/* As shown_exact() does, but "16.12 (exactly 500/31)" where the decimals have no end: as
 * many as tell it from the other value, two at least. */
char *shown_beside(struct arena *arena, struct ratio value, struct ratio other);

/* " %", " points", " per 1,000", " s" or "". */
const char *shown_unit(SlbKpiUnit unit);

/* "1.25 %" of whole > 0, at least two decimals, never 0 or 100 unless it is that. */
char *shown_share(struct arena *arena, struct ratio part, struct ratio whole);

#endif
