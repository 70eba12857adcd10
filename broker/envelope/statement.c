#include <inttypes.h>
#include <string.h>

#include "base/slug.h"
#include "envelope/envelope.h"
#include "envelope/ids.h"
#include "envelope/unpack.h"

#define EDITION          0
#define REQUEST_ID_BYTES 16

static const char type_prefix[] = "application/vnd.slabroker.";
static const char type_suffix[] = ".v1+protobuf";

static bool is_body(const ProtobufCFieldDescriptor *field)
{
	return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
	       field->quantifier_offset == offsetof(SlbStatement, body_case);
}

const char *statement_kind(struct bytes payload_type)
{
	const ProtobufCMessageDescriptor *type = &slb_statement__descriptor;
	struct cursor cursor = cursor_over(payload_type);
	struct bytes prefix = cursor_take(&cursor, sizeof(type_prefix) - 1);

	if (cursor.rest.len < sizeof(type_suffix) - 1 ||
	    !bytes_equal(prefix, bytes_of_string(type_prefix)))
		return NULL;
	for (unsigned i = 0; i < type->n_fields; i++) {
		struct bytes kind = bytes_of_string(type->fields[i].name);
		struct cursor rest = cursor;

		if (is_body(&type->fields[i]) &&
		    bytes_equal(cursor_take(&rest, kind.len), kind) &&
		    bytes_equal(rest.rest, bytes_of_string(type_suffix)))
			return type->fields[i].name;
	}
	return NULL;
}

char *statement_payload_type(struct arena *arena, const char *kind)
{
	return arena_printf(arena, "%s%s%s", type_prefix, kind, type_suffix);
}

static enum err wrong_shape(struct diag *diag, const char *path, const char *what)
{
	return diag_error(diag, ERR_ENVELOPE_SHAPE, diag_at(path), "%s", what);
}

static enum err check_position(const SlbPosition *position, struct diag *diag)
{
	size_t previous_len = position->sequence == 1 ? 0 : DIGEST_BYTES;

	if (position->sequence == 0)
		return wrong_shape(diag, "position.sequence",
				   "the reports of a series count from 1");
	if (position->previous.len != previous_len)
		return wrong_shape(
			diag, "position.previous",
			"the content id of the report before, 32 bytes; absent "
			"in the first alone");
	return ERR_OK;
}

/* A report counts itself in its series, everything else by a random number. */
static enum err check_identity(const SlbStatement *statement, struct diag *diag)
{
	bool in_series = statement->body_case == SLB_STATEMENT__BODY_REPORT;

	if (in_series && statement->identity_case == SLB_STATEMENT__IDENTITY_POSITION)
		return check_position(statement->position, diag);
	if (in_series)
		return wrong_shape(diag, "position",
				   "a report names its place in its series");
	if (statement->identity_case != SLB_STATEMENT__IDENTITY_REQUEST_ID ||
	    statement->request_id.len != REQUEST_ID_BYTES)
		return wrong_shape(
			diag, "request_id",
			"a statement outside a series carries 16 random bytes");
	return ERR_OK;
}

/* What an organisation or the operator says of itself; ENVELOPE.md has the table. */
static bool is_of_no_contract(const SlbStatement *statement)
{
	static const SlbStatement__BodyCase kinds[] = {
		SLB_STATEMENT__BODY_OPENING,          SLB_STATEMENT__BODY_ENROLMENT,
		SLB_STATEMENT__BODY_CLOCK_CORRECTION, SLB_STATEMENT__BODY_REDACTION,
		SLB_STATEMENT__BODY_KEY_ROTATION,     SLB_STATEMENT__BODY_KEY_ADDITION,
		SLB_STATEMENT__BODY_KEY_REVOCATION,   SLB_STATEMENT__BODY_CLOCK,
		SLB_STATEMENT__BODY_OUTAGE,
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (statement->body_case == kinds[i])
			return true;
	}
	return statement->body_case == SLB_STATEMENT__BODY_OFFER &&
	       statement->offer->previous_version_id.len == 0;
}

/* The name of the body that is present; "" of none. */
static const char *body_name(const SlbStatement *statement)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
		&slb_statement__descriptor, (unsigned)statement->body_case);

	return field == NULL ? "" : field->name;
}

static enum err check_shape(const SlbStatement *statement, const char *kind,
			    struct diag *diag)
{
	size_t book_len = is_of_no_contract(statement) ? 0 : CONTRACT_ID_BYTES;

	if (strcmp(body_name(statement), kind) != 0)
		return diag_error(
			diag, ERR_ENVELOPE_SHAPE, diag_at("body"),
			"the payload type says \"%s\" and the statement is \"%s\"",
			kind, body_name(statement));
	if (!slug_is_organisation(statement->issuer))
		return wrong_shape(diag, "issuer",
				   "an organisation's name is 3 to 40 of a-z, 0-9 and "
				   "\"-\", a letter first");
	if (statement->book.len != book_len)
		return wrong_shape(
			diag, "book",
			"the contract id, 16 bytes; absent in an opening offer, "
			"and in what belongs to no contract");
	return check_identity(statement, diag);
}

enum err statement_parse(struct arena *arena, const struct envelope *envelope,
			 const char *audience, const SlbStatement **out,
			 struct diag *diag)
{
	const SlbStatement *statement;
	ProtobufCMessage *message;
	enum err err;

	err = unpack_message(arena, &slb_statement__descriptor, envelope->payload,
			     &message, diag);
	if (err != ERR_OK)
		return err;
	statement = (const SlbStatement *)message;
	if (statement->edition != EDITION)
		return diag_error(diag, ERR_EDITION_UNKNOWN, diag_at("edition"),
				  "the statement is of edition %" PRIu32
				  "; known here is %d",
				  statement->edition, EDITION);
	if (audience != NULL && strcmp(statement->audience, audience) != 0)
		return diag_error(
			diag, ERR_AUDIENCE_WRONG, diag_at("audience"),
			"the statement is addressed to \"%s\"; this is \"%s\"",
			statement->audience, audience);
	*out = statement;
	return check_shape(statement, envelope->kind, diag);
}
