#include <criterion/criterion.h>

#include "envelope/batches.h"
#include "sample.h"

#define MESSAGES 200 /* some fall into the same slot */

struct signed_message {
	uint8_t text[8];
	struct signature signature;
};

static struct bytes text_of(const struct signed_message *message)
{
	return BYTES_OF_ARRAY(message->text);
}

static void sign_all(struct sample *sample, struct signed_message *messages)
{
	for (size_t i = 0; i < MESSAGES; i++) {
		memset(messages[i].text, (int)i, sizeof(messages[i].text));
		messages[i].signature =
			sign_message(sample->keys[0], text_of(&messages[i]));
	}
}

Test(batches, finds_good_what_is_signed_the_first_time_and_again)
{
	struct signed_batches *batches = signed_batches_open();
	struct signed_message messages[MESSAGES];
	const struct public_key *key;
	struct sample s;

	sample_start(&s);
	key = signing_key_public(s.keys[0]);
	sign_all(&s, messages);
	for (unsigned round = 0; round < 2; round++) {
		for (size_t i = 0; i < MESSAGES; i++)
			cr_assert(signed_batches_verify(batches, key,
							text_of(&messages[i]),
							&messages[i].signature));
	}
	signed_batches_close(batches);
	sample_end(&s);
}

Test(batches, takes_nothing_else_for_what_it_knows)
{
	struct signed_batches *batches = signed_batches_open();
	struct signed_message messages[MESSAGES], bent;
	const struct public_key *key;
	struct sample s;

	sample_start(&s);
	key = signing_key_public(s.keys[0]);
	sign_all(&s, messages);
	cr_assert(signed_batches_verify(batches, key, text_of(&messages[1]),
					&messages[1].signature));
	for (unsigned round = 0; round < 2; round++) {
		cr_assert_not(signed_batches_verify(
			batches, signing_key_public(s.keys[1]), text_of(&messages[1]),
			&messages[1].signature));
		cr_assert_not(signed_batches_verify(batches, key, text_of(&messages[2]),
						    &messages[1].signature));
		bent = messages[1];
		bent.signature.bytes[0] ^= 1;
		cr_assert_not(signed_batches_verify(batches, key, text_of(&bent),
						    &bent.signature));
	}
	signed_batches_close(batches);
	sample_end(&s);
}

Test(batches, checks_each_time_where_there_is_no_memory)
{
	struct signed_message messages[MESSAGES];
	struct sample s;

	sample_start(&s);
	sign_all(&s, messages);
	cr_assert(signed_batches_verify(NULL, signing_key_public(s.keys[0]),
					text_of(&messages[0]), &messages[0].signature));
	cr_assert_not(signed_batches_verify(NULL, signing_key_public(s.keys[0]),
					    text_of(&messages[1]),
					    &messages[0].signature));
	signed_batches_close(NULL);
	sample_end(&s);
}

Test(batches, no_statement_opens_for_being_beside_one_that_does)
{
	struct signed_batches *batches = signed_batches_open();
	struct bytes envelopes[4];
	struct seal_item items[4];
	struct sample s;
	struct key_ring ring;

	sample_start(&s);
	ring = sample_ring(&s);
	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		SlbStatement *statement = sample_report(&s);

		statement->claimed_time_ms += (int64_t)i;
		items[i] = sample_item(&s, "report", statement);
	}
	envelope_seal_batch(&s.arena, items, ARRAY_SIZE(items), sample_keys(&s), 1,
			    envelopes);
	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		struct envelope envelope;

		cr_assert_eq(envelope_parse(&s.arena, envelopes[i], &envelope, &s.diag),
			     ERR_OK);
		cr_assert_eq(envelope_verify_among(&s.arena, &envelope, &ring, batches,
						   &s.diag),
			     ERR_OK);
		envelope.content_id.bytes[0] ^= 1;
		cr_assert_eq(envelope_verify_among(&s.arena, &envelope, &ring, batches,
						   &s.diag),
			     ERR_SIGNATURE_INVALID);
	}
	signed_batches_close(batches);
	sample_end(&s);
}
