#include "import/queue_table.h"

#include <string.h>

#include "base/attribute.h"
#include "import/cell.h"
#include "import/csv.h"
#include "import/stamp.h"
#include "import/wall_clock.h"

#define DATA_COLUMNS 5
#define NO_COLUMN    SIZE_MAX
#define MICROSECONDS 1000000

/* Where the columns stand. */
struct columns {
	size_t time;
	size_t call;
	size_t queue;
	size_t event;
	size_t data[DATA_COLUMNS];
	size_t joined; /* "data" */
};

struct reading {
	struct run *run;
	uint32_t source;
	struct visit_book *book;
	struct csv_reader csv;
	struct columns columns;
	struct wall_clock clock;
};

static size_t column_named(const struct csv_reader *csv, const char *name)
{
	for (size_t i = 0; i < csv->field_count; i++) {
		if (bytes_equal(cell_trim(csv->fields[i]), bytes_of_string(name)))
			return i;
	}
	return NO_COLUMN;
}

/* The name of a column that is needed and missing, or NULL. */
static const char *find_columns(const struct csv_reader *csv, struct columns *out)
{
	static const char *const data[DATA_COLUMNS] = { "data1", "data2", "data3",
							"data4", "data5" };
	out->time = column_named(csv, "time");
	out->call = column_named(csv, "callid");
	out->queue = column_named(csv, "queuename");
	out->event = column_named(csv, "event");
	out->joined = column_named(csv, "data");
	for (size_t i = 0; i < DATA_COLUMNS; i++)
		out->data[i] = column_named(csv, data[i]);
	if (out->time == NO_COLUMN)
		return "time";
	if (out->call == NO_COLUMN)
		return "callid";
	if (out->queue == NO_COLUMN)
		return "queuename";
	if (out->event == NO_COLUMN)
		return "event";
	return out->joined == NO_COLUMN && out->data[0] == NO_COLUMN ? "data1" : NULL;
}

/* A cell of the row; what a database writes for null is empty. */
static struct bytes cell(const struct csv_reader *csv, size_t column)
{
	struct bytes text = { (const uint8_t *)"", 0 };

	if (column >= csv->field_count)
		return text;
	text = csv->fields[column];
	if (bytes_equal(text, bytes_of_string("NULL")) ||
	    bytes_equal(text, bytes_of_string("\\N")))
		text.len = 0;
	return text;
}

/* The fraction of a second only orders lines; six digits, as Asterisk writes it. */
static int64_t microseconds_of(struct bytes text)
{
	const uint8_t *point = text.len ? memchr(text.data, '.', text.len) : NULL;
	int64_t micros = 0;

	if (point == NULL || text.data + text.len - point != 7)
		return 0;
	return queue_log_number((struct bytes){ point + 1, 6 }, &micros) ? micros : 0;
}

static bool read_time(struct reading *reading, struct bytes text, int64_t *out_us,
		      enum wall_clock_result *result)
{
	struct stamp stamp = stamp_blank();
	int64_t seconds;

	*result = WALL_CLOCK_OK;
	if (queue_log_seconds(text, &seconds)) {
		*out_us = seconds * MICROSECONDS;
		return true;
	}
	if (stamp_read(text, "%Y-%m-%d %H:%M:%S.%f", &stamp) != STAMP_OK) {
		stamp = stamp_blank();
		if (stamp_read(text, "%Y-%m-%d %H:%M:%S", &stamp) != STAMP_OK)
			return false;
	}
	*result =
		wall_clock_instant(&reading->clock, stamp_local_s(&stamp, 0), &seconds);
	*out_us = seconds * MICROSECONDS + microseconds_of(text);
	return true;
}

/* "data" with bars between, as far as there is room. */
static void split_joined(struct bytes text, struct queue_log_fields *out)
{
	while (out->param_count < QUEUE_LOG_PARAMS_MAX) {
		const uint8_t *bar = text.len ? memchr(text.data, '|', text.len) : NULL;
		size_t len = bar ? (size_t)(bar - text.data) : text.len;

		out->params[out->param_count++] = (struct bytes){ text.data, len };
		if (bar == NULL)
			return;
		text.data = bar + 1;
		text.len -= len + 1;
	}
}

/* The book keeps views; a copy in the reader would not last.  False: no memory. */
static bool keep(const struct reading *reading, struct bytes *text)
{
	uint8_t *copy;

	if (text->len == 0 || !csv_is_passing(&reading->csv, *text))
		return true;
	copy = arena_try_alloc(reading->run->arena, text->len);
	if (copy != NULL)
		text->data = memcpy(copy, text->data, text->len);
	return copy != NULL;
}

static enum err read_row(struct reading *reading)
{
	const struct csv_reader *csv = &reading->csv;
	struct import_place place = { reading->source, csv->line };
	struct queue_log_fields fields = { 0 };
	enum wall_clock_result clock;
	struct queue_log_line line;

	fields.verb = cell(csv, reading->columns.event);
	if (!read_time(reading, cell(csv, reading->columns.time), &fields.time_us,
		       &clock) ||
	    fields.verb.len == 0) {
		import_remark(reading->run->summary, REMARK_UNREADABLE, place);
		return ERR_OK;
	}
	if (clock != WALL_CLOCK_OK)
		return diag_error(
			reading->run->diag, ERR_IMPORT_DATA,
			run_place(reading->run, place.source, place.line, "time"),
			"the time %s", wall_clock_result_text(clock));
	fields.call = cell(csv, reading->columns.call);
	fields.queue = cell(csv, reading->columns.queue);
	if (!keep(reading, &fields.call) || !keep(reading, &fields.queue))
		return diag_error(
			reading->run->diag, ERR_NO_MEMORY,
			run_place(reading->run, place.source, place.line, NULL),
			"the table does not fit into memory");
	if (reading->columns.joined != NO_COLUMN) {
		split_joined(cell(csv, reading->columns.joined), &fields);
	} else {
		for (size_t i = 0; i < DATA_COLUMNS; i++)
			fields.params[fields.param_count++] =
				cell(csv, reading->columns.data[i]);
	}
	import_note_clock(reading->run->summary, fields.time_us / MICROSECONDS);
	line = queue_log_understand(&fields);
	visit_book_add(reading->book, &line, csv->text, place);
	return ERR_OK;
}

static enum err broken(const struct reading *reading, enum csv_result result)
{
	return diag_error(
		reading->run->diag, ERR_IMPORT_DATA,
		run_place(reading->run, reading->source, reading->csv.line, NULL), "%s",
		csv_result_text(result));
}

static enum err read_header(struct reading *reading)
{
	enum csv_result result = csv_next(&reading->csv);
	struct diag_place place = run_place(reading->run, reading->source, 1, NULL);
	const char *missing;

	if (result == CSV_END)
		return diag_error(reading->run->diag, ERR_IMPORT_DATA, place,
				  "the file is empty");
	if (result != CSV_RECORD)
		return broken(reading, result);
	missing = find_columns(&reading->csv, &reading->columns);
	if (missing == NULL)
		return ERR_OK;
	diag_error(reading->run->diag, ERR_IMPORT_DATA, place,
		   "the first line names no column \"%s\"", missing);
	diag_hint(reading->run->diag,
		  "dump the table with a header: "
		  "id,time,callid,queuename,agent,event,data1,data2,data3,data4,data5");
	return ERR_IMPORT_DATA;
}

enum err queue_table_read(struct run *run, uint32_t source, struct visit_book *book)
{
	const SlbQueueTableFormat *format = run->mapping->queue_table;
	struct reading *reading = arena_try_alloc(run->arena, sizeof(*reading));
	struct csv_dialect dialect = { ',', '"' };
	enum csv_result result;
	enum err e;

	if (!run_character(run, format->separator, "queue_table.separator",
			   &dialect.separator))
		return ERR_IMPORT_MAPPING;
	if (reading == NULL || csv_open(&reading->csv, run->arena,
					run->request->files[source].bytes, dialect))
		return diag_error(run->diag, ERR_NO_MEMORY,
				  run_place(run, source, 0, NULL),
				  "the table does not fit into memory");
	reading->run = run;
	reading->source = source;
	reading->book = book;
	reading->clock =
		wall_clock_of(&run->grid.zone, format->clock, format->repeated_hour);
	e = read_header(reading);
	if (e != ERR_OK)
		return e;
	while ((result = csv_next(&reading->csv)) == CSV_RECORD) {
		run->summary->lines++;
		e = read_row(reading);
		if (e != ERR_OK)
			return e;
	}
	return result == CSV_END ? ERR_OK : broken(reading, result);
}
