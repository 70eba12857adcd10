#ifndef BROKER_REPORT_WIDE_H
#define BROKER_REPORT_WIDE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Sums of decimal weights times counters, row by row, without an allocation and without a
 * limit that a report could reach: a weight times 10^18 is a whole number below 10^36,
 * 64 terms of 64 buckets of 64 bits each stay below 2^200.
 */

#define WIDE_LIMBS 4

struct wide {
	uint64_t limbs[WIDE_LIMBS]; /* least significant first */
};

/* The magnitude of a decimal times 10^18. */
struct wide_weight {
	uint64_t high;
	uint64_t low;
	bool is_negative;
};

/* text as ratio_parse_decimal() accepts it, or "" for 1. */
struct wide_weight wide_weight_of(const char *text);

/* Adds the weight's magnitude times value. */
void wide_add(struct wide *sum, struct wide_weight weight, uint64_t value);

bool wide_less(const struct wide *a, const struct wide *b);

#endif
