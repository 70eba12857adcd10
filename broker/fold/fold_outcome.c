#include "acts/own.h"
#include "fold/folding.h"

static struct act_moment moment_at(const struct fold *fold, int64_t log_time_ms,
				   uint64_t outcome_index)
{
	return (struct act_moment){
		.acts = fold->acts,
		.reader = &fold->reader,
		.log_time_ms = log_time_ms,
		.outcome_index = outcome_index,
	};
}

static struct act_moment moment_of(const struct fold *fold,
				   const struct fold_entry *entry)
{
	return moment_at(fold, (int64_t)entry->leaf.log_time_ms, entry->index);
}

/* ---- what should follow ------------------------------------------------------- */

static void expect(struct fold *fold, const struct book *book,
		   const struct act_moment *moment,
		   const struct act_conclusion *conclusion)
{
	struct own_place place = {
		.audience = fold->options.origin,
		.index = moment->outcome_index,
		.log_time_ms = moment->log_time_ms,
	};

	fold->expected = (struct expected_outcome){
		.is_expected = true,
		.book = *book,
		.cause = conclusion->outcome->cause,
		.payload = own_outcome_payload(fold->arena, &place, book->id,
					       conclusion->outcome),
		.changes = conclusion->changes,
	};
}

/* said: the outcome that stands after the statement, or NULL before that is known. */
static enum err expect_conclusion(struct fold *fold, const struct act_case *act,
				  const struct act_effects *effects,
				  const SlbOutcome *said)
{
	struct act_moment moment = moment_at(fold, act->log_time_ms, act->index + 1);
	struct act_conclusion conclusion = { .outcome = NULL };
	struct state state;
	enum err err;

	moment.said = said;
	state_init(&state, fold->arena, fold->rows);
	err = acts_conclude(&moment, act, effects, &state, &conclusion);
	/* Then nobody can say what should follow: what the log says is entered. */
	if (err == ERR_EVIDENCE_ERASED)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	if (conclusion.outcome == NULL)
		return state_apply(fold->write, &conclusion.changes);
	expect(fold, &effects->book, &moment, &conclusion);
	fold->expected.act = *act;
	fold->expected.effects = *effects;
	return ERR_OK;
}

enum err fold_conclude(struct fold *fold, const struct act_case *act,
		       const struct act_effects *effects)
{
	return expect_conclusion(fold, act, effects, NULL);
}

/* One slice of what is overdue in a book, as something expected.  said: the outcome that
 * stands there. */
static enum err expect_due(struct fold *fold, const struct fold_entry *entry,
			   const struct book *book, const SlbOutcome *said)
{
	struct act_moment moment = moment_of(fold, entry);
	struct act_conclusion conclusion = { .outcome = NULL };
	bool is_overdue = false;
	struct state state;
	enum err err;

	moment.said = said;
	state_init(&state, fold->arena, fold->rows);
	err = acts_due(&moment, book->id, &state, &is_overdue, &conclusion);
	if (err == ERR_EVIDENCE_ERASED)
		return ERR_OK;
	if (err == ERR_OK && is_overdue && conclusion.outcome != NULL)
		expect(fold, book, &moment, &conclusion);
	return err;
}

enum err fold_check_due(struct fold *fold, const struct fold_entry *entry,
			const uint8_t contract_id[CONTRACT_BYTES])
{
	struct act_moment moment = moment_of(fold, entry);
	struct act_conclusion conclusion = { .outcome = NULL };
	SlbOutcome nothing;
	bool is_overdue = false;
	struct state state;
	enum err err;

	slb_outcome__init(&nothing);
	moment.said = &nothing;
	state_init(&state, fold->arena, fold->rows);
	err = acts_due(&moment, contract_id, &state, &is_overdue, &conclusion);
	if (err == ERR_OK && !is_overdue)
		return state_apply(fold->write, &conclusion.changes);
	/* A part that is overdue can complete a period that rests on what is gone. */
	if (err != ERR_OK && err != ERR_EVIDENCE_ERASED)
		return err;
	return fold_wrong(fold, entry->index,
			  "something was overdue in its contract before it, and the "
			  "log says nothing of it");
}

/* ---- what stands there -------------------------------------------------------- */

/* Where evidence is gone the outcome itself tells what was concluded. */
static enum err restore(struct fold *fold, const struct opened_entry *entry,
			const struct book *book)
{
	struct act_moment moment = moment_of(fold, entry->entry);
	struct state_changes changes;
	struct state state;
	bool has_erased;
	enum err err = fold_has_erased(fold, book, &has_erased);

	if (err != ERR_OK)
		return err;
	if (!has_erased)
		return fold_wrong(fold, entry->entry->index,
				  "the outcome is not what the log gives when it is "
				  "computed again");
	fold->counts.restored_count++;
	state_init(&state, fold->arena, fold->rows);
	state_changes_init(&changes, fold->arena);
	err = acts_restore(&moment, book->id, entry->statement->outcome, &state,
			   &changes, fold->options.diag);
	return err == ERR_OK ? state_apply(fold->write, &changes) : err;
}

static bool is_as_expected(const struct fold *fold, const struct opened_entry *entry,
			   const struct book *book)
{
	return fold->expected.is_expected && book_same(&fold->expected.book, book) &&
	       bytes_equal(fold->expected.payload, entry->envelope.payload);
}

/* The contract's book, in which the broker speaks by its key for that. */
static enum err check_place(struct fold *fold, const struct opened_entry *entry,
			    struct book *book)
{
	struct act_case act = fold_case(fold, entry);
	struct act_effects effects = { .is_duplicate = false };
	enum err err = fold_book_of_entry(fold, entry->entry, book);

	if (err != ERR_OK)
		return err;
	if (book->kind != BOOK_CONTRACT)
		return fold_wrong(fold, entry->entry->index,
				  "an outcome stands in a book that is no contract's");
	return fold_decide(fold, &act, &effects);
}

/* Where evidence is gone, what should stand here is known only with what does. */
static enum err expect_with(struct fold *fold, const struct opened_entry *entry,
			    const struct book *book)
{
	const SlbOutcome *said = entry->statement->outcome;
	struct expected_outcome expected = fold->expected;

	if (!expected.is_expected)
		return expect_due(fold, entry->entry, book, said);
	if (!book_same(&expected.book, book))
		return fold_misplaced(fold, entry->entry->index);
	fold->expected.is_expected = false;
	return expect_conclusion(fold, &expected.act, &expected.effects, said);
}

enum err fold_outcome(struct fold *fold, const struct opened_entry *entry)
{
	struct book book;
	enum err err = check_place(fold, entry, &book);

	if (err == ERR_OK && !is_as_expected(fold, entry, &book))
		err = expect_with(fold, entry, &book);
	if (err != ERR_OK)
		return err;
	err = is_as_expected(fold, entry, &book)
		      ? state_apply(fold->write, &fold->expected.changes)
		      : restore(fold, entry, &book);
	fold->expected.is_expected = false;
	fold->counts.outcome_count++;
	return err == ERR_OK ? fold_enter_book(fold, entry->entry, &book) : err;
}
