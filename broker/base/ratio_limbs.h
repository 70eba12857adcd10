#ifndef BROKER_BASE_RATIO_LIMBS_H
#define BROKER_BASE_RATIO_LIMBS_H

#include <gmp.h>

#include "base/ratio.h"

/*
 * Private to ratio*.c: the form of a ratio that does not fit 64 bits, and the passage
 * between a ratio and GMP's numbers.
 *
 * GMP's own memory lives only inside one operation and is freed before any ensure(), so
 * that a broken invariant leaks nothing.
 */

_Static_assert(GMP_NUMB_BITS == 64, "a limb holds a 64-bit part");

#define RATIO_DECIMALS_MAX 30 /* that a value is rounded to */

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

struct ratio_big {
	mp_size_t num_size; /* limbs of the numerator, negative as the number is */
	mp_size_t den_size;
	mp_limb_t
		limbs[]; /* of the numerator, least significant first; then the other */
};

/* A ratio as GMP reads it, without a copy; valid while ratio and view are. */
struct ratio_view {
	mp_limb_t limbs[2];
	mpq_t value;
};

void ratio_view_of(struct ratio_view *view, const struct ratio *a);

/* The magnitude of a 64-bit value. */
uint64_t ratio_magnitude(int64_t value);
/* b must not be 0. */
uint64_t ratio_gcd(uint64_t a, uint64_t b);

/*
 * magnitude over den, which are in lowest terms.  The try_ form, for what comes from
 * outside, is false when the arena is full.
 */
struct ratio ratio_of_128(struct arena *arena, bool negative, uint128 magnitude,
			  uint128 den);
bool ratio_try_128(struct arena *arena, bool negative, uint128 magnitude, uint128 den,
		   struct ratio *out) MUST_CHECK;

/*
 * Copies value, which is in lowest terms, and clears it.  The try_ form is false when it
 * has more than RATIO_BITS_MAX bits or the arena is full.
 */
struct ratio ratio_take(struct arena *arena, mpq_t value);
bool ratio_try_take(struct arena *arena, mpq_t value, struct ratio *out) MUST_CHECK;

/* value as decimal digits in the arena; clears it. */
char *ratio_take_digits(struct arena *arena, mpz_t value);

/*
 * Whether a quotient that was cut toward zero, with something left over, moves away
 * from zero.  half: the rest compared with one half (<0, 0, >0).
 */
bool ratio_moves_away(enum rounding mode, bool negative, int half, bool odd);

/* a * 10^decimals, rounded to a whole number, into out, which is initialised. */
void ratio_scale_and_round(mpz_t out, const struct ratio *a, unsigned decimals,
			   enum rounding mode);

#endif
