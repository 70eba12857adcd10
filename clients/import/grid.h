#ifndef CLIENTS_IMPORT_GRID_H
#define CLIENTS_IMPORT_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "calendar/period.h"
#include "calendar/zone.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * Where instants lie in the reports of a series: in which part, and in which interval of
 * it.  A part is a local day, or the measurement period where that is the interval; the
 * term cuts off its first and its last one (report.proto).
 *
 * Threads: a grid remembers the part asked for last, so each thread needs its own, and
 * is clipped before the first question.
 */

struct grid_part {
	int64_t start_s;
	int64_t end_s;
};

struct grid_slot {
	struct grid_part part;
	uint32_t interval; /* number of the interval in the part, from 0 */
	int64_t start_s;   /* of the interval */
	int64_t end_s;
};

struct grid {
	struct zone_table zone;
	struct period_rule rule;
	SlbIntervalKind kind;
	uint32_t interval_s; /* of kind seconds */
	int64_t first_day;   /* of the term */
	int64_t end_day;
	int64_t wanted_first_day; /* parts that begin on these days */
	int64_t wanted_end_day;
	int64_t wanted_from_s; /* parts that lie wholly between these */
	int64_t wanted_until_s;
	struct grid_part last;
};

/* terms are checked ones.  The grid keeps views into them. */
void grid_init(struct grid *grid, struct arena *arena, const SlbTerms *terms,
	       const SlbSeries *series);

/* Leaves out parts that do not begin on local days [first_day, end_day). */
void grid_clip(struct grid *grid, int64_t first_day, int64_t end_day);

/* Leaves out parts that do not lie wholly in [from_s, until_s). */
void grid_clip_to_whole(struct grid *grid, int64_t from_s, int64_t until_s);

/* False when the instant lies outside the term, or outside what is wanted. */
bool grid_slot(struct grid *grid, int64_t at_s, struct grid_slot *out) MUST_CHECK;

/* The first part that ends after at_s; false when there is none. */
bool grid_next_part(struct grid *grid, int64_t at_s, struct grid_part *out) MUST_CHECK;

#endif
