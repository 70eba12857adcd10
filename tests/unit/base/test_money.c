#include "base/money.h"

#include <criterion/criterion.h>

#include "base/attribute.h"
#include "base/ensure.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 1 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(money, .init = set_up, .fini = tear_down);

static const struct {
	struct currency currency;
	int64_t amount_minor;
	const char *text;
} amounts[] = {
	{ { "EUR", 2 }, 0, "EUR 0.00" },
	{ { "EUR", 2 }, 7, "EUR 0.07" },
	{ { "EUR", 2 }, -7, "EUR -0.07" },
	{ { "EUR", 2 }, 99999, "EUR 999.99" },
	{ { "EUR", 2 }, 168000, "EUR 1,680.00" },
	{ { "EUR", 2 }, -168000, "EUR -1,680.00" },
	{ { "EUR", 2 }, 100000050, "EUR 1,000,000.50" },
	{ { "JPY", 0 }, 1680, "JPY 1,680" },
	{ { "JPY", 0 }, 0, "JPY 0" },
	{ { "BHD", 3 }, 1000005, "BHD 1,000.005" },
	{ { "CLF", 4 }, 12345678, "CLF 1,234.5678" },
	{ { "EUR", 2 }, INT64_MAX, "EUR 92,233,720,368,547,758.07" },
	{ { "EUR", 2 }, INT64_MIN, "EUR -92,233,720,368,547,758.08" },
	{ { "JPY", 0 }, INT64_MIN, "JPY -9,223,372,036,854,775,808" },
};

Test(money, is_printed_with_code_groups_and_minor_digits)
{
	for (size_t i = 0; i < ARRAY_SIZE(amounts); i++)
		cr_assert_str_eq(money_text(&arena, amounts[i].currency,
					    amounts[i].amount_minor),
				 amounts[i].text);
}

static void print_five_digits(void *context)
{
	(void)money_text(context, (struct currency){ "XXX", 5 }, 1);
}

Test(money, has_at_most_four_minor_digits)
{
	struct ensure_failure failure;

	cr_assert_not(ensure_run(print_five_digits, &arena, &failure));
}

Test(money, is_rounded_once_by_the_named_rule)
{
	struct ratio half = ratio_make(&arena, 12345, 2);
	int64_t amount_minor;

	cr_assert(money_round(half, ROUND_HALF_UP, &amount_minor));
	cr_assert_eq(amount_minor, 6173);
	cr_assert(money_round(half, ROUND_HALF_EVEN, &amount_minor));
	cr_assert_eq(amount_minor, 6172);
	cr_assert_not(money_round(ratio_uint(&arena, (uint64_t)INT64_MAX + 1),
				  ROUND_DOWN, &amount_minor));
}

Test(money, is_added_up_to_the_last_cent_that_fits)
{
	int64_t sum_minor;

	cr_assert(money_add(INT64_MAX - 1, 1, &sum_minor));
	cr_assert_eq(sum_minor, INT64_MAX);
	cr_assert_not(money_add(INT64_MAX, 1, &sum_minor));
	cr_assert(money_add(INT64_MIN, INT64_MAX, &sum_minor));
	cr_assert_eq(sum_minor, -1);
	cr_assert_not(money_add(INT64_MIN, -1, &sum_minor));
}
