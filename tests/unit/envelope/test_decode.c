#include <criterion/criterion.h>

#include "envelope/decode.h"
#include "envelope/unpack.h"
#include "tests/unit/envelope/kinds.pb-c.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, (size_t)1 << 26);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(decode, .init = set_up, .fini = tear_down);

static Kinds__Kinds *decode(struct arena *into, struct bytes wire)
{
	return (Kinds__Kinds *)decode_message(into, &kinds__kinds__descriptor, wire);
}

static void expect_same(const Kinds__Kinds *kinds)
{
	struct bytes wire = pack_message(&arena, &kinds->base);
	const Kinds__Kinds *again = decode(&arena, wire);

	cr_assert_not_null(again);
	cr_expect(bytes_equal(pack_message(&arena, &again->base), wire));
}

/* ---- single fields ------------------------------------------------------- */

static void fill_single(Kinds__Kinds *kinds)
{
	static uint8_t bytes[] = { 0, 255, 7 };

	kinds__kinds__init(kinds);
	kinds->int32_one = -3;
	kinds->sint32_one = INT32_MIN;
	kinds->sfixed32_one = -5;
	kinds->int64_one = INT64_MIN;
	kinds->sint64_one = INT64_MIN;
	kinds->sfixed64_one = -6;
	kinds->uint32_one = UINT32_MAX;
	kinds->fixed32_one = 0x01020304;
	kinds->uint64_one = UINT64_MAX;
	kinds->fixed64_one = 0x0102030405060708;
	kinds->bool_one = true;
	kinds->colour_one = KINDS__COLOUR__BLUE;
	kinds->string_one = arena_strdup(&arena, "Köln");
	kinds->bytes_one = (ProtobufCBinaryData){ sizeof(bytes), bytes };
}

Test(decode, every_kind_of_single_field_is_read)
{
	Kinds__Kinds kinds, child;
	const Kinds__Kinds *again;

	fill_single(&kinds);
	fill_single(&child);
	kinds.kinds_one = &child;
	expect_same(&kinds);
	again = decode(&arena, pack_message(&arena, &kinds.base));
	cr_expect_eq(again->int32_one, -3);
	cr_expect_eq(again->sint32_one, INT32_MIN);
	cr_expect_eq(again->sfixed32_one, -5);
	cr_expect_eq(again->int64_one, INT64_MIN);
	cr_expect_eq(again->sint64_one, INT64_MIN);
	cr_expect_eq(again->sfixed64_one, -6);
	cr_expect_eq(again->uint32_one, UINT32_MAX);
	cr_expect_eq(again->fixed32_one, 0x01020304);
	cr_expect_eq(again->uint64_one, UINT64_MAX);
	cr_expect_eq(again->fixed64_one, 0x0102030405060708);
	cr_expect_eq(again->bool_one, 1);
	cr_expect_eq(again->colour_one, KINDS__COLOUR__BLUE);
	cr_expect_str_eq(again->string_one, "Köln");
	cr_expect_eq(again->bytes_one.len, 3);
	cr_expect_eq(again->bytes_one.data[1], 255);
	cr_expect_eq(again->kinds_one->uint64_one, UINT64_MAX);
	cr_expect_eq(again->choice_case, KINDS__KINDS__CHOICE__NOT_SET);
}

Test(decode, what_is_absent_is_as_protobuf_leaves_it)
{
	const Kinds__Kinds *kinds = decode(&arena, (struct bytes){ NULL, 0 });

	cr_expect_str_eq(kinds->string_one, "");
	cr_expect_null(kinds->kinds_one);
	cr_expect_eq(kinds->bytes_one.len, 0);
	cr_expect_eq(kinds->n_uint64_list, 0);
	cr_expect_eq(kinds->base.descriptor, &kinds__kinds__descriptor);
}

Test(decode, a_choice_says_which_even_where_it_is_empty)
{
	Kinds__Kinds kinds, child;
	const Kinds__Kinds *again;

	kinds__kinds__init(&kinds);
	kinds__kinds__init(&child);
	kinds.choice_case = KINDS__KINDS__CHOICE_UP;
	again = decode(&arena, pack_message(&arena, &kinds.base));
	cr_expect_eq(again->choice_case, KINDS__KINDS__CHOICE_UP);
	cr_expect_eq(again->up.len, 0);
	kinds.choice_case = KINDS__KINDS__CHOICE_RIGHT;
	kinds.right = arena_strdup(&arena, "");
	again = decode(&arena, pack_message(&arena, &kinds.base));
	cr_expect_eq(again->choice_case, KINDS__KINDS__CHOICE_RIGHT);
	cr_expect_str_eq(again->right, "");
	kinds.choice_case = KINDS__KINDS__CHOICE_DOWN;
	kinds.down = &child;
	again = decode(&arena, pack_message(&arena, &kinds.base));
	cr_expect_eq(again->choice_case, KINDS__KINDS__CHOICE_DOWN);
	cr_expect_not_null(again->down);
	kinds.choice_case = KINDS__KINDS__CHOICE_LEFT;
	kinds.left = 300;
	again = decode(&arena, pack_message(&arena, &kinds.base));
	cr_expect_eq(again->choice_case, KINDS__KINDS__CHOICE_LEFT);
	cr_expect_eq(again->left, 300);
}

/* ---- lists --------------------------------------------------------------- */

#define FILL(kinds, list, count, value)                                             \
	do {                                                                        \
		(kinds)->list =                                                     \
			arena_alloc_array(&arena, (count), sizeof(*(kinds)->list)); \
		(kinds)->n_##list = (count);                                        \
		for (size_t i = 0; i < (count); i++)                                \
			(kinds)->list[i] = (value);                                 \
	} while (0)

static Kinds__Kinds *new_child(void)
{
	Kinds__Kinds *child = arena_new(&arena, Kinds__Kinds);

	fill_single(child);
	return child;
}

static void fill_lists(Kinds__Kinds *kinds, size_t count)
{
	static uint8_t bytes[] = { 9, 8 };

	FILL(kinds, int32_list, count, (int32_t)i - 3);
	FILL(kinds, sint32_list, count, (int32_t)(i % 2 == 0 ? i : 0 - i));
	FILL(kinds, sfixed32_list, count, (int32_t)i - 3);
	FILL(kinds, sint64_list, count, INT64_MIN + (int64_t)i);
	FILL(kinds, uint32_list, count, (uint32_t)(i * 100));
	FILL(kinds, uint64_list, count, i * 100);
	FILL(kinds, fixed64_list, count, UINT64_MAX - i);
	FILL(kinds, bool_list, count, i % 3 == 0);
	FILL(kinds, colour_list, count, i % 2 == 0 ? KINDS__COLOUR__BLUE : 1);
	FILL(kinds, string_list, count, arena_printf(&arena, "%zu", i * i));
	FILL(kinds, bytes_list, count, ((ProtobufCBinaryData){ i % 3, bytes }));
	FILL(kinds, kinds_list, count, new_child());
}

Test(decode, every_kind_of_list_is_read)
{
	for (size_t count = 1; count < 20; count++) {
		Kinds__Kinds kinds;

		fill_single(&kinds);
		fill_lists(&kinds, count);
		expect_same(&kinds);
	}
}

Test(decode, the_values_of_lists_are_those_that_were_written)
{
	const Kinds__Kinds *again;
	Kinds__Kinds kinds;

	kinds__kinds__init(&kinds);
	fill_lists(&kinds, 30);
	again = decode(&arena, pack_message(&arena, &kinds.base));
	for (size_t i = 0; i < 30; i++) {
		cr_expect_eq(again->int32_list[i], (int32_t)i - 3);
		cr_expect_eq(again->sint64_list[i], INT64_MIN + (int64_t)i);
		cr_expect_eq(again->uint32_list[i], i * 100);
		cr_expect_eq(again->fixed64_list[i], UINT64_MAX - i);
		cr_expect_eq(again->bool_list[i], i % 3 == 0);
		cr_expect_str_eq(again->string_list[i], kinds.string_list[i]);
		cr_expect_eq(again->bytes_list[i].len, i % 3);
		cr_expect_eq(again->kinds_list[i]->sint32_one, INT32_MIN);
	}
}

/* A number of so many bytes. */
static uint64_t number_of(unsigned bytes)
{
	return bytes == 10 ? UINT64_MAX : UINT64_C(1) << (7 * (bytes - 1));
}

static void expect_numbers(const uint64_t *numbers, size_t count, const char *what)
{
	const Kinds__Kinds *again;
	Kinds__Kinds kinds;

	kinds__kinds__init(&kinds);
	FILL(&kinds, uint64_list, count, numbers[i]);
	FILL(&kinds, uint32_list, count, (uint32_t)numbers[i]);
	again = decode(&arena, pack_message(&arena, &kinds.base));
	cr_assert_eq(again->n_uint64_list, count, "%s", what);
	cr_assert_eq(again->n_uint32_list, count, "%s", what);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(again->uint64_list[i], numbers[i], "%s: %zu", what, i);
		cr_assert_eq(again->uint32_list[i], (uint32_t)numbers[i], "%s: %zu",
			     what, i);
	}
}

Test(decode, a_number_of_any_length_may_stand_at_any_place)
{
	uint64_t numbers[40];

	for (unsigned around = 1; around <= 3; around++) {
		for (unsigned bytes = 1; bytes <= 10; bytes++) {
			for (size_t place = 0; place < ARRAY_SIZE(numbers); place++) {
				for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
					numbers[i] = number_of(around) + i;
				numbers[place] = number_of(bytes);
				expect_numbers(numbers, ARRAY_SIZE(numbers), "place");
			}
		}
	}
}

Test(decode, numbers_of_one_and_two_bytes_stand_in_any_order)
{
	uint64_t numbers[20];

	for (uint32_t pattern = 0; pattern < 1 << 10; pattern++) {
		for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
			numbers[i] = (pattern >> i % 10 & 1) != 0 ? 128 + 101 * i : i;
		expect_numbers(numbers, ARRAY_SIZE(numbers) - pattern % 3, "pattern");
	}
}

/* ---- memory -------------------------------------------------------------- */

Test(decode, too_small_an_arena_is_told_wherever_it_ends)
{
	struct bytes wire;
	Kinds__Kinds kinds;
	size_t refusals = 0;
	bool fits = false;

	fill_single(&kinds);
	fill_lists(&kinds, 9);
	kinds.kinds_one = new_child();
	kinds.choice_case = KINDS__KINDS__CHOICE_UP;
	kinds.up = kinds.bytes_one;
	wire = pack_message(&arena, &kinds.base);
	for (size_t ceiling = 0; !fits; ceiling += 16) {
		struct arena small;

		arena_init(&small, ceiling);
		fits = decode(&small, wire) != NULL;
		refusals += !fits;
		arena_release(&small);
	}
	cr_expect_gt(refusals, 300);
}
