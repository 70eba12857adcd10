#include "acts/deciding.h"
#include "acts/organisation_key.h"

/* A further key of the issuer, signed by one of its root keys. */

#define HOLDER_BYTES_MAX 200

void key_addition_needs(const struct act_case *act, struct state *state)
{
	new_key_needs(act->statement->key_addition->key, state);
}

static enum err find_use(const struct deciding *deciding, SlbKeyUse *use)
{
	switch (deciding->statement->key_addition->purpose) {
	case SLB_KEY_PURPOSE__KEY_PURPOSE_ROOT:
		*use = SLB_KEY_USE__KEY_USE_ROOT;
		return ERR_OK;
	case SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS:
		*use = SLB_KEY_USE__KEY_USE_STATEMENTS;
		return ERR_OK;
	case SLB_KEY_PURPOSE__KEY_PURPOSE_TOKENS:
		*use = SLB_KEY_USE__KEY_USE_TOKENS;
		return ERR_OK;
	case SLB_KEY_PURPOSE__KEY_PURPOSE_UNSPECIFIED:
	case _SLB_KEY_PURPOSE_IS_INT_SIZE:
	default:
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				  diag_at("key_addition.purpose"),
				  "the purpose of the key is not said; it is one of "
				  "root, statements, tokens");
	}
}

static enum err check_times(const struct deciding *deciding)
{
	const SlbKeyAddition *addition = deciding->statement->key_addition;

	if (addition->not_before_ms < 0 || addition->not_after_ms < 0)
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD, diag_at("key_addition"),
			"times are ms since 1970-01-01T00:00:00Z, not negative");
	if (addition->not_after_ms != 0 &&
	    (addition->not_after_ms < addition->not_before_ms ||
	     addition->not_after_ms < deciding->act->log_time_ms))
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD,
			diag_at("key_addition.not_after_ms"),
			"the key would never be valid: it ends at %s",
			words_instant_ms(deciding->arena, addition->not_after_ms));
	return ERR_OK;
}

enum err key_addition_decide(struct deciding *deciding)
{
	const SlbKeyAddition *addition = deciding->statement->key_addition;
	struct new_key added = { .path = "key_addition.key",
				 .public_key = addition->key,
				 .owner = deciding->statement->issuer,
				 .not_before_ms = addition->not_before_ms,
				 .not_after_ms = addition->not_after_ms,
				 .holder = addition->holder };
	enum err err = find_use(deciding, &added.use);

	if (err == ERR_OK)
		err = check_times(deciding);
	if (err == ERR_OK)
		err = check_text(deciding, "key_addition.holder", addition->holder, 0,
				 HOLDER_BYTES_MAX);
	if (err == ERR_OK)
		err = new_key_add(deciding, &added);
	deciding->effects->book = book_of_organisation(deciding->statement->issuer);
	return err;
}
