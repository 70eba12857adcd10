#include "base/ratio.h"

#include "base/ensure.h"
#include "base/ratio_limbs.h"

/*
 * Sums and products of 64-bit fractions keep every gcd at 64 bits and every product
 * within 128: Knuth, The Art of Computer Programming, volume 2, section 4.5.1.
 */

uint64_t ratio_magnitude(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Binary: Stein's algorithm. */
uint64_t ratio_gcd(uint64_t a, uint64_t b)
{
	int shift;

	if (a == 0)
		return b;
	shift = __builtin_ctzll(a | b);
	a >>= __builtin_ctzll(a);
	do {
		b >>= __builtin_ctzll(b);
		if (a > b) {
			uint64_t larger = a;

			a = b;
			b = larger;
		}
		b -= a;
	} while (b != 0);
	return a << shift;
}

struct ratio ratio_int(int64_t value)
{
	return (struct ratio){ .num = value, .den = 1 };
}

struct ratio ratio_uint(struct arena *arena, uint64_t value)
{
	return ratio_of_128(arena, false, value, 1);
}

struct ratio ratio_u128(struct arena *arena, uint64_t high, uint64_t low)
{
	return ratio_of_128(arena, false, (uint128)high << 64 | low, 1);
}

struct ratio ratio_make(struct arena *arena, int64_t num, int64_t den)
{
	uint64_t num_magnitude = ratio_magnitude(num);
	uint64_t den_magnitude = ratio_magnitude(den);
	uint64_t common;

	ensure(den != 0);
	common = ratio_gcd(num_magnitude, den_magnitude);
	return ratio_of_128(arena, (num < 0) != (den < 0) && num != 0,
			    num_magnitude / common, den_magnitude / common);
}

static struct ratio of_signed(struct arena *arena, int128 num, uint128 den)
{
	bool negative = num < 0;

	return ratio_of_128(arena, negative, negative ? 0 - (uint128)num : (uint128)num,
			    den);
}

static struct ratio add_small(struct arena *arena, struct ratio a, struct ratio b)
{
	int64_t common = (int64_t)ratio_gcd((uint64_t)a.den, (uint64_t)b.den);
	int64_t a_rest = a.den / common;
	int64_t b_rest = b.den / common;
	int128 num = (int128)a.num * b_rest + (int128)b.num * a_rest;
	int64_t left = (int64_t)(num % common);
	int64_t still = (int64_t)ratio_gcd(ratio_magnitude(left), (uint64_t)common);

	return of_signed(arena, num / still,
			 (uint128)a_rest * (uint64_t)(b.den / still));
}

static struct ratio mul_small(struct arena *arena, struct ratio a, struct ratio b)
{
	int64_t ab = (int64_t)ratio_gcd(ratio_magnitude(a.num), (uint64_t)b.den);
	int64_t ba = (int64_t)ratio_gcd(ratio_magnitude(b.num), (uint64_t)a.den);

	return of_signed(arena, (int128)(a.num / ab) * (b.num / ba),
			 (uint128)(a.den / ba) * (uint64_t)(b.den / ab));
}

static struct ratio by_gmp(struct arena *arena, const struct ratio *a,
			   const struct ratio *b,
			   void (*operation)(mpq_ptr, mpq_srcptr, mpq_srcptr))
{
	struct ratio_view a_view;
	struct ratio_view b_view;
	mpq_t result;

	ratio_view_of(&a_view, a);
	ratio_view_of(&b_view, b);
	mpq_init(result);
	operation(result, a_view.value, b_view.value);
	return ratio_take(arena, result);
}

static bool both_small(struct ratio a, struct ratio b)
{
	return a.big == NULL && b.big == NULL;
}

struct ratio ratio_add(struct arena *arena, struct ratio a, struct ratio b)
{
	return both_small(a, b) ? add_small(arena, a, b)
				: by_gmp(arena, &a, &b, mpq_add);
}

struct ratio ratio_sub(struct arena *arena, struct ratio a, struct ratio b)
{
	if (both_small(a, b) && b.num != INT64_MIN) {
		b.num = -b.num;
		return add_small(arena, a, b);
	}
	return by_gmp(arena, &a, &b, mpq_sub);
}

struct ratio ratio_mul(struct arena *arena, struct ratio a, struct ratio b)
{
	return both_small(a, b) ? mul_small(arena, a, b)
				: by_gmp(arena, &a, &b, mpq_mul);
}

struct ratio ratio_div(struct arena *arena, struct ratio a, struct ratio b)
{
	ensure(ratio_sign(b) != 0);
	if (both_small(a, b) && b.num != INT64_MIN) {
		bool negative = b.num < 0;
		struct ratio inverse = { .num = negative ? -b.den : b.den,
					 .den = negative ? -b.num : b.num };

		return mul_small(arena, a, inverse);
	}
	return by_gmp(arena, &a, &b, mpq_div);
}

struct ratio ratio_abs(struct arena *arena, struct ratio a)
{
	return ratio_sign(a) < 0 ? ratio_sub(arena, ratio_int(0), a) : a;
}

int ratio_compare(struct ratio a, struct ratio b)
{
	struct ratio_view a_view;
	struct ratio_view b_view;
	int128 left;
	int128 right;

	if (both_small(a, b)) {
		left = (int128)a.num * b.den;
		right = (int128)b.num * a.den;
		return (left > right) - (left < right);
	}
	ratio_view_of(&a_view, &a);
	ratio_view_of(&b_view, &b);
	return mpq_cmp(a_view.value, b_view.value);
}

int ratio_sign(struct ratio a)
{
	if (a.big != NULL)
		return a.big->num_size < 0 ? -1 : 1;
	return (a.num > 0) - (a.num < 0);
}

bool ratio_is_integer(struct ratio a)
{
	struct ratio_view view;

	ratio_view_of(&view, &a);
	return mpz_cmp_ui(mpq_denref(view.value), 1) == 0;
}

unsigned ratio_bits(struct ratio a)
{
	struct ratio_view view;
	size_t num_bits;
	size_t den_bits;

	ratio_view_of(&view, &a);
	num_bits = mpz_sizeinbase(mpq_numref(view.value), 2);
	den_bits = mpz_sizeinbase(mpq_denref(view.value), 2);
	return (unsigned)(num_bits > den_bits ? num_bits : den_bits);
}
