#ifndef BROKER_REPORT_FRAME_H
#define BROKER_REPORT_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "calendar/hours.h"
#include "calendar/period.h"
#include "calendar/zone.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * The time frame of a contract: its days, its measurement periods and the parts in which
 * its reports are expected (SEMANTICS.md, section 1).  Built once from terms that passed
 * the contract check, then only read; it lives in the arena, and points into the terms.
 */

/* A period as far as it lies in the term, before any joining. */
struct cut_period {
	const char *label;
	struct period days;    /* within the term */
	int64_t whole_days;    /* calendar days of the whole period */
	bool is_first_partial; /* the term begins inside it */
	bool is_last_partial;  /* the term ends inside it, and does not begin there */
};

/* What gets one verdict for each KPI. */
struct judged_period {
	const char *label; /* joined ones with "+" */
	struct period days;
	int64_t day_count;
	int64_t whole_days; /* more than day_count where the term cuts it short */
	bool is_excluded;
	/* What holds where it is partial, neither joined nor excluded; else NULL. */
	const SlbPartialPeriod *partial;
	size_t first_cut; /* the cut periods it is made of */
	size_t cut_count;
};

/* What one report covers: a local day, or a cut period (SEMANTICS.md, 1.5). */
struct report_part {
	int64_t start_s;
	int64_t end_s;
	int64_t day; /* the local day of its start */
	size_t cut;  /* the cut period that contains it */
};

struct frame_day {
	int64_t start_s;
	size_t cut; /* the cut period that contains it */
};

struct frame {
	const SlbTerms *terms;
	struct zone_table zone;
	const struct hours *hours; /* NULL where the terms have none */
	struct period_rule rule;
	struct period term;
	const struct frame_day *days; /* of the term, and its end */
	size_t day_count;
	const struct cut_period *cuts;
	size_t cut_count;
	const struct judged_period *periods;
	size_t period_count;
};

struct frame *frame_of_terms(struct arena *arena, const SlbTerms *terms);

/* The index of a series in the terms; false when there is none of that name. */
bool frame_find_series(const struct frame *frame, const char *name,
		       size_t *out) MUST_CHECK;

/* Parts of a series, ascending.  A date that the zone skips has no part: start = end. */
size_t frame_part_count(const struct frame *frame, size_t series);
struct report_part frame_part(const struct frame *frame, size_t series, size_t index);
/* The part with this start; false when there is none, and one that is near it then. */
bool frame_find_part(const struct frame *frame, size_t series, int64_t start_s,
		     size_t *out) MUST_CHECK;
/* The parts of a series that lie in a judged period: from *first on, so many. */
size_t frame_parts_in(const struct frame *frame, size_t series,
		      const struct judged_period *period, size_t *first);
/* When the report of a part is due; late is what comes after it. */
int64_t frame_part_due_s(const struct frame *frame, size_t series, size_t index);
/* The judged period that contains a part. */
size_t frame_period_of_part(const struct frame *frame, size_t series, size_t index);

/*
 * A delay after an instant.  Business time that never comes (hours.h) ends at the end of
 * the calendar, CIVIL_INSTANT_MAX_S.
 */
int64_t frame_deadline_s(const struct frame *frame, const SlbDelay *delay,
			 int64_t event_s);

/* at_s where business hours are open then, else when they next open; if ever, as above. */
int64_t frame_next_opening_s(const struct frame *frame, int64_t at_s);

#endif
