#ifndef TESTS_SUPPORT_STATEMENTS_H
#define TESTS_SUPPORT_STATEMENTS_H

#include "acts/acts.h"
#include "base/ensure.h"
#include "envelope/envelope.h"
#include "envelope/ids.h"
#include "envelope/seal.h"
#include "envelope/unpack.h"
#include "support/law.h"

/*
 * Signed statements for tests of what happens to them: who says them, with one key each,
 * and one small contract between "acme" (client) and "nordcall" (centre) of daily counts.
 * All of it lies in the arena.
 */

struct speaker {
	const char *slug;
	struct signing_key *key;
	uint64_t request; /* of the last statement: never the same twice */
};

/* The key's seed is the byte, 32 times. */
static inline struct speaker speaker_make(const char *slug, uint8_t seed_byte)
{
	struct speaker speaker = { .slug = slug };
	uint8_t seed[SEED_BYTES];
	enum err err;

	memset(seed, seed_byte, sizeof(seed));
	err = signing_key_from_seed(seed, &speaker.key);
	ensure(err == ERR_OK);
	return speaker;
}

struct said {
	struct envelope envelope;
	const SlbStatement *statement;
};

static inline ProtobufCBinaryData said_bytes(struct arena *arena, const void *data,
					     size_t len)
{
	uint8_t *copy = arena_alloc(arena, len);

	memcpy(copy, data, len);
	return (ProtobufCBinaryData){ .len = len, .data = copy };
}

/* A statement without a body. */
static inline SlbStatement *said_begin(struct arena *arena, const char *origin,
				       struct speaker *speaker)
{
	SlbStatement *statement = arena_new(arena, SlbStatement);
	uint8_t request[REQUEST_BYTES] = { 0 };

	speaker->request++;
	for (unsigned i = 0; i < 8; i++)
		request[8 + i] = (uint8_t)(speaker->request >> (56 - 8 * i));
	request[0] = 0xaa;
	slb_statement__init(statement);
	statement->audience = arena_strdup(arena, origin);
	statement->issuer = arena_strdup(arena, speaker->slug);
	statement->claimed_time_ms = 1700000000000;
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = said_bytes(arena, request, sizeof(request));
	return statement;
}

/* Signs it and reads it back as the broker does, signatures verified by the signer. */
static inline struct said said_sign(struct arena *arena, const char *kind,
				    const SlbStatement *statement,
				    const struct signing_key *key)
{
	struct seal_item item = {
		.payload_type = statement_payload_type(arena, kind),
		.payload = pack_message(arena, &statement->base),
	};
	struct said said;
	struct diag diag;
	enum err err;

	diag_init(&diag, arena);
	err = envelope_parse(arena, envelope_seal(arena, &item, &key, 1),
			     &said.envelope, &diag);
	ensure(err == ERR_OK);
	err = statement_parse(arena, &said.envelope, NULL, &said.statement, &diag);
	ensure(err == ERR_OK);
	said.envelope.signers[0].key = *signing_key_public(key);
	return said;
}

static inline struct said say_enrolment(struct arena *arena, const char *origin,
					struct speaker *operator,
					const struct speaker * enrolled)
{
	SlbStatement *statement = said_begin(arena, origin, operator);
	SlbEnrolment *body = arena_new(arena, SlbEnrolment);

	slb_enrolment__init(body);
	body->organisation = arena_strdup(arena, enrolled->slug);
	body->legal_name = arena_printf(arena, "%s Ltd", enrolled->slug);
	body->registration_number = arena_strdup(arena, "HRB 1");
	body->seat = arena_strdup(arena, "1 High Street, Leeds");
	body->root_key = said_bytes(arena, signing_key_public(enrolled->key)->bytes,
				    PUBLIC_KEY_BYTES);
	statement->body_case = SLB_STATEMENT__BODY_ENROLMENT;
	statement->enrolment = body;
	return said_sign(arena, "enrolment", statement, operator->key);
}

/* root is the organisation with its root key; added the same one with the key to add. */
static inline struct said say_key_addition(struct arena *arena, const char *origin,
					   struct speaker *root,
					   const struct signing_key *added,
					   SlbKeyPurpose purpose)
{
	SlbStatement *statement = said_begin(arena, origin, root);
	SlbKeyAddition *body = arena_new(arena, SlbKeyAddition);

	slb_key_addition__init(body);
	body->key =
		said_bytes(arena, signing_key_public(added)->bytes, PUBLIC_KEY_BYTES);
	body->purpose = purpose;
	statement->body_case = SLB_STATEMENT__BODY_KEY_ADDITION;
	statement->key_addition = body;
	return said_sign(arena, "key_addition", statement, root->key);
}

static inline struct said say_clock_correction(struct arena *arena, const char *origin,
					       struct speaker *operator,
					       int64_t confirmed_ms)
{
	SlbStatement *statement = said_begin(arena, origin, operator);
	SlbClockCorrection *body = arena_new(arena, SlbClockCorrection);

	slb_clock_correction__init(body);
	body->confirmed_ms = confirmed_ms;
	statement->body_case = SLB_STATEMENT__BODY_CLOCK_CORRECTION;
	statement->clock_correction = body;
	return said_sign(arena, "clock_correction", statement, operator->key);
}

/* A rotation of a key that the broker has; added is the new one. */
static inline struct said say_key_rotation(struct arena *arena, const char *origin,
					   struct speaker *operator,
					   SlbBrokerKeyRole role,
					   const struct signing_key *added)
{
	SlbStatement *statement = said_begin(arena, origin, operator);
	SlbKeyRotation *body = arena_new(arena, SlbKeyRotation);

	slb_key_rotation__init(body);
	body->role = role;
	body->key =
		said_bytes(arena, signing_key_public(added)->bytes, PUBLIC_KEY_BYTES);
	statement->body_case = SLB_STATEMENT__BODY_KEY_ROTATION;
	statement->key_rotation = body;
	return said_sign(arena, "key_rotation", statement, operator->key);
}

/* Daily counts of calls, due two days later; a monthly share answered of at least 90
 * percent. */
static inline SlbTerms *said_terms(struct arena *arena, const char *first_day,
				   const char *last_day)
{
	static const char *const parties[] = { "acme", "nordcall" };
	SlbTerms *terms = law_terms(arena, first_day, last_day);
	SlbKpi *kpi;

	for (size_t i = 0; i < ARRAY_SIZE(parties); i++) {
		SlbNoticeAddress *address = arena_new(arena, SlbNoticeAddress);
		SlbParty *party = arena_new(arena, SlbParty);

		slb_party__init(party);
		party->organisation = arena_strdup(arena, parties[i]);
		party->legal_name = arena_printf(arena, "%s Ltd", parties[i]);
		party->registration_number = arena_strdup(arena, "HRB 1");
		party->seat = arena_strdup(arena, "1 High Street, Leeds");
		slb_notice_address__init(address);
		address->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL;
		address->address =
			arena_printf(arena, "notices@%s.example", parties[i]);
		LAW_APPEND(arena, party, notice_addresses, address);
		party->role = i == 0 ? SLB_PARTY_ROLE__PARTY_ROLE_CLIENT
				     : SLB_PARTY_ROLE__PARTY_ROLE_CENTRE;
		LAW_APPEND(arena, terms, parties, party);
	}
	terms->zone->tzdata_version = arena_strdup(arena, "2026a");
	terms->measurement = arena_new(arena, SlbMeasurement);
	slb_measurement__init(terms->measurement);
	terms->measurement->attribution = SLB_ATTRIBUTION__ATTRIBUTION_ENTERED_QUEUE;
	terms->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	terms->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_NONE_SHARED;
	terms->restatement_window =
		law_delay(arena, 5, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	terms->claim_window = law_delay(arena, 60, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	law_add_series(arena, terms, "daily", 0)->due_delay =
		law_delay(arena, 48, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	law_add_counter(arena, terms, "daily", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(arena, terms, "daily", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	kpi = law_add_kpi(arena, terms, "answered-share",
			  SLB_COMPARATOR__COMPARATOR_AT_LEAST, "90");
	LAW_APPEND(arena, kpi, steps,
		   law_quotient(arena, "share", SLB_STAGE__STAGE_WINDOW, "answered",
				"offered"));
	law_set_volume(arena, kpi, "offered");
	kpi->minimum_volume->at_least = 10;
	kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	kpi->numerator_title = arena_strdup(arena, "answered");
	return terms;
}

/* The names of a contract that was offered. */
struct agreed {
	uint8_t contract_id[CONTRACT_BYTES];
	struct digest version_id;
	const SlbTerms *terms;
};

/* An opening offer. */
static inline struct said say_offer(struct arena *arena, const char *origin,
				    struct speaker *speaker, const SlbTerms *terms,
				    struct agreed *agreed)
{
	SlbStatement *statement = said_begin(arena, origin, speaker);
	SlbOffer *body = arena_new(arena, SlbOffer);
	struct bytes packed = pack_message(arena, &terms->base);
	struct digest id = terms_id(packed);
	struct contract_id contract;
	struct said said;

	slb_offer__init(body);
	body->terms = said_bytes(arena, packed.data, packed.len);
	statement->body_case = SLB_STATEMENT__BODY_OFFER;
	statement->offer = body;
	said = said_sign(arena, "offer", statement, speaker->key);
	contract = contract_id_of(&said.envelope.content_id);
	memcpy(agreed->contract_id, contract.bytes, CONTRACT_BYTES);
	agreed->version_id = version_id(NULL, &id);
	agreed->terms = terms;
	return said;
}

static inline struct said say_acceptance(struct arena *arena, const char *origin,
					 struct speaker *speaker,
					 const struct agreed *agreed)
{
	SlbStatement *statement = said_begin(arena, origin, speaker);
	SlbAcceptance *body = arena_new(arena, SlbAcceptance);

	slb_acceptance__init(body);
	body->version_id = said_bytes(arena, agreed->version_id.bytes, DIGEST_BYTES);
	statement->book = said_bytes(arena, agreed->contract_id, CONTRACT_BYTES);
	statement->body_case = SLB_STATEMENT__BODY_ACCEPTANCE;
	statement->acceptance = body;
	return said_sign(arena, "acceptance", statement, speaker->key);
}

/* A place in the series "daily", and what stands there. */
struct daily {
	uint64_t sequence;
	const struct digest *previous; /* NULL of the first */
	const char *day;               /* "2026-01-01" */
	const char *counts;            /* interval 0, offered, answered: "0 100 95" */
};

static inline struct said say_daily(struct arena *arena, const char *origin,
				    struct speaker *speaker,
				    const struct agreed *agreed,
				    const struct daily *daily)
{
	SlbStatement *statement = said_begin(arena, origin, speaker);
	SlbReport *report = law_daily(arena, agreed->terms, "daily", daily->day,
				      "offered answered", daily->counts);
	SlbPosition *position = arena_new(arena, SlbPosition);

	slb_position__init(position);
	position->sequence = daily->sequence;
	if (daily->previous != NULL)
		position->previous =
			said_bytes(arena, daily->previous->bytes, DIGEST_BYTES);
	report->version_id = said_bytes(arena, agreed->version_id.bytes, DIGEST_BYTES);
	statement->book = said_bytes(arena, agreed->contract_id, CONTRACT_BYTES);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = position;
	statement->body_case = SLB_STATEMENT__BODY_REPORT;
	statement->report = report;
	return said_sign(arena, "report", statement, speaker->key);
}

static inline struct said say_redaction(struct arena *arena, const char *origin,
					struct speaker *operator,
					const struct agreed * agreed, uint32_t month)
{
	SlbStatement *statement = said_begin(arena, origin, operator);
	SlbRedaction *body = arena_new(arena, SlbRedaction);

	slb_redaction__init(body);
	body->contract_id = said_bytes(arena, agreed->contract_id, CONTRACT_BYTES);
	body->first_month = month;
	body->last_month = month;
	body->legal_basis = arena_strdup(arena, "a court order");
	body->authority = arena_strdup(arena, "District Court of Leeds");
	statement->body_case = SLB_STATEMENT__BODY_REDACTION;
	statement->redaction = body;
	return said_sign(arena, "redaction", statement, operator->key);
}

#endif
