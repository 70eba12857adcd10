#ifndef BROKER_DOCUMENT_NUMBER_H
#define BROKER_DOCUMENT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * A whole number in the grammar of a JSON number (RFC 8259, section 6), exact: a
 * fraction or an exponent is allowed when the value is whole ("1.50e2", "7.0").
 */

enum number_form {
	NUMBER_WHOLE,
	NUMBER_FRACTIONAL, /* a number, not whole */
	NUMBER_HUGE,       /* whole, its magnitude above 2^64 - 1 */
	NUMBER_NOT,        /* not in the grammar */
};

struct number {
	uint64_t magnitude;
	bool negative; /* false for zero */
};

/* *out is set when the form is NUMBER_WHOLE. */
enum number_form number_parse(struct bytes text, struct number *out);

/*
 * The plain decimal form of a whole number that is written in a way we refuse: with a
 * plus sign, leading zeros, or separators between digits ("1_000", "1,000", "1'000").
 * False when text is nothing of that, or its digits do not fit out.
 */
bool number_respell(struct bytes text, char *out, size_t out_size);

#endif
