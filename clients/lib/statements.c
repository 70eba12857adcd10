#include "lib/statements.h"

#include <string.h>

#include "base/ensure.h"
#include "crypto/random.h"
#include "envelope/envelope.h"
#include "envelope/pae.h"
#include "envelope/unpack.h"

#define REQUEST_ID_BYTES 16

ProtobufCBinaryData binary_copy(struct arena *arena, struct bytes bytes)
{
	ProtobufCBinaryData copy = { bytes.len,
				     arena_array(arena, uint8_t, bytes.len) };

	if (bytes.len > 0)
		memcpy(copy.data, bytes.data, bytes.len);
	return copy;
}

static ProtobufCBinaryData binary_of_digest(struct arena *arena,
					    const struct digest *digest)
{
	return binary_copy(arena, digest_bytes(digest));
}

static SlbStatement *new_statement(struct arena *arena,
				   const struct statement_head *head,
				   SlbStatement__BodyCase body)
{
	SlbStatement *statement = arena_new(arena, SlbStatement);

	slb_statement__init(statement);
	statement->audience = arena_strdup(arena, head->audience);
	statement->issuer = arena_strdup(arena, head->issuer);
	statement->claimed_time_ms = head->claimed_time_ms;
	if (head->book != NULL)
		statement->book = binary_copy(arena, BYTES_OF_ARRAY(head->book->bytes));
	statement->body_case = body;
	return statement;
}

SlbStatement *statement_request(struct arena *arena, const struct statement_head *head,
				SlbStatement__BodyCase kind, ProtobufCMessage *body)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
		&slb_statement__descriptor, (unsigned)kind);
	SlbStatement *statement = new_statement(arena, head, kind);
	uint8_t request_id[REQUEST_ID_BYTES];

	ensure(field != NULL && field->descriptor == body->descriptor);
	memcpy((uint8_t *)statement + field->offset, &body, sizeof body);
	random_fill(request_id, sizeof request_id);
	statement->identity_case = SLB_STATEMENT__IDENTITY_REQUEST_ID;
	statement->request_id = binary_copy(arena, BYTES_OF_ARRAY(request_id));
	return statement;
}

SlbStatement *statement_offer(struct arena *arena, const struct statement_head *head,
			      struct bytes terms, const struct digest *previous,
			      const struct digest *paper)
{
	SlbOffer *offer = arena_new(arena, SlbOffer);

	slb_offer__init(offer);
	offer->terms = binary_copy(arena, terms);
	if (previous != NULL)
		offer->previous_version_id = binary_of_digest(arena, previous);
	if (paper != NULL) {
		offer->unilateral = arena_new(arena, SlbUnilateralRecord);
		slb_unilateral_record__init(offer->unilateral);
		offer->unilateral->paper_digest = binary_of_digest(arena, paper);
	}
	return statement_request(arena, head, SLB_STATEMENT__BODY_OFFER, &offer->base);
}

SlbStatement *statement_acceptance(struct arena *arena,
				   const struct statement_head *head,
				   const struct digest *version)
{
	SlbAcceptance *acceptance = arena_new(arena, SlbAcceptance);

	slb_acceptance__init(acceptance);
	acceptance->version_id = binary_of_digest(arena, version);
	return statement_request(arena, head, SLB_STATEMENT__BODY_ACCEPTANCE,
				 &acceptance->base);
}

SlbStatement *statement_decline(struct arena *arena, const struct statement_head *head,
				const struct digest *version, const char *reason)
{
	SlbDecline *decline = arena_new(arena, SlbDecline);

	slb_decline__init(decline);
	decline->version_id = binary_of_digest(arena, version);
	decline->reason = arena_strdup(arena, reason);
	return statement_request(arena, head, SLB_STATEMENT__BODY_DECLINE,
				 &decline->base);
}

SlbStatement *statement_withdrawal(struct arena *arena,
				   const struct statement_head *head,
				   const struct digest *version, const char *reason)
{
	SlbWithdrawal *withdrawal = arena_new(arena, SlbWithdrawal);

	slb_withdrawal__init(withdrawal);
	withdrawal->version_id = binary_of_digest(arena, version);
	withdrawal->reason = arena_strdup(arena, reason);
	return statement_request(arena, head, SLB_STATEMENT__BODY_WITHDRAWAL,
				 &withdrawal->base);
}

SlbStatement *statement_termination(struct arena *arena,
				    const struct statement_head *head,
				    const struct termination *termination)
{
	SlbTermination *body = arena_new(arena, SlbTermination);

	slb_termination__init(body);
	body->version_id = binary_of_digest(arena, &termination->version);
	body->last_day = arena_strdup(arena, termination->last_day);
	body->reason = arena_strdup(arena, termination->reason);
	return statement_request(arena, head, SLB_STATEMENT__BODY_TERMINATION,
				 &body->base);
}

SlbStatement *statement_report(struct arena *arena, const struct statement_head *head,
			       SlbReport *report, const struct report_place *place)
{
	SlbStatement *statement =
		new_statement(arena, head, SLB_STATEMENT__BODY_REPORT);
	SlbPosition *position = arena_new(arena, SlbPosition);

	slb_position__init(position);
	position->sequence = place->sequence;
	position->attempt = place->attempt;
	if (place->sequence > 1)
		position->previous = binary_of_digest(arena, &place->previous);
	statement->identity_case = SLB_STATEMENT__IDENTITY_POSITION;
	statement->position = position;
	statement->report = report;
	return statement;
}

static SlbFindingPlace *new_place(struct arena *arena,
				  const struct finding_place *place)
{
	SlbFindingPlace *finding = arena_new(arena, SlbFindingPlace);

	slb_finding_place__init(finding);
	finding->version_id = binary_of_digest(arena, &place->version);
	finding->start_s = place->start_s;
	finding->kpi = arena_strdup(arena, place->kpi);
	return finding;
}

SlbStatement *statement_serving(struct arena *arena, const struct statement_head *head,
				const struct finding_place *place)
{
	SlbFindingServing *serving = arena_new(arena, SlbFindingServing);

	slb_finding_serving__init(serving);
	serving->finding = new_place(arena, place);
	return statement_request(arena, head, SLB_STATEMENT__BODY_SERVING,
				 &serving->base);
}

SlbStatement *statement_hold(struct arena *arena, const struct statement_head *head,
			     const struct finding_place *place, const char *until_day,
			     const char *reason)
{
	SlbHold *hold = arena_new(arena, SlbHold);

	slb_hold__init(hold);
	hold->finding = new_place(arena, place);
	hold->until_day = arena_strdup(arena, until_day);
	hold->reason = arena_strdup(arena, reason);
	return statement_request(arena, head, SLB_STATEMENT__BODY_HOLD, &hold->base);
}

SlbStatement *statement_waiver(struct arena *arena, const struct statement_head *head,
			       const struct finding_place *place,
			       const struct waiver *waiver)
{
	SlbWaiver *body = arena_new(arena, SlbWaiver);

	slb_waiver__init(body);
	body->finding = new_place(arena, place);
	body->credit = waiver->credit;
	body->strike = waiver->strike;
	body->reason = arena_strdup(arena, waiver->reason);
	return statement_request(arena, head, SLB_STATEMENT__BODY_WAIVER, &body->base);
}

SlbStatement *statement_acknowledgement(struct arena *arena,
					const struct statement_head *head,
					uint64_t notice)
{
	SlbAcknowledgement *acknowledgement = arena_new(arena, SlbAcknowledgement);

	slb_acknowledgement__init(acknowledgement);
	acknowledgement->notice = notice;
	return statement_request(arena, head, SLB_STATEMENT__BODY_ACKNOWLEDGEMENT,
				 &acknowledgement->base);
}

struct statement_bytes statement_pack(struct arena *arena,
				      const SlbStatement *statement)
{
	const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(
		&slb_statement__descriptor, (unsigned)statement->body_case);
	struct statement_bytes bytes;

	ensure(body != NULL);
	bytes.kind = body->name;
	bytes.item.payload_type = statement_payload_type(arena, body->name);
	bytes.item.payload = pack_message(arena, &statement->base);
	bytes.content_id = pae_content_id(bytes_of_string(bytes.item.payload_type),
					  bytes.item.payload);
	return bytes;
}
