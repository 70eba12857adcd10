#include "contract/need.h"
#include "contract/rules.h"
#include "contract/shape.h"
#include "contract/steps.h"
#include "policy/inputs.h"

static void check_input(struct inquiry *inquiry, const SlbMetricInput *input,
			const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path title = path_field(path, "title");
	struct path unit = path_field(path, "unit");
	struct path role = path_field(path, "role");
	struct path pooling = path_field(path, "pooling");

	need_name(inquiry, &name, input->name, "the name of an input");
	need_text(inquiry, &title, input->title, "what the input counts",
		  "\"calls that entered the queue\"");
	need_choice(inquiry, &unit, (int)input->unit, &slb_counter_unit__descriptor,
		    "the unit of the input");
	need_choice(inquiry, &role, (int)input->role, &slb_counter_role__descriptor,
		    "what the input is in the accounting of contacts");
	if (input->n_bounds == 0) {
		need_choice(inquiry, &pooling, (int)input->pooling,
			    &slb_pooling__descriptor,
			    "how the input is taken together over rows");
	} else if (input->pooling != SLB_POOLING__POOLING_UNSPECIFIED) {
		say(inquiry, WRONG, &pooling,
		    "input %s has bounds, so it is a histogram, and yet says how it is "
		    "pooled",
		    shown(input->name).chars);
		diag_hint(inquiry->diag, "leave pooling: out, or bounds:");
	}
}

static void check_inputs(struct inquiry *inquiry, const SlbMetric *metric)
{
	struct path list = path_field(NULL, "inputs");
	const char *names[METRIC_LIST_MAX];

	if (!need_count(inquiry, &list, metric->n_inputs, METRIC_LIST_MAX, "input"))
		return;
	for (size_t i = 0; i < metric->n_inputs; i++) {
		struct path path = path_item(NULL, "inputs", i);

		names[i] = metric->inputs[i]->name;
		check_input(inquiry, metric->inputs[i], &path);
	}
	need_distinct(inquiry, NULL, "inputs", "name",
		      (struct names){ names, metric->n_inputs });
}

static struct names names_room(struct inquiry *inquiry, size_t count)
{
	return (struct names){ arena_array(inquiry->arena, const char *, count),
			       count };
}

/* What the rules of formulas may look up: the inputs, and the dimension of a slicing. */
static void set_names(struct inquiry *inquiry, const SlbMetricVariant *variant)
{
	const SlbTerms *terms = inquiry->terms;

	inquiry->dimensions = names_room(inquiry, variant->slicing != NULL);
	inquiry->series = names_room(inquiry, terms->n_series);
	inquiry->counters = names_room(inquiry, terms->n_counters);
	inquiry->histograms = names_room(inquiry, terms->n_histograms);
	if (variant->slicing != NULL)
		*inquiry->dimensions.names = variant->slicing->dimension;
	for (size_t i = 0; i < terms->n_series; i++)
		inquiry->series.names[i] = terms->series[i]->name;
	for (size_t i = 0; i < terms->n_counters; i++)
		inquiry->counters.names[i] = terms->counters[i]->name;
	for (size_t i = 0; i < terms->n_histograms; i++)
		inquiry->histograms.names[i] = terms->histograms[i]->name;
}

static void check_formula(struct inquiry *inquiry, const SlbMetricVariant *variant,
			  const struct path *path)
{
	struct step_list steps = { variant->steps, variant->n_steps, variant->slicing };
	size_t flaws = inquiry->flaw_count;
	SlbKpi kpi;

	shape_steps(inquiry, variant->steps, variant->n_steps, path);
	if (inquiry->flaw_count != flaws)
		return;
	set_names(inquiry, variant);
	step_list_names(inquiry, steps, path);
	if (inquiry->flaw_count != flaws)
		return;
	step_list_rules(inquiry, steps, path);
	slb_kpi__init(&kpi);
	kpi.steps = variant->steps;
	kpi.n_steps = variant->n_steps;
	kpi.abandons = variant->abandons;
	rules_abandons(inquiry, &kpi, path);
}

static void check_variant(struct inquiry *inquiry, const SlbMetricVariant *variant,
			  const struct path *path)
{
	struct path name = path_field(path, "name");
	struct path title = path_field(path, "title");
	struct path abandons = path_field(path, "abandons");
	struct path numerator = path_field(path, "numerator_title");
	struct path used_by = path_field(path, "used_by");
	struct path caveat = path_field(path, "caveat");

	need_name(inquiry, &name, variant->name, "the name of a reading");
	need_text(inquiry, &title, variant->title, "what people call the reading",
		  "\"Abandoned calls left out altogether\"");
	need_choice(inquiry, &abandons, (int)variant->abandons,
		    &slb_abandon_rule__descriptor,
		    "which abandoned contacts this reading counts");
	may_text(inquiry, &numerator, variant->numerator_title,
		 "the numerator's title");
	may_text(inquiry, &used_by, variant->used_by, "who reads it so");
	may_text(inquiry, &caveat, variant->caveat, "what to watch");
	check_formula(inquiry, variant, path);
}

static void check_variants(struct inquiry *inquiry, const SlbMetric *metric)
{
	struct path list = path_field(NULL, "variants");
	const char *names[METRIC_LIST_MAX];

	if (!need_count(inquiry, &list, metric->n_variants, METRIC_LIST_MAX, "variant"))
		return;
	for (size_t i = 0; i < metric->n_variants; i++) {
		struct path path = path_item(NULL, "variants", i);

		names[i] = metric->variants[i]->name;
		check_variant(inquiry, metric->variants[i], &path);
	}
	need_distinct(inquiry, NULL, "variants", "name",
		      (struct names){ names, metric->n_variants });
}

static void check_texts(struct inquiry *inquiry, char *const *texts, size_t count,
			const char *field, const char *what)
{
	for (size_t i = 0; i < count; i++) {
		struct path path = path_item(NULL, field, i);

		need_text(inquiry, &path, texts[i], what, "trade practice");
	}
}

enum err metric_check(struct arena *arena, const SlbMetric *metric, struct diag *diag)
{
	struct inquiry inquiry = { .arena = arena, .diag = diag };
	struct path name = path_field(NULL, "name");
	struct path title = path_field(NULL, "title");
	struct path description = path_field(NULL, "description");
	struct path unit = path_field(NULL, "unit");
	struct path better = path_field(NULL, "better");
	struct path sources = path_field(NULL, "sources");
	struct path usual = path_field(NULL, "usual_targets");

	need_name(&inquiry, &name, metric->name, "the name of a metric");
	need_text(&inquiry, &title, metric->title, "what people call the metric",
		  "\"Service level\"");
	need_text(&inquiry, &description, metric->description, "what the metric tells",
		  "\"The share of calls answered within a time.\"");
	need_choice(&inquiry, &unit, (int)metric->unit, &slb_kpi_unit__descriptor,
		    "the unit of the metric's value");
	need_choice(&inquiry, &better, (int)metric->better, &slb_comparator__descriptor,
		    "which way is better");
	may_text(&inquiry, &usual, metric->usual_targets, "the usual targets");
	need_count(&inquiry, &sources, metric->n_sources, METRIC_LIST_MAX, "source");
	check_texts(&inquiry, metric->sources, metric->n_sources, "sources",
		    "a source");
	check_texts(&inquiry, metric->caveats, metric->n_caveats, "caveats",
		    "a caveat");
	check_inputs(&inquiry, metric);
	if (inquiry.flaw_count > 0)
		return inquiry.first;
	inquiry.terms = terms_of_inputs(arena, metric, "reports");
	check_variants(&inquiry, metric);
	return inquiry.first;
}
