#include "contract/need.h"

#include "unit/contract/fixture.h"

static const struct path place = { NULL, "field", PATH_NO_INDEX };

static struct inquiry inquiry_of_nothing(void)
{
	(void)fixture_terms();
	return (struct inquiry){ .arena = ARENA, .diag = &fixture_diag };
}

static const char *letters(size_t count)
{
	char *text = arena_alloc(ARENA, count + 1);

	memset(text, 'a', count);
	return text;
}

Test(need, a_text_has_at_most_1000_bytes)
{
	struct inquiry inquiry = inquiry_of_nothing();

	cr_assert(need_text(&inquiry, &place, letters(1000), "the title", "a"));
	cr_assert_eq(inquiry.flaw_count, 0);
	cr_assert_not(need_text(&inquiry, &place, letters(1001), "the title", "a"));
	cr_assert_eq(inquiry.flaw_count, 1);
	cr_assert_eq(inquiry.first, ERR_CONTRACT_INVALID);
}

Test(need, a_text_is_one_line_and_not_only_blanks)
{
	struct inquiry inquiry = inquiry_of_nothing();

	cr_assert(need_text(&inquiry, &place, " a b", "the title", "a"));
	cr_assert(may_text(&inquiry, &place, "", "the title"));
	cr_assert_eq(inquiry.flaw_count, 0);
	cr_assert_not(need_text(&inquiry, &place, " ", "the title", "a"));
	cr_assert_eq(inquiry.first, ERR_CONTRACT_INCOMPLETE);
	cr_assert_not(may_text(&inquiry, &place, "a\x1f", "the title"));
	cr_assert_not(may_text(&inquiry, &place, "a\x7f", "the title"));
	cr_assert_eq(inquiry.flaw_count, 3);
}

static enum err err_of_name(const char *name)
{
	struct inquiry inquiry = inquiry_of_nothing();

	need_name(&inquiry, &place, name, "the name");
	return inquiry.first;
}

Test(need, a_name_has_1_to_64_characters)
{
	cr_assert_eq(err_of_name("a"), ERR_OK);
	cr_assert_eq(err_of_name("z9_-"), ERR_OK);
	cr_assert_eq(err_of_name(""), ERR_CONTRACT_INCOMPLETE);
	cr_assert_eq(err_of_name("A"), ERR_CONTRACT_INVALID);
	(void)fixture_terms();
	cr_assert_eq(err_of_name(letters(64)), ERR_OK);
	cr_assert_eq(err_of_name(letters(65)), ERR_CONTRACT_INVALID);
}

Test(need, what_is_not_there_or_not_known_is_not_well)
{
	struct inquiry inquiry = inquiry_of_nothing();
	struct ratio number;
	int64_t day;

	cr_assert(need_present(&inquiry, &place, &inquiry, "it", "it"));
	cr_assert(need_choice(&inquiry, &place, 1, &slb_rounding__descriptor, "how"));
	cr_assert(need_count(&inquiry, &place, 1, 2, "thing"));
	cr_assert(need_count(&inquiry, &place, 2, 2, "thing"));
	cr_assert(need_day(&inquiry, &place, "2027-01-31", "the day", &day));
	cr_assert(need_decimal(&inquiry, &place, "1", "the share", &number));
	cr_assert_eq(inquiry.first, ERR_OK);
	cr_assert_not(need_present(&inquiry, &place, NULL, "it", "it"));
	cr_assert_not(
		need_choice(&inquiry, &place, 0, &slb_rounding__descriptor, "how"));
	cr_assert_not(
		need_choice(&inquiry, &place, 99, &slb_rounding__descriptor, "how"));
	cr_assert_not(need_count(&inquiry, &place, 0, 2, "thing"));
	cr_assert_not(need_count(&inquiry, &place, 3, 2, "thing"));
	cr_assert_not(need_day(&inquiry, &place, "x", "the day", &day));
	cr_assert_not(need_decimal(&inquiry, &place, "x", "the share", &number));
	cr_assert_eq(fixture_diag.item_count, 7);
}

Test(need, names_are_distinct_but_absent_ones_are_not_compared)
{
	struct inquiry inquiry = inquiry_of_nothing();
	const char *names[] = { "", "a", "", "b", "a", "a" };

	need_distinct(&inquiry, NULL, "things", "name", (struct names){ names, 4 });
	cr_assert_eq(inquiry.first, ERR_OK);
	need_distinct(&inquiry, NULL, "things", "name", (struct names){ names, 6 });
	cr_assert_eq(fixture_diag.item_count, 2);
	cr_assert_str_eq(fixture_diag.first->place.path, "things[4].name");
	cr_assert_str_eq(fixture_diag.first->text,
			 "the name \"a\" is already that of things[1]");
}
