#include "sla/commands.h"

#include <string.h>

#include "base/attribute.h"
#include "base/nearest.h"
#include "sla/answer.h"
#include "sla/input.h"
#include "sla/phrases.h"
#include "sla/policies.h"
#include "sla/value.h"
#include "slabroker/v1/policy.pb-c.h"

/* clang-format off */
const struct option policy_list_options[] = {
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_POLICIES,
	OPTION_ROW_END
};

const struct option policy_show_options[] = {
	{ "variant", OPTION_TEXT, 0, false, false, "NAME", NULL,
	  "write this reading of the metric as terms to paste into a contract" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_POLICIES,
	OPTION_ROW_END
};
/* clang-format on */

static enum err open_metric(struct invocation *in, const char *file, SlbMetric **out)
{
	struct input input;
	ProtobufCMessage *message;
	enum err e = input_open(in, file, &input);

	if (e == ERR_OK)
		e = input_message(in, &input, &slb_metric__descriptor, &message);
	if (e == ERR_OK)
		*out = (SlbMetric *)message;
	return e;
}

/* ---- sla policy list ---- */

static const char *variant_names(struct arena *arena, const SlbMetric *metric)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < metric->n_variants; i++)
		text_printf(&text, "%s%s", i > 0 ? ", " : "",
			    metric->variants[i]->name);
	return text_chars(&text);
}

struct listing {
	struct page page;
	struct node *value;
};

static enum err list_metrics(struct invocation *in, struct listing *listing)
{
	static const struct page_column columns[] = { { "Metric", false },
						      { "What it is", false },
						      { "Variants", false } };
	struct node *list = value_add_list(in->arena, listing->value, "metrics");
	struct policy_name *policies;
	size_t count;
	size_t i;
	size_t j;
	enum err e = policies_list(in, POLICY_METRIC, &policies, &count);

	page_heading(&listing->page, 2, "Metrics");
	page_table(&listing->page, columns, ARRAY_SIZE(columns));
	for (i = 0; e == ERR_OK && i < count; i++) {
		struct node *fields = value_add_fields(in->arena, list, NULL);
		struct node *variants;
		SlbMetric *metric;

		e = open_metric(in, policies[i].file, &metric);
		if (e != ERR_OK)
			break;
		page_cell(&listing->page, TONE_PLAIN, "%s", policies[i].name);
		page_cell(&listing->page, TONE_PLAIN, "%s", metric->title);
		page_cell(&listing->page, TONE_PLAIN, "%s",
			  variant_names(in->arena, metric));
		value_add_text(in->arena, fields, "name", policies[i].name);
		value_add_text(in->arena, fields, "title", metric->title);
		variants = value_add_list(in->arena, fields, "variants");
		for (j = 0; j < metric->n_variants; j++)
			value_add_text(in->arena, variants, NULL,
				       metric->variants[j]->name);
	}
	return e;
}

static enum err list_templates(struct invocation *in, struct listing *listing)
{
	struct node *list = value_add_list(in->arena, listing->value, "templates");
	struct policy_name *policies;
	size_t count;
	size_t i;
	enum err e = policies_list(in, POLICY_TEMPLATE, &policies, &count);

	if (e != ERR_OK)
		return e;
	page_heading(&listing->page, 2, "Templates of contracts");
	for (i = 0; i < count; i++) {
		page_item(&listing->page, TONE_PLAIN, "%s", policies[i].name);
		value_add_text(in->arena, list, NULL, policies[i].name);
	}
	return ERR_OK;
}

enum err policy_list(struct invocation *in)
{
	struct listing listing = { .value = value_fields(in->arena) };
	struct answer answer;
	enum err e;

	page_init(&listing.page, in->arena, "Policies");
	e = list_metrics(in, &listing);
	if (e == ERR_OK)
		e = list_templates(in, &listing);
	if (e != ERR_OK)
		return e;
	answer = (struct answer){ .page = &listing.page, .value = listing.value };
	return answer_give(in, &answer);
}

/* ---- sla policy show ---- */

/* NULL, and an error told, where there is none of that name. */
static const SlbMetricVariant *find_variant(struct invocation *in,
					    const SlbMetric *metric, const char *name)
{
	struct nearest nearest;
	size_t i;

	nearest_init(&nearest, name);
	for (i = 0; i < metric->n_variants; i++) {
		const char *variant = metric->variants[i]->name;

		if (strcmp(variant, name) == 0)
			return metric->variants[i];
		nearest_offer(&nearest, variant, variant);
	}
	(void)diag_error(&in->diag, ERR_POLICY_UNKNOWN, diag_at(NULL),
			 "metric %s has no variant \"%s\"", metric->name, name);
	if (nearest.best != NULL)
		diag_hint(&in->diag, "did you mean %s?", nearest.best);
	else
		diag_hint(&in->diag, "it has: %s", variant_names(in->arena, metric));
	return NULL;
}

/* The inputs of a metric as the counters and histograms of terms. */
static void add_inputs(struct arena *arena, const SlbMetric *metric, SlbTerms *terms)
{
	size_t i;

	terms->counters = arena_array(arena, SlbCounter *, metric->n_inputs + 1);
	terms->histograms = arena_array(arena, SlbHistogram *, metric->n_inputs + 1);
	for (i = 0; i < metric->n_inputs; i++) {
		const SlbMetricInput *input = metric->inputs[i];

		if (input->n_bounds > 0) {
			SlbHistogram *histogram = arena_new(arena, SlbHistogram);

			slb_histogram__init(histogram);
			histogram->name = input->name;
			histogram->title = input->title;
			histogram->unit = input->unit;
			histogram->role = input->role;
			histogram->n_bounds = input->n_bounds;
			histogram->bounds = input->bounds;
			terms->histograms[terms->n_histograms++] = histogram;
		} else {
			SlbCounter *counter = arena_new(arena, SlbCounter);

			slb_counter__init(counter);
			counter->name = input->name;
			counter->title = input->title;
			counter->unit = input->unit;
			counter->role = input->role;
			counter->pooling = input->pooling;
			terms->counters[terms->n_counters++] = counter;
		}
	}
}

/* What a contract needs of this reading; the check names what is still unsaid. */
static SlbTerms *terms_of_variant(struct arena *arena, const SlbMetric *metric,
				  const SlbMetricVariant *variant)
{
	SlbTerms *terms = arena_new(arena, SlbTerms);
	SlbKpi *kpi = arena_new(arena, SlbKpi);

	slb_terms__init(terms);
	slb_kpi__init(kpi);
	add_inputs(arena, metric, terms);
	kpi->name = metric->name;
	kpi->title = metric->title;
	kpi->metric = arena_printf(arena, "%s/%s", metric->name, variant->name);
	kpi->n_steps = variant->n_steps;
	kpi->steps = variant->steps;
	kpi->slicing = variant->slicing;
	kpi->unit = metric->unit;
	kpi->comparator = metric->better;
	kpi->abandons = variant->abandons;
	kpi->numerator_title = variant->numerator_title;
	terms->kpis = arena_array(arena, SlbKpi *, 1);
	terms->kpis[0] = kpi;
	terms->n_kpis = 1;
	return terms;
}

static void add_variants(struct page *page, const SlbMetric *metric)
{
	static const struct page_column columns[] = { { "Variant", false },
						      { "What it is", false },
						      { "Abandons", false },
						      { "Read so by", false },
						      { "To watch", false } };
	size_t i;

	page_heading(page, 2, "Variants, the recommended one first");
	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < metric->n_variants; i++) {
		const SlbMetricVariant *variant = metric->variants[i];

		page_cell(page, TONE_PLAIN, "%s", variant->name);
		page_cell(page, TONE_PLAIN, "%s", variant->title);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_enum(page->arena, &slb_abandon_rule__descriptor,
				      (int)variant->abandons));
		page_cell(page, TONE_PLAIN, "%s", variant->used_by);
		page_cell(page, TONE_PLAIN, "%s", variant->caveat);
	}
}

static void add_metric(struct page *page, const SlbMetric *metric)
{
	size_t i;

	page_paragraph(page, TONE_PLAIN, "%s", metric->description);
	page_fact(page, "Name", "%s", metric->name);
	page_fact(page, "Better is", "%s",
		  phrase_enum(page->arena, &slb_comparator__descriptor,
			      (int)metric->better));
	if (metric->usual_targets[0] != '\0')
		page_fact(page, "Usual targets", "%s", metric->usual_targets);
	add_variants(page, metric);
	if (metric->n_caveats > 0)
		page_heading(page, 2, "What goes wrong with it");
	for (i = 0; i < metric->n_caveats; i++)
		page_item(page, TONE_PLAIN, "%s", metric->caveats[i]);
	page_heading(page, 2, "Sources");
	for (i = 0; i < metric->n_sources; i++)
		page_item(page, TONE_PLAIN, "%s", metric->sources[i]);
}

static enum err add_paste(struct invocation *in, struct page *page,
			  const SlbMetric *metric, const char *variant_name,
			  const ProtobufCMessage **message)
{
	const SlbMetricVariant *variant = find_variant(in, metric, variant_name);
	struct bytes yaml;
	SlbTerms *terms;
	enum err e;

	if (variant == NULL)
		return ERR_POLICY_UNKNOWN;
	terms = terms_of_variant(in->arena, metric, variant);
	e = document_write(in->arena, &terms->base, DOCUMENT_YAML, &yaml);
	if (e != ERR_OK)
		return e;
	page_heading(page, 2, "To paste into a contract");
	page_code(page, arena_strndup(in->arena, (const char *)yaml.data, yaml.len));
	*message = &terms->base;
	return ERR_OK;
}

enum err policy_show(struct invocation *in)
{
	const char *variant = option_text(&in->options, "variant");
	struct answer answer = { 0 };
	struct page page;
	SlbMetric *metric;
	const char *file;
	enum err e = policies_find(in, POLICY_METRIC, in->operands[0], &file);

	if (e == ERR_OK)
		e = open_metric(in, file, &metric);
	if (e != ERR_OK)
		return e;
	page_init(&page, in->arena, metric->title);
	add_metric(&page, metric);
	answer = (struct answer){ .page = &page, .message = &metric->base };
	if (variant != NULL)
		e = add_paste(in, &page, metric, variant, &answer.message);
	return e == ERR_OK ? answer_give(in, &answer) : e;
}
