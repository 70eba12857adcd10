#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ratio.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 64 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(ratio_text, .init = set_up, .fini = tear_down);

static const struct {
	const char *value;
	unsigned decimals;
	enum rounding mode;
	const char *text;
} decimals[] = {
	{ "0", 0, ROUND_HALF_UP, "0" },
	{ "0", 3, ROUND_HALF_UP, "0.000" },
	{ "1", 2, ROUND_HALF_UP, "1.00" },
	{ "-1", 2, ROUND_HALF_UP, "-1.00" },
	{ "1877/20", 2, ROUND_HALF_UP, "93.85" },
	{ "1877/20", 1, ROUND_HALF_UP, "93.9" },
	{ "1877/20", 1, ROUND_HALF_EVEN, "93.8" },
	{ "1877/20", 0, ROUND_DOWN, "93" },
	{ "-1877/20", 1, ROUND_HALF_UP, "-93.9" },
	{ "-1877/20", 1, ROUND_FLOOR, "-93.9" },
	{ "-1877/20", 1, ROUND_CEILING, "-93.8" },
	{ "1/1000", 2, ROUND_HALF_UP, "0.00" },
	{ "1/1000", 2, ROUND_UP, "0.01" },
	{ "-1/1000", 2, ROUND_HALF_UP, "0.00" },
	{ "-1/1000", 2, ROUND_UP, "-0.01" },
	{ "1/1000", 3, ROUND_UP, "0.001" },
	{ "999/1000", 2, ROUND_HALF_UP, "1.00" },
	{ "99/100", 1, ROUND_DOWN, "0.9" },
	{ "8/13", 4, ROUND_HALF_UP, "0.6154" },
	{ "1/3", 30, ROUND_HALF_UP, "0.333333333333333333333333333333" },
	{ "18446744073709551615/2", 1, ROUND_HALF_UP, "9223372036854775807.5" },
	{ "-9223372036854775808", 1, ROUND_HALF_UP, "-9223372036854775808.0" },
};

Test(ratio_text, prints_decimals_rounded_by_the_mode)
{
	for (size_t i = 0; i < ARRAY_SIZE(decimals); i++) {
		struct ratio a;

		cr_assert(ratio_parse(&arena, bytes_of_string(decimals[i].value), &a));
		cr_assert_str_eq(ratio_decimal(&arena, a, decimals[i].decimals,
					       decimals[i].mode),
				 decimals[i].text, "row %zu", i);
	}
}

static const struct {
	const char *text;
	const char *ratio; /* NULL: refused */
	unsigned decimals;
} decimal_texts[] = {
	{ "0", "0", 0 },
	{ "5", "5", 0 },
	{ "-5", "-5", 0 },
	{ "80", "80", 0 },
	{ "80.0", "80", 1 },
	{ "0.0", "0", 1 },
	{ "0.5", "1/2", 1 },
	{ "-0.25", "-1/4", 2 },
	{ "93.85", "1877/20", 2 },
	{ "10.000000000000000001", "10000000000000000001/1000000000000000000", 18 },
	{ "999999999999999999.999999999999999999",
	  "999999999999999999999999999999999999/1000000000000000000", 18 },
	{ "-999999999999999999", "-999999999999999999", 0 },
	{ "", NULL, 0 },
	{ "-", NULL, 0 },
	{ ".", NULL, 0 },
	{ ".5", NULL, 0 },
	{ "5.", NULL, 0 },
	{ "-.5", NULL, 0 },
	{ "+5", NULL, 0 },
	{ "--5", NULL, 0 },
	{ "05", NULL, 0 },
	{ "00", NULL, 0 },
	{ "00.5", NULL, 0 },
	{ "-0", NULL, 0 },
	{ "-0.0", NULL, 0 },
	{ "1e3", NULL, 0 },
	{ "1,5", NULL, 0 },
	{ "1.5.0", NULL, 0 },
	{ " 1", NULL, 0 },
	{ "1 ", NULL, 0 },
	{ "1.5%", NULL, 0 },
	{ "0x10", NULL, 0 },
	{ "1000000000000000000", NULL, 0 },
	{ "1.1234567890123456789", NULL, 0 },
	{ "1/2", NULL, 0 },
};

Test(ratio_text, reads_one_spelling_of_a_decimal)
{
	for (size_t i = 0; i < ARRAY_SIZE(decimal_texts); i++) {
		struct bytes text = bytes_of_string(decimal_texts[i].text);
		unsigned places = 99;
		struct ratio a;
		bool read = ratio_parse_decimal(&arena, text, &a, &places);

		cr_assert_eq(read, decimal_texts[i].ratio != NULL, "'%s'",
			     decimal_texts[i].text);
		if (!read)
			continue;
		cr_assert_str_eq(ratio_text(&arena, a), decimal_texts[i].ratio);
		cr_assert_eq(places, decimal_texts[i].decimals);
		cr_assert_str_eq(ratio_decimal(&arena, a, places, ROUND_DOWN),
				 decimal_texts[i].text, "printed as it was written");
	}
}

Test(ratio_text, counts_decimals_only_where_asked)
{
	struct ratio a;

	cr_assert(ratio_parse_decimal(&arena, bytes_of_string("1.50"), &a, NULL));
	cr_assert_eq(a.num, 3);
	cr_assert_eq(a.den, 2);
}

static const char *const ratios[] = {
	"0",
	"1",
	"-1",
	"1/2",
	"-1/2",
	"8/13",
	"9223372036854775807",
	"-9223372036854775808",
	"9223372036854775808",
	"-9223372036854775809",
	"1/9223372036854775807",
	"1/9223372036854775808",
	"-340282366920938463463374607431768211455/340282366920938463463374607431768211456",
};
static const char *const not_ratios[] = {
	"",    "-",  "/",    "1/",  "/2",   "-/2", "2/4",  "0/2",  "3/1",   "1/0",
	"0/1", "-0", "-0/1", "01",  "1/02", "00",  "1//2", "1/-2", "1/2/3", "+1",
	" 1",  "1 ", "1/2 ", "1.5", "a",    "1/a", "0x1",  "1_0",  "-0/3",
};

Test(ratio_text, reads_what_it_prints)
{
	for (size_t i = 0; i < ARRAY_SIZE(ratios); i++) {
		struct ratio a;

		cr_assert(ratio_parse(&arena, bytes_of_string(ratios[i]), &a), "%s",
			  ratios[i]);
		cr_assert_str_eq(ratio_text(&arena, a), ratios[i]);
	}
}

Test(ratio_text, refuses_what_it_never_prints)
{
	struct ratio a;

	for (size_t i = 0; i < ARRAY_SIZE(not_ratios); i++)
		cr_assert_not(ratio_parse(&arena, bytes_of_string(not_ratios[i]), &a),
			      "%s", not_ratios[i]);
}

Test(ratio_text, prints_numerator_and_denominator)
{
	struct ratio a = ratio_make(&arena, -8, 26);
	struct ratio b;

	cr_assert_str_eq(ratio_num_text(&arena, a), "-4");
	cr_assert_str_eq(ratio_den_text(&arena, a), "13");
	cr_assert(ratio_parse(&arena, bytes_of_string("-3/18446744073709551616"), &b));
	cr_assert_str_eq(ratio_num_text(&arena, b), "-3");
	cr_assert_str_eq(ratio_den_text(&arena, b), "18446744073709551616");
}

Test(ratio_text, reads_up_to_the_bound_and_no_further)
{
	struct ratio edge = ratio_int(1);
	struct ratio back;
	struct text over;

	for (unsigned bits = 1; bits < RATIO_BITS_MAX;) {
		unsigned more = RATIO_BITS_MAX - bits < 31 ? RATIO_BITS_MAX - bits : 31;

		edge = ratio_mul(&arena, edge, ratio_int((int64_t)1 << more));
		bits += more;
	}
	cr_assert_eq(ratio_bits(edge), RATIO_BITS_MAX);
	cr_assert(
		ratio_parse(&arena, bytes_of_string(ratio_text(&arena, edge)), &back));
	cr_assert_eq(ratio_compare(edge, back), 0);
	/* 2^65535 is 1.00..., 2^65536 is 2.00... times 10^19728. */
	text_init(&over, &arena);
	text_add(&over, "3");
	for (int i = 0; i < 19728; i++)
		text_add(&over, "0");
	cr_assert_not(ratio_parse(&arena, bytes_of_string(over.chars), &back));
	text_add(&over, "0");
	cr_assert_not(ratio_parse(&arena, bytes_of_string(over.chars), &back));
	cr_assert_not(ratio_parse(
		&arena, bytes_of_string(arena_printf(&arena, "1/%s", over.chars)),
		&back));
}

Test(ratio_text, refuses_what_the_arena_cannot_hold)
{
	struct arena none;
	struct ratio a;

	arena_init(&none, 0);
	cr_assert_not(ratio_parse(&none, bytes_of_string("5"), &a));
	cr_assert_not(ratio_parse_decimal(
		&none, bytes_of_string("123456789012.123456789012345"), &a, NULL));
	cr_assert(ratio_parse_decimal(&none, bytes_of_string("1.25"), &a, NULL),
		  "which needs no memory");
	arena_release(&none);
}

Test(ratio_text, reads_from_some_ceiling_on)
{
	static const char large[] = "123456789012345678/1000000000000000000001";
	bool read_before = false;

	for (size_t ceiling_bytes = 0; ceiling_bytes < 600; ceiling_bytes += 8) {
		struct arena small;
		struct ratio a;
		bool read;

		arena_init(&small, ceiling_bytes);
		read = ratio_parse(&small, bytes_of_string(large), &a);
		cr_assert(read || !read_before, "not with %zu bytes", ceiling_bytes);
		read_before = read;
		arena_release(&small);
	}
	cr_assert(read_before);
}
