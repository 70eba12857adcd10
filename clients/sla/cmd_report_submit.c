#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "report/check.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/phrases.h"
#include "sla/proposal.h"
#include "sla/report_series.h"

/* clang-format off */
const struct option report_submit_options[] = {
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option report_restate_options[] = {
	{ "replaces", OPTION_NUMBER, 0, false, true, "N", NULL,
	  "the place in the series of the report that it replaces" },
	{ "reason", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why, without personal data" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

struct reporting {
	struct connection connection;
	struct invocation *in;
	struct remote_contract contract;
	struct remote_version version;
	struct series_list series;
	const SlbStatement **statements;
	size_t count;
	struct left_out *left_out;
	size_t left_out_count;
};

/* ---- what is at the broker ---- */

/* What was signed and waits is sent before its place is asked for. */
static enum err send_waiting(struct reporting *reporting)
{
	struct connection *connection = &reporting->connection;
	struct submitted *rows;
	size_t count;
	enum err e = submit_waiting(&connection->session, &connection->spool, &rows,
				    &count, &reporting->in->diag);

	if (e != ERR_OK)
		diag_note(&reporting->in->diag, diag_at(NULL),
			  "this is about what was signed before and waited to be sent; "
			  "nothing new was signed");
	return e;
}

static enum err open_all(struct invocation *in, size_t file_count,
			 struct reporting *reporting)
{
	struct connection *connection = &reporting->connection;
	enum err e = connection_open(in, CONNECTION_SEND, connection);

	reporting->in = in;
	if (e == ERR_OK)
		e = remote_contract_open(connection, in->operands[0],
					 &reporting->contract);
	if (e == ERR_OK)
		e = remote_version_open(connection, in->operands[0], NULL,
					&reporting->version);
	if (e == ERR_OK)
		e = send_waiting(reporting);
	if (e == ERR_OK)
		e = series_list_open(connection, in->operands[0],
				     &reporting->contract.id, file_count,
				     &reporting->series);
	return e;
}

/* ---- what is signed ---- */

static enum err check_report(struct reporting *reporting, struct report_file *file)
{
	struct invocation *in = reporting->in;
	const struct diag_item *before = in->diag.last;
	enum err e = report_check(reporting->version.frame, reporting->version.terms,
				  digest_bytes(&reporting->version.id), file->report,
				  file->input.name, &in->diag);

	report_files_locate(in, file, 1, before);
	return e;
}

static void restate(struct reporting *reporting, SlbReport *report)
{
	struct invocation *in = reporting->in;

	report->restatement = arena_new(in->arena, SlbRestatement);
	slb_restatement__init(report->restatement);
	report->restatement->replaces =
		(uint64_t)option_number(&in->options, "replaces", 0);
	report->restatement->reason =
		arena_strdup(in->arena, option_text(&in->options, "reason"));
}

static const char *part_of(const struct reporting *reporting, const SlbReport *report)
{
	return phrase_span(reporting->in->arena, &reporting->version.frame->zone,
			   report->start_s, report->end_s);
}

/* The part is reported, and not as the file says: only a restatement can say it. */
static enum err differs(struct reporting *reporting, const struct report_file *file,
			const struct reported *found)
{
	struct invocation *in = reporting->in;
	const SlbRestatement *restatement = file->report->restatement;
	uint64_t sequence = found->in_force->sequence;

	if (restatement != NULL && restatement->replaces == sequence)
		return ERR_OK;
	(void)diag_error(&in->diag, ERR_REPORT_SEQUENCE,
			 (struct diag_place){ .file = file->input.name },
			 "series %s, %s, is reported as number %" PRIu64
			 " with another table; nothing was signed",
			 file->report->series, part_of(reporting, file->report),
			 sequence);
	diag_hint(&in->diag,
		  "to correct it: sla report restate %s %s --replaces %" PRIu64
		  " --reason TEXT",
		  in->operands[0], file->input.name, sequence);
	return ERR_REPORT_SEQUENCE;
}

/* Whether the broker has it, so that there is nothing to sign. */
static enum err leave_out(struct reporting *reporting,
			  const struct report_series *series,
			  const struct report_file *file, struct reported *found)
{
	enum err e;

	*found = (struct reported){ NULL, false, false };
	if (series->reports == NULL)
		return ERR_OK;
	e = reported_find(&reporting->connection, &reporting->contract.id,
			  series->reports, file->report, found);
	if (e != ERR_OK || (!found->is_same && !found->is_erased))
		return e;
	reporting->left_out[reporting->left_out_count++] = (struct left_out){
		.file = file->input.name,
		.series = series->name,
		.sequence = found->in_force->sequence,
		.is_erased = found->is_erased,
	};
	return ERR_OK;
}

static enum err check_once(struct reporting *reporting, const struct report_file *file)
{
	const SlbReport *report = file->report;
	size_t i;

	for (i = 0; i < reporting->count; i++) {
		const SlbReport *other = reporting->statements[i]->report;

		if (other->start_s == report->start_s &&
		    strcmp(other->series, report->series) == 0)
			return diag_error(
				&reporting->in->diag, ERR_REPORT_SEQUENCE,
				(struct diag_place){ .file = file->input.name },
				"another of the files reports series %s, %s, too; "
				"nothing was signed",
				report->series, part_of(reporting, report));
	}
	return ERR_OK;
}

static enum err open_file(struct reporting *reporting, const char *name, bool restates,
			  struct report_file *out)
{
	struct invocation *in = reporting->in;
	enum err e = report_file_open(in, name, out);

	if (e == ERR_OK && out->input.is_signed)
		e = usage_error(
			in, "%s is signed already; hand it over with sla submit", name);
	if (e == ERR_OK && restates)
		restate(reporting, out->report);
	return e;
}

static enum err draft(struct reporting *reporting, const char *name, bool restates)
{
	struct reported found = { NULL, false, false };
	struct report_file file;
	struct report_series *series = NULL;
	enum err e = open_file(reporting, name, restates, &file);

	if (e == ERR_OK)
		e = series_find(&reporting->series, file.report->series, &series);
	if (e == ERR_OK && !restates)
		e = leave_out(reporting, series, &file, &found);
	if (e != ERR_OK || found.is_same || found.is_erased)
		return e;
	e = check_report(reporting, &file);
	if (e == ERR_OK && found.in_force != NULL)
		e = differs(reporting, &file, &found);
	if (e == ERR_OK)
		e = check_once(reporting, &file);
	if (e == ERR_OK)
		reporting->statements[reporting->count++] =
			series_add(&reporting->series, series, file.report);
	return e;
}

static enum err list_files(struct invocation *in, struct name_list *out)
{
	enum err e = ERR_OK;
	size_t i;

	for (i = 1; e == ERR_OK && i < in->operand_count; i++) {
		if (folder_is(in->operands[i]))
			e = folder_list(in->arena, in->operands[i], out, &in->diag);
		else
			name_list_add(in->arena, out, in->operands[i]);
	}
	if (e == ERR_OK && out->count == 0)
		e = usage_error(in, "there is no report in %s", in->operands[1]);
	return e;
}

static enum err report_all(struct invocation *in, bool restates)
{
	struct reporting reporting = { .connection = { 0 } };
	struct proposal proposal = { .connection = &reporting.connection,
				     .purpose = KEY_PURPOSE_STATEMENTS };
	struct name_list files = { 0 };
	size_t i;
	enum err e = list_files(in, &files);

	if (e == ERR_OK)
		e = open_all(in, files.count, &reporting);
	reporting.statements =
		arena_array(in->arena, const SlbStatement *, files.count + 1);
	reporting.left_out = arena_array(in->arena, struct left_out, files.count + 1);
	for (i = 0; e == ERR_OK && i < files.count; i++)
		e = draft(&reporting, files.names[i], restates);
	if (e == ERR_OK) {
		proposal.default_key =
			reporting.connection.profile.message->statements_key;
		proposal.statements = reporting.statements;
		proposal.count = reporting.count;
		proposal.left_out = reporting.left_out;
		proposal.left_out_count = reporting.left_out_count;
		e = proposal_run(&proposal);
	}
	connection_close(&reporting.connection);
	return e;
}

enum err report_submit(struct invocation *in)
{
	return report_all(in, false);
}

enum err report_restate(struct invocation *in)
{
	struct bytes reason = bytes_of_string(option_text(&in->options, "reason"));

	if (!utf8_valid(reason))
		return usage_error(in, "the text of --reason is not UTF-8");
	if (reason.len < 1 || reason.len > REPORT_REASON_BYTES_MAX)
		return usage_error(in,
				   "the text of --reason has %zu bytes; write 1 to %d",
				   reason.len, REPORT_REASON_BYTES_MAX);
	if (!bytes_are_one_line(reason))
		return usage_error(in, "the text of --reason is one line, without tabs "
				       "and other control characters");
	return report_all(in, true);
}
