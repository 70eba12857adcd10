#include "base/ratio_limbs.h"

#include <string.h>

#include "base/ensure.h"

/* The limbs of value, without leading zeros; their number. */
static mp_size_t put_limbs(mp_limb_t *limbs, uint128 value)
{
	mp_size_t count = 0;

	for (; value != 0; value >>= GMP_NUMB_BITS)
		limbs[count++] = (mp_limb_t)value;
	return count;
}

/* GMP's read-only numbers are made from const limbs but declared without const. */
static void view_limbs(mpz_ptr part, const mp_limb_t *limbs, mp_size_t size)
{
	(void)mpz_roinit_n(part, limbs, size);
}

void ratio_view_of(struct ratio_view *view, const struct ratio *a)
{
	const struct ratio_big *big = a->big;
	mp_size_t size;

	if (big != NULL) {
		size_t num_count =
			(size_t)(big->num_size < 0 ? -big->num_size : big->num_size);

		view_limbs(mpq_numref(view->value), big->limbs, big->num_size);
		view_limbs(mpq_denref(view->value), big->limbs + num_count,
			   big->den_size);
		return;
	}
	view->limbs[0] = ratio_magnitude(a->num);
	view->limbs[1] = (mp_limb_t)a->den;
	size = (a->num > 0) - (a->num < 0);
	view_limbs(mpq_numref(view->value), &view->limbs[0], size);
	view_limbs(mpq_denref(view->value), &view->limbs[1], 1);
}

static struct ratio_big *new_big(struct arena *arena, size_t limb_count)
{
	return arena_try_alloc(arena, sizeof(struct ratio_big) +
					      limb_count * sizeof(mp_limb_t));
}

bool ratio_try_128(struct arena *arena, bool negative, uint128 magnitude, uint128 den,
		   struct ratio *out)
{
	const uint128 limit = (uint128)INT64_MAX + (negative ? 1 : 0);
	struct ratio_big *big;

	if (magnitude <= limit && den <= INT64_MAX) {
		uint64_t bits = (uint64_t)magnitude;

		*out = (struct ratio){ .num = (int64_t)(negative ? 0 - bits : bits),
				       .den = (int64_t)den };
		return true;
	}
	big = new_big(arena, 4);
	if (big == NULL)
		return false;
	big->num_size = put_limbs(big->limbs, magnitude);
	big->den_size = put_limbs(big->limbs + big->num_size, den);
	if (negative)
		big->num_size = -big->num_size;
	*out = (struct ratio){ .big = big };
	return true;
}

struct ratio ratio_of_128(struct arena *arena, bool negative, uint128 magnitude,
			  uint128 den)
{
	struct ratio result = { .den = 1 };
	bool stored = ratio_try_128(arena, negative, magnitude, den, &result);

	ensure(stored);
	return result;
}

static bool copy_limbs(struct arena *arena, mpz_srcptr num, mpz_srcptr den,
		       struct ratio *out)
{
	size_t num_count = mpz_size(num);
	size_t den_count = mpz_size(den);
	struct ratio_big *big = new_big(arena, num_count + den_count);

	if (big == NULL)
		return false;
	big->num_size = mpz_sgn(num) * (mp_size_t)num_count;
	big->den_size = (mp_size_t)den_count;
	memcpy(big->limbs, mpz_limbs_read(num), num_count * sizeof(mp_limb_t));
	memcpy(big->limbs + num_count, mpz_limbs_read(den),
	       den_count * sizeof(mp_limb_t));
	*out = (struct ratio){ .big = big };
	return true;
}

bool ratio_try_take(struct arena *arena, mpq_t value, struct ratio *out)
{
	mpz_ptr num = mpq_numref(value);
	mpz_ptr den = mpq_denref(value);
	bool stored = false;

	if (mpz_fits_slong_p(num) && mpz_fits_slong_p(den)) {
		*out = (struct ratio){ .num = mpz_get_si(num), .den = mpz_get_si(den) };
		stored = true;
	} else if (mpz_sizeinbase(num, 2) <= RATIO_BITS_MAX &&
		   mpz_sizeinbase(den, 2) <= RATIO_BITS_MAX) {
		stored = copy_limbs(arena, num, den, out);
	}
	mpq_clear(value);
	return stored;
}

struct ratio ratio_take(struct arena *arena, mpq_t value)
{
	struct ratio result = { .den = 1 };
	bool stored = ratio_try_take(arena, value, &result);

	ensure(stored);
	return result;
}

char *ratio_take_digits(struct arena *arena, mpz_t value)
{
	/* Sign and NUL; the size in base 10 may be one too large. */
	char *text = arena_try_alloc(arena, mpz_sizeinbase(value, 10) + 2);

	if (text != NULL)
		(void)mpz_get_str(text, 10, value);
	mpz_clear(value);
	ensure(text != NULL);
	return text;
}

void ratio_scale_and_round(mpz_t out, const struct ratio *a, unsigned decimals,
			   enum rounding mode)
{
	struct ratio_view view;
	mpz_srcptr den;
	bool negative;
	mpz_t rest;
	bool away;

	ratio_view_of(&view, a);
	den = mpq_denref(view.value);
	negative = ratio_sign(*a) < 0;
	mpz_init(rest);
	mpz_ui_pow_ui(rest, 10, decimals);
	mpz_mul(rest, rest, mpq_numref(view.value));
	mpz_tdiv_qr(out, rest, rest, den);
	away = mpz_sgn(rest) != 0;
	if (away) {
		mpz_mul_2exp(rest, rest, 1);
		away = ratio_moves_away(mode, negative, mpz_cmpabs(rest, den),
					mpz_odd_p(out));
	}
	if (away && negative)
		mpz_sub_ui(out, out, 1);
	else if (away)
		mpz_add_ui(out, out, 1);
	mpz_clear(rest);
}
