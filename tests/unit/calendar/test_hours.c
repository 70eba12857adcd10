#include "calendar/hours.h"

#include "base/ensure.h"
#include "zones.h"

static const struct hours_opening nine_to_five[] = { { 540, 1020 } };
static const struct hours_opening with_lunch[] = { { 540, 750 }, { 810, 1020 } };
static const struct hours_opening whole_day[] = { { 0, 1440 } };
static const struct hours_opening small_hours[] = { { 60, 150 }, { 180, 240 } };
static const struct hours_opening in_the_gap[] = { { 130, 170 } };

#define OPEN(openings)                           \
	{                                        \
		(openings), ARRAY_SIZE(openings) \
	}
#define WEEKDAYS(openings)                                                      \
	{                                                                       \
		OPEN(openings), OPEN(openings), OPEN(openings), OPEN(openings), \
			OPEN(openings)                                          \
	}
#define EVERY_DAY(openings)                                                     \
	{                                                                       \
		OPEN(openings), OPEN(openings), OPEN(openings), OPEN(openings), \
			OPEN(openings), OPEN(openings), OPEN(openings)          \
	}

static const struct hours office = { .week = WEEKDAYS(nine_to_five) };
static const struct hours lunch_office = { .week = WEEKDAYS(with_lunch) };
static const struct hours always = { .week = EVERY_DAY(whole_day) };
static const struct hours nights = { .week = EVERY_DAY(small_hours) };
static const struct hours gap_only = { .week = EVERY_DAY(in_the_gap) };
static const struct hours never = { .holiday_count = 0 };

struct added {
	const struct hours *hours;
	const char *start;
	int64_t open_s;
	const char *end;
};

static void check_added(const struct added *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct added *row = &rows[i];
		int64_t end_s;

		cr_assert(hours_add(row->hours, &rome, at(row->start), row->open_s,
				    &end_s));
		cr_assert_eq(end_s, at(row->end), "row %zu: %lld s off", i,
			     (long long)(end_s - at(row->end)));
		cr_assert_eq(hours_between(row->hours, &rome, at(row->start), end_s),
			     row->open_s, "row %zu", i);
	}
}

static const struct added office_rows[] = {
	/* Friday 16:30 and an hour is Monday 9:30. */
	{ &office, "2026-11-20T16:30:00+01:00", 3600, "2026-11-23T09:30:00+01:00" },
	{ &office, "2026-11-20T16:30:00+01:00", 1800, "2026-11-20T17:00:00+01:00" },
	{ &office, "2026-11-20T16:30:00+01:00", 1801, "2026-11-23T09:00:01+01:00" },
	{ &office, "2026-11-20T16:30:00+01:00", 0, "2026-11-20T16:30:00+01:00" },
	{ &office, "2026-11-21T12:00:00+01:00", 0, "2026-11-21T12:00:00+01:00" },
	{ &office, "2026-11-21T12:00:00+01:00", 1, "2026-11-23T09:00:01+01:00" },
	{ &office, "2026-11-20T03:00:00+01:00", 60, "2026-11-20T09:01:00+01:00" },
	{ &office, "2026-11-20T17:00:00+01:00", 60, "2026-11-23T09:01:00+01:00" },
	{ &office, "2026-11-16T09:00:00+01:00", 5 * 28800,
	  "2026-11-20T17:00:00+01:00" },
	{ &office, "2026-11-16T09:00:00+01:00", 50 * 28800,
	  "2027-01-22T17:00:00+01:00" },
	{ &lunch_office, "2026-11-20T12:00:00+01:00", 3600,
	  "2026-11-20T14:00:00+01:00" },
	{ &lunch_office, "2026-11-20T13:00:00+01:00", 3600,
	  "2026-11-20T14:30:00+01:00" },
	{ &always, "2026-11-20T23:00:00+01:00", 7200, "2026-11-21T01:00:00+01:00" },
};

Test(hours, are_added_as_open_time)
{
	check_added(office_rows, ARRAY_SIZE(office_rows));
}

static const struct added saving_rows[] = {
	/* The day without 02:00 to 03:00, and the day with it twice. */
	{ &always, "2026-03-29T00:00:00+01:00", 86400 - 3600,
	  "2026-03-30T00:00:00+02:00" },
	{ &always, "2026-10-25T00:00:00+02:00", 86400 + 3600,
	  "2026-10-26T00:00:00+01:00" },
	/* 01:00 to 02:30 ends when the clock jumps; 03:00 to 04:00 starts there. */
	{ &nights, "2026-03-29T00:00:00+01:00", 3600, "2026-03-29T03:00:00+02:00" },
	{ &nights, "2026-03-29T00:00:00+01:00", 7200, "2026-03-29T04:00:00+02:00" },
	{ &nights, "2026-03-29T00:00:00+01:00", 7201, "2026-03-30T01:00:01+02:00" },
	/* It ends at 02:30 when that is first shown. */
	{ &nights, "2026-10-25T00:00:00+02:00", 5400, "2026-10-25T02:30:00+02:00" },
	{ &nights, "2026-10-25T00:00:00+02:00", 5401, "2026-10-25T03:00:01+01:00" },
	{ &gap_only, "2026-03-28T12:00:00+01:00", 60, "2026-03-30T02:11:00+02:00" },
};

Test(hours, are_what_really_passed_when_clocks_change)
{
	check_added(saving_rows, ARRAY_SIZE(saving_rows));
}

static const struct {
	const struct hours *hours;
	const char *at;
	bool open;
} moments[] = {
	{ &office, "2026-11-20T08:59:59+01:00", false },
	{ &office, "2026-11-20T09:00:00+01:00", true },
	{ &office, "2026-11-20T16:59:59+01:00", true },
	{ &office, "2026-11-20T17:00:00+01:00", false },
	{ &office, "2026-11-21T12:00:00+01:00", false },
	{ &lunch_office, "2026-11-20T12:29:59+01:00", true },
	{ &lunch_office, "2026-11-20T12:30:00+01:00", false },
	{ &lunch_office, "2026-11-20T13:30:00+01:00", true },
	{ &always, "2026-11-20T23:59:59+01:00", true },
	{ &always, "2026-03-29T03:00:00+02:00", true },
	{ &nights, "2026-03-29T01:59:59+01:00", true },
	{ &nights, "2026-10-25T02:29:59+02:00", true },
	{ &nights, "2026-10-25T02:29:59+01:00", false },
	{ &gap_only, "2026-03-29T03:00:00+02:00", false },
	{ &never, "2026-11-20T12:00:00+01:00", false },
};

Test(hours, are_open_from_the_opening_until_before_the_close)
{
	for (size_t i = 0; i < ARRAY_SIZE(moments); i++)
		cr_assert_eq(hours_is_open(moments[i].hours, &rome, at(moments[i].at)),
			     moments[i].open, "row %zu", i);
}

Test(hours, between_are_none_backwards)
{
	int64_t morning_s = at("2026-11-20T10:00:00+01:00");

	cr_assert_eq(hours_between(&office, &rome, morning_s, morning_s), 0);
	cr_assert_eq(hours_between(&office, &rome, morning_s + 60, morning_s), 0);
	cr_assert_eq(hours_between(&office, &rome, morning_s, morning_s - 10 * 86400),
		     0);
	cr_assert_eq(hours_between(&office, &rome, morning_s, morning_s + 60), 60);
}

Test(hours, add_and_between_agree_from_every_minute_of_a_month)
{
	int64_t start_s = at("2026-10-12T00:00:00+02:00");

	for (int64_t minute = 0; minute < 30 * 1440; minute += 7) {
		int64_t from_s = start_s + minute * 60;
		int64_t open_s = minute * 13 % 100000;
		int64_t end_s;

		cr_assert(hours_add(&lunch_office, &rome, from_s, open_s, &end_s));
		cr_assert_eq(hours_between(&lunch_office, &rome, from_s, end_s),
			     open_s);
		if (open_s > 0)
			cr_assert_eq(
				hours_between(&lunch_office, &rome, from_s, end_s - 1),
				open_s - 1, "it is the earliest such instant");
	}
}

/* The office, closed on three dates, one of them open for two hours after all. */
static struct hours holiday_office(void)
{
	static const struct hours_opening two_hours[] = { { 600, 720 } };
	static int64_t holidays[3];
	static struct hours_special_day special_days[3];
	struct hours hours = office;

	holidays[0] = day("2026-12-08");
	holidays[1] = day("2026-12-24");
	holidays[2] = day("2026-12-25");
	special_days[0] = (struct hours_special_day){ day("2026-12-07"), { NULL, 0 } };
	special_days[1] =
		(struct hours_special_day){ day("2026-12-12"), OPEN(two_hours) };
	special_days[2] =
		(struct hours_special_day){ day("2026-12-24"), OPEN(two_hours) };
	hours.holidays = holidays;
	hours.holiday_count = ARRAY_SIZE(holidays);
	hours.special_days = special_days;
	hours.special_day_count = ARRAY_SIZE(special_days);
	return hours;
}

static const struct {
	const char *from;
	const char *until;
	int64_t open_hours;
} december[] = {
	{ "2026-12-04T00:00:00+01:00", "2026-12-05T00:00:00+01:00", 8 },
	{ "2026-12-07T00:00:00+01:00", "2026-12-08T00:00:00+01:00", 0 },
	{ "2026-12-08T00:00:00+01:00", "2026-12-09T00:00:00+01:00", 0 },
	{ "2026-12-09T00:00:00+01:00", "2026-12-10T00:00:00+01:00", 8 },
	{ "2026-12-12T00:00:00+01:00", "2026-12-13T00:00:00+01:00", 2 },
	{ "2026-12-13T00:00:00+01:00", "2026-12-14T00:00:00+01:00", 0 },
	{ "2026-12-24T00:00:00+01:00", "2026-12-25T00:00:00+01:00", 2 },
	{ "2026-12-25T00:00:00+01:00", "2026-12-26T00:00:00+01:00", 0 },
	{ "2026-12-28T00:00:00+01:00", "2026-12-29T00:00:00+01:00", 8 },
};

Test(hours, of_a_special_day_win_over_holiday_and_week)
{
	struct hours hours = holiday_office();

	for (size_t i = 0; i < ARRAY_SIZE(december); i++)
		cr_assert_eq(hours_between(&hours, &rome, at(december[i].from),
					   at(december[i].until)),
			     december[i].open_hours * 3600, "row %zu", i);
}

static const struct {
	const char *start;
	uint32_t business_days;
	const char *end;
} business[] = {
	{ "2026-12-03T10:00:00+01:00", 0, "2026-12-03T10:00:00+01:00" },
	{ "2026-12-03T10:00:00+01:00", 1, "2026-12-04T17:00:00+01:00" },
	{ "2026-12-03T23:59:59+01:00", 1, "2026-12-04T17:00:00+01:00" },
	{ "2026-12-04T00:00:00+01:00", 1, "2026-12-09T17:00:00+01:00" },
	{ "2026-12-04T10:00:00+01:00", 1, "2026-12-09T17:00:00+01:00" },
	{ "2026-12-11T10:00:00+01:00", 1, "2026-12-12T12:00:00+01:00" },
	{ "2026-12-23T10:00:00+01:00", 1, "2026-12-24T12:00:00+01:00" },
	{ "2026-12-23T10:00:00+01:00", 2, "2026-12-28T17:00:00+01:00" },
	{ "2026-12-26T10:00:00+01:00", 1, "2026-12-28T17:00:00+01:00" },
	{ "2026-12-03T10:00:00+01:00", 14, "2026-12-24T12:00:00+01:00" },
};

Test(hours, count_business_days_after_the_day_of_the_start)
{
	struct hours hours = holiday_office();

	for (size_t i = 0; i < ARRAY_SIZE(business); i++) {
		int64_t end_s;

		cr_assert(hours_add_business_days(&hours, &rome, at(business[i].start),
						  business[i].business_days, &end_s));
		cr_assert_eq(end_s, at(business[i].end), "row %zu: %lld s off", i,
			     (long long)(end_s - at(business[i].end)));
	}
}

Test(hours, of_a_business_day_end_with_its_last_opening)
{
	int64_t end_s;

	cr_assert(hours_add_business_days(&lunch_office, &rome,
					  at("2026-11-16T10:00:00+01:00"), 1, &end_s));
	cr_assert_eq(end_s, at("2026-11-17T17:00:00+01:00"));
}

Test(hours, make_no_business_day_of_an_opening_that_clocks_skip)
{
	int64_t end_s;

	cr_assert(hours_add_business_days(&gap_only, &rome,
					  at("2026-03-28T10:00:00+01:00"), 1, &end_s));
	cr_assert_eq(end_s, at("2026-03-30T02:50:00+02:00"));
}

Test(hours, that_never_open_are_not_searched_for_ever)
{
	int64_t end_s;

	cr_assert_not(hours_add(&never, &rome, 0, 1, &end_s));
	cr_assert_not(hours_add_business_days(&never, &rome, 0, 1, &end_s));
	cr_assert(hours_add_business_days(&never, &rome, 5, 0, &end_s));
	cr_assert_eq(end_s, 5);
}

Test(hours, are_searched_for_a_hundred_years_and_no_longer)
{
	int64_t all_s = (int64_t)HOURS_SEARCH_DAYS_MAX * 86400;
	int64_t end_s;

	/* From midnight, the last day of the search included. */
	cr_assert(hours_add(&always, &utc, 0, all_s + 86400, &end_s));
	cr_assert_eq(end_s, all_s + 86400);
	cr_assert_not(hours_add(&always, &utc, 0, all_s + 86401, &end_s));
	cr_assert(hours_add_business_days(&always, &utc, 0, HOURS_SEARCH_DAYS_MAX,
					  &end_s));
	cr_assert_eq(end_s, all_s + 86400);
	cr_assert_not(hours_add_business_days(&always, &utc, 0,
					      HOURS_SEARCH_DAYS_MAX + 1, &end_s));
}

static void add_negative_time(void *context)
{
	cr_assert_not(hours_add(context, &utc, 0, -1, &(int64_t){ 0 }));
}

Test(hours, are_not_taken_away)
{
	struct ensure_failure failure;
	struct hours hours = office;

	cr_assert_not(ensure_run(add_negative_time, &hours, &failure));
}
