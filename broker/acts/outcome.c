#include "acts/deciding.h"

/* What the broker concluded.  Its rows were changed by what it was concluded from. */

void outcome_needs(const struct act_case *act, struct state *state)
{
	(void)act;
	(void)state;
}

enum err outcome_decide(struct deciding *deciding)
{
	const SlbStatement *statement = deciding->statement;
	struct row_key key = contract_row_key(statement->book.data);

	if (state_contract_row(deciding->state, &key) == NULL)
		return diag_error(
			deciding->diag, ERR_CONTRACT_UNKNOWN, diag_at("book"),
			"there is no contract %s",
			words_contract(deciding->arena, statement->book.data));
	deciding->effects->book = book_of_contract(statement->book.data);
	return ERR_OK;
}
