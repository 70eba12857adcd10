#include <criterion/criterion.h>
#include <string.h>

#include "import/seen.h"

#define TEXTS 2000 /* more than the table holds at first */

static struct bytes nth(struct arena *arena, size_t i)
{
	return bytes_of_string(arena_printf(arena, "row %zu", i));
}

Test(seen, a_text_is_found_where_it_was_met_first)
{
	struct arena arena;
	struct seen seen;
	const struct import_place *first;
	arena_init(&arena, 16 << 20);
	seen_init(&seen, &arena);
	for (uint32_t i = 0; i < TEXTS; i++) {
		cr_assert_eq(seen_add(&seen, nth(&arena, i),
				      (struct import_place){ 3, i + 1 }, &first),
			     ERR_OK);
		cr_expect_null(first);
	}
	for (uint32_t i = 0; i < TEXTS; i++) {
		cr_assert_eq(seen_add(&seen, nth(&arena, i),
				      (struct import_place){ 4, 1 }, &first),
			     ERR_OK);
		cr_assert_not_null(first);
		cr_expect_eq(first->source, 3);
		cr_expect_eq(first->line, i + 1);
	}
	arena_release(&arena);
}

Test(seen, an_arena_that_is_full_is_told)
{
	struct arena arena;
	struct seen seen;
	const struct import_place *first;
	enum err e = ERR_OK;
	arena_init(&arena, 1 << 20);
	seen_init(&seen, &arena);
	for (uint32_t i = 0; i < 1000000 && e == ERR_OK; i++)
		e = seen_add(
			&seen,
			BYTES_OF_ARRAY(((uint8_t[]){ i & 255, i >> 8 & 255, i >> 16 })),
			(struct import_place){ 0, i }, &first);
	cr_expect_eq(e, ERR_NO_MEMORY);
	arena_release(&arena);
}
