#include "report/wide.h"

#include <criterion/criterion.h>

#include "base/attribute.h"
#include "base/ratio.h"

static const struct {
	const char *text;
	uint64_t high;
	uint64_t low;
	bool is_negative;
} weights[] = {
	{ "", 0, UINT64_C(1000000000000000000), false },
	{ "1", 0, UINT64_C(1000000000000000000), false },
	{ "-1", 0, UINT64_C(1000000000000000000), true },
	{ "0.5", 0, UINT64_C(500000000000000000), false },
	{ "-0.000000000000000001", 0, 1, true },
	{ "18.446744073709551616", 1, 0, false },
	/* 10^36 - 1, the largest that a decimal can say */
	{ "999999999999999999.999999999999999999", UINT64_C(54210108624275221),
	  UINT64_C(12919594847110692863), false },
};

Test(wide, reads_decimals_as_whole_numbers)
{
	for (size_t i = 0; i < ARRAY_SIZE(weights); i++) {
		struct wide_weight weight = wide_weight_of(weights[i].text);

		cr_expect_eq(weight.high, weights[i].high, "%s", weights[i].text);
		cr_expect_eq(weight.low, weights[i].low, "%s", weights[i].text);
		cr_expect_eq(weight.is_negative, weights[i].is_negative, "%s",
			     weights[i].text);
	}
}

Test(wide, carries_through_every_limb)
{
	const struct wide_weight largest = { UINT64_MAX, UINT64_MAX, false };
	struct wide sum = { { 0 } };

	/* (2^128 - 1)(2^64 - 1) = 2^192 - 2^128 - 2^64 + 1 */
	wide_add(&sum, largest, UINT64_MAX);
	cr_expect_eq(sum.limbs[0], 1);
	cr_expect_eq(sum.limbs[1], UINT64_MAX);
	cr_expect_eq(sum.limbs[2], UINT64_MAX - 1);
	cr_expect_eq(sum.limbs[3], 0);
	wide_add(&sum, largest, UINT64_MAX);
	cr_expect_eq(sum.limbs[0], 2);
	cr_expect_eq(sum.limbs[1], UINT64_MAX - 1);
	cr_expect_eq(sum.limbs[2], UINT64_MAX - 2);
	cr_expect_eq(sum.limbs[3], 1);
}

Test(wide, compares_from_the_most_significant_limb)
{
	const struct wide small = { { 5, 0, 0, 1 } };
	const struct wide large = { { 0, 0, 1, 1 } };
	const struct wide least = { { 4, 0, 0, 1 } };

	cr_expect(wide_less(&small, &large));
	cr_expect_not(wide_less(&large, &small));
	cr_expect_not(wide_less(&small, &small));
	cr_expect_not(wide_less(&small, &least));
	cr_expect(wide_less(&least, &small));
}
