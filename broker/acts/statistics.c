#include <stdlib.h>
#include <string.h>

#include "acts/concluding.h"
#include "base/ensure.h"
#include "report/view.h"

/*
 * A period's table of one series: what later verdicts need when the reports are gone.  A
 * cell is null where one of those it stands for is, or where the sum exceeds 64 bits.
 */

/* A dimension over all reports. */
struct dimension {
	char **values; /* ascending, each once */
	size_t count;
	uint32_t *rank; /* of each row's value among them */
};

/* Rows are counted through all reports, in the order given. */
struct pooling {
	struct arena *arena;
	const struct frame *frame;
	const struct report_view *views;
	size_t view_count;
	size_t row_count;
	struct dimension *dimensions;
	size_t dimension_count;
	uint32_t *group; /* of each row; groups ascend by their values */
	size_t group_count;
};

/* ---- values ------------------------------------------------------------------ */

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const SlbDimensionColumn *column_of(const struct pooling *pooling, size_t view,
					   size_t dimension)
{
	return pooling->views[view].report->dimensions[dimension];
}

/* Mostly every report lists the values that the one before it lists. */
static bool repeats_values(const struct pooling *pooling, size_t view, size_t dimension)
{
	const SlbDimensionColumn *before, *column;

	if (view == 0)
		return false;
	before = column_of(pooling, view - 1, dimension);
	column = column_of(pooling, view, dimension);
	if (column->n_values != before->n_values)
		return false;
	for (size_t i = 0; i < column->n_values; i++) {
		if (strcmp(column->values[i], before->values[i]) != 0)
			return false;
	}
	return true;
}

static void list_values(const struct pooling *pooling, size_t number)
{
	struct dimension *dimension = &pooling->dimensions[number];
	size_t room = 0, count = 0;

	for (size_t i = 0; i < pooling->view_count; i++)
		room += column_of(pooling, i, number)->n_values;
	dimension->values = arena_array(pooling->arena, char *, room);
	for (size_t i = 0; i < pooling->view_count; i++) {
		const SlbDimensionColumn *column = column_of(pooling, i, number);

		if (repeats_values(pooling, i, number))
			continue;
		for (size_t v = 0; v < column->n_values; v++)
			dimension->values[count++] = column->values[v];
	}
	if (count > 0)
		qsort(dimension->values, count, sizeof(*dimension->values),
		      compare_texts);
	for (size_t i = 0; i < count; i++) {
		if (dimension->count == 0 ||
		    strcmp(dimension->values[dimension->count - 1],
			   dimension->values[i]) != 0)
			dimension->values[dimension->count++] = dimension->values[i];
	}
}

/* Of each value that a report lists. */
static uint32_t *ranks_of_values(const struct pooling *pooling,
				 const struct dimension *dimension,
				 const SlbDimensionColumn *column)
{
	uint32_t *rank = arena_array(pooling->arena, uint32_t, column->n_values);

	for (size_t i = 0; i < column->n_values; i++) {
		char *const *found =
			bsearch(&column->values[i], dimension->values, dimension->count,
				sizeof(*dimension->values), compare_texts);

		rank[i] = (uint32_t)(found - dimension->values);
	}
	return rank;
}

static void rank_rows(const struct pooling *pooling, size_t number)
{
	struct dimension *dimension = &pooling->dimensions[number];
	const uint32_t *of_value = NULL;
	uint32_t *rank = arena_array(pooling->arena, uint32_t, pooling->row_count);

	dimension->rank = rank;
	for (size_t i = 0; i < pooling->view_count; i++) {
		const SlbDimensionColumn *column = column_of(pooling, i, number);

		if (!repeats_values(pooling, i, number))
			of_value = ranks_of_values(pooling, dimension, column);
		for (size_t row = 0; row < column->n_index; row++)
			*rank++ = of_value[column->index[row]];
	}
}

/* ---- groups ------------------------------------------------------------------ */

/* The rows in the order of their keys, below limit, those of one key as they were. */
static void sort_rows(const struct pooling *pooling, const uint32_t *key, size_t limit,
		      const uint32_t *rows, uint32_t *sorted)
{
	uint32_t *place = arena_array(pooling->arena, uint32_t, limit + 1);

	for (size_t i = 0; i < pooling->row_count; i++)
		place[key[i] + 1]++;
	for (size_t i = 0; i < limit; i++)
		place[i + 1] += place[i];
	for (size_t i = 0; i < pooling->row_count; i++)
		sorted[place[key[rows[i]]]++] = rows[i];
}

/* Groups of one value more. */
static void refine(struct pooling *pooling, const struct dimension *dimension)
{
	const uint32_t *rank = dimension->rank;
	uint32_t *group = pooling->group;
	uint32_t *rows = arena_array(pooling->arena, uint32_t, pooling->row_count);
	uint32_t *sorted = arena_array(pooling->arena, uint32_t, pooling->row_count);
	uint32_t last_group = 0, last_rank = 0;
	size_t count = 0;

	for (uint32_t i = 0; i < pooling->row_count; i++)
		sorted[i] = i;
	sort_rows(pooling, rank, dimension->count, sorted, rows);
	sort_rows(pooling, group, pooling->group_count, rows, sorted);
	for (size_t i = 0; i < pooling->row_count; i++) {
		uint32_t row = sorted[i];

		if (count == 0 || group[row] != last_group || rank[row] != last_rank)
			count++;
		last_group = group[row];
		last_rank = rank[row];
		group[row] = (uint32_t)count - 1;
	}
	pooling->group_count = count;
}

/* One group of all rows. */
static void join_rows(struct pooling *pooling)
{
	pooling->dimension_count = 0;
	pooling->group = arena_array(pooling->arena, uint32_t, pooling->row_count);
	pooling->group_count = pooling->row_count > 0;
}

/* False where there are so many groups that their table is too large in any case. */
static bool group_rows(struct pooling *pooling)
{
	struct dimension *dimensions =
		arena_array(pooling->arena, struct dimension, pooling->dimension_count);

	pooling->dimensions = dimensions;
	pooling->group = arena_array(pooling->arena, uint32_t, pooling->row_count);
	pooling->group_count = pooling->row_count > 0;
	for (size_t i = 0; i < pooling->dimension_count; i++) {
		list_values(pooling, i);
		rank_rows(pooling, i);
		if (i > 0) {
			refine(pooling, &dimensions[i]);
		} else {
			memcpy(pooling->group, dimensions[i].rank,
			       pooling->row_count * sizeof(*pooling->group));
			pooling->group_count = dimensions[i].count;
		}
		if (pooling->group_count > STATISTICS_BYTES_MAX)
			return false;
	}
	return true;
}

/* ---- cells ------------------------------------------------------------------- */

/* One column of the reports, or one histogram with width buckets; how it is read. */
struct pooled_column {
	size_t place; /* in the terms */
	bool is_histogram;
	size_t width;
	SlbPooling how;
};

static struct cells cells_of(const struct pooling *pooling,
			     const struct pooled_column *column,
			     const struct report_view *view)
{
	const struct operand operand = { .column = column->place,
					 .is_range = column->is_histogram,
					 .bucket_end = column->width };

	return view_cells(pooling->frame, view, &operand);
}

/* Mostly it is so: a number in each row, every one measured, to be added up. */
static bool is_plain(const struct pooled_column *column, const struct cells *cells)
{
	return !column->is_histogram && cells->present == NULL &&
	       column->how == SLB_POOLING__POOLING_SUM;
}

static void pool_plain(const uint64_t *cells, const uint32_t *group, size_t row_count,
		       uint64_t *pooled, bool *is_null)
{
	for (size_t row = 0; row < row_count; row++) {
		uint64_t *to = &pooled[group[row]];

		if (__builtin_add_overflow(*to, cells[row], to))
			is_null[group[row]] = true;
	}
}

/* Adds to sums, or raises maxima; false when a sum does not fit. */
static bool pool_row(const struct pooled_column *column, const uint64_t *cells,
		     uint64_t *pooled)
{
	bool fits = true;

	for (size_t i = 0; i < column->width; i++) {
		if (column->how != SLB_POOLING__POOLING_MAXIMUM)
			fits &= !__builtin_add_overflow(pooled[i], cells[i],
							&pooled[i]);
		else if (cells[i] > pooled[i])
			pooled[i] = cells[i];
	}
	return fits;
}

static void pool_view(const struct pooled_column *column, const struct cells *cells,
		      const uint32_t *group, size_t row_count, uint64_t *pooled,
		      bool *is_null)
{
	const size_t width = column->width;

	if (is_plain(column, cells)) {
		pool_plain(cells->first, group, row_count, pooled, is_null);
		return;
	}
	for (size_t row = 0; row < row_count; row++) {
		if (!cells_measured(cells, row) ||
		    !pool_row(column, &cells->first[row * width],
			      &pooled[group[row] * width]))
			is_null[group[row]] = true;
	}
}

/* Bits that say which groups are measured; none where all are. */
static ProtobufCBinaryData presence_of(const struct pooling *pooling,
				       const bool *is_null)
{
	ProtobufCBinaryData present = { .len = (pooling->group_count + 7) / 8 };
	bool is_whole = true;

	present.data = arena_array(pooling->arena, uint8_t, present.len);
	for (size_t i = 0; i < pooling->group_count; i++) {
		is_whole = is_whole && !is_null[i];
		present.data[i / 8] |= (uint8_t)((unsigned)!is_null[i] << (i % 8));
	}
	return is_whole ? (ProtobufCBinaryData){ 0 } : present;
}

static uint64_t *pool_column(const struct pooling *pooling,
			     const struct pooled_column *column,
			     ProtobufCBinaryData *present)
{
	uint64_t *pooled = arena_array(pooling->arena, uint64_t,
				       pooling->group_count * column->width);
	bool *is_null = arena_array(pooling->arena, bool, pooling->group_count);
	const uint32_t *group = pooling->group;

	for (size_t i = 0; i < pooling->view_count; i++) {
		const struct report_view *view = &pooling->views[i];
		struct cells cells;

		if (view->row_count == 0)
			continue;
		cells = cells_of(pooling, column, view);
		if (cells.is_carried)
			pool_view(column, &cells, group, view->row_count, pooled,
				  is_null);
		for (size_t row = 0; row < view->row_count && !cells.is_carried; row++)
			is_null[group[row]] = true;
		group += view->row_count;
	}
	for (size_t i = 0; i < pooling->group_count; i++) {
		if (is_null[i])
			memset(&pooled[i * column->width], 0,
			       column->width * sizeof(*pooled));
	}
	*present = presence_of(pooling, is_null);
	return pooled;
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

static SlbDimensionColumn *dimension_column(const struct pooling *pooling,
					    size_t number)
{
	const struct dimension *dimension = &pooling->dimensions[number];
	SlbDimensionColumn *column = arena_new(pooling->arena, SlbDimensionColumn);

	slb_dimension_column__init(column);
	column->dimension = pooling->frame->terms->dimensions[number]->name;
	column->values = dimension->values;
	column->n_values = dimension->count;
	column->index = arena_array(pooling->arena, uint32_t, pooling->group_count);
	column->n_index = pooling->group_count;
	for (size_t row = 0; row < pooling->row_count; row++)
		column->index[pooling->group[row]] = dimension->rank[row];
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
				   .views = views,
				   .view_count = count,
				   .dimension_count = frame->terms->n_dimensions };
	SlbReport *table;

	for (size_t i = 0; i < count; i++) {
		views[i] = view_of_report(arena, frame, reports[i]);
		pooling.row_count += views[i].row_count;
	}
	ensure(pooling.row_count < UINT32_MAX);
	if (group_rows(&pooling)) {
		table = table_of(&pooling, reports[0]);
		if (slb_report__get_packed_size(table) <= STATISTICS_BYTES_MAX)
			return table;
	}
	join_rows(&pooling);
	return table_of(&pooling, reports[0]);
}
