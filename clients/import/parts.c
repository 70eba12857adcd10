#include "import/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "calendar/civil.h"

/* The rows of one part, and the report that is made of them. */
struct part {
	struct tally *tally;
	struct arena *arena;
	struct tally_row **rows;
	size_t row_count;
	SlbReport *report;
};

static int value_order(const void *left, const void *right)
{
	return bytes_compare(*(const struct bytes *)left, *(const struct bytes *)right);
}

/* The distinct values of a dimension, ascending; their number. */
static size_t dictionary_of(const struct part *part, size_t dimension,
			    struct bytes *values)
{
	size_t distinct = 0;

	for (size_t i = 0; i < part->row_count; i++)
		values[i] = part->rows[i]->values[dimension];
	if (part->row_count > 1)
		qsort(values, part->row_count, sizeof(*values), value_order);
	for (size_t i = 0; i < part->row_count; i++) {
		if (distinct == 0 || !bytes_equal(values[distinct - 1], values[i]))
			values[distinct++] = values[i];
	}
	return distinct;
}

static SlbDimensionColumn *make_dimension(const struct part *part, size_t dimension)
{
	SlbDimensionColumn *column = arena_new(part->arena, SlbDimensionColumn);
	struct bytes *values =
		arena_array(part->arena, struct bytes, part->row_count + 1);

	slb_dimension_column__init(column);
	column->dimension = part->tally->terms->dimensions[dimension]->name;
	column->n_values = dictionary_of(part, dimension, values);
	column->values = arena_array(part->arena, char *, column->n_values + 1);
	for (size_t i = 0; i < column->n_values; i++)
		column->values[i] = arena_strndup(
			part->arena, (const char *)values[i].data, values[i].len);
	column->n_index = part->row_count;
	column->index = arena_array(part->arena, uint32_t, part->row_count + 1);
	for (size_t i = 0; i < part->row_count; i++) {
		const struct bytes *found =
			bsearch(&part->rows[i]->values[dimension], values,
				column->n_values, sizeof(*values), value_order);

		column->index[i] = (uint32_t)(found - values);
	}
	return column;
}

static bool measured(const struct tally_row *row, size_t column)
{
	return (row->not_measured >> column & 1) == 0;
}

static ProtobufCBinaryData make_present(const struct part *part, size_t column)
{
	ProtobufCBinaryData present = { 0, NULL };
	size_t count = 0;
	for (size_t i = 0; i < part->row_count; i++)
		count += measured(part->rows[i], column);
	if (count == part->row_count)
		return present;
	present.len = (part->row_count + 7) / 8;
	present.data = arena_array(part->arena, uint8_t, present.len);
	for (size_t i = 0; i < part->row_count; i++) {
		if (measured(part->rows[i], column))
			present.data[i / 8] |= (uint8_t)(1U << (i % 8));
	}
	return present;
}

/* The cells of a column, row after row; 0 where not measured. */
static uint64_t *make_cells(const struct part *part, size_t column)
{
	const struct tally_column *of = &part->tally->columns[column];
	uint64_t *cells = arena_array(part->arena, uint64_t,
				      part->row_count * of->cell_count + 1);

	for (size_t i = 0; i < part->row_count; i++) {
		if (measured(part->rows[i], column))
			memcpy(&cells[i * of->cell_count],
			       &part->rows[i]->cells[of->cell],
			       of->cell_count * sizeof(uint64_t));
	}
	return cells;
}

static void make_column(const struct part *part, size_t column)
{
	const struct tally_column *of = &part->tally->columns[column];
	SlbReport *report = part->report;

	if (of->counter) {
		SlbColumn *made = arena_new(part->arena, SlbColumn);

		slb_column__init(made);
		made->counter = of->counter->name;
		made->n_values = part->row_count;
		made->values = make_cells(part, column);
		made->present = make_present(part, column);
		report->columns[report->n_columns++] = made;
	} else {
		SlbHistogramColumn *made = arena_new(part->arena, SlbHistogramColumn);

		slb_histogram_column__init(made);
		made->histogram = of->histogram->name;
		made->n_counts = part->row_count * of->cell_count;
		made->counts = make_cells(part, column);
		made->present = make_present(part, column);
		report->histograms[report->n_histograms++] = made;
	}
}

static void make_stated(const struct part *part)
{
	SlbReport *report = part->report;
	size_t count = 0;

	for (size_t i = 0; i < part->row_count; i++) {
		for (const struct tally_stated *s = part->rows[i]->stated; s != NULL;
		     s = s->next)
			count++;
	}
	report->stated = arena_array(part->arena, SlbStated *, count + 1);
	for (size_t i = 0; i < part->row_count; i++) {
		for (const struct tally_stated *s = part->rows[i]->stated; s != NULL;
		     s = s->next) {
			SlbStated *stated = arena_new(part->arena, SlbStated);

			slb_stated__init(stated);
			stated->kpi = s->kpi->name;
			stated->row = (uint32_t)i + 1;
			stated->value = arena_strdup(part->arena, s->value);
			report->stated[report->n_stated++] = stated;
		}
	}
}

/* No less than a report of that many rows takes: whether it fits into the arena. */
static bool fits(const struct part *part)
{
	const struct tally *tally = part->tally;
	size_t per_row =
		sizeof(uint32_t) + tally->cell_count * sizeof(uint64_t) +
		tally->column_count +
		tally->dimension_count *
			(sizeof(struct bytes) + sizeof(char *) + sizeof(uint32_t) +
			 TALLY_VALUE_MAX_BYTES + 16) +
		tally->terms->n_kpis * (sizeof(SlbStated) + sizeof(SlbStated *) +
					TALLY_FIGURE_MAX_BYTES + 32);
	size_t fixed = 65536 + tally->column_count * sizeof(SlbHistogramColumn);
	size_t left = part->arena->ceiling_bytes - part->arena->used_bytes;

	return left >= fixed && (left - fixed) / per_row >= part->row_count;
}

static const char *part_name(const struct part *part, const struct grid *grid)
{
	int64_t day = zone_day_at(&grid->zone, part->report->start_s);

	return civil_day_text(part->arena, day);
}

/* Every measured value within what the terms allow. */
static enum err check_maxima(const struct part *part, const struct grid *grid,
			     struct diag *diag)
{
	enum err e = ERR_OK;

	for (size_t c = 0; c < part->tally->column_count; c++) {
		const struct tally_column *column = &part->tally->columns[c];
		uint64_t most = column->counter ? column->counter->row_maximum
						: column->histogram->bucket_maximum;
		uint64_t largest = 0;

		for (size_t i = 0; most > 0 && i < part->row_count * column->cell_count;
		     i++) {
			uint64_t cell =
				part->rows[i / column->cell_count]
					->cells[column->cell + i % column->cell_count];

			if (cell > largest)
				largest = cell;
		}
		if (largest > most)
			e = diag_error(diag, ERR_IMPORT_DATA, diag_at(column->name),
				       "part of %s: a row holds %" PRIu64
				       ", but the terms allow at most %" PRIu64,
				       part_name(part, grid), largest, most);
	}
	return e;
}

static enum err make_report(struct part *part, const struct grid *grid,
			    struct bytes version_id, struct diag *diag)
{
	const struct tally *tally = part->tally;
	SlbReport *report = part->report;

	if (part->row_count > PARTS_ROWS_MAX)
		return diag_error(
			diag, ERR_LIMIT_EXCEEDED, diag_at(tally->series->name),
			"part of %s: %zu rows, but a report holds at most %d; "
			"use longer intervals or fewer dimension values",
			part_name(part, grid), part->row_count, PARTS_ROWS_MAX);
	if (!fits(part))
		return diag_error(
			diag, ERR_NO_MEMORY, diag_at(tally->series->name),
			"the reports do not fit into memory; import fewer days "
			"at once");
	report->version_id.len = version_id.len;
	report->version_id.data = arena_alloc(part->arena, version_id.len + 1);
	if (version_id.len > 0)
		memcpy(report->version_id.data, version_id.data, version_id.len);
	report->series = tally->series->name;
	report->n_interval = part->row_count;
	report->interval = arena_array(part->arena, uint32_t, part->row_count + 1);
	for (size_t i = 0; i < part->row_count; i++)
		report->interval[i] = part->rows[i]->slot.interval;
	report->n_dimensions = tally->dimension_count;
	report->dimensions = arena_array(part->arena, SlbDimensionColumn *,
					 tally->dimension_count + 1);
	for (size_t i = 0; i < tally->dimension_count; i++)
		report->dimensions[i] = make_dimension(part, i);
	report->columns =
		arena_array(part->arena, SlbColumn *, tally->column_count + 1);
	report->histograms =
		arena_array(part->arena, SlbHistogramColumn *, tally->column_count + 1);
	for (size_t i = 0; i < tally->column_count; i++)
		make_column(part, i);
	make_stated(part);
	return check_maxima(part, grid, diag);
}

/* The part that comes next: of the next row, or an empty one before it. */
static bool next_part(const struct tally *tally, struct grid *grid, size_t row,
		      int64_t at_s, int64_t last_s, struct grid_part *out)
{
	bool empty = grid_next_part(grid, at_s, out) && out->start_s <= last_s;

	if (row == tally->row_count)
		return empty;
	if (!empty || tally->rows[row]->slot.part.start_s < out->start_s)
		*out = tally->rows[row]->slot.part;
	return true;
}

static size_t rows_of(const struct tally *tally, size_t from,
		      const struct grid_part *part)
{
	size_t count = 0;

	while (from + count < tally->row_count &&
	       tally->rows[from + count]->slot.part.start_s == part->start_s)
		count++;
	return count;
}

static bool add_report(struct parts *out, size_t *room, struct arena *arena,
		       SlbReport *report)
{
	if (out->count == *room) {
		size_t more = *room ? *room * 2 : 64;
		SlbReport **grown =
			arena_try_alloc_array(arena, more, sizeof(SlbReport *));

		if (grown == NULL)
			return false;
		if (out->count > 0)
			memcpy(grown, out->reports, out->count * sizeof(SlbReport *));
		out->reports = grown;
		*room = more;
	}
	out->reports[out->count++] = report;
	return true;
}

enum err parts_make(struct tally *tally, struct grid *grid,
		    const struct parts_request *request, struct parts *out,
		    struct diag *diag)
{
	struct grid_part at;
	int64_t next_s = request->first_s;
	size_t room = 0;
	enum err first_error = ERR_OK;

	memset(out, 0, sizeof(*out));
	tally_sort(tally);
	for (size_t row = 0;
	     next_part(tally, grid, row, next_s, request->last_s, &at);) {
		struct part part = { tally, tally->arena,
				     tally->row_count ? &tally->rows[row] : NULL,
				     rows_of(tally, row, &at),
				     arena_try_alloc(tally->arena, sizeof(SlbReport)) };
		enum err e;

		if (!part.report || !add_report(out, &room, tally->arena, part.report))
			return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
					  "the reports do not fit into memory; import "
					  "fewer days at once");
		slb_report__init(part.report);
		part.report->start_s = at.start_s;
		part.report->end_s = at.end_s;
		e = make_report(&part, grid, request->version_id, diag);
		if (e == ERR_NO_MEMORY)
			return e;
		if (first_error == ERR_OK)
			first_error = e;
		row += part.row_count;
		next_s = at.end_s;
	}
	return first_error;
}
