#include "import/table_row.h"

static void add_cell(struct buffer *key, const struct table *table, size_t column)
{
	struct bytes cell = table_cell(table, column);

	buffer_add_u32be(key, (uint32_t)cell.len);
	buffer_add(key, cell);
}

static void add_filters(struct buffer *key, const struct table *table,
			const struct plan_filters *filters)
{
	for (size_t i = 0; i < filters->count; i++)
		add_cell(key, table, filters->items[i].column);
}

/* What the mapping looks at to tell rows apart, before anything is renamed. */
static void add_key(struct buffer *key, const struct table *table)
{
	const struct table_plan *plan = &table->plan;
	const struct dimensions *dimensions = &table->run->dimensions;

	for (size_t i = 0; i < dimensions->count; i++) {
		if (dimensions->sources[i]->from_case ==
		    SLB_DIMENSION_SOURCE__FROM_COLUMN)
			add_cell(key, table, plan->dimensions[i]);
	}
	add_filters(key, table, &plan->filters);
	for (size_t i = 0; i < plan->counter_count; i++)
		add_filters(key, table, &plan->counters[i].where);
	for (size_t i = 0; i < plan->histogram_count; i++)
		add_filters(key, table, &plan->histograms[i].where);
}

static enum err say_twice(const struct table *table, const struct import_place *first)
{
	struct run *run = table->run;

	diag_error(run->diag, ERR_IMPORT_DATA, table_at(table, NULL),
		   "this row stands also in %s, line %u, the same in every cell: its "
		   "figures would count twice",
		   run->request->files[first->source].name, (unsigned)first->line);
	diag_hint(run->diag,
		  "remove one of them; if both are meant, export a column that tells "
		  "them apart too");
	return ERR_IMPORT_DATA;
}

enum err table_check_twice(const struct table *table, int64_t start_s)
{
	struct run *run = table->run;
	struct import_place here = { table->source, table->csv.line };
	const struct import_place *first;
	struct buffer *text = &run->row_text;
	enum err e;

	text->len = 0;
	buffer_add_u64be(text, (uint64_t)start_s);
	buffer_add(text, table->csv.text);
	e = seen_add(&run->seen_rows, buffer_bytes(text), here, &first);
	if (e == ERR_OK && first != NULL)
		return say_twice(table, first);
	if (e == ERR_OK) {
		text->len = 0;
		buffer_add_u64be(text, (uint64_t)start_s);
		add_key(text, table);
		e = seen_add(&run->seen_keys, buffer_bytes(text), here, &first);
	}
	if (e != ERR_OK)
		return diag_error(run->diag, e, table_at(table, NULL),
				  "the rows do not fit into memory");
	if (first != NULL)
		table_note(table, REMARK_SAME_KEY);
	return ERR_OK;
}
