#include <criterion/criterion.h>
#include <string.h>

#include "document/output.h"

Test(output, pieces_of_any_size_are_put_together)
{
	struct output output = { 0 };
	struct arena arena;
	char piece[3000];

	arena_init(&arena, (size_t)1 << 20);
	output.arena = &arena;
	cr_assert(output_add(&output, "ab", 2));
	cr_assert(output_add(&output, NULL, 0));
	memset(piece, 'c', sizeof piece);
	cr_assert(output_add(&output, piece, sizeof piece));
	cr_assert(output_add(&output, "d", 1));
	cr_expect_eq(output.len, 3003);
	cr_expect_arr_eq(output.data, "abccc", 5);
	cr_expect_eq(output.data[3001], 'c');
	cr_expect_eq(output.data[3002], 'd');
	arena_release(&arena);
}

Test(output, a_full_arena_loses_nothing_that_was_added)
{
	static const char piece[5000];
	struct output output = { 0 };
	struct arena arena;

	arena_init(&arena, 8000);
	output.arena = &arena;
	cr_assert(output_add(&output, "ab", 2));
	cr_expect_not(output_add(&output, piece, sizeof piece));
	cr_expect_eq(output.len, 2);
	cr_expect_arr_eq(output.data, "ab", 2);
	arena_release(&arena);
}

Test(output, room_is_known_before_it_is_taken)
{
	struct arena arena;
	size_t used;

	arena_init(&arena, 8000);
	cr_assert_not_null(arena_try_alloc(&arena, 100));
	used = arena.used_bytes;
	cr_expect(arena_has_room(&arena, 3000));
	cr_expect_not(arena_has_room(&arena, 9000));
	cr_expect_eq(arena.used_bytes, used);
	arena_release(&arena);
}
