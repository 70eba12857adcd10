#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/arena.h"
#include "store/tree.h"

#define COUNT 20000

static struct bytes key_of(uint8_t room[4], uint32_t number)
{
	for (int i = 0; i < 4; i++)
		room[i] = (uint8_t)(number >> (24 - 8 * i));
	return (struct bytes){ room, 4 };
}

static struct tree *put_number(struct tree *tree, uint32_t number)
{
	uint8_t room[4];

	return tree_put(tree, key_of(room, number), (struct bytes){ room, 4 });
}

static struct tree *delete_number(struct tree *tree, uint32_t number)
{
	uint8_t room[4];

	return tree_delete(tree, key_of(room, number));
}

/* A balanced tree of COUNT entries is at most 1.44 log2(COUNT + 2) deep. */
#define DEPTH_MAX 21

static void expect_numbers(const struct tree *tree, uint32_t first, uint32_t step,
			   uint32_t count, bool reverse)
{
	struct bytes none = { NULL, 0 }, key, value;
	struct tree_cursor cursor;
	uint8_t room[4];

	tree_cursor_init(&cursor, tree, none, none, reverse);
	cr_assert_leq(cursor.depth, DEPTH_MAX);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t place = reverse ? count - 1 - i : i;

		cr_assert(tree_cursor_next(&cursor, &key, &value));
		cr_assert(bytes_equal(key, key_of(room, first + step * place)));
		cr_assert(bytes_equal(value, key));
	}
	cr_assert_not(tree_cursor_next(&cursor, &key, &value));
}

Test(tree, stays_shallow_when_keys_ascend)
{
	struct tree *tree = NULL;

	for (uint32_t i = 0; i < COUNT; i++)
		tree = put_number(tree, i);
	expect_numbers(tree, 0, 1, COUNT, false);
	expect_numbers(tree, 0, 1, COUNT, true);
	tree_release(tree);
}

Test(tree, stays_shallow_when_keys_descend)
{
	struct tree *tree = NULL;

	for (uint32_t i = COUNT; i-- > 0;)
		tree = put_number(tree, i);
	expect_numbers(tree, 0, 1, COUNT, false);
	expect_numbers(tree, 0, 1, COUNT, true);
	tree_release(tree);
}

/* In from both ends, which makes every double rotation. */
Test(tree, stays_shallow_when_keys_alternate)
{
	struct tree *tree = NULL;

	for (uint32_t i = 0; i < COUNT / 2; i++) {
		tree = put_number(tree, i);
		tree = put_number(tree, COUNT - 1 - i);
	}
	expect_numbers(tree, 0, 1, COUNT, false);
	tree_release(tree);
}

Test(tree, stays_shallow_when_one_end_is_deleted)
{
	struct tree *tree = NULL;

	for (uint32_t i = 0; i < COUNT; i++)
		tree = put_number(tree, i);
	for (uint32_t i = 0; i < COUNT; i += 2)
		tree = delete_number(tree, i);
	expect_numbers(tree, 1, 2, COUNT / 2, false);
	for (uint32_t i = 1; i < COUNT - 100; i += 2)
		tree = delete_number(tree, i);
	expect_numbers(tree, COUNT - 99, 2, 50, true);
	for (uint32_t i = COUNT - 99; i < COUNT; i += 2)
		tree = delete_number(tree, i);
	cr_assert_null(tree);
}

Test(tree, keeps_each_version_that_is_held)
{
	struct tree *versions[64];
	struct tree *tree = NULL;

	for (uint32_t i = 0; i < 64; i++) {
		tree = put_number(tree, i);
		versions[i] = tree_share(tree);
	}
	for (uint32_t i = 0; i < 64; i++)
		tree = delete_number(tree, i);
	cr_assert_null(tree);
	for (uint32_t i = 0; i < 64; i++) {
		expect_numbers(versions[i], 0, 1, i + 1, false);
		tree_release(versions[i]);
	}
}

Test(tree, replaces_a_value_in_one_version_only)
{
	struct bytes key = bytes_of_string("key"), value;
	struct tree *old = tree_put(NULL, key, bytes_of_string("old"));
	struct tree *new = tree_put(tree_share(old), key, bytes_of_string("new"));

	cr_assert(tree_find(old, key, &value));
	cr_assert(bytes_equal(value, bytes_of_string("old")));
	cr_assert(tree_find(new, key, &value));
	cr_assert(bytes_equal(value, bytes_of_string("new")));
	tree_release(old);
	tree_release(new);
}

Test(tree, finds_the_last_key)
{
	struct tree *tree = NULL;
	struct bytes key;

	cr_assert_not(tree_last_key(tree, &key));
	for (uint32_t i = 0; i < 100; i++)
		tree = put_number(tree, (i * 37) % 100);
	cr_assert(tree_last_key(tree, &key));
	cr_assert_eq(key.data[3], 99);
	tree_release(tree);
}
