#include <string.h>

#include "contract/shape.h"
#include "policy/inputs.h"

/* One copy of a reading's formula, with other thresholds. */
struct copying {
	struct arena *arena;
	struct metric_thresholds thresholds;
	bool changed; /* some threshold is not the usual one */
};

static uint64_t bound_of(struct copying *copying, uint64_t usual)
{
	for (size_t i = 0; i < copying->thresholds.count; i++) {
		const struct metric_threshold *threshold = &copying->thresholds.list[i];

		if (threshold->usual != usual)
			continue;
		copying->changed |= threshold->chosen != usual;
		return threshold->chosen;
	}
	return usual;
}

static SlbTerm *copy_term(struct copying *copying, const SlbTerm *term)
{
	SlbTerm *copy = arena_new(copying->arena, SlbTerm);

	*copy = *term;
	if (term->operand_case != SLB_TERM__OPERAND_RANGE)
		return copy;
	copy->range = arena_new(copying->arena, SlbRange);
	*copy->range = *term->range;
	copy->range->above = bound_of(copying, term->range->above);
	copy->range->up_to = bound_of(copying, term->range->up_to);
	return copy;
}

static SlbTerm **copy_terms(struct copying *copying, SlbTerm *const *terms,
			    size_t count)
{
	SlbTerm **copies = arena_array(copying->arena, SlbTerm *, count);

	for (size_t i = 0; i < count; i++)
		copies[i] = copy_term(copying, terms[i]);
	return copies;
}

static SlbStep *copy_step(struct copying *copying, const SlbStep *step)
{
	SlbStep *copy = arena_new(copying->arena, SlbStep);

	*copy = *step;
	switch ((int)step->operation_case) {
	case SLB_STEP__OPERATION_SUM:
		copy->sum = arena_new(copying->arena, SlbSum);
		*copy->sum = *step->sum;
		copy->sum->terms =
			copy_terms(copying, step->sum->terms, step->sum->n_terms);
		break;
	case SLB_STEP__OPERATION_QUOTIENT:
		copy->quotient = arena_new(copying->arena, SlbQuotient);
		*copy->quotient = *step->quotient;
		copy->quotient->numerator =
			copy_terms(copying, step->quotient->numerator,
				   step->quotient->n_numerator);
		copy->quotient->denominator =
			copy_terms(copying, step->quotient->denominator,
				   step->quotient->n_denominator);
		break;
	case SLB_STEP__OPERATION_PRODUCT:
		copy->product = arena_new(copying->arena, SlbProduct);
		*copy->product = *step->product;
		copy->product->left = copy_term(copying, step->product->left);
		copy->product->right = copy_term(copying, step->product->right);
		break;
	default: /* over names a step only */
		break;
	}
	return copy;
}

static SlbKpi *kpi_of(struct copying *copying, struct metric_reading reading)
{
	const SlbMetricVariant *variant = reading.variant;
	SlbKpi *kpi = arena_new(copying->arena, SlbKpi);

	slb_kpi__init(kpi);
	kpi->name = reading.metric->name;
	kpi->title = reading.metric->title;
	kpi->metric = arena_printf(copying->arena, "%s/%s", reading.metric->name,
				   variant->name);
	kpi->unit = reading.metric->unit;
	kpi->comparator = reading.metric->better;
	kpi->slicing = variant->slicing;
	kpi->abandons = variant->abandons;
	kpi->steps = arena_array(copying->arena, SlbStep *, variant->n_steps);
	kpi->n_steps = variant->n_steps;
	for (size_t i = 0; i < variant->n_steps; i++)
		kpi->steps[i] = copy_step(copying, variant->steps[i]);
	/* It says the usual threshold in words. */
	if (!copying->changed)
		kpi->numerator_title = variant->numerator_title;
	return kpi;
}

/* The bounds with thresholds put in, ascending, each once. */
static void put_bounds(struct copying *copying, SlbHistogram *histogram)
{
	uint64_t *bounds = arena_array(copying->arena, uint64_t, histogram->n_bounds);
	size_t count = 0;

	for (size_t i = 0; i < histogram->n_bounds; i++) {
		uint64_t bound = bound_of(copying, histogram->bounds[i]);
		size_t at = i;

		for (; at > 0 && bounds[at - 1] > bound; at--)
			bounds[at] = bounds[at - 1];
		bounds[at] = bound;
	}
	for (size_t i = 0; i < histogram->n_bounds; i++) {
		if (count == 0 || bounds[count - 1] != bounds[i])
			bounds[count++] = bounds[i];
	}
	histogram->bounds = bounds;
	histogram->n_bounds = count;
}

static bool term_uses(const SlbTerm *term, const char *name)
{
	if (term->operand_case == SLB_TERM__OPERAND_COUNTER)
		return strcmp(term->counter, name) == 0;
	return term->operand_case == SLB_TERM__OPERAND_RANGE &&
	       strcmp(term->range->histogram, name) == 0;
}

static bool reading_uses(const SlbMetricVariant *variant, const char *name)
{
	for (size_t i = 0; i < variant->n_steps; i++) {
		struct term_list lists[STEP_TERM_LISTS_MAX];
		size_t list_count = step_term_lists(variant->steps[i], lists);

		for (size_t l = 0; l < list_count; l++) {
			for (size_t t = 0; t < lists[l].count; t++) {
				if (term_uses(lists[l].terms[t], name))
					return true;
			}
		}
	}
	return false;
}

static void keep_used(struct copying *copying, const SlbMetricVariant *variant,
		      SlbTerms *terms)
{
	size_t counters = 0;
	size_t histograms = 0;

	for (size_t i = 0; i < terms->n_counters; i++) {
		if (reading_uses(variant, terms->counters[i]->name))
			terms->counters[counters++] = terms->counters[i];
	}
	terms->n_counters = counters;
	for (size_t i = 0; i < terms->n_histograms; i++) {
		if (!reading_uses(variant, terms->histograms[i]->name))
			continue;
		terms->histograms[histograms] = terms->histograms[i];
		put_bounds(copying, terms->histograms[histograms++]);
	}
	terms->n_histograms = histograms;
}

SlbTerms *metric_terms(struct arena *arena, struct metric_reading reading,
		       const char *series, struct metric_thresholds thresholds)
{
	struct copying copying = { .arena = arena, .thresholds = thresholds };
	SlbTerms *terms = terms_of_inputs(arena, reading.metric, series);

	terms->series = NULL;
	terms->n_series = 0;
	terms->kpis = arena_new(arena, SlbKpi *);
	*terms->kpis = kpi_of(&copying, reading);
	terms->n_kpis = 1;
	keep_used(&copying, reading.variant, terms);
	return terms;
}
