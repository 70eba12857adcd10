#include "unit/policy/metrics.h"

#define S text_of

static SlbMetric *metric_of(SlbMetric *metric, const char *name)
{
	slb_metric__init(metric);
	metric->name = S(name);
	metric->title = S("What people call it");
	metric->description = S("What it tells.");
	metric->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
	metric->better = SLB_COMPARATOR__COMPARATOR_AT_LEAST;
	metric->inputs = arena_array(ARENA, SlbMetricInput *, 8);
	metric->variants = arena_array(ARENA, SlbMetricVariant *, 8);
	metric->sources = arena_array(ARENA, char *, 2);
	metric->sources[0] = S("trade practice");
	metric->n_sources = 1;
	metric->caveats = arena_array(ARENA, char *, 2);
	metric->caveats[0] = S("It says nothing of those who wait longer.");
	metric->caveats[1] = S("Clocks start at different events.");
	metric->n_caveats = 2;
	return metric;
}

static SlbMetricInput *add_input(SlbMetric *metric, const char *name,
				 SlbCounterUnit unit, SlbCounterRole role)
{
	SlbMetricInput *input = arena_new(ARENA, SlbMetricInput);

	slb_metric_input__init(input);
	input->name = S(name);
	input->title = S("what is counted");
	input->unit = unit;
	input->role = role;
	input->pooling = SLB_POOLING__POOLING_SUM;
	metric->inputs[metric->n_inputs++] = input;
	return input;
}

static void add_waits(SlbMetric *metric, const char *name, SlbCounterRole role)
{
	SlbMetricInput *input =
		add_input(metric, name, SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS, role);

	input->pooling = SLB_POOLING__POOLING_UNSPECIFIED;
	input->bounds = arena_array(ARENA, uint64_t, 3);
	input->bounds[0] = 5;
	input->bounds[1] = 20;
	input->bounds[2] = 60;
	input->n_bounds = 3;
}

SlbMetricVariant *variant_of(SlbMetric *metric, const char *name, size_t count,
			     SlbStep *const *steps)
{
	SlbMetricVariant *variant = arena_new(ARENA, SlbMetricVariant);

	slb_metric_variant__init(variant);
	variant->name = S(name);
	variant->title = S("How it is read");
	variant->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	variant->steps = arena_array(ARENA, SlbStep *, count);
	for (size_t i = 0; i < count; i++)
		variant->steps[i] = steps[i];
	variant->n_steps = count;
	metric->variants[metric->n_variants++] = variant;
	return variant;
}

#define CONTACTS  SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS
#define OFFERED   SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED
#define ANSWERED  SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED
#define ABANDONED SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED
#define OTHER     SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER

static SlbMetric *service_level(void)
{
	SlbMetric *metric = metric_of(arena_new(ARENA, SlbMetric), "service-level");
	SlbStep *step = step_quotient_of("level", SLB_STAGE__STAGE_WINDOW,
					 term_range_of("", "wait_answered", 0, 20),
					 term_counter_of("", "answered"));
	SlbTerm **terms = arena_array(ARENA, SlbTerm *, 3);
	SlbMetricVariant *variant;

	add_input(metric, "offered", CONTACTS, OFFERED);
	add_input(metric, "answered", CONTACTS, ANSWERED);
	add_input(metric, "abandoned", CONTACTS, ABANDONED);
	add_waits(metric, "wait_answered", ANSWERED);
	add_waits(metric, "wait_abandoned", ABANDONED);
	/* In another order than the fixture's. */
	terms[0] = term_range_of("-1.0", "wait_abandoned", 0, 5);
	terms[1] = term_counter_of("", "abandoned");
	terms[2] = term_counter_of("1", "answered");
	step->quotient->denominator = terms;
	step->quotient->n_denominator = 3;
	variant = variant_of(metric, "short-removed", 1, &step);
	variant->abandons = SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED;
	variant->numerator_title = S("answered within 20 s");
	step = step_quotient_of("level", SLB_STAGE__STAGE_WINDOW,
				term_range_of("", "wait_answered", 0, 20),
				term_counter_of("", "answered"));
	variant = variant_of(metric, "of-answered", 1, &step);
	variant->abandons = SLB_ABANDON_RULE__ABANDON_RULE_IGNORED;
	return metric;
}

static SlbMetric *best_days(void)
{
	SlbMetric *metric = metric_of(arena_new(ARENA, SlbMetric), "best-days");
	SlbMetricVariant *variant;
	SlbStep *const share[] = {
		step_quotient_of("interval", SLB_STAGE__STAGE_INTERVAL,
				 term_counter_of("", "answered"),
				 term_counter_of("", "offered")),
		step_over_of("day", SLB_STAGE__STAGE_SLICE, "interval",
			     SLB_AGGREGATE__AGGREGATE_MINIMUM),
		step_over_of("share", SLB_STAGE__STAGE_WINDOW, "day",
			     SLB_AGGREGATE__AGGREGATE_SHARE),
	};
	SlbStep *const product[] = {
		step_sum_of("longest", SLB_STAGE__STAGE_WINDOW,
			    term_counter_of("", "longest_s")),
		step_sum_of("product", SLB_STAGE__STAGE_WINDOW,
			    term_step_of("", "longest")),
	};

	add_input(metric, "offered", CONTACTS, OFFERED);
	add_input(metric, "answered", CONTACTS, ANSWERED);
	add_input(metric, "longest_s", SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS, OTHER)
		->pooling = SLB_POOLING__POOLING_MAXIMUM;
	add_input(metric, "points", SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS, OTHER);
	variant = variant_of(metric, "share", ARRAY_SIZE(share), share);
	variant->slicing = arena_new(ARENA, SlbSlicing);
	slb_slicing__init(variant->slicing);
	variant->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DAY;
	product[1]->operation_case = SLB_STEP__OPERATION_PRODUCT;
	product[1]->product = arena_new(ARENA, SlbProduct);
	slb_product__init(product[1]->product);
	product[1]->product->left = term_step_of("", "longest");
	product[1]->product->right = term_counter_of("", "points");
	variant = variant_of(metric, "product", ARRAY_SIZE(product), product);
	variant->abandons = SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED;
	return metric;
}

struct metric_set metrics_new(void)
{
	SlbMetric **metrics = arena_array(ARENA, SlbMetric *, 2);

	metrics[0] = service_level();
	metrics[1] = best_days();
	return (struct metric_set){ metrics, 2 };
}
