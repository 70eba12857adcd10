#include "sla/basis.h"

#include <string.h>

#include "envelope/ids.h"

static struct diag_place place_of(const struct input *input)
{
	return (struct diag_place){ .file = input->name };
}

/* The client or the centre of that name; NULL where there is none. */
static const SlbParty *party_named(const SlbTerms *terms, const char *organisation)
{
	size_t i;

	for (i = 0; i < terms->n_parties; i++) {
		const SlbParty *party = terms->parties[i];

		if (party->role != SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY &&
		    strcmp(party->organisation, organisation) == 0)
			return party;
	}
	return NULL;
}

static enum err check_party(struct invocation *in, const SlbTerms *terms,
			    const struct input *input, const char *verb)
{
	if (party_named(terms, input->statement->issuer) != NULL)
		return ERR_OK;
	return diag_error(&in->diag, ERR_CONTRACT_INVALID, place_of(input),
			  "the contract is %s by %s, who is neither its client nor its "
			  "centre",
			  verb, input->statement->issuer);
}

enum err basis_offer_check(struct invocation *in, const struct terms_file *offer)
{
	if (!offer->input.is_signed)
		return ERR_OK;
	return check_party(in, offer->terms, &offer->input, "offered");
}

/* The contract that an offer opens or amends. */
static struct contract_id contract_of(const struct input *offer)
{
	const ProtobufCBinaryData *book = &offer->statement->book;
	struct contract_id id;

	if (book->len != sizeof id.bytes)
		return contract_id_of(&offer->envelope.content_id);
	memcpy(id.bytes, book->data, sizeof id.bytes);
	return id;
}

static enum err check_contract(struct invocation *in, const struct input *offer,
			       const struct input *input)
{
	const ProtobufCBinaryData *book = &input->statement->book;
	struct contract_id expected = contract_of(offer);

	if (book->len == sizeof expected.bytes &&
	    memcmp(book->data, expected.bytes, book->len) == 0)
		return ERR_OK;
	return diag_error(&in->diag, ERR_REPORT_MALFORMED, place_of(input),
			  "it belongs to another contract than %s, which is %s",
			  offer->name, contract_id_text(in->arena, &expected));
}

enum err basis_statement_check(struct invocation *in, const struct terms_file *offer,
			       const struct input *input)
{
	if (!input->is_signed || !offer->input.is_signed)
		return ERR_OK;
	if (strcmp(input->statement->audience, offer->input.statement->audience) != 0)
		return diag_error(&in->diag, ERR_AUDIENCE_WRONG, place_of(input),
				  "it is meant for %s; the contract is kept at %s",
				  input->statement->audience,
				  offer->input.statement->audience);
	return check_contract(in, &offer->input, input);
}

static enum err check_version(struct invocation *in, const struct terms_file *offer,
			      const struct input *acceptance)
{
	const ProtobufCBinaryData *accepted =
		&acceptance->statement->acceptance->version_id;

	if (bytes_equal((struct bytes){ accepted->data, accepted->len },
			digest_bytes(&offer->version_id)))
		return ERR_OK;
	return diag_error(&in->diag, ERR_CONTRACT_INVALID, place_of(acceptance),
			  "it accepts another version of the terms than %s has",
			  offer->input.name);
}

enum err basis_acceptance_check(struct invocation *in, const struct terms_file *offer,
				const struct input *acceptance)
{
	enum err e;

	if (!offer->input.is_signed || !acceptance->is_signed ||
	    acceptance->statement->body_case != SLB_STATEMENT__BODY_ACCEPTANCE)
		return diag_error(&in->diag, ERR_CONTRACT_INVALID, place_of(acceptance),
				  "expected the signed acceptance of a signed offer");
	e = basis_statement_check(in, offer, acceptance);
	if (e == ERR_OK)
		e = check_party(in, offer->terms, acceptance, "accepted");
	if (e == ERR_OK)
		e = check_version(in, offer, acceptance);
	if (e != ERR_OK ||
	    strcmp(acceptance->statement->issuer, offer->input.statement->issuer) != 0)
		return e;
	return diag_error(
		&in->diag, ERR_CONTRACT_INVALID, place_of(acceptance),
		"it is said by %s, whose offer it is; the other party accepts",
		acceptance->statement->issuer);
}
