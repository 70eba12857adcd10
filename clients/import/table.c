#include "import/stamp.h"
#include "import/table_row.h"

#define ERRORS_MAX 20 /* of one table; then its other rows are not read */

static enum err read_stamp(const struct table *table, size_t column, const char *format,
			   struct stamp *stamp)
{
	struct bytes cell = table_cell(table, column);
	enum stamp_result result = stamp_read(cell, format, stamp);

	if (result == STAMP_OK)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  table_at(table, table->plan.names[column]), "%s is %s \"%s\"",
			  table_quotable(table, cell),
			  result == STAMP_NO_DATE ? "no day or time that exists, in"
						  : "not in the format",
			  format);
}

/* The instant at which the row begins. */
static enum err read_start(struct table *table, int64_t *out_s)
{
	const SlbRowStart *start = table->plan.format->start;
	struct stamp stamp = stamp_blank();
	int64_t local_s;
	enum wall_clock_result result;

	enum err e = read_stamp(table, table->plan.date, start->format, &stamp);
	if (e == ERR_OK && table->plan.has_time)
		e = read_stamp(table, table->plan.time, start->time_format, &stamp);
	if (e != ERR_OK)
		return e;
	if (stamp.has_instant) {
		*out_s = stamp.instant_s;
		return ERR_OK;
	}
	local_s = stamp_local_s(&stamp, table->plan.first_day);
	if (stamp.has_offset) {
		*out_s = local_s - stamp.offset_s;
		return ERR_OK;
	}
	result = wall_clock_instant(&table->clock, local_s, out_s);
	if (result == WALL_CLOCK_OK)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  table_at(table, table->plan.names[table->plan.date]), "%s %s",
			  table_quotable(table, table_cell(table, table->plan.date)),
			  wall_clock_result_text(result));
}

/* An interval must lie in one of the series as a whole. */
static enum err check_interval(const struct table *table, int64_t start_s,
			       const struct grid_slot *slot)
{
	const SlbTableFormat *format = table->plan.format;
	struct arena *arena = table->run->diag->arena;
	const struct zone_table *zone = &table->run->grid.zone;
	bool fits;

	if (format->rows == SLB_ROWS__ROWS_CONTACTS)
		return ERR_OK;
	fits = format->length_s == 0
		       ? start_s == slot->start_s
		       : start_s + (int64_t)format->length_s <= slot->end_s;
	if (fits)
		return ERR_OK;
	return diag_error(
		table->run->diag, ERR_IMPORT_DATA,
		table_at(table, table->plan.names[table->plan.date]),
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
		enum dimension_result result;

		if (!constant)
			cell = table_cell(table, table->plan.dimensions[i]);
		result = dimension_value(source, cell, &values[i]);
		if (result == DIMENSION_LEFT_OUT) {
			*wanted = false;
			return ERR_OK;
		}
		if (result != DIMENSION_OK)
			return diag_error(table->run->diag, ERR_IMPORT_DATA,
					  table_at(table, constant ? source->dimension
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
	struct tally_row *row;

	enum err e = read_start(table, &start_s);
	if (e != ERR_OK)
		return e;
	e = read_dimensions(table, values, &wanted);
	if (e != ERR_OK)
		return e;
	if (!wanted) {
		table_note(table, REMARK_FILTERED_ROW);
		return ERR_OK;
	}
	if (!grid_slot(&run->grid, start_s, &slot)) {
		table_note(table, REMARK_OUT_OF_RANGE);
		return ERR_OK;
	}
	e = check_interval(table, start_s, &slot);
	if (e == ERR_OK && table->plan.format->rows == SLB_ROWS__ROWS_INTERVALS)
		e = table_check_twice(table, start_s);
	if (e != ERR_OK)
		return e;
	row = tally_row(&run->tally, &slot, values);
	if (row == NULL)
		return diag_error(run->diag, ERR_NO_MEMORY, table_at(table, NULL),
				  "the figures do not fit into memory");
	import_note_clock(run->summary, start_s);
	if (table->plan.format->rows == SLB_ROWS__ROWS_CONTACTS)
		run->summary->contacts++;
	else
		run->summary->rows++;
	return table_count_row(table, row);
}

static bool is_header_again(const struct table *table)
{
	for (size_t i = 0; i < table->plan.column_count; i++) {
		if (!bytes_equal(table_cell(table, i),
				 bytes_of_string(table->plan.names[i])))
			return false;
	}
	return true;
}

/* Spreadsheets write such rows after the last one. */
static bool is_empty(const struct table *table)
{
	for (size_t i = 0; i < table->csv.field_count; i++) {
		if (table_cell(table, i).len > 0)
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
	return diag_error(table->run->diag, ERR_IMPORT_DATA, table_at(table, NULL),
			  "the row has %zu cells, but the header names %zu columns",
			  table->csv.field_count, columns);
}

static enum err read_row(struct table *table)
{
	enum err e;

	if (is_empty(table)) {
		table_note(table, REMARK_EMPTY_ROW);
		return ERR_OK;
	}
	e = check_width(table);
	if (e != ERR_OK)
		return e;
	if (is_header_again(table)) {
		table_note(table, REMARK_HEADER_REPEATED);
		return ERR_OK;
	}
	if (table->plan.totals.count > 0 && table_all_hold(table, &table->plan.totals))
		return table_take_totals(table);
	if (table->plan.has_complete && !table_holds(table, &table->plan.complete)) {
		table_note(table, REMARK_PARTIAL_ROW);
		return ERR_OK;
	}
	if (!table_all_hold(table, &table->plan.filters)) {
		table_note(table, REMARK_FILTERED_ROW);
		return ERR_OK;
	}
	return take_row(table);
}

static enum err broken(const struct table *table, enum csv_result result)
{
	return diag_error(table->run->diag, ERR_IMPORT_DATA, table_at(table, NULL),
			  "%s",
			  result == CSV_END ? "the table has no header"
					    : csv_result_text(result));
}

static enum err open_table(struct table *table)
{
	struct run *run = table->run;
	const SlbTableFormat *format = run->mapping->table;
	struct csv_dialect dialect;
	enum csv_result result;

	enum err e = table_dialect(run, &dialect);
	if (e != ERR_OK)
		return e;
	e = csv_open(&table->csv, run->arena, run->request->files[table->source].bytes,
		     dialect);
	if (e != ERR_OK)
		return diag_error(run->diag, e, table_at(table, NULL),
				  "the table does not fit into memory");
	csv_skip_lines(&table->csv, format->skip_lines);
	result = csv_next(&table->csv);
	if (result != CSV_RECORD)
		return broken(table, result);
	e = table_plan_make(run, &table->csv, &table->plan);
	if (e == ERR_OK)
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
	enum err e;

	if (table == NULL)
		return diag_error(run->diag, ERR_NO_MEMORY,
				  run_place(run, source, 0, NULL),
				  "the table does not fit into memory");
	table->run = run;
	table->source = source;
	e = open_table(table);
	if (e != ERR_OK)
		return e;
	run->summary->lines++;
	while ((result = csv_next(&table->csv)) == CSV_RECORD) {
		run->summary->lines++;
		e = read_row(table);
		first = first != ERR_OK ? first : e;
		if (e == ERR_NO_MEMORY || (e != ERR_OK && ++errors == ERRORS_MAX))
			return first;
	}
	if (result != CSV_END)
		e = broken(table, result);
	return first != ERR_OK ? first : e;
}

enum err run_table(struct run *run)
{
	for (uint32_t i = 0; i < run->request->file_count; i++) {
		enum err e = read_table(run, i);

		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}
