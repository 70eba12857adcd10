#include "sla/commands.h"

#include <string.h>

#include "envelope/unpack.h"
#include "sla/files.h"
#include "sla/input.h"
#include "sla/page_contract.h"
#include "sla/phrases.h"
#include "sla/proposal.h"
#include "sla/remote.h"
#include "slabroker/v1/organization_service.pb-c.h"

/* How a contract is agreed on and ended: what the parties sign, one after the other. */

/* clang-format off */
const struct option contract_offer_options[] = {
	{ "amends", OPTION_TEXT, 0, false, false, "CONTRACT", NULL,
	  "the contract whose version in force these terms amend" },
	{ "unilateral", OPTION_FILE, 0, false, false, "PAPER", NULL,
	  "record a contract that exists on this signed paper, until the other side accepts" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option contract_accept_options[] = {
	{ "version", OPTION_TEXT, 0, false, false, "ID", NULL,
	  "the version accepted (default: the one offered)" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option contract_decline_options[] = {
	{ "reason", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why, for the other party" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option contract_withdraw_options[] = {
	{ "reason", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why, for the other party" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option contract_terminate_options[] = {
	{ "last-day", OPTION_TEXT, 0, false, true, "DAY", NULL,
	  "the last day that is reported and judged, in the contract's zone" },
	{ "reason", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why, for the other party" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

#define PAPER_BYTES_MAX ((size_t)256 << 20)

/* ---- sla contract offer ---- */

static enum err read_paper(struct invocation *in, struct digest *out, bool *given)
{
	const char *file = option_text(&in->options, "unilateral");
	struct bytes paper;
	enum err e;

	*given = file != NULL;
	if (file == NULL)
		return ERR_OK;
	e = file_read(in->arena, file, PAPER_BYTES_MAX, &paper, &in->diag);
	if (e == ERR_OK)
		*out = sha256(paper);
	return e;
}

struct amended {
	bool given;
	struct remote_contract contract;
	struct digest version;
};

static enum err read_amended(struct connection *connection, struct amended *out)
{
	struct invocation *in = connection->in;
	const char *contract = option_text(&in->options, "amends");
	struct remote_version version;
	enum err e;

	*out = (struct amended){ .given = contract != NULL };
	if (contract == NULL)
		return ERR_OK;
	e = remote_contract_open(connection, contract, &out->contract);
	if (e == ERR_OK && out->contract.message->version_in_force[0] == '\0')
		e = usage_error(in, "contract %s has no version in force to amend",
				contract);
	if (e == ERR_OK)
		e = remote_version_open(connection, contract,
					out->contract.message->version_in_force,
					&version);
	if (e == ERR_OK)
		out->version = version.id;
	return e;
}

/* Shown before it is signed. */
static struct page *about_terms(struct invocation *in, const SlbTerms *terms)
{
	struct page *page = arena_new(in->arena, struct page);

	page_init(page, in->arena, terms->title);
	page_contract(page, terms);
	return page;
}

static enum err offer(struct connection *connection, const struct terms_file *file)
{
	struct invocation *in = connection->in;
	struct statement_head head = connection_head(connection, NULL);
	struct amended amended;
	struct digest paper;
	bool has_paper = false;
	enum err e = read_amended(connection, &amended);

	if (e == ERR_OK)
		e = read_paper(in, &paper, &has_paper);
	if (e == ERR_OK && has_paper && amended.given)
		e = usage_error(in, "--unilateral opens a contract; an amendment is "
				    "offered");
	if (e != ERR_OK)
		return e;
	head.book = amended.given ? &amended.contract.id : NULL;
	return proposal_of_one(connection,
			       statement_offer(in->arena, &head, file->bytes,
					       amended.given ? &amended.version : NULL,
					       has_paper ? &paper : NULL),
			       about_terms(in, file->terms));
}

enum err contract_offer(struct invocation *in)
{
	struct connection connection = { 0 };
	struct terms_file file;
	enum err e = terms_file_open(in, in->operands[0], &file);

	if (e == ERR_OK && file.input.is_signed)
		e = usage_error(in,
				"%s is signed already; hand it over with sla submit",
				in->operands[0]);
	if (e == ERR_OK)
		e = terms_file_check(in, &file);
	if (e == ERR_OK)
		e = connection_open(in, CONNECTION_SEND, &connection);
	if (e == ERR_OK)
		e = offer(&connection, &file);
	connection_close(&connection);
	return e;
}

/* ---- answers to an offer, and the end ---- */

/* What is said about one version of a contract. */
struct word {
	struct connection connection;
	struct remote_contract contract;
	struct remote_version version;
	struct statement_head head;
};

static enum err word_open(struct invocation *in, struct word *word)
{
	enum err e = connection_open(in, CONNECTION_SEND, &word->connection);

	if (e == ERR_OK)
		e = remote_contract_open(&word->connection, in->operands[0],
					 &word->contract);
	if (e == ERR_OK)
		word->head = connection_head(&word->connection, &word->contract.id);
	return e;
}

static enum err open_version(struct word *word, const char *version, const char *lack)
{
	if (version[0] == '\0')
		return usage_error(word->connection.in, "contract %s has no version %s",
				   word->contract.message->contract, lack);
	return remote_version_open(&word->connection, word->contract.message->contract,
				   version, &word->version);
}

/* Which contract this is about, in words. */
static struct page *about_contract(const struct word *word)
{
	struct arena *arena = word->connection.in->arena;
	const SlbTerms *terms = word->version.terms;
	struct page *page = arena_new(arena, struct page);

	page_init(page, arena, terms->title);
	page_fact(page, "Contract", "%s", word->contract.message->contract);
	for (size_t i = 0; i < terms->n_parties; i++)
		page_fact(page,
			  phrase_enum(arena, &slb_party_role__descriptor,
				      (int)terms->parties[i]->role),
			  "%s, %s", terms->parties[i]->legal_name,
			  terms->parties[i]->organisation);
	page_fact(page, "Term", "%s to %s", terms->first_day, terms->last_day);
	return page;
}

static bool is_named_as_enrolled(const SlbParty *party, const SlbOrganization *enrolled)
{
	return strcmp(party->legal_name, enrolled->legal_name) == 0 &&
	       strcmp(party->registration_number, enrolled->registration_number) == 0 &&
	       strcmp(party->seat, enrolled->seat) == 0;
}

/* Whose keys sign, the operator has enrolled; whom they bind, the terms say. */
static enum err add_enrolled(struct connection *connection, const SlbTerms *terms,
			     struct page *page)
{
	SlbGetOrganizationRequest request;

	slb_get_organization_request__init(&request);
	for (size_t i = 0; i < terms->n_parties; i++) {
		const SlbParty *party = terms->parties[i];
		const SlbOrganization *enrolled;
		ProtobufCMessage *answer;
		enum err e;

		request.organisation = party->organisation;
		e = connection_call(connection, METHOD_GET_ORGANIZATION, &request.base,
				    &answer);
		if (e != ERR_OK)
			return e;
		enrolled = (const SlbOrganization *)answer;
		if (!is_named_as_enrolled(party, enrolled))
			page_item(page, TONE_DOUBT,
				  "%s is enrolled as %s, registered as %s, %s; the "
				  "terms name %s, registered as %s, %s.",
				  party->organisation, enrolled->legal_name,
				  enrolled->registration_number, enrolled->seat,
				  party->legal_name, party->registration_number,
				  party->seat);
	}
	return ERR_OK;
}

static enum err accept_version(struct word *word)
{
	struct invocation *in = word->connection.in;
	const char *version = option_text(&in->options, "version");
	const char *offered_by = NULL;
	struct page *about;
	enum err e;

	if (version == NULL)
		version = word->contract.message->version_offered;
	e = open_version(word, version, "that is offered");
	if (e == ERR_OK)
		e = remote_offer_verify(&word->connection, &word->contract,
					&word->version, &offered_by);
	if (e != ERR_OK)
		return e;
	about = about_terms(in, word->version.terms);
	page_paragraph(about, TONE_PLAIN, "Offered by %s, whose signature holds.",
		       offered_by);
	e = add_enrolled(&word->connection, word->version.terms, about);
	if (e != ERR_OK)
		return e;
	return proposal_of_one(
		&word->connection,
		statement_acceptance(in->arena, &word->head, &word->version.id), about);
}

enum err contract_accept(struct invocation *in)
{
	struct word word = { 0 };
	enum err e = word_open(in, &word);

	if (e == ERR_OK)
		e = accept_version(&word);
	connection_close(&word.connection);
	return e;
}

enum err contract_decline(struct invocation *in)
{
	struct word word = { 0 };
	enum err e = word_open(in, &word);

	if (e == ERR_OK)
		e = open_version(&word, word.contract.message->version_offered,
				 "that is offered");
	if (e == ERR_OK)
		e = proposal_of_one(
			&word.connection,
			statement_decline(in->arena, &word.head, &word.version.id,
					  option_text(&in->options, "reason")),
			about_contract(&word));
	connection_close(&word.connection);
	return e;
}

enum err contract_withdraw(struct invocation *in)
{
	struct word word = { 0 };
	enum err e = word_open(in, &word);

	if (e == ERR_OK)
		e = open_version(&word, word.contract.message->version_offered,
				 "that is offered");
	if (e == ERR_OK)
		e = proposal_of_one(
			&word.connection,
			statement_withdrawal(in->arena, &word.head, &word.version.id,
					     option_text(&in->options, "reason")),
			about_contract(&word));
	connection_close(&word.connection);
	return e;
}

enum err contract_terminate(struct invocation *in)
{
	struct word word = { 0 };
	struct termination termination = {
		.last_day = option_text(&in->options, "last-day"),
		.reason = option_text(&in->options, "reason"),
	};
	enum err e = word_open(in, &word);

	if (e == ERR_OK)
		e = open_version(&word, word.contract.message->version_in_force,
				 "in force");
	if (e == ERR_OK) {
		termination.version = word.version.id;
		e = proposal_of_one(
			&word.connection,
			statement_termination(in->arena, &word.head, &termination),
			about_contract(&word));
	}
	connection_close(&word.connection);
	return e;
}
