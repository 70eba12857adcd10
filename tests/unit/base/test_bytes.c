#include "base/bytes.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, 64 << 20);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(bytes, .init = set_up, .fini = tear_down);

static const struct {
	const char *a;
	const char *b;
	int order;
} orders[] = {
	{ "", "", 0 },      { "", "a", -1 },      { "a", "", 1 },
	{ "a", "a", 0 },    { "a", "b", -1 },     { "b", "a", 1 },
	{ "ab", "a", 1 },   { "a", "ab", -1 },    { "\x7f", "\x80", -1 },
	{ "\xff", "a", 1 }, { "abc", "abd", -1 }, { "b", "abc", 1 },
};

Test(bytes, compares_as_unsigned_numbers_with_prefixes_first)
{
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		struct bytes a = bytes_of_string(orders[i].a);
		struct bytes b = bytes_of_string(orders[i].b);
		int order = bytes_compare(a, b);

		cr_assert_eq((order > 0) - (order < 0), orders[i].order, "row %zu", i);
		cr_assert_eq(bytes_equal(a, b), orders[i].order == 0, "row %zu", i);
	}
	cr_assert(bytes_equal((struct bytes){ NULL, 0 }, bytes_of_string("")));
	cr_assert_not(bytes_equal(bytes_of_string("ab"), bytes_of_string("cd")));
}

Test(bytes, buffer_holds_what_was_added_in_order)
{
	static const uint8_t expected[] = { 'a', 'b', 7, 1, 2, 3, 4, 0xf1,
					    2,   3,   4, 5, 6, 7, 8 };
	struct buffer buffer;

	buffer_init(&buffer, &arena);
	cr_assert_eq(buffer_bytes(&buffer).len, 0);
	buffer_add(&buffer, (struct bytes){ NULL, 0 });
	buffer_add(&buffer, bytes_of_string("ab"));
	buffer_add_byte(&buffer, 7);
	buffer_add_u32be(&buffer, 0x01020304);
	buffer_add_u64be(&buffer, 0xf102030405060708);
	cr_assert(bytes_equal(buffer_bytes(&buffer), BYTES_OF_ARRAY(expected)));
}

Test(bytes, buffer_grows_without_losing_a_byte)
{
	struct buffer buffer;
	uint8_t chunk[777];

	buffer_init(&buffer, &arena);
	for (unsigned i = 0; i < 500; i++) {
		memset(chunk, (int)(i & 0xff), sizeof chunk);
		buffer_add(&buffer, (struct bytes){ chunk, i });
		buffer_add_byte(&buffer, 0xee);
	}
	for (size_t i = 0, at = 0; i < 500; i++) {
		for (size_t n = 0; n < i; n++)
			cr_assert_eq(buffer.data[at++], (i & 0xff));
		cr_assert_eq(buffer.data[at++], 0xee);
	}
}

Test(bytes, cursor_reads_fields_in_order)
{
	static const uint8_t data[] = { 9, 0xfe, 0xdc, 0xba, 0x98, 1, 2,
					3, 4,    5,    6,    7,    8, 'x' };
	struct cursor cursor = cursor_over(BYTES_OF_ARRAY(data));

	cr_assert_eq(cursor_u8(&cursor), 9);
	cr_assert_eq(cursor_u32be(&cursor), 0xfedcba98);
	cr_assert_eq(cursor_u64be(&cursor), 0x0102030405060708);
	cr_assert_not(cursor_done(&cursor));
	cr_assert(bytes_equal(cursor_take(&cursor, 1), bytes_of_string("x")));
	cr_assert(cursor_done(&cursor));
	cr_assert_eq(cursor_take(&cursor, 0).len, 0);
	cr_assert(cursor_done(&cursor));
}

Test(bytes, cursor_remembers_a_read_past_the_end)
{
	static const uint8_t data[] = { 1, 2, 3 };
	struct cursor cursor = cursor_over(BYTES_OF_ARRAY(data));

	cr_assert_eq(cursor_u32be(&cursor), 0);
	cr_assert(cursor.failed);
	cr_assert_eq(cursor_u8(&cursor), 0, "although one byte is there");
	cr_assert_null(cursor_take(&cursor, 0).data);
	cr_assert_not(cursor_done(&cursor));
}

Test(bytes, cursor_over_nothing_is_done)
{
	struct cursor cursor = cursor_over((struct bytes){ NULL, 0 });

	cr_assert(cursor_done(&cursor));
	cr_assert_eq(cursor_take(&cursor, 0).len, 0);
	cr_assert(cursor_done(&cursor));
	cr_assert_eq(cursor_u64be(&cursor), 0);
	cr_assert(cursor.failed);
}
