#include "sla/commands.h"

#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "report/check.h"
#include "report/terms_calendar.h"
#include "sla/answer.h"
#include "sla/files.h"
#include "sla/importing.h"

#define EXPORT_BYTES_MAX       ((size_t)2 << 30)
#define IMPORT_ARENA_MAX_BYTES ((size_t)4 << 30)

/* clang-format off */
const struct option report_import_options[] = {
	{ "contract", OPTION_FILE, 'c', false, true, "FILE", NULL,
	  "the contract under which it reports" },
	{ "format", OPTION_CHOICE, 'f', false, false, "queue_log|queue_log_db|csv", NULL,
	  "what the export is (default: as the mapping says, else queue_log)" },
	{ "mapping", OPTION_FILE, 'm', false, false, "FILE", NULL,
	  "how columns become counters; needed for csv" },
	{ "series", OPTION_TEXT, 0, false, false, "NAME", NULL,
	  "the series that is filled (default: as the mapping says, or the only one)" },
	{ "to", OPTION_FILE, 0, false, true, "DIR", NULL,
	  "the folder for the reports, one file for each part" },
	{ "form", OPTION_CHOICE, 0, false, false, "yaml|json", "yaml",
	  "the form of the reports" },
	{ "first-day", OPTION_TIME, 0, false, false, "DAY", NULL,
	  "leave out what lies before this day" },
	{ "last-day", OPTION_TIME, 0, false, false, "DAY", NULL,
	  "leave out what lies after this day" },
	{ "whole-days", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "only days that the log covers from midnight to midnight" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- what comes in ---- */

static const char *format_of(const SlbMapping *mapping)
{
	switch (mapping->format_case) {
	case SLB_MAPPING__FORMAT_QUEUE_TABLE:
		return "queue_log_db";
	case SLB_MAPPING__FORMAT_TABLE:
		return "csv";
	case SLB_MAPPING__FORMAT_QUEUE_LOG:
	case SLB_MAPPING__FORMAT__NOT_SET:
	case _SLB_MAPPING__FORMAT__CASE_IS_INT_SIZE:
		break;
	}
	return "queue_log";
}

static enum err open_mapping(struct importing *importing)
{
	struct invocation *in = importing->in;
	const char *format = option_text(&in->options, "format");
	struct input *input = &importing->mapping_input;
	ProtobufCMessage *message;
	enum err e = input_open(in, option_text(&in->options, "mapping"), input);

	if (e == ERR_OK)
		e = input_message(in, input, &slb_mapping__descriptor, &message);
	if (e != ERR_OK)
		return e;
	importing->mapping = (SlbMapping *)message;
	if (format != NULL && strcmp(format, format_of(importing->mapping)) != 0)
		return usage_error(in, "--format is %s, but the mapping is one for %s",
				   format, format_of(importing->mapping));
	return ERR_OK;
}

static enum err choose_mapping(struct importing *importing)
{
	struct invocation *in = importing->in;
	const char *format = option_text(&in->options, "format");

	if (option_given(&in->options, "mapping"))
		return open_mapping(importing);
	if (format == NULL || strcmp(format, "queue_log") == 0)
		return ERR_OK;
	if (strcmp(format, "csv") == 0)
		return usage_error(in, "--format csv needs --mapping FILE, which says "
				       "what the columns are");
	importing->mapping = arena_new(in->arena, SlbMapping);
	slb_mapping__init(importing->mapping);
	importing->mapping->format_case = SLB_MAPPING__FORMAT_QUEUE_TABLE;
	importing->mapping->queue_table = arena_new(in->arena, SlbQueueTableFormat);
	slb_queue_table_format__init(importing->mapping->queue_table);
	return ERR_OK;
}

static enum err open_exports(struct importing *importing)
{
	struct invocation *in = importing->in;
	size_t i;

	importing->files =
		arena_array(in->arena, struct import_file, in->operand_count);
	for (i = 0; i < in->operand_count; i++) {
		enum err e = file_read(in->arena, in->operands[i], EXPORT_BYTES_MAX,
				       &importing->files[i].bytes, &in->diag);

		if (e != ERR_OK)
			return e;
		importing->files[i].name = in->operands[i];
	}
	return ERR_OK;
}

/* Options of kind time: days are read as such, whatever the zone. */
static int64_t day_of_option(const struct invocation *in, const char *name,
			     const char *fallback)
{
	if (!option_given(&in->options, name))
		return day_of_terms(fallback);
	return option_number(&in->options, name, 0) / CIVIL_DAY_S;
}

static enum err run_import(struct importing *importing)
{
	struct invocation *in = importing->in;
	const SlbTerms *terms = importing->contract.terms;
	struct import_request request = {
		.terms = terms,
		.version_id = digest_bytes(&importing->contract.version_id),
		.mapping = importing->mapping,
		.series = option_text(&in->options, "series"),
		.files = importing->files,
		.file_count = in->operand_count,
		.some_days = option_given(&in->options, "first-day") ||
			     option_given(&in->options, "last-day"),
		.first_day = day_of_option(in, "first-day", terms->first_day),
		.last_day = day_of_option(in, "last-day", terms->last_day),
		.whole_days = option_given(&in->options, "whole-days"),
	};

	const struct diag_item *before = in->diag.last;
	enum err e =
		import_run(&importing->room, &request, &importing->result, &in->diag);

	if (e == ERR_IMPORT_MAPPING && option_given(&in->options, "mapping"))
		input_locate(in, &importing->mapping_input, before);
	return e;
}

/*
 * An export may contradict itself, and a mapping may make it do so; a report of that
 * would be refused wherever it is used.
 */
static enum err check_reports(struct importing *importing)
{
	struct invocation *in = importing->in;
	const struct import_result *result = &importing->result;
	const SlbTerms *terms = importing->contract.terms;
	const struct frame *frame = frame_of_terms(in->arena, terms);
	const char *export = in->operands[0];
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < result->report_count && e == ERR_OK; i++)
		e = report_check(frame, terms,
				 digest_bytes(&importing->contract.version_id),
				 result->reports[i], export, &in->diag);
	if (e == ERR_REPORT_CONSERVATION)
		diag_note(&in->diag, (struct diag_place){ .file = export },
			  "no report was written: the report made from this export "
			  "contradicts itself, because the export does or because the "
			  "mapping reads it otherwise than it was meant (buckets that "
			  "hold the smaller ones too are cumulative: true)");
	return e;
}

/* ---- what goes out ---- */

static enum err write_report(struct importing *importing, size_t i,
			     const struct zone_table *zone)
{
	struct invocation *in = importing->in;
	const SlbReport *report = importing->result.reports[i];
	const char *form = option_text(&in->options, "form");
	bool json = strcmp(form, "json") == 0;
	struct bytes content;
	const char *name = arena_printf(
		in->arena, "%s-%s.%s", report->series,
		civil_day_text(in->arena, zone_day_at(zone, report->start_s)), form);
	enum err e =
		document_write_typed(in->arena, &report->base,
				     json ? DOCUMENT_JSON : DOCUMENT_YAML, &content);

	if (e != ERR_OK)
		return diag_error(&in->diag, e, (struct diag_place){ .file = name },
				  "the report cannot be written as a document");
	importing->written[i] =
		path_join(in->arena, option_text(&in->options, "to"), name);
	return file_write_new(in->arena, importing->written[i], content, &in->diag);
}

static enum err write_reports(struct importing *importing)
{
	struct invocation *in = importing->in;
	size_t count = importing->result.report_count;
	struct zone_table zone =
		zone_of_terms(in->arena, importing->contract.terms->zone);
	struct progress progress =
		progress_start(&in->err, &in->clock, "writing reports");
	enum err e = folder_make(option_text(&in->options, "to"), &in->diag);
	size_t i;

	importing->written = arena_array(in->arena, const char *, count + 1);
	for (i = 0; i < count && e == ERR_OK; i++) {
		e = write_report(importing, i, &zone);
		progress_step(&progress, i + 1, count);
	}
	progress_end(&progress);
	return e;
}

enum err report_import(struct invocation *in)
{
	struct importing importing = { .in = in };
	enum err e;

	arena_init(&importing.room, IMPORT_ARENA_MAX_BYTES);
	e = terms_file_open(in, option_text(&in->options, "contract"),
			    &importing.contract);

	if (e == ERR_OK)
		e = terms_file_check(in, &importing.contract);
	if (e == ERR_OK)
		e = choose_mapping(&importing);
	if (e == ERR_OK)
		e = open_exports(&importing);
	if (e == ERR_OK)
		e = run_import(&importing);
	if (e == ERR_OK)
		e = check_reports(&importing);
	if (e == ERR_OK)
		e = write_reports(&importing);
	if (e == ERR_OK)
		e = import_say(&importing);
	arena_release(&importing.room);
	return e;
}
