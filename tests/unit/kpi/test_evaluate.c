#include "kpi/evaluate.h"

#include "kpi_case.h"

static struct kpi_case c;

static void set_up(void)
{
	case_open(&c);
	c.kpi->unit = SLB_KPI_UNIT__KPI_UNIT_NUMBER;
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(evaluate, .init = set_up, .fini = tear_down);

/* The KPI's value over one day of rows "offered answered". */
static const char *value_over(const char *rows)
{
	case_compile(&c);
	c.window.count = 0;
	case_report(&c, "inbound", "2026-01-01", "offered answered", rows);
	return case_text(&c, case_evaluate(&c).value);
}

static const struct {
	const char *numerator;
	const char *denominator;
	const char *rows;
	const char *value;
	const char *parts; /* "n:d"; "" where they could not be computed */
} quotients[] = {
	{ "answered", "offered", "0 a 100 95; 0 b 800 400", "11/20", "495:900" },
	{ "answered", "offered", "0 a 0 0", "no volume", "0:0" },
	{ "answered", "offered", "", "no volume", "0:0" },
	{ "answered", "offered", "0 a 0 3", "contradictory", "3:0" },
	{ "answered", "offered", "0 a 4 -", "not measured", "" },
	{ "answered", "offered", "0 a - 4", "not measured", "" },
	{ "answered", "offered - answered", "0 a 3 4", "-4", "4:-1" },
	{ "answered - offered", "answered + offered", "0 a 5 5", "0", "0:10" },
	{ "0.5*answered", "2*offered - 0.001*answered", "0 a 1 1", "500/1999",
	  "1/2:1999/1000" },
};

Test(evaluate, divides_pooled_sums)
{
	for (size_t i = 0; i < ARRAY_SIZE(quotients); i++) {
		struct value value;

		c.kpi->n_steps = 0;
		case_step(&c,
			  law_quotient(&c.arena, "v", WINDOW, quotients[i].numerator,
				       quotients[i].denominator));
		cr_expect_str_eq(value_over(quotients[i].rows), quotients[i].value);
		value = case_evaluate(&c).value;
		cr_expect_eq(value.has_parts, quotients[i].parts[0] != '\0');
		if (value.has_parts)
			cr_expect_str_eq(
				arena_printf(&c.arena, "%s:%s",
					     ratio_text(&c.arena, value.numerator),
					     ratio_text(&c.arena, value.denominator)),
				quotients[i].parts);
	}
}

Test(evaluate, multiplies_adds_and_uses_earlier_steps)
{
	case_step(&c, law_quotient(&c.arena, "rate", WINDOW, "answered", "offered"));
	case_step(&c, law_product(&c.arena, "twice", WINDOW, "2*@rate", "@rate"));
	case_step(&c, law_sum(&c.arena, "v", SCORE, "@twice - 0.5*@rate + offered"));
	cr_expect_str_eq(value_over("0 a 4 3"), "19/4");
	cr_expect_str_eq(value_over("0 a 0 0"), "no volume");
	cr_expect_str_eq(value_over("0 a 0 1"), "contradictory");
	cr_expect_str_eq(value_over("0 a 4 -"), "not measured");
}

/* Each step of one kind of lack, then all pairs of them: the worse wins. */
static const struct {
	const char *left;
	const char *right;
	const char *value;
} lacks[] = {
	{ "@none", "offered", "no volume" },
	{ "offered", "@none", "no volume" },
	{ "@none", "@against", "contradictory" },
	{ "@against", "@none", "contradictory" },
	{ "@null", "@against", "not measured" },
	{ "@against", "@null", "not measured" },
	{ "@null", "@none", "not measured" },
};

Test(evaluate, lacks_what_is_worst_lacking)
{
	static SlbStep *(*const pairs[])(struct arena *, const char *, SlbStage,
					 const char *,
					 const char *) = { law_product, law_quotient };

	for (size_t i = 0; i < 3 * ARRAY_SIZE(lacks); i++) {
		const char *left = lacks[i / 3].left;
		const char *right = lacks[i / 3].right;
		const char *both = arena_printf(&c.arena, "%s + %s", left, right);

		c.kpi->n_steps = 0;
		case_step(&c, law_quotient(&c.arena, "none", WINDOW, "answered",
					   "answered"));
		case_step(&c, law_quotient(&c.arena, "against", WINDOW, "offered",
					   "answered"));
		case_step(&c, law_sum(&c.arena, "null", WINDOW, "longest"));
		case_step(&c, i % 3 == 2 ? law_sum(&c.arena, "v", WINDOW, both)
					 : pairs[i % 3](&c.arena, "v", WINDOW, left,
							right));
		cr_expect_str_eq(value_over("0 a 7 0"), lacks[i / 3].value, "case %zu",
				 i);
	}
}

/* Rates of four intervals: 1/2, 1/3, no volume, 1; then of days and queues. */
#define RATES "0 a 2 1; 1 a 3 1; 2 a 0 0; 3 a 1 1"

static const struct {
	SlbAggregate aggregate;
	SlbComparator comparator;
	const char *bound;
	const char *rows;
	const char *value;
} overs[] = {
	{ SLB_AGGREGATE__AGGREGATE_MEAN, 0, "", RATES, "11/18" },
	{ SLB_AGGREGATE__AGGREGATE_MINIMUM, 0, "", RATES, "1/3" },
	{ SLB_AGGREGATE__AGGREGATE_MAXIMUM, 0, "", RATES, "1" },
	{ SLB_AGGREGATE__AGGREGATE_MAXIMUM, 0, "", "0 a 1 1; 1 a 3 1", "1" },
	{ SLB_AGGREGATE__AGGREGATE_SHARE, SLB_COMPARATOR__COMPARATOR_AT_LEAST, "0.5",
	  RATES, "2/3" },
	{ SLB_AGGREGATE__AGGREGATE_SHARE, SLB_COMPARATOR__COMPARATOR_MORE_THAN, "0.5",
	  RATES, "1/3" },
	{ SLB_AGGREGATE__AGGREGATE_SHARE, SLB_COMPARATOR__COMPARATOR_AT_MOST, "0.5",
	  RATES, "2/3" },
	{ SLB_AGGREGATE__AGGREGATE_SHARE, SLB_COMPARATOR__COMPARATOR_LESS_THAN, "0.5",
	  RATES, "1/3" },
	{ SLB_AGGREGATE__AGGREGATE_MEAN, 0, "", "0 a 2 1; 1 a 3 -", "not measured" },
	{ SLB_AGGREGATE__AGGREGATE_MEAN, 0, "", "0 a 2 1; 1 a 0 1", "contradictory" },
	{ SLB_AGGREGATE__AGGREGATE_SHARE, SLB_COMPARATOR__COMPARATOR_LESS_THAN, "0.5",
	  "0 a 0 1; 1 a 3 -; 2 a 0 1", "not measured" },
	{ SLB_AGGREGATE__AGGREGATE_MEAN, 0, "", "0 a 0 0; 1 a 0 0", "no volume" },
	{ SLB_AGGREGATE__AGGREGATE_MINIMUM, 0, "", "", "no volume" },
	{ SLB_AGGREGATE__AGGREGATE_SHARE, SLB_COMPARATOR__COMPARATOR_LESS_THAN, "0.5",
	  "0 a 0 0", "no volume" },
	{ SLB_AGGREGATE__AGGREGATE_MEAN, 0, "", "0 a 5 1", "1/5" },
	{ SLB_AGGREGATE__AGGREGATE_MEAN, 0, "",
	  "0 a 2 1; 1 a 3 1; 2 a 5 1; 3 a 7 1; 4 a 11 1", "2927/11550" },
};

Test(evaluate, takes_intervals_together)
{
	for (size_t i = 0; i < ARRAY_SIZE(overs); i++) {
		SlbStep *over =
			law_over(&c.arena, "v", WINDOW, "rate", overs[i].aggregate);

		over->over->comparator = overs[i].comparator;
		over->over->bound = law_text(&c.arena, overs[i].bound);
		c.kpi->n_steps = 0;
		case_step(&c, law_quotient(&c.arena, "rate", INTERVAL, "answered",
					   "offered"));
		case_step(&c, over);
		cr_expect_str_eq(value_over(overs[i].rows), overs[i].value, "case %zu",
				 i);
	}
}

Test(evaluate, keeps_how_many_groups_passed)
{
	struct value value;

	case_step(&c, law_quotient(&c.arena, "rate", INTERVAL, "answered", "offered"));
	case_step(&c, law_share(&c.arena, "v", WINDOW, "rate",
				SLB_COMPARATOR__COMPARATOR_AT_LEAST, "0.5"));
	value_over(RATES);
	value = case_evaluate(&c).value;
	cr_assert(value.has_parts);
	cr_expect_eq(value.numerator.num, 2);
	cr_expect_eq(value.denominator.num, 3);
	value_over("0 a 0 0");
	value = case_evaluate(&c).value;
	cr_assert(value.has_parts);
	cr_expect_eq(value.denominator.num, 0);
}

/* The worst interval of each day, and the mean of those over the days. */
Test(evaluate, takes_intervals_together_by_day)
{
	struct evaluation evaluation;

	case_slice_by(&c, NULL);
	case_step(&c, law_quotient(&c.arena, "rate", INTERVAL, "answered", "offered"));
	case_step(&c, law_over(&c.arena, "worst", SLICE, "rate",
			       SLB_AGGREGATE__AGGREGATE_MINIMUM));
	case_step(&c, law_sum(&c.arena, "calls", SLICE, "offered"));
	case_step(&c, law_over(&c.arena, "best", SLICE, "rate",
			       SLB_AGGREGATE__AGGREGATE_MAXIMUM));
	case_step(&c, law_over(&c.arena, "v", WINDOW, "worst",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered",
		    "0 a 4 3; 47 a 2 1");
	case_report(&c, "inbound", "2026-01-02", "offered answered",
		    "0 a 10 1; 1 a 1 1; 5 a 0 0");
	case_report(&c, "inbound", "2026-01-03", "offered answered", "0 a 0 0");
	evaluation = case_evaluate(&c);
	cr_expect_str_eq(case_text(&c, evaluation.steps[1][0]), "1/2");
	cr_expect_str_eq(case_text(&c, evaluation.steps[1][1]), "1/10");
	cr_expect_str_eq(case_text(&c, evaluation.steps[1][2]), "no volume");
	cr_expect_str_eq(case_text(&c, evaluation.steps[2][1]), "11");
	cr_expect_str_eq(case_text(&c, evaluation.steps[3][0]), "3/4");
	cr_expect_str_eq(case_text(&c, evaluation.steps[3][1]), "1");
	cr_expect_str_eq(case_text(&c, evaluation.value), "3/10");
}

Test(evaluate, finds_no_interval_in_a_value_of_a_dimension)
{
	case_slice_by(&c, "queue");
	case_step(&c, law_sum(&c.arena, "calls", INTERVAL, "offered"));
	case_step(&c, law_over(&c.arena, "most", SLICE, "calls",
			       SLB_AGGREGATE__AGGREGATE_MAXIMUM));
	case_step(&c, law_sum(&c.arena, "own", SLICE, "offered"));
	case_step(&c, law_over(&c.arena, "v", WINDOW, "most",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	cr_expect_str_eq(value_over("0 a 4 3; 0 b 2 1"), "no volume");
}

Test(evaluate, takes_slices_of_a_dimension_together)
{
	case_slice_by(&c, "queue");
	case_step(&c, law_quotient(&c.arena, "rate", SLICE, "answered", "offered"));
	case_step(&c, law_over(&c.arena, "mean", WINDOW, "rate",
			       SLB_AGGREGATE__AGGREGATE_MEAN));
	case_step(&c, law_over(&c.arena, "v", SCORE, "mean",
			       SLB_AGGREGATE__AGGREGATE_MAXIMUM));
	cr_expect_str_eq(value_over("0 a 100 95; 1 b 800 400"), "29/40");
}

Test(evaluate, multiplies_by_the_factor_and_weighs_the_volume)
{
	struct evaluation evaluation;

	c.kpi->unit = SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND;
	law_set_volume(&c.arena, c.kpi, "offered - 0.5*answered");
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	cr_expect_str_eq(value_over("0 a 8 1"), "125");
	evaluation = case_evaluate(&c);
	cr_expect_str_eq(case_text(&c, evaluation.volume), "15/2");
	value_over("0 a 8 -");
	cr_expect_str_eq(case_text(&c, case_evaluate(&c).volume), "not measured");
}
