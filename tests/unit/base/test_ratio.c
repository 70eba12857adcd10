#include "base/ratio.h"

#include <criterion/criterion.h>
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ensure.h"

/*
 * GMP's own rationals say what is right: every operation on boundary values and on
 * seeded random ones is compared with theirs as text.
 */

static struct arena arena;
static uint64_t seed;

static void set_up(void)
{
	arena_init(&arena, 64 << 20);
	seed = 0x9e3779b97f4a7c15;
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(ratio, .init = set_up, .fini = tear_down);

/* xorshift64*, Vigna 2016. */
static uint64_t next_random(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * 0x2545f4914f6cdd1d;
}

static const int64_t boundaries[] = {
	0,
	1,
	-1,
	2,
	-2,
	3,
	6,
	10,
	-12,
	INT32_MAX,
	INT32_MIN,
	(int64_t)UINT32_MAX,
	(int64_t)UINT32_MAX + 1,
	INT64_MAX / 2,
	INT64_MAX / 2 + 1,
	INT64_MAX - 1,
	INT64_MAX,
	INT64_MIN / 2,
	INT64_MIN + 1,
	INT64_MIN,
};

static void assert_is(struct ratio actual, mpq_t expected, const char *what)
{
	char *text = mpq_get_str(NULL, 10, expected);
	bool small = mpz_fits_slong_p(mpq_numref(expected)) &&
		     mpz_fits_slong_p(mpq_denref(expected));

	cr_assert_str_eq(ratio_text(&arena, actual), text, "%s", what);
	cr_assert_eq(actual.big == NULL, small, "%s: the form of %s", what, text);
	cr_assert_eq(ratio_sign(actual), mpq_sgn(expected));
	cr_assert_eq(ratio_is_integer(actual),
		     mpz_cmp_ui(mpq_denref(expected), 1) == 0);
	free(text);
}

static void set_mpq(mpq_t value, struct ratio a)
{
	cr_assert_eq(mpq_set_str(value, ratio_text(&arena, a), 10), 0);
}

static void check_pair(struct ratio a, struct ratio b)
{
	struct arena_mark mark = arena_mark(&arena);
	mpq_t x;
	mpq_t y;
	mpq_t z;
	int order;

	mpq_inits(x, y, z, NULL);
	set_mpq(x, a);
	set_mpq(y, b);
	mpq_add(z, x, y);
	assert_is(ratio_add(&arena, a, b), z, "add");
	mpq_sub(z, x, y);
	assert_is(ratio_sub(&arena, a, b), z, "sub");
	mpq_mul(z, x, y);
	assert_is(ratio_mul(&arena, a, b), z, "mul");
	if (ratio_sign(b) != 0) {
		mpq_div(z, x, y);
		assert_is(ratio_div(&arena, a, b), z, "div");
	}
	mpq_abs(z, x);
	assert_is(ratio_abs(&arena, a), z, "abs");
	order = mpq_cmp(x, y);
	cr_assert_eq((ratio_compare(a, b) > 0) - (ratio_compare(a, b) < 0),
		     (order > 0) - (order < 0));
	mpq_clears(x, y, z, NULL);
	arena_rewind(&arena, mark);
}

Test(ratio, is_made_in_lowest_terms_from_any_two_64_bit_values)
{
	mpq_t expected;

	mpq_init(expected);
	for (size_t i = 0; i < ARRAY_SIZE(boundaries); i++) {
		for (size_t j = 1; j < ARRAY_SIZE(boundaries); j++) {
			mpz_set_si(mpq_numref(expected), boundaries[i]);
			mpz_set_si(mpq_denref(expected), boundaries[j]);
			mpq_canonicalize(expected);
			assert_is(ratio_make(&arena, boundaries[i], boundaries[j]),
				  expected, "make");
		}
	}
	mpq_clear(expected);
}

Test(ratio, agrees_with_gmp_on_every_pair_of_boundary_fractions)
{
	struct ratio values[ARRAY_SIZE(boundaries) * 4];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(boundaries); i++) {
		values[count++] = ratio_int(boundaries[i]);
		values[count++] = ratio_make(&arena, boundaries[i], 3);
		values[count++] = ratio_make(&arena, boundaries[i], INT64_MAX);
		values[count++] = ratio_make(&arena, boundaries[i], INT64_MIN);
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++)
			check_pair(values[i], values[j]);
	}
}

/* A value of a random number of bits, so that small and large ones meet. */
static int64_t random_value(void)
{
	uint64_t bits = next_random() >> (next_random() % 64);

	return (int64_t)(next_random() % 2 == 0 ? bits : 0 - bits);
}

static struct ratio random_ratio(void)
{
	int64_t num = random_value();
	int64_t den = random_value();
	struct ratio a = ratio_make(&arena, num, den == 0 ? 1 : den);

	/* Now and then one that does not fit 64 bits. */
	for (uint64_t times = next_random() % 8; times > 5; times--)
		a = ratio_mul(&arena, a, ratio_make(&arena, random_value(), INT64_MAX));
	return a;
}

Test(ratio, agrees_with_gmp_on_random_pairs)
{
	for (int i = 0; i < 30000; i++) {
		struct arena_mark mark = arena_mark(&arena);
		struct ratio a = random_ratio();
		struct ratio b = random_ratio();

		check_pair(a, b);
		if (i % 4 == 0)
			check_pair(a, a);
		arena_rewind(&arena, mark);
	}
}

Test(ratio, comes_back_to_the_64_bit_form_when_it_fits)
{
	struct ratio large = ratio_int(1);
	struct ratio back;

	for (int i = 0; i < 20; i++)
		large = ratio_mul(&arena, large, ratio_int(INT64_MIN));
	cr_assert_not_null(large.big);
	back = ratio_div(&arena, large, ratio_mul(&arena, large, ratio_int(7)));
	cr_assert_null(back.big);
	cr_assert_eq(back.num, 1);
	cr_assert_eq(back.den, 7);
	back = ratio_sub(&arena, large, large);
	cr_assert_null(back.big);
	cr_assert_eq(back.num, 0);
	cr_assert_eq(back.den, 1);
}

Test(ratio, takes_unsigned_counters_and_their_128_bit_sums)
{
	cr_assert_eq(ratio_uint(&arena, INT64_MAX).num, INT64_MAX);
	cr_assert_null(ratio_uint(&arena, INT64_MAX).big);
	cr_assert_str_eq(ratio_text(&arena, ratio_uint(&arena, UINT64_MAX)),
			 "18446744073709551615");
	cr_assert_str_eq(ratio_text(&arena, ratio_u128(&arena, 0, 5)), "5");
	cr_assert_str_eq(ratio_text(&arena, ratio_u128(&arena, 1, 0)),
			 "18446744073709551616");
	cr_assert_str_eq(ratio_text(&arena, ratio_u128(&arena, UINT64_MAX, UINT64_MAX)),
			 "340282366920938463463374607431768211455");
}

static const struct {
	const char *text;
	unsigned bits;
} bit_counts[] = {
	{ "0", 1 },
	{ "1", 1 },
	{ "-1", 1 },
	{ "255", 8 },
	{ "-256", 9 },
	{ "1/1024", 11 },
	{ "5/3", 3 },
	{ "-9223372036854775808", 64 },
	{ "1/9223372036854775807", 63 },
	{ "18446744073709551616", 65 },
	{ "18446744073709551617/340282366920938463463374607431768211456", 129 },
};

Test(ratio, counts_the_bits_of_its_larger_part)
{
	for (size_t i = 0; i < ARRAY_SIZE(bit_counts); i++) {
		struct ratio a;

		cr_assert(ratio_parse(&arena, bytes_of_string(bit_counts[i].text), &a));
		cr_assert_eq(ratio_bits(a), bit_counts[i].bits, "%s",
			     bit_counts[i].text);
	}
}

/* 2^exponent, by squaring. */
static struct ratio power_of_two(unsigned exponent)
{
	struct ratio result = ratio_int(1);
	struct ratio square = ratio_int(2);

	for (; exponent > 0; exponent /= 2) {
		if (exponent % 2 != 0)
			result = ratio_mul(&arena, result, square);
		if (exponent > 1)
			square = ratio_mul(&arena, square, square);
	}
	return result;
}

static void square_the_half(void *context)
{
	(void)context;
	(void)power_of_two(RATIO_BITS_MAX);
}

static void invert_past_the_bound(void *context)
{
	struct ratio a = power_of_two(RATIO_BITS_MAX - 1);

	(void)context;
	(void)ratio_div(&arena, ratio_int(1), ratio_mul(&arena, a, ratio_int(3)));
}

static void divide_by_zero(void *context)
{
	(void)context;
	(void)ratio_div(&arena, ratio_int(1), ratio_int(0));
}

static void make_over_zero(void *context)
{
	(void)context;
	(void)ratio_make(&arena, 1, 0);
}

static void multiply_in_a_full_arena(void *context)
{
	struct ratio a = ratio_mul(&arena, ratio_int(INT64_MAX), ratio_int(INT64_MAX));

	(void)ratio_mul(context, a, a);
}

static void overflow_into_a_full_arena(void *context)
{
	(void)ratio_mul(context, ratio_int(INT64_MAX), ratio_int(INT64_MAX));
}

static void print_in_a_full_arena(void *context)
{
	(void)ratio_num_text(context, ratio_int(1));
}

Test(ratio, reaches_its_bound_exactly)
{
	cr_assert_eq(ratio_bits(power_of_two(RATIO_BITS_MAX - 1)), RATIO_BITS_MAX);
}

Test(ratio, breaks_an_invariant_when_misused)
{
	void (*const misuses[])(void *) = {
		square_the_half,          invert_past_the_bound,
		divide_by_zero,           make_over_zero,
		multiply_in_a_full_arena, overflow_into_a_full_arena,
		print_in_a_full_arena,
	};
	struct ensure_failure failure;
	struct arena none;

	arena_init(&none, 0);
	for (size_t i = 0; i < ARRAY_SIZE(misuses); i++)
		cr_assert_not(ensure_run(misuses[i], &none, &failure), "misuse %zu", i);
	arena_release(&none);
}

Test(ratio, does_not_allocate_in_the_64_bit_form)
{
	struct ratio a = ratio_make(&arena, 80, 100);
	struct arena none;

	arena_init(&none, 0);
	a = ratio_add(&none, a, ratio_make(&none, 1, 3));
	a = ratio_sub(&none, a, ratio_make(&none, -1, 7));
	a = ratio_mul(&none, a, ratio_int(21));
	a = ratio_div(&none, a, ratio_make(&none, -5, 9));
	cr_assert_eq(ratio_compare(a, ratio_make(&none, -1206, 25)), 0);
	arena_release(&none);
}
