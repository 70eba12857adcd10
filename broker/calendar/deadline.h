#ifndef BROKER_CALENDAR_DEADLINE_H
#define BROKER_CALENDAR_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "calendar/hours.h"
#include "calendar/zone.h"

/*
 * A delay as contracts say it ("within 5 business days") and the instant it ends.  What
 * happens at that instant is in time; what happens after it is late.
 */

enum delay_unit {
	DELAY_HOURS,          /* elapsed */
	DELAY_DAYS,           /* to the end of the n-th local day after */
	DELAY_BUSINESS_HOURS, /* open time, hours_add() */
	DELAY_BUSINESS_DAYS,  /* to the close of the n-th business day after */
};

struct delay {
	uint32_t amount; /* 0: no delay, the event's own instant */
	enum delay_unit unit;
};

/*
 * hours may be NULL for the units that do not need them.  False when business time runs
 * out (hours.h).
 */
bool deadline_after(struct delay delay, const struct hours *hours,
		    const struct zone_table *zone, int64_t event_s,
		    int64_t *out_s) MUST_CHECK;

#endif
