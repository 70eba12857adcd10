#include <criterion/criterion.h>
#include <string.h>

#include "sla/page.h"

static struct arena arena;

static void open_arena(void)
{
	arena_init(&arena, 1 << 20);
}

static void close_arena(void)
{
	arena_release(&arena);
}

TestSuite(page, .init = open_arena, .fini = close_arena);

static const struct terminal pipe_end = { .stream = NULL };
static const struct terminal narrow = { .width = 40 };
static const struct terminal coloured = { .colour = true };

static const struct page_column columns[] = { { "Name", false }, { "Number", true } };

static struct page sample(void)
{
	struct page page;
	page_init(&page, &arena, "A title");
	page_fact(&page, "Short", "%d", 1);
	page_fact(&page, "Rather long", "two");
	page_heading(&page, 2, "A heading");
	page_paragraph(&page, TONE_PLAIN, "A paragraph.");
	page_table(&page, columns, ARRAY_SIZE(columns));
	page_cell(&page, TONE_PLAIN, "a");
	page_cell(&page, TONE_BAD, "1,000");
	page_cell(&page, TONE_PLAIN, "longer");
	page_cell(&page, TONE_PLAIN, "5");
	page_item(&page, TONE_PLAIN, "an item");
	page_code(&page, "a / b\n= 1");
	return page;
}

Test(page, text_in_a_pipe)
{
	struct page page = sample();
	cr_expect_str_eq(page_text(&page, &pipe_end), "A title\n"
						      "=======\n"
						      "\n"
						      "Short        1\n"
						      "Rather long  two\n"
						      "\n"
						      "A heading\n"
						      "---------\n"
						      "A paragraph.\n"
						      "\n"
						      "Name    Number\n"
						      "a        1,000\n"
						      "longer       5\n"
						      "\n"
						      "- an item\n"
						      "\n"
						      "    a / b\n"
						      "    = 1\n");
}

Test(page, colours_only_where_they_are_welcome)
{
	struct page page = sample();
	cr_expect_null(strchr(page_text(&page, &pipe_end), '\033'));
	cr_expect_not_null(strstr(page_text(&page, &coloured), "\033[31m1,000\033[0m"));
}

Test(page, a_table_gives_way_in_its_widest_column_of_words)
{
	struct page page;
	page_init(&page, &arena, "T");
	page_table(&page, columns, ARRAY_SIZE(columns));
	page_cell(&page, TONE_PLAIN, "words that need more room than there is here");
	page_cell(&page, TONE_PLAIN, "123456");
	cr_expect_str_eq(page_text(&page, &narrow),
			 "T\n=\n\n"
			 "Name                              Number\n"
			 "words that need more room than    123456\n"
			 "there is here\n");
}

Test(page, a_table_splits_words_only_where_nothing_else_gives)
{
	static const struct page_column words[] = { { "Name", false },
						    { "Means", false } };
	struct page page;

	page_init(&page, &arena, "T");
	page_table(&page, words, ARRAY_SIZE(words));
	page_cell(&page, TONE_PLAIN, "an_undivided_name");
	page_cell(&page, TONE_PLAIN, "words that can be divided");
	cr_expect_str_eq(page_text(&page, &narrow),
			 "T\n=\n\n"
			 "Name               Means\n"
			 "an_undivided_name  words that can be\n"
			 "                   divided\n");
	page_cell(&page, TONE_PLAIN, "one_name_that_is_wider_than_half");
	page_cell(&page, TONE_PLAIN, "another_name_as_wide_as_that_one");
	cr_expect_str_eq(page_text(&page, &narrow),
			 "T\n=\n\n"
			 "Name                 Means\n"
			 "an_undivided_name    words that can be\n"
			 "                     divided\n"
			 "one_name_that_is_wi  another_name_as_wid\n"
			 "der_than_half        e_as_that_one\n");
}

Test(page, a_long_line_is_broken_on_a_terminal_only)
{
	struct page page;
	page_init(&page, &arena, "T");
	page_item(&page, TONE_PLAIN, "%s",
		  "a line of words that is longer than forty columns");
	cr_expect_str_eq(page_text(&page, &narrow),
			 "T\n=\n\n"
			 "- a line of words that is longer than\n"
			 "  forty columns\n");
	cr_expect_not_null(strstr(page_text(&page, &pipe_end), "than forty columns\n"));
}

Test(page, text_from_strangers_cannot_command_the_terminal)
{
	struct page page;
	const char *text;
	page_init(&page, &arena, "T\033[2J");
	page_paragraph(&page, TONE_PLAIN, "a\rb\xe2\x80\xae c");
	page_table(&page, columns, 1);
	page_cell(&page, TONE_PLAIN, "x\ny\x07");
	text = page_text(&page, &coloured);
	cr_expect_null(strstr(text, "\033[2J"));
	cr_expect_null(strchr(text, '\r'));
	cr_expect_null(strchr(text, '\x07'));
	cr_expect_null(strstr(text, "\xe2\x80\xae"));
}

Test(page, html_escapes_what_it_is_given)
{
	struct page page;
	const char *html;
	page_init(&page, &arena, "<b>");
	page_fact(&page, "a&b", "\"%s\"", "it's");
	page_paragraph(&page, TONE_BAD, "<script>");
	html = (const char *)page_html(&page, "end").data;
	cr_expect_not_null(strstr(html, "<title>&lt;b&gt;</title>"));
	cr_expect_not_null(strstr(html, "a&amp;b"));
	cr_expect_not_null(strstr(html, "&quot;it&#39;s&quot;"));
	cr_expect_not_null(
		strstr(html, "<p dir=\"auto\" class=\"bad\">&lt;script&gt;</p>"));
	cr_expect_null(strstr(html, "<script"));
}

Test(page, html_repeats_heads_and_keeps_rows_whole)
{
	struct page page = sample();
	const char *html = (const char *)page_html(&page, "end").data;
	cr_expect_not_null(strstr(html, "@page{size:A4"));
	cr_expect_not_null(strstr(html, "thead{display:table-header-group}"));
	cr_expect_not_null(strstr(html, "tr{break-inside:avoid}"));
	cr_expect_not_null(strstr(html, "<th scope=\"col\">Name</th>"
					"<th scope=\"col\" class=\"n\">Number</th>"));
	cr_expect_not_null(
		strstr(html, "<td class=\"n\"><span class=\"bad\">1,000</span></td>"));
}

Test(page, a_row_that_ends_early_leaves_cells_empty)
{
	struct page page;
	page_init(&page, &arena, "T");
	page_table(&page, columns, ARRAY_SIZE(columns));
	page_cell(&page, TONE_PLAIN, "alone");
	cr_expect_str_eq(page_text(&page, &pipe_end), "T\n=\n\nName   Number\nalone\n");
	cr_expect_not_null(strstr((const char *)page_html(&page, "").data,
				  "<td dir=\"auto\">alone</td><td class=\"n\"></td>"));
}
