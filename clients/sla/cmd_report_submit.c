#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "report/check.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/phrases.h"
#include "sla/proposal.h"
#include "sla/reported.h"

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

/* A place in a series that was signed, and refused. */
struct refused_place {
	const struct refused_place *next;
	uint64_t sequence;
	uint32_t attempt;
};

/* A series, and where its next report stands. */
struct series {
	const char *name;
	struct report_place next;
	const struct refused_place *refused;
	const SlbListReportsResponse *reports; /* NULL: this organisation has none */
};

struct reporting {
	struct connection connection;
	struct invocation *in;
	struct remote_contract contract;
	struct remote_version version;
	const SlbListSeriesResponse *heads;
	struct series *series; /* that reports were given of */
	size_t series_count;
	const SlbStatement **statements;
	size_t count;
	struct left_out *left_out;
	size_t left_out_count;
};

/* ---- where the series stand ---- */

static enum err read_series(struct reporting *reporting)
{
	struct invocation *in = reporting->in;
	SlbListSeriesRequest request;
	ProtobufCMessage *answer;
	enum err e;

	slb_list_series_request__init(&request);
	request.contract = arena_strdup(in->arena, in->operands[0]);
	e = connection_call(&reporting->connection, METHOD_LIST_SERIES, &request.base,
			    &answer);
	if (e == ERR_OK)
		reporting->heads = (const SlbListSeriesResponse *)answer;
	return e;
}

/* The last report of a series of this organisation's; NULL: there is none. */
static const SlbSeriesHead *find_head(const struct reporting *reporting,
				      const char *name)
{
	const char *issuer = reporting->connection.profile.message->organisation;
	size_t i;

	for (i = 0; i < reporting->heads->n_series; i++) {
		const SlbSeriesHead *head = reporting->heads->series[i];

		if (strcmp(head->series, name) == 0 &&
		    strcmp(head->organisation, issuer) == 0)
			return head;
	}
	return NULL;
}

struct counting {
	struct reporting *reporting;
	struct series *series;
};

static void count_refused(void *context, struct bytes bytes)
{
	const struct counting *counting = context;
	struct arena *arena = counting->reporting->in->arena;
	struct bytes contract = BYTES_OF_ARRAY(counting->reporting->contract.id.bytes);
	struct series *series = counting->series;
	struct refused_place *place;
	const SlbStatement *statement;
	struct envelope envelope;
	struct diag unheard;

	diag_init(&unheard, arena);
	if (envelope_parse(arena, bytes, &envelope, &unheard) != ERR_OK ||
	    statement_parse(arena, &envelope, NULL, &statement, &unheard) != ERR_OK ||
	    statement->body_case != SLB_STATEMENT__BODY_REPORT ||
	    strcmp(statement->report->series, series->name) != 0 ||
	    !bytes_equal((struct bytes){ statement->book.data, statement->book.len },
			 contract))
		return;
	place = arena_new(arena, struct refused_place);
	*place = (struct refused_place){ series->refused, statement->position->sequence,
					 statement->position->attempt };
	series->refused = place;
}

/*
 * Who signs one place of a series twice with the same attempt has signed evidence against
 * itself, so what was refused before raises the attempt.
 */
static uint32_t next_attempt(const struct series *series)
{
	const struct refused_place *place = series->refused;
	uint32_t attempt = 0;

	for (; place != NULL; place = place->next) {
		if (place->sequence == series->next.sequence &&
		    place->attempt >= attempt)
			attempt = place->attempt + 1;
	}
	return attempt;
}

static enum err begin_series(struct reporting *reporting, const char *name,
			     struct series *out)
{
	struct invocation *in = reporting->in;
	struct connection *connection = &reporting->connection;
	const SlbSeriesHead *head = find_head(reporting, name);
	struct counting counting = { reporting, out };
	enum err e = ERR_OK;

	*out = (struct series){ .name = name, .next = { .sequence = 1 } };
	if (head != NULL) {
		out->next.sequence = head->sequence + 1;
		if (!digest_from_bytes((struct bytes){ head->content_id.data,
						       head->content_id.len },
				       &out->next.previous))
			return diag_error(&in->diag, ERR_RECEIPT_INVALID, diag_at(NULL),
					  "the broker does not name the last report of "
					  "series %s",
					  name);
		e = reported_list(connection, in->operands[0], name, &out->reports);
	}
	return e != ERR_OK ? e
			   : spool_visit_refused(&connection->spool, in->arena,
						 count_refused, &counting, &in->diag);
}

static enum err find_series(struct reporting *reporting, const char *name,
			    struct series **out)
{
	size_t i;

	for (i = 0; i < reporting->series_count; i++) {
		*out = &reporting->series[i];
		if (strcmp((*out)->name, name) == 0)
			return ERR_OK;
	}
	*out = &reporting->series[reporting->series_count++];
	return begin_series(reporting, name, *out);
}

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

static enum err open_all(struct invocation *in, struct reporting *reporting)
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
		e = read_series(reporting);
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
static enum err leave_out(struct reporting *reporting, const struct series *series,
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

static void add_statement(struct reporting *reporting, struct series *series,
			  SlbReport *report)
{
	struct arena *arena = reporting->in->arena;
	struct statement_head head =
		connection_head(&reporting->connection, &reporting->contract.id);
	const SlbStatement *statement;

	series->next.attempt = next_attempt(series);
	statement = statement_report(arena, &head, report, &series->next);
	reporting->statements[reporting->count++] = statement;
	series->next = (struct report_place){
		.sequence = series->next.sequence + 1,
		.previous = statement_pack(arena, statement).content_id
	};
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
	struct series *series = NULL;
	enum err e = open_file(reporting, name, restates, &file);

	if (e == ERR_OK)
		e = find_series(reporting, file.report->series, &series);
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
		add_statement(reporting, series, file.report);
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
		e = open_all(in, &reporting);
	reporting.statements =
		arena_array(in->arena, const SlbStatement *, files.count + 1);
	reporting.left_out = arena_array(in->arena, struct left_out, files.count + 1);
	reporting.series = arena_array(in->arena, struct series, files.count + 1);
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
