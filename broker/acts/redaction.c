#include "acts/deciding.h"
#include "acts/months.h"
#include "acts/versions.h"

/*
 * The evidence of some months may be destroyed: not before everything that rests on it is
 * judged, and nobody can restate or claim any more.  What lies in a month is of parts that
 * were over in it, so of periods that began before its end.
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

static bool names_months(const SlbRedaction *redaction)
{
	return redaction->contract_id.len == CONTRACT_BYTES &&
	       redaction->first_month <= redaction->last_month &&
	       redaction->last_month < MONTH_MAX;
}

/* Of what is expected the laws tell which periods are not judged. */
static void expected_needs(const struct act_case *act, struct state *state)
{
	const uint8_t *contract_id = act->statement->redaction->contract_id.data;
	struct row_key key = schedule_row_key(contract_id);
	const SlbScheduleRow *schedule;

	state_want(state, &key);
	if (!state_has(state, &key))
		return;
	schedule = state_schedule_row(state, &key);
	for (size_t i = 0; schedule != NULL && i < schedule->n_expected; i++) {
		struct version_place place = { contract_id,
					       schedule->expected[i]->version_id.data };

		key = version_row_key(&place);
		state_want(state, &key);
		if (state_has(state, &key))
			law_needs(act->acts, &place,
				  state_version_row(state, &key)->last_day, state);
	}
}

void redaction_needs(const struct act_case *act, struct state *state)
{
	const SlbRedaction *redaction = act->statement->redaction;
	struct state_range range;
	struct row_key key;

	if (!names_months(redaction))
		return;
	key = contract_row_key(redaction->contract_id.data);
	state_want(state, &key);
	range = months_of(redaction);
	state_want_range(state, &range);
	expected_needs(act, state);
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

/* The start of the first period in which a part is expected still; that one, and all
 * that begin later, may need what comes in until they are judged. */
static int64_t first_open_period_s(const struct deciding *deciding)
{
	const uint8_t *contract_id = deciding->statement->redaction->contract_id.data;
	struct row_key key = schedule_row_key(contract_id);
	const SlbScheduleRow *schedule = state_schedule_row(deciding->state, &key);
	int64_t first_s = INT64_MAX;

	for (size_t i = 0; schedule != NULL && i < schedule->n_expected; i++) {
		const SlbExpectedPart *part = schedule->expected[i];
		struct version_place place = { contract_id, part->version_id.data };
		const struct frame *frame;
		size_t period;

		key = version_row_key(&place);
		frame = law_of_version(
				deciding->act->acts, &place,
				state_version_row(deciding->state, &key)->last_day,
				deciding->state)
				->frame;
		period = frame_period_of_part(frame, part->series, part->part);
		if (frame->periods[period].days.start_s < first_s)
			first_s = frame->periods[period].days.start_s;
	}
	return first_s;
}

static enum err check_periods(const struct deciding *deciding)
{
	const SlbRedaction *redaction = deciding->statement->redaction;
	int64_t open_s = first_open_period_s(deciding);

	if (open_s >= evidence_month_end_ms(redaction->last_month) / 1000)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_EVIDENCE_NEEDED, diag_at("redaction.last_month"),
		"the period of contract %s that begins at %s may rest on this "
		"evidence and is not judged yet",
		words_contract(deciding->arena, redaction->contract_id.data),
		words_instant_s(deciding->arena, open_s));
}

static enum err check_months(const struct deciding *deciding,
			     const struct state_entries *rows)
{
	const SlbRedaction *redaction = deciding->statement->redaction;
	int64_t until_s = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const SlbEvidenceRow *row =
			(const SlbEvidenceRow *)rows->entries[i].row;

		if (until_s < row->needed_until_s)
			until_s = row->needed_until_s;
	}
	if (until_s * 1000 < deciding->act->log_time_ms)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_EVIDENCE_NEEDED,
			  diag_at("redaction.last_month"),
			  "a restatement or a claim in contract %s may need this "
			  "evidence until %s",
			  words_contract(deciding->arena, redaction->contract_id.data),
			  words_instant_s(deciding->arena, until_s));
}

/* What may rest on the evidence is not judged again, whatever else would allow it. */
static void close_periods(struct deciding *deciding)
{
	const SlbRedaction *redaction = deciding->statement->redaction;
	struct row_key key = contract_row_key(redaction->contract_id.data);
	SlbContractRow contract = *state_contract_row(deciding->state, &key);
	int64_t until_s = evidence_month_end_ms(redaction->last_month) / 1000;

	if (until_s <= contract.redacted_until_s)
		return;
	contract.redacted_until_s = until_s;
	state_put(&deciding->effects->changes, &key, &contract.base);
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
	err = check_periods(deciding);
	if (err == ERR_OK)
		err = check_months(deciding, &rows);
	if (err != ERR_OK)
		return err;
	mark_months(deciding, &rows);
	close_periods(deciding);
	deciding->effects->redaction = redaction;
	deciding->effects->book = book_of_kind(BOOK_BROKER);
	return ERR_OK;
}
