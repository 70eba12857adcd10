#include <criterion/criterion.h>

#include "lib/retry.h"

static const struct retry_rule rule = { .attempts_max = 6,
					.first_ms = 200,
					.longest_ms = 1000 };

static struct refusal refusal_of(int code, bool says_when, uint32_t retry_ms)
{
	return (struct refusal){ .code = code,
				 .message = "",
				 .says_when = says_when,
				 .retry_ms = retry_ms };
}

Test(retry, the_wait_doubles_up_to_the_longest_and_ends)
{
	static const uint32_t waits_ms[] = { 200, 400, 800, 1000, 1000, 0, 0 };
	struct refusal unavailable = refusal_of(14, false, 0);

	for (unsigned i = 0; i < 7; i++)
		cr_expect_eq(retry_wait_ms(&rule, i + 1, &unavailable, 0), waits_ms[i],
			     "after %u", i + 1);
}

Test(retry, chance_adds_up_to_a_half)
{
	struct refusal unavailable = refusal_of(14, false, 0);

	cr_expect_eq(retry_wait_ms(&rule, 1, &unavailable, 100), 300);
	cr_expect_eq(retry_wait_ms(&rule, 1, &unavailable, 101), 200);
	cr_expect_eq(retry_wait_ms(&rule, 1, &unavailable, UINT32_MAX),
		     200 + UINT32_MAX % 101);
}

Test(retry, never_before_the_broker_says)
{
	struct refusal busy = refusal_of(8, true, 3000);
	struct refusal soon = refusal_of(8, true, 50);

	cr_expect_eq(retry_wait_ms(&rule, 1, &busy, 0), 3000);
	cr_expect_eq(retry_wait_ms(&rule, 2, &soon, 0), 400);
}

Test(retry, only_what_may_pass)
{
	static const struct {
		int code;
		bool says_when;
		bool again;
	} rows[] = {
		{ 14, false, true }, { 4, false, true },  { 8, true, true },
		{ 8, false, false }, { 3, true, false },  { 16, false, false },
		{ 13, true, false }, { 5, false, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct refusal refusal = refusal_of(rows[i].code, rows[i].says_when, 0);

		cr_expect_eq(retry_wait_ms(&rule, 1, &refusal, 0) > 0, rows[i].again,
			     "%d", rows[i].code);
	}
}
