#include "base/clock.h"

#include <criterion/criterion.h>

static int64_t tick(void *context)
{
	int64_t *now_ms = context;

	return (*now_ms)++;
}

Test(clock, asks_the_one_it_was_given)
{
	int64_t now_ms = 5;
	struct clock clock = { .now_ms = tick, .context = &now_ms };

	cr_assert_eq(clock_now_ms(&clock), 5);
	cr_assert_eq(clock_now_ms(&clock), 6);
}

Test(clock, of_the_system_tells_milliseconds_of_this_century)
{
	const int64_t start_of_2020_ms = 1577836800000;
	const int64_t start_of_2200_ms = 7258118400000;
	struct clock clock = clock_system();

	cr_assert_gt(clock_now_ms(&clock), start_of_2020_ms);
	cr_assert_lt(clock_now_ms(&clock), start_of_2200_ms);
}
