#include "calendar/civil.h"

#include <stddef.h>

#include "base/ensure.h"

/* Days are counted in years that start on 1 March, so that a leap day ends a year. */
#define DAYS_BEFORE_1970  719468 /* from 0000-03-01 to 1970-01-01 */
#define DAYS_IN_400_YEARS 146097
#define YEAR_LIMIT        1000000
#define OFFSET_MAX_MIN    (18 * 60)

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

unsigned civil_days_in_month(int64_t year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30,
					      31, 31, 30, 31, 30, 31 };

	ensure(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
}

bool civil_date_valid(struct civil_date date)
{
	return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
	       date.day <= civil_days_in_month(date.year, date.month);
}

/* The day number, from 0000-03-01, of 1 March of a year. */
static int64_t march_first(int64_t year)
{
	return 365 * year + floor_div(year, 4) - floor_div(year, 100) +
	       floor_div(year, 400);
}

/* Days from 1 March to the first of a month, months counted from March = 0. */
static unsigned days_to_month(unsigned month_from_march)
{
	return (153 * month_from_march + 2) / 5;
}

int64_t civil_day(struct civil_date date)
{
	int64_t year = date.year - (date.month <= 2 ? 1 : 0);

	ensure(date.year > -YEAR_LIMIT && date.year < YEAR_LIMIT);
	ensure(civil_date_valid(date));
	return march_first(year) + days_to_month((date.month + 9) % 12) +
	       (int64_t)date.day - 1 - DAYS_BEFORE_1970;
}

struct civil_date civil_date_of(int64_t day)
{
	int64_t since = day + DAYS_BEFORE_1970;
	unsigned month;
	unsigned rest;
	int64_t year;

	ensure(day / 366 > -YEAR_LIMIT && day / 366 < YEAR_LIMIT);
	/*
	 * By the mean length of a year.  A year starts less than a day after its mean
	 * start and at most two days before it, so this is right or one year short.
	 */
	year = floor_div(since * 400, DAYS_IN_400_YEARS);
	if (march_first(year + 1) <= since)
		year++;
	rest = (unsigned)(since - march_first(year));
	month = (5 * rest + 2) / 153; /* days_to_month(), turned round */
	return (struct civil_date){
		.year = year + (month >= 10 ? 1 : 0),
		.month = (month + 2) % 12 + 1,
		.day = rest - days_to_month(month) + 1,
	};
}

enum weekday civil_weekday(int64_t day)
{
	/* 1970-01-01 was a Thursday. */
	int64_t from_monday = day + (THURSDAY - MONDAY);

	return (enum weekday)(from_monday - 7 * floor_div(from_monday, 7) + MONDAY);
}

struct civil_week civil_week_of(int64_t day)
{
	int64_t thursday = day - (int64_t)civil_weekday(day) + THURSDAY;
	int64_t year = civil_date_of(thursday).year;
	int64_t first = civil_day((struct civil_date){ year, 1, 1 });

	return (struct civil_week){ .year = year,
				    .week = (unsigned)((thursday - first) / 7) + 1 };
}

const char *civil_weekday_name(enum weekday weekday)
{
	static const char *const names[] = { "Monday",   "Tuesday", "Wednesday",
					     "Thursday", "Friday",  "Saturday",
					     "Sunday" };

	ensure(weekday >= MONDAY && weekday <= SUNDAY);
	return names[weekday - MONDAY];
}

int64_t civil_day_of_local(int64_t local_s)
{
	return floor_div(local_s, CIVIL_DAY_S);
}

int64_t civil_second_of_day(int64_t local_s)
{
	return local_s - civil_day_of_local(local_s) * CIVIL_DAY_S;
}

char *civil_day_text(struct arena *arena, int64_t day)
{
	struct civil_date date = civil_date_of(day);

	return arena_printf(arena, "%04lld-%02u-%02u", (long long)date.year, date.month,
			    date.day);
}

char *civil_instant_text(struct arena *arena, int64_t at_s, int32_t offset_s)
{
	int64_t local_s = at_s + offset_s;
	const char *day = civil_day_text(arena, civil_day_of_local(local_s));
	int second = (int)civil_second_of_day(local_s);
	int offset_min = offset_s / 60;
	const char *local;

	ensure(offset_s % 60 == 0);
	local = arena_printf(arena, "%sT%02d:%02d:%02d", day, second / 3600,
			     second / 60 % 60, second % 60);
	if (offset_min > 0)
		return arena_printf(arena, "%s+%02d:%02d", local, offset_min / 60,
				    offset_min % 60);
	if (offset_min < 0)
		return arena_printf(arena, "%s-%02d:%02d", local, -offset_min / 60,
				    -offset_min % 60);
	return arena_printf(arena, "%sZ", local);
}

/* Takes count digits off the start of text. */
static bool take_number(struct bytes *text, size_t count, unsigned *out)
{
	bool whole = text->len >= count;

	*out = 0;
	for (size_t i = 0; whole && i < count; i++) {
		/* A byte below '0' wraps around to a large number. */
		unsigned digit = text->data[i] - (unsigned)'0';

		whole = digit <= 9;
		*out = *out * 10 + digit;
	}
	if (whole) {
		text->data += count;
		text->len -= count;
	}
	return whole;
}

static bool take_char(struct bytes *text, char c)
{
	if (text->len == 0 || text->data[0] != (uint8_t)c)
		return false;
	text->data++;
	text->len--;
	return true;
}

static bool take_day(struct bytes *text, int64_t *day)
{
	struct civil_date date;
	unsigned year;

	if (!take_number(text, 4, &year) || !take_char(text, '-') ||
	    !take_number(text, 2, &date.month) || !take_char(text, '-') ||
	    !take_number(text, 2, &date.day))
		return false;
	date.year = year;
	if (year == 0 || !civil_date_valid(date))
		return false;
	*day = civil_day(date);
	return true;
}

static bool take_local(struct bytes *text, int64_t *local_s)
{
	unsigned hour;
	unsigned minute;
	unsigned second;
	int64_t day;

	if (!take_day(text, &day) || !take_char(text, 'T') ||
	    !take_number(text, 2, &hour) || !take_char(text, ':') ||
	    !take_number(text, 2, &minute) || !take_char(text, ':') ||
	    !take_number(text, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*local_s = day * CIVIL_DAY_S + (int64_t)hour * 3600 + (int64_t)minute * 60 +
		   second;
	return true;
}

static bool take_offset(struct bytes *text, int32_t *offset_s)
{
	unsigned hours;
	unsigned minutes;
	bool west;

	*offset_s = 0;
	if (take_char(text, 'Z'))
		return true;
	west = take_char(text, '-');
	if (!west && !take_char(text, '+'))
		return false;
	if (!take_number(text, 2, &hours) || !take_char(text, ':') ||
	    !take_number(text, 2, &minutes))
		return false;
	minutes = minutes > 59 ? OFFSET_MAX_MIN + 1 : hours * 60 + minutes;
	if (minutes > OFFSET_MAX_MIN || (west && minutes == 0))
		return false;
	*offset_s = (int32_t)minutes * (west ? -60 : 60);
	return true;
}

bool civil_parse_day(struct bytes text, int64_t *day)
{
	return take_day(&text, day) && text.len == 0;
}

bool civil_parse_local(struct bytes text, int64_t *local_s)
{
	return take_local(&text, local_s) && text.len == 0;
}

bool civil_parse_instant(struct bytes text, int64_t *at_s, int32_t *offset_s)
{
	int64_t local_s;
	int32_t offset;

	if (!take_local(&text, &local_s) || !take_offset(&text, &offset) ||
	    text.len != 0)
		return false;
	if (local_s - offset < CIVIL_INSTANT_MIN_S ||
	    local_s - offset > CIVIL_INSTANT_MAX_S)
		return false;
	*at_s = local_s - offset;
	if (offset_s != NULL)
		*offset_s = offset;
	return true;
}
