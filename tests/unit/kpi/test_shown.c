#include "kpi/shown.h"

#include <criterion/criterion.h>

#include "base/attribute.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 4 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(shown, .init = set_up, .fini = tear_down);

static struct ratio number(const char *text)
{
	struct ratio parsed;

	cr_assert(ratio_parse(&arena, bytes_of_string(text), &parsed), "%s", text);
	return parsed;
}

static const struct {
	const char *value;
	unsigned decimals;
	enum rounding rounding;
	const char *bounds[2];
	const char *shown;
} cases[] = {
	{ "163/2", 0, ROUND_HALF_UP, { "80" }, "82" },
	{ "163/2", 0, ROUND_HALF_EVEN, { "80" }, "82" },
	{ "163/2", 0, ROUND_DOWN, { "80" }, "81" },
	{ "163/2", 1, ROUND_UP, { "80" }, "81.5" },
	/* never equal to a target that it missed, nor beyond one that it met */
	{ "1999/25", 1, ROUND_HALF_UP, { "80" }, "79.96" },
	{ "1999/25", 0, ROUND_DOWN, { "80" }, "79" },
	{ "799999/10000", 2, ROUND_HALF_UP, { "80" }, "79.9999" },
	{ "80", 2, ROUND_HALF_UP, { "80" }, "80.00" },
	{ "398/5", 0, ROUND_HALF_UP, { "797/10" }, "79.6" },
	{ "2001/25", 1, ROUND_DOWN, { "80" }, "80.04" },
	{ "1202/5", 0, ROUND_HALF_UP, { "240", "300" }, "240.4" },
	{ "1502/5", 0, ROUND_DOWN, { "240", "300" }, "300.4" },
	{ "1502/5", 0, ROUND_DOWN, { "240" }, "300" },
	{ "1234567", 1, ROUND_HALF_UP, { "0" }, "1,234,567.0" },
	{ "-1/3", 2, ROUND_HALF_UP, { "0" }, "-0.33" },
	/* 1/3 x 10^-29 above 80: thirty decimals do; 10^-31 does not */
	{ "24000000000000000000000000000001/300000000000000000000000000000",
	  0,
	  ROUND_HALF_UP,
	  { "80" },
	  "80.000000000000000000000000000003" },
	{ "800000000000000000000000000000001/10000000000000000000000000000000",
	  0,
	  ROUND_HALF_UP,
	  { "80" },
	  "800,000,000,000,000,000,000,000,000,000,001/"
	  "10,000,000,000,000,000,000,000,000,000,000" },
};

Test(shown, compares_with_its_bounds_as_the_value_does)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct shown_rule rule = { .decimals = cases[i].decimals,
					   .rounding = cases[i].rounding };

		while (rule.bound_count < 2 && cases[i].bounds[rule.bound_count]) {
			rule.bounds[rule.bound_count] =
				number(cases[i].bounds[rule.bound_count]);
			rule.bound_count++;
		}
		cr_expect_str_eq(shown_number(&arena, number(cases[i].value), &rule),
				 cases[i].shown);
	}
}

Test(shown, rounds_as_the_terms_say)
{
	cr_expect_eq(rounding_of_terms(SLB_ROUNDING__ROUNDING_HALF_UP), ROUND_HALF_UP);
	cr_expect_eq(rounding_of_terms(SLB_ROUNDING__ROUNDING_HALF_EVEN),
		     ROUND_HALF_EVEN);
	cr_expect_eq(rounding_of_terms(SLB_ROUNDING__ROUNDING_DOWN), ROUND_DOWN);
	cr_expect_eq(rounding_of_terms(SLB_ROUNDING__ROUNDING_UP), ROUND_UP);
}

Test(shown, writes_units)
{
	cr_expect_str_eq(shown_unit(SLB_KPI_UNIT__KPI_UNIT_PERCENT), " %");
	cr_expect_str_eq(shown_unit(SLB_KPI_UNIT__KPI_UNIT_POINTS), " points");
	cr_expect_str_eq(shown_unit(SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND), " per 1,000");
	cr_expect_str_eq(shown_unit(SLB_KPI_UNIT__KPI_UNIT_SECONDS), " s");
	cr_expect_str_eq(shown_unit(SLB_KPI_UNIT__KPI_UNIT_NUMBER), "");
}

Test(shown, writes_shares_that_never_look_like_none_or_all)
{
	cr_expect_str_eq(shown_share(&arena, ratio_int(1), ratio_int(8)), "12.50 %");
	cr_expect_str_eq(shown_share(&arena, ratio_int(0), ratio_int(8)), "0.00 %");
	cr_expect_str_eq(shown_share(&arena, ratio_int(1), ratio_int(1000000)),
			 "0.0001 %");
	cr_expect_str_eq(shown_share(&arena, ratio_int(999999), ratio_int(1000000)),
			 "99.9999 %");
}

Test(shown, is_a_decimal_where_that_is_exact)
{
	static const struct {
		int64_t num;
		int64_t den;
		const char *shown;
	} exact_cases[] = {
		{ 0, 1, "0" },       { 12345, 1, "12,345" }, { 157, 25, "6.28" },
		{ -1, 8, "-0.125" }, { 1, 3, "1/3" },        { 25000, 2, "12,500" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(exact_cases); i++)
		cr_expect_str_eq(
			shown_exact(&arena, ratio_make(&arena, exact_cases[i].num,
						       exact_cases[i].den)),
			exact_cases[i].shown);
}

Test(shown, beside_another_gives_the_fraction_where_decimals_have_no_end)
{
	struct ratio third = ratio_make(&arena, 100, 3);

	cr_expect_str_eq(shown_beside(&arena, ratio_make(&arena, 25, 2), ratio_int(9)),
			 "12.5");
	cr_expect_str_eq(shown_beside(&arena, third, ratio_int(9)),
			 "33.33 (exactly 100/3)");
	cr_expect_str_eq(shown_beside(&arena, third, ratio_make(&arena, 3333, 100)),
			 "33.333 (exactly 100/3)");
}
