#ifndef TESTS_UNIT_ENVELOPE_SAMPLE_H
#define TESTS_UNIT_ENVELOPE_SAMPLE_H

#include <criterion/criterion.h>
#include <string.h>

#include "envelope/envelope.h"
#include "envelope/seal.h"
#include "envelope/unpack.h"

/* Three keys, a ring that knows the first two, and statements to sign. */

#define AUDIENCE "broker.example/log"

struct sample {
	struct arena arena;
	struct diag diag;
	struct signing_key *keys[3];
};

static inline void sample_start(struct sample *sample)
{
	arena_init(&sample->arena, 1 << 26);
	diag_init(&sample->diag, &sample->arena);
	for (uint8_t i = 0; i < 3; i++) {
		const uint8_t seed[SEED_BYTES] = { i };

		cr_assert_eq(signing_key_from_seed(seed, &sample->keys[i]), ERR_OK);
	}
}

static inline void sample_end(struct sample *sample)
{
	for (size_t i = 0; i < 3; i++)
		signing_key_free(sample->keys[i]);
	arena_release(&sample->arena);
}

static inline bool sample_find(void *context, const char *key_id,
			       struct public_key *out)
{
	const struct sample *sample = context;

	for (size_t i = 0; i < 2; i++) {
		struct key_id id;

		*out = *signing_key_public(sample->keys[i]);
		id = key_id_of(out);
		if (strcmp(id.hex, key_id) == 0)
			return true;
	}
	return false;
}

static inline struct key_ring sample_ring(struct sample *sample)
{
	return (struct key_ring){ .find = sample_find, .context = sample };
}

static inline ProtobufCBinaryData sample_binary(struct sample *sample, size_t len)
{
	uint8_t *data = arena_alloc(&sample->arena, len);

	memset(data, 0x5a, len);
	return (ProtobufCBinaryData){ .len = len, .data = data };
}

/* A valid acceptance; tests bend it. */
static inline SlbStatement *sample_acceptance(struct sample *sample)
{
	SlbStatement *statement = arena_new(&sample->arena, SlbStatement);
	SlbAcceptance *acceptance = arena_new(&sample->arena, SlbAcceptance);

	slb_statement__init(statement);
	slb_acceptance__init(acceptance);
	acceptance->version_id = sample_binary(sample, 32);
	statement->audience = arena_strdup(&sample->arena, AUDIENCE);
	statement->issuer = arena_strdup(&sample->arena, "centre-1");
	statement->book = sample_binary(sample, 16);
	statement->claimed_time_ms = 1700000000000;
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = sample_binary(sample, 16);
	statement->body_case = SLB_STATEMENT__BODY_ACCEPTANCE;
	statement->acceptance = acceptance;
	return statement;
}

/* A valid first report of a series. */
static inline SlbStatement *sample_report(struct sample *sample)
{
	SlbStatement *statement = sample_acceptance(sample);

	statement->body_case = SLB_STATEMENT__BODY_REPORT;
	statement->report = arena_new(&sample->arena, SlbReport);
	slb_report__init(statement->report);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = arena_new(&sample->arena, SlbPosition);
	slb_position__init(statement->position);
	statement->position->sequence = 1;
	return statement;
}

/* A valid opening offer. */
static inline SlbStatement *sample_offer(struct sample *sample)
{
	SlbStatement *statement = sample_acceptance(sample);

	statement->book.len = 0;
	statement->body_case = SLB_STATEMENT__BODY_OFFER;
	statement->offer = arena_new(&sample->arena, SlbOffer);
	slb_offer__init(statement->offer);
	statement->offer->terms = sample_binary(sample, 100);
	return statement;
}

static inline struct seal_item sample_item(struct sample *sample, const char *kind,
					   const SlbStatement *statement)
{
	return (struct seal_item){
		.payload_type = statement_payload_type(&sample->arena, kind),
		.payload = pack_message(&sample->arena, &statement->base),
	};
}

static inline const struct signing_key *const *sample_keys(struct sample *sample)
{
	return (const struct signing_key *const *)sample->keys;
}

/* All checks in their order. */
static inline enum err sample_open(struct sample *sample, struct bytes bytes,
				   struct envelope *envelope)
{
	struct key_ring ring = sample_ring(sample);
	const SlbStatement *statement;
	enum err err;

	diag_init(&sample->diag, &sample->arena);
	err = envelope_parse(&sample->arena, bytes, envelope, &sample->diag);
	if (err == ERR_OK)
		err = statement_parse(&sample->arena, envelope, AUDIENCE, &statement,
				      &sample->diag);
	if (err == ERR_OK)
		err = envelope_verify(&sample->arena, envelope, &ring, &sample->diag);
	return err;
}

#endif
