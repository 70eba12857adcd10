#include "policy/recognise.h"
#include "unit/policy/metrics.h"

#define S     text_of
#define LEVEL (t->kpis[0]->steps[0]->quotient)

static const char *reading_of(const SlbTerms *t, size_t kpi)
{
	struct metric_reading found;

	if (!metric_recognise(ARENA, t, t->kpis[kpi], metrics_new(), &found))
		return "none";
	return arena_printf(ARENA, "%s/%s", found.metric->name, found.variant->name);
}

#define IS(name, kpi, reading, ...)                            \
	Test(recognise, name)                                  \
	{                                                      \
		SlbTerms *t = fixture_terms();                 \
		__VA_ARGS__                                    \
		cr_assert_str_eq(reading_of(t, kpi), reading); \
	}

IS(terms_in_another_order_and_unit, 0, "service-level/short-removed", )
IS(days, 3, "best-days/share", )
IS(another_threshold, 0, "service-level/short-removed",
   LEVEL->numerator[0]->range->up_to = 60000;)
IS(counters_of_other_names, 0, "service-level/short-removed",
   t->counters[1]->name = S("taken");
   LEVEL->denominator[0]->counter = S("taken");)
IS(nothing_where_a_threshold_is_that_of_short_ones, 0, "none",
   LEVEL->numerator[0]->range->up_to = 5000;)
IS(nothing_where_a_range_has_no_end, 0, "none", LEVEL->numerator[0]->range->up_to = 0;)
IS(nothing_where_a_range_begins_higher, 0, "none",
   LEVEL->numerator[0]->range->above = 5000;)
IS(nothing_of_another_unit, 0, "none",
   t->kpis[0]->unit = SLB_KPI_UNIT__KPI_UNIT_POINTS;)
IS(nothing_with_another_weight, 0, "none", LEVEL->denominator[1]->weight = S("2");)
IS(nothing_of_another_stage, 0, "none",
   t->kpis[0]->steps[0]->stage = SLB_STAGE__STAGE_SCORE;)
IS(nothing_of_another_operation, 1, "none",
   t->kpis[1]->steps[0] = step_sum_of("rate", SLB_STAGE__STAGE_WINDOW,
				      term_range_of("", "wait_answered", 0, 20000));)
IS(nothing_of_fewer_terms, 0, "none", LEVEL->n_denominator = 2;)
IS(the_other_reading, 0, "service-level/of-answered", LEVEL->n_denominator = 1;)
IS(nothing_of_another_role, 0, "none",
   t->counters[2]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_FLOWED_OUT;)
IS(nothing_of_another_counter_unit, 0, "none",
   t->counters[2]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS;)
IS(nothing_of_other_pooling, 0, "none",
   t->counters[2]->pooling = SLB_POOLING__POOLING_MAXIMUM;)
IS(nothing_of_another_histogram_role, 0, "none",
   t->histograms[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;)
IS(nothing_where_one_histogram_stands_for_two, 0, "none",
   LEVEL->denominator[2]->range->histogram = S("wait_answered");)
IS(nothing_of_another_slicing, 3, "none",
   t->kpis[3]->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;)
IS(nothing_without_slicing, 3, "none", t->kpis[3]->slicing = NULL;)
IS(nothing_of_another_aggregate, 3, "none",
   t->kpis[3]->steps[1]->over->aggregate = SLB_AGGREGATE__AGGREGATE_MAXIMUM;)
IS(nothing_of_another_comparison, 3, "none",
   t->kpis[3]->steps[2]->over->comparator = SLB_COMPARATOR__COMPARATOR_AT_MOST;)
IS(nothing_of_another_bound, 3, "none", t->kpis[3]->steps[2]->over->bound = S("0.9");)
IS(nothing_over_another_step, 3, "none",
   t->kpis[3]->steps[2]->over->step = S("of-interval");)
IS(a_threshold_that_no_number_of_milliseconds_can_be, 0, "service-level/short-removed",
   t->histograms[0]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS;
   t->histograms[1]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS;
   LEVEL->numerator[0]->range->up_to = UINT64_MAX;)

/* Where several counters have the role of an input, only the name tells them apart. */
IS(names_where_roles_tell_nothing, 0, "none",
   t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
   LEVEL->denominator[1]->counter = S("flowed");)
IS(counters_of_role_other_by_name, 4, "best-days/product",
   set_steps(t->kpis[4], 2,
	     (SlbStep *[]){ t->kpis[4]->steps[1], t->kpis[4]->steps[2] });
   t->kpis[4]->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
   t->kpis[4]->steps[1]->product->left = term_step_of("", "longest");
   t->kpis[4]->steps[1]->product->right = term_counter_of("", "points");)
IS(nothing_where_a_counter_of_role_other_has_another_name, 4, "none",
   set_steps(t->kpis[4], 2,
	     (SlbStep *[]){ t->kpis[4]->steps[1], t->kpis[4]->steps[2] });
   t->kpis[4]->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
   t->kpis[4]->steps[1]->product->left = term_step_of("", "longest");
   t->kpis[4]->steps[1]->product->right = term_counter_of("", "answers");)
IS(nothing_where_a_step_stands_for_a_counter, 4, "none",
   set_steps(t->kpis[4], 2,
	     (SlbStep *[]){ t->kpis[4]->steps[1], t->kpis[4]->steps[2] });
   t->kpis[4]->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
   t->kpis[4]->steps[1]->product->left = term_step_of("", "longest");)

/* A sum of count ranges of one histogram, each of a bucket of its own. */
static SlbStep *sum_of_ranges(const char *histogram, size_t count, uint64_t bound)
{
	SlbStep *step = step_sum_of("sum", SLB_STAGE__STAGE_WINDOW,
				    term_range_of("", histogram, 0, bound));

	step->sum->terms = arena_array(ARENA, SlbTerm *, count);
	for (size_t i = 0; i < count; i++)
		step->sum->terms[i] =
			term_range_of("", histogram, i * bound, (i + 1) * bound);
	step->sum->n_terms = count;
	return step;
}

static bool is_sum_of_ranges(size_t count)
{
	SlbTerms *t = fixture_terms();
	struct metric_set set = metrics_new();
	SlbStep *steps[] = { sum_of_ranges("wait_answered", count, 10) };
	struct metric_reading found;

	(void)variant_of(set.metrics[0], "ranges", 1, steps);
	steps[0] = sum_of_ranges("wait_answered", count, 7);
	set_steps(t->kpis[0], 1, steps);
	return metric_recognise(ARENA, t, t->kpis[0], set, &found) &&
	       strcmp(found.variant->name, "ranges") == 0;
}

Test(recognise, compares_eight_thresholds_and_no_more)
{
	cr_assert(is_sum_of_ranges(8));
	cr_assert_not(is_sum_of_ranges(9));
}

Test(recognise, compares_no_more_than_eight_thresholds_of_two_sums)
{
	SlbTerms *t = fixture_terms();
	struct metric_set set = metrics_new();
	SlbStep *steps[] = { sum_of_ranges("wait_answered", 8, 10),
			     sum_of_ranges("wait_answered", 1, 13) };
	struct metric_reading found;

	steps[1]->name = S("last");
	(void)variant_of(set.metrics[0], "ranges", 2, steps);
	set_steps(t->kpis[0], 2, steps);
	cr_assert_not(metric_recognise(ARENA, t, t->kpis[0], set, &found));
	set.metrics[0]->variants[2]->n_steps = 1;
	set_steps(t->kpis[0], 1, steps);
	t->histograms[0]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS;
	cr_assert(metric_recognise(ARENA, t, t->kpis[0], set, &found));
}

static const struct diag_item *claim(size_t kpi, const char *metric)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->metric = S("");
	t->kpis[kpi]->metric = S(metric);
	metric_claims_check(ARENA, t, metrics_new(), &fixture_diag);
	cr_assert_eq(fixture_diag.error_count, 0);
	return fixture_diag.first;
}

Test(recognise, says_nothing_of_claims_that_hold)
{
	cr_assert_null(claim(0, "service-level/short-removed"));
	cr_assert_null(claim(3, "best-days"));
	cr_assert_null(claim(0, ""));
}

Test(recognise, warns_of_a_claim_of_another_reading)
{
	const struct diag_item *item = claim(0, "service-level/of-answered");

	cr_assert_str_eq(item->place.path, "kpis[0].metric");
	cr_assert_str_eq(item->text,
			 "KPI \"service-level\": the formula is not that of "
			 "service-level/of-answered");
	cr_assert(strstr(item->hint, "it is service-level/short-removed"));
}

Test(recognise, warns_of_a_claim_where_the_formula_is_none)
{
	const struct diag_item *item = claim(2, "best-days/product");

	cr_assert_str_eq(item->place.path, "kpis[2].metric");
	cr_assert(strstr(item->hint, "leave metric: out"));
}

Test(recognise, warns_of_a_claim_of_an_unknown_metric)
{
	const struct diag_item *item = claim(1, "best-dayz");

	cr_assert(strstr(item->text, "there is no metric \"best-dayz\""));
	cr_assert(strstr(item->hint, "best-days is near"));
}

IS(histograms_of_one_role_by_name, 0, "service-level/of-answered",
   LEVEL->n_denominator = 1;
   t->histograms[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;)
IS(nothing_where_one_of_several_histograms_has_another_name, 0, "none",
   LEVEL->n_denominator = 1;
   t->histograms[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
   LEVEL->numerator[0]->range->histogram = S("wait_abandoned");)
IS(nothing_where_only_the_contract_slices, 0, "none",
   t->kpis[0]->slicing = t->kpis[3]->slicing;)

Test(recognise, tells_inputs_of_one_role_by_name)
{
	SlbTerms *t = fixture_terms();
	struct metric_set set = metrics_new();
	struct metric_reading found;

	set.metrics[0]->inputs[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	cr_assert(metric_recognise(ARENA, t, t->kpis[0], set, &found));
	t->counters[1]->name = S("taken");
	LEVEL->denominator[0]->counter = S("taken");
	cr_assert_not(metric_recognise(ARENA, t, t->kpis[0], set, &found));
}

Test(recognise, tells_histograms_of_role_other_by_name)
{
	SlbTerms *t = fixture_terms();
	struct metric_set set = metrics_new();
	struct metric_reading found;

	t->histograms[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	set.metrics[0]->inputs[4]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	cr_assert(metric_recognise(ARENA, t, t->kpis[0], set, &found));
	t->histograms[1]->name = S("waits");
	LEVEL->denominator[2]->range->histogram = S("waits");
	cr_assert_not(metric_recognise(ARENA, t, t->kpis[0], set, &found));
}

IS(nothing_where_only_the_contract_has_a_lower_bound, 0, "none",
   LEVEL->n_denominator = 1;
   LEVEL->numerator[0]->range->above = 5000;)
IS(a_histogram_of_another_name, 0, "service-level/short-removed",
   t->histograms[0]->name = S("waits");
   LEVEL->numerator[0]->range->histogram = S("waits");)

/* The contract's formula is that of KPI 0 with these numerators and denominators. */
static bool is_quotient(SlbStep *usual, SlbStep *actual)
{
	SlbTerms *t = fixture_terms();
	struct metric_set set = metrics_new();
	struct metric_reading found;

	t->histograms[1]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS;
	(void)variant_of(set.metrics[0], "quotient", 1, &usual);
	set_steps(t->kpis[0], 1, &actual);
	return metric_recognise(ARENA, t, t->kpis[0], set, &found) &&
	       strcmp(found.variant->name, "quotient") == 0;
}

static SlbStep *quotient(SlbTerm *first, SlbTerm *second, SlbTerm *below)
{
	SlbStep *step = step_quotient_of("s", SLB_STAGE__STAGE_WINDOW, first, below);
	SlbTerm **numerator = arena_array(ARENA, SlbTerm *, 2);

	numerator[0] = first;
	numerator[1] = second;
	step->quotient->numerator = numerator;
	step->quotient->n_numerator = 2;
	return step;
}

Test(recognise, tries_every_order_until_thresholds_fit)
{
	(void)fixture_terms();
	cr_assert(is_quotient(quotient(term_range_of("", "wait_answered", 0, 5),
				       term_range_of("", "wait_answered", 0, 20),
				       term_range_of("", "wait_abandoned", 0, 5)),
			      quotient(term_range_of("", "wait_answered", 0, 20000),
				       term_range_of("", "wait_answered", 0, 5000),
				       term_range_of("", "wait_abandoned", 0, 5))));
}

Test(recognise, takes_each_term_of_the_contract_once)
{
	(void)fixture_terms();
	cr_assert_not(is_quotient(quotient(term_counter_of("", "answered"),
					   term_counter_of("", "answered"),
					   term_counter_of("", "offered")),
				  quotient(term_counter_of("", "answered"),
					   term_counter_of("", "abandoned"),
					   term_counter_of("", "offered"))));
}

Test(recognise, compares_sums_of_eight_terms_and_no_more)
{
	for (size_t count = 8; count <= 9; count++) {
		SlbTerms *t = fixture_terms();
		struct metric_set set = metrics_new();
		SlbStep *step = step_sum_of("sum", SLB_STAGE__STAGE_WINDOW,
					    term_counter_of("", "answered"));
		struct metric_reading found;

		step->sum->terms = arena_array(ARENA, SlbTerm *, count);
		for (size_t i = 0; i < count; i++)
			step->sum->terms[i] = term_counter_of("", "answered");
		step->sum->n_terms = count;
		(void)variant_of(set.metrics[0], "sum", 1, &step);
		set_steps(t->kpis[0], 1, &step);
		cr_assert_eq(metric_recognise(ARENA, t, t->kpis[0], set, &found),
			     count == 8);
	}
}

/* Seconds as milliseconds, as long as they fit 64 bits. */
Test(recognise, takes_seconds_and_milliseconds_for_the_same)
{
	static const struct {
		uint64_t ms;
		uint64_t s;
		bool same;
	} rows[] = {
		{ 20000, 20, true },
		{ 19999, 20, false },
		{ UINT64_C(18446744073709551000), UINT64_C(18446744073709551), true },
		{ 384, UINT64_C(18446744073709552), false },
	};

	(void)fixture_terms();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		cr_expect_eq(
			is_quotient(quotient(term_range_of("", "wait_answered", 0, 20),
					     term_range_of("", "wait_abandoned", 0, 20),
					     term_counter_of("", "offered")),
				    quotient(term_range_of("", "wait_answered", 0,
							   rows[i].ms),
					     term_range_of("", "wait_abandoned", 0,
							   rows[i].s),
					     term_counter_of("", "offered"))),
			rows[i].same, "row %zu", i);
}

IS(an_offered_counter_of_another_name, 3, "best-days/share",
   t->counters[0]->name = S("incoming");
   t->kpis[3]->steps[0]->quotient->denominator[0]->counter = S("incoming");)
IS(the_only_histogram_of_another_name, 0, "service-level/of-answered",
   LEVEL->n_denominator = 1;
   t->n_histograms = 1; t->histograms[0]->name = S("waits");
   LEVEL->numerator[0]->range->histogram = S("waits");)
IS(nothing_of_another_left_factor, 4, "none",
   set_steps(t->kpis[4], 2,
	     (SlbStep *[]){ t->kpis[4]->steps[1], t->kpis[4]->steps[2] });
   t->kpis[4]->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
   t->kpis[4]->steps[1]->product->left = term_step_of("3", "longest");
   t->kpis[4]->steps[1]->product->right = term_counter_of("", "points");)

Test(recognise, tells_histograms_and_counters_of_a_role_apart)
{
	SlbTerms *t = fixture_terms();
	struct metric_set set = metrics_new();
	struct metric_reading found;

	/* Of role answered: one histogram, of one bound, and one counter. */
	set.metrics[0]->inputs[3]->n_bounds = 1;
	set.metrics[0]->inputs[3]->bounds[0] = 20;
	t->counters[1]->name = S("taken");
	LEVEL->denominator[0]->counter = S("taken");
	cr_assert(metric_recognise(ARENA, t, t->kpis[0], set, &found));
	/* Two counters of it: their names tell, the histogram's need not. */
	set.metrics[0]->inputs[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	t->counters[1]->name = S("answered");
	LEVEL->denominator[0]->counter = S("answered");
	t->histograms[0]->name = S("waits");
	LEVEL->numerator[0]->range->histogram = S("waits");
	cr_assert(metric_recognise(ARENA, t, t->kpis[0], set, &found));
}

Test(recognise, warns_of_a_claim_of_one_letter)
{
	cr_assert(strstr(claim(1, "x")->text, "there is no metric \"x\""));
}
