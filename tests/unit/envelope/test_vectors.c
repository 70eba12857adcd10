#include "sample.h"

#include "envelope/ids.h"
#include "envelope/pae.h"
#include "envelope/scan.h"
#include "slabroker/v1/contract.pb-c.h"
#include "support/vectors.h"

/* The worked examples of proto/ENVELOPE.md and the vectors beside it. */

#define DOCUMENT "proto/ENVELOPE.md"

/* Knows the keys called first and second. */
static bool find_first_or_second(void *context, const char *key_id,
				 struct public_key *out)
{
	static const char *const names[] = { "key first", "key second" };
	struct arena *arena = context;
	struct vectors vectors = vectors_load(arena, DOCUMENT);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct vector *key = vectors_case(&vectors, names[i]);

		memcpy(out->bytes, vector_bytes(arena, key, "public_key").data,
		       PUBLIC_KEY_BYTES);
		if (vector_is(key, "key_id", key_id))
			return true;
	}
	return false;
}

static enum err open_example(struct sample *s, struct bytes bytes,
			     struct envelope *envelope)
{
	struct key_ring ring = { find_first_or_second, &s->arena };
	const SlbStatement *statement;
	enum err err;

	diag_init(&s->diag, &s->arena);
	err = envelope_parse(&s->arena, bytes, envelope, &s->diag);
	if (err == ERR_OK)
		err = statement_parse(&s->arena, envelope, AUDIENCE, &statement,
				      &s->diag);
	if (err == ERR_OK)
		err = envelope_verify(&s->arena, envelope, &ring, &s->diag);
	return err;
}

static struct signing_key *key_called(struct sample *s, const char *name)
{
	struct vectors vectors = vectors_load(&s->arena, DOCUMENT);
	const struct vector *key = vectors_case(&vectors, name);
	struct signing_key *made;

	cr_assert_eq(
		signing_key_from_seed(vector_bytes(&s->arena, key, "seed").data, &made),
		ERR_OK);
	return made;
}

Test(vectors, encoding_of_what_is_signed)
{
	const struct vector *v;
	struct vectors vectors;
	struct signature signature;
	struct signing_key *key;
	struct bytes encoded;
	struct sample s;

	sample_start(&s);
	vectors = vectors_load(&s.arena, DOCUMENT);
	v = vectors_case(&vectors, "pae");
	cr_assert(pae_encode(&s.arena, bytes_of_string(vector_text(v, "type")),
			     vector_bytes(&s.arena, v, "body"), &encoded));
	cr_assert(bytes_equal(encoded, vector_bytes(&s.arena, v, "pae")));
	key = key_called(&s, "key first");
	signature = sign_message(key, encoded);
	cr_assert(bytes_equal(BYTES_OF_ARRAY(signature.bytes),
			      vector_bytes(&s.arena, v, "first_signs")));
	signing_key_free(key);
	sample_end(&s);
}

static void assert_sealed_as(struct sample *s, const struct vector *v, size_t key_count)
{
	struct signing_key *keys[] = { key_called(s, "key first"),
				       key_called(s, "key second") };
	struct seal_item item = {
		.payload_type =
			statement_payload_type(&s->arena, vector_text(v, "kind")),
		.payload = vector_bytes(&s->arena, v, "payload"),
	};
	struct bytes expected = vector_bytes(&s->arena, v, "envelope");
	struct envelope envelope;

	cr_assert(bytes_equal(envelope_seal(&s->arena, &item,
					    (const struct signing_key *const *)keys,
					    key_count),
			      expected));
	cr_assert_eq(open_example(s, expected, &envelope), ERR_OK);
	cr_assert(bytes_equal(digest_bytes(&envelope.content_id),
			      vector_bytes(&s->arena, v, "content_id")));
	cr_assert_eq(envelope.signer_count, key_count);
	signing_key_free(keys[0]);
	signing_key_free(keys[1]);
}

Test(vectors, envelopes_of_one_and_of_two)
{
	struct vectors vectors;
	struct sample s;

	sample_start(&s);
	vectors = vectors_load(&s.arena, DOCUMENT);
	assert_sealed_as(&s, vectors_case(&vectors, "envelope alone"), 1);
	assert_sealed_as(&s, vectors_case(&vectors, "envelope of two"), 2);
	sample_end(&s);
}

Test(vectors, a_batch_and_its_json)
{
	struct bytes envelopes[3];
	struct seal_item items[3];
	struct envelope envelope;
	const struct vector *v;
	struct vectors vectors;
	struct signing_key *key;
	struct sample s;

	sample_start(&s);
	vectors = vectors_load(&s.arena, DOCUMENT);
	v = vectors_case(&vectors, "batch of three");
	key = key_called(&s, "key first");
	for (size_t i = 0; i < 3; i++) {
		items[i].payload_type = statement_payload_type(&s.arena, "report");
		items[i].payload = vector_bytes(
			&s.arena, v, arena_printf(&s.arena, "payload_%zu", i));
	}
	envelope_seal_batch(&s.arena, items, 3, (const struct signing_key *const *)&key,
			    1, envelopes);
	for (size_t i = 0; i < 3; i++) {
		const char *field = arena_printf(&s.arena, "envelope_%zu", i);

		cr_assert(bytes_equal(envelopes[i], vector_bytes(&s.arena, v, field)));
		cr_assert_eq(open_example(&s, envelopes[i], &envelope), ERR_OK);
	}
	v = vectors_case(&vectors, "json");
	cr_assert_eq(open_example(&s, vector_bytes(&s.arena, v, "envelope"), &envelope),
		     ERR_OK);
	cr_assert_str_eq(envelope_json(&s.arena, &envelope), vector_text(v, "json"));
	signing_key_free(key);
	sample_end(&s);
}

static const ProtobufCMessageDescriptor *type_called(const char *name)
{
	static const ProtobufCMessageDescriptor *const types[] = {
		&slb_envelope__descriptor,
		&slb_statement__descriptor,
		&slb_report__descriptor,
		&slb_terms__descriptor,
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	}
	cr_assert_fail("no type %s", name);
	return NULL;
}

Test(vectors, bytes_in_another_form_are_refused_by_rule_and_place)
{
	struct vectors vectors;
	struct sample s;

	sample_start(&s);
	vectors = vectors_load(&s.arena, "tests/vectors/envelope/refused.txt");
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct scan_refusal refusal;

		cr_assert_not(scan_wire(&s.arena,
					type_called(vector_text(v, "message")),
					vector_bytes(&s.arena, v, "bytes"), &refusal),
			      "[%s]", v->name);
		cr_assert_str_eq(scan_rule_name(refusal.rule), vector_text(v, "rule"),
				 "[%s]", v->name);
		cr_assert_eq(refusal.offset, vector_number(v, "offset"), "[%s]",
			     v->name);
	}
	sample_end(&s);
}

Test(vectors, each_fault_has_its_answer)
{
	struct vectors vectors;
	struct sample s;

	sample_start(&s);
	vectors = vectors_load(&s.arena, "tests/vectors/envelope/answers.txt");
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct envelope envelope;
		enum err err =
			open_example(&s, vector_bytes(&s.arena, v, "bytes"), &envelope);

		cr_assert_str_eq(err_name(err), vector_text(v, "answer"), "[%s]",
				 v->name);
	}
	sample_end(&s);
}

Test(vectors, names_of_contracts_and_versions)
{
	const struct vector *v;
	struct contract_id id;
	struct digest content_id;
	struct digest terms;
	struct digest version;
	struct vectors vectors;
	struct sample s;

	sample_start(&s);
	vectors = vectors_load(&s.arena, "proto/RECORD.md");
	v = vectors_case(&vectors, "names");
	cr_assert(digest_from_bytes(vector_bytes(&s.arena, v, "offer_content_id"),
				    &content_id));
	id = contract_id_of(&content_id);
	cr_assert(bytes_equal(BYTES_OF_ARRAY(id.bytes),
			      vector_bytes(&s.arena, v, "contract_id")));
	cr_assert_str_eq(contract_id_text(&s.arena, &id),
			 vector_text(v, "contract_id_text"));
	terms = terms_id(vector_bytes(&s.arena, v, "terms"));
	cr_assert(bytes_equal(digest_bytes(&terms),
			      vector_bytes(&s.arena, v, "terms_id")));
	version = version_id(NULL, &terms);
	cr_assert(bytes_equal(digest_bytes(&version),
			      vector_bytes(&s.arena, v, "version_id")));
	terms = terms_id(vector_bytes(&s.arena, v, "second_terms"));
	version = version_id(&version, &terms);
	cr_assert(bytes_equal(digest_bytes(&version),
			      vector_bytes(&s.arena, v, "second_version_id")));
	sample_end(&s);
}
