#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ensure.h"
#include "base/ratio.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 16 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(ratio_round, .init = set_up, .fini = tear_down);

#define MODES 6

/* Columns as in enum rounding: half up, half even, down, up, floor, ceiling. */
static const struct {
	const char *value;
	int64_t rounded[MODES];
} roundings[] = {
	{ "0", { 0, 0, 0, 0, 0, 0 } },
	{ "7", { 7, 7, 7, 7, 7, 7 } },
	{ "-7", { -7, -7, -7, -7, -7, -7 } },
	{ "1/2", { 1, 0, 0, 1, 0, 1 } },
	{ "-1/2", { -1, 0, 0, -1, -1, 0 } },
	{ "3/2", { 2, 2, 1, 2, 1, 2 } },
	{ "-3/2", { -2, -2, -1, -2, -2, -1 } },
	{ "5/2", { 3, 2, 2, 3, 2, 3 } },
	{ "-5/2", { -3, -2, -2, -3, -3, -2 } },
	{ "1/3", { 0, 0, 0, 1, 0, 1 } },
	{ "-1/3", { 0, 0, 0, -1, -1, 0 } },
	{ "2/3", { 1, 1, 0, 1, 0, 1 } },
	{ "-2/3", { -1, -1, 0, -1, -1, 0 } },
	{ "13/4", { 3, 3, 3, 4, 3, 4 } },
	{ "15/4", { 4, 4, 3, 4, 3, 4 } },
	{ "-15/4", { -4, -4, -3, -4, -4, -3 } },
	{ "9223372036854775807/2",
	  { 4611686018427387904, 4611686018427387904, 4611686018427387903,
	    4611686018427387904, 4611686018427387903, 4611686018427387904 } },
	{ "-9223372036854775808",
	  { INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN } },
	{ "1/9223372036854775807", { 0, 0, 0, 1, 0, 1 } },
	{ "9223372036854775806/9223372036854775807", { 1, 1, 0, 1, 0, 1 } },
	/* Beyond 64 bits: a half, a hair less, a hair more. */
	{ "36893488147419103233/2",
	  { INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN } },
	{ "36893488147419103231/73786976294838206464", { 0, 0, 0, 1, 0, 1 } },
	{ "36893488147419103233/73786976294838206464", { 1, 1, 0, 1, 0, 1 } },
	{ "-36893488147419103233/73786976294838206464", { -1, -1, 0, -1, -1, 0 } },
	{ "27670116110564327423/18446744073709551616", { 1, 1, 1, 2, 1, 2 } },
	{ "27670116110564327425/18446744073709551616", { 2, 2, 1, 2, 1, 2 } },
};

Test(ratio_round, gives_the_whole_number_of_each_mode)
{
	for (size_t i = 0; i < ARRAY_SIZE(roundings); i++) {
		const char *text = roundings[i].value;
		struct ratio a;

		cr_assert(ratio_parse(&arena, bytes_of_string(text), &a));
		for (int mode = 0; mode < MODES; mode++) {
			int64_t rounded = INT64_MIN; /* kept where none fits */

			cr_assert_eq(ratio_round(a, (enum rounding)mode, &rounded),
				     strcmp(text, "36893488147419103233/2") != 0);
			cr_assert_eq(rounded, roundings[i].rounded[mode],
				     "%s, mode %d: %lld", text, mode,
				     (long long)rounded);
		}
	}
}

Test(ratio_round, knows_the_last_whole_number_that_fits)
{
	struct ratio a;
	int64_t rounded;

	/* 2^63 - 1/2 and -2^63 - 1/2. */
	cr_assert(ratio_parse(&arena, bytes_of_string("18446744073709551615/2"), &a));
	cr_assert(ratio_round(a, ROUND_DOWN, &rounded));
	cr_assert_eq(rounded, INT64_MAX);
	cr_assert_not(ratio_round(a, ROUND_HALF_UP, &rounded));
	cr_assert(ratio_parse(&arena, bytes_of_string("-18446744073709551617/2"), &a));
	cr_assert(ratio_round(a, ROUND_CEILING, &rounded));
	cr_assert_eq(rounded, INT64_MIN);
	cr_assert_not(ratio_round(a, ROUND_FLOOR, &rounded));
}

Test(ratio_round, is_the_same_a_large_even_number_further_out)
{
	struct ratio far[2];

	cr_assert(
		ratio_parse(&arena, bytes_of_string("100000000000000000000"), &far[0]));
	far[1] = ratio_sub(&arena, ratio_int(0), far[0]);
	for (int64_t den = 1; den <= 12; den++) {
		for (int64_t num = -40; num <= 40; num++) {
			struct ratio a = ratio_make(&arena, num, den);
			struct ratio away = far[num < 0];
			struct ratio moved = ratio_add(&arena, a, away);

			for (int mode = 0; mode < MODES; mode++) {
				struct ratio whole = ratio_round_to(
					&arena, moved, 0, (enum rounding)mode);
				int64_t rounded;

				cr_assert(
					ratio_round(a, (enum rounding)mode, &rounded));
				whole = ratio_sub(&arena, whole, away);
				cr_assert_eq(ratio_compare(whole, ratio_int(rounded)),
					     0, "%lld/%lld, mode %d", (long long)num,
					     (long long)den, mode);
			}
		}
	}
}

static const struct {
	const char *value;
	unsigned decimals;
	enum rounding mode;
	const char *rounded;
} places[] = {
	{ "8/13", 4, ROUND_HALF_UP, "3077/5000" },
	{ "8/13", 4, ROUND_DOWN, "6153/10000" },
	{ "1/8", 2, ROUND_HALF_UP, "13/100" },
	{ "1/8", 2, ROUND_HALF_EVEN, "3/25" },
	{ "-1/8", 2, ROUND_HALF_UP, "-13/100" },
	{ "-1/8", 2, ROUND_CEILING, "-3/25" },
	{ "1/8", 3, ROUND_UP, "1/8" },
	{ "5", 2, ROUND_UP, "5" },
	{ "1/3", 0, ROUND_UP, "1" },
	{ "1/3", 0, ROUND_DOWN, "0" },
	{ "1/3", 30, ROUND_DOWN,
	  "333333333333333333333333333333/1000000000000000000000000000000" },
	{ "36893488147419103233/2", 0, ROUND_HALF_EVEN, "18446744073709551616" },
	{ "36893488147419103233/2", 0, ROUND_HALF_UP, "18446744073709551617" },
};

Test(ratio_round, gives_decimal_places_as_a_ratio_again)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct ratio a;

		cr_assert(ratio_parse(&arena, bytes_of_string(places[i].value), &a));
		a = ratio_round_to(&arena, a, places[i].decimals, places[i].mode);
		cr_assert_str_eq(ratio_text(&arena, a), places[i].rounded, "row %zu",
				 i);
	}
}

static void round_to_31_places(void *context)
{
	(void)ratio_round_to(context, ratio_make(context, 1, 3), 31, ROUND_UP);
}

static void print_31_places(void *context)
{
	(void)ratio_decimal(context, ratio_make(context, 1, 3), 31, ROUND_UP);
}

Test(ratio_round, has_at_most_30_places)
{
	struct ensure_failure failure;

	cr_assert_not(ensure_run(round_to_31_places, &arena, &failure));
	cr_assert_not(ensure_run(print_31_places, &arena, &failure));
}
