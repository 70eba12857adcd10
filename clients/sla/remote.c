#include "sla/remote.h"

#include <string.h>

#include "contract/check.h"
#include "envelope/unpack.h"

bool names_contract(const char *operand)
{
	return strncmp(operand, "c-", 2) == 0 && strpbrk(operand, "./") == NULL;
}

enum err contract_named(struct invocation *in, const char *text,
			struct contract_id *out)
{
	if (contract_id_parse(in->arena, text, out))
		return ERR_OK;
	return usage_error(in,
			   "\"%s\" is no contract; expected c- and 26 characters, as "
			   "sla contract list prints them",
			   text);
}

enum err contract_operand(struct invocation *in, char **out)
{
	struct contract_id id;

	*out = arena_strdup(in->arena, in->operands[0]);
	return contract_named(in, in->operands[0], &id);
}

bool parse_place(const char *text, uint64_t *out)
{
	*out = 0;
	for (; *text >= '0' && *text <= '9' && *out < UINT64_MAX / 20; text++)
		*out = *out * 10 + (uint64_t)(*text - '0');
	return *text == '\0' && *out > 0;
}

enum err remote_contract_open(struct connection *connection, const char *text,
			      struct remote_contract *out)
{
	struct invocation *in = connection->in;
	SlbGetContractRequest request;
	ProtobufCMessage *answer;
	enum err e = contract_named(in, text, &out->id);

	if (e != ERR_OK)
		return e;
	slb_get_contract_request__init(&request);
	request.contract = arena_strdup(in->arena, text);
	e = connection_call(connection, METHOD_GET_CONTRACT, &request.base, &answer);
	if (e == ERR_OK)
		out->message = (const SlbContract *)answer;
	return e;
}

static enum err contradiction(struct invocation *in, const char *what)
{
	return diag_error(&in->diag, ERR_RECEIPT_INVALID, diag_at(NULL),
			  "the broker's answer contradicts itself: %s", what);
}

/* The version's id, computed from what it says. */
static bool version_holds(struct arena *arena, const SlbContractVersion *message,
			  struct digest *out)
{
	struct digest terms =
		terms_id((struct bytes){ message->terms.data, message->terms.len });
	struct digest previous;
	struct bytes hex;
	bool amends = message->previous[0] != '\0';

	if (amends && (!hex_decode(arena, bytes_of_string(message->previous), &hex) ||
		       !digest_from_bytes(hex, &previous)))
		return false;
	*out = version_id(amends ? &previous : NULL, &terms);
	return strcmp(hex_encode(arena, digest_bytes(out)), message->version) == 0;
}

enum err remote_version_open(struct connection *connection, const char *contract,
			     const char *version, struct remote_version *out)
{
	struct invocation *in = connection->in;
	SlbGetContractVersionRequest request;
	ProtobufCMessage *answer;
	ProtobufCMessage *terms;
	enum err e;

	slb_get_contract_version_request__init(&request);
	request.contract = arena_strdup(in->arena, contract);
	if (version != NULL)
		request.version = arena_strdup(in->arena, version);
	e = connection_call(connection, METHOD_GET_CONTRACT_VERSION, &request.base,
			    &answer);
	if (e != ERR_OK)
		return e;
	out->message = (const SlbContractVersion *)answer;
	if (!version_holds(in->arena, out->message, &out->id) ||
	    (version != NULL && strcmp(version, out->message->version) != 0))
		return contradiction(in, "the terms are not those of the version");
	e = unpack_message(
		in->arena, &slb_terms__descriptor,
		(struct bytes){ out->message->terms.data, out->message->terms.len },
		&terms, &in->diag);
	if (e == ERR_OK)
		e = contract_check(in->arena, (SlbTerms *)terms, &in->diag);
	if (e != ERR_OK)
		return e;
	out->terms = (const SlbTerms *)terms;
	out->frame = frame_of_terms(in->arena, out->terms);
	return ERR_OK;
}

enum err remote_entry_open(struct connection *connection, uint64_t log_index,
			   struct remote_entry *out)
{
	struct invocation *in = connection->in;
	SlbGetEntryRequest request;
	ProtobufCMessage *answer;
	struct bytes envelope;
	enum err e;

	slb_get_entry_request__init(&request);
	request.log_index = log_index;
	e = connection_call(connection, METHOD_GET_ENTRY, &request.base, &answer);
	if (e != ERR_OK)
		return e;
	*out = (struct remote_entry){ .message = (const SlbLoggedStatement *)answer };
	envelope = (struct bytes){ out->message->envelope.data,
				   out->message->envelope.len };
	if (envelope.len == 0)
		return ERR_OK;
	e = envelope_parse(in->arena, envelope, &out->envelope, &in->diag);
	if (e == ERR_OK)
		e = statement_parse(in->arena, &out->envelope,
				    connection->profile.message->origin,
				    &out->statement, &in->diag);
	if (e == ERR_OK)
		e = session_verify(&connection->session, &out->envelope,
				   out->statement->issuer, &in->diag);
	return e;
}

static bool is_offer_of(const struct remote_contract *contract,
			const struct remote_version *version,
			const struct remote_entry *entry)
{
	struct contract_id opened = contract_id_of(&entry->envelope.content_id);
	struct bytes id = BYTES_OF_ARRAY(contract->id.bytes);
	const SlbStatement *statement = entry->statement;
	struct bytes book;

	if (statement == NULL || statement->body_case != SLB_STATEMENT__BODY_OFFER)
		return false;
	book = (struct bytes){ statement->book.data, statement->book.len };
	if (book.len == 0)
		book = BYTES_OF_ARRAY(opened.bytes);
	return bytes_equal(book, id) &&
	       bytes_equal((struct bytes){ statement->offer->terms.data,
					   statement->offer->terms.len },
			   (struct bytes){ version->message->terms.data,
					   version->message->terms.len });
}

enum err remote_offer_verify(struct connection *connection,
			     const struct remote_contract *contract,
			     const struct remote_version *version,
			     const char **offered_by)
{
	struct remote_entry entry;
	enum err e = remote_entry_open(connection, version->message->offer_log_index,
				       &entry);

	if (e != ERR_OK)
		return e;
	if (!is_offer_of(contract, version, &entry))
		return contradiction(connection->in,
				     "the offer in its log is not the one of this "
				     "contract and version");
	*offered_by = entry.statement->issuer;
	return ERR_OK;
}
