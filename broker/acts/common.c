#include <inttypes.h>
#include <string.h>

#include "acts/deciding.h"
#include "acts/life.h"

struct digest key_id_digest(const struct public_key *key)
{
	return sha256(BYTES_OF_ARRAY(key->bytes));
}

static bool is_issuer(const SlbStatement *statement, const char *slug)
{
	return strcmp(statement->issuer, slug) == 0;
}

static bool has_contract(const SlbStatement *statement)
{
	return statement->book.len == CONTRACT_BYTES;
}

static bool has_request(const SlbStatement *statement)
{
	return statement->identity_case == SLB_STATEMENT__IDENTITY_REQUEST_ID;
}

void common_needs(const struct act_case *act, const struct act_kind *kind,
		  struct state *state)
{
	const SlbStatement *statement = act->statement;
	struct row_key key = organisation_row_key(statement->issuer);

	state_want(state, &key);
	for (size_t i = 0; i < act->signer_count; i++) {
		struct digest id = key_id_digest(&act->signers[i].key);

		key = key_row_key(&id);
		state_want(state, &key);
	}
	if (has_request(statement) && kind->voice != VOICE_BROKER) {
		key = request_row_key(statement->issuer, statement->request_id.data);
		state_want(state, &key);
	}
	if (has_contract(statement)) {
		key = contract_row_key(statement->book.data);
		state_want(state, &key);
	}
}

/* ---- the issuer -------------------------------------------------------------------- */

static enum err wrong_issuer(const struct deciding *deciding, const char *expected)
{
	return diag_error(
		deciding->diag, ERR_ISSUER_WRONG, diag_at("issuer"),
		"a statement of kind \"%s\" is said by %s; its issuer is \"%s\"",
		deciding->kind->name, expected, deciding->statement->issuer);
}

static enum err check_organisation(const struct deciding *deciding)
{
	struct row_key key = organisation_row_key(deciding->statement->issuer);

	if (state_organisation_row(deciding->state, &key) != NULL)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_ORGANISATION_UNKNOWN, diag_at("issuer"),
			  "no organisation \"%s\" is enrolled with this broker",
			  deciding->statement->issuer);
}

static enum err check_issuer(const struct deciding *deciding)
{
	const SlbStatement *statement = deciding->statement;

	switch (deciding->kind->voice) {
	case VOICE_OPERATOR:
		return is_issuer(statement, ISSUER_OPERATOR)
			       ? ERR_OK
			       : wrong_issuer(deciding, "the operator");
	case VOICE_BROKER:
		return deciding->act->origin != ACT_SUBMITTED &&
				       is_issuer(statement, ISSUER_BROKER)
			       ? ERR_OK
			       : wrong_issuer(deciding, "the broker alone");
	case VOICE_ORGANISATION:
		if (statement->body_case == SLB_STATEMENT__BODY_KEY_REVOCATION &&
		    is_issuer(statement, ISSUER_OPERATOR))
			return ERR_OK;
		return check_organisation(deciding);
	case VOICE_PARTY:
	default:
		return check_organisation(deciding);
	}
}

/* ---- its keys ---------------------------------------------------------------------- */

static SlbKeyUse use_needed(const struct deciding *deciding)
{
	if (is_issuer(deciding->statement, ISSUER_OPERATOR))
		return SLB_KEY_USE__KEY_USE_OPERATOR;
	if (is_issuer(deciding->statement, ISSUER_BROKER))
		return SLB_KEY_USE__KEY_USE_NOTICES;
	return deciding->kind->voice == VOICE_ORGANISATION
		       ? SLB_KEY_USE__KEY_USE_ROOT
		       : SLB_KEY_USE__KEY_USE_STATEMENTS;
}

static const char *use_name(SlbKeyUse use)
{
	static const enum key_purpose purposes[] = {
		[SLB_KEY_USE__KEY_USE_ROOT] = KEY_PURPOSE_ROOT,
		[SLB_KEY_USE__KEY_USE_STATEMENTS] = KEY_PURPOSE_STATEMENTS,
		[SLB_KEY_USE__KEY_USE_TOKENS] = KEY_PURPOSE_TOKENS,
		[SLB_KEY_USE__KEY_USE_LOG] = KEY_PURPOSE_LOG,
		[SLB_KEY_USE__KEY_USE_NOTICES] = KEY_PURPOSE_NOTICES,
		[SLB_KEY_USE__KEY_USE_OPERATOR] = KEY_PURPOSE_OPERATOR,
	};

	return key_purpose_name(purposes[use]);
}

static enum err check_key_time(const struct deciding *deciding, const SlbKeyRow *row,
			       const char *name)
{
	const int64_t now_ms = deciding->act->log_time_ms;

	if (row->revoked_index != 0)
		return diag_error(
			deciding->diag, ERR_KEY_REVOKED, diag_at("signatures"),
			"key %s was revoked at entry %" PRIu64 " of the log, %s", name,
			row->revoked_index,
			words_instant_ms(deciding->arena, row->revoked_ms));
	if (now_ms < row->not_before_ms)
		return diag_error(deciding->diag, ERR_KEY_NOT_VALID,
				  diag_at("signatures"),
				  "key %s is valid from %s on; it is %s", name,
				  words_instant_ms(deciding->arena, row->not_before_ms),
				  words_instant_ms(deciding->arena, now_ms));
	if (row->not_after_ms != 0 && now_ms > row->not_after_ms)
		return diag_error(deciding->diag, ERR_KEY_NOT_VALID,
				  diag_at("signatures"),
				  "key %s was valid until %s; it is %s", name,
				  words_instant_ms(deciding->arena, row->not_after_ms),
				  words_instant_ms(deciding->arena, now_ms));
	return ERR_OK;
}

/* A key of somebody else and one that is nobody's are answered alike. */
static enum err check_key(const struct deciding *deciding, const struct public_key *key)
{
	const SlbKeyUse needed = use_needed(deciding);
	struct digest id = key_id_digest(key);
	struct row_key row_key = key_row_key(&id);
	const SlbKeyRow *row = state_key_row(deciding->state, &row_key);
	const char *name = words_digest(deciding->arena, digest_bytes(&id));

	if (row == NULL || !is_issuer(deciding->statement, row->owner))
		return diag_error(deciding->diag, ERR_KEY_FOREIGN,
				  diag_at("signatures"),
				  "key %s is not a key of \"%s\"", name,
				  deciding->statement->issuer);
	if (row->use != needed)
		return diag_error(deciding->diag, ERR_KEY_NOT_FOR_THIS,
				  diag_at("signatures"),
				  "key %s is for %s; a statement of kind \"%s\" is "
				  "signed with a key for %s",
				  name, use_name(row->use), deciding->kind->name,
				  use_name(needed));
	return check_key_time(deciding, row, name);
}

static enum err check_keys(const struct deciding *deciding)
{
	enum err err = ERR_OK;

	for (size_t i = 0; i < deciding->act->signer_count && err == ERR_OK; i++)
		err = check_key(deciding, &deciding->act->signers[i].key);
	return err;
}

/* ---- said before ------------------------------------------------------------------- */

static enum err check_said_before(struct deciding *deciding)
{
	const SlbStatement *statement = deciding->statement;
	struct row_key key;
	const SlbRequestRow *row;

	if (statement->body_case == SLB_STATEMENT__BODY_REPORT)
		return report_check_place(deciding);
	if (!has_request(statement) || deciding->kind->voice == VOICE_BROKER)
		return ERR_OK;
	key = request_row_key(statement->issuer, statement->request_id.data);
	row = state_request_row(deciding->state, &key);
	if (row == NULL)
		return ERR_OK;
	if (!bytes_equal(message_bytes(row->content_id),
			 digest_bytes(&deciding->act->content_id)))
		return diag_error(
			deciding->diag, ERR_REQUEST_REUSED, diag_at("request_id"),
			"another statement of \"%s\" carries this request id: entry "
			"%" PRIu64 " of the log; each statement needs 16 new random "
			"bytes",
			statement->issuer, row->index);
	deciding->effects->is_duplicate = true;
	deciding->effects->first_index = row->index;
	return ERR_OK;
}

void remember_request(struct deciding *deciding)
{
	const SlbStatement *statement = deciding->statement;
	SlbRequestRow row;
	struct row_key key;

	slb_request_row__init(&row);
	if (!has_request(statement) || deciding->kind->voice == VOICE_BROKER)
		return;
	key = request_row_key(statement->issuer, statement->request_id.data);
	row.content_id = binary_data(digest_bytes(&deciding->act->content_id));
	row.index = deciding->act->index;
	state_put(&deciding->effects->changes, &key, &row.base);
}

/* ---- the contract ------------------------------------------------------------------ */

static bool has_part(const SlbContractRow *contract, const char *slug)
{
	for (size_t i = 0; i < contract->n_parties; i++) {
		if (strcmp(contract->parties[i]->organisation, slug) == 0)
			return true;
	}
	return false;
}

/* A contract of others and one that does not exist are answered alike. */
static enum err check_contract(struct deciding *deciding)
{
	const SlbStatement *statement = deciding->statement;
	const SlbContractRow *contract;
	struct row_key key;

	if (deciding->kind->voice != VOICE_PARTY || !has_contract(statement))
		return ERR_OK;
	key = contract_row_key(statement->book.data);
	contract = state_contract_row(deciding->state, &key);
	if (contract == NULL || !has_part(contract, statement->issuer))
		return diag_error(deciding->diag, ERR_CONTRACT_UNKNOWN, diag_at("book"),
				  "there is no contract %s in which \"%s\" has a part",
				  words_contract(deciding->arena, statement->book.data),
				  statement->issuer);
	deciding->contract = contract;
	deciding->place.contract_id = statement->book.data;
	deciding->effects->book = book_of_contract(statement->book.data);
	return life_check(deciding);
}

/*
 * The opening names its own key: it is the one statement whose signer no row knows yet.
 */
static enum err check_opening(const struct deciding *deciding)
{
	const SlbLogOpening *opening = deciding->statement->opening;

	if (deciding->act->signer_count != 1 ||
	    !bytes_equal(BYTES_OF_ARRAY(deciding->act->signers[0].key.bytes),
			 message_bytes(opening->operator_key)))
		return diag_error(deciding->diag, ERR_KEY_FOREIGN,
				  diag_at("signatures"),
				  "the opening of a log is signed by the operator key "
				  "that it names, and by no other");
	return ERR_OK;
}

/* The first entry of a log opens it. */
static enum err check_log(const struct deciding *deciding)
{
	const bool is_opening =
		deciding->statement->body_case == SLB_STATEMENT__BODY_OPENING;
	const bool is_open = deciding->act->index > 0;

	if (is_opening == !is_open)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_LOG_OPENED, diag_at("body"), "%s",
			  is_open ? "this log was opened by its first entry; a log has "
				    "one opening"
				  : "this log is not opened yet: its first entry is an "
				    "opening signed by the operator");
}

enum err common_check(struct deciding *deciding)
{
	enum err err = check_issuer(deciding);

	if (err == ERR_OK)
		err = deciding->statement->body_case == SLB_STATEMENT__BODY_OPENING
			      ? check_opening(deciding)
			      : check_keys(deciding);
	if (err == ERR_OK)
		err = check_said_before(deciding);
	if (err != ERR_OK || deciding->effects->is_duplicate)
		return err;
	err = check_log(deciding);
	return err == ERR_OK ? check_contract(deciding) : err;
}
