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
	{ "", "", false },           { "", "2027-01-09", true },
	{ "", "2027-01-10", false }, { "2026-01-01", "2027-01-09", true },
	{ "2027-12-20", "", false }, { "2027-12-20", "2027-12-20", false },
	{ "2027-12-21", "", true },  { "2028-01-01", "2028-12-31", true },
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

Test(plausible, a_weight_below_0_may_stand_anywhere_in_the_formula)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *rate = t->kpis[1];

	t->kpis[0]->target = S("101");
	expect_passes(t);
	set_steps(rate, 2,
		  (SlbStep *[]){
			  rate->steps[0],
			  step_sum_of("lost", SLB_STAGE__STAGE_WINDOW,
				      term_step_of("-0.5", "rate")),
		  });
	rate->target = S("-1");
	expect_passes(t);
}

Test(plausible, a_percentage_of_two_decimals_has_none_as_a_share)
{
	SlbTerms *t = fixture_terms();

	t->kpis[1]->target = S("0.95");
	expect_warned(t, "kpis[1].target", "0.95 % is nearly nothing: is 95 meant?");
	t->kpis[1]->target = S("0.955");
	expect_warned(t, "kpis[1].target", "is 95.5 meant?");
}

Test(plausible, every_value_of_every_dimension_is_covered_within_the_term)
{
	SlbTerms *t = fixture_terms();
	SlbScopeDimension *channel = t->kpis[0]->scope[1];

	t->kpis[0]->scope[0]->values[0]->last_day = S("2027-01-09");
	expect_warned(t, "kpis[0].scope[0].values[0]",
		      "\"sales\" is covered on no day");
	t = fixture_terms();
	channel = t->kpis[0]->scope[1];
	channel->all = false;
	channel->n_values = 1;
	channel->values = arena_array(ARENA, SlbScopeValue *, 1);
	channel->values[0] = t->kpis[0]->scope[0]->values[1];
	channel->values[0]->last_day = S("2027-01-09");
	channel->values[0]->first_day = S("");
	t->kpis[0]->scope[0]->n_values = 1;
	expect_warned(t, "kpis[0].scope[1].values[0]", "\"support\" is covered on no");
}
