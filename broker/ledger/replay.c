#include "ledger/replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/ensure.h"
#include "ledger/replaying.h"

#define ARENA_BYTES     ((size_t)4 << 30)
#define TERMS_MAX       1024
#define ENTRIES_A_WRITE 1024

enum err replay_wrong(struct replay *replay, uint64_t index, const char *format, ...)
{
	char what[256];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	return diag_error(replay->diag, ERR_LOG_DAMAGED, diag_at(""),
			  "entry %" PRIu64 ": %s", index, what);
}

/* ---- statements --------------------------------------------------------------- */

static enum err decide(struct replay *replay, const struct act_case *act,
		       struct act_effects *effects)
{
	struct state state;
	enum err err;

	state_init(&state, replay->arena, replay->rows);
	err = acts_load(act, &state);
	if (err != ERR_OK)
		return err;
	err = acts_decide(act, &state, effects, replay->diag);
	if (err != ERR_OK)
		return replay_wrong(replay, act->index,
				    "the statement would be refused today (%s)",
				    err_name(err));
	if (effects->is_duplicate)
		return replay_wrong(
			replay, act->index,
			"the statement stands in the log before, at %" PRIu64,
			effects->first_index);
	return state_apply(replay->write, &effects->changes);
}

static enum err replay_statement(struct replay *replay,
				 const struct replay_entry *entry)
{
	struct act_case act = {
		.acts = replay->source.acts,
		.statement = entry->statement,
		.content_id = entry->envelope.content_id,
		.signers = entry->envelope.signers,
		.signer_count = entry->envelope.signer_count,
		.index = entry->entry.index,
		.log_time_ms = (int64_t)entry->entry.leaf.log_time_ms,
		.origin = ACT_REPLAYED,
	};
	const ProtobufCBinaryData *contract = &entry->statement->book;
	struct act_effects effects = { .is_duplicate = false };
	enum err err = ERR_OK;

	if (contract->len == CONTRACT_BYTES)
		err = replay_check_due(replay, entry, contract->data);
	if (err == ERR_OK)
		err = decide(replay, &act, &effects);
	if (err == ERR_OK)
		err = replay_enter_book(replay, entry, &effects.book);
	if (err == ERR_OK && effects.redaction != NULL)
		err = replay_give_up(replay, effects.redaction);
	return err == ERR_OK ? replay_conclude(replay, &act, &effects) : err;
}

static enum err replay_erased(struct replay *replay, const struct replay_entry *entry)
{
	struct state_changes changes;
	struct state state;
	struct book book;
	enum err err = replay_find_book(replay, entry, &book);

	if (err != ERR_OK)
		return err;
	if (entry->entry.key_id.content_class != CONTENT_EVIDENCE ||
	    book.kind != BOOK_CONTRACT)
		return diag_error(replay->diag, ERR_CONTENT_ABSENT, diag_at(""),
				  "entry %" PRIu64
				  ": its content key is lost; content of "
				  "its class is never erased",
				  entry->entry.index);
	err = replay_note_erased(replay, &book, entry->entry.key_id.epoch);
	if (err != ERR_OK)
		return err;
	state_init(&state, replay->arena, replay->rows);
	state_changes_init(&changes, replay->arena);
	err = acts_erased(book.id, (int64_t)entry->entry.leaf.log_time_ms, &state,
			  &changes);
	if (err == ERR_OK)
		err = state_apply(replay->write, &changes);
	return err == ERR_OK ? replay_enter_book(replay, entry, &book) : err;
}

static enum err replay_one(struct replay *replay, uint64_t index)
{
	struct replay_entry entry;
	enum err err;

	replay->arena = &replay->arenas[index & 1];
	arena_release(replay->arena);
	err = replay_read_entry(replay, index, &entry);
	if (err != ERR_OK)
		return err;
	replay->result.last_ms = (int64_t)entry.entry.leaf.log_time_ms;
	if (!entry.entry.is_erased &&
	    entry.statement->body_case == SLB_STATEMENT__BODY_OUTCOME)
		return replay_outcome(replay, &entry);
	if (replay->expected.is_expected)
		return replay_wrong(replay, index,
				    "it stands where the outcome of entry %" PRIu64
				    " should",
				    replay->expected.cause);
	return entry.entry.is_erased ? replay_erased(replay, &entry)
				     : replay_statement(replay, &entry);
}

/* ---- the whole log ------------------------------------------------------------ */

static enum err begin_write(struct replay *replay)
{
	enum err err = store_write_begin(replay->target, replay->diag, &replay->write);

	if (err == ERR_OK)
		replay->rows = store_write_view(replay->write);
	return err;
}

/* From first on, as many as go into one write of the target. */
static enum err replay_slice(struct replay *replay, uint64_t first)
{
	uint64_t end = first + ENTRIES_A_WRITE;
	enum err err = begin_write(replay);

	if (err != ERR_OK)
		return err;
	if (end > replay->size)
		end = replay->size;
	for (uint64_t index = first; index < end && err == ERR_OK; index++)
		err = replay_one(replay, index);
	if (err == ERR_OK && end == replay->size)
		err = replay_check_erased(replay);
	if (err == ERR_OK && end == replay->size && replay->expected.is_expected)
		err = replay_wrong(replay, end,
				   "the log ends where the outcome of entry "
				   "%" PRIu64 " should stand",
				   replay->expected.cause);
	if (err == ERR_OK)
		return store_commit(replay->write);
	store_abort(replay->write);
	return err;
}

static enum err replay_all(struct replay *replay,
			   const struct replay_progress *progress)
{
	enum err err = ERR_OK;

	for (uint64_t done = 0; done < replay->size && err == ERR_OK;
	     done += ENTRIES_A_WRITE) {
		if (progress->step != NULL)
			progress->step(progress->context, done, replay->size);
		err = replay_slice(replay, done);
	}
	if (err == ERR_OK && progress->step != NULL)
		progress->step(progress->context, replay->size, replay->size);
	return err;
}

enum err replay_log(const struct replay_options *options, struct replay_result *out,
		    struct diag *diag)
{
	struct replay replay = {
		.log = options->log,
		.source = *options->log,
		.view = options->view,
		.target = options->target,
		.diag = diag,
	};
	struct log_head head;
	enum err err;

	for (size_t i = 0; i < ARRAY_SIZE(replay.arenas); i++)
		arena_init(&replay.arenas[i], ARENA_BYTES);
	replay.source.acts = acts_open(TERMS_MAX);
	tree_edge_init(&replay.result.edge);
	err = log_head_read(options->view, &replay.arenas[0], &head, diag);
	replay.size = head.edge.size;
	if (err == ERR_OK)
		err = replay_all(&replay, &options->progress);
	*out = replay.result;
	acts_close(replay.source.acts);
	for (size_t i = 0; i < ARRAY_SIZE(replay.arenas); i++)
		arena_release(&replay.arenas[i]);
	return err;
}
