#include "report/terms_calendar.h"

#include <criterion/criterion.h>

#include "support/law.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, LAW_ARENA_BYTES);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(terms_calendar, .init = set_up, .fini = tear_down);

/* Opens as on a Monday. */
static void open_specially(SlbHours *hours, const char *day)
{
	SlbSpecialDay *special = arena_new(&arena, SlbSpecialDay);

	slb_special_day__init(special);
	special->day = law_text(&arena, day);
	special->openings = hours->week[0]->openings;
	special->n_openings = 1;
	LAW_APPEND(&arena, hours, special_days, special);
}

Test(terms_calendar, reads_hours_holidays_and_special_days)
{
	SlbTerms *terms = law_terms(&arena, "2026-01-01", "2026-12-31");
	struct zone_table zone;
	struct hours *hours;

	law_use_office_hours(&arena, terms);
	open_specially(terms->business_hours, "2026-01-10");
	open_specially(terms->business_hours, "2026-01-18");
	LAW_APPEND(&arena, terms->business_hours, holidays,
		   law_text(&arena, "2026-01-06"));
	zone = zone_of_terms(&arena, terms->zone);
	hours = hours_of_terms(&arena, terms->business_hours);
	/* Monday; Tuesday, a holiday; Saturday, special; Sunday */
	cr_expect_eq(hours_between(hours, &zone, law_day_s("2026-01-05"),
				   law_day_s("2026-01-06")),
		     8 * 3600);
	cr_expect_eq(hours_between(hours, &zone, law_day_s("2026-01-06"),
				   law_day_s("2026-01-07")),
		     0);
	cr_expect_eq(hours_between(hours, &zone, law_day_s("2026-01-10"),
				   law_day_s("2026-01-12")),
		     8 * 3600);
	/* the other special day, a Sunday */
	cr_expect_eq(hours_between(hours, &zone, law_day_s("2026-01-17"),
				   law_day_s("2026-01-19")),
		     8 * 3600);
}

Test(terms_calendar, reads_each_opening_of_a_day)
{
	SlbTerms *terms = law_terms(&arena, "2026-01-01", "2026-12-31");
	SlbOpening *evening = arena_new(&arena, SlbOpening);
	struct zone_table zone;
	struct hours *hours;

	law_use_office_hours(&arena, terms);
	slb_opening__init(evening);
	evening->open_min = 18 * 60;
	evening->close_min = 21 * 60;
	LAW_APPEND(&arena, terms->business_hours->week[0], openings, evening);
	zone = zone_of_terms(&arena, terms->zone);
	hours = hours_of_terms(&arena, terms->business_hours);
	cr_expect_eq(hours_between(hours, &zone, law_day_s("2026-01-05"),
				   law_day_s("2026-01-06")),
		     11 * 3600);
}

Test(terms_calendar, reads_each_kind_of_period)
{
	SlbTerms *terms = law_terms(&arena, "2026-01-01", "2026-12-31");
	SlbPeriod *period = terms->period;
	struct period_rule rule;

	rule = period_rule_of_terms(&arena, period);
	cr_expect_eq(rule.kind, PERIOD_MONTH);
	cr_expect_eq(rule.month_start_day, 1);
	period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	cr_expect_eq(period_rule_of_terms(&arena, period).kind, PERIOD_DAY);
	period->kind = SLB_PERIOD_KIND__PERIOD_KIND_WEEK;
	period->week_start = SLB_WEEKDAY__WEEKDAY_SUNDAY;
	rule = period_rule_of_terms(&arena, period);
	cr_expect_eq(rule.kind, PERIOD_WEEK);
	cr_expect_eq(rule.week_start, SUNDAY);
	period->kind = SLB_PERIOD_KIND__PERIOD_KIND_LIST;
	LAW_APPEND(&arena, period, boundaries, law_text(&arena, "1970-01-11"));
	LAW_APPEND(&arena, period, boundaries, law_text(&arena, "1970-01-21"));
	rule = period_rule_of_terms(&arena, period);
	cr_expect_eq(rule.kind, PERIOD_LIST);
	cr_expect_eq(rule.boundary_count, 2);
	cr_expect_eq(rule.boundary_days[1], 20);
}
