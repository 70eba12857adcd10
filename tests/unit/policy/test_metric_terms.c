#include "unit/policy/metrics.h"

static struct metric_reading reading(size_t metric, size_t variant)
{
	struct metric_set set;

	(void)fixture_terms();
	set = metrics_new();
	return (struct metric_reading){ set.metrics[metric],
					set.metrics[metric]->variants[variant] };
}

static const struct metric_thresholds none = { NULL, 0 };

Test(metric_terms, holds_what_the_reading_uses_and_nothing_else)
{
	SlbTerms *terms = metric_terms(ARENA, reading(0, 0), "calls", none);
	const SlbKpi *kpi = terms->kpis[0];

	cr_assert_eq(terms->n_series, 0);
	cr_assert_eq(terms->n_counters, 2);
	cr_assert_str_eq(terms->counters[0]->name, "answered");
	cr_assert_str_eq(terms->counters[0]->title, "what is counted");
	cr_assert_eq(terms->counters[0]->role, SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	cr_assert_eq(terms->counters[0]->unit, SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS);
	cr_assert_eq(terms->counters[0]->pooling, SLB_POOLING__POOLING_SUM);
	cr_assert_str_eq(terms->counters[1]->name, "abandoned");
	cr_assert_str_eq(terms->counters[1]->series, "calls");
	cr_assert_eq(terms->n_histograms, 2);
	cr_assert_str_eq(terms->histograms[1]->name, "wait_abandoned");
	cr_assert_str_eq(terms->histograms[1]->series, "calls");
	cr_assert_eq(terms->histograms[1]->n_bounds, 3);
	cr_assert_eq(terms->n_kpis, 1);
	cr_assert_str_eq(kpi->name, "service-level");
	cr_assert_str_eq(kpi->metric, "service-level/short-removed");
	cr_assert_str_eq(kpi->numerator_title, "answered within 20 s");
	cr_assert_eq(kpi->abandons, SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED);
	cr_assert_eq(kpi->unit, SLB_KPI_UNIT__KPI_UNIT_PERCENT);
	cr_assert_eq(kpi->comparator, SLB_COMPARATOR__COMPARATOR_AT_LEAST);
	cr_assert_eq(kpi->n_steps, 1);
}

Test(metric_terms, puts_thresholds_into_ranges_and_bounds)
{
	static const struct metric_threshold list[] = { { 20, 30 }, { 5, 5 } };
	struct metric_reading of = reading(0, 0);
	SlbTerms *terms =
		metric_terms(ARENA, of, "calls", (struct metric_thresholds){ list, 2 });
	const SlbQuotient *quotient = terms->kpis[0]->steps[0]->quotient;

	cr_assert_eq(quotient->numerator[0]->range->up_to, 30);
	cr_assert_eq(quotient->denominator[0]->range->up_to, 5);
	cr_assert_str_eq(quotient->denominator[2]->counter, "answered");
	cr_assert_eq(terms->histograms[0]->bounds[0], 5);
	cr_assert_eq(terms->histograms[0]->bounds[1], 30);
	cr_assert_str_eq(terms->kpis[0]->numerator_title, "");
	cr_assert_eq(of.variant->steps[0]->quotient->numerator[0]->range->up_to, 20);
}

Test(metric_terms, keeps_bounds_ascending_and_each_once)
{
	static const struct {
		struct metric_threshold threshold;
		uint64_t bounds[3];
		size_t count;
	} rows[] = {
		{ { 20, 2 }, { 2, 5, 60 }, 3 },   { { 60, 1 }, { 1, 5, 20 }, 3 },
		{ { 5, 90 }, { 20, 60, 90 }, 3 }, { { 20, 5 }, { 5, 60, 0 }, 2 },
		{ { 5, 60 }, { 20, 60, 0 }, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		SlbTerms *terms = metric_terms(
			ARENA, reading(0, 0), "calls",
			(struct metric_thresholds){ &rows[i].threshold, 1 });
		const SlbHistogram *histogram = terms->histograms[0];

		cr_assert_eq(histogram->n_bounds, rows[i].count, "row %zu", i);
		for (size_t b = 0; b < rows[i].count; b++)
			cr_expect_eq(histogram->bounds[b], rows[i].bounds[b], "row %zu",
				     i);
	}
}

Test(metric_terms, copies_every_operation)
{
	SlbTerms *share = metric_terms(ARENA, reading(1, 0), "calls", none);
	SlbTerms *product = metric_terms(ARENA, reading(1, 1), "calls", none);

	cr_assert_eq(share->kpis[0]->n_steps, 3);
	cr_assert_eq(share->n_counters, 2);
	cr_assert_str_eq(share->counters[0]->name, "offered");
	cr_assert_str_eq(share->kpis[0]->steps[1]->over->step, "interval");
	cr_assert_eq(share->kpis[0]->slicing->kind, SLB_SLICE_KIND__SLICE_KIND_DAY);
	cr_assert_eq(share->n_histograms, 0);
	cr_assert_eq(product->n_counters, 2);
	cr_assert_str_eq(product->counters[0]->name, "longest_s");
	cr_assert_eq(product->counters[0]->pooling, SLB_POOLING__POOLING_MAXIMUM);
	cr_assert_str_eq(product->kpis[0]->steps[0]->sum->terms[0]->counter,
			 "longest_s");
	cr_assert_str_eq(product->kpis[0]->steps[1]->product->left->step, "longest");
	cr_assert_str_eq(product->kpis[0]->steps[1]->product->right->counter, "points");
}

Test(metric_terms, leaves_out_a_histogram_that_is_not_used)
{
	SlbTerms *terms = metric_terms(ARENA, reading(0, 1), "calls", none);

	cr_assert_eq(terms->n_histograms, 1);
	cr_assert_str_eq(terms->histograms[0]->name, "wait_answered");
	cr_assert_eq(terms->n_counters, 1);
}

Test(metric_terms, keeps_the_title_where_no_threshold_changes)
{
	static const struct metric_threshold usual[] = { { 20, 20 }, { 7, 9 } };
	static const struct metric_threshold other[] = { { 7, 9 }, { 20, 19 } };
	SlbTerms *terms = metric_terms(ARENA, reading(0, 0), "calls",
				       (struct metric_thresholds){ usual, 2 });

	cr_assert_str_eq(terms->kpis[0]->numerator_title, "answered within 20 s");
	terms = metric_terms(ARENA, reading(0, 0), "calls",
			     (struct metric_thresholds){ other, 2 });
	cr_assert_str_eq(terms->kpis[0]->numerator_title, "");
}
