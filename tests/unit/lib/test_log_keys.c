#include <criterion/criterion.h>

#include "unit/lib/made.h"

static struct note_key verifier(unsigned number)
{
	struct signing_key *key = made_key(number);
	struct note_key made =
		note_key_make(ORIGIN, NOTE_ED25519, signing_key_public(key));

	signing_key_free(key);
	return made;
}

static struct log_keys keys_of_two(void)
{
	struct note_key first = verifier(0), second = verifier(1);
	struct log_keys keys = log_keys_of(&first);

	cr_assert(log_keys_add(&keys, 9, &second));
	return keys;
}

Test(log_keys, each_signs_from_its_size_on)
{
	struct log_keys keys = keys_of_two();

	cr_expect_eq(log_keys_find(&keys, 0), &keys.rows[0].key);
	cr_expect_eq(log_keys_find(&keys, 8), &keys.rows[0].key);
	cr_expect_eq(log_keys_find(&keys, 9), &keys.rows[1].key);
	cr_expect_eq(log_keys_find(&keys, UINT64_MAX), &keys.rows[1].key);
}

Test(log_keys, come_in_order_and_are_not_too_many)
{
	struct log_keys keys = keys_of_two();
	struct note_key third = verifier(2);

	cr_expect_not(log_keys_add(&keys, 9, &third));
	for (uint64_t size = 10; keys.count < LOG_KEYS_MAX; size++)
		cr_assert(log_keys_add(&keys, size, &third));
	cr_expect_not(log_keys_add(&keys, 1000, &third));
}

Test(log_keys, are_written_and_read)
{
	static const char *const bad[] = {
		"",
		"0\n",
		"1 broker.example/log+95548e22+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
		"0 broker.example/log+95548e22+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"x broker.example/log+95548e22+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
		("99999999999999999999 broker.example/log+95548e22+"
		 "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"),
		"0 broker.example/log+95548e23+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
	};
	struct log_keys keys = keys_of_two(), again;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_assert_eq(
		log_keys_parse(&arena, log_keys_text(&arena, &keys), &again, &diag),
		ERR_OK);
	cr_assert_eq(again.count, 2);
	cr_expect_eq(again.rows[1].from_size, 9);
	cr_expect_str_eq(note_key_text(&arena, &again.rows[1].key),
			 note_key_text(&arena, &keys.rows[1].key));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_expect_eq(
			log_keys_parse(&arena, bytes_of_string(bad[i]), &again, &diag),
			ERR_CHECKPOINT_INVALID, "%s", bad[i]);
	arena_release(&arena);
}
