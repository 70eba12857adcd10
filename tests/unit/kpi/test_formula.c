#include "kpi/formula.h"

#include "kpi_case.h"

static struct kpi_case c;

static void set_up(void)
{
	case_open(&c);
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(formula, .init = set_up, .fini = tear_down);

Test(formula, names_each_operand_once_the_formulas_before_the_volumes)
{
	case_step(&c, law_quotient(&c.arena, "sl", WINDOW, "wait[..20] - wait[..5]",
				   "answered + wait[..20] + 2*answered"));
	law_set_volume(&c.arena, c.kpi, "answered + votes");
	case_compile(&c);
	cr_expect_eq(c.formula->formula_operand_count, 3);
	cr_expect_eq(c.formula->operands.count, 4);
	cr_expect_str_eq(c.formula->operands.operands[2].name, "answered");
	cr_expect_eq(c.formula->steps[0].right.terms[2].index, 2);
	cr_expect_eq(c.formula->volume.terms[0].index, 2);
	cr_expect_eq(c.formula->volume.terms[1].index, 3);
	cr_expect(c.formula->formula_series[0]);
	cr_expect_not(c.formula->formula_series[1]);
	cr_expect(c.formula->uses_series[1]);
}

Test(formula, keeps_many_operands)
{
	static const char *const names[] = { "offered", "answered", "longest", "votes",
					     "wait up to 5" };

	case_step(&c, law_sum(&c.arena, "a", WINDOW,
			      "offered + answered + longest + votes + wait[..5]"));
	case_compile(&c);
	cr_assert_eq(c.formula->operands.count, ARRAY_SIZE(names));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		cr_assert_not_null(c.formula->operands.operands[i].name);
		cr_expect_str_eq(c.formula->operands.operands[i].name, names[i]);
	}
}

Test(formula, knows_which_stage_uses_which_operand)
{
	case_slice_by(&c, NULL);
	case_step(&c, law_quotient(&c.arena, "rate", SLICE, "answered", "offered"));
	case_step(&c, law_over(&c.arena, "mean", WINDOW, "rate",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	case_step(&c, law_product(&c.arena, "v", WINDOW, "@mean", "votes"));
	case_compile(&c);
	cr_expect_null(c.formula->stage_operands[INTERVAL]);
	cr_expect(c.formula->stage_operands[SLICE][0]);
	cr_expect(c.formula->stage_operands[SLICE][1]);
	cr_expect_not(c.formula->stage_operands[SLICE][2]);
	cr_expect_not(c.formula->stage_operands[WINDOW][0]);
	cr_expect(c.formula->stage_operands[WINDOW][2]);
	cr_expect_eq(c.formula->steps[1].over, 0);
	cr_expect_eq(c.formula->steps[2].left.terms[0].index, 1);
	cr_expect(c.formula->steps[2].left.terms[0].is_step);
}

Test(formula, knows_each_operand_of_a_sum)
{
	case_step(&c, law_sum(&c.arena, "v", WINDOW, "offered + answered + votes"));
	case_compile(&c);
	for (size_t i = 0; i < 3; i++)
		cr_expect(c.formula->stage_operands[WINDOW][i]);
}

static const struct {
	SlbKpiUnit unit;
	int64_t factor;
} units[] = {
	{ SLB_KPI_UNIT__KPI_UNIT_PERCENT, 100 },
	{ SLB_KPI_UNIT__KPI_UNIT_POINTS, 100 },
	{ SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND, 1000 },
	{ SLB_KPI_UNIT__KPI_UNIT_SECONDS, 1 },
	{ SLB_KPI_UNIT__KPI_UNIT_NUMBER, 1 },
};

Test(formula, takes_the_factor_of_the_unit)
{
	case_step(&c, law_sum(&c.arena, "a", WINDOW, "offered"));
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		c.kpi->unit = units[i].unit;
		case_compile(&c);
		cr_expect_eq(c.formula->factor.num, units[i].factor);
	}
}

Test(formula, reads_both_bounds_of_a_band)
{
	case_step(&c, law_sum(&c.arena, "a", WINDOW, "offered"));
	case_compile(&c);
	cr_expect_eq(c.formula->target_upper.num, 80);
	c.kpi->comparator = SLB_COMPARATOR__COMPARATOR_BETWEEN;
	c.kpi->target_upper = law_text(&c.arena, "88");
	case_compile(&c);
	cr_expect_eq(c.formula->target.num, 80);
	cr_expect_eq(c.formula->target_upper.num, 88);
}

/* Every way to write a step, in words and in symbols. */
static void write_steps(void)
{
	case_slice_by(&c, NULL);
	case_step(&c, law_quotient(&c.arena, "rate", INTERVAL, "wait[..20]",
				   "answered + 0.5*offered"));
	case_step(&c, law_sum(&c.arena, "s", SLICE, "- answered - 2*offered + votes"));
	case_step(&c, law_share(&c.arena, "good", SLICE, "rate",
				SLB_COMPARATOR__COMPARATOR_MORE_THAN, "0.8"));
	case_step(&c, law_over(&c.arena, "worst", WINDOW, "good",
			       SLB_AGGREGATE__AGGREGATE_MINIMUM));
	case_step(&c, law_over(&c.arena, "score", SCORE, "worst",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	case_step(&c, law_product(&c.arena, "p", SCORE, "@score", "0.1*@worst"));
	case_step(&c, law_sum(&c.arena, "v", SCORE, "@p - 1*@score"));
}

static const struct {
	const char *words;
	const char *symbols;
} written[] = {
	{ "wait up to 20, divided by (answered plus 0.5 times offered)",
	  "(wait up to 20) / (answered + 0.5 \xc3\x97 offered)" },
	{ "minus answered minus 2 times offered plus votes",
	  "-answered - 2 \xc3\x97 offered + votes" },
	{ "the share of the intervals with rate more than 0.8",
	  "share(rate > 0.8) over the intervals" },
	{ "the smallest good over the days", "smallest(good) over the days" },
	{ "the mean worst over the period", "mean(worst) over the period" },
	{ "score, times 0.1 times worst", "score \xc3\x97 0.1 \xc3\x97 worst" },
	{ "p minus score", "(p - score) \xc3\x97 100" },
};

Test(formula, is_written_in_words_and_in_symbols)
{
	write_steps();
	case_compile(&c);
	for (size_t i = 0; i < ARRAY_SIZE(written); i++) {
		cr_expect_str_eq(formula_words(&c.arena, c.formula, i),
				 written[i].words);
		cr_expect_str_eq(formula_symbols(&c.arena, c.formula, i),
				 written[i].symbols);
	}
}

Test(formula, is_written_without_a_factor_of_1)
{
	c.kpi->unit = SLB_KPI_UNIT__KPI_UNIT_NUMBER;
	case_step(&c, law_sum(&c.arena, "s", WINDOW, "offered + answered"));
	case_compile(&c);
	cr_expect_str_eq(formula_symbols(&c.arena, c.formula, 0), "offered + answered");
}

Test(formula, prefers_the_words_of_the_contract)
{
	case_slice_by(&c, "queue");
	case_step(&c, law_sum(&c.arena, "s", SLICE, "offered"));
	case_step(&c, law_over(&c.arena, "v", WINDOW, "s",
			       SLB_AGGREGATE__AGGREGATE_MAXIMUM));
	c.kpi->steps[0]->words = law_text(&c.arena, "calls of a queue");
	case_compile(&c);
	cr_expect_str_eq(formula_words(&c.arena, c.formula, 0), "calls of a queue");
	cr_expect_str_eq(formula_words(&c.arena, c.formula, 1),
			 "the largest s over the queue");
	c.kpi->steps[0]->words = law_text(&c.arena, "n");
	cr_expect_str_eq(formula_words(&c.arena, c.formula, 0), "n");
}
