#include "calendar/period.h"

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

TestSuite(period, .init = set_up, .fini = tear_down);

static const struct period_rule days = { .kind = PERIOD_DAY };
static const struct period_rule weeks = { .kind = PERIOD_WEEK, .week_start = MONDAY };
static const struct period_rule sunday_weeks = { .kind = PERIOD_WEEK,
						 .week_start = SUNDAY };
static const struct period_rule months = { .kind = PERIOD_MONTH, .month_start_day = 1 };
static const struct period_rule fiscal_months = { .kind = PERIOD_MONTH,
						  .month_start_day = 22 };

/* Columns: the rule, any day in the period, its first day, the day after, its name. */
static const struct {
	const struct period_rule *rule;
	const char *day;
	const char *first;
	const char *end;
	const char *label;
} periods[] = {
	{ &days, "2026-11-22", "2026-11-22", "2026-11-23", "2026-11-22" },
	{ &days, "2026-12-31", "2026-12-31", "2027-01-01", "2026-12-31" },
	{ &weeks, "2026-11-16", "2026-11-16", "2026-11-23", "2026-W47" },
	{ &weeks, "2026-11-22", "2026-11-16", "2026-11-23", "2026-W47" },
	{ &weeks, "2027-01-01", "2026-12-28", "2027-01-04", "2026-W53" },
	{ &sunday_weeks, "2026-11-22", "2026-11-22", "2026-11-29",
	  "2026-11-22/2026-11-29" },
	{ &sunday_weeks, "2026-11-21", "2026-11-15", "2026-11-22",
	  "2026-11-15/2026-11-22" },
	{ &months, "2026-11-01", "2026-11-01", "2026-12-01", "2026-11" },
	{ &months, "2026-11-30", "2026-11-01", "2026-12-01", "2026-11" },
	{ &months, "2026-12-31", "2026-12-01", "2027-01-01", "2026-12" },
	{ &months, "2028-02-29", "2028-02-01", "2028-03-01", "2028-02" },
	{ &fiscal_months, "2026-11-21", "2026-10-22", "2026-11-22",
	  "2026-10-22/2026-11-22" },
	{ &fiscal_months, "2026-11-22", "2026-11-22", "2026-12-22",
	  "2026-11-22/2026-12-22" },
	{ &fiscal_months, "2027-01-05", "2026-12-22", "2027-01-22",
	  "2026-12-22/2027-01-22" },
};

Test(period, holds_its_day_between_its_bounds)
{
	for (size_t i = 0; i < ARRAY_SIZE(periods); i++) {
		struct period period;

		cr_assert(period_of_day(periods[i].rule, &rome, day(periods[i].day),
					&period));
		cr_assert_eq(period.first_day, day(periods[i].first), "row %zu", i);
		cr_assert_eq(period.end_day, day(periods[i].end), "row %zu", i);
		cr_assert_eq(period.start_s, zone_day_start(&rome, period.first_day));
		cr_assert_eq(period.end_s, zone_day_start(&rome, period.end_day));
		cr_assert_str_eq(period_label(&arena, periods[i].rule, &period),
				 periods[i].label);
	}
}

static const struct period_rule *const rules[] = { &days, &weeks, &sunday_weeks,
						   &months, &fiscal_months };

Test(period, follows_the_one_before_without_gap_or_overlap)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		struct period period;
		struct period next;

		cr_assert(period_of_day(rules[i], &rome, day("2026-01-10"), &period));
		for (int n = 0; n < 500; n++) {
			struct period of_last_second;

			cr_assert(period_next(rules[i], &rome, &period, &next));
			cr_assert_eq(next.first_day, period.end_day);
			cr_assert_eq(next.start_s, period.end_s);
			cr_assert_gt(next.end_s, next.start_s);
			cr_assert(period_at(rules[i], &rome, next.end_s - 1,
					    &of_last_second));
			cr_assert_eq(of_last_second.first_day, next.first_day);
			period = next;
		}
	}
}

Test(period, starts_at_local_midnight)
{
	struct period period;

	cr_assert(period_at(&months, &rome, at("2026-02-28T22:59:59Z"), &period));
	cr_assert_eq(period.first_day, day("2026-02-01"));
	cr_assert(period_at(&months, &rome, at("2026-02-28T23:00:00Z"), &period));
	cr_assert_eq(period.first_day, day("2026-03-01"));
	cr_assert_eq(period.end_s - period.start_s, 31 * 86400 - 3600,
		     "an hour is missing in March");
	cr_assert_eq(period_days(&period), 31);
}

Test(period, comes_from_a_list_between_its_ends_only)
{
	const int64_t boundaries[] = { day("2026-01-01"), day("2026-01-29"),
				       day("2026-02-26"), day("2026-04-02") };
	struct period_rule rule = { .kind = PERIOD_LIST,
				    .boundary_days = boundaries,
				    .boundary_count = ARRAY_SIZE(boundaries) };
	struct period period;

	cr_assert_not(period_of_day(&rule, &rome, day("2025-12-31"), &period));
	cr_assert(period_of_day(&rule, &rome, day("2026-01-01"), &period));
	cr_assert_eq(period_days(&period), 28);
	cr_assert(period_next(&rule, &rome, &period, &period));
	cr_assert_eq(period.first_day, day("2026-01-29"));
	cr_assert(period_of_day(&rule, &rome, day("2026-04-01"), &period));
	cr_assert_eq(period_days(&period), 35);
	cr_assert_str_eq(period_label(&arena, &rule, &period), "2026-02-26/2026-04-02");
	cr_assert_not(period_next(&rule, &rome, &period, &period));
	cr_assert_not(period_at(&rule, &rome, at("2026-04-01T22:00:00Z"), &period));
}

/* The term, then what of November 2026 lies in it. */
static const struct {
	const char *term_first;
	const char *term_end;
	const char *first; /* NULL: nothing */
	const char *end;
	bool first_partial;
	bool last_partial;
} terms[] = {
	{ "2026-01-01", "2027-01-01", "2026-11-01", "2026-12-01", false, false },
	{ "2026-11-01", "2026-12-01", "2026-11-01", "2026-12-01", false, false },
	{ "2026-11-15", "2027-01-01", "2026-11-15", "2026-12-01", true, false },
	{ "2026-01-01", "2026-11-15", "2026-11-01", "2026-11-15", false, true },
	{ "2026-11-10", "2026-11-11", "2026-11-10", "2026-11-11", true, true },
	{ "2026-11-30", "2027-01-01", "2026-11-30", "2026-12-01", true, false },
	{ "2026-12-01", "2027-01-01", NULL, NULL, false, false },
	{ "2026-01-01", "2026-11-01", NULL, NULL, false, false },
};

Test(period, is_cut_by_the_term_and_keeps_its_whole)
{
	struct period november;

	cr_assert(period_of_day(&months, &rome, day("2026-11-22"), &november));
	for (size_t i = 0; i < ARRAY_SIZE(terms); i++) {
		struct term_period cut;
		bool inside = period_in_term(&rome, &november, day(terms[i].term_first),
					     day(terms[i].term_end), &cut);

		cr_assert_eq(inside, terms[i].first != NULL, "row %zu", i);
		if (!inside)
			continue;
		cr_assert_eq(cut.part.first_day, day(terms[i].first), "row %zu", i);
		cr_assert_eq(cut.part.end_day, day(terms[i].end), "row %zu", i);
		cr_assert_eq(cut.part.start_s,
			     zone_day_start(&rome, cut.part.first_day));
		cr_assert_eq(cut.part.end_s, zone_day_start(&rome, cut.part.end_day));
		cr_assert_eq(cut.first_partial, terms[i].first_partial);
		cr_assert_eq(cut.last_partial, terms[i].last_partial);
		cr_assert_eq(period_days(&cut.whole), 30);
	}
}

/* What stands before and after the list is no part of it. */
static const int64_t around[] = { 99, 20, 10, 30, 30, 25, 0 };
static const int64_t rising[] = { 99, 10, 20, 30, 0 };

static const struct {
	struct period_rule rule;
	size_t errors;
	const char *place;
	const char *text;
} wrong[] = {
	{ { .kind = PERIOD_WEEK },
	  1,
	  "period.week_start",
	  "a weekly period does not say on which weekday the week starts" },
	{ { .kind = PERIOD_WEEK, .week_start = (enum weekday)8 },
	  1,
	  "period.week_start",
	  "a weekly period does not say on which weekday the week starts" },
	{ { .kind = PERIOD_MONTH },
	  1,
	  "period.month_start_day",
	  "a month cannot start on day 0; write 1 for calendar months, or a day up to 28, "
	  "which every month has" },
	{ { .kind = PERIOD_MONTH, .month_start_day = 29 },
	  1,
	  "period.month_start_day",
	  "a month cannot start on day 29; write 1 for calendar months, or a day up to 28, "
	  "which every month has" },
	{ { .kind = PERIOD_LIST, .boundary_days = around + 1, .boundary_count = 1 },
	  1,
	  "period.boundaries",
	  "the list has 1 boundaries; one period needs 2" },
	{ { .kind = PERIOD_LIST, .boundary_days = around + 1, .boundary_count = 5 },
	  3,
	  "period.boundaries[1]",
	  "this boundary is not after the one before it" },
};

Test(period, says_what_is_wrong_with_a_rule)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		diag_init(&diag, &arena);
		cr_assert_eq(period_rule_check(&wrong[i].rule, &diag, "period"),
			     ERR_CONTRACT_INVALID);
		cr_assert_eq(diag.error_count, wrong[i].errors);
		cr_assert_str_eq(diag.first->place.path, wrong[i].place);
		cr_assert_str_eq(diag.first->text, wrong[i].text);
	}
}

Test(period, names_each_boundary_that_is_out_of_order)
{
	struct period_rule rule = { .kind = PERIOD_LIST,
				    .boundary_days = around + 1,
				    .boundary_count = 5 };

	cr_assert_eq(period_rule_check(&rule, &diag, "period"), ERR_CONTRACT_INVALID);
	cr_assert_str_eq(diag.first->place.path, "period.boundaries[1]");
	cr_assert_str_eq(diag.first->next->place.path, "period.boundaries[3]");
	cr_assert_str_eq(diag.last->place.path, "period.boundaries[4]");
}

Test(period, accepts_every_rule_within_bounds)
{
	const struct period_rule list = { .kind = PERIOD_LIST,
					  .boundary_days = rising + 1,
					  .boundary_count = 3 };
	const struct period_rule one = { .kind = PERIOD_LIST,
					 .boundary_days = rising + 1,
					 .boundary_count = 2 };
	const struct period_rule late = { .kind = PERIOD_MONTH, .month_start_day = 28 };

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		cr_assert_eq(period_rule_check(rules[i], &diag, "period"), ERR_OK);
	cr_assert_eq(period_rule_check(&list, &diag, "period"), ERR_OK);
	cr_assert_eq(period_rule_check(&one, &diag, "period"), ERR_OK);
	cr_assert_eq(period_rule_check(&late, &diag, "period"), ERR_OK);
	cr_assert_null(diag.first);
}
