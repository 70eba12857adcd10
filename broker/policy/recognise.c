#include "policy/recognise.h"

#include <string.h>

#include "contract/say.h"
#include "contract/shape.h"
#include "contract/steps.h"
#include "kpi/value.h"

#define UNORDERED_MAX  8 /* terms of one sum, which may stand in any order */
#define THRESHOLDS_MAX 8 /* of a formula */

/* A threshold of a reading, and what a contract has in its place. */
struct bound_pair {
	uint64_t usual_ms;
	uint64_t actual_ms;
};

struct matching {
	struct arena *arena;
	const SlbTerms *terms;
	struct step_list actual;
	const SlbMetric *metric;
	struct step_list reading;
	struct bound_pair bounds[THRESHOLDS_MAX];
	size_t bound_count;
};

/* A time in seconds as milliseconds, so that either unit can stand for the other. */
static uint64_t in_ms(uint64_t bound, SlbCounterUnit unit)
{
	if (unit != SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS || bound > UINT64_MAX / 1000)
		return bound;
	return bound * 1000;
}

/* Pairs two bounds; false when one of them has another partner. */
static bool bind_bounds(struct matching *matching, uint64_t usual_ms,
			uint64_t actual_ms)
{
	if (usual_ms == 0 || actual_ms == 0)
		return usual_ms == actual_ms;
	for (size_t i = 0; i < matching->bound_count; i++) {
		bool same_usual = matching->bounds[i].usual_ms == usual_ms;
		bool same_actual = matching->bounds[i].actual_ms == actual_ms;

		if (same_usual || same_actual)
			return same_usual && same_actual;
	}
	if (matching->bound_count == THRESHOLDS_MAX)
		return false;
	matching->bounds[matching->bound_count++] =
		(struct bound_pair){ usual_ms, actual_ms };
	return true;
}

static const SlbMetricInput *input_named(const SlbMetric *metric, const char *name)
{
	size_t i = 0;

	while (strcmp(metric->inputs[i]->name, name) != 0)
		i++;
	return metric->inputs[i];
}

static size_t inputs_of_role(const SlbMetric *metric, SlbCounterRole role,
			     bool histograms)
{
	size_t count = 0;

	for (size_t i = 0; i < metric->n_inputs; i++)
		count += (metric->inputs[i]->n_bounds > 0) == histograms &&
			 metric->inputs[i]->role == role;
	return count;
}

static size_t counters_of_role(const SlbTerms *terms, SlbCounterRole role)
{
	size_t count = 0;

	for (size_t i = 0; i < terms->n_counters; i++)
		count += terms->counters[i]->role == role;
	return count;
}

static size_t histograms_of_role(const SlbTerms *terms, SlbCounterRole role)
{
	size_t count = 0;

	for (size_t i = 0; i < terms->n_histograms; i++)
		count += terms->histograms[i]->role == role;
	return count;
}

/* A role that several have, or OTHER, tells nothing: then the name decides. */
static bool role_tells(SlbCounterRole role, size_t inputs, size_t columns)
{
	return role != SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER && inputs == 1 &&
	       columns == 1;
}

static bool match_counter(const struct matching *matching, const char *input_name,
			  const char *name)
{
	const SlbMetricInput *input = input_named(matching->metric, input_name);
	const SlbCounter *counter;
	size_t i = 0;

	while (strcmp(matching->terms->counters[i]->name, name) != 0)
		i++;
	counter = matching->terms->counters[i];
	if (input->role != counter->role || input->unit != counter->unit ||
	    input->pooling != counter->pooling)
		return false;
	return role_tells(input->role,
			  inputs_of_role(matching->metric, input->role, false),
			  counters_of_role(matching->terms, input->role)) ||
	       strcmp(input_name, name) == 0;
}

static bool match_range(struct matching *matching, const SlbRange *usual,
			const SlbRange *actual)
{
	const SlbMetricInput *input = input_named(matching->metric, usual->histogram);
	const SlbHistogram *histogram;
	size_t i = 0;

	while (strcmp(matching->terms->histograms[i]->name, actual->histogram) != 0)
		i++;
	histogram = matching->terms->histograms[i];
	if (input->role != histogram->role ||
	    (!role_tells(input->role,
			 inputs_of_role(matching->metric, input->role, true),
			 histograms_of_role(matching->terms, input->role)) &&
	     strcmp(usual->histogram, actual->histogram) != 0))
		return false;
	return bind_bounds(matching, in_ms(usual->above, input->unit),
			   in_ms(actual->above, histogram->unit)) &&
	       bind_bounds(matching, in_ms(usual->up_to, input->unit),
			   in_ms(actual->up_to, histogram->unit));
}

static bool match_term(struct matching *matching, const SlbTerm *usual,
		       const SlbTerm *actual)
{
	if (usual->operand_case != actual->operand_case ||
	    ratio_compare(decimal_of_terms(matching->arena, usual->weight),
			  decimal_of_terms(matching->arena, actual->weight)) != 0)
		return false;
	if (usual->operand_case == SLB_TERM__OPERAND_COUNTER)
		return match_counter(matching, usual->counter, actual->counter);
	if (usual->operand_case == SLB_TERM__OPERAND_RANGE)
		return match_range(matching, usual->range, actual->range);
	return step_list_find(matching->reading, usual->step) ==
	       step_list_find(matching->actual, actual->step);
}

static bool match_over(const struct matching *matching, const SlbOver *usual,
		       const SlbOver *actual)
{
	return step_list_find(matching->reading, usual->step) ==
		       step_list_find(matching->actual, actual->step) &&
	       usual->aggregate == actual->aggregate &&
	       usual->comparator == actual->comparator &&
	       ratio_compare(decimal_of_terms(matching->arena, usual->bound),
			     decimal_of_terms(matching->arena, actual->bound)) == 0;
}

/* Where a search stands: a term of a list of a step, and which terms are taken. */
struct position {
	size_t step;
	size_t list;
	size_t term;
	unsigned taken; /* bit i: term i of the contract's list */
};

static bool match_from(struct matching *matching, struct position at);

/* Some order of the contract's terms fits this list, and the rest of the formula. */
static bool match_list(struct matching *matching, struct position at,
		       const struct term_list *usual, const struct term_list *actual)
{
	size_t bound_count = matching->bound_count;

	if (at.term == usual->count)
		return match_from(matching,
				  (struct position){ at.step, at.list + 1, 0, 0 });
	for (size_t i = 0; i < actual->count; i++) {
		struct position next = { at.step, at.list, at.term + 1,
					 at.taken | 1u << i };

		if ((at.taken >> i & 1) != 0)
			continue;
		if (match_term(matching, usual->terms[at.term], actual->terms[i]) &&
		    match_list(matching, next, usual, actual))
			return true;
		matching->bound_count = bound_count;
	}
	return false;
}

/* The rest of the formula fits, from a list on. */
static bool match_from(struct matching *matching, struct position at)
{
	struct term_list usual[STEP_TERM_LISTS_MAX];
	struct term_list actual[STEP_TERM_LISTS_MAX];
	const SlbStep *usual_step;
	const SlbStep *actual_step;

	if (at.step == matching->reading.count)
		return true;
	usual_step = matching->reading.steps[at.step];
	actual_step = matching->actual.steps[at.step];
	if (usual_step->stage != actual_step->stage ||
	    usual_step->operation_case != actual_step->operation_case ||
	    (usual_step->operation_case == SLB_STEP__OPERATION_OVER &&
	     !match_over(matching, usual_step->over, actual_step->over)))
		return false;
	if (at.list == step_term_lists(usual_step, usual))
		return match_from(matching, (struct position){ at.step + 1, 0, 0, 0 });
	(void)step_term_lists(actual_step, actual);
	if (usual[at.list].count != actual[at.list].count ||
	    usual[at.list].count > UNORDERED_MAX)
		return false;
	return match_list(matching, at, &usual[at.list], &actual[at.list]);
}

static bool same_slicing(const SlbSlicing *a, const SlbSlicing *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->kind == b->kind;
}

static bool is_reading(struct arena *arena, const SlbTerms *terms, const SlbKpi *kpi,
		       struct metric_reading reading)
{
	const SlbMetricVariant *variant = reading.variant;
	struct matching matching = {
		.arena = arena,
		.terms = terms,
		.actual = step_list_of_kpi(kpi),
		.metric = reading.metric,
		.reading = { variant->steps, variant->n_steps, variant->slicing },
	};

	return kpi->unit == reading.metric->unit && kpi->n_steps == variant->n_steps &&
	       same_slicing(kpi->slicing, variant->slicing) &&
	       match_from(&matching, (struct position){ 0, 0, 0, 0 });
}

bool metric_recognise(struct arena *arena, const SlbTerms *terms, const SlbKpi *kpi,
		      struct metric_set set, struct metric_reading *out)
{
	for (size_t m = 0; m < set.count; m++) {
		for (size_t v = 0; v < set.metrics[m]->n_variants; v++) {
			struct metric_reading reading = { set.metrics[m],
							  set.metrics[m]->variants[v] };

			if (!is_reading(arena, terms, kpi, reading))
				continue;
			*out = reading;
			return true;
		}
	}
	return false;
}

static void check_claim(struct inquiry *inquiry, const SlbKpi *kpi,
			struct metric_set set, const struct path *path)
{
	struct metric_reading claimed;
	struct metric_reading found;
	struct diag unheard;

	diag_init(&unheard, inquiry->arena);
	if (metric_find(inquiry->arena, set, kpi->metric, &claimed, &unheard) !=
	    ERR_OK) {
		say(inquiry, WARNED, path, "%s", unheard.first->text);
		diag_hint(inquiry->diag, "%s", unheard.first->hint);
		return;
	}
	if (is_reading(inquiry->arena, inquiry->terms, kpi, claimed))
		return;
	say(inquiry, WARNED, path, "the formula is not that of %s/%s",
	    claimed.metric->name, claimed.variant->name);
	if (metric_recognise(inquiry->arena, inquiry->terms, kpi, set, &found))
		diag_hint(inquiry->diag,
			  "it is %s/%s, %s: write that, or change the "
			  "formula",
			  found.metric->name, found.variant->name,
			  found.variant->title);
	else
		diag_hint(inquiry->diag,
			  "leave metric: out where the contract has its own formula");
}

void metric_claims_check(struct arena *arena, const SlbTerms *terms,
			 struct metric_set set, struct diag *diag)
{
	struct inquiry inquiry = { .arena = arena, .diag = diag, .terms = terms };

	for (size_t i = 0; i < terms->n_kpis; i++) {
		struct path item = path_item(NULL, "kpis", i);
		struct path path = path_field(&item, "metric");

		inquiry.kpi = terms->kpis[i]->name;
		if (terms->kpis[i]->metric[0] != '\0')
			check_claim(&inquiry, terms->kpis[i], set, &path);
	}
}
