#ifndef BROKER_BASE_MONEY_H
#define BROKER_BASE_MONEY_H

#include <stdint.h>

#include "base/ratio.h"

/*
 * Money is a whole number of minor units (cents) of one currency, net of tax.  A fraction
 * becomes money in one place, once, by a rounding that the contract names.
 */

struct currency {
	char code[4];          /* ISO 4217, e.g. "EUR" */
	unsigned minor_digits; /* digits after the point: 2 for EUR, 0 for JPY; 0..4 */
};

/* The exact amount, rounded once.  False when it does not fit 64 bits. */
bool money_round(struct ratio amount_minor, enum rounding mode,
		 int64_t *out_minor) MUST_CHECK;

/* False on overflow. */
bool money_add(int64_t a_minor, int64_t b_minor, int64_t *out_minor) MUST_CHECK;

/* "EUR 1,680.00"; "-" before the digits of a negative amount. */
char *money_text(struct arena *arena, struct currency currency, int64_t amount_minor);

#endif
