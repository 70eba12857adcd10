#include <string.h>

#include "calendar/hours.h"
#include "zones.h"

static struct arena arena;
static struct diag diag;

static void set_up(void)
{
	arena_init(&arena, 4 << 20);
	diag_init(&diag, &arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(hours_check, .init = set_up, .fini = tear_down);

static const struct {
	struct hours_opening openings[3];
	size_t count;
	const char *text; /* NULL: good */
} mondays[] = {
	{ { { 540, 1020 } }, 1, NULL },
	{ { { 0, 1440 } }, 1, NULL },
	{ { { 0, 1 }, { 1, 2 }, { 1439, 1440 } }, 3, NULL },
	{ { { 540, 1441 } },
	  1,
	  "Monday, opening 1: from minute 540 to minute 1441 is not within a day of 1440 "
	  "minutes" },
	{ { { 1440, 1440 } },
	  1,
	  "Monday, opening 1: from minute 1440 to minute 1440 is not within a day of 1440 "
	  "minutes" },
	{ { { 540, 540 } },
	  1,
	  "Monday, opening 1: it closes at 09:00, not after it opens at 09:00" },
	{ { { 540, 600 }, { 1320, 360 } },
	  2,
	  "Monday, opening 2: it closes at 06:00, not after it opens at 22:00" },
	{ { { 1439, 1438 } },
	  1,
	  "Monday, opening 1: it closes at 23:58, not after it opens at 23:59" },
	{ { { 0, 1439 }, { 1438, 1440 } },
	  2,
	  "Monday, opening 2: it starts at 23:58, before opening 1 ends at 23:59" },
	{ { { 540, 750 }, { 749, 1020 } },
	  2,
	  "Monday, opening 2: it starts at 12:29, before opening 1 ends at 12:30" },
	{ { { 540, 600 }, { 480, 500 }, { 470, 475 } },
	  3,
	  "Monday, opening 2: it starts at 08:00, before opening 1 ends at 10:00" },
};

Test(hours_check, says_what_is_wrong_with_a_weekday)
{
	for (size_t i = 0; i < ARRAY_SIZE(mondays); i++) {
		struct hours hours = { .week = { { mondays[i].openings,
						   mondays[i].count } } };
		enum err err;

		diag_init(&diag, &arena);
		err = hours_check(&hours, &diag, "business_hours");
		if (mondays[i].text == NULL) {
			cr_assert_eq(err, ERR_OK, "row %zu", i);
			cr_assert_null(diag.first);
			continue;
		}
		cr_assert_eq(err, ERR_CONTRACT_INVALID);
		cr_assert_eq(diag.error_count, 1, "a day's first mistake is named");
		cr_assert_str_eq(diag.first->place.path, "business_hours.week");
		cr_assert_str_eq(diag.first->text, mondays[i].text);
	}
}

static const struct hours_opening good[] = { { 540, 1020 } };
static const struct hours_opening bad[] = { { 540, 500 } };

Test(hours_check, refuses_a_week_that_never_opens)
{
	struct hours hours = { .holiday_count = 0 };

	cr_assert_eq(hours_check(&hours, &diag, "business_hours"),
		     ERR_CONTRACT_INVALID);
	cr_assert_str_eq(diag.first->text,
			 "no weekday has an opening, so business time "
			 "would never pass");
	cr_assert_not_null(diag.first->hint);
}

Test(hours_check, wants_holidays_in_order)
{
	/* What stands before and after the list is no part of it. */
	static const int64_t around[] = { 99, 5, 9, 9, 12, 11, 0 };
	struct hours hours = { .week = { { good, 1 } },
			       .holidays = around + 1,
			       .holiday_count = ARRAY_SIZE(around) - 2 };

	cr_assert_eq(hours_check(&hours, &diag, "business_hours"),
		     ERR_CONTRACT_INVALID);
	cr_assert_eq(diag.error_count, 2);
	cr_assert_str_eq(diag.first->place.path, "business_hours.holidays[2]");
	cr_assert_str_eq(diag.last->place.path, "business_hours.holidays[4]");
	hours.holiday_count = 2;
	cr_assert_eq(hours_check(&hours, &diag, "business_hours"), ERR_OK);
}

Test(hours_check, wants_special_days_in_order_with_good_openings)
{
	static const struct hours_special_day special_days[] = {
		{ 5, { NULL, 0 } },
		{ 6, { good, 1 } },
		{ 6, { good, 1 } },
		{ 7, { bad, 1 } },
	};
	struct hours hours = { .week = { { good, 1 } },
			       .special_days = special_days,
			       .special_day_count = ARRAY_SIZE(special_days) };

	cr_assert_eq(hours_check(&hours, &diag, "business_hours"),
		     ERR_CONTRACT_INVALID);
	cr_assert_eq(diag.error_count, 2);
	cr_assert_str_eq(diag.first->place.path, "business_hours.special_days[2]");
	cr_assert_str_eq(diag.first->text,
			 "this special day is not after the one before it");
	cr_assert_str_eq(diag.last->place.path, "business_hours.special_days[3]");
	cr_assert_str_eq(
		diag.last->text,
		"this day, opening 1: it closes at 08:20, not after it opens at 09:00");
	hours.special_day_count = 2;
	cr_assert_eq(hours_check(&hours, &diag, "business_hours"), ERR_OK);
}

Test(hours_check, names_every_mistake_in_one_run)
{
	static const int64_t holidays[] = { 5, 5 };
	static const struct hours_special_day special_days[] = { { 7, { bad, 1 } } };
	struct hours hours = { .week = { { bad, 1 },
					 { good, 1 },
					 { bad, 1 },
					 { NULL, 0 },
					 { NULL, 0 },
					 { NULL, 0 },
					 { bad, 1 } },
			       .holidays = holidays,
			       .holiday_count = ARRAY_SIZE(holidays),
			       .special_days = special_days,
			       .special_day_count = ARRAY_SIZE(special_days) };

	cr_assert_eq(hours_check(&hours, &diag, "business_hours"),
		     ERR_CONTRACT_INVALID);
	cr_assert_eq(diag.error_count, 5);
	cr_assert_eq(strncmp(diag.first->next->text, "Wednesday", 9), 0);
	cr_assert_eq(strncmp(diag.first->next->next->text, "Sunday", 6), 0);
}
