#include <criterion/criterion.h>
#include <stdalign.h>
#include <string.h>

#include "base/arena.h"
#include "base/ensure.h"

Test(arena, gives_zeroed_memory_aligned_for_any_type)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t size = 0; size < 200; size++) {
		unsigned char *place = arena_alloc(&arena, size);

		cr_assert_eq((uintptr_t)place % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			cr_assert_eq(place[i], 0);
		memset(place, 0xff, size);
	}
	arena_release(&arena);
}

Test(arena, gives_each_request_a_place_of_its_own)
{
	struct arena arena;
	char *first;
	char *second;

	arena_init(&arena, 1 << 20);
	first = arena_alloc(&arena, 0);
	second = arena_alloc(&arena, 0);
	cr_assert_neq(first, second);
	arena_release(&arena);
}

Test(arena, never_exceeds_its_ceiling)
{
	struct arena arena;
	size_t count = 0;

	arena_init(&arena, 10000);
	while (arena_try_alloc(&arena, 100) != NULL) {
		cr_assert_leq(arena.used_bytes, 10000);
		count++;
	}
	cr_assert_geq(count, 60);
	cr_assert_leq(count, 100);
	arena_release(&arena);
	cr_assert_eq(arena.used_bytes, 0);
	cr_assert_not_null(arena_try_alloc(&arena, 100));
	arena_release(&arena);
}

Test(arena, refuses_what_no_ceiling_could_hold)
{
	struct arena arena;

	arena_init(&arena, SIZE_MAX);
	cr_assert_null(arena_try_alloc(&arena, SIZE_MAX));
	cr_assert_null(arena_try_alloc(&arena, SIZE_MAX - 40));
	cr_assert_null(arena_try_alloc_array(&arena, SIZE_MAX / 2, 3));
	cr_assert_not_null(arena_try_alloc_array(&arena, 3, 5));
	cr_assert_not_null(arena_try_alloc_array(&arena, 3, 0));
	arena_release(&arena);
	arena_init(&arena, 10);
	cr_assert_null(arena_try_alloc(&arena, 1), "a block's own head counts");
	cr_assert_null(arena_try_alloc(&arena, 11));
	arena_release(&arena);
}

Test(arena, holds_a_request_larger_than_its_blocks)
{
	struct arena arena;
	unsigned char *large;

	arena_init(&arena, 16 << 20);
	large = arena_alloc(&arena, 5 << 20);
	memset(large, 1, 5 << 20);
	for (size_t i = 0; i < 100; i++)
		memset(arena_alloc(&arena, 50000), 2, 50000);
	cr_assert_eq(large[(5 << 20) - 1], 1);
	arena_release(&arena);
}

Test(arena, rewinds_to_a_mark_and_gives_zeroed_memory_again)
{
	struct arena arena;
	struct arena_mark empty;
	struct arena_mark mark;
	char *kept;
	size_t used_bytes;

	arena_init(&arena, 1 << 20);
	empty = arena_mark(&arena);
	kept = arena_strdup(&arena, "kept");
	mark = arena_mark(&arena);
	used_bytes = arena.used_bytes;
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 20; i++) {
			unsigned char *place = arena_alloc(&arena, 1000);

			for (int b = 0; b < 1000; b++)
				cr_assert_eq(place[b], 0);
			memset(place, 0xff, 1000);
		}
		arena_rewind(&arena, mark);
		cr_assert_eq(arena.used_bytes, used_bytes);
	}
	cr_assert_str_eq(kept, "kept");
	arena_rewind(&arena, empty);
	cr_assert_eq(arena.used_bytes, 0);
	cr_assert_null(arena.newest);
	arena_release(&arena);
}

Test(arena, uses_again_what_a_rewind_gave_back)
{
	struct arena arena;
	struct arena_mark mark;
	void *places[30];

	arena_init(&arena, 64 << 20);
	(void)arena_alloc(&arena, 1);
	mark = arena_mark(&arena);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		places[i] = arena_alloc(&arena, 100000);
	arena_rewind(&arena, mark);
	cr_assert_gt(arena.spare_bytes, 1 << 20);
	cr_assert_leq(arena.spare_bytes, 8 << 20);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		cr_assert_eq(arena_alloc(&arena, 100000), places[i]);
	arena_rewind(&arena, mark);
	/* What is too large to be kept is not. */
	(void)arena_alloc(&arena, 32 << 20);
	arena_rewind(&arena, mark);
	cr_assert_leq(arena.spare_bytes, 8 << 20);
	arena_empty(&arena);
	cr_assert_eq(arena.used_bytes, 0);
	cr_assert_gt(arena.spare_bytes, 0);
	arena_release(&arena);
	cr_assert_eq(arena.spare_bytes, 0);
}

Test(arena, copies_and_prints_text)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_assert_str_eq(arena_strdup(&arena, ""), "");
	cr_assert_str_eq(arena_strdup(&arena, "queue"), "queue");
	cr_assert_str_eq(arena_strndup(&arena, "queue_log", 5), "queue");
	cr_assert_str_eq(arena_strndup(&arena, NULL, 0), "");
	cr_assert_str_eq(arena_printf(&arena, "%s %d", "row", 12), "row 12");
	arena_release(&arena);
}

static void exhaust(void *context)
{
	for (;;)
		(void)arena_alloc(context, 100);
}

static void exhaust_by_arrays(void *context)
{
	(void)arena_alloc_array(context, SIZE_MAX, 2);
}

Test(arena, breaks_an_invariant_where_null_cannot_be_returned)
{
	struct ensure_failure failure;
	struct arena arena;

	arena_init(&arena, 10000);
	cr_assert_not(ensure_run(exhaust, &arena, &failure));
	cr_assert_str_eq(failure.condition, "place != NULL");
	cr_assert_not(ensure_run(exhaust_by_arrays, &arena, &failure));
	arena_release(&arena);
}
