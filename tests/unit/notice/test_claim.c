#include "law_case.h"

#include "notice/claim.h"

/* Three KPIs of one period, missed at EUR 30.00, 10.00 and 20.00. */

static struct law_case c;

static void set_up(void)
{
	static const uint64_t amounts[] = { 3000, 1000, 2000 };

	law_open(&c, "2026-01-01", "2026-01-01");
	law_add_series(&c.arena, c.terms, "inbound", 0);
	law_add_counter(&c.arena, c.terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_money(&c, SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM);
	for (size_t i = 0; i < ARRAY_SIZE(amounts); i++)
		law_rate_at_cost(&c, arena_printf(&c.arena, "k%zu", i), amounts[i]);
	law_give(&c, law_daily(&c.arena, c.terms, "inbound", "2026-01-01",
			       "offered answered", "0 100 50"));
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(claim, .init = set_up, .fini = tear_down);

static SlbNoticeCredit *claimed(size_t kpi, const bool *waived)
{
	const SlbPeriodJudgement *judgement = law_judge(&c)->periods[0];
	SlbNoticeCredit *credit =
		credit_claimed(&c.arena, c.terms, judgement, kpi, waived);

	credit_complete(&c.arena, c.terms, judgement, waived, credit);
	return credit;
}

#define SUM     false
#define HIGHEST true

static const struct claim_case {
	bool combination;
	uint64_t cap_minor;
	bool waived[3];
	int64_t lines[4]; /* of the first KPI's notice, up to a 0 */
	uint64_t own, total, period, left;
} cases[] = {
	/* nothing combines: each notice claims its own line */
	{ SUM, 0, { 0, 0, 0 }, { 3000 }, 3000, 3000, 6000, 0 },
	{ SUM, 6000, { 0, 0, 0 }, { 3000 }, 3000, 3000, 6000, 0 },
	{ SUM, 6500, { 0, 0, 1 }, { 3000 }, 3000, 3000, 4000, 2500 },
	/* the cap holds for what is left of the period */
	{ SUM, 4500, { 0, 0, 0 }, { 3000, 1000, 2000, -1500 }, 3000, 4500, 4500, 0 },
	{ SUM, 4500, { 0, 1, 0 }, { 3000, 2000, -500 }, 3000, 4500, 4500, 0 },
	{ SUM, 4500, { 0, 0, 1 }, { 3000 }, 3000, 3000, 4000, 500 },
	{ SUM, 4500, { 0, 1, 1 }, { 3000 }, 3000, 3000, 3000, 1500 },
	/* so does the highest */
	{ HIGHEST, 0, { 0, 0, 0 }, { 3000, 1000, 2000, -3000 }, 3000, 3000, 3000, 0 },
	{ HIGHEST, 0, { 0, 0, 1 }, { 3000, 1000, -1000 }, 3000, 3000, 3000, 0 },
	{ HIGHEST, 0, { 0, 1, 1 }, { 3000 }, 3000, 3000, 3000, 0 },
	/* its own is waived: it claims nothing, the others go on */
	{ SUM, 4500, { 1, 0, 0 }, { 0 }, 0, 0, 3000, 1500 },
	{ HIGHEST, 9000, { 1, 0, 0 }, { 0 }, 0, 0, 2000, 7000 },
	{ HIGHEST, 9000, { 1, 1, 1 }, { 0 }, 0, 0, 0, 9000 },
	{ SUM, 1, { 1, 1, 1 }, { 0 }, 0, 0, 0, 1 },
};

static void expect_lines(const struct claim_case *expected,
			 const SlbNoticeCredit *credit, size_t place)
{
	size_t count = 0;

	while (count < 4 && expected->lines[count] != 0)
		count++;
	cr_assert_eq(credit->n_lines, count, "case %zu", place);
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(credit->lines[i]->amount_minor, expected->lines[i],
			     "case %zu, line %zu", place, i);
	cr_expect_eq(credit->of_period, count > 1, "case %zu", place);
}

Test(claim, is_what_remains_after_waivers)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct claim_case *expected = &cases[i];
		const SlbNoticeCredit *credit;

		c.terms->money->combination =
			expected->combination
				? SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST
				: SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM;
		c.terms->money->period_cap_minor = expected->cap_minor;
		credit = claimed(0, expected->waived);
		expect_lines(expected, credit, i);
		cr_expect_eq(credit->own_minor, expected->own, "case %zu", i);
		cr_expect_eq(credit->total_minor, expected->total, "case %zu", i);
		cr_expect_eq(credit->period_minor, expected->period, "case %zu", i);
		cr_expect_eq(credit->cap_minor, expected->cap_minor);
		cr_expect_eq(credit->cap_left_minor, expected->left, "case %zu", i);
		cr_expect_eq(credit->period_unwaived_minor,
			     law_judge(&c)->periods[0]->credit_total_minor);
	}
}

Test(claim, names_what_was_waived_of_any_kpi)
{
	static const bool waived[] = { true, false, true };
	const SlbNoticeCredit *credit = claimed(1, waived);

	cr_assert_eq(credit->n_waived, 2);
	cr_expect_str_eq(credit->waived[0]->kpi, "k0");
	cr_expect_str_eq(credit->waived[1]->kpi, "k2");
	cr_expect_eq(credit->own_minor, 1000);
	cr_expect_eq(credit->period_unwaived_minor, 6000);
	cr_expect_eq(credit->period_minor, 1000);
}

Test(claim, is_the_judgements_where_nothing_is_said_of_waivers)
{
	const SlbNoticeCredit *credit;

	c.terms->money->period_cap_minor = 4500;
	credit = claimed(2, NULL);
	cr_expect_eq(credit->n_lines, 4);
	cr_expect_eq(credit->n_waived, 0);
	cr_expect_eq(credit->own_minor, 2000);
	cr_expect_eq(credit->total_minor, 4500);
	cr_expect_str_eq(credit->currency, "EUR");
	cr_expect_eq(credit->minor_digits, 2);
}

Test(claim, is_nothing_where_the_kpi_costs_nothing)
{
	const SlbNoticeCredit *credit;

	c.terms->kpis[1]->credit = NULL;
	c.terms->money->combination =
		SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_HIGHEST;
	credit = claimed(1, NULL);
	cr_expect_eq(credit->n_lines, 0);
	cr_expect_eq(credit->total_minor, 0);
	cr_expect_not(credit->of_period);
	cr_expect_eq(credit->period_minor, 3000);
}

Test(claim, is_nothing_without_terms_of_money)
{
	const SlbNoticeCredit *credit;

	c.terms->money = NULL;
	for (size_t i = 0; i < 3; i++)
		c.terms->kpis[i]->credit = NULL;
	credit = claimed(0, NULL);
	cr_expect_str_eq(credit->currency, "");
	cr_expect_eq(credit->period_minor, 0);
	cr_expect_eq(credit->n_lines, 0);
}
