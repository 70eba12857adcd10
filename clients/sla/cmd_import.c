#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "import/import.h"
#include "report/terms_calendar.h"
#include "report/words.h"
#include "sla/answer.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/phrases.h"
#include "sla/value.h"

#define EXPORT_BYTES_MAX ((size_t)2 << 30)

/* clang-format off */
const struct option report_import_options[] = {
	{ "contract", 'c', OPTION_FILE, false, true, "FILE", NULL,
	  "the contract under which it reports" },
	{ "format", 'f', OPTION_CHOICE, false, false, "queue_log|queue_log_db|csv", NULL,
	  "what the export is (default: as the mapping says, else queue_log)" },
	{ "mapping", 'm', OPTION_FILE, false, false, "FILE", NULL,
	  "how columns become counters; needed for csv" },
	{ "to", 0, OPTION_FILE, false, true, "DIR", NULL,
	  "the folder for the reports, one file for each part" },
	{ "form", 0, OPTION_CHOICE, false, false, "yaml|json", "yaml",
	  "the form of the reports" },
	{ "first-day", 0, OPTION_TIME, false, false, "DAY", NULL,
	  "leave out what lies before this day" },
	{ "last-day", 0, OPTION_TIME, false, false, "DAY", NULL,
	  "leave out what lies after this day" },
	OPTION_ROW_OUTPUT,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

struct importing {
	struct invocation *in;
	struct terms_file contract;
	SlbMapping *mapping; /* NULL: a queue_log as it is */
	struct import_file *files;
	struct import_result result;
	const char **written; /* by report */
};

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
	struct input input;
	ProtobufCMessage *message;
	enum err e = input_open(in, option_text(&in->options, "mapping"), &input);

	if (e == ERR_OK)
		e = input_message(in, &input, &slb_mapping__descriptor, &message);
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
		.files = importing->files,
		.file_count = in->operand_count,
		.some_days = option_given(&in->options, "first-day") ||
			     option_given(&in->options, "last-day"),
		.first_day = day_of_option(in, "first-day", terms->first_day),
		.last_day = day_of_option(in, "last-day", terms->last_day),
	};

	return import_run(in->arena, &request, &importing->result, &in->diag);
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
	return file_write(in->arena, importing->written[i], content, &in->diag);
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

/* ---- what is said ---- */

static const char *lines_of(const struct importing *importing,
			    const struct import_remarks *remarks)
{
	struct arena *arena = importing->in->arena;
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < remarks->place_count; i++) {
		const struct import_place *place = &remarks->places[i];

		text_add(&text, i > 0 ? ", " : "");
		if (importing->in->operand_count > 1)
			text_printf(&text, "%s:", importing->files[place->source].name);
		text_printf(&text, "%u", (unsigned)place->line);
	}
	if (remarks->count > remarks->place_count)
		text_add(&text, ", ...");
	return text_chars(&text);
}

static void add_remarks(struct importing *importing, struct page *page,
			struct node *value)
{
	static const struct page_column columns[] = { { "Skipped or doubted", false },
						      { "Number", true },
						      { "Lines", false } };
	struct arena *arena = importing->in->arena;
	struct node *list = value_add_list(arena, value, "remarks");
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < REMARK_COUNT; i++) {
		const struct import_remarks *remarks =
			&importing->result.summary.remarks[i];
		const char *text = import_remark_text((enum import_remark)i);
		struct node *fields;

		if (remarks->count == 0)
			continue;
		page_cell(page, TONE_PLAIN, "%s", text);
		page_cell(page, TONE_PLAIN, "%s", words_u64(arena, remarks->count));
		page_cell(page, TONE_FAINT, "%s", lines_of(importing, remarks));
		fields = value_add_fields(arena, list, NULL);
		value_add_text(arena, fields, "text", text);
		value_add_number(arena, fields, "count", remarks->count);
		value_add_text(arena, fields, "lines", lines_of(importing, remarks));
	}
}

static void add_summary(struct importing *importing, struct page *page,
			struct node *value)
{
	const struct import_summary *summary = &importing->result.summary;
	struct arena *arena = importing->in->arena;
	struct zone_table zone = zone_of_terms(arena, importing->contract.terms->zone);

	page_fact(page, "Lines read", "%s", words_u64(arena, summary->lines));
	if (summary->contacts > 0)
		page_fact(page, "Contacts counted", "%s",
			  words_u64(arena, summary->contacts));
	if (summary->rows > 0)
		page_fact(page, "Rows counted", "%s", words_u64(arena, summary->rows));
	if (summary->open > 0)
		page_fact(page, "Still open", "%s", words_u64(arena, summary->open));
	if (summary->first_s != 0 || summary->last_s != 0)
		page_fact(page, "From, until", "%s, %s",
			  zone_text(arena, &zone, summary->first_s),
			  zone_text(arena, &zone, summary->last_s));
	value_add_number(arena, value, "lines", summary->lines);
	value_add_number(arena, value, "contacts", summary->contacts);
	value_add_number(arena, value, "rows", summary->rows);
	value_add_number(arena, value, "open", summary->open);
	add_remarks(importing, page, value);
}

/* Totals over all reports: a person compares them with what their system shows. */
static uint64_t total_of(const struct importing *importing, const char *counter,
			 bool largest)
{
	uint64_t total = 0;
	size_t i;
	size_t j;
	size_t row;

	for (i = 0; i < importing->result.report_count; i++) {
		const SlbReport *report = importing->result.reports[i];

		for (j = 0; j < report->n_columns; j++) {
			const SlbColumn *column = report->columns[j];

			if (strcmp(column->counter, counter) != 0)
				continue;
			for (row = 0; row < column->n_values; row++) {
				uint64_t cell = column->values[row];

				if (!largest)
					total += cell;
				else if (cell > total)
					total = cell;
			}
		}
	}
	return total;
}

static bool is_carried(const struct importing *importing, const char *counter)
{
	const SlbReport *report;
	size_t i;

	if (importing->result.report_count == 0)
		return false;
	report = importing->result.reports[0];
	for (i = 0; i < report->n_columns; i++) {
		if (strcmp(report->columns[i]->counter, counter) == 0)
			return true;
	}
	return false;
}

static void add_totals(struct importing *importing, struct page *page,
		       struct node *value)
{
	static const struct page_column columns[] = { { "Counter", false },
						      { "What is counted", false },
						      { "Total", true } };
	const SlbTerms *terms = importing->contract.terms;
	struct arena *arena = importing->in->arena;
	struct node *totals = value_add_fields(arena, value, "totals");
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < terms->n_counters; i++) {
		const SlbCounter *counter = terms->counters[i];
		bool largest = counter->pooling == SLB_POOLING__POOLING_MAXIMUM;
		uint64_t total;

		if (!is_carried(importing, counter->name))
			continue;
		total = total_of(importing, counter->name, largest);
		page_cell(page, TONE_PLAIN, "%s", counter->name);
		page_cell(page, TONE_PLAIN, "%s%s", counter->title,
			  largest ? " (the largest)" : "");
		page_cell(page, TONE_PLAIN, "%s", words_u64(arena, total));
		value_add_number(arena, totals, counter->name, total);
	}
	for (i = 0; i < importing->result.not_measured_count; i++)
		page_item(page, TONE_DOUBT, "Not measured by this export: %s.",
			  importing->result.not_measured[i]);
}

static void add_written(struct importing *importing, struct page *page,
			struct node *value)
{
	static const struct page_column columns[] = { { "Written", false },
						      { "Rows", true } };
	struct arena *arena = importing->in->arena;
	struct node *list = value_add_list(arena, value, "written");
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < importing->result.report_count; i++) {
		page_cell(page, TONE_PLAIN, "%s", importing->written[i]);
		page_cell(page, TONE_PLAIN, "%s",
			  words_u64(arena, importing->result.reports[i]->n_interval));
		value_add_text(arena, list, NULL, importing->written[i]);
	}
}

static enum err say(struct importing *importing)
{
	struct invocation *in = importing->in;
	struct node *value = value_fields(in->arena);
	struct page page;
	struct answer answer = { .page = &page, .value = value };

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Import of %s", in->operands[0]));
	add_summary(importing, &page, value);
	add_totals(importing, &page, value);
	add_written(importing, &page, value);
	return answer_give(in, &answer);
}

enum err report_import(struct invocation *in)
{
	struct importing importing = { .in = in };
	enum err e = terms_file_open(in, option_text(&in->options, "contract"),
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
		e = write_reports(&importing);
	return e == ERR_OK ? say(&importing) : e;
}
