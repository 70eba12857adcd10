#include "import/table_row.h"

static struct import_place here(const struct table *table)
{
	return (struct import_place){ table->source, table->csv.line };
}

struct diag_place table_at(const struct table *table, const char *column)
{
	return run_place(table->run, table->source, table->csv.line, column);
}

void table_note(const struct table *table, enum import_remark remark)
{
	import_remark(table->run->summary, remark, here(table));
}

const char *table_quotable(const struct table *table, struct bytes cell)
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

struct bytes table_cell(const struct table *table, size_t column)
{
	return cell_trim(table->csv.fields[column]);
}

bool table_is_null(const struct table *table, struct bytes cell)
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

bool table_holds(const struct table *table, const struct plan_filter *filter)
{
	struct bytes cell = table_cell(table, filter->column);
	const SlbFilter *of = filter->filter;

	return (of->n_equals == 0 || one_of(cell, of->equals, of->n_equals)) &&
	       !one_of(cell, of->not_equals, of->n_not_equals);
}

bool table_all_hold(const struct table *table, const struct plan_filters *filters)
{
	for (size_t i = 0; i < filters->count; i++) {
		if (!table_holds(table, &filters->items[i]))
			return false;
	}
	return true;
}

enum err table_read_cell(const struct table *table, size_t column, enum cell_unit unit,
			 enum cell_target target, uint64_t *out)
{
	struct bytes cell = table_cell(table, column);
	enum cell_result result = cell_read(cell, &table->plan.form, unit, target, out);

	if (result == CELL_OK)
		return ERR_OK;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  table_at(table, table->plan.names[column]), "%s %s",
			  table_quotable(table, cell), cell_result_text(result));
}

enum err table_read_counter(const struct table *table,
			    const struct plan_counter *counter, uint64_t *out,
			    bool *known)
{
	*known = true;
	*out = counter->cell_count == 0;
	for (size_t i = 0; i < counter->cell_count; i++) {
		uint64_t value;
		enum err e;

		if (table_is_null(table, table_cell(table, counter->cells[i]))) {
			table_note(table, REMARK_NULL_CELL);
			*known = false;
			continue;
		}
		e = table_read_cell(table, counter->cells[i], counter->unit,
				    counter->target, &value);
		if (e != ERR_OK)
			return e;
		if (__builtin_add_overflow(*out, value, out))
			return diag_error(
				table->run->diag, ERR_IMPORT_DATA,
				table_at(table, counter->column->name),
				"the columns add up to more than 64 bits hold");
	}
	return ERR_OK;
}
