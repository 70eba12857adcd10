#ifndef BROKER_BASE_RATIO_H
#define BROKER_BASE_RATIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

/*
 * Exact rational numbers: the only numbers with a fraction in the law.
 *
 * A value is immutable, always in lowest terms with a positive denominator.  Where both
 * parts fit 64 bits it holds them itself; otherwise its limbs lie in the arena of the
 * operation that made it (GMP computes them).  Operations on the 64-bit form do not
 * allocate.  RATIO_BITS_MAX bounds either part; a contract whose formula could exceed
 * it is refused when it is checked, so to exceed it here is a broken invariant.
 */

#define RATIO_BITS_MAX 65536

struct ratio_big;

struct ratio {
	int64_t num;
	int64_t den;                 /* > 0 */
	const struct ratio_big *big; /* NULL in the 64-bit form; else num, den unused */
};

/* Where a fraction is turned into a whole number, and which way a half goes. */
enum rounding {
	ROUND_HALF_UP,   /* nearest, a half away from zero */
	ROUND_HALF_EVEN, /* nearest, a half to the even neighbour */
	ROUND_DOWN,      /* toward zero */
	ROUND_UP,        /* away from zero */
	ROUND_FLOOR,     /* toward minus infinity */
	ROUND_CEILING,   /* toward plus infinity */
};

struct ratio ratio_int(int64_t value);
struct ratio ratio_uint(struct arena *arena, uint64_t value);
/* A 128-bit value, high * 2^64 + low: sums of 64-bit counters. */
struct ratio ratio_u128(struct arena *arena, uint64_t high, uint64_t low);
/* den must not be 0. */
struct ratio ratio_make(struct arena *arena, int64_t num, int64_t den);

struct ratio ratio_add(struct arena *arena, struct ratio a, struct ratio b);
struct ratio ratio_sub(struct arena *arena, struct ratio a, struct ratio b);
struct ratio ratio_mul(struct arena *arena, struct ratio a, struct ratio b);
/* b must not be zero. */
struct ratio ratio_div(struct arena *arena, struct ratio a, struct ratio b);
struct ratio ratio_abs(struct arena *arena, struct ratio a); /* without its sign */

/* <0, 0, >0. */
int ratio_compare(struct ratio a, struct ratio b);
int ratio_sign(struct ratio a); /* -1, 0, 1 */
bool ratio_is_integer(struct ratio a);

/* The whole number that mode gives.  False when it does not fit int64_t. */
bool ratio_round(struct ratio a, enum rounding mode, int64_t *out) MUST_CHECK;
/* a rounded to that many decimal places (0..30), exact as a ratio again. */
struct ratio ratio_round_to(struct arena *arena, struct ratio a, unsigned decimals,
			    enum rounding mode);

/* The larger of the bits of numerator and denominator. */
unsigned ratio_bits(struct ratio a);

/* "a/b", or "a" when the denominator is 1; decimal digits, exact. */
char *ratio_text(struct arena *arena, struct ratio a);
char *ratio_num_text(struct arena *arena, struct ratio a);
char *ratio_den_text(struct arena *arena, struct ratio a);
/* With exactly that many decimals (0..30), e.g. "93.85"; "-" before a negative one. */
char *ratio_decimal(struct arena *arena, struct ratio a, unsigned decimals,
		    enum rounding mode);

/*
 * One spelling: "-"? digits ("." digits)?, no leading zero before another digit, at most
 * 18 digits before and 18 after the point, no "-0".  *decimals (may be NULL) is the
 * number of digits after the point.  False when text is not that, or the arena is full.
 */
bool ratio_parse_decimal(struct arena *arena, struct bytes text, struct ratio *out,
			 unsigned *decimals) MUST_CHECK;
/* As printed by ratio_text(); at most RATIO_BITS_MAX bits; in lowest terms.  The same. */
bool ratio_parse(struct arena *arena, struct bytes text, struct ratio *out) MUST_CHECK;

#endif
