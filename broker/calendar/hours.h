#ifndef BROKER_CALENDAR_HOURS_H
#define BROKER_CALENDAR_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "calendar/zone.h"

/*
 * Service and business hours: a week of openings, closed dates, and dates with openings
 * of their own.
 *
 * An opening starts and ends when the local clock reaches those minutes (zone_reaches()),
 * so that on a day of 23 or 25 hours open time is what really passed.  A special day wins
 * over a holiday, which wins over the week.
 *
 * Time is counted in seconds of instants.  Searches look a hundred years ahead.
 */

#define HOURS_DAY_MIN         1440
#define HOURS_SEARCH_DAYS_MAX 36600

/* [open_min, close_min): minutes after local midnight. */
struct hours_opening {
	uint32_t open_min;  /* 0..1439 */
	uint32_t close_min; /* 1..1440 */
};

struct hours_day {
	const struct hours_opening *openings; /* ascending, not overlapping */
	size_t opening_count;                 /* 0: closed */
};

struct hours_special_day {
	int64_t day;
	struct hours_day hours;
};

struct hours {
	struct hours_day week[7]; /* Monday first */
	const int64_t *holidays;  /* strictly ascending */
	size_t holiday_count;
	const struct hours_special_day *special_days; /* strictly ascending */
	size_t special_day_count;
};

/* Says what is wrong with hours that came from outside; path names them in messages. */
enum err hours_check(const struct hours *hours, struct diag *diag, const char *path);

bool hours_is_open(const struct hours *hours, const struct zone_table *zone,
		   int64_t at_s);

/* Open seconds in [from_s, until_s); 0 when until_s is not after from_s. */
int64_t hours_between(const struct hours *hours, const struct zone_table *zone,
		      int64_t from_s, int64_t until_s);

/*
 * The earliest instant from start_s on by which open_s >= 0 seconds of open time have
 * passed: Friday 16:30 and one hour, open Monday to Friday 9 to 17, is Monday 9:30; and
 * half an hour is Friday 17:00.  False when it is not reached within the search.
 */
bool hours_add(const struct hours *hours, const struct zone_table *zone,
	       int64_t start_s, int64_t open_s, int64_t *out_s) MUST_CHECK;

/*
 * The close of the n-th business day after the local day of start_s, which itself never
 * counts; start_s when business_days is 0.  A business day is a local day with open time.
 * False when it is not reached within the search.
 */
bool hours_add_business_days(const struct hours *hours, const struct zone_table *zone,
			     int64_t start_s, uint32_t business_days,
			     int64_t *out_s) MUST_CHECK;

#endif
