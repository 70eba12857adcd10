#include "calendar/civil.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ensure.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 4 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(civil, .init = set_up, .fini = tear_down);

Test(civil, agrees_with_the_table_of_dates_weekdays_and_weeks)
{
	FILE *table = fopen("tests/vectors/calendar/civil.txt", "r");
	char line[128];
	size_t rows = 0;

	cr_assert_not_null(table);
	while (fgets(line, sizeof line, table) != NULL) {
		struct civil_week week;
		long long expected_year;
		unsigned expected_week;
		unsigned weekday;
		char text[16];
		long long day;
		int64_t read;

		if (line[0] == '#')
			continue;
		cr_assert_eq(sscanf(line, "%lld %15s %u %lld %u", &day, text, &weekday,
				    &expected_year, &expected_week),
			     5);
		cr_assert(civil_parse_day(bytes_of_string(text), &read));
		cr_assert_eq(read, day, "%s", text);
		cr_assert_str_eq(civil_day_text(&arena, day), text);
		cr_assert_eq((unsigned)civil_weekday(day), weekday, "%s", text);
		week = civil_week_of(day);
		cr_assert_eq(week.year, expected_year, "%s", text);
		cr_assert_eq(week.week, expected_week, "%s", text);
		rows++;
	}
	cr_assert_gt(rows, 300);
	(void)fclose(table);
}

Test(civil, counts_every_day_of_the_calendar_once)
{
	struct civil_date date = { .year = -1, .month = 1, .day = 1 };
	int64_t day = civil_day(date);

	/* Day after day as a person turns pages, over a little more than 800 years. */
	for (int64_t end = day + 300000; day < end; day++) {
		struct civil_date found = civil_date_of(day);

		cr_assert_eq(civil_day(date), day);
		cr_assert(found.year == date.year && found.month == date.month &&
			  found.day == date.day);
		cr_assert_eq(civil_weekday(day + 1), civil_weekday(day) % 7 + 1);
		if (date.day < civil_days_in_month(date.year, date.month)) {
			date.day++;
		} else {
			date.day = 1;
			date.month = date.month % 12 + 1;
			date.year += date.month == 1;
		}
	}
}

Test(civil, keeps_count_a_million_years_either_way)
{
	for (int64_t year = -999999; year < 1000000; year += 1111) {
		for (unsigned month = 1; month <= 12; month++) {
			int64_t first =
				civil_day((struct civil_date){ year, month, 1 });
			struct civil_date date = civil_date_of(first);
			struct civil_date before = civil_date_of(first - 1);

			cr_assert(date.year == year && date.month == month &&
				  date.day == 1);
			cr_assert_eq(before.day,
				     civil_days_in_month(before.year, before.month));
			cr_assert_eq(before.month % 12 + 1, month);
		}
	}
}

Test(civil, has_the_bounds_that_it_names)
{
	cr_assert_str_eq(civil_day_text(&arena, CIVIL_DAY_MIN), "0001-01-01");
	cr_assert_str_eq(civil_day_text(&arena, CIVIL_DAY_MAX), "9999-12-31");
	cr_assert_str_eq(civil_instant_text(&arena, CIVIL_INSTANT_MIN_S, 0),
			 "0001-01-01T00:00:00Z");
	cr_assert_str_eq(civil_instant_text(&arena, CIVIL_INSTANT_MAX_S, 0),
			 "9999-12-31T23:59:59Z");
}

static const struct {
	struct civil_date date;
	bool valid;
} dates[] = {
	{ { 2026, 11, 22 }, true }, { { 2024, 2, 29 }, true },
	{ { 2000, 2, 29 }, true },  { { 2026, 2, 29 }, false },
	{ { 1900, 2, 29 }, false }, { { 2026, 2, 28 }, true },
	{ { 2026, 4, 31 }, false }, { { 2026, 4, 30 }, true },
	{ { 2026, 12, 31 }, true }, { { 2026, 12, 32 }, false },
	{ { 2026, 13, 1 }, false }, { { 2026, 0, 1 }, false },
	{ { 2026, 1, 0 }, false },
};

Test(civil, knows_which_dates_exist)
{
	for (size_t i = 0; i < ARRAY_SIZE(dates); i++)
		cr_assert_eq(civil_date_valid(dates[i].date), dates[i].valid, "row %zu",
			     i);
}

Test(civil, names_the_weekdays)
{
	cr_assert_str_eq(civil_weekday_name(MONDAY), "Monday");
	cr_assert_str_eq(civil_weekday_name(SUNDAY), "Sunday");
	cr_assert_eq(civil_weekday(0), THURSDAY);
	cr_assert_eq(civil_weekday(-1), WEDNESDAY);
}

static const struct {
	int64_t local_s;
	int64_t day;
	int64_t second;
} locals[] = {
	{ 0, 0, 0 },       { 86399, 0, 86399 }, { 86400, 1, 0 },
	{ -1, -1, 86399 }, { -86400, -1, 0 },   { -86401, -2, 86399 },
};

Test(civil, cuts_a_local_time_into_day_and_second)
{
	for (size_t i = 0; i < ARRAY_SIZE(locals); i++) {
		cr_assert_eq(civil_day_of_local(locals[i].local_s), locals[i].day);
		cr_assert_eq(civil_second_of_day(locals[i].local_s), locals[i].second);
	}
}

static const struct {
	const char *text;
	int64_t at_s;
	int32_t offset_s;
} instants[] = {
	{ "1970-01-01T00:00:00Z", 0, 0 },
	{ "1969-12-31T23:59:59Z", -1, 0 },
	{ "2026-11-22T09:30:00+01:00", 1795336200, 3600 },
	{ "2026-11-22T03:30:00-05:00", 1795336200, -18000 },
	{ "2026-11-22T14:00:00+05:30", 1795336200, 19800 },
	{ "2026-11-22T14:29:00+05:59", 1795336200, 21540 },
	{ "2026-11-23T02:30:00+18:00", 1795336200, 64800 },
	{ "2026-11-21T14:30:00-18:00", 1795336200, -64800 },
	{ "2026-11-22T08:29:00-00:01", 1795336200, -60 },
	{ "2026-11-22T08:31:00+00:01", 1795336200, 60 },
	{ "2026-11-22T02:31:00-05:59", 1795336200, -21540 },
	{ "2026-11-22T08:30:00Z", 1795336200, 0 },
	{ "0001-01-01T00:00:00Z", CIVIL_INSTANT_MIN_S, 0 },
	{ "9999-12-31T23:59:59Z", CIVIL_INSTANT_MAX_S, 0 },
};

Test(civil, reads_and_prints_instants)
{
	for (size_t i = 0; i < ARRAY_SIZE(instants); i++) {
		struct bytes text = bytes_of_string(instants[i].text);
		int32_t offset_s;
		int64_t at_s;

		cr_assert(civil_parse_instant(text, &at_s, &offset_s), "%s",
			  instants[i].text);
		cr_assert_eq(at_s, instants[i].at_s, "%s", instants[i].text);
		cr_assert_eq(offset_s, instants[i].offset_s);
		cr_assert_str_eq(civil_instant_text(&arena, at_s, offset_s),
				 instants[i].text);
		cr_assert(civil_parse_instant(text, &at_s, NULL));
	}
}

static const char *const not_instants[] = {
	"",
	"2026-11-22",
	"2026-11-22T09:30:00",
	"2026-11-22T09:30Z",
	"2026-11-22T09:30:00 Z",
	"2026-11-22T09:30:00z",
	"2026-11-22t09:30:00Z",
	"2026-11-22 09:30:00Z",
	"2026-11-22T09:30:00.0Z",
	"2026-11-22T24:00:00Z",
	"2026-11-22T09:60:00Z",
	"2026-11-22T09:30:60Z",
	"2026-11-22T9:30:00Z",
	"2026-11-22T09-30:00Z",
	"2026-11-22T09:3a:00Z",
	"2026-11-22T09:30-00Z",
	"2026-11-22T09:30:0",
	"2026-11-22T09:30:00+01",
	"2026-11-22T09:30:00+0100",
	"2026-11-22T09:30:00+1:00",
	"2026-11-22T09:30:00+01:0",
	"2026-11-22T09:30:00+01:60",
	"2026-11-22T09:30:00+18:01",
	"2026-11-22T09:30:00-18:01",
	"2026-11-22T09:30:00-00:00",
	"2026-11-22T09:30:00+01:00Z",
	"2026-11-22T09:30:00Zulu",
	"2026-11-31T09:30:00Z",
	"2026-13-01T09:30:00Z",
	"0000-12-31T09:30:00Z",
	"-026-11-22T09:30:00Z",
	"12026-11-22T09:30:00Z",
	"0001-01-01T00:00:00+00:01",
	"9999-12-31T23:59:59-00:01",
};

Test(civil, refuses_every_other_spelling_of_an_instant)
{
	for (size_t i = 0; i < ARRAY_SIZE(not_instants); i++) {
		int32_t offset_s;
		int64_t at_s;

		cr_assert_not(civil_parse_instant(bytes_of_string(not_instants[i]),
						  &at_s, &offset_s),
			      "%s", not_instants[i]);
	}
}

static const char *const not_days[] = {
	"2026-",       "2026-1a-22",  "",
	"2026",        "2026-11",     "2026-11-",
	"2026-11-2",   "2026-11-223", "2026/11/22",
	"2026-11/22",  "2026-1122",   "20261122",
	"202-11-22",   "2026-02-29",  "2026-00-10",
	"2026-01-00",  "0000-01-01",  " 2026-11-22",
	"2026-11-22 ", "2026-11-2:",  "2026-11-2/",
	"22-11-2026",
};

Test(civil, refuses_every_other_spelling_of_a_day)
{
	int64_t day;

	for (size_t i = 0; i < ARRAY_SIZE(not_days); i++)
		cr_assert_not(civil_parse_day(bytes_of_string(not_days[i]), &day), "%s",
			      not_days[i]);
}

/* In memory that ends with the text, so that sanitizers see a read beyond it. */
Test(civil, reads_no_further_than_the_text_goes)
{
	static const char whole[] = "2026-11-22T09:30:00+01:00";

	for (size_t len = 0; len < sizeof whole; len++) {
		uint8_t *copy = malloc(len > 0 ? len : 1);
		struct bytes text = { copy, len };
		int64_t read;

		cr_assert_not_null(copy);
		memcpy(copy, whole, len);
		cr_assert_eq(civil_parse_instant(text, &read, NULL), len == 25);
		cr_assert_eq(civil_parse_day(text, &read), len == 10);
		cr_assert_eq(civil_parse_local(text, &read), len == 19);
		free(copy);
	}
}

Test(civil, reads_local_times)
{
	int64_t local_s;

	cr_assert(civil_parse_local(bytes_of_string("1970-01-02T01:02:03"), &local_s));
	cr_assert_eq(local_s, 86400 + 3723);
	cr_assert_not(
		civil_parse_local(bytes_of_string("1970-01-02T01:02:03Z"), &local_s));
	cr_assert_not(civil_parse_local(bytes_of_string("1970-01-02"), &local_s));
}

static void number_the_30th_of_february(void *context)
{
	(void)context;
	(void)civil_day((struct civil_date){ 2026, 2, 30 });
}

static void number_a_day_far_away(void *context)
{
	(void)context;
	(void)civil_day((struct civil_date){ 1000000, 1, 1 });
}

static void date_a_day_far_away(void *context)
{
	(void)context;
	(void)civil_date_of(INT64_MIN);
}

static void print_an_offset_of_a_second(void *context)
{
	(void)civil_instant_text(context, 0, 1);
}

static void name_weekday_0(void *context)
{
	(void)context;
	(void)civil_weekday_name((enum weekday)0);
}

Test(civil, breaks_an_invariant_when_misused)
{
	void (*const misuses[])(void *) = {
		number_the_30th_of_february, number_a_day_far_away, date_a_day_far_away,
		print_an_offset_of_a_second, name_weekday_0,
	};
	struct ensure_failure failure;

	for (size_t i = 0; i < ARRAY_SIZE(misuses); i++)
		cr_assert_not(ensure_run(misuses[i], &arena, &failure), "misuse %zu",
			      i);
}
