#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "base/bytes.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 1 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(text, .init = set_up, .fini = tear_down);

Test(text, is_empty_before_the_first_add)
{
	struct text text;

	text_init(&text, &arena);
	cr_assert_str_eq(text_chars(&text), "");
	text_add(&text, "");
	cr_assert_str_eq(text_chars(&text), "");
	text_add_n(&text, NULL, 0);
	cr_assert_eq(text.len, 0);
}

Test(text, holds_what_was_added_in_order)
{
	struct text text;

	text_init(&text, &arena);
	text_add(&text, "queue ");
	text_add_n(&text, "sales and more", 5);
	text_printf(&text, ": %d of %d", 8, 13);
	cr_assert_str_eq(text_chars(&text), "queue sales: 8 of 13");
	cr_assert_eq(text.len, strlen("queue sales: 8 of 13"));
}

Test(text, is_terminated_at_every_length)
{
	struct text text;

	text_init(&text, &arena);
	for (size_t len = 1; len < 1000; len++) {
		if (len % 2 == 0)
			text_add(&text, "x");
		else
			text_printf(&text, "%c", 'x');
		cr_assert_eq(strlen(text_chars(&text)), len);
		cr_assert_eq(strspn(text_chars(&text), "x"), len);
	}
}

/* The Unicode Standard 15, table 3-7: the corners of each row, and just outside. */
static const struct {
	const char *text;
	bool valid;
} characters[] = {
	{ "", true },
	{ "a", true },
	{ "\x7f", true },
	{ "\xc2\x80", true },
	{ "\xdf\xbf", true },
	{ "\xe0\xa0\x80", true },
	{ "\xe0\xbf\xbf", true },
	{ "\xe1\x80\x80", true },
	{ "\xec\xbf\xbf", true },
	{ "\xed\x80\x80", true },
	{ "\xed\x9f\xbf", true },
	{ "\xee\x80\x80", true },
	{ "\xef\xbf\xbf", true },
	{ "\xf0\x90\x80\x80", true },
	{ "\xf0\xbf\xbf\xbf", true },
	{ "\xf1\x80\x80\x80", true },
	{ "\xf3\xbf\xbf\xbf", true },
	{ "\xf4\x80\x80\x80", true },
	{ "\xf4\x8f\xbf\xbf", true },
	{ "caf\xc3\xa9 \xe2\x82\xac", true },
	{ "\x80", false },
	{ "\xbf", false },
	{ "\xc0\x80", false },
	{ "\xc1\xbf", false },
	{ "\xc2\x7f", false },
	{ "\xc2\xc0", false },
	{ "\xc2", false },
	{ "\xdf", false },
	{ "\xe0\x9f\xbf", false },
	{ "\xe0\xa0", false },
	{ "\xe0\xa0\x7f", false },
	{ "\xe0\xa0\xc0", false },
	{ "\xed\xa0\x80", false },
	{ "\xed\xbf\xbf", false },
	{ "\xef\xbf", false },
	{ "\xf0\x8f\xbf\xbf", false },
	{ "\xf0\x90\x80", false },
	{ "\xf0\x90\x80\xc0", false },
	{ "\xf0\x90\x7f\x80", false },
	{ "\xf4\x90\x80\x80", false },
	{ "\xf5\x80\x80\x80", false },
	{ "\xff", false },
	{ "good\xc3", false },
	{ "good\xc3 good", false },
};

Test(text, knows_well_formed_utf8)
{
	for (size_t i = 0; i < ARRAY_SIZE(characters); i++)
		cr_assert_eq(utf8_valid(bytes_of_string(characters[i].text)),
			     characters[i].valid, "row %zu", i);
}

Test(text, tells_one_line_from_several)
{
	static const char *const others[] = { "a\nb",     "\r",    "\tb",
					      "\x1b[31m", "a\x7f", "\x01" };

	cr_assert(text_is_one_line(""));
	cr_assert(text_is_one_line("Straße 1, 10115 Berlin ~"));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		cr_assert_not(text_is_one_line(others[i]), "%zu", i);
}

Test(text, refuses_nul_inside_utf8)
{
	static const uint8_t with_nul[] = { 'a', 0, 'b' };

	cr_assert_not(utf8_valid(BYTES_OF_ARRAY(with_nul)));
	cr_assert(utf8_valid((struct bytes){ NULL, 0 }));
}
