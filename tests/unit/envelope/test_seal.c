#include "sample.h"

#include "envelope/pae.h"

Test(seal, each_of_a_batch_opens_alone)
{
	enum { MOST = 9 };
	struct bytes envelopes[MOST];
	struct seal_item items[MOST];
	struct sample s;

	sample_start(&s);
	for (size_t i = 0; i < MOST; i++) {
		SlbStatement *statement = sample_report(&s);

		statement->claimed_time_ms += (int64_t)i;
		items[i] = sample_item(&s, "report", statement);
	}
	for (size_t count = 1; count <= MOST; count++) {
		envelope_seal_batch(&s.arena, items, count, sample_keys(&s), 2,
				    envelopes);
		for (size_t i = 0; i < count; i++) {
			struct envelope envelope;

			cr_assert_eq(sample_open(&s, envelopes[i], &envelope), ERR_OK);
			cr_assert(bytes_equal(envelope.payload, items[i].payload));
			cr_assert_eq(envelope.message->signatures[0]->batch->size,
				     count);
			cr_assert_eq(envelope.message->signatures[0]->batch->index, i);
		}
	}
	sample_end(&s);
}

Test(seal, the_order_of_keys_does_not_matter)
{
	const struct signing_key *turned[2];
	struct seal_item item;
	struct bytes first;
	struct bytes second;
	struct sample s;

	sample_start(&s);
	turned[0] = s.keys[1];
	turned[1] = s.keys[0];
	item = sample_item(&s, "offer", sample_offer(&s));
	first = envelope_seal(&s.arena, &item, sample_keys(&s), 2);
	second = envelope_seal(&s.arena, &item, turned, 2);
	cr_assert(bytes_equal(first, second));
	sample_end(&s);
}

Test(seal, signed_alone_and_in_a_batch_it_is_the_same_statement)
{
	struct envelope alone;
	struct envelope in_batch;
	struct seal_item item;
	struct bytes bytes;
	struct sample s;
	struct digest id;

	sample_start(&s);
	item = sample_item(&s, "offer", sample_offer(&s));
	cr_assert_eq(sample_open(&s, envelope_seal(&s.arena, &item, sample_keys(&s), 1),
				 &alone),
		     ERR_OK);
	envelope_seal_batch(&s.arena, &item, 1, sample_keys(&s), 1, &bytes);
	cr_assert_eq(sample_open(&s, bytes, &in_batch), ERR_OK);
	id = pae_content_id(bytes_of_string(item.payload_type), item.payload);
	cr_assert(digest_equal(&alone.content_id, &id));
	cr_assert(digest_equal(&in_batch.content_id, &id));
	sample_end(&s);
}
