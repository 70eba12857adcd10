#include "kpi/pool.h"

static void add_number(struct pool *pool, uint64_t number)
{
	pool->low += number;
	pool->high += pool->low < number;
}

/* The sums of count cells that lie side by side. */
static void add_run(struct pool *pool, const uint64_t *cell, size_t count)
{
	uint64_t low = pool->low;
	uint64_t high = pool->high;

	for (size_t i = 0; i < count; i++) {
		low += cell[i];
		high += low < cell[i];
	}
	pool->low = low;
	pool->high = high;
}

static void take_larger(struct pool *pool, uint64_t number)
{
	if (number > pool->low)
		pool->low = number;
}

/* Null cells hold 0, so that they change neither sum nor maximum. */
static void add_row(struct pool *pool, const struct operand *operand,
		    const struct cells *cells, size_t row)
{
	const uint64_t *cell = cells->first + row * cells->stride;

	if (operand->is_maximum)
		take_larger(pool, *cell);
	else
		add_run(pool, cell, cells->width);
}

static uint64_t count_nulls(const struct cells *cells,
			    const struct selection *selection)
{
	uint64_t count = 0;

	if (!cells->is_carried)
		return selection->count;
	if (cells->present == NULL)
		return 0;
	for (size_t i = 0; i < selection->count; i++)
		count += !cells_measured(cells, selection_row(selection, i));
	return count;
}

void pool_add_rows(struct pool *pool, const struct operand *operand,
		   const struct cells *cells, const struct selection *selection)
{
	pool->null_rows += count_nulls(cells, selection);
	if (!cells->is_carried)
		return;
	if (selection->rows == NULL && cells->width == cells->stride &&
	    !operand->is_maximum) {
		add_run(pool, cells->first, selection->count * cells->width);
		return;
	}
	for (size_t i = 0; i < selection->count; i++)
		add_row(pool, operand, cells, selection_row(selection, i));
}

void pools_add_grouped(struct pool *pools, const struct operand *operand,
		       const struct cells *cells, const struct selection *selection,
		       const uint32_t *group)
{
	for (size_t i = 0; i < selection->count; i++) {
		struct pool *pool = &pools[group[i]];
		size_t row = selection_row(selection, i);

		if (!cells->is_carried || !cells_measured(cells, row))
			pool->null_rows++;
		else
			add_row(pool, operand, cells, row);
	}
}

void pool_merge(struct pool *pool, const struct operand *operand,
		const struct pool *other)
{
	pool->null_rows += other->null_rows;
	if (operand->is_maximum) {
		take_larger(pool, other->low);
		return;
	}
	add_number(pool, other->low);
	pool->high += other->high;
}

struct ratio pool_number(struct arena *arena, const struct pool *pool)
{
	return ratio_u128(arena, pool->high, pool->low);
}

struct value pool_value(struct arena *arena, const struct pool *pool)
{
	if (pool->null_rows > 0)
		return (struct value){ .lack = LACKS_MEASUREMENT };
	return (struct value){ .number = pool_number(arena, pool) };
}
