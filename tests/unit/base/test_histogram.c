#include "base/histogram.h"

#include <criterion/criterion.h>

Test(histogram, counts_each_value_in_the_first_range_that_holds_it)
{
	static const uint64_t bounds[] = { 1, 10, 100 };
	static const uint64_t values[] = { 0, 1, 2, 10, 11, 100, 101, UINT32_MAX };
	struct histogram histogram;

	histogram_init(&histogram, bounds, 3);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		histogram_add(&histogram, values[i]);
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(histogram.counts[i], 2, "range %zu", i);
	cr_expect_eq(histogram.sum, 225 + (uint64_t)UINT32_MAX);
}

Test(histogram, without_bounds_only_counts)
{
	struct histogram histogram;

	histogram_init(&histogram, NULL, 0);
	histogram_add(&histogram, 7);
	cr_expect_eq(histogram.counts[0], 1);
	cr_expect_eq(histogram.sum, 7);
}
