#include "report/words.h"

#include <criterion/criterion.h>

#include "base/attribute.h"

static const struct {
	const char *number;
	const char *grouped;
} numbers[] = {
	{ "", "" },
	{ "0", "0" },
	{ "999", "999" },
	{ "1000", "1,000" },
	{ "-1234567", "-1,234,567" },
	{ "12345.67891", "12,345.67891" },
	{ "0.0001234", "0.0001234" },
	{ "1234567/89012", "1,234,567/89,012" },
	{ "18446744073709551615", "18,446,744,073,709,551,615" },
};

Test(words, groups_whole_digits_and_leaves_decimals)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		cr_expect_str_eq(words_grouped(&arena, numbers[i].number),
				 numbers[i].grouped);
	arena_release(&arena);
}

Test(words, counts_one_and_many)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_expect_str_eq(words_count(&arena, 0, "row", "rows"), "0 rows");
	cr_expect_str_eq(words_count(&arena, 1, "row", "rows"), "1 row");
	cr_expect_str_eq(words_count(&arena, 2000, "row", "rows"), "2,000 rows");
	arena_release(&arena);
}

Test(words, enumerates_with_an_and_before_the_last)
{
	static const char *const names[] = { "a", "b", "c" };
	struct arena arena;
	struct text text;

	arena_init(&arena, 1 << 20);
	text_init(&text, &arena);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		words_enumerate(&text, i, ARRAY_SIZE(names));
		text_add(&text, names[i]);
	}
	cr_expect_str_eq(text_chars(&text), "a, b and c");
	arena_release(&arena);
}

Test(words, a_clause_that_names_itself_is_not_called_one)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_expect_str_eq(words_clause(&arena, "7.1"), "clause 7.1");
	cr_expect_str_eq(words_clause(&arena, "9"), "clause 9");
	cr_expect_str_eq(words_clause(&arena, "0"), "clause 0");
	cr_expect_str_eq(words_clause(&arena, "7a"), "clause 7a");
	cr_expect_str_eq(words_clause(&arena, "Schedule 3, 1.1"), "Schedule 3, 1.1");
	cr_expect_str_eq(words_clause(&arena, "(a)"), "(a)");
	cr_expect_str_eq(words_clause(&arena, "§ 4"), "§ 4");
	arena_release(&arena);
}

Test(words, a_page_begins_with_a_capital)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_expect_str_eq(words_capital(&arena, "failure notice"), "Failure notice");
	cr_expect_str_eq(words_capital(&arena, "a"), "A");
	cr_expect_str_eq(words_capital(&arena, "z"), "Z");
	cr_expect_str_eq(words_capital(&arena, "Notice"), "Notice");
	cr_expect_str_eq(words_capital(&arena, "übel"), "übel");
	cr_expect_str_eq(words_capital(&arena, "{a}"), "{a}");
	cr_expect_str_eq(words_capital(&arena, ""), "");
	arena_release(&arena);
}
