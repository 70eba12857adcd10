#include <criterion/criterion.h>

#include "ledger/log_time.h"

#define T    ((int64_t)1700000000000)
#define HOUR ((int64_t)3600000)

struct fixture {
	struct arena arena;
	struct diag diag;
};

static void start(struct fixture *f)
{
	arena_init(&f->arena, 1 << 16);
	diag_init(&f->diag, &f->arena);
}

Test(log_time, never_decreases_and_never_leaps_alone)
{
	static const struct {
		int64_t now_ms;
		enum err err;
		int64_t log_time_ms;
	} cases[] = {
		{ T, ERR_OK, T },
		{ T + 1, ERR_OK, T + 1 },
		{ T - 1, ERR_OK, T },
		{ T - 5000, ERR_OK, T },
		{ T - 5001, ERR_CLOCK_BEHIND, 0 },
		{ T - HOUR, ERR_CLOCK_BEHIND, 0 },
		{ T + HOUR, ERR_OK, T + HOUR },
		{ T + HOUR + 1, ERR_CLOCK_AHEAD, 0 },
		{ T + 2 * HOUR, ERR_CLOCK_AHEAD, 0 },
	};
	struct log_time time = { .last_ms = T, .begun = true };
	struct fixture f;

	start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t got = 0;

		cr_assert_eq(log_time_next(&time, cases[i].now_ms, &got, &f.diag),
			     cases[i].err, "case %zu", i);
		cr_assert_eq(got, cases[i].log_time_ms, "case %zu", i);
	}
	arena_release(&f.arena);
}

Test(log_time, of_a_log_that_was_only_opened_may_leap)
{
	struct log_time time = { .last_ms = T };
	struct fixture f;
	int64_t got;

	start(&f);
	cr_assert_eq(log_time_next(&time, T + 50 * HOUR, &got, &f.diag), ERR_OK);
	cr_assert_eq(got, T + 50 * HOUR);
	cr_assert_eq(log_time_next(&time, T - HOUR, &got, &f.diag), ERR_CLOCK_BEHIND);
	arena_release(&f.arena);
}

Test(log_time, leaps_with_the_operators_word)
{
	struct log_time time = { .last_ms = T, .begun = true };
	struct fixture f;
	int64_t got;

	start(&f);
	cr_assert_eq(log_time_confirm(&time, T + 3 * HOUR + 1, T + 2 * HOUR, &f.diag),
		     ERR_STATEMENT_FIELD);
	cr_assert_eq(log_time_confirm(&time, T + HOUR - 1, T + 2 * HOUR, &f.diag),
		     ERR_STATEMENT_FIELD);
	cr_assert_eq(log_time_next(&time, T + 2 * HOUR, &got, &f.diag), ERR_CLOCK_AHEAD,
		     "a refused word changes nothing");
	cr_assert_eq(log_time_confirm(&time, T + 2 * HOUR, T + 2 * HOUR + 9, &f.diag),
		     ERR_OK);
	cr_assert_eq(log_time_next(&time, T + 2 * HOUR + 9, &got, &f.diag), ERR_OK);
	cr_assert_eq(got, T + 2 * HOUR + 9);
	cr_assert_eq(log_time_next(&time, T + 3 * HOUR + 1, &got, &f.diag),
		     ERR_CLOCK_AHEAD);
	cr_assert_eq(log_time_confirm(&time, T, T, &f.diag), ERR_OK);
	cr_assert_eq(time.confirmed_ms, T + 2 * HOUR, "a later word is not taken back");
	arena_release(&f.arena);
}

Test(log_time, a_gap_asks_for_a_clock_entry_or_an_outage)
{
	struct log_time time = { .last_ms = T, .begun = true };

	cr_assert_eq(log_time_gap(&time, T - 1), GAP_NONE);
	cr_assert_eq(log_time_gap(&time, T + 599999), GAP_NONE);
	cr_assert_eq(log_time_gap(&time, T + 600000), GAP_CLOCK);
	cr_assert_eq(log_time_gap(&time, T + 660000), GAP_CLOCK);
	cr_assert_eq(log_time_gap(&time, T + 660001), GAP_OUTAGE);
	cr_assert_eq(log_time_gap(&time, T + 9 * HOUR), GAP_OUTAGE);
}
