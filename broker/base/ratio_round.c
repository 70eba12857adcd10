#include "base/ensure.h"
#include "base/ratio_limbs.h"

bool ratio_moves_away(enum rounding mode, bool negative, int half, bool odd)
{
	switch (mode) {
	case ROUND_HALF_UP:
		return half >= 0;
	case ROUND_HALF_EVEN:
		return half > 0 || (half == 0 && odd);
	case ROUND_DOWN:
		return false;
	case ROUND_UP:
		return true;
	case ROUND_FLOOR:
		return negative;
	case ROUND_CEILING:
		break;
	}
	return !negative;
}

static int64_t round_small(struct ratio a, enum rounding mode)
{
	int64_t whole = a.num / a.den;
	uint64_t rest = ratio_magnitude(a.num % a.den);
	uint64_t missing = (uint64_t)a.den - rest;
	int half = (rest > missing) - (rest < missing);
	bool negative = a.num < 0;

	if (rest != 0 && ratio_moves_away(mode, negative, half, whole % 2 != 0))
		whole += negative ? -1 : 1;
	return whole;
}

bool ratio_round(struct ratio a, enum rounding mode, int64_t *out)
{
	bool fits;
	mpz_t whole;

	if (a.big == NULL) {
		*out = round_small(a, mode);
		return true;
	}
	mpz_init(whole);
	ratio_scale_and_round(whole, &a, 0, mode);
	fits = mpz_fits_slong_p(whole);
	if (fits)
		*out = mpz_get_si(whole);
	mpz_clear(whole);
	return fits;
}

struct ratio ratio_round_to(struct arena *arena, struct ratio a, unsigned decimals,
			    enum rounding mode)
{
	mpq_t result;

	ensure(decimals <= RATIO_DECIMALS_MAX);
	if (ratio_is_integer(a))
		return a;
	mpq_init(result);
	ratio_scale_and_round(mpq_numref(result), &a, decimals, mode);
	mpz_ui_pow_ui(mpq_denref(result), 10, decimals);
	mpq_canonicalize(result);
	return ratio_take(arena, result);
}
