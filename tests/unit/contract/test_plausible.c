#include "unit/contract/fixture.h"

#define S text_of

#define AT_LEAST  SLB_COMPARATOR__COMPARATOR_AT_LEAST
#define MORE_THAN SLB_COMPARATOR__COMPARATOR_MORE_THAN
#define AT_MOST   SLB_COMPARATOR__COMPARATOR_AT_MOST
#define PERCENT   SLB_KPI_UNIT__KPI_UNIT_PERCENT
#define POINTS    SLB_KPI_UNIT__KPI_UNIT_POINTS

struct target_row {
	SlbKpiUnit unit;
	SlbComparator comparator;
	const char *weight; /* of the numerator */
	const char *target;
	const char *text; /* NULL: passes */
};

static const struct target_row target_rows[] = {
	{ PERCENT, AT_LEAST, "", "100.1", "a part is never more than 100 %" },
	{ PERCENT, AT_MOST, "", "101", "the target is 101 %" },
	{ PERCENT, AT_LEAST, "-1", "101", NULL },
	{ PERCENT, AT_LEAST, "", "100", NULL },
	{ POINTS, AT_LEAST, "", "101", NULL },
	{ PERCENT, AT_LEAST, "", "0.9", "0.9 % is nearly nothing: is 90 meant?" },
	{ PERCENT, MORE_THAN, "", "0.995", "is 99.5 meant?" },
	{ PERCENT, AT_LEAST, "", "1", NULL },
	{ PERCENT, AT_LEAST, "", "0", NULL },
	{ PERCENT, AT_MOST, "", "0.9", NULL },
	{ POINTS, AT_LEAST, "", "0.9", NULL },
	{ PERCENT, AT_LEAST, "", "-1", "no value is below 0" },
	{ POINTS, AT_LEAST, "", "-30", "nothing in the formula is taken off" },
	{ POINTS, AT_LEAST, "-1", "-30", NULL },
};

Test(plausible, targets_are_ones_that_a_value_can_reach_and_miss)
{
	for (size_t i = 0; i < ARRAY_SIZE(target_rows); i++) {
		const struct target_row *row = &target_rows[i];
		SlbTerms *t = fixture_terms();
		SlbKpi *kpi = t->kpis[1];

		kpi->unit = row->unit;
		kpi->comparator = row->comparator;
		kpi->target = S(row->target);
		kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED;
		kpi->steps[0]->quotient->numerator[0]->weight = S(row->weight);
		if (row->text == NULL)
			expect_passes(t);
		else
			expect_warned(t, "kpis[1].target", row->text);
	}
}

struct days_row {
	const char *first_day;
	const char *last_day;
	bool outside;
};

/* The term is from 2027-01-10 to 2027-12-20. */
static const struct days_row days_rows[] = {
	{ "", "", false },
	{ "", "2027-01-09", true },
	{ "", "2027-01-10", false },
	{ "2026-01-01", "2027-01-09", true },
	{ "2027-12-20", "", false },
	{ "2027-12-21", "", true },
	{ "2028-01-01", "2028-12-31", true },
};

Test(plausible, values_are_covered_within_the_term)
{
	for (size_t i = 0; i < ARRAY_SIZE(days_rows); i++) {
		SlbTerms *t = fixture_terms();
		SlbScopeValue *value = t->kpis[0]->scope[0]->values[1];

		value->first_day = S(days_rows[i].first_day);
		value->last_day = S(days_rows[i].last_day);
		if (days_rows[i].outside)
			expect_warned(t, "kpis[0].scope[0].values[1]",
				      "\"support\" is covered on no day of the term");
		else
			expect_passes(t);
	}
}
