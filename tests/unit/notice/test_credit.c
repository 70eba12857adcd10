#include "law_case.h"

static struct law_case c;

static void set_up(void)
{
	law_open(&c, "2026-01-01", "2026-01-31");
	law_add_series(&c.arena, c.terms, "inbound", 0)->interval =
		SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	law_add_counter(&c.arena, c.terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_money(&c, SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM)
		->period_charges_minor = 8400000;
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(credit, .init = set_up, .fini = tear_down);

/* A KPI "answered out of offered" with tiers at the target, 75 and 70 (or 5, 7, 10). */
static SlbKpi *tiered(SlbComparator comparator, const char *target, const char *second,
		      const char *third)
{
	SlbKpi *kpi = law_rate(&c, "sl", comparator, target, "answered", "offered");

	law_cost_fixed(law_add_tier(&c, kpi, ""), 100000);
	law_cost_share(&c, law_add_tier(&c, kpi, second), "2");
	law_cost_per_unit(law_add_tier(&c, kpi, third), 50000);
	return kpi;
}

/* The judgement of a January with "offered answered". */
static const SlbPeriodJudgement *period_with(const char *cells)
{
	c.request.report_count = 0;
	law_give(&c,
		 law_report_rows(
			 &c.arena, c.terms,
			 law_report(&c.arena, "inbound", law_day_s("2026-01-01"),
				    law_day_s(c.terms->last_day) + LAW_DAY_S),
			 "offered answered", arena_printf(&c.arena, "0 %s", cells)));
	return law_judge(&c)->periods[0];
}

static void expect_lines(const SlbPeriodJudgement *period, const char *const *sentences,
			 size_t count)
{
	cr_assert_eq(period->n_credits, count, "%zu lines", period->n_credits);
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(period->credits[i]->sentence, sentences[i]);
}

static const struct {
	SlbComparator comparator;
	const char *target;
	const char *second;
	const char *third;
	const char *cells;
	const char *exact;
	int64_t amount;
	const char *sentence;
} tiers[] = {
	{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "75", "70", "100 79", "100000",
	  100000, "EUR 1,000.00: KPI sl, tier 1 of 3, EUR 1,000.00" },
	/* a tier includes the bound at which the next begins */
	{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "75", "70", "100 75", "100000",
	  100000, "EUR 1,000.00: KPI sl, tier 1 of 3, EUR 1,000.00" },
	{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "75", "70", "1000 749", "168000",
	  168000,
	  "EUR 1,680.00: KPI sl, tier 2 of 3 (below 75 %), 2 % of the period's charges "
	  "of EUR 84,000.00" },
	{ SLB_COMPARATOR__COMPARATOR_MORE_THAN, "80", "75", "70", "100 70", "168000",
	  168000,
	  "EUR 1,680.00: KPI sl, tier 2 of 3 (below 75 %), 2 % of the period's charges "
	  "of EUR 84,000.00" },
	{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "75", "70", "3 2", "2000000/3",
	  666667,
	  "EUR 6,666.67: KPI sl, tier 3 of 3 (below 70 %), EUR 500.00 times the distance "
	  "of 40/3 points, rounded half up from 2,000,000/3 minor units" },
	{ SLB_COMPARATOR__COMPARATOR_AT_MOST, "5", "7", "10", "100 7", "100000", 100000,
	  "EUR 1,000.00: KPI sl, tier 1 of 3, EUR 1,000.00" },
	{ SLB_COMPARATOR__COMPARATOR_AT_MOST, "5", "7", "10", "100 8", "168000", 168000,
	  "EUR 1,680.00: KPI sl, tier 2 of 3 (above 7 %), 2 % of the period's charges of "
	  "EUR 84,000.00" },
	{ SLB_COMPARATOR__COMPARATOR_LESS_THAN, "5", "7", "10", "100 11", "300000",
	  300000,
	  "EUR 3,000.00: KPI sl, tier 3 of 3 (above 10 %), EUR 500.00 times the distance "
	  "of 6 points" },
};

Test(credit, takes_the_tier_of_the_value)
{
	for (size_t i = 0; i < ARRAY_SIZE(tiers); i++) {
		const SlbPeriodJudgement *period;

		tear_down();
		set_up();
		tiered(tiers[i].comparator, tiers[i].target, tiers[i].second,
		       tiers[i].third);
		period = period_with(tiers[i].cells);
		expect_lines(period, &tiers[i].sentence, 1);
		cr_expect_str_eq(period->credits[0]->kpi, "sl");
		cr_expect_str_eq(period->credits[0]->exact_minor, tiers[i].exact);
		cr_expect_eq(period->credits[0]->amount_minor, tiers[i].amount);
		cr_expect_eq(period->credit_total_minor, (uint64_t)tiers[i].amount);
	}
}

Test(credit, pays_a_band_by_its_distance)
{
	static const char *const sentence =
		"EUR 250.00: KPI aht, tier 1 of 1, EUR 50.00 times the distance of 5 s";
	SlbKpi *kpi = law_rate(&c, "aht", SLB_COMPARATOR__COMPARATOR_BETWEEN, "240",
			       "answered", "offered");

	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_SECONDS;
	kpi->target_upper = law_text(&c.arena, "300");
	law_cost_per_unit(law_add_tier(&c, kpi, ""), 5000);
	expect_lines(period_with("10 3050"), &sentence, 1);
	expect_lines(period_with("10 2350"), &sentence, 1);
	expect_lines(period_with("10 2400"), NULL, 0);
}

static const struct {
	SlbDeemedTier when;
	size_t count;
	const char *sentence;
} deemed[] = {
	{ SLB_DEEMED_TIER__DEEMED_TIER_FIRST, 1,
	  "EUR 10.00: KPI sl, tier 1 of 2 (deemed missed), EUR 10.00" },
	{ SLB_DEEMED_TIER__DEEMED_TIER_LAST, 1,
	  "EUR 20.00: KPI sl, tier 2 of 2 (deemed missed), EUR 20.00" },
	{ SLB_DEEMED_TIER__DEEMED_TIER_NONE, 0, "" },
};

Test(credit, takes_the_tier_that_the_contract_deems)
{
	for (size_t i = 0; i < ARRAY_SIZE(deemed); i++) {
		SlbKpi *kpi;

		tear_down();
		set_up();
		kpi = law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80",
			       "answered", "offered");
		law_cost_fixed(law_add_tier(&c, kpi, ""), 1000);
		law_cost_fixed(law_add_tier(&c, kpi, "75"), 2000);
		kpi->missing = SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED;
		kpi->credit->when_deemed_missed = deemed[i].when;
		expect_lines(law_judge(&c)->periods[0], &deemed[i].sentence,
			     deemed[i].count);
	}
}

Test(credit, costs_nothing_without_a_miss_or_without_terms)
{
	law_rate(&c, "free", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
		 "offered");
	tiered(SLB_COMPARATOR__COMPARATOR_AT_MOST, "5", "7", "10");
	expect_lines(period_with("100 4"), NULL, 0);
	cr_expect_eq(period_with("100 4")->credit_total_minor, 0);
	c.terms->n_kpis = 1;
	c.terms->money = NULL;
	expect_lines(period_with("100 4"), NULL, 0);
}

/* January cut to ten days. */
static const struct {
	SlbPartialShare share;
	size_t count;
	const char *sentence;
} partial[] = {
	{ SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL, 1,
	  "EUR 1,000.00: KPI sl, tier 1 of 3, EUR 1,000.00" },
	{ SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED, 1,
	  "EUR 322.58: KPI sl, tier 1 of 3, EUR 1,000.00, times 10 of 31 days, rounded "
	  "half up from 1,000,000/31 minor units" },
	{ SLB_PARTIAL_SHARE__PARTIAL_SHARE_NONE, 0, "" },
};

Test(credit, pro_rates_a_partial_period)
{
	for (size_t i = 0; i < ARRAY_SIZE(partial); i++) {
		tear_down();
		set_up();
		c.terms->last_day = law_text(&c.arena, "2026-01-10");
		c.terms->period->last_partial->money = partial[i].share;
		tiered(SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "75", "70");
		expect_lines(period_with("100 79"), &partial[i].sentence,
			     partial[i].count);
	}
}

static const struct {
	SlbRounding rounding;
	int64_t amount;
	const char *words;
} roundings[] = {
	{ SLB_ROUNDING__ROUNDING_HALF_UP, 51,
	  ", rounded half up from 101/2 minor units" },
	{ SLB_ROUNDING__ROUNDING_HALF_EVEN, 50,
	  ", rounded half to even from 101/2 minor units" },
	{ SLB_ROUNDING__ROUNDING_DOWN, 50, ", rounded down from 101/2 minor units" },
	{ SLB_ROUNDING__ROUNDING_UP, 51, ", rounded up from 101/2 minor units" },
};

Test(credit, rounds_once_as_the_contract_says)
{
	SlbKpi *kpi = law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80",
			       "answered", "offered");

	law_cost_per_unit(law_add_tier(&c, kpi, ""), 101);
	for (size_t i = 0; i < ARRAY_SIZE(roundings); i++) {
		const SlbPeriodJudgement *period;

		c.terms->money->rounding = roundings[i].rounding;
		period = period_with("1000 795");
		cr_assert_eq(period->n_credits, 1);
		cr_expect_eq(period->credits[0]->amount_minor, roundings[i].amount);
		cr_expect_not_null(
			strstr(period->credits[0]->sentence, roundings[i].words));
	}
}

/* Three KPIs missed at EUR 30.00, 10.00 and 20.00. */
static void add_three(void)
{
	static const uint64_t amounts[] = { 3000, 1000, 2000 };

	for (size_t i = 0; i < ARRAY_SIZE(amounts); i++)
		law_rate_at_cost(&c, arena_printf(&c.arena, "k%zu", i), amounts[i]);
}

static const struct {
	bool highest;
	uint64_t cap_minor;
	int64_t lines[5];
	size_t count;
	uint64_t total;
} combinations[] = {
	{ false, 0, { 3000, 1000, 2000 }, 3, 6000 },
	{ false, 6000, { 3000, 1000, 2000 }, 3, 6000 },
	{ false, 5999, { 3000, 1000, 2000, -1 }, 4, 5999 },
	/* the cap holds for each line as well */
	{ false, 2500, { 2500, 1000, 2000, -3000 }, 4, 2500 },
	{ true, 0, { 3000, 1000, 2000, -3000 }, 4, 3000 },
	{ true, 2500, { 2500, 1000, 2000, -3000 }, 4, 2500 },
	{ true, 1, { 1, 1, 1, -2 }, 4, 1 },
};

Test(credit, combines_and_caps_the_lines)
{
	for (size_t i = 0; i < ARRAY_SIZE(combinations); i++) {
		const SlbPeriodJudgement *period;

		tear_down();
		set_up();
		add_three();
		if (combinations[i].highest)
			c.terms->money->combination =
				SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
		c.terms->money->period_cap_minor = combinations[i].cap_minor;
		period = period_with("100 50");
		cr_assert_eq(period->n_credits, combinations[i].count, "case %zu", i);
		for (size_t k = 0; k < period->n_credits; k++)
			cr_expect_eq(period->credits[k]->amount_minor,
				     combinations[i].lines[k], "case %zu, line %zu", i,
				     k);
		cr_expect_eq(period->credit_total_minor, combinations[i].total);
	}
}

Test(credit, says_why_lines_are_reduced)
{
	static const char *const highest[] = {
		"EUR 25.00: KPI k0, tier 1 of 1, EUR 30.00, capped at EUR 25.00",
		"EUR 10.00: KPI k1, tier 1 of 1, EUR 10.00",
		"EUR 20.00: KPI k2, tier 1 of 1, EUR 20.00",
		"EUR -30.00: only the highest credit of a period counts",
	};
	static const char *const capped[] = {
		"EUR 25.00: KPI k0, tier 1 of 1, EUR 30.00, capped at EUR 25.00",
		"EUR 10.00: KPI k1, tier 1 of 1, EUR 10.00",
		"EUR 20.00: KPI k2, tier 1 of 1, EUR 20.00",
		"EUR -30.00: the credits of a period are capped at EUR 25.00",
	};

	add_three();
	c.terms->money->period_cap_minor = 2500;
	expect_lines(period_with("100 50"), capped, 4);
	cr_expect_str_eq(period_with("100 50")->credits[3]->kpi, "");
	cr_expect_str_eq(period_with("100 50")->credits[3]->exact_minor, "-3000");
	c.terms->money->combination =
		SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	expect_lines(period_with("100 50"), highest, 4);
}

Test(credit, does_not_cap_what_equals_the_cap)
{
	static const char *const sentence = "EUR 30.00: KPI k0, tier 1 of 1, EUR 30.00";

	add_three();
	c.terms->n_kpis = 1;
	c.terms->money->period_cap_minor = 3000;
	expect_lines(period_with("100 50"), &sentence, 1);
}

Test(credit, takes_nothing_as_the_highest_of_nothing)
{
	const SlbPeriodJudgement *period;

	c.terms->money->combination =
		SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	c.terms->money->rounding = SLB_ROUNDING__ROUNDING_DOWN;
	add_three();
	for (size_t i = 0; i < 3; i++)
		law_cost_per_unit(c.terms->kpis[i]->credit->tiers[0], 1);
	period = period_with("1000 795");
	cr_assert_eq(period->n_credits, 4);
	cr_expect_eq(period->credits[3]->amount_minor, 0);
	cr_expect_eq(period->credit_total_minor, 0);
}

Test(credit, counts_the_highest_wherever_it_stands)
{
	const SlbPeriodJudgement *period;

	c.terms->money->combination =
		SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	add_three();
	law_cost_fixed(c.terms->kpis[2]->credit->tiers[0], 7000);
	period = period_with("100 50");
	cr_expect_eq(period->credits[3]->amount_minor, -4000);
	cr_expect_eq(period->credit_total_minor, 7000);
}

Test(credit, leaves_the_lower_of_two_lines_out_where_only_the_highest_counts)
{
	const SlbPeriodJudgement *period;

	c.terms->money->combination =
		SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	add_three();
	c.terms->n_kpis = 2;
	period = period_with("100 50");
	cr_assert_eq(period->n_credits, 3);
	cr_expect_eq(period->credits[2]->amount_minor, -1000);
	cr_expect_eq(period->credit_total_minor, 3000);
}

Test(credit, leaves_a_single_line_alone_where_only_the_highest_counts)
{
	c.terms->money->combination =
		SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	add_three();
	c.terms->n_kpis = 1;
	cr_expect_eq(period_with("100 50")->n_credits, 1);
}
