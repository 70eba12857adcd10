#ifndef BROKER_CALENDAR_CIVIL_H
#define BROKER_CALENDAR_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"

/*
 * The civil calendar: proleptic Gregorian dates, weekdays and their ISO 8601 text.
 *
 * A day is a number: days since 1970-01-01, negative before.  A local time is a number
 * too: local_s, the seconds since 1970-01-01T00:00:00 that a clock on that wall has
 * counted, whatever its offset from UTC (zone.h turns it into an instant).  An instant is
 * at_s, seconds since 1970-01-01T00:00:00Z without leap seconds.
 *
 * Text is read for the years 0001 to 9999 only, so every day and instant that came in as
 * text lies in the bounds below.
 */

#define CIVIL_DAY_S ((int64_t)86400)

#define CIVIL_DAY_MIN ((int64_t)-719162) /* 0001-01-01 */
#define CIVIL_DAY_MAX ((int64_t)2932896) /* 9999-12-31 */

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
#define CIVIL_INSTANT_MIN_S (CIVIL_DAY_MIN * CIVIL_DAY_S)
#define CIVIL_INSTANT_MAX_S (CIVIL_DAY_MAX * CIVIL_DAY_S + CIVIL_DAY_S - 1)

struct civil_date {
	int64_t year;
	unsigned month; /* 1..12 */
	unsigned day;   /* 1..31 */
};

/* ISO 8601 numbering. */
enum weekday {
	MONDAY = 1,
	TUESDAY,
	WEDNESDAY,
	THURSDAY,
	FRIDAY,
	SATURDAY,
	SUNDAY,
};

/* An ISO 8601 week: it starts on Monday and belongs to the year of its Thursday. */
struct civil_week {
	int64_t year;
	unsigned week; /* 1..53 */
};

unsigned civil_days_in_month(int64_t year, unsigned month);
bool civil_date_valid(struct civil_date date);

/* date must be valid; its year within a million of 0, as any day below. */
int64_t civil_day(struct civil_date date);
struct civil_date civil_date_of(int64_t day);
enum weekday civil_weekday(int64_t day);
struct civil_week civil_week_of(int64_t day);
/* "Monday".  Static storage. */
const char *civil_weekday_name(enum weekday weekday);

/* The day that a local time lies in, and the seconds since its midnight. */
int64_t civil_day_of_local(int64_t local_s);
int64_t civil_second_of_day(int64_t local_s);

/* "2026-11-22". */
char *civil_day_text(struct arena *arena, int64_t day);
/*
 * RFC 3339: "2026-11-22T09:30:00+01:00", or "...Z" when the offset is 0.  offset_s is a
 * whole number of minutes, as zone_check() makes sure.
 */
char *civil_instant_text(struct arena *arena, int64_t at_s, int32_t offset_s);

/* Exactly "YYYY-MM-DD", a day that exists.  False when text is not that. */
bool civil_parse_day(struct bytes text, int64_t *day) MUST_CHECK;
/*
 * Exactly "YYYY-MM-DDThh:mm:ss" and "Z" or "+hh:mm" or "-hh:mm", at most 18 hours, not
 * "-00:00"; no leap second.  *offset_s (may be NULL) is what the text said.
 */
bool civil_parse_instant(struct bytes text, int64_t *at_s,
			 int32_t *offset_s) MUST_CHECK;
/* Exactly "YYYY-MM-DDThh:mm:ss": a local time. */
bool civil_parse_local(struct bytes text, int64_t *local_s) MUST_CHECK;

#endif
