#include "sla/commands.h"

#include <string.h>

#include "calendar/civil.h"
#include "envelope/ids.h"
#include "report/terms_calendar.h"
#include "sla/answer.h"
#include "sla/input.h"
#include "sla/page_contract.h"
#include "sla/value.h"
#include "sla/zone_glib.h"

/* clang-format off */
const struct option contract_check_options[] = {
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};

const struct option contract_show_options[] = {
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
	const struct diag_item *before = in->diag.last;

	zone_table_compare(in->arena, file->terms->zone,
			   span_of_term(in->arena, file->terms), &in->diag);
	input_locate(in, &file->input, before);
}

/* ---- sla contract check ---- */

static struct node *check_value(struct invocation *in, const struct terms_file *file,
				enum err e)
{
	struct node *value = value_fields(in->arena);

	value_add_text(in->arena, value, "file", file->input.name);
	value_add_truth(in->arena, value, "valid", e == ERR_OK);
	if (e == ERR_OK)
		value_add_text(in->arena, value, "version_id",
			       hex_encode(in->arena, digest_bytes(&file->version_id)));
	problems_value(in->arena, &in->diag, value, "problems");
	return value;
}

static void check_page(struct invocation *in, struct page *page,
		       const struct terms_file *file, enum err e)
{
	if (e != ERR_OK) {
		page_paragraph(page, TONE_BAD,
			       "These terms cannot be judged by: %zu %s.",
			       in->diag.error_count,
			       in->diag.error_count == 1 ? "mistake" : "mistakes");
	} else {
		page_paragraph(page, TONE_GOOD, "These terms can be judged by.");
		page_fact(page, "Title", "%s", file->terms->title);
		page_fact(page, "Term", "%s to %s", file->terms->first_day,
			  file->terms->last_day);
		page_fact(page, "KPIs", "%zu", file->terms->n_kpis);
		page_fact(page, "Version", "%s",
			  hex_encode(in->arena, digest_bytes(&file->version_id)));
	}
}

enum err contract_check_run(struct invocation *in)
{
	struct terms_file file = { .input.name = in->operands[0] };
	struct answer answer = { 0 };
	struct page page;
	struct page html;
	const char *title;
	enum err given;
	enum err e = terms_file_open(in, in->operands[0], &file);

	if (e == ERR_IO)
		return e;
	if (e == ERR_OK)
		e = terms_file_check(in, &file);
	if (e == ERR_OK)
		compare_zone(in, &file);
	title = arena_printf(in->arena, "Check of %s", file.input.name);
	page_init(&page, in->arena, title);
	page_init(&html, in->arena, title);
	check_page(in, &page, &file, e);
	check_page(in, &html, &file, e);
	problems_page(&html, &in->diag);
	answer = (struct answer){ .page = &page,
				  .html = &html,
				  .value = check_value(in, &file, e) };
	if (!output_is(in, "table"))
		problems_said(in);
	given = answer_give(in, &answer);
	return given != ERR_OK ? given : e;
}

/* ---- sla contract show ---- */

enum err contract_show(struct invocation *in)
{
	struct terms_file file;
	struct answer answer = { 0 };
	struct page page;
	enum err e = terms_file_open(in, in->operands[0], &file);

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
