#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/attribute.h"
#include "ledger/recent.h"

#define ROOM 10240 /* envelopes of at most 10 bytes */

static void keep(struct recent *recent, uint64_t index, const char *envelope)
{
	recent_keep(recent, index, bytes_of_string(envelope));
}

static bool has(const struct recent *recent, uint64_t index, const char *envelope)
{
	struct bytes found;

	return recent_find(recent, index, &found) &&
	       bytes_equal(found, bytes_of_string(envelope));
}

static bool has_none(const struct recent *recent, uint64_t index)
{
	struct bytes found;

	return !recent_find(recent, index, &found);
}

/* Ten bytes that tell the index. */
static const char *ten_bytes(uint64_t index)
{
	static char text[11];

	(void)snprintf(text, sizeof(text), "%010u", (unsigned)index);
	return text;
}

Test(recent, has_what_was_kept_and_nothing_else)
{
	struct recent *recent = recent_open(ROOM);

	cr_assert(has_none(recent, 0));
	keep(recent, 3, "three");
	keep(recent, 7, "");
	keep(recent, 8, "eight");
	cr_expect(has(recent, 3, "three"));
	cr_expect(has(recent, 7, ""));
	cr_expect(has(recent, 8, "eight"));
	for (uint64_t index = 0; index < 12; index++)
		cr_expect(index == 3 || index == 7 || index == 8 ||
			  has_none(recent, index));
	recent_close(recent);
}

Test(recent, lets_the_oldest_go_where_room_is_short)
{
	struct recent *recent = recent_open(ROOM);

	for (uint64_t index = 0; index < 3000; index++) {
		uint64_t oldest = index < 1023 ? 0 : index - 1023;

		keep(recent, index, ten_bytes(index));
		cr_assert(has(recent, index, ten_bytes(index)));
		cr_assert(has(recent, oldest, ten_bytes(oldest)));
		cr_assert(oldest == 0 || has_none(recent, oldest - 1));
	}
	recent_close(recent);
}

/* Lengths that never fill the room to its end. */
Test(recent, never_gives_out_what_was_overwritten)
{
	struct recent *recent = recent_open(ROOM + 5);

	for (uint64_t index = 0; index < 5000; index++) {
		size_t length = 1 + index * 7 % 10;

		recent_keep(
			recent, index,
			(struct bytes){ (const uint8_t *)ten_bytes(index), length });
		for (uint64_t k = index > 3000 ? index - 3000 : 0; k <= index;
		     k += 13) {
			struct bytes found;

			if (recent_find(recent, k, &found))
				cr_assert_arr_eq(found.data, ten_bytes(k),
						 1 + k * 7 % 10);
		}
	}
	recent_close(recent);
}

Test(recent, lets_the_oldest_go_where_there_are_many)
{
	struct recent *recent = recent_open((size_t)1 << 20);

	for (uint64_t index = 1; index <= 40000; index++)
		keep(recent, index, "x");
	cr_expect(has_none(recent, 40000 - 32768));
	cr_expect(has(recent, 40000 - 32767, "x"));
	cr_expect(has(recent, 40000, "x"));
	recent_close(recent);
}

Test(recent, keeps_none_that_would_take_the_place_of_many)
{
	struct recent *recent = recent_open(ROOM);

	keep(recent, 1, "eleven byte");
	keep(recent, 2, "ten bytes!");
	cr_expect(has_none(recent, 1));
	cr_expect(has(recent, 2, "ten bytes!"));
	recent_close(recent);
}

Test(recent, forgets_all_and_overwrites_it)
{
	static const uint8_t nothing[5] = { 0 };
	struct recent *recent = recent_open(ROOM);
	struct bytes found;

	keep(recent, 5, "plain");
	cr_assert(recent_find(recent, 5, &found));
	recent_forget(recent);
	cr_expect_arr_eq(found.data, nothing, sizeof(nothing));
	cr_expect(has_none(recent, 5));
	/* An index may come again: what was written was given up. */
	keep(recent, 2, "other");
	cr_expect(has(recent, 2, "other"));
	cr_expect(has_none(recent, 5));
	recent_close(recent);
}

Test(recent, is_nothing_where_there_is_none)
{
	keep(NULL, 1, "one");
	cr_expect(has_none(NULL, 1));
	recent_forget(NULL);
	recent_close(NULL);
}
