#include "sample.h"

static struct envelope open_with(struct sample *sample, struct bytes bytes)
{
	struct envelope envelope;

	cr_assert_eq(sample_open(sample, bytes, &envelope), ERR_OK);
	return envelope;
}

Test(json, is_the_form_of_dsse)
{
	const char *payload;
	const char *sig;
	struct envelope envelope;
	struct seal_item item;
	struct sample s;

	sample_start(&s);
	item = sample_item(&s, "offer", sample_offer(&s));
	envelope = open_with(&s, envelope_seal(&s.arena, &item, sample_keys(&s), 1));
	payload = base64_encode(&s.arena, item.payload);
	sig = base64_encode(&s.arena,
			    BYTES_OF_ARRAY(envelope.signers[0].signature.bytes));
	cr_assert_str_eq(
		envelope_json(&s.arena, &envelope),
		arena_printf(&s.arena,
			     "{\"payload\":\"%s\",\"payloadType\":\"application/"
			     "vnd.slabroker.offer.v1+protobuf\",\"signatures\":["
			     "{\"keyid\":\"%s\",\"sig\":\"%s\"}]}",
			     payload, envelope.message->signatures[0]->keyid, sig));
	sample_end(&s);
}

Test(json, keeps_batch_paths_and_every_signature)
{
	struct bytes envelopes[3];
	struct seal_item items[3];
	struct envelope envelope;
	struct sample s;
	char *json;

	sample_start(&s);
	for (size_t i = 0; i < 3; i++)
		items[i] = sample_item(&s, "report", sample_report(&s));
	envelope_seal_batch(&s.arena, items, 3, sample_keys(&s), 2, envelopes);
	envelope = open_with(&s, envelopes[1]);
	json = envelope_json(&s.arena, &envelope);
	cr_assert_not_null(strstr(json, "},{\"keyid\":"));
	cr_assert_not_null(strstr(
		json, "\"batch\":{\"size\":\"3\",\"index\":\"1\",\"hashes\":[\""));
	cr_assert_not_null(strstr(json, "\",\""));
	sample_end(&s);
}
