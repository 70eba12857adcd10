#include "sla/commands.h"

#include <string.h>

#include "report/check.h"
#include "sla/answer.h"
#include "sla/input.h"
#include "sla/page_report.h"
#include "sla/remote.h"
#include "sla/value.h"

/* clang-format off */
#define OPTION_ROW_CONTRACT(required) \
	{ "contract", OPTION_FILE, 'c', false, required, "FILE", NULL, \
	  "the contract under which it reports" }

const struct option report_check_options[] = {
	OPTION_ROW_CONTRACT(true),
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};

const struct option report_show_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_CONTRACT(false),
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

static enum err open_contract(struct invocation *in, struct terms_file *file,
			      struct frame **frame)
{
	enum err e = terms_file_open(in, option_text(&in->options, "contract"), file);

	if (e == ERR_OK)
		e = terms_file_check(in, file);
	if (e == ERR_OK)
		*frame = frame_of_terms(in->arena, file->terms);
	return e;
}

/* ---- sla report check ---- */

struct checking {
	struct invocation *in;
	struct terms_file contract;
	struct frame *frame;
	struct page page;
	struct node *list;
};

static enum err check_file(struct checking *checking, const char *name)
{
	struct invocation *in = checking->in;
	const struct diag_item *before = in->diag.last;
	struct report_file file;
	enum err e = report_file_open(in, name, &file);

	if (e != ERR_OK)
		return e;
	e = report_check(checking->frame, checking->contract.terms,
			 digest_bytes(&checking->contract.version_id), file.report,
			 name, &in->diag);
	report_files_locate(in, &file, 1, before);
	return e;
}

static void say_checked(struct checking *checking, const char *name, enum err e)
{
	struct arena *arena = checking->in->arena;
	struct node *fields = value_add_fields(arena, checking->list, NULL);

	page_cell(&checking->page, TONE_PLAIN, "%s", name);
	page_cell(&checking->page, e == ERR_OK ? TONE_GOOD : TONE_BAD, "%s",
		  e == ERR_OK ? "fits the contract" : "refused");
	value_add_text(arena, fields, "file", name);
	value_add_truth(arena, fields, "valid", e == ERR_OK);
}

enum err report_check_run(struct invocation *in)
{
	static const struct page_column columns[] = { { "Report", false },
						      { "Check", false } };
	struct checking checking = { .in = in };
	struct node *value = value_fields(in->arena);
	struct answer answer = { .page = &checking.page, .value = value };
	enum err given;
	size_t i;
	enum err first = open_contract(in, &checking.contract, &checking.frame);

	if (first != ERR_OK)
		return first;
	page_init(&checking.page, in->arena, "Check of reports");
	page_table(&checking.page, columns, ARRAY_SIZE(columns));
	checking.list = value_add_list(in->arena, value, "reports");
	for (i = 0; i < in->operand_count; i++) {
		enum err e = check_file(&checking, in->operands[i]);

		say_checked(&checking, in->operands[i], e);
		if (first == ERR_OK)
			first = e;
	}
	problems_value(in->arena, &in->diag, value, "problems");
	if (!output_is(in, "table"))
		problems_said(in);
	given = answer_give(in, &answer);
	return given != ERR_OK ? given : first;
}

/* ---- sla report show ---- */

enum err report_show(struct invocation *in)
{
	const struct diag_item *before;
	struct terms_file contract;
	struct report_file file;
	struct frame *frame = NULL;
	struct answer answer;
	struct page page;
	enum err e;

	if (in->operand_count > 1 || names_contract(in->operands[0]))
		return report_show_remote(in);
	e = report_file_open(in, in->operands[0], &file);
	if (e == ERR_OK && option_given(&in->options, "contract"))
		e = open_contract(in, &contract, &frame);
	if (e == ERR_OK && frame != NULL) {
		before = in->diag.last;
		e = report_check(frame, contract.terms,
				 digest_bytes(&contract.version_id), file.report,
				 file.input.name, &in->diag);
		report_files_locate(in, &file, 1, before);
	}
	if (e != ERR_OK)
		return e;
	page_init(&page, in->arena,
		  arena_printf(in->arena, "Report of series %s", file.report->series));
	if (file.input.is_signed)
		page_fact(&page, "Signed", "in the name of %s; not verified here",
			  file.input.statement->issuer);
	page_report(&page, file.report, frame);
	answer = (struct answer){ .page = &page, .message = &file.report->base };
	return answer_give(in, &answer);
}
