#ifndef BROKER_BASE_HISTOGRAM_H
#define BROKER_BASE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many of a thing's measures fell into each of some ranges; whole numbers only.  For
 * whoever watches a program at work: nothing is decided by it.
 *
 * Threads: a histogram has an owner, who guards it.
 */

#define HISTOGRAM_BOUNDS_MAX 16

struct histogram {
	const uint64_t *bounds; /* ascending: the greatest number of each range */
	size_t bound_count;
	uint64_t counts[HISTOGRAM_BOUNDS_MAX + 1]; /* the last: beyond every bound */
	uint64_t sum;                              /* of all that was added */
};

/* bounds stays the caller's and outlives the histogram. */
void histogram_init(struct histogram *histogram, const uint64_t *bounds,
		    size_t bound_count);

void histogram_add(struct histogram *histogram, uint64_t value);

#endif
