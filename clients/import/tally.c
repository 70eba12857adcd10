#include "import/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

#define ROOM_AT_FIRST 256

static void add_column(struct tally *tally, struct tally_column column)
{
	ensure(tally->column_count < TALLY_COLUMNS_MAX);
	column.cell = tally->cell_count;
	tally->cell_count += column.cell_count;
	tally->columns[tally->column_count++] = column;
}

void tally_init(struct tally *tally, struct arena *arena, const SlbTerms *terms,
		const SlbSeries *series)
{
	memset(tally, 0, sizeof(*tally));
	tally->arena = arena;
	tally->terms = terms;
	tally->series = series;
	tally->dimension_count = terms->n_dimensions;
	ensure(tally->dimension_count <= TALLY_DIMENSIONS_MAX);
	for (size_t i = 0; i < terms->n_counters; i++) {
		const SlbCounter *counter = terms->counters[i];

		if (strcmp(counter->series, series->name) == 0)
			add_column(tally, (struct tally_column){ .name = counter->name,
								 .counter = counter,
								 .cell_count = 1 });
	}
	for (size_t i = 0; i < terms->n_histograms; i++) {
		const SlbHistogram *histogram = terms->histograms[i];

		if (strcmp(histogram->series, series->name) == 0)
			add_column(tally,
				   (struct tally_column){
					   .name = histogram->name,
					   .histogram = histogram,
					   .cell_count = histogram->n_bounds + 1 });
	}
}

struct tally_column *tally_column_named(struct tally *tally, const char *name)
{
	for (size_t i = 0; i < tally->column_count; i++) {
		if (strcmp(tally->columns[i].name, name) == 0)
			return &tally->columns[i];
	}
	return NULL;
}

/* FNV-1a, 64 bits (isthe.com/chongo/tech/comp/fnv). */
static uint64_t hash_bytes(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3;
	return hash;
}

static uint64_t hash_key(const struct tally *tally, const struct grid_slot *slot,
			 const struct bytes *values)
{
	uint64_t hash =
		hash_bytes(0xcbf29ce484222325, &slot->start_s, sizeof(slot->start_s));

	for (size_t i = 0; i < tally->dimension_count; i++) {
		hash = hash_bytes(hash, &values[i].len, sizeof(values[i].len));
		hash = hash_bytes(hash, values[i].data, values[i].len);
	}
	return hash;
}

static bool has_key(const struct tally *tally, const struct tally_row *row,
		    const struct grid_slot *slot, const struct bytes *values)
{
	bool same = row->slot.start_s == slot->start_s;

	for (size_t i = 0; same && i < tally->dimension_count; i++)
		same = bytes_equal(row->values[i], values[i]);
	return same;
}

/* Where the row of this key stands, or the free slot where it belongs. */
static struct tally_row **find(const struct tally *tally, const struct grid_slot *slot,
			       const struct bytes *values)
{
	size_t mask = tally->slot_count - 1;
	size_t at = (size_t)hash_key(tally, slot, values) & mask;

	while (tally->slots[at] != NULL &&
	       !has_key(tally, tally->slots[at], slot, values))
		at = (at + 1) & mask;
	return &tally->slots[at];
}

/* Twice the room; the old tables stay in the arena. */
static bool grow(struct tally *tally)
{
	size_t room = tally->row_room ? tally->row_room * 2 : ROOM_AT_FIRST;
	struct tally_row **rows =
		arena_try_alloc_array(tally->arena, room, sizeof(struct tally_row *));
	struct tally_row **slots = arena_try_alloc_array(tally->arena, room * 2,
							 sizeof(struct tally_row *));

	if (rows == NULL || slots == NULL)
		return false;
	if (tally->row_count > 0)
		memcpy(rows, tally->rows,
		       tally->row_count * sizeof(struct tally_row *));
	tally->rows = rows;
	tally->row_room = room;
	tally->slots = slots;
	tally->slot_count = room * 2;
	for (size_t i = 0; i < tally->row_count; i++)
		*find(tally, &rows[i]->slot, rows[i]->values) = rows[i];
	return true;
}

static struct tally_row *new_row(struct tally *tally, const struct grid_slot *slot,
				 const struct bytes *values)
{
	struct tally_row *row = arena_try_alloc(tally->arena, sizeof(*row));
	uint64_t *cells = arena_try_alloc_array(tally->arena, tally->cell_count + 1,
						sizeof(uint64_t));

	if (row == NULL || cells == NULL)
		return NULL;
	row->slot = *slot;
	row->cells = cells;
	for (size_t i = 0; i < tally->dimension_count; i++) {
		uint8_t *copy = arena_try_alloc(tally->arena, values[i].len + 1);

		if (copy == NULL)
			return NULL;
		if (values[i].len > 0)
			memcpy(copy, values[i].data, values[i].len);
		row->values[i] = (struct bytes){ copy, values[i].len };
	}
	for (size_t i = 0; i < tally->column_count; i++) {
		if (!tally->columns[i].filled)
			row->not_measured |= (uint64_t)1 << i;
	}
	return row;
}

struct tally_row *tally_row(struct tally *tally, const struct grid_slot *slot,
			    const struct bytes *values)
{
	struct tally_row **place;
	struct tally_row *row;

	if (tally->row_count == tally->row_room && !grow(tally))
		return NULL;
	place = find(tally, slot, values);
	if (*place)
		return *place;
	row = new_row(tally, slot, values);
	if (row) {
		*place = row;
		tally->rows[tally->row_count++] = row;
	}
	return row;
}

bool tally_add(struct tally_row *row, const struct tally_column *column, uint64_t value)
{
	uint64_t *cell = &row->cells[column->cell];

	if (column->counter->pooling == SLB_POOLING__POOLING_MAXIMUM) {
		if (value > *cell)
			*cell = value;
		return true;
	}
	return !__builtin_add_overflow(*cell, value, cell);
}

bool tally_add_bucket(struct tally_row *row, const struct tally_column *column,
		      size_t bucket, uint64_t count)
{
	uint64_t *cell = &row->cells[column->cell + bucket];

	return !__builtin_add_overflow(*cell, count, cell);
}

bool tally_add_size(struct tally_row *row, const struct tally_column *column,
		    uint64_t size, uint64_t count)
{
	size_t bucket = 0;

	while (bucket < column->histogram->n_bounds &&
	       size > column->histogram->bounds[bucket])
		bucket++;
	return tally_add_bucket(row, column, bucket, count);
}

void tally_not_measured(struct tally *tally, struct tally_row *row,
			const struct tally_column *column)
{
	row->not_measured |= (uint64_t)1 << (size_t)(column - tally->columns);
}

static int row_order(const void *left, const void *right)
{
	const struct tally_row *a = *(struct tally_row *const *)left;
	const struct tally_row *b = *(struct tally_row *const *)right;
	int order = (a->slot.start_s > b->slot.start_s) -
		    (a->slot.start_s < b->slot.start_s);

	for (size_t i = 0; order == 0 && i < TALLY_DIMENSIONS_MAX; i++)
		order = bytes_compare(a->values[i], b->values[i]);
	return order;
}

void tally_sort(struct tally *tally)
{
	if (tally->row_count > 1)
		qsort(tally->rows, tally->row_count, sizeof(tally->rows[0]), row_order);
}
