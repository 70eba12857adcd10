#include "sla/commands.h"

#include <string.h>

#include "base/attribute.h"
#include "document/document.h"
#include "sla/answer.h"
#include "sla/phrases.h"
#include "sla/policies.h"
#include "sla/value.h"

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
	{ "series", OPTION_TEXT, 0, false, false, "NAME", "calls",
	  "the series of the contract that carries its counters" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_POLICIES,
	OPTION_ROW_END
};
/* clang-format on */

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
	struct metric_set set;
	size_t i;
	size_t j;
	enum err e = policies_metrics(in, &set);

	if (e != ERR_OK)
		return e;
	page_heading(&listing->page, 2, "Metrics");
	page_table(&listing->page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < set.count; i++) {
		const SlbMetric *metric = set.metrics[i];
		struct node *fields = value_add_fields(in->arena, list, NULL);
		struct node *variants;

		page_cell(&listing->page, TONE_PLAIN, "%s", metric->name);
		page_cell(&listing->page, TONE_PLAIN, "%s", metric->title);
		page_cell(&listing->page, TONE_PLAIN, "%s",
			  variant_names(in->arena, metric));
		value_add_text(in->arena, fields, "name", metric->name);
		value_add_text(in->arena, fields, "title", metric->title);
		variants = value_add_list(in->arena, fields, "variants");
		for (j = 0; j < metric->n_variants; j++)
			value_add_text(in->arena, variants, NULL,
				       metric->variants[j]->name);
	}
	return ERR_OK;
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

/* The terms that a contract needs for this reading; the check names what lacks. */
static enum err add_paste(struct invocation *in, struct page *page,
			  struct metric_reading reading,
			  const ProtobufCMessage **message)
{
	struct metric_thresholds usual = { 0 };
	const SlbTerms *terms = metric_terms(
		in->arena, reading, option_text(&in->options, "series"), usual);
	struct bytes yaml;
	enum err e = document_write(in->arena, &terms->base, DOCUMENT_YAML, &yaml);

	if (e != ERR_OK)
		return diag_error(&in->diag, e, diag_at(NULL),
				  "the terms cannot be written as a document");
	page_heading(page, 2, "%s, to paste into a contract", reading.variant->title);
	page_code(page, arena_strndup(in->arena, (const char *)yaml.data, yaml.len));
	*message = &terms->base;
	return ERR_OK;
}

enum err policy_show(struct invocation *in)
{
	const char *name = in->operands[0];
	const char *variant = option_text(&in->options, "variant");
	struct answer answer = { 0 };
	struct metric_reading reading;
	struct metric_set set;
	struct page page;
	enum err e = policies_metrics(in, &set);

	if (variant != NULL)
		name = arena_printf(in->arena, "%s/%s", name, variant);
	if (e == ERR_OK)
		e = metric_find(in->arena, set, name, &reading, &in->diag);
	if (e != ERR_OK)
		return e;
	page_init(&page, in->arena, reading.metric->title);
	add_metric(&page, reading.metric);
	answer = (struct answer){ .page = &page, .message = &reading.metric->base };
	if (strchr(name, '/') != NULL)
		e = add_paste(in, &page, reading, &answer.message);
	return e == ERR_OK ? answer_give(in, &answer) : e;
}
