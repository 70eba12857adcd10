#ifndef CLIENTS_IMPORT_TALLY_H
#define CLIENTS_IMPORT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "import/grid.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * What was counted so far: one row for each interval and each combination of dimension
 * values that occurred.  Readers add to it; parts.h makes reports of it.
 *
 * A column that nothing fills is not measured in any row.  One that is filled starts at
 * 0, is pooled as its counter says, and is not measured in a row as soon as one of what
 * is pooled there was not.
 */

#define TALLY_DIMENSIONS_MAX  8
#define TALLY_COLUMNS_MAX     64
#define TALLY_VALUE_MAX_BYTES 128 /* of a dimension */

#define TALLY_FIGURE_MAX_BYTES 64 /* of a stated figure, with its NUL */

/* A counter or a histogram of the series. */
struct tally_column {
	const char *name;
	const SlbCounter *counter;     /* or */
	const SlbHistogram *histogram; /* exactly one of both */
	bool filled;                   /* something in the export fills it */
	size_t cell;                   /* first of its cells in a row */
	size_t cell_count;             /* 1, or the buckets */
};

struct tally_stated {
	struct tally_stated *next;
	const SlbKpi *kpi;
	char value[TALLY_FIGURE_MAX_BYTES];
};

struct tally_row {
	struct grid_slot slot;
	struct bytes values[TALLY_DIMENSIONS_MAX]; /* of the dimensions */
	uint64_t *cells;
	uint64_t not_measured; /* bit i: column i */
	struct tally_stated *stated;
};

struct tally {
	struct arena *arena;
	const SlbTerms *terms;
	const SlbSeries *series;
	size_t dimension_count;
	size_t column_count;
	size_t cell_count;
	struct tally_column columns[TALLY_COLUMNS_MAX];
	struct tally_row **rows; /* in the order in which they occurred */
	size_t row_count;
	size_t row_room;
	struct tally_row **slots; /* open addressing */
	size_t slot_count;        /* a power of two */
};

/* The columns of one series, in the order of the terms: counters, then histograms. */
void tally_init(struct tally *tally, struct arena *arena, const SlbTerms *terms,
		const SlbSeries *series);

/* NULL when the series has no such counter or histogram. */
struct tally_column *tally_column_named(struct tally *tally, const char *name);

/*
 * The row of this key; values has one for each dimension of the terms, which are copied.
 * NULL when the arena is full.
 */
struct tally_row *tally_row(struct tally *tally, const struct grid_slot *slot,
			    const struct bytes *values);

/* Pools value into a counter.  False when the sum exceeds 64 bits. */
bool tally_add(struct tally_row *row, const struct tally_column *column,
	       uint64_t value) MUST_CHECK;

/* Adds count to the bucket of a size, in the histogram's unit; the same. */
bool tally_add_size(struct tally_row *row, const struct tally_column *column,
		    uint64_t size, uint64_t count) MUST_CHECK;

/* Adds count to a bucket, from 0; the same. */
bool tally_add_bucket(struct tally_row *row, const struct tally_column *column,
		      size_t bucket, uint64_t count) MUST_CHECK;

/* What was to be pooled here is not known. */
void tally_not_measured(struct tally *tally, struct tally_row *row,
			const struct tally_column *column);

/* By interval, then by the bytes of the dimensions' values, in place. */
void tally_sort(struct tally *tally);

#endif
