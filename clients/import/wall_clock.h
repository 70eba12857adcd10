#ifndef CLIENTS_IMPORT_WALL_CLOCK_H
#define CLIENTS_IMPORT_WALL_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "calendar/zone.h"
#include "slabroker/v1/import.pb-c.h"

/* What instant somebody meant who wrote down a local time. */

struct wall_clock {
	const struct zone_table *zone;
	bool utc; /* the times are UTC, whatever the zone */
	SlbRepeated repeated_hour;
	int64_t last_local_s; /* of REPEATED_IN_ORDER: the row before */
	bool went_back;
	bool any;
};

struct wall_clock wall_clock_of(const struct zone_table *zone, SlbClock clock,
				SlbRepeated repeated_hour);

enum wall_clock_result {
	WALL_CLOCK_OK,
	WALL_CLOCK_SKIPPED, /* clocks were put forward: this time was never shown */
	WALL_CLOCK_TWICE,   /* clocks were put back, and the mapping does not decide */
};

/* To be asked row by row in the order of the file. */
enum wall_clock_result wall_clock_instant(struct wall_clock *clock, int64_t local_s,
					  int64_t *out_s);

/* What is wrong and what to write, for a person; static storage. */
const char *wall_clock_result_text(enum wall_clock_result result);

#endif
