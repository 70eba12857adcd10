#include <stdlib.h>
#include <string.h>

#include "acts/concluding.h"
#include "report/view.h"

/*
 * A period's table of one series: what later verdicts need when the reports are gone.  A
 * cell is null where one of those it stands for is, or where the sum exceeds 64 bits.
 */

/* A row of one of the reports, under its key. */
struct source_row {
	const struct report_view *view;
	size_t row;
	const char **values; /* of each dimension */
};

struct pooling {
	struct arena *arena;
	const struct frame *frame;
	struct source_row *rows; /* by key, then as given */
	size_t row_count;
	size_t *group_end; /* exclusive, in rows */
	size_t group_count;
	size_t dimension_count;
};

static int compare_values(const struct source_row *a, const struct source_row *b,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int order = strcmp(a->values[i], b->values[i]);

		if (order != 0)
			return order;
	}
	return 0;
}

/* values end in NULL. */
static int compare_rows(const void *left, const void *right)
{
	const struct source_row *a = left;
	const struct source_row *b = right;
	size_t count = 0;

	while (a->values[count] != NULL)
		count++;
	return compare_values(a, b, count);
}

static void list_rows(struct pooling *pooling, const struct report_view *views,
		      size_t count)
{
	const char **values;

	for (size_t i = 0; i < count; i++)
		pooling->row_count += views[i].row_count;
	pooling->rows =
		arena_array(pooling->arena, struct source_row, pooling->row_count);
	values = arena_array(pooling->arena, const char *,
			     pooling->row_count *(pooling->dimension_count + 1));
	pooling->row_count = 0;
	for (size_t i = 0; i < count; i++) {
		const SlbReport *report = views[i].report;

		for (size_t row = 0; row < views[i].row_count; row++) {
			struct source_row *source =
				&pooling->rows[pooling->row_count++];

			source->view = &views[i];
			source->row = row;
			source->values = values;
			values += pooling->dimension_count + 1; /* NULL ends them */
			for (size_t d = 0; d < pooling->dimension_count; d++)
				source->values[d] =
					report->dimensions[d]->values
						[report->dimensions[d]->index[row]];
		}
	}
	if (pooling->row_count > 0)
		qsort(pooling->rows, pooling->row_count, sizeof(*pooling->rows),
		      compare_rows);
}

static void find_groups(struct pooling *pooling)
{
	pooling->group_end = arena_array(pooling->arena, size_t, pooling->row_count);
	pooling->group_count = 0;
	for (size_t i = 1; i <= pooling->row_count; i++) {
		if (i == pooling->row_count ||
		    compare_values(&pooling->rows[i - 1], &pooling->rows[i],
				   pooling->dimension_count) != 0)
			pooling->group_end[pooling->group_count++] = i;
	}
}

static size_t group_start(const struct pooling *pooling, size_t group)
{
	return group == 0 ? 0 : pooling->group_end[group - 1];
}

/* ---- cells ------------------------------------------------------------------- */

/* Adds to a sum, or raises a maximum; false when it does not fit. */
static bool pool_cell(uint64_t *pooled, uint64_t value, SlbPooling how)
{
	if (how == SLB_POOLING__POOLING_MAXIMUM) {
		*pooled = value > *pooled ? value : *pooled;
		return true;
	}
	return !__builtin_add_overflow(*pooled, value, pooled);
}

static bool is_measured(ProtobufCBinaryData present, size_t row)
{
	return present.len == 0 || (present.data[row / 8] >> (row % 8) & 1) != 0;
}

static void mark_null(const struct pooling *pooling, ProtobufCBinaryData *present,
		      size_t row)
{
	if (present->len == 0) {
		present->len = (pooling->group_count + 7) / 8;
		present->data = arena_alloc(pooling->arena, present->len);
		for (size_t i = 0; i < pooling->group_count; i++)
			present->data[i / 8] |= (uint8_t)(1U << (i % 8));
	}
	present->data[row / 8] &= (uint8_t) ~(1U << (row % 8));
}

/* One column of the reports, or one histogram with width buckets; how it is read. */
struct pooled_column {
	size_t place; /* in the terms */
	bool is_histogram;
	size_t width;
	SlbPooling how;
};

static bool read_cells(const struct pooled_column *column,
		       const struct source_row *source, const uint64_t **cells)
{
	if (column->is_histogram) {
		const SlbHistogramColumn *histogram =
			source->view->histograms[column->place];

		if (histogram == NULL || !is_measured(histogram->present, source->row))
			return false;
		*cells = histogram->counts + source->row * column->width;
		return true;
	}
	if (source->view->counters[column->place] == NULL ||
	    !is_measured(source->view->counters[column->place]->present, source->row))
		return false;
	*cells = source->view->counters[column->place]->values + source->row;
	return true;
}

/* False when the group is null. */
static bool pool_group(const struct pooling *pooling,
		       const struct pooled_column *column, size_t group, uint64_t *out)
{
	for (size_t i = group_start(pooling, group); i < pooling->group_end[group];
	     i++) {
		const uint64_t *cells;

		if (!read_cells(column, &pooling->rows[i], &cells))
			return false;
		for (size_t bucket = 0; bucket < column->width; bucket++) {
			if (!pool_cell(&out[bucket], cells[bucket], column->how))
				return false;
		}
	}
	return true;
}

static uint64_t *pool_column(const struct pooling *pooling,
			     const struct pooled_column *column,
			     ProtobufCBinaryData *present)
{
	uint64_t *values = arena_array(pooling->arena, uint64_t,
				       pooling->group_count * column->width);

	for (size_t group = 0; group < pooling->group_count; group++) {
		uint64_t *cells = values + group * column->width;

		if (pool_group(pooling, column, group, cells))
			continue;
		memset(cells, 0, column->width * sizeof(*cells));
		mark_null(pooling, present, group);
	}
	return values;
}

/* ---- the table --------------------------------------------------------------- */

static void add_counters(const struct pooling *pooling, const char *series,
			 SlbReport *report)
{
	const SlbTerms *terms = pooling->frame->terms;

	report->columns = arena_array(pooling->arena, SlbColumn *, terms->n_counters);
	for (size_t i = 0; i < terms->n_counters; i++) {
		const struct pooled_column column = {
			.place = i, .width = 1, .how = terms->counters[i]->pooling
		};
		SlbColumn *pooled;

		if (strcmp(terms->counters[i]->series, series) != 0)
			continue;
		pooled = arena_new(pooling->arena, SlbColumn);
		slb_column__init(pooled);
		pooled->counter = terms->counters[i]->name;
		pooled->values = pool_column(pooling, &column, &pooled->present);
		pooled->n_values = pooling->group_count;
		report->columns[report->n_columns++] = pooled;
	}
}

static void add_histograms(const struct pooling *pooling, const char *series,
			   SlbReport *report)
{
	const SlbTerms *terms = pooling->frame->terms;

	report->histograms =
		arena_array(pooling->arena, SlbHistogramColumn *, terms->n_histograms);
	for (size_t i = 0; i < terms->n_histograms; i++) {
		const struct pooled_column column = {
			.place = i,
			.is_histogram = true,
			.width = terms->histograms[i]->n_bounds + 1,
			.how = SLB_POOLING__POOLING_SUM
		};
		SlbHistogramColumn *pooled;

		if (strcmp(terms->histograms[i]->series, series) != 0)
			continue;
		pooled = arena_new(pooling->arena, SlbHistogramColumn);
		slb_histogram_column__init(pooled);
		pooled->histogram = terms->histograms[i]->name;
		pooled->counts = pool_column(pooling, &column, &pooled->present);
		pooled->n_counts = pooling->group_count * column.width;
		report->histograms[report->n_histograms++] = pooled;
	}
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Its distinct values, ascending, and for each group the place among them. */
static SlbDimensionColumn *dimension_column(const struct pooling *pooling,
					    size_t dimension)
{
	SlbDimensionColumn *column = arena_new(pooling->arena, SlbDimensionColumn);
	size_t count = pooling->group_count;
	char **values = arena_array(pooling->arena, char *, count);

	slb_dimension_column__init(column);
	column->dimension = pooling->frame->terms->dimensions[dimension]->name;
	for (size_t i = 0; i < count; i++)
		values[i] = arena_strdup(
			pooling->arena,
			pooling->rows[group_start(pooling, i)].values[dimension]);
	if (count > 0)
		qsort(values, count, sizeof(*values), compare_texts);
	for (size_t i = 0; i < count; i++) {
		if (column->n_values == 0 ||
		    strcmp(values[column->n_values - 1], values[i]) != 0)
			values[column->n_values++] = values[i];
	}
	column->values = values;
	column->index = arena_array(pooling->arena, uint32_t, count);
	column->n_index = count;
	for (size_t i = 0; i < count; i++) {
		const char *value =
			pooling->rows[group_start(pooling, i)].values[dimension];
		char *const *found = bsearch(&value, values, column->n_values,
					     sizeof(*values), compare_texts);

		column->index[i] = (uint32_t)(found - values);
	}
	return column;
}

static SlbReport *table_of(const struct pooling *pooling, const SlbReport *first)
{
	SlbReport *report = arena_new(pooling->arena, SlbReport);

	slb_report__init(report);
	report->version_id = first->version_id;
	report->series = first->series;
	report->n_interval = pooling->group_count;
	report->interval = arena_array(pooling->arena, uint32_t, pooling->group_count);
	report->dimensions = arena_array(pooling->arena, SlbDimensionColumn *,
					 pooling->dimension_count);
	for (size_t i = 0; i < pooling->dimension_count; i++)
		report->dimensions[report->n_dimensions++] =
			dimension_column(pooling, i);
	add_counters(pooling, first->series, report);
	add_histograms(pooling, first->series, report);
	return report;
}

SlbReport *pool_reports(struct arena *arena, const struct frame *frame,
			const SlbReport *const *reports, size_t count)
{
	struct report_view *views = arena_array(arena, struct report_view, count);
	struct pooling pooling = { .arena = arena,
				   .frame = frame,
				   .dimension_count = frame->terms->n_dimensions };
	SlbReport *table;

	for (size_t i = 0; i < count; i++)
		views[i] = view_of_report(arena, frame, reports[i]);
	list_rows(&pooling, views, count);
	find_groups(&pooling);
	table = table_of(&pooling, reports[0]);
	if (slb_report__get_packed_size(table) <= STATISTICS_BYTES_MAX)
		return table;
	pooling.dimension_count = 0;
	find_groups(&pooling);
	return table_of(&pooling, reports[0]);
}
