#ifndef BROKER_CONTRACT_BOUNDS_H
#define BROKER_CONTRACT_BOUNDS_H

#include "contract/say.h"
#include "report/frame.h"

/*
 * Private to contract/: the proof that no exact value of a KPI can need more bits than
 * base/ratio carries (RATIO_BITS_MAX), whatever reports say.
 *
 * Every step's numerator and denominator are bounded by powers of two:
 *
 *   - an operand: its largest cell (row_maximum or bucket_maximum, else 2^64 - 1) times
 *     the rows that a group can have;
 *   - weights and steps: bits add when numbers are multiplied; a sum of fractions has at
 *     most the product of their denominators;
 *   - a mean over g groups: the product of g denominators, which is what grows.
 *
 * Rows: at most 16,384 for each report, and for one interval no more than the scope's
 * listed values can be combined.  Groups: the intervals or days of the longest period, or
 * the values that the scope lists.
 *
 * Says which step could grow too long, and what to write.  For terms in which no error was
 * found.
 */
void rules_bounds(struct inquiry *inquiry, const struct frame *frame, const SlbKpi *kpi,
		  const struct path *path);

#endif
