#include <inttypes.h>
#include <string.h>

#include "acts/life.h"
#include "acts/versions.h"
#include "base/ensure.h"
#include "contract/check.h"
#include "envelope/ids.h"
#include "envelope/unpack.h"

/*
 * Terms offered to the other parties: a new contract, an amendment, or another offer where
 * none is in force yet.  The last one offered supersedes one that is undecided.
 */

#define TERMS_BYTES_MAX ((size_t)256 << 20)

/* What an offer makes; the ids point into it. */
struct offered {
	const SlbOffer *offer;
	const SlbTerms *terms;
	struct contract_id contract;
	struct digest version;
	bool is_opening;
};

static struct offered ids_of_offer(const struct act_case *act)
{
	const SlbOffer *offer = act->statement->offer;
	struct digest terms = terms_id(message_bytes(offer->terms));
	struct offered offered = { .offer = offer,
				   .is_opening = offer->previous_version_id.len == 0 };
	struct digest previous;

	if (offered.is_opening)
		offered.contract = contract_id_of(&act->content_id);
	else
		memcpy(offered.contract.bytes, act->statement->book.data,
		       CONTRACT_BYTES);
	if (digest_from_bytes(message_bytes(offer->previous_version_id), &previous))
		offered.version = version_id(&previous, &terms);
	else
		offered.version = version_id(NULL, &terms);
	return offered;
}

static struct version_place place_of(const struct offered *offered)
{
	return (struct version_place){ offered->contract.bytes,
				       offered->version.bytes };
}

/* ---- needs ------------------------------------------------------------------------- */

/* The parties of terms that nobody has checked yet. */
static void want_parties(const SlbOffer *offer, struct state *state)
{
	ProtobufCMessage *message;
	struct arena scratch;
	struct diag diag;
	bool memory_is_left; /* base/memory.h */

	arena_init(&scratch, TERMS_BYTES_MAX);
	diag_init(&diag, &scratch);
	if (unpack_message(&scratch, &slb_terms__descriptor,
			   message_bytes(offer->terms), &message, &diag) == ERR_OK) {
		const SlbTerms *terms = (const SlbTerms *)message;

		for (size_t i = 0; i < terms->n_parties; i++) {
			const char *slug = terms->parties[i]->organisation;
			struct row_key key;

			if (strlen(slug) > SLUG_BYTES_MAX)
				continue;
			key = organisation_row_key(slug);
			state_want(state, &key);
		}
	}
	memory_is_left = !scratch.is_starved;
	arena_release(&scratch);
	ensure(memory_is_left);
}

void offer_needs(const struct act_case *act, struct state *state)
{
	struct offered offered = ids_of_offer(act);
	struct version_place place = place_of(&offered);
	struct row_key key = version_row_key(&place);

	if (!state_has(state, &key))
		want_parties(offered.offer, state);
	state_want(state, &key);
	key = contract_row_key(offered.contract.bytes);
	state_want(state, &key);
	if (offered.is_opening || !state_has(state, &key))
		return;
	if (state_contract_row(state, &key) != NULL) {
		struct bytes pending = message_bytes(
			state_contract_row(state, &key)->pending_version_id);

		if (pending.len != DIGEST_BYTES)
			return;
		place.version_id = pending.data;
		key = version_row_key(&place);
		state_want(state, &key);
	}
}

/* ---- checks ------------------------------------------------------------------------ */

static enum err check_terms(struct deciding *deciding, struct offered *offered)
{
	ProtobufCMessage *message = NULL;
	enum err err;

	diag_under(deciding->diag, "offer.terms");
	err = unpack_message(deciding->arena, &slb_terms__descriptor,
			     message_bytes(offered->offer->terms), &message,
			     deciding->diag);
	offered->terms = (const SlbTerms *)message;
	if (err == ERR_OK)
		err = contract_check(deciding->arena, offered->terms, deciding->diag);
	diag_under(deciding->diag, NULL);
	return err;
}

static enum err check_enrolled(const struct deciding *deciding, const SlbTerms *terms)
{
	struct diag_path path;

	for (size_t i = 0; i < terms->n_parties; i++) {
		const char *slug = terms->parties[i]->organisation;
		struct row_key key = organisation_row_key(slug);

		if (state_organisation_row(deciding->state, &key) == NULL)
			return diag_error(
				deciding->diag, ERR_PARTY_NOT_ENROLLED,
				diag_at_path(&path,
					     "offer.terms.parties[%zu].organisation",
					     i),
				"the party \"%s\" is not enrolled with this broker; "
				"the operator enrols it first",
				slug);
	}
	return ERR_OK;
}

static const char *principal(const SlbTerms *terms, SlbPartyRole role)
{
	for (size_t i = 0; i < terms->n_parties; i++) {
		if (terms->parties[i]->role == role)
			return terms->parties[i]->organisation;
	}
	return "";
}

static enum err check_issuer(const struct deciding *deciding, const SlbTerms *terms)
{
	const char *issuer = deciding->statement->issuer;
	const char *client = principal(terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT);
	const char *centre = principal(terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE);

	if (strcmp(issuer, client) == 0 || strcmp(issuer, centre) == 0)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_NOT_A_PARTY, diag_at("issuer"),
		"terms are offered by their client or their centre, \"%s\" or "
		"\"%s\"; the issuer is \"%s\"",
		client, centre, issuer);
}

static enum err check_unilateral(const struct deciding *deciding,
				 const struct offered *offered)
{
	const SlbUnilateralRecord *unilateral = offered->offer->unilateral;

	if (unilateral == NULL)
		return ERR_OK;
	if (!offered->is_opening)
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				  diag_at("offer.unilateral"),
				  "only an opening offer can be recorded by one side "
				  "alone");
	return check_width(deciding, "offer.unilateral.paper_digest",
			   unilateral->paper_digest, DIGEST_BYTES,
			   "the SHA-256 of the signed paper");
}

/* An amendment is between the same two; who else takes part may change. */
static enum err check_principals(const struct deciding *deciding, const SlbTerms *terms)
{
	const SlbContractRow *contract = deciding->contract;

	for (size_t i = 0; i < contract->n_parties; i++) {
		const SlbContractParty *party = contract->parties[i];

		if (party->role == SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY ||
		    strcmp(principal(terms, party->role), party->organisation) == 0)
			continue;
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD,
			diag_at("offer.terms.parties"),
			"the %s of contract %s is \"%s\"; an amendment has the same "
			"client and the same centre",
			party->role == SLB_PARTY_ROLE__PARTY_ROLE_CLIENT ? "client"
									 : "centre",
			words_contract(deciding->arena, deciding->place.contract_id),
			party->organisation);
	}
	return ERR_OK;
}

/* What an offer must amend: what is in force, or else what was offered last. */
static enum err check_previous(const struct deciding *deciding,
			       const struct offered *offered)
{
	const SlbContractRow *contract = deciding->contract;
	struct bytes base =
		message_bytes(contract->term_end_s != 0 ? contract->version_id
							: contract->latest_version_id);
	enum err err = check_width(deciding, "offer.previous_version_id",
				   offered->offer->previous_version_id, DIGEST_BYTES,
				   "the id of the version that it amends");

	if (err != ERR_OK ||
	    bytes_equal(base, message_bytes(offered->offer->previous_version_id)))
		return err;
	return diag_error(
		deciding->diag, ERR_CONTRACT_STATUS,
		diag_at("offer.previous_version_id"),
		"an offer in contract %s amends its version %s; this one names %s",
		words_contract(deciding->arena, deciding->place.contract_id),
		words_digest(deciding->arena, base),
		words_digest(deciding->arena,
			     message_bytes(offered->offer->previous_version_id)));
}

static enum err check_new(const struct deciding *deciding,
			  const struct offered *offered)
{
	struct version_place place = place_of(offered);
	struct row_key key = version_row_key(&place);
	const SlbVersionRow *version = state_version_row(deciding->state, &key);

	if (version == NULL)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_CONTRACT_STATUS, diag_at("offer.terms"),
			  "these terms were offered before, at entry %" PRIu64
			  " of the log; an offer that is decided is not made again",
			  version->offered_index);
}

static enum err check_amendment(const struct deciding *deciding,
				const struct offered *offered)
{
	enum err err = check_principals(deciding, offered->terms);

	if (err == ERR_OK)
		err = check_previous(deciding, offered);
	return err == ERR_OK ? check_new(deciding, offered) : err;
}

/* ---- effects ----------------------------------------------------------------------- */

static void put_parties(struct deciding *deciding, const struct offered *offered,
			SlbContractRow *contract)
{
	const SlbTerms *terms = offered->terms;

	contract->parties =
		arena_array(deciding->arena, SlbContractParty *, terms->n_parties);
	for (size_t i = 0; i < terms->n_parties; i++) {
		SlbContractParty *party = arena_new(deciding->arena, SlbContractParty);
		SlbPartyRow row;
		struct row_key key = party_row_key(terms->parties[i]->organisation,
						   offered->contract.bytes);

		slb_party_row__init(&row);
		slb_contract_party__init(party);
		party->organisation = terms->parties[i]->organisation;
		party->role = terms->parties[i]->role;
		contract->parties[contract->n_parties++] = party;
		row.role = party->role;
		row.since_index = deciding->act->index;
		state_put(&deciding->effects->changes, &key, &row.base);
	}
}

static void put_version(struct deciding *deciding, const struct offered *offered)
{
	const bool is_unilateral = offered->offer->unilateral != NULL;
	struct version_place place = place_of(offered);
	struct row_key key = version_row_key(&place);
	SlbVersionRow row;
	SlbTermsRow terms;

	slb_version_row__init(&row);
	slb_terms_row__init(&terms);
	row.status = is_unilateral ? SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL
				   : SLB_VERSION_STATUS__VERSION_STATUS_OFFERED;
	row.offered_index = deciding->act->index;
	row.offered_ms = deciding->act->log_time_ms;
	row.offered_by = deciding->statement->issuer;
	row.previous_version_id = offered->offer->previous_version_id;
	row.first_day = offered->terms->first_day;
	row.last_day = offered->terms->last_day;
	if (is_unilateral)
		row.expected_from_ms = deciding->act->log_time_ms;
	state_put(&deciding->effects->changes, &key, &row.base);
	terms.terms = offered->offer->terms;
	key = terms_row_key(&place);
	state_put(&deciding->effects->changes, &key, &terms.base);
}

static void put_contract(struct deciding *deciding, const struct offered *offered,
			 SlbContractRow *contract)
{
	struct row_key key = contract_row_key(offered->contract.bytes);
	ProtobufCBinaryData version = binary_data(digest_bytes(&offered->version));

	contract->title = offered->terms->title;
	contract->pending_version_id = version;
	contract->latest_version_id = version;
	state_put(&deciding->effects->changes, &key, &contract->base);
}

/* From its opening on, a unilateral record is reported on and judged. */
static void start_unilateral(struct deciding *deciding, const struct offered *offered,
			     SlbContractRow *contract)
{
	struct bytes version = digest_bytes(&offered->version);
	struct expectation expectation = {
		.law = law_get(deciding->act->acts, version, offered->terms->last_day,
			       message_bytes(offered->offer->terms)),
		.from_ms = deciding->act->log_time_ms,
	};
	struct schedule schedule;

	contract->version_id = binary_data(version);
	contract->paper_digest = offered->offer->unilateral->paper_digest;
	schedule_open(&schedule, deciding->arena, NULL);
	schedule_start(&schedule, version, &expectation);
	schedule_write(&schedule, offered->contract.bytes, &deciding->effects->changes);
}

static enum err open_contract(struct deciding *deciding, const struct offered *offered)
{
	SlbContractRow contract;

	slb_contract_row__init(&contract);
	contract.status = SLB_CONTRACT_STATUS__CONTRACT_STATUS_OFFERED;
	contract.opened_index = deciding->act->index;
	contract.opened_ms = deciding->act->log_time_ms;
	contract.opened_by = deciding->statement->issuer;
	put_parties(deciding, offered, &contract);
	put_version(deciding, offered);
	if (offered->offer->unilateral != NULL) {
		contract.status = SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNILATERAL;
		start_unilateral(deciding, offered, &contract);
	}
	put_contract(deciding, offered, &contract);
	deciding->effects->book = book_of_contract(offered->contract.bytes);
	return ERR_OK;
}

static enum err amend_contract(struct deciding *deciding, const struct offered *offered)
{
	SlbContractRow contract = *deciding->contract;
	enum err err = check_amendment(deciding, offered);

	if (err != ERR_OK)
		return err;
	supersede_pending(deciding);
	put_version(deciding, offered);
	contract.status = deciding->next;
	put_contract(deciding, offered, &contract);
	return ERR_OK;
}

enum err offer_decide(struct deciding *deciding)
{
	struct offered offered = ids_of_offer(deciding->act);
	enum err err = check_unilateral(deciding, &offered);

	if (err == ERR_OK)
		err = check_terms(deciding, &offered);
	if (err == ERR_OK)
		err = check_issuer(deciding, offered.terms);
	if (err == ERR_OK)
		err = check_enrolled(deciding, offered.terms);
	if (err != ERR_OK)
		return err;
	return offered.is_opening ? open_contract(deciding, &offered)
				  : amend_contract(deciding, &offered);
}
