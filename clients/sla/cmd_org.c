#include "sla/commands.h"

#include <string.h>

#include "calendar/civil.h"
#include "sla/answer.h"
#include "sla/keys.h"
#include "sla/listing.h"
#include "sla/phrases.h"
#include "sla/proposal.h"
#include "slabroker/v1/organization_service.pb-c.h"

/* clang-format off */
const struct option org_enrol_options[] = {
	{ "legal-name", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "its legal name" },
	{ "registration-number", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "company register number or the like" },
	{ "seat", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "legal seat: a postal address" },
	{ "root-key", OPTION_FILE, 0, false, true, "PUB", NULL,
	  "public half of its first key, of purpose root" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option org_show_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option org_list_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option org_key_add_options[] = {
	{ "purpose", OPTION_CHOICE, 0, false, false, "root|statements|tokens", "statements",
	  "what it may do" },
	{ "holder", OPTION_TEXT, 0, false, false, "TEXT", NULL,
	  "the function of who holds it, no person's name" },
	{ "not-before", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "not valid earlier" },
	{ "not-after", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "not valid later" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option org_key_revoke_options[] = {
	{ "reason", OPTION_CHOICE, 0, false, true, "superseded|ceased|compromised", NULL,
	  "another took its place; its holder's function ended; somebody else may have it" },
	{ "organisation", OPTION_TEXT, 0, false, false, "ORG", NULL,
	  "whose key it is, where the operator revokes it" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- what is signed ---- */

static bool speaks_for_operator(const struct connection *connection)
{
	return strcmp(connection->profile.message->organisation, "operator") == 0;
}

/* The operator has one key; an organisation's own keys are a matter of its root keys. */
static enum err propose(struct connection *connection, const SlbStatement *statement)
{
	const SlbProfile *profile = connection->profile.message;
	bool is_operator = speaks_for_operator(connection);
	struct proposal proposal = {
		.connection = connection,
		.purpose = is_operator ? KEY_PURPOSE_OPERATOR : KEY_PURPOSE_ROOT,
		.default_key =
			is_operator ? profile->statements_key : profile->root_key,
		.statements = &statement,
		.count = 1,
	};

	return proposal_run(&proposal);
}

static enum err enrol(struct connection *connection)
{
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	struct public_key root_key;
	SlbEnrolment enrolment;
	enum err e = public_key_for(in, option_text(&in->options, "root-key"),
				    KEY_PURPOSE_ROOT, in->operands[0], &root_key);

	if (e != ERR_OK)
		return e;
	slb_enrolment__init(&enrolment);
	enrolment.organisation = arena_strdup(in->arena, in->operands[0]);
	enrolment.legal_name =
		arena_strdup(in->arena, option_text(&in->options, "legal-name"));
	enrolment.registration_number = arena_strdup(
		in->arena, option_text(&in->options, "registration-number"));
	enrolment.seat = arena_strdup(in->arena, option_text(&in->options, "seat"));
	enrolment.root_key = binary_copy(in->arena, BYTES_OF_ARRAY(root_key.bytes));
	return propose(connection, statement_request(in->arena, &head,
						     SLB_STATEMENT__BODY_ENROLMENT,
						     &enrolment.base));
}

enum err org_enrol(struct invocation *in)
{
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_SEND, &connection);

	if (e == ERR_OK && !speaks_for_operator(&connection))
		e = usage_error(in, "profile %s speaks as %s; only the operator enrols",
				connection.profile.file,
				connection.profile.message->organisation);
	if (e == ERR_OK)
		e = enrol(&connection);
	connection_close(&connection);
	return e;
}

static enum err add_key(struct connection *connection)
{
	static const SlbKeyPurpose purposes[] = {
		[KEY_PURPOSE_ROOT] = SLB_KEY_PURPOSE__KEY_PURPOSE_ROOT,
		[KEY_PURPOSE_STATEMENTS] = SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS,
		[KEY_PURPOSE_TOKENS] = SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS,
	};
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	const char *holder = option_text(&in->options, "holder");
	enum key_purpose purpose = KEY_PURPOSE_STATEMENTS;
	SlbKeyAddition addition;
	struct public_key key;
	enum err e = ERR_OK;

	if (!key_purpose_parse(bytes_of_string(option_text(&in->options, "purpose")),
			       &purpose))
		e = usage_error(in, "there is no such purpose");
	if (e == ERR_OK)
		e = public_key_for(in, in->operands[0], purpose, head.issuer, &key);
	if (e == ERR_USAGE)
		diag_hint(&in->diag, "--purpose says what it is added for");
	if (e != ERR_OK)
		return e;
	slb_key_addition__init(&addition);
	addition.key = binary_copy(in->arena, BYTES_OF_ARRAY(key.bytes));
	addition.purpose = purposes[purpose];
	addition.not_before_ms = option_number(&in->options, "not-before", 0) * 1000;
	addition.not_after_ms = option_number(&in->options, "not-after", 0) * 1000;
	addition.holder = arena_strdup(in->arena, holder == NULL ? "" : holder);
	return propose(connection, statement_request(in->arena, &head,
						     SLB_STATEMENT__BODY_KEY_ADDITION,
						     &addition.base));
}

enum err org_key_add(struct invocation *in)
{
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_SEND, &connection);

	if (e == ERR_OK)
		e = add_key(&connection);
	connection_close(&connection);
	return e;
}

static SlbRevocationReason reason_of(const struct invocation *in)
{
	const char *reason = option_text(&in->options, "reason");

	if (strcmp(reason, "superseded") == 0)
		return SLB_REVOCATION_REASON__REVOCATION_REASON_SUPERSEDED;
	if (strcmp(reason, "ceased") == 0)
		return SLB_REVOCATION_REASON__REVOCATION_REASON_CEASED;
	return SLB_REVOCATION_REASON__REVOCATION_REASON_COMPROMISED;
}

static enum err revoke_key(struct connection *connection)
{
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	const char *organisation = option_text(&in->options, "organisation");
	SlbKeyRevocation revocation;
	struct digest id;
	struct bytes hex;

	if (!hex_decode(in->arena, bytes_of_string(in->operands[0]), &hex) ||
	    !digest_from_bytes(hex, &id))
		return usage_error(in,
				   "\"%s\" is no key id; expected 64 hexadecimal "
				   "digits, as sla org show prints them",
				   in->operands[0]);
	slb_key_revocation__init(&revocation);
	revocation.key_id = binary_copy(in->arena, digest_bytes(&id));
	revocation.reason = reason_of(in);
	if (organisation != NULL)
		revocation.organisation = arena_strdup(in->arena, organisation);
	return propose(connection, statement_request(in->arena, &head,
						     SLB_STATEMENT__BODY_KEY_REVOCATION,
						     &revocation.base));
}

enum err org_key_revoke(struct invocation *in)
{
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_SEND, &connection);

	if (e == ERR_OK)
		e = revoke_key(&connection);
	connection_close(&connection);
	return e;
}

/* ---- reading ---- */

static const char *instant_of(struct arena *arena, int64_t at_ms)
{
	return at_ms == 0 ? "-" : civil_instant_text(arena, at_ms / 1000, 0);
}

static void add_keys(struct page *page, const SlbOrganization *organisation)
{
	static const struct page_column columns[] = {
		{ "Key id", false },      { "Purpose", false }, { "Added", false },
		{ "Valid until", false }, { "Revoked", false }, { "Held by", false }
	};
	struct arena *arena = page->arena;
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < organisation->n_keys; i++) {
		const SlbOrganizationKey *key = organisation->keys[i];
		bool revoked = key->revoked_ms != 0;

		page_cell(page, revoked ? TONE_FAINT : TONE_PLAIN, "%s", key->key_id);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_enum(arena, &slb_key_purpose__descriptor,
				      (int)key->purpose));
		page_cell(page, TONE_PLAIN, "%s", instant_of(arena, key->added_ms));
		page_cell(page, TONE_PLAIN, "%s", instant_of(arena, key->not_after_ms));
		page_cell(page, revoked ? TONE_BAD : TONE_PLAIN, "%s",
			  instant_of(arena, key->revoked_ms));
		page_cell(page, TONE_PLAIN, "%s",
			  key->holder[0] == '\0' ? "-" : key->holder);
	}
}

static enum err give_organisation(struct invocation *in,
				  const SlbOrganization *organisation)
{
	struct page page;
	struct answer answer = { .page = &page, .message = &organisation->base };

	page_init(
		&page, in->arena,
		arena_printf(in->arena, "Organisation %s", organisation->organisation));
	page_fact(&page, "Legal name", "%s", organisation->legal_name);
	page_fact(&page, "Registration number", "%s",
		  organisation->registration_number);
	page_fact(&page, "Seat", "%s", organisation->seat);
	page_fact(&page, "Enrolled", "%s",
		  instant_of(in->arena, organisation->enrolled_ms));
	add_keys(&page, organisation);
	return answer_give(in, &answer);
}

enum err org_show(struct invocation *in)
{
	SlbGetOrganizationRequest request;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_get_organization_request__init(&request);
	if (e == ERR_OK) {
		request.organisation = arena_strdup(
			in->arena, in->operand_count > 0
					   ? in->operands[0]
					   : connection.profile.message->organisation);
		e = connection_call(&connection, METHOD_GET_ORGANIZATION, &request.base,
				    &answer);
	}
	if (e == ERR_OK)
		e = give_organisation(in, (const SlbOrganization *)answer);
	connection_close(&connection);
	return e;
}

static enum err give_list(struct invocation *in,
			  const SlbListOrganizationsResponse *list)
{
	static const struct page_column columns[] = { { "Organisation", false },
						      { "Legal name", false },
						      { "Seat", false },
						      { "Enrolled", false } };
	struct page page;
	struct answer answer = { .page = &page, .message = &list->base };
	size_t i;

	page_init(&page, in->arena, "Organisations");
	page_table(&page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < list->n_organizations; i++) {
		const SlbOrganization *organisation = list->organizations[i];

		page_cell(&page, TONE_PLAIN, "%s", organisation->organisation);
		page_cell(&page, TONE_PLAIN, "%s", organisation->legal_name);
		page_cell(&page, TONE_PLAIN, "%s", organisation->seat);
		page_cell(&page, TONE_PLAIN, "%s",
			  instant_of(in->arena, organisation->enrolled_ms));
	}
	return answer_give(in, &answer);
}

enum err org_list(struct invocation *in)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_ORGANIZATIONS, SlbListOrganizationsRequest,
			SlbListOrganizationsResponse, organizations);
	SlbListOrganizationsRequest request;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_list_organizations_request__init(&request);
	if (e == ERR_OK)
		e = listing_fetch(&connection, &listing, &request.base, &answer);
	if (e == ERR_OK)
		e = give_list(in, (const SlbListOrganizationsResponse *)answer);
	connection_close(&connection);
	return e;
}
