#ifndef BROKER_CALENDAR_ZONE_H
#define BROKER_CALENDAR_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"

/*
 * A time zone as a contract carries it: a table of offsets from UTC.  The zone rules of
 * the machine are never read.
 *
 * Clocks that are put back show some local times twice; clocks that are put forward never
 * show some.  Two questions need two answers:
 *
 *   - Which instant did somebody mean who wrote down this local time?  zone_instant():
 *     the earlier of two; a time that was never shown is read with the offset before the
 *     change, so that it lies after it by as much as it lay inside the gap (RFC 5545,
 *     section 3.3.5).
 *   - When does the local clock first show this time or a later one?  zone_reaches():
 *     midnights and opening hours.  A time in the gap is reached at the end of the gap.
 *
 * Days are cut by the second: a local day is what lies between two midnights reached, so
 * that every instant has exactly one day, of 23, 24 or 25 hours as a rule.
 */

#define ZONE_OFFSET_MAX_S 64800 /* 18 hours, either way */

struct zone_transition {
	int64_t at_s;     /* from this instant on */
	int32_t offset_s; /* seconds east of UTC */
};

struct zone_table {
	const char *name;       /* for people; may be NULL */
	int32_t first_offset_s; /* before the first transition */
	const struct zone_transition *transitions;
	size_t transition_count;
};

/*
 * Says what is wrong with a table that came from outside; path names it in messages.  An
 * offset is a whole number of minutes within 18 hours, as every zone's has been since
 * 1972; transitions are strictly ascending.  All else here needs a table that passed.
 */
enum err zone_check(const struct zone_table *zone, struct diag *diag, const char *path);

/* Seconds east of UTC. */
int32_t zone_offset_at(const struct zone_table *zone, int64_t at_s);

/* What the clock on the wall shows. */
int64_t zone_local(const struct zone_table *zone, int64_t at_s);

/* The instants at which the clock shows local_s. */
struct zone_reading {
	unsigned times;  /* 0: inside a gap; 1; or more where clocks were put back */
	int64_t first_s; /* as zone_instant() */
	int64_t last_s;  /* first_s unless shown more than once */
};

struct zone_reading zone_read(const struct zone_table *zone, int64_t local_s);

int64_t zone_instant(const struct zone_table *zone, int64_t local_s);
int64_t zone_reaches(const struct zone_table *zone, int64_t local_s);

/* The instant at which a local day begins, and the local day an instant lies in. */
int64_t zone_day_start(const struct zone_table *zone, int64_t day);
int64_t zone_day_at(const struct zone_table *zone, int64_t at_s);

/* "2026-11-22T09:30:00+01:00", with the offset that holds there. */
char *zone_text(struct arena *arena, const struct zone_table *zone, int64_t at_s);

#endif
