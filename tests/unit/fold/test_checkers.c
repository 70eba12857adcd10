#include <criterion/criterion.h>

#include "envelope/seal.h"
#include "fold/checkers.h"

#define CHECKS 300

static struct arena arena;
static struct diag diag;
static struct signing_key *key;
static struct signed_batches *batches;
static struct signature_check checks[CHECKS];

static bool find_key(void *context, const char *key_id, struct public_key *out)
{
	(void)context;
	(void)key_id;
	*out = *signing_key_public(key);
	return true;
}

static bool is_bent(size_t number)
{
	return number % 7 == 3;
}

static void prepare(size_t number)
{
	const struct key_ring ring = { find_key, NULL };
	struct signature_check *check = &checks[number];
	struct seal_item item = {
		.payload_type = statement_payload_type(&arena, "report"),
		.payload = bytes_of_string(arena_printf(&arena, "%zu", number)),
	};
	const struct signing_key *signer = key;

	cr_assert_eq(envelope_parse(&arena, envelope_seal(&arena, &item, &signer, 1),
				    &check->envelope, &diag),
		     ERR_OK);
	cr_assert_eq(envelope_prepare(&arena, &check->envelope, &ring, &check->messages,
				      &diag),
		     ERR_OK);
	if (is_bent(number))
		check->envelope.signers[0].signature.bytes[number % 64] ^= 1;
}

static void set_up(void)
{
	const uint8_t seed[SEED_BYTES] = { 7 };

	arena_init(&arena, (size_t)1 << 24);
	diag_init(&diag, &arena);
	cr_assert_eq(signing_key_from_seed(seed, &key), ERR_OK);
	batches = signed_batches_open();
	for (size_t i = 0; i < CHECKS; i++)
		prepare(i);
}

static void tear_down(void)
{
	signed_batches_close(batches);
	signing_key_free(key);
	arena_release(&arena);
}

TestSuite(checkers, .init = set_up, .fini = tear_down);

static void expect_answer(size_t number)
{
	cr_expect(checks[number].is_done);
	cr_expect_eq(checks[number].first_invalid, is_bent(number) ? 0 : 1, "%zu",
		     number);
}

Test(checkers, each_check_gets_its_own_answer_whichever_is_waited_for)
{
	struct checkers *checkers = checkers_open(batches);

	for (size_t i = 0; i < CHECKS; i++)
		checkers_give(checkers, &checks[i]);
	for (size_t i = CHECKS; i > 0; i--) {
		checkers_wait(checkers, &checks[i - 1]);
		expect_answer(i - 1);
	}
	checkers_close(checkers);
}

Test(checkers, a_check_may_be_given_and_waited_for_one_at_a_time)
{
	struct checkers *checkers = checkers_open(batches);

	for (size_t i = 0; i < 20; i++) {
		checkers_give(checkers, &checks[i]);
		checkers_wait(checkers, &checks[i]);
		expect_answer(i);
	}
	checkers_close(checkers);
}

Test(checkers, what_nobody_waits_for_may_be_left)
{
	struct checkers *checkers = checkers_open(batches);

	for (size_t i = 0; i < CHECKS; i++)
		checkers_give(checkers, &checks[i]);
	checkers_close(checkers);
	checkers_close(checkers_open(batches));
	checkers_close(NULL);
}
