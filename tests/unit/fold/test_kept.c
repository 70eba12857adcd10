#include <criterion/criterion.h>
#include <string.h>

#include "base/ensure.h"
#include "fold/folding.h"

/* A report in an arena of its own, with so many bytes beside it. */
static const SlbReport *fill(struct arena *arena, size_t bytes)
{
	SlbReport *report = arena_new(arena, SlbReport);

	slb_report__init(report);
	report->series = memset(arena_alloc(arena, bytes), 'x', bytes);
	return report;
}

static void add(struct kept_reports *kept, struct arena *arena, uint64_t index,
		size_t bytes)
{
	const SlbReport *report = fill(arena, bytes);

	kept_add(kept, index, report, arena);
	cr_assert_eq(arena->used_bytes, 0);
}

Test(kept, a_report_is_found_by_its_place_with_what_it_says)
{
	struct kept_reports *kept = kept_open((size_t)1 << 20);
	struct arena arena;

	arena_init(&arena, FOLD_ARENA_BYTES);
	for (uint64_t index = 10; index < 20; index += 3)
		add(kept, &arena, index, 100);
	for (uint64_t index = 10; index < 20; index += 3) {
		const SlbReport *report = kept_find(kept, index);

		cr_assert_not_null(report);
		cr_expect_eq(report->series[99], 'x');
	}
	cr_expect_null(kept_find(kept, 11));
	cr_expect_null(kept_find(kept, 9));
	cr_expect_null(kept_find(kept, 20));
	arena_release(&arena);
	kept_close(kept);
}

Test(kept, what_was_judged_goes_with_the_next_one)
{
	struct kept_reports *kept = kept_open((size_t)1 << 20);
	struct arena arena;

	arena_init(&arena, FOLD_ARENA_BYTES);
	add(kept, &arena, 1, 100);
	add(kept, &arena, 2, 100);
	cr_expect_null(kept_find(kept, 7));
	add(kept, &arena, 3, 100);
	cr_expect_not_null(kept_find(kept, 1));
	cr_expect_not_null(kept_find(kept, 3));
	add(kept, &arena, 4, 100);
	cr_expect_null(kept_find(kept, 1));
	cr_expect_null(kept_find(kept, 3));
	cr_expect_not_null(kept_find(kept, 4));
	arena_release(&arena);
	kept_close(kept);
}

Test(kept, beyond_the_ceiling_all_go)
{
	struct kept_reports *kept = kept_open((size_t)1 << 20);
	size_t found = 0;
	struct arena arena;

	arena_init(&arena, FOLD_ARENA_BYTES);
	for (uint64_t index = 0; index < 100; index++)
		add(kept, &arena, index, (size_t)100 << 10);
	for (uint64_t index = 0; index < 100; index++)
		found += kept_find(kept, index) != NULL;
	cr_expect_gt(found, 0);
	cr_expect_leq(found, 11);
	cr_expect_not_null(kept_find(kept, 99));
	arena_release(&arena);
	kept_close(kept);
}

Test(kept, nothing_is_kept_where_nothing_may_be)
{
	cr_expect_null(kept_open(0));
	cr_expect_null(kept_find(NULL, 1));
	kept_close(NULL);
}
