#include "sample.h"

#include "envelope/unpack.h"

static struct bytes seal_acceptance(struct sample *sample, size_t key_count)
{
	struct seal_item item =
		sample_item(sample, "acceptance", sample_acceptance(sample));

	return envelope_seal(&sample->arena, &item, sample_keys(sample), key_count);
}

Test(envelope, what_was_sealed_opens_and_names_its_signers)
{
	struct envelope envelope;
	struct sample s;
	struct bytes bytes;

	sample_start(&s);
	bytes = seal_acceptance(&s, 2);
	cr_assert_eq(sample_open(&s, bytes, &envelope), ERR_OK);
	cr_assert_str_eq(envelope.kind, "acceptance");
	cr_assert_eq(envelope.received.data, bytes.data);
	cr_assert_eq(envelope.signer_count, 2);
	for (size_t i = 0; i < 2; i++) {
		struct key_id id = key_id_of(&envelope.signers[i].key);

		cr_assert_str_eq(id.hex, envelope.message->signatures[i]->keyid);
	}
	cr_assert_str_lt(envelope.message->signatures[0]->keyid,
			 envelope.message->signatures[1]->keyid);
	sample_end(&s);
}

Test(envelope, what_was_opened_once_opens_again_to_the_same_statement)
{
	const SlbStatement *again;
	struct envelope envelope;
	struct sample s;
	struct bytes bytes;

	sample_start(&s);
	bytes = seal_acceptance(&s, 1);
	cr_assert_eq(sample_open(&s, bytes, &envelope), ERR_OK);
	again = statement_reopen(&s.arena, bytes);
	cr_assert_eq(again->body_case, SLB_STATEMENT__BODY_ACCEPTANCE);
	cr_assert(bytes_equal(pack_message(&s.arena, &again->base), envelope.payload));
	sample_end(&s);
}

/* The signature of the public DSSE example key over a type that is none of ours. */
Test(envelope, signatures_are_those_of_dsse)
{
	static const char message[] =
		"DSSEv1 34 application/vnd.sla.report.v1+json 7 {\"a\":1}";
	struct signing_key *key;
	struct signature signature;
	uint8_t seed[SEED_BYTES];
	struct sample s;

	sample_start(&s);
	for (uint8_t i = 0; i < sizeof(seed); i++)
		seed[i] = i;
	cr_assert_eq(signing_key_from_seed(seed, &key), ERR_OK);
	signature = sign_message(key, bytes_of_string(message));
	cr_assert_str_eq(base64_encode(&s.arena, BYTES_OF_ARRAY(signature.bytes)),
			 "jJIsi6ZOoaw3pgeoCS6pXPU5ZLvbrjdnmICKXtw7OiMH2BTu65ljtfEUK65"
			 "OOwCINJ3SdizEJk/t5xgulOk3Bg==");
	signing_key_free(key);
	sample_end(&s);
}

static void assert_no_mutation_opens(struct sample *sample, struct bytes bytes)
{
	uint8_t *copy = arena_alloc(&sample->arena, bytes.len + 1);
	struct bytes mutated = { copy, bytes.len };
	struct envelope envelope;
	struct arena_mark mark;

	memcpy(copy, bytes.data, bytes.len);
	mark = arena_mark(&sample->arena);
	for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_assert_neq(sample_open(sample, mutated, &envelope), ERR_OK,
			      "bit %zu", bit);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		arena_rewind(&sample->arena, mark);
	}
	for (mutated.len = 0; mutated.len < bytes.len; mutated.len++) {
		cr_assert_neq(sample_open(sample, mutated, &envelope), ERR_OK);
		arena_rewind(&sample->arena, mark);
	}
	for (unsigned added = 0; added < 256; added++) {
		copy[bytes.len] = (uint8_t)added;
		mutated.len = bytes.len + 1;
		cr_assert_neq(sample_open(sample, mutated, &envelope), ERR_OK);
		arena_rewind(&sample->arena, mark);
	}
	mutated.len = bytes.len;
	cr_assert_eq(sample_open(sample, mutated, &envelope), ERR_OK);
}

Test(envelope, no_flipped_bit_nor_other_length_opens)
{
	struct sample s;

	sample_start(&s);
	assert_no_mutation_opens(&s, seal_acceptance(&s, 1));
	sample_end(&s);
}

/* Who must have signed is for those to judge who read the signers. */
Test(envelope, whole_signatures_can_be_cut_off_and_are_then_not_there)
{
	struct envelope envelope;
	struct bytes bytes;
	size_t opened = 0;
	struct sample s;

	sample_start(&s);
	bytes = seal_acceptance(&s, 2);
	for (bytes.len--; bytes.len > 0; bytes.len--) {
		if (sample_open(&s, bytes, &envelope) != ERR_OK)
			continue;
		cr_assert_eq(envelope.signer_count, 1);
		opened++;
	}
	cr_assert_eq(opened, 1);
	sample_end(&s);
}

Test(envelope, no_flipped_bit_of_one_in_a_batch_opens)
{
	struct bytes envelopes[5];
	struct seal_item items[5];
	struct sample s;

	sample_start(&s);
	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		SlbStatement *statement = sample_report(&s);

		statement->claimed_time_ms += (int64_t)i;
		items[i] = sample_item(&s, "report", statement);
	}
	envelope_seal_batch(&s.arena, items, ARRAY_SIZE(items), sample_keys(&s), 1,
			    envelopes);
	assert_no_mutation_opens(&s, envelopes[3]);
	sample_end(&s);
}

/* An envelope of one valid signature that a test bends before it is packed. */
struct bent {
	SlbEnvelope message;
	SlbSignature signatures[ENVELOPE_SIGNATURES_MAX + 1];
	SlbSignature *list[ENVELOPE_SIGNATURES_MAX + 1];
	SlbBatchPath batch;
};

static void bent_make(struct sample *sample, struct bent *bent)
{
	struct envelope envelope;

	cr_assert_eq(sample_open(sample, seal_acceptance(sample, 2), &envelope),
		     ERR_OK);
	bent->message = *envelope.message;
	for (size_t i = 0; i < ARRAY_SIZE(bent->list); i++) {
		bent->signatures[i] = *envelope.message->signatures[i % 2];
		bent->list[i] = &bent->signatures[i];
	}
	bent->message.signatures = bent->list;
	slb_batch_path__init(&bent->batch);
	bent->batch.size = 1;
}

static enum err bent_open(struct sample *sample, struct bent *bent)
{
	struct envelope envelope;

	return sample_open(sample, pack_message(&sample->arena, &bent->message.base),
			   &envelope);
}

static void assert_refused(struct sample *sample, struct bent *bent, enum err expected,
			   const char *path)
{
	enum err err = bent_open(sample, bent);

	cr_assert_eq(err, expected, "%s: %s", err_name(err),
		     sample->diag.first == NULL ? "" : sample->diag.first->text);
	cr_assert_str_eq(sample->diag.first->place.path, path);
}

Test(envelope, wants_one_to_sixteen_signatures_in_order_of_distinct_keys)
{
	struct sample s;
	struct bent bent;

	sample_start(&s);
	bent_make(&s, &bent);
	cr_assert_eq(bent_open(&s, &bent), ERR_OK);
	bent.message.n_signatures = 0;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures");
	bent.message.n_signatures = ENVELOPE_SIGNATURES_MAX + 1;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures");
	bent.message.n_signatures = 2;
	bent.list[1] = &bent.signatures[0];
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[1]");
	bent.list[0] = &bent.signatures[1];
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[1]");
	bent.message.n_signatures = 1;
	cr_assert_eq(bent_open(&s, &bent), ERR_OK);
	sample_end(&s);
}

Test(envelope, wants_a_whole_key_id_in_lower_case_and_a_whole_signature)
{
	struct sample s;
	struct bent bent;
	char *key_id;

	sample_start(&s);
	bent_make(&s, &bent);
	bent.message.n_signatures = 1;
	key_id = arena_strdup(&s.arena, bent.signatures[0].keyid);
	bent.signatures[0].keyid = key_id;
	bent.signatures[0].sig.len--;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	bent.signatures[0].sig.len++;
	key_id[63] = 'A';
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	key_id[63] = '\0';
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	key_id[0] = '\0';
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	sample_end(&s);
}

Test(envelope, wants_a_type_from_the_closed_list)
{
	static const char *const types[] = {
		"",
		"application/vnd.slabroker.batch.v1",
		"application/vnd.slabroker.batch.v1+protobuf",
		"application/vnd.slabroker.acceptance.v2+protobuf",
		"application/vnd.slabroker.acceptance.v1+json",
		"application/vnd.slabroker.acceptances.v1+protobuf",
		"application/vnd.slabroker..v1+protobuf",
		"application/vnd.slabroker.position.v1+protobuf",
		"application/vnd.slabroker.issuer.v1+protobuf",
		"application/vnd.slabroker.acceptance.v1+protobuf ",
		"Application/vnd.slabroker.acceptance.v1+protobuf",
	};
	struct sample s;
	struct bent bent;

	sample_start(&s);
	bent_make(&s, &bent);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		bent.message.payload_type = arena_strdup(&s.arena, types[i]);
		assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "payload_type");
	}
	sample_end(&s);
}

Test(envelope, wants_a_batch_path_that_can_be_one)
{
	ProtobufCBinaryData hashes[64];
	struct sample s;
	struct bent bent;

	sample_start(&s);
	bent_make(&s, &bent);
	bent.message.n_signatures = 1;
	bent.signatures[0].batch = &bent.batch;
	for (size_t i = 0; i < ARRAY_SIZE(hashes); i++)
		hashes[i] = sample_binary(&s, 32);
	bent.batch.hashes = hashes;

	bent.batch.size = 0;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	bent.batch.size = 2;
	bent.batch.index = 2;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	bent.batch.size = (uint64_t)INT64_MAX + 1;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	bent.batch.size = 4;
	bent.batch.n_hashes = 64;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	bent.batch.n_hashes = 2;
	hashes[1].len = 31;
	assert_refused(&s, &bent, ERR_ENVELOPE_SHAPE, "signatures[0]");
	hashes[1].len = 32;
	bent.batch.n_hashes = 1;
	assert_refused(&s, &bent, ERR_BATCH_PATH, "signatures[0].batch");
	bent.batch.n_hashes = 2;
	assert_refused(&s, &bent, ERR_SIGNATURE_INVALID, "signatures[0]");
	sample_end(&s);
}

Test(envelope, size_comes_before_everything)
{
	struct envelope envelope;
	struct bytes bytes;
	struct sample s;

	sample_start(&s);
	bytes.len = ENVELOPE_BYTES_MAX + 1;
	bytes.data = arena_alloc(&s.arena, bytes.len);
	cr_assert_eq(sample_open(&s, bytes, &envelope), ERR_ENVELOPE_SIZE);
	bytes.len--;
	cr_assert_eq(sample_open(&s, bytes, &envelope), ERR_WIRE_NOT_CANONICAL);
	sample_end(&s);
}

Test(envelope, every_signature_counts_and_unknown_keys_come_first)
{
	struct envelope envelope;
	struct sample s;
	struct bent bent;

	sample_start(&s);
	cr_assert_eq(sample_open(&s, seal_acceptance(&s, 3), &envelope),
		     ERR_KEY_UNKNOWN);
	bent_make(&s, &bent);
	bent.signatures[1].sig = bent.signatures[0].sig;
	assert_refused(&s, &bent, ERR_SIGNATURE_INVALID, "signatures[1]");
	sample_end(&s);
}

Test(envelope, a_small_arena_is_no_crash)
{
	struct seal_item item;
	SlbStatement *report;
	size_t answers[ERR_COUNT] = { 0 };
	struct bytes bytes;
	struct sample s;

	sample_start(&s);
	report = sample_report(&s);
	report->report->series = arena_alloc(&s.arena, 30001);
	memset(report->report->series, 's', 30000);
	item = sample_item(&s, "report", report);
	bytes = envelope_seal(&s.arena, &item, sample_keys(&s), 2);
	for (size_t ceiling = 8192; ceiling < 300000; ceiling += 1000) {
		struct sample small = s;
		struct envelope envelope;

		arena_init(&small.arena, ceiling);
		answers[sample_open(&small, bytes, &envelope)]++;
		arena_release(&small.arena);
	}
	cr_assert_gt(answers[ERR_LIMIT_EXCEEDED], 50);
	cr_assert_gt(answers[ERR_OK], 50);
	cr_assert_eq(answers[ERR_LIMIT_EXCEEDED] + answers[ERR_OK], 292);
	sample_end(&s);
}

/* It is nobody's fault: the same bytes may be taken a moment later. */
Test(envelope, a_system_without_memory_is_told_from_a_message_that_is_too_large)
{
	struct envelope envelope;
	struct seal_item item;
	struct bytes bytes;
	struct sample s;

	sample_start(&s);
	item = sample_item(&s, "offer", sample_offer(&s));
	bytes = envelope_seal(&s.arena, &item, sample_keys(&s), 2);
	s.arena.ceiling_bytes = s.arena.used_bytes + 10000;
	cr_expect_eq(envelope_parse(&s.arena, bytes, &envelope, &s.diag),
		     ERR_LIMIT_EXCEEDED);
	s.arena.is_starved =
		true; /* as when an allocation had failed below the ceiling */
	cr_expect_eq(envelope_parse(&s.arena, bytes, &envelope, &s.diag),
		     ERR_NO_MEMORY);
	sample_end(&s);
}

Test(envelope, no_room_for_the_signed_bytes_is_no_crash)
{
	struct seal_item item;
	struct key_ring ring;
	struct envelope envelope;
	struct sample s;

	sample_start(&s);
	item = sample_item(&s, "offer", sample_offer(&s));
	item.payload = (struct bytes){ sample_binary(&s, 300000).data, 300000 };
	cr_assert_eq(envelope_parse(&s.arena,
				    envelope_seal(&s.arena, &item, sample_keys(&s), 2),
				    &envelope, &s.diag),
		     ERR_OK);
	ring = sample_ring(&s);
	s.arena.ceiling_bytes = s.arena.used_bytes + 10000;
	while (arena_try_alloc(&s.arena, 200000) != NULL)
		continue;
	cr_assert_eq(envelope_verify(&s.arena, &envelope, &ring, &s.diag),
		     ERR_LIMIT_EXCEEDED);
	sample_end(&s);
}
