#include <inttypes.h>
#include <string.h>

#include "acts/deciding.h"
#include "base/ensure.h"

/* A key holds no longer, from this place in the log on. */

static bool key_id_of_statement(const SlbStatement *statement, struct digest *id)
{
	return digest_from_bytes(message_bytes(statement->key_revocation->key_id), id);
}

/* Of one whose length was checked. */
static struct digest sized_id(const SlbStatement *statement)
{
	struct digest id;

	ensure(key_id_of_statement(statement, &id));
	return id;
}

void key_revocation_needs(const struct act_case *act, struct state *state)
{
	struct row_key key;
	struct digest id;

	if (!key_id_of_statement(act->statement, &id))
		return;
	key = key_row_key(&id);
	state_want(state, &key);
}

/* Whose key it is: the issuer's own, or of the organisation that the operator names. */
static enum err find_owner(const struct deciding *deciding, const char **owner)
{
	const SlbStatement *statement = deciding->statement;
	const char *named = statement->key_revocation->organisation;
	const bool by_operator = strcmp(statement->issuer, ISSUER_OPERATOR) == 0;

	*owner = by_operator ? named : statement->issuer;
	if (by_operator == (*named != '\0'))
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_STATEMENT_FIELD,
		diag_at("key_revocation.organisation"), "%s",
		by_operator ? "the operator names the organisation whose key it is"
			    : "an organisation revokes its own keys, and names none");
}

static enum err check_reason(const struct deciding *deciding)
{
	if (deciding->statement->key_revocation->reason !=
	    SLB_REVOCATION_REASON__REVOCATION_REASON_UNSPECIFIED)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
			  diag_at("key_revocation.reason"),
			  "the reason is not said; it is one of superseded, ceased, "
			  "compromised");
}

static bool signs_this(const struct deciding *deciding, const struct digest *id)
{
	for (size_t i = 0; i < deciding->act->signer_count; i++) {
		struct digest signer = key_id_digest(&deciding->act->signers[i].key);

		if (digest_equal(&signer, id))
			return true;
	}
	return false;
}

/* Keys of the broker and the operator have no organisation, so that none finds them. */
static enum err find_key(const struct deciding *deciding, const char *owner,
			 const struct digest *id, const SlbKeyRow **out)
{
	struct row_key key = key_row_key(id);
	const SlbKeyRow *row = state_key_row(deciding->state, &key);
	const char *name = words_digest(deciding->arena, digest_bytes(id));
	const char *path = "key_revocation.key_id";

	if (row == NULL || strcmp(row->owner, owner) != 0 ||
	    row->use > SLB_KEY_USE__KEY_USE_TOKENS)
		return diag_error(deciding->diag, ERR_KEY_ABSENT, diag_at(path),
				  "\"%s\" has no key %s", owner, name);
	if (row->revoked_index != 0)
		return diag_error(deciding->diag, ERR_KEY_REVOKED, diag_at(path),
				  "key %s was revoked at entry %" PRIu64
				  " of the log already",
				  name, row->revoked_index);
	if (signs_this(deciding, id))
		return diag_error(
			deciding->diag, ERR_KEY_NOT_FOR_THIS, diag_at(path),
			"key %s cannot revoke itself: another root key signs, "
			"or the operator",
			name);
	*out = row;
	return ERR_OK;
}

enum err key_revocation_decide(struct deciding *deciding)
{
	const SlbKeyRevocation *revocation = deciding->statement->key_revocation;
	const SlbKeyRow *row = NULL;
	const char *owner = NULL;
	struct row_key key;
	struct digest id;
	SlbKeyRow revoked;
	enum err err = check_width(deciding, "key_revocation.key_id",
				   revocation->key_id, DIGEST_BYTES, "a key id");

	if (err == ERR_OK)
		err = find_owner(deciding, &owner);
	if (err == ERR_OK)
		err = check_reason(deciding);
	if (err != ERR_OK)
		return err;
	id = sized_id(deciding->statement);
	err = find_key(deciding, owner, &id, &row);
	if (err != ERR_OK)
		return err;
	ensure(row != NULL);
	key = key_row_key(&id);
	revoked = *row;
	revoked.revoked_index = deciding->act->index;
	revoked.revoked_ms = deciding->act->log_time_ms;
	revoked.revocation = revocation->reason;
	state_put(&deciding->effects->changes, &key, &revoked.base);
	deciding->effects->book = book_of_organisation(owner);
	return ERR_OK;
}
