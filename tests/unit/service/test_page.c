#include "service/page.h"

#include <criterion/criterion.h>

static struct arena arena;
static struct diag diag;

static void set_up(void)
{
	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(page, .init = set_up, .fini = tear_down);

static const struct page_query query = { "acme", "ListReports", "series=calls\n", 0,
					 "" };

static struct page opened(struct page_query asked)
{
	struct page page;

	cr_assert_eq(page_open(&arena, &asked, &page, &diag), ERR_OK);
	return page;
}

static void refused(struct page_query asked, const char *field)
{
	struct page page;

	cr_assert_eq(page_open(&arena, &asked, &page, &diag), ERR_PAGE);
	cr_assert_str_eq(diag.last->place.path, field);
}

Test(page, has_as_many_entries_as_asked_for_up_to_a_limit)
{
	static const struct {
		int32_t asked;
		size_t given;
	} sizes[] = { { 0, 100 },   { 1, 1 },     { 99, 99 },
		      { 100, 100 }, { 101, 100 }, { INT32_MAX, 100 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct page_query asked = query;

		asked.page_size = sizes[i].asked;
		cr_expect_eq(opened(asked).size, sizes[i].given, "asked for %d",
			     sizes[i].asked);
	}
}

Test(page, of_a_negative_size_is_refused)
{
	struct page_query asked = query;

	asked.page_size = -1;
	refused(asked, "page_size");
}

Test(page, goes_on_after_the_last_key_of_the_one_before)
{
	struct page first = opened(query);
	struct page_query asked = query;

	cr_assert_eq(first.position.len, 0);
	asked.page_token = page_next(&arena, &first, bytes_of_string("key 41"));
	asked.page_size = 7;
	cr_expect(bytes_equal(opened(asked).position, bytes_of_string("key 41")));
}

Test(page, of_another_list_filter_or_reader_is_refused)
{
	struct page first = opened(query);
	struct page_query others[] = { query, query, query };

	others[0].reader = "other";
	others[1].method = "ListVerdicts";
	others[2].filters = "series=chats\n";
	for (size_t i = 0; i < 3; i++) {
		others[i].page_token =
			page_next(&arena, &first, bytes_of_string("key 41"));
		refused(others[i], "page_token");
	}
}

/* Keys were others then, and so is where the list would go on. */
Test(page, of_rows_of_another_edition_is_refused)
{
	struct page_query asked = query;
	struct page before = opened(query);
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, bytes_of_string("acme\nListReports\nseries=calls\n"));
	before.query = sha256_finish(&stream);
	asked.page_token = page_next(&arena, &before, bytes_of_string("key 41"));
	refused(asked, "page_token");
}

Test(page, token_that_was_bent_is_refused)
{
	static const char *const tokens[] = { "x", "AAAA", "AAAAAAAAAAA",
					      "AAAAAAAAAAAAAAAA", "not base64url!" };
	struct page_query asked = query;
	struct page first = opened(query);

	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		asked.page_token = tokens[i];
		refused(asked, "page_token");
	}
	asked.page_token = page_next(&arena, &first, (struct bytes){ NULL, 0 });
	refused(asked, "page_token");
}

Test(page, position_has_a_longest_length)
{
	static uint8_t key[PAGE_POSITION_BYTES_MAX + 1];
	struct page_query asked = query;
	struct page first = opened(query);

	asked.page_token = page_next(&arena, &first,
				     (struct bytes){ key, PAGE_POSITION_BYTES_MAX });
	cr_expect_eq(opened(asked).position.len, PAGE_POSITION_BYTES_MAX);
	asked.page_token = page_next(
		&arena, &first, (struct bytes){ key, PAGE_POSITION_BYTES_MAX + 1 });
	refused(asked, "page_token");
}
