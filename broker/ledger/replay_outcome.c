#include <inttypes.h>

#include "acts/own.h"
#include "ledger/replaying.h"
#include "ledger/take.h"

static struct log_reader reader_of(struct replay *replay)
{
	return (struct log_reader){ &replay->source, replay->view, replay->diag };
}

static struct act_moment moment_at(struct replay *replay,
				   const struct act_reader *reader, int64_t log_time_ms,
				   uint64_t outcome_index)
{
	return (struct act_moment){
		.acts = replay->source.acts,
		.reader = reader,
		.log_time_ms = log_time_ms,
		.outcome_index = outcome_index,
	};
}

static struct bytes payload_of(struct replay *replay, const struct book *book,
			       const SlbOutcome *outcome,
			       const struct act_moment *moment)
{
	struct own_place place = {
		.audience = replay->log->origin,
		.index = moment->outcome_index,
		.log_time_ms = moment->log_time_ms,
	};

	return own_outcome_payload(replay->arena, &place, book->id, outcome);
}

enum err replay_conclude(struct replay *replay, const struct act_case *act,
			 const struct act_effects *effects)
{
	struct log_reader reader = reader_of(replay);
	struct act_reader act_reader = log_act_reader(&reader);
	struct act_moment moment =
		moment_at(replay, &act_reader, act->log_time_ms, act->index + 1);
	struct act_conclusion conclusion = { .outcome = NULL };
	struct state state;
	enum err err;

	state_init(&state, replay->arena, replay->rows);
	err = acts_conclude(&moment, act, effects, &state, &conclusion);
	/* Then nobody can say what should follow: what the log says is entered. */
	if (err == ERR_EVIDENCE_ERASED)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	if (conclusion.outcome == NULL)
		return state_apply(replay->write, &conclusion.changes);
	replay->expected = (struct expected_outcome){
		.is_expected = true,
		.book = effects->book,
		.cause = act->index,
		.payload =
			payload_of(replay, &effects->book, conclusion.outcome, &moment),
		.changes = conclusion.changes,
	};
	return ERR_OK;
}

/* One slice of what is overdue in a book, as something expected. */
static enum err expect_due(struct replay *replay, const struct replay_entry *entry,
			   const struct book *book)
{
	struct log_reader reader = reader_of(replay);
	struct act_reader act_reader = log_act_reader(&reader);
	struct act_moment moment =
		moment_at(replay, &act_reader, (int64_t)entry->entry.leaf.log_time_ms,
			  entry->entry.index);
	struct act_conclusion conclusion = { .outcome = NULL };
	bool is_overdue = false;
	struct state state;
	enum err err;

	state_init(&state, replay->arena, replay->rows);
	err = acts_due(&moment, book->id, &state, &is_overdue, &conclusion);
	if (err == ERR_EVIDENCE_ERASED)
		return ERR_OK;
	if (err != ERR_OK || !is_overdue || conclusion.outcome == NULL)
		return err;
	replay->expected = (struct expected_outcome){
		.is_expected = true,
		.book = *book,
		.payload = payload_of(replay, book, conclusion.outcome, &moment),
		.changes = conclusion.changes,
	};
	return ERR_OK;
}

enum err replay_check_due(struct replay *replay, const struct replay_entry *entry,
			  const uint8_t contract_id[CONTRACT_BYTES])
{
	struct book book = book_of_contract(contract_id);
	bool has_erased = false;
	enum err err = expect_due(replay, entry, &book);

	if (err == ERR_OK && replay->expected.is_expected)
		err = replay_has_erased(replay, &book, &has_erased);
	if (err != ERR_OK || !replay->expected.is_expected)
		return err;
	replay->expected.is_expected = false;
	/* Where reports are gone, parts look missing that were not. */
	if (has_erased)
		return ERR_OK;
	return replay_wrong(
		replay, entry->entry.index,
		"something was overdue in its contract before it, and the log "
		"says nothing of it");
}

/* Where evidence is gone the outcome itself tells what was concluded. */
static enum err restore(struct replay *replay, const struct replay_entry *entry,
			const struct book *book)
{
	struct log_reader reader = reader_of(replay);
	struct act_reader act_reader = log_act_reader(&reader);
	struct act_moment moment =
		moment_at(replay, &act_reader, (int64_t)entry->entry.leaf.log_time_ms,
			  entry->entry.index);
	struct state_changes changes;
	struct state state;
	bool has_erased;
	enum err err = replay_has_erased(replay, book, &has_erased);

	if (err != ERR_OK)
		return err;
	if (!has_erased)
		return replay_wrong(replay, entry->entry.index,
				    "the outcome is not what the log gives when it is "
				    "computed again");
	state_init(&state, replay->arena, replay->rows);
	state_changes_init(&changes, replay->arena);
	err = acts_restore(&moment, book->id, entry->statement->outcome, &state,
			   &changes, replay->diag);
	return err == ERR_OK ? state_apply(replay->write, &changes) : err;
}

static bool is_as_expected(const struct replay *replay,
			   const struct replay_entry *entry, const struct book *book)
{
	return replay->expected.is_expected &&
	       book_same(&replay->expected.book, book) &&
	       bytes_equal(replay->expected.payload, entry->envelope.payload);
}

enum err replay_outcome(struct replay *replay, const struct replay_entry *entry)
{
	struct book book;
	enum err err = replay_find_book(replay, entry, &book);

	if (err != ERR_OK)
		return err;
	if (book.kind != BOOK_CONTRACT)
		return replay_wrong(
			replay, entry->entry.index,
			"an outcome stands in a book that is no contract's");
	if (!replay->expected.is_expected)
		err = expect_due(replay, entry, &book);
	if (err != ERR_OK)
		return err;
	err = is_as_expected(replay, entry, &book)
		      ? state_apply(replay->write, &replay->expected.changes)
		      : restore(replay, entry, &book);
	replay->expected.is_expected = false;
	replay->result.outcome_count++;
	return err == ERR_OK ? replay_enter_book(replay, entry, &book) : err;
}
