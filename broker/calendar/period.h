#ifndef BROKER_CALENDAR_PERIOD_H
#define BROKER_CALENDAR_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "calendar/civil.h"
#include "calendar/zone.h"

/*
 * Measurement periods: a rule cuts local days into periods without gap or overlap, and
 * the term of a contract cuts the first and the last of them.
 */

enum period_kind {
	PERIOD_DAY,
	PERIOD_WEEK,
	PERIOD_MONTH,
	PERIOD_LIST,
};

struct period_rule {
	enum period_kind kind;
	enum weekday week_start;  /* PERIOD_WEEK */
	unsigned month_start_day; /* PERIOD_MONTH: 1..28; 22 is the 22nd to the 21st */
	const int64_t
		*boundary_days; /* PERIOD_LIST: first days, strictly ascending; the
					 last one only ends the last period */
	size_t boundary_count;  /* PERIOD_LIST: at least 2 */
};

/* [first_day, end_day), which is [start_s, end_s). */
struct period {
	int64_t first_day;
	int64_t end_day;
	int64_t start_s;
	int64_t end_s;
};

/* A period as far as it lies in a term. */
struct term_period {
	struct period whole;
	struct period part;
	bool first_partial; /* the term begins inside it */
	bool last_partial;  /* the term ends inside it */
};

/* Says what is wrong with a rule that came from outside; path names it in messages. */
enum err period_rule_check(const struct period_rule *rule, struct diag *diag,
			   const char *path);

/* Local days [first_day, end_day) with their instants; end_day may equal first_day. */
struct period period_of_days(const struct zone_table *zone, int64_t first_day,
			     int64_t end_day);

/* The period of a local day.  False when an explicit list does not reach it. */
bool period_of_day(const struct period_rule *rule, const struct zone_table *zone,
		   int64_t day, struct period *out) MUST_CHECK;
/* The period of an instant; the same. */
bool period_at(const struct period_rule *rule, const struct zone_table *zone,
	       int64_t at_s, struct period *out) MUST_CHECK;
/* The period after it.  False when an explicit list ends there. */
bool period_next(const struct period_rule *rule, const struct zone_table *zone,
		 const struct period *period, struct period *out) MUST_CHECK;

/* Calendar days, also those that a zone skipped: what amounts are pro-rated by. */
int64_t period_days(const struct period *period);

/*
 * period as far as it lies in the term [term_first_day, term_end_day).  False when it lies
 * outside.
 */
bool period_in_term(const struct zone_table *zone, const struct period *period,
		    int64_t term_first_day, int64_t term_end_day,
		    struct term_period *out) MUST_CHECK;

/*
 * A name for people, which sorts as time goes within one rule: "2026-11-22" (day),
 * "2026-W47" (week from Monday, ISO 8601), "2026-11" (calendar month), else
 * "2026-10-22/2026-11-22", the first day and the day after the last.
 */
char *period_label(struct arena *arena, const struct period_rule *rule,
		   const struct period *period);

#endif
