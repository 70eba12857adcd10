#include "unit/contract/fixture.h"

#define REFUSES_SUITE term_days
#define S             text_of

static char **days_of(const char *first, const char *second, const char *third)
{
	char **days = arena_array(ARENA, char *, 3);

	days[0] = S(first);
	days[1] = S(second);
	days[2] = S(third);
	return days;
}

static void set_list(SlbTerms *t, const char *first, const char *second,
		     const char *third)
{
	t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_LIST;
	t->period->month_start_day = 0;
	t->period->boundaries = days_of(first, second, third);
	t->period->n_boundaries = 3;
}

REFUSES(no_first_day, INCOMPLETE, "first_day", "the first day of the term is missing",
	"2027-01-31", t->first_day = S("");)
REFUSES(a_last_day_that_is_none, INVALID, "last_day", "\"2027-13-01\", is not a day",
	"", t->last_day = S("2027-13-01");)
REFUSES(a_term_that_ends_before_it_begins, INVALID, "last_day",
	"the term ends on 2027-01-09, before it begins on 2027-01-10", "",
	t->last_day = S("2027-01-09");)
REFUSES(a_term_of_more_than_fifty_years, INVALID, "last_day", "more than fifty years",
	"", t->last_day = S("2077-12-20");)
REFUSES(a_term_of_fifty_years_and_a_day, INVALID, "last_day", "more than fifty years",
	"", t->first_day = S("2027-01-01");
	t->last_day = S("2077-02-07");)
REFUSES(an_offset_of_twenty_hours, INVALID, "zone.first_offset_s", "", "",
	t->zone->first_offset_s = 72000;)
REFUSES(a_month_beginning_on_the_29th, INVALID, "period.month_start_day", "29", "",
	t->period->month_start_day = 29;)
REFUSES(a_weekday_beside_months, INVALID, "period.week_start", "not of kind week",
	"leave week_start: out", t->period->week_start = SLB_WEEKDAY__WEEKDAY_MONDAY;)
REFUSES(a_day_of_the_month_beside_weeks, INVALID, "period.month_start_day",
	"not of kind month", "leave month_start_day: out",
	t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_WEEK;
	t->period->week_start = SLB_WEEKDAY__WEEKDAY_MONDAY;)
REFUSES(weeks_that_begin_on_no_day, INVALID, "period.week_start", "weekday", "",
	t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_WEEK;
	t->period->month_start_day = 0;)
REFUSES(boundaries_beside_months, INVALID, "period.boundaries", "not of kind list",
	"kind: list", t->period->boundaries = days_of("2027-01-01", "2028-01-01", "");
	t->period->n_boundaries = 2;)
REFUSES(a_boundary_that_is_no_day, INVALID, "period.boundaries[1]",
	"\"June\", is not a day", "", set_list(t, "2027-01-01", "June", "2028-01-01");)
REFUSES(a_first_boundary_that_is_no_day, INVALID, "period.boundaries[0]",
	"\"January\", is not a day", "",
	set_list(t, "January", "2027-06-01", "2028-01-01");)
REFUSES(boundaries_that_do_not_ascend, INVALID, "period.boundaries[2]", "", "",
	set_list(t, "2027-01-01", "2027-06-01", "2027-06-01");)
REFUSES(boundaries_that_begin_late, INVALID, "period.boundaries",
	"do not cover the term from 2027-01-10 to 2027-12-20", "on or before",
	set_list(t, "2027-01-11", "2027-06-01", "2027-12-21");)
REFUSES(boundaries_that_end_early, INVALID, "period.boundaries", "do not cover", "",
	set_list(t, "2027-01-10", "2027-06-01", "2027-12-20");)
REFUSES(nothing_said_of_a_first_partial_period, INCOMPLETE, "period.first_partial",
	"the term begins within a period", "verdict: judged",
	t->period->first_partial = NULL;)
REFUSES(nothing_said_of_a_last_partial_period, INCOMPLETE, "period.last_partial",
	"the term ends within a period",
	"last_partial:", t->period->last_partial = NULL;)
REFUSES(a_term_within_one_month_needs_a_first_partial, INCOMPLETE,
	"period.first_partial", "begins within a period", "",
	t->last_day = S("2027-01-12");
	t->period->first_partial = NULL;)

REFUSES(a_term_that_ends_a_day_early_needs_a_last_partial, INCOMPLETE,
	"period.last_partial", "ends within a period", "",
	t->last_day = S("2027-12-30");
	t->period->last_partial = NULL;)
REFUSES(a_term_that_begins_with_its_only_period_needs_a_last_partial, INCOMPLETE,
	"period.last_partial", "ends within a period", "",
	t->first_day = S("2027-05-01");
	t->last_day = S("2027-05-12"); t->period->last_partial = NULL;)

Test(term_days, asks_for_no_last_partial_where_the_first_is_the_last)
{
	SlbTerms *t = fixture_terms();

	t->first_day = S("2027-05-03");
	t->last_day = S("2027-05-12");
	t->period->last_partial = NULL;
	for (size_t i = 0; i < t->n_kpis; i++)
		t->kpis[i]->scope[0]->values[1]->first_day = S("");
	expect_passes(t);
}

Test(term_days, asks_for_no_partial_where_periods_are_whole)
{
	SlbTerms *t = fixture_terms();

	t->period->first_partial = NULL;
	t->period->last_partial = NULL;
	set_list(t, "2027-01-10", "2027-06-01", "2027-12-21");
	expect_passes(t);
	t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	t->period->n_boundaries = 0;
	expect_passes(t);
	t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_WEEK;
	t->period->week_start = SLB_WEEKDAY__WEEKDAY_SUNDAY;
	t->first_day = S("2027-01-10");
	t->last_day = S("2027-12-18");
	expect_passes(t);
}

Test(term_days, takes_a_term_of_fifty_years_and_one_of_a_day)
{
	SlbTerms *t = fixture_terms();

	t->first_day = S("2027-01-01");
	t->last_day = S("2077-02-06");
	t->kpis[3]->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	t->kpis[3]->minimum_volume->allowed_misses = 0;
	expect_passes(t);
	t->last_day = t->first_day;
	t->business_hours->n_holidays = 0;
	for (size_t i = 0; i < t->n_kpis; i++)
		t->kpis[i]->scope[0]->n_values = 1;
	expect_passes(t);
}

REFUSES(business_days_without_hours, INCOMPLETE, "kpis[0]",
	"does not say when business hours are",
	"business_hours: with week:", t->business_hours = NULL;)
REFUSES(business_days_of_a_later_kpi_without_hours, INCOMPLETE, "kpis[2]",
	"does not say when business hours are", "", t->business_hours = NULL;
	t->kpis[0]->serving->acknowledge_by->unit = SLB_DELAY_UNIT__DELAY_UNIT_DAYS;)
REFUSES(business_days_of_the_first_series_without_hours, INCOMPLETE, "series[0]",
	"does not say when business hours are", "", t->business_hours = NULL;
	t->series[0]->due_delay->unit = SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS;)
REFUSES(business_days_of_a_series_without_hours, INCOMPLETE, "series[1]",
	"does not say when business hours are", "", t->business_hours = NULL;
	t->series[1]->due_delay->unit = SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS;)
REFUSES(a_business_claim_window_without_hours, INCOMPLETE, "claim_window",
	"does not say when business hours are", "", t->business_hours = NULL;
	t->claim_window->unit = SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS;)
REFUSES(a_business_restatement_window_without_hours, INCOMPLETE, "restatement_window",
	"does not say when business hours are", "", t->business_hours = NULL;
	t->restatement_window->unit = SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS;)
REFUSES(hours_of_no_weekday, INCOMPLETE, "business_hours.week[1].weekday",
	"for which weekday", "monday, tuesday",
	t->business_hours->week[1]->weekday = SLB_WEEKDAY__WEEKDAY_UNSPECIFIED;)
REFUSES(first_hours_of_no_weekday, INCOMPLETE, "business_hours.week[0].weekday",
	"for which weekday", "",
	t->business_hours->week[0]->weekday = SLB_WEEKDAY__WEEKDAY_UNSPECIFIED;)
REFUSES(a_first_holiday_that_is_no_day, INVALID, "business_hours.holidays[0]",
	"\"Easter\", is not a day", "", t->business_hours->holidays[0] = S("Easter");)
REFUSES(second_special_hours_of_no_day, INVALID, "business_hours.special_days[1].day",
	"\"Easter\", is not a day", "",
	SlbSpecialDay *days[2] = { t->business_hours->special_days[0] };
	days[1] = arena_new(ARENA, SlbSpecialDay); slb_special_day__init(days[1]);
	days[1]->day = S("Easter"); t->business_hours->special_days = days;
	t->business_hours->n_special_days = 2;)
REFUSES(a_weekday_twice, INVALID, "business_hours.week[1].weekday", "do not ascend",
	"each weekday once",
	t->business_hours->week[1]->weekday = SLB_WEEKDAY__WEEKDAY_MONDAY;)
REFUSES(a_holiday_that_is_no_day, INVALID, "business_hours.holidays[1]",
	"\"Easter\", is not a day", "", t->business_hours->holidays[1] = S("Easter");)
REFUSES(special_hours_of_no_day, INCOMPLETE, "business_hours.special_days[0].day",
	"the date of special hours is missing", "",
	t->business_hours->special_days[0]->day = S("");)
REFUSES(an_opening_that_closes_before_it_opens, INVALID, "business_hours.week", "", "",
	t->business_hours->week[0]->openings[0]->close_min = 540;)
REFUSES(hours_that_never_open_in_the_term, INVALID, "business_hours",
	"never open between the first and the last day",
	"holidays:", t->last_day = S("2027-01-10");
	t->first_day = S("2027-01-10");)

Test(term_days, needs_no_hours_where_no_delay_is_in_business_time)
{
	SlbTerms *t = fixture_terms();
	SlbFollowUp elapsed;
	SlbFollowUp *follow_ups[2];

	t->business_hours = NULL;
	for (size_t i = 0; i < t->n_kpis; i++) {
		if (t->kpis[i]->serving->acknowledge_by != NULL)
			t->kpis[i]->serving->acknowledge_by->unit =
				SLB_DELAY_UNIT__DELAY_UNIT_DAYS;
	}
	t->notices->receipt[0]->at_next_opening = false;
	t->notices->objections->within->unit = SLB_DELAY_UNIT__DELAY_UNIT_DAYS;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "notices.receipt[1]",
			    "counted in business time");
	t->notices->receipt[1]->after->unit = SLB_DELAY_UNIT__DELAY_UNIT_HOURS;
	diag_init(&fixture_diag, ARENA);
	expect_passes(t);
	t->notices->objections->within->unit = SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "notices.objections",
			    "counted in business time");
	t->notices->objections = NULL;
	t->notices->follow_ups[0]->within->unit =
		SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "notices.follow_ups[0]",
			    "counted in business time");
	elapsed = *t->notices->follow_ups[0];
	elapsed.within = delay_of(1, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	follow_ups[0] = &elapsed;
	follow_ups[1] = t->notices->follow_ups[0];
	t->notices->follow_ups = follow_ups;
	t->notices->n_follow_ups = 2;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "notices.follow_ups[1]",
			    "counted in business time");
	t->notices->n_follow_ups = 1;
	t->notices->receipt[0]->after->unit = SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "notices.receipt[0]",
			    "counted in business time");
	t->notices->receipt[0]->after->unit = SLB_DELAY_UNIT__DELAY_UNIT_HOURS;
	diag_init(&fixture_diag, ARENA);
	expect_passes(t);
	t->notices = NULL;
	expect_passes(t);
}

/* Other mistakes are told too, and nothing is looked up that is not there. */
REFUSES(a_period_when_zone_and_term_are_missing, INCOMPLETE, "period",
	"the measurement period is missing", "", t->period = NULL;
	t->zone = NULL; t->first_day = S(""); t->claim_window = NULL;
	t->kpis[0]->serving = NULL; t->restatement_window = NULL;
	t->series[0]->due_delay = NULL; t->business_hours = NULL;)

REFUSES(a_day_of_the_month_beside_days, INVALID, "period.month_start_day",
	"not of kind month", "", t->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;)

Test(term_days, says_of_a_term_upside_down_only_that)
{
	SlbTerms *t = fixture_terms();

	t->last_day = S("2027-01-09");
	cr_assert_eq(contract_check(ARENA, t, &fixture_diag), ERR_CONTRACT_INVALID);
	cr_assert_eq(fixture_diag.item_count, 1);
}

/* Boundaries are compared with a term, and a term cut, only when both are known. */
Test(term_days, says_of_a_term_zone_or_period_that_is_none_only_that)
{
	SlbTerms *t = fixture_terms();

	set_list(t, "2027-01-10", "2027-06-01", "2027-12-21");
	t->first_day = S("");
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "first_day", "is missing");
	t = fixture_terms();
	t->period->first_partial = NULL;
	t->zone = NULL;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "zone", "is missing");
	t = fixture_terms();
	t->business_hours->week[1]->weekday = SLB_WEEKDAY__WEEKDAY_UNSPECIFIED;
	t->first_day = S("2027-01-10");
	t->last_day = S("2027-01-10");
	expect_refused(t, ERR_CONTRACT_INCOMPLETE, "business_hours.week[1].weekday",
		       "for which weekday", "");
	for (const struct diag_item *item = fixture_diag.first; item != NULL;
	     item = item->next)
		cr_assert(strcmp(item->place.path, "business_hours") != 0);
}
