#include <string.h>

#include "calendar/civil.h"
#include "import/csv.h"
#include "import/run.h"
#include "import/stamp.h"
#include "import/table_plan.h"
#include "import/wall_clock.h"

#define ERRORS_MAX 20 /* of one table; then its other rows are not read */

struct table {
	struct run *run;
	uint32_t source;
	struct csv_reader csv;
	struct table_plan plan;
	struct wall_clock clock;
};

static struct import_place here(const struct table *table)
{
	return (struct import_place){ table->source, table->csv.line };
}

static struct diag_place at(const struct table *table, const char *column)
{
	return run_place(table->run, table->source, table->csv.line, column);
}

static void note(const struct table *table, enum import_remark remark)
{
	import_remark(table->run->summary, remark, here(table));
}

/*
 * What stands in a cell, for a message, if it looks like a number or a date; never what
 * may name a person or a telephone.
 */
static const char *quotable(const struct table *table, struct bytes cell)
{
	size_t digits_in_row = 0;
	bool any_digit = false;
	for (size_t i = 0; i < cell.len; i++) {
		bool digit = cell.data[i] >= '0' && cell.data[i] <= '9';
		any_digit |= digit;
		digits_in_row = digit ? digits_in_row + 1 : 0;
		if (digits_in_row > 8 || cell.data[i] < ' ' || cell.data[i] > '~' ||
		    cell.data[i] == '@' || cell.len > 24)
			return "the text";
	}
	if (!any_digit)
		return "the text";
	return arena_printf(table->run->diag->arena, "\"%.*s\"", (int)cell.len,
			    (const char *)cell.data);
}

static struct bytes cell_of(const struct table *table, size_t column)
{
	return cell_trim(table->csv.fields[column]);
}

static bool is_null(const struct table *table, struct bytes cell)
{
	const SlbTableFormat *format = table->plan.format;
	if (cell.len == 0)
		return true;
	for (size_t i = 0; i < format->n_nulls; i++) {
		if (bytes_equal(cell, bytes_of_string(format->nulls[i])))
			return true;
	}
	return false;
}

static bool one_of(struct bytes cell, char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(cell, bytes_of_string(texts[i])))
			return true;
	}
	return false;
}

static bool holds(const struct table *table, const struct plan_filter *filter)
{
	struct bytes cell = cell_of(table, filter->column);
	const SlbFilter *of = filter->filter;
	return (of->n_equals == 0 || one_of(cell, of->equals, of->n_equals)) &&
	       !one_of(cell, of->not_equals, of->n_not_equals);
}

static bool all_hold(const struct table *table, const struct plan_filters *filters)
{
	for (size_t i = 0; i < filters->count; i++) {
		if (!holds(table, &filters->items[i]))
			return false;
	}
	return true;
}

/* One column of the row, in the unit of the terms. */
static enum err read_cell(const struct table *table, size_t column, enum cell_unit unit,
			  enum cell_target target, uint64_t *out)
{
	struct bytes cell = cell_of(table, column);
	enum cell_result result = cell_read(cell, &table->plan.form, unit, target, out);
	if (result == CELL_OK)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  at(table, table->plan.names[column]), "%s %s",
			  quotable(table, cell), cell_result_text(result));
}

/* The columns of a counter, added; *known is false when one of them is null. */
static enum err read_counter(const struct table *table,
			     const struct plan_counter *counter, uint64_t *out,
			     bool *known)
{
	*known = true;
	*out = counter->cell_count == 0;
	for (size_t i = 0; i < counter->cell_count; i++) {
		uint64_t value;
		if (is_null(table, cell_of(table, counter->cells[i]))) {
			note(table, REMARK_NULL_CELL);
			*known = false;
			continue;
		}
		enum err e = read_cell(table, counter->cells[i], counter->unit,
				       counter->target, &value);
		if (e)
			return e;
		if (__builtin_add_overflow(*out, value, out))
			return diag_error(
				table->run->diag, ERR_IMPORT_DATA,
				at(table, counter->column->name),
				"the columns add up to more than 64 bits hold");
	}
	return ERR_OK;
}

static enum err overflow(const struct table *table, const struct tally_column *column)
{
	return diag_error(table->run->diag, ERR_IMPORT_DATA, at(table, column->name),
			  "the sum up to here exceeds 64 bits");
}

static enum err count_counter(struct table *table, struct plan_counter *counter,
			      struct tally_row *row)
{
	uint64_t value;
	bool known;

	if (!all_hold(table, &counter->where))
		return ERR_OK;
	enum err e = read_counter(table, counter, &value, &known);
	if (e)
		return e;
	if (!known) {
		tally_not_measured(&table->run->tally, row, counter->column);
		counter->since_totals_known = false;
		return ERR_OK;
	}
	if (!tally_add(row, counter->column, value) ||
	    __builtin_add_overflow(counter->since_totals, value,
				   &counter->since_totals))
		return overflow(table, counter->column);
	return ERR_OK;
}

/* Of a contact: its size falls into one bucket. */
static enum err count_size(struct table *table, const struct plan_histogram *histogram,
			   struct tally_row *row)
{
	uint64_t size;
	if (is_null(table, cell_of(table, histogram->cell))) {
		note(table, REMARK_NULL_CELL);
		tally_not_measured(&table->run->tally, row, histogram->column);
		return ERR_OK;
	}
	enum err e = read_cell(table, histogram->cell, histogram->unit,
			       histogram->target, &size);
	if (e)
		return e;
	return tally_add_size(row, histogram->column, size, 1)
		       ? ERR_OK
		       : overflow(table, histogram->column);
}

/* Of an interval: a column for each bucket. */
static enum err count_buckets(struct table *table,
			      const struct plan_histogram *histogram,
			      struct tally_row *row)
{
	uint64_t before = 0;
	for (size_t i = 0; i < histogram->column->cell_count; i++) {
		uint64_t count;
		size_t column = histogram->buckets[i];
		if (is_null(table, cell_of(table, column))) {
			note(table, REMARK_NULL_CELL);
			tally_not_measured(&table->run->tally, row, histogram->column);
			return ERR_OK;
		}
		enum err e =
			read_cell(table, column, CELL_COUNT, CELL_TO_COUNT, &count);
		if (e)
			return e;
		if (histogram->cumulative && count < before)
			return diag_error(
				table->run->diag, ERR_IMPORT_DATA,
				at(table, table->plan.names[column]),
				"%s is less than the bucket before it, which it "
				"should include",
				quotable(table, cell_of(table, column)));
		uint64_t own = histogram->cumulative ? count - before : count;
		before = count;
		if (!tally_add_bucket(row, histogram->column, i, own))
			return overflow(table, histogram->column);
	}
	return ERR_OK;
}

static enum err count_stated(struct table *table, const struct plan_stated *stated,
			     struct tally_row *row)
{
	struct run *run = table->run;
	struct bytes cell = cell_of(table, stated->cell);
	struct tally_stated *made;
	char text[TALLY_FIGURE_MAX_BYTES];

	if (is_null(table, cell))
		return ERR_OK;
	for (const struct tally_stated *s = row->stated; s; s = s->next) {
		if (s->kpi == stated->kpi)
			return diag_error(
				run->diag, ERR_IMPORT_DATA,
				at(table, table->plan.names[stated->cell]),
				"two rows of the same interval and dimensions "
				"state a figure; neither is that of both");
	}
	if (!cell_quote(cell, &table->plan.form, stated->unit, text, sizeof(text)))
		return diag_error(
			run->diag, ERR_IMPORT_DATA,
			at(table, table->plan.names[stated->cell]),
			"%s is not a figure in the form that the mapping names",
			quotable(table, cell));
	made = arena_try_alloc(run->arena, sizeof(*made));
	if (!made)
		return diag_error(run->diag, ERR_NO_MEMORY, at(table, NULL),
				  "the figures do not fit into memory");
	made->kpi = stated->kpi;
	memcpy(made->value, text, sizeof(text));
	made->next = row->stated;
	row->stated = made;
	return ERR_OK;
}

static enum err count_row(struct table *table, struct tally_row *row)
{
	struct table_plan *plan = &table->plan;
	bool contacts = plan->format->rows == SLB_ROWS__ROWS_CONTACTS;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < plan->counter_count; i++)
		e = count_counter(table, &plan->counters[i], row);
	for (size_t i = 0; !e && i < plan->histogram_count; i++) {
		const struct plan_histogram *histogram = &plan->histograms[i];
		if (all_hold(table, &histogram->where))
			e = contacts ? count_size(table, histogram, row)
				     : count_buckets(table, histogram, row);
	}
	for (size_t i = 0; !e && i < plan->stated_count; i++)
		e = count_stated(table, &plan->stated[i], row);
	return e;
}

static enum err read_stamp(const struct table *table, size_t column, const char *format,
			   struct stamp *stamp)
{
	struct bytes cell = cell_of(table, column);
	enum stamp_result result = stamp_read(cell, format, stamp);
	if (result == STAMP_OK)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  at(table, table->plan.names[column]), "%s is %s \"%s\"",
			  quotable(table, cell),
			  result == STAMP_NO_DATE ? "no day or time that exists, in"
						  : "not in the format",
			  format);
}

/* The instant at which the row begins. */
static enum err read_start(struct table *table, int64_t *out_s)
{
	const SlbRowStart *start = table->plan.format->start;
	struct stamp stamp = stamp_blank();

	enum err e = read_stamp(table, table->plan.date, start->format, &stamp);
	if (!e && table->plan.has_time)
		e = read_stamp(table, table->plan.time, start->time_format, &stamp);
	if (e)
		return e;
	if (stamp.has_instant) {
		*out_s = stamp.instant_s;
		return ERR_OK;
	}
	int64_t local_s = stamp_local_s(&stamp, table->plan.first_day);
	if (stamp.has_offset) {
		*out_s = local_s - stamp.offset_s;
		return ERR_OK;
	}
	enum wall_clock_result result =
		wall_clock_instant(&table->clock, local_s, out_s);
	if (result == WALL_CLOCK_OK)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  at(table, table->plan.names[table->plan.date]), "%s %s",
			  quotable(table, cell_of(table, table->plan.date)),
			  wall_clock_result_text(result));
}

/* An interval must lie in one of the series as a whole. */
static enum err check_interval(const struct table *table, int64_t start_s,
			       const struct grid_slot *slot)
{
	const SlbTableFormat *format = table->plan.format;
	struct arena *arena = table->run->diag->arena;
	const struct zone_table *zone = &table->run->grid.zone;

	if (format->rows == SLB_ROWS__ROWS_CONTACTS)
		return ERR_OK;
	bool fits = format->length_s == 0
			    ? start_s == slot->start_s
			    : start_s + (int64_t)format->length_s <= slot->end_s;
	if (fits)
		return ERR_OK;
	return diag_error(
		table->run->diag, ERR_IMPORT_DATA,
		at(table, table->plan.names[table->plan.date]),
		"the row begins at %s, but the series has an interval from %s "
		"to %s, and the row cannot be divided",
		zone_text(arena, zone, start_s), zone_text(arena, zone, slot->start_s),
		zone_text(arena, zone, slot->end_s));
}

/* Values of the dimensions; *wanted is false when the mapping leaves the row out. */
static enum err read_dimensions(const struct table *table, struct bytes *values,
				bool *wanted)
{
	const struct dimensions *dimensions = &table->run->dimensions;

	*wanted = true;
	for (size_t i = 0; i < dimensions->count; i++) {
		const SlbDimensionSource *source = dimensions->sources[i];
		bool constant =
			source->from_case == SLB_DIMENSION_SOURCE__FROM_CONSTANT;
		struct bytes cell = { NULL, 0 };
		if (!constant)
			cell = cell_of(table, table->plan.dimensions[i]);
		enum dimension_result result =
			dimension_value(source, cell, &values[i]);
		if (result == DIMENSION_LEFT_OUT) {
			*wanted = false;
			return ERR_OK;
		}
		if (result != DIMENSION_OK)
			return diag_error(table->run->diag, ERR_IMPORT_DATA,
					  at(table, constant ? source->dimension
							     : source->column),
					  "the cell %s", dimension_result_text(result));
	}
	return ERR_OK;
}

static enum err take_row(struct table *table)
{
	struct run *run = table->run;
	struct bytes values[TALLY_DIMENSIONS_MAX];
	struct grid_slot slot;
	int64_t start_s;
	bool wanted;

	enum err e = read_start(table, &start_s);
	if (e)
		return e;
	e = read_dimensions(table, values, &wanted);
	if (e)
		return e;
	if (!wanted) {
		note(table, REMARK_FILTERED_ROW);
		return ERR_OK;
	}
	if (!grid_slot(&run->grid, start_s, &slot)) {
		note(table, REMARK_OUT_OF_RANGE);
		return ERR_OK;
	}
	e = check_interval(table, start_s, &slot);
	if (e)
		return e;
	struct tally_row *row = tally_row(&run->tally, &slot, values);
	if (!row)
		return diag_error(run->diag, ERR_NO_MEMORY, at(table, NULL),
				  "the figures do not fit into memory");
	import_note_clock(run->summary, start_s);
	if (table->plan.format->rows == SLB_ROWS__ROWS_CONTACTS)
		run->summary->contacts++;
	else
		run->summary->rows++;
	return count_row(table, row);
}

static enum err check_total(const struct table *table,
			    const struct plan_counter *counter)
{
	uint64_t total;
	bool known;

	if (!counter->since_totals_known || counter->cell_count == 0 ||
	    counter->where.count > 0)
		return ERR_OK;
	enum err e = read_counter(table, counter, &total, &known);
	if (e || !known || total == counter->since_totals)
		return e;
	return diag_error(
		table->run->diag, ERR_IMPORT_DATA,
		at(table, table->plan.names[counter->cells[0]]),
		"the row of totals says %llu, but the rows before it that were "
		"counted add up to %llu",
		(unsigned long long)total, (unsigned long long)counter->since_totals);
}

static enum err take_totals(struct table *table)
{
	enum err first = ERR_OK;

	note(table, REMARK_TOTALS_ROW);
	for (size_t i = 0; i < table->plan.counter_count; i++) {
		struct plan_counter *counter = &table->plan.counters[i];
		if (table->plan.format->totals->check) {
			enum err e = check_total(table, counter);
			first = first ? first : e;
		}
		counter->since_totals = 0;
		counter->since_totals_known = counter->column->counter->pooling !=
					      SLB_POOLING__POOLING_MAXIMUM;
	}
	return first;
}

static bool is_header_again(const struct table *table)
{
	for (size_t i = 0; i < table->plan.column_count; i++) {
		if (!bytes_equal(cell_of(table, i),
				 bytes_of_string(table->plan.names[i])))
			return false;
	}
	return true;
}

/* Spreadsheets write such rows after the last one. */
static bool is_empty(const struct table *table)
{
	for (size_t i = 0; i < table->csv.field_count; i++) {
		if (cell_of(table, i).len > 0)
			return false;
	}
	return true;
}

/* As many cells as columns, or more that are empty: a separator at the end of rows. */
static enum err check_width(const struct table *table)
{
	size_t columns = table->plan.column_count;
	bool fits = table->csv.field_count >= columns;
	for (size_t i = columns; fits && i < table->csv.field_count; i++)
		fits = table->csv.fields[i].len == 0;
	if (fits)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA, at(table, NULL),
			  "the row has %zu cells, but the header names %zu columns",
			  table->csv.field_count, columns);
}

static enum err read_row(struct table *table)
{
	if (is_empty(table)) {
		note(table, REMARK_EMPTY_ROW);
		return ERR_OK;
	}
	enum err e = check_width(table);
	if (e)
		return e;
	if (is_header_again(table)) {
		note(table, REMARK_HEADER_REPEATED);
		return ERR_OK;
	}
	if (table->plan.totals.count > 0 && all_hold(table, &table->plan.totals))
		return take_totals(table);
	if (table->plan.has_complete && !holds(table, &table->plan.complete)) {
		note(table, REMARK_PARTIAL_ROW);
		return ERR_OK;
	}
	if (!all_hold(table, &table->plan.filters)) {
		note(table, REMARK_FILTERED_ROW);
		return ERR_OK;
	}
	return take_row(table);
}

static enum err broken(const struct table *table, enum csv_result result)
{
	return diag_error(table->run->diag, ERR_IMPORT_DATA, at(table, NULL), "%s",
			  result == CSV_END ? "the table has no header"
					    : csv_result_text(result));
}

static enum err open_table(struct table *table)
{
	struct run *run = table->run;
	const SlbTableFormat *format = run->mapping->table;
	struct csv_dialect dialect;

	enum err e = table_dialect(run, &dialect);
	if (e)
		return e;
	e = csv_open(&table->csv, run->arena, run->request->files[table->source].bytes,
		     dialect);
	if (e)
		return diag_error(run->diag, e, at(table, NULL),
				  "the table does not fit into memory");
	csv_skip_lines(&table->csv, format->skip_lines);
	enum csv_result result = csv_next(&table->csv);
	if (result != CSV_RECORD)
		return broken(table, result);
	e = table_plan_make(run, &table->csv, &table->plan);
	if (!e)
		table->clock = wall_clock_of(&run->grid.zone, format->start->clock,
					     format->start->repeated_hour);
	return e;
}

static enum err read_table(struct run *run, uint32_t source)
{
	struct table *table = arena_try_alloc(run->arena, sizeof(*table));
	enum err first = ERR_OK;
	enum csv_result result;
	size_t errors = 0;

	if (!table)
		return diag_error(run->diag, ERR_NO_MEMORY,
				  run_place(run, source, 0, NULL),
				  "the table does not fit into memory");
	table->run = run;
	table->source = source;
	enum err e = open_table(table);
	if (e)
		return e;
	run->summary->lines++;
	while ((result = csv_next(&table->csv)) == CSV_RECORD) {
		run->summary->lines++;
		e = read_row(table);
		first = first ? first : e;
		if (e == ERR_NO_MEMORY || (e && ++errors == ERRORS_MAX))
			return first;
	}
	if (result != CSV_END)
		e = broken(table, result);
	return first ? first : e;
}

enum err run_table(struct run *run)
{
	for (uint32_t i = 0; i < run->request->file_count; i++) {
		enum err e = read_table(run, i);
		if (e)
			return e;
	}
	return ERR_OK;
}
