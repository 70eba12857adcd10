#include <inttypes.h>
#include <string.h>

#include "import/table_row.h"

static enum err overflow(const struct table *table, const struct tally_column *column)
{
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  table_at(table, column->name),
			  "the sum up to here exceeds 64 bits");
}

static enum err count_counter(struct table *table, struct plan_counter *counter,
			      struct tally_row *row)
{
	uint64_t value;
	bool known;
	enum err e;

	if (!table_all_hold(table, &counter->where))
		return ERR_OK;
	e = table_read_counter(table, counter, &value, &known);
	if (e != ERR_OK)
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
	enum err e;

	if (table_is_null(table, table_cell(table, histogram->cell))) {
		table_note(table, REMARK_NULL_CELL);
		tally_not_measured(&table->run->tally, row, histogram->column);
		return ERR_OK;
	}
	e = table_read_cell(table, histogram->cell, histogram->unit, histogram->target,
			    &size);
	if (e != ERR_OK)
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
		enum err e;
		uint64_t own;

		if (table_is_null(table, table_cell(table, column))) {
			table_note(table, REMARK_NULL_CELL);
			tally_not_measured(&table->run->tally, row, histogram->column);
			return ERR_OK;
		}
		e = table_read_cell(table, column, CELL_COUNT, CELL_TO_COUNT, &count);
		if (e != ERR_OK)
			return e;
		if (histogram->cumulative && count < before)
			return diag_error(
				table->run->diag, ERR_IMPORT_DATA,
				table_at(table, table->plan.names[column]),
				"%s is less than the bucket before it, which it "
				"should include",
				table_quotable(table, table_cell(table, column)));
		own = histogram->cumulative ? count - before : count;
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
	struct bytes cell = table_cell(table, stated->cell);
	struct tally_stated *made;
	char text[TALLY_FIGURE_MAX_BYTES];

	if (table_is_null(table, cell))
		return ERR_OK;
	for (const struct tally_stated *s = row->stated; s != NULL; s = s->next) {
		if (s->kpi == stated->kpi)
			return diag_error(
				run->diag, ERR_IMPORT_DATA,
				table_at(table, table->plan.names[stated->cell]),
				"two rows of the same interval and dimensions "
				"state a figure; neither is that of both");
	}
	if (!cell_quote(cell, &table->plan.form, stated->unit, text, sizeof(text)))
		return diag_error(
			run->diag, ERR_IMPORT_DATA,
			table_at(table, table->plan.names[stated->cell]),
			"%s is not a figure in the form that the mapping names",
			table_quotable(table, cell));
	made = arena_try_alloc(run->arena, sizeof(*made));
	if (made == NULL)
		return diag_error(run->diag, ERR_NO_MEMORY, table_at(table, NULL),
				  "the figures do not fit into memory");
	made->kpi = stated->kpi;
	memcpy(made->value, text, sizeof(text));
	made->next = row->stated;
	row->stated = made;
	return ERR_OK;
}

enum err table_count_row(struct table *table, struct tally_row *row)
{
	struct table_plan *plan = &table->plan;
	bool contacts = plan->format->rows == SLB_ROWS__ROWS_CONTACTS;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < plan->counter_count; i++)
		e = count_counter(table, &plan->counters[i], row);
	for (size_t i = 0; e == ERR_OK && i < plan->histogram_count; i++) {
		const struct plan_histogram *histogram = &plan->histograms[i];

		if (table_all_hold(table, &histogram->where))
			e = contacts ? count_size(table, histogram, row)
				     : count_buckets(table, histogram, row);
	}
	for (size_t i = 0; e == ERR_OK && i < plan->stated_count; i++)
		e = count_stated(table, &plan->stated[i], row);
	return e;
}

static enum err check_total(const struct table *table,
			    const struct plan_counter *counter)
{
	uint64_t total;
	bool known;
	enum err e;

	if (!counter->since_totals_known || counter->cell_count == 0 ||
	    counter->where.count > 0)
		return ERR_OK;
	e = table_read_counter(table, counter, &total, &known);
	if (e != ERR_OK || !known || total == counter->since_totals)
		return e;
	return diag_error(table->run->diag, ERR_IMPORT_DATA,
			  table_at(table, table->plan.names[counter->cells[0]]),
			  "the row of totals says %" PRIu64
			  ", but the rows before it that were "
			  "counted add up to %" PRIu64,
			  total, counter->since_totals);
}

enum err table_take_totals(struct table *table)
{
	enum err first = ERR_OK;

	table_note(table, REMARK_TOTALS_ROW);
	for (size_t i = 0; i < table->plan.counter_count; i++) {
		struct plan_counter *counter = &table->plan.counters[i];

		if (table->plan.format->totals->check) {
			enum err e = check_total(table, counter);

			first = first != ERR_OK ? first : e;
		}
		counter->since_totals = 0;
		counter->since_totals_known = counter->column->counter->pooling !=
					      SLB_POOLING__POOLING_MAXIMUM;
	}
	return first;
}
