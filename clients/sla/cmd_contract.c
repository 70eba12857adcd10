#include "sla/commands.h"

#include "policy/recognise.h"
#include "report/terms_calendar.h"
#include "sla/answer.h"
#include "sla/input.h"
#include "sla/page_contract.h"
#include "sla/phrases.h"
#include "sla/policies.h"
#include "sla/remote.h"
#include "sla/value.h"
#include "sla/zone_glib.h"

/* clang-format off */
const struct option contract_check_options[] = {
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_POLICIES,
	OPTION_ROW_END
};

const struct option contract_show_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

/* The term, in instants of the contract's own table. */
static struct zone_span span_of_term(struct arena *arena, const SlbTerms *terms)
{
	struct zone_table zone = zone_of_terms(arena, terms->zone);

	return (struct zone_span){
		.first_s = zone_day_start(&zone, day_of_terms(terms->first_day)),
		.until_s = zone_day_start(&zone, day_of_terms(terms->last_day) + 1),
	};
}

static void compare_zone(struct invocation *in, const struct terms_file *file)
{
	zone_table_compare(in->arena, file->terms->zone,
			   span_of_term(in->arena, file->terms), &in->diag);
}

/* ---- sla contract check ---- */

struct checking {
	struct invocation *in;
	struct terms_file file;
	struct metric_set metrics;
	enum err e;
};

static const char *meaning_of(const struct checking *checking, const SlbKpi *kpi)
{
	struct arena *arena = checking->in->arena;
	struct metric_reading reading;

	if (!metric_recognise(arena, checking->file.terms, kpi, checking->metrics,
			      &reading))
		return "a formula of its own";
	return arena_printf(arena, "%s/%s: %s", reading.metric->name,
			    reading.variant->name, reading.variant->title);
}

static struct node *check_value(const struct checking *checking)
{
	const struct terms_file *file = &checking->file;
	struct arena *arena = checking->in->arena;
	struct node *value = value_fields(arena);
	struct node *list;
	size_t i;

	value_add_text(arena, value, "file", file->input.name);
	value_add_truth(arena, value, "valid", checking->e == ERR_OK);
	problems_value(arena, &checking->in->diag, value, "problems");
	if (checking->e != ERR_OK)
		return value;
	value_add_text(arena, value, "version_id",
		       hex_encode(arena, digest_bytes(&file->version_id)));
	list = value_add_list(arena, value, "kpis");
	for (i = 0; i < file->terms->n_kpis; i++) {
		struct node *fields = value_add_fields(arena, list, NULL);

		value_add_text(arena, fields, "name", file->terms->kpis[i]->name);
		value_add_text(arena, fields, "meaning",
			       meaning_of(checking, file->terms->kpis[i]));
	}
	return value;
}

static void add_kpis(struct page *page, const struct checking *checking)
{
	static const struct page_column columns[] = { { "KPI", false },
						      { "Target", false },
						      { "Its formula is", false } };
	const SlbTerms *terms = checking->file.terms;
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < terms->n_kpis; i++) {
		page_cell(page, TONE_PLAIN, "%s", terms->kpis[i]->title);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_target(page->arena, terms->kpis[i]));
		page_cell(page, TONE_PLAIN, "%s", meaning_of(checking, terms->kpis[i]));
	}
}

static void check_page(struct page *page, const struct checking *checking)
{
	const struct terms_file *file = &checking->file;
	size_t error_count = checking->in->diag.error_count;

	page_init(page, checking->in->arena,
		  arena_printf(checking->in->arena, "Check of %s", file->input.name));
	if (checking->e != ERR_OK) {
		page_paragraph(page, TONE_BAD,
			       "These terms cannot be judged by: %zu %s.", error_count,
			       error_count == 1 ? "mistake" : "mistakes");
		return;
	}
	page_paragraph(
		page, TONE_GOOD,
		"These terms can be judged by: every needed rule is said, and no "
		"value can outgrow the exact arithmetic.");
	page_fact(page, "Title", "%s", file->terms->title);
	page_fact(page, "Term", "%s to %s", file->terms->first_day,
		  file->terms->last_day);
	page_fact(page, "Version", "%s",
		  hex_encode(page->arena, digest_bytes(&file->version_id)));
	add_kpis(page, checking);
}

/* What is no mistake, but perhaps not meant. */
static void look_for_doubts(struct checking *checking)
{
	const struct diag_item *before = checking->in->diag.last;

	compare_zone(checking->in, &checking->file);
	checking->metrics = policies_if_there(checking->in);
	if (checking->metrics.count > 0)
		metric_claims_check(checking->in->arena, checking->file.terms,
				    checking->metrics, &checking->in->diag);
	input_locate(checking->in, &checking->file.input, before);
}

enum err contract_check_run(struct invocation *in)
{
	struct checking checking = { .in = in, .file.input.name = in->operands[0] };
	struct answer answer = { 0 };
	struct page page;
	struct page html;
	enum err e;

	checking.e = terms_file_open(in, in->operands[0], &checking.file);
	if (checking.e == ERR_IO)
		return checking.e;
	if (checking.e == ERR_OK)
		checking.e = terms_file_check(in, &checking.file);
	if (checking.e == ERR_OK)
		look_for_doubts(&checking);
	check_page(&page, &checking);
	check_page(&html, &checking);
	problems_page(&html, &in->diag);
	answer = (struct answer){ .page = &page,
				  .html = &html,
				  .value = check_value(&checking) };
	if (!output_is(in, "table"))
		problems_said(in);
	e = answer_give(in, &answer);
	return e != ERR_OK ? e : checking.e;
}

/* ---- sla contract show ---- */

enum err contract_show(struct invocation *in)
{
	struct terms_file file;
	struct answer answer = { 0 };
	struct page page;
	enum err e;

	if (names_contract(in->operands[0]))
		return contract_show_remote(in);
	e = terms_file_open(in, in->operands[0], &file);
	if (e == ERR_OK)
		e = terms_file_check(in, &file);
	if (e != ERR_OK)
		return e;
	page_init(&page, in->arena, file.terms->title);
	page_fact(&page, "Version", "%s",
		  hex_encode(in->arena, digest_bytes(&file.version_id)));
	page_contract(&page, file.terms);
	answer = (struct answer){ .page = &page, .message = &file.terms->base };
	return answer_give(in, &answer);
}
