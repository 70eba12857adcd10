#include "unit/acts/world.h"

#include "envelope/unpack.h"
#include "unit/acts/world_private.h"

/* ---- replay -------------------------------------------------------------------------- */

static void replay_outcome(struct world *w, struct store_write *write,
			   const struct world_entry *entry)
{
	struct act_reader reader = world_reader_of(w);
	struct act_moment moment = world_moment_of(w, &reader);
	struct state_changes changes;
	struct state state;

	state_init(&state, &w->arena, store_write_view(write));
	state_changes_init(&changes, &w->arena);
	cr_assert_eq(acts_restore(&moment, entry->statement->book.data,
				  entry->statement->outcome, &state, &changes,
				  &w->diag),
		     ERR_OK, "%s", law_said(&w->diag));
	cr_assert_eq(state_apply(write, &changes), ERR_OK);
	world_append(w, entry);
	w->restored_count++;
}

/* What was concluded must be what the next entry says; else it is restored. */
static void replay_conclusion(struct world *w, struct store_write *write,
			      const struct act_conclusion *conclusion,
			      const struct world_entry *next, bool may_differ)
{
	const uint8_t *contract_id = next->statement->book.data;
	struct bytes said = pack_message(&w->arena, &next->statement->base);
	struct bytes given = world_outcome_payload(w, contract_id, conclusion->outcome);

	if (bytes_equal(said, given)) {
		cr_assert_eq(state_apply(write, &conclusion->changes), ERR_OK);
		world_append(w, next);
		return;
	}
	cr_assert(may_differ, "entry %llu is not what replay gives",
		  (unsigned long long)w->entry_count);
	w->differing_count++;
	replay_outcome(w, write, next);
}

static void replay_due(struct world *w, struct store_write *write,
		       const struct world_entry *entry, bool may_differ)
{
	struct act_reader reader = world_reader_of(w);
	struct act_moment moment = world_moment_of(w, &reader);
	struct act_conclusion conclusion;
	struct state state;
	bool is_overdue = false;
	enum err err;

	moment.said = entry->statement->outcome;
	state_init(&state, &w->arena, store_write_view(write));
	err = acts_due(&moment, entry->statement->book.data, &state, &is_overdue,
		       &conclusion);
	if (err == ERR_OK && is_overdue) {
		replay_conclusion(w, write, &conclusion, entry, may_differ);
		return;
	}
	cr_assert(may_differ);
	replay_outcome(w, write, entry);
}

/* Nothing was overdue before a statement. */
static void replay_silence(struct world *w, struct store_write *write,
			   const struct world_entry *entry)
{
	struct act_reader reader = world_reader_of(w);
	struct act_moment moment = world_moment_of(w, &reader);
	struct act_conclusion conclusion;
	SlbOutcome nothing;
	struct state state;
	bool is_overdue = false;

	slb_outcome__init(&nothing);
	moment.said = &nothing;
	state_init(&state, &w->arena, store_write_view(write));
	cr_assert_eq(acts_due(&moment, entry->statement->book.data, &state, &is_overdue,
			      &conclusion),
		     ERR_OK);
	cr_assert_not(is_overdue);
	cr_assert_eq(state_apply(write, &conclusion.changes), ERR_OK);
}

static const struct world_entry *replay_statement(struct world *w,
						  struct store_write *write,
						  const struct world_entry *entry,
						  bool may_differ)
{
	struct act_reader reader = world_reader_of(w);
	struct act_case act = world_case_of(w, entry);
	struct act_effects effects;
	struct act_moment moment;
	struct act_conclusion conclusion;
	struct state state;
	enum err err;

	if (entry->statement->book.len == CONTRACT_BYTES)
		replay_silence(w, write, entry);
	state_init(&state, &w->arena, store_write_view(write));
	cr_assert_eq(acts_load(&act, &state), ERR_OK);
	cr_assert_eq(acts_decide(&act, &state, &effects, &w->diag), ERR_OK, "%s",
		     law_said(&w->diag));
	cr_assert_not(effects.is_duplicate);
	cr_assert_eq(state_apply(write, &effects.changes), ERR_OK);
	world_append(w, entry);
	moment = world_moment_of(w, &reader);
	moment.said = entry[1].is_outcome ? entry[1].statement->outcome : NULL;
	state_init(&state, &w->arena, store_write_view(write));
	err = acts_conclude(&moment, &act, &effects, &state, &conclusion);
	if (err == ERR_EVIDENCE_ERASED) {
		cr_assert(may_differ);
		return entry + 1;
	}
	cr_assert_eq(err, ERR_OK);
	if (conclusion.outcome == NULL) {
		cr_assert_eq(state_apply(write, &conclusion.changes), ERR_OK);
		return entry + 1;
	}
	replay_conclusion(w, write, &conclusion, entry + 1, may_differ);
	return entry + 2;
}

static void replay_erased(struct world *w, struct store_write *write,
			  const struct world_entry *entry)
{
	struct state_changes changes;

	state_changes_init(&changes, &w->arena);
	acts_erased(entry->statement->book.data, w->entry_count, w->now_ms, &changes);
	cr_assert_eq(state_apply(write, &changes), ERR_OK);
	world_append(w, entry);
}

void world_replay(struct world *w, struct world *replayed)
{
	const struct world_entry *end = w->entries + w->entry_count;
	const struct world_entry *entry = w->entries;
	struct store_write *write;
	bool has_erased = false;

	world_open_empty(replayed);
	replayed->origin = ACT_REPLAYED;
	diag_init(&replayed->diag, &replayed->arena);
	write = world_begin(replayed);
	while (entry < end) {
		replayed->now_ms = entry->log_time_ms;
		has_erased |= entry->is_erased;
		if (entry->is_erased)
			replay_erased(replayed, write, entry++);
		else if (entry->is_outcome)
			replay_due(replayed, write, entry++, has_erased);
		else
			entry = replay_statement(replayed, write, entry, has_erased);
	}
	cr_assert_eq(store_commit(write), ERR_OK);
}
