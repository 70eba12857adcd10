#include "acts/deciding.h"
#include "acts/months.h"

/*
 * The evidence of some months may be destroyed: not before everything that rests on it is
 * judged, and nobody can restate or claim any more.
 */

#define AUTHORITY_BYTES_MAX 200
#define MONTH_MAX           24000 /* the year 3969 */

static struct state_range months_of(const SlbRedaction *redaction)
{
	const uint8_t *contract_id = redaction->contract_id.data;

	return (struct state_range){
		.from = evidence_row_key(contract_id, redaction->first_month),
		.to = evidence_row_key(contract_id, redaction->last_month + 1),
	};
}

static struct row_key last_period_key(const SlbRedaction *redaction,
				      const SlbEvidenceRow *row)
{
	struct version_place place = { redaction->contract_id.data,
				       row->version_id.data };

	return period_row_key(&place, row->last_period_s);
}

static bool names_months(const SlbRedaction *redaction)
{
	return redaction->contract_id.len == CONTRACT_BYTES &&
	       redaction->first_month <= redaction->last_month &&
	       redaction->last_month < MONTH_MAX;
}

void redaction_needs(const struct act_case *act, struct state *state)
{
	const SlbRedaction *redaction = act->statement->redaction;
	struct state_range range;
	struct state_entries rows;
	struct row_key key;

	if (!names_months(redaction))
		return;
	key = contract_row_key(redaction->contract_id.data);
	state_want(state, &key);
	range = months_of(redaction);
	state_want_range(state, &range);
	if (!state_has_range(state, &range))
		return;
	rows = state_rows(state, &range);
	for (size_t i = 0; i < rows.count; i++) {
		key = last_period_key(redaction,
				      (const SlbEvidenceRow *)rows.entries[i].row);
		state_want(state, &key);
	}
}

static enum err check_fields(const struct deciding *deciding)
{
	const SlbRedaction *redaction = deciding->statement->redaction;
	int64_t now_ms = deciding->act->log_time_ms;
	enum err err =
		check_width(deciding, "redaction.contract_id", redaction->contract_id,
			    CONTRACT_BYTES, "a contract id");

	if (err == ERR_OK)
		err = check_text(deciding, "redaction.legal_basis",
				 redaction->legal_basis, 1, REASON_BYTES_MAX);
	if (err == ERR_OK)
		err = check_text(deciding, "redaction.authority", redaction->authority,
				 1, AUTHORITY_BYTES_MAX);
	if (err != ERR_OK)
		return err;
	if (names_months(redaction) &&
	    evidence_month_end_ms(redaction->last_month) <= now_ms)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_STATEMENT_FIELD, diag_at("redaction.last_month"),
		"the last month must be over, and not before the first; months "
		"are counted from January 1970 as 0, and it is %s",
		words_instant_ms(deciding->arena, now_ms));
}

static enum err check_month(const struct deciding *deciding, const SlbEvidenceRow *row)
{
	const SlbRedaction *redaction = deciding->statement->redaction;
	struct row_key key = last_period_key(redaction, row);
	const SlbPeriodRow *period = state_period_row(deciding->state, &key);
	const char *contract =
		words_contract(deciding->arena, redaction->contract_id.data);

	if (period == NULL || period->revision == 0)
		return diag_error(
			deciding->diag, ERR_EVIDENCE_NEEDED,
			diag_at("redaction.last_month"),
			"the period of contract %s that begins at %s rests on this "
			"evidence and is not judged yet",
			contract, words_instant_s(deciding->arena, row->last_period_s));
	if (row->needed_until_s * 1000 < deciding->act->log_time_ms)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_EVIDENCE_NEEDED, diag_at("redaction.last_month"),
		"a restatement or a claim in contract %s may need this "
		"evidence until %s",
		contract, words_instant_s(deciding->arena, row->needed_until_s));
}

static enum err check_months(const struct deciding *deciding,
			     const struct state_entries *rows)
{
	enum err err = ERR_OK;

	for (size_t i = 0; i < rows->count && err == ERR_OK; i++)
		err = check_month(deciding,
				  (const SlbEvidenceRow *)rows->entries[i].row);
	return err;
}

static void mark_months(struct deciding *deciding, const struct state_entries *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		SlbEvidenceRow row = *(const SlbEvidenceRow *)rows->entries[i].row;
		struct row_key key = { .len = (uint8_t)rows->entries[i].key.len };

		for (size_t byte = 0; byte < key.len; byte++)
			key.bytes[byte] = rows->entries[i].key.data[byte];
		row.redacted_index = deciding->act->index;
		state_put(&deciding->effects->changes, &key, &row.base);
	}
}

enum err redaction_decide(struct deciding *deciding)
{
	const SlbRedaction *redaction = deciding->statement->redaction;
	struct state_entries rows;
	struct state_range range;
	struct row_key key;
	enum err err = check_fields(deciding);

	if (err != ERR_OK)
		return err;
	key = contract_row_key(redaction->contract_id.data);
	if (state_contract_row(deciding->state, &key) == NULL)
		return diag_error(
			deciding->diag, ERR_CONTRACT_UNKNOWN,
			diag_at("redaction.contract_id"), "there is no contract %s",
			words_contract(deciding->arena, redaction->contract_id.data));
	range = months_of(redaction);
	rows = state_rows(deciding->state, &range);
	err = check_months(deciding, &rows);
	if (err != ERR_OK)
		return err;
	mark_months(deciding, &rows);
	deciding->effects->redaction = redaction;
	deciding->effects->book = book_of_kind(BOOK_BROKER);
	return ERR_OK;
}
