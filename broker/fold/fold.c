#include "fold/fold.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts/months.h"
#include "base/ensure.h"
#include "calendar/civil.h"
#include "fold/folding.h"
#include "state/tables.h"

#define TERMS_MAX       1024
#define ENTRIES_A_WRITE 1024

const struct store_options fold_store = {
	.purpose = "slabroker/fold/0",
	.tables = ledger_table_names,
	.table_count = TABLE_COUNT,
	.create = true,
};

enum err fold_wrong(struct fold *fold, uint64_t index, const char *format, ...)
{
	char what[1024];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	return diag_error(fold->options.diag, fold->options.wrong, diag_at(""),
			  "entry %" PRIu64 ": %s", index, what);
}

enum err fold_misplaced(struct fold *fold, uint64_t index)
{
	return fold_wrong(fold, index,
			  "it stands where the outcome of entry %" PRIu64 " should",
			  fold->expected.cause);
}

/* ---- statements --------------------------------------------------------------- */

struct act_case fold_case(const struct fold *fold, const struct opened_entry *entry)
{
	return (struct act_case){
		.acts = fold->acts,
		.statement = entry->statement,
		.content_id = entry->envelope.content_id,
		.signers = entry->envelope.signers,
		.signer_count = entry->envelope.signer_count,
		.index = entry->entry->index,
		.log_time_ms = (int64_t)entry->entry->leaf.log_time_ms,
		.origin = ACT_REPLAYED,
	};
}

static const char *why_refused(const struct diag *diag)
{
	const struct diag_item *item = diag->first;

	while (item != NULL && item->severity != DIAG_ERROR)
		item = item->next;
	return item == NULL ? "" : item->text;
}

/* What was advised when a statement was taken is not said again: the diag of a whole log
 * would be full of it before the first fault. */
enum err fold_decide(struct fold *fold, const struct act_case *act,
		     struct act_effects *effects)
{
	struct state state;
	struct diag diag;
	enum err err;

	state_init(&state, fold->arena, fold->rows);
	diag_init(&diag, fold->arena);
	err = acts_load(act, &state);
	if (err != ERR_OK)
		return err;
	err = acts_decide(act, &state, effects, &diag);
	if (err != ERR_OK)
		return fold_wrong(fold, act->index,
				  "the statement would be refused today, %s: %s",
				  err_name(err), why_refused(&diag));
	if (effects->is_duplicate)
		return fold_wrong(fold, act->index,
				  "the statement stands in the log before, at %" PRIu64,
				  effects->first_index);
	return state_apply(fold->write, &effects->changes);
}

static enum err take_statement(struct fold *fold, const struct opened_entry *entry)
{
	const ProtobufCBinaryData *contract = &entry->statement->book;
	struct act_case act = fold_case(fold, entry);
	struct act_effects effects = { .is_duplicate = false };
	enum err err = ERR_OK;

	if (contract->len == CONTRACT_BYTES)
		err = fold_check_due(fold, entry->entry, contract->data);
	if (err == ERR_OK)
		err = fold_decide(fold, &act, &effects);
	if (err == ERR_OK)
		err = fold_enter_book(fold, entry->entry, &effects.book);
	if (err == ERR_OK && effects.redaction != NULL)
		err = fold_give_up(fold, effects.redaction);
	return err == ERR_OK ? fold_conclude(fold, &act, &effects) : err;
}

/* Nothing of this fold depends on a redaction of a contract that is not here. */
static bool is_withheld(const struct fold *fold, const struct fold_entry *entry,
			const struct book *book)
{
	return fold->options.is_part && book->kind == BOOK_BROKER &&
	       entry->leaf.kind == SLB_STATEMENT__BODY_REDACTION;
}

static enum err take_erased(struct fold *fold, const struct fold_entry *entry)
{
	const struct act_kind *kind = act_kind(entry->leaf.kind);
	int64_t log_time_ms = (int64_t)entry->leaf.log_time_ms;
	struct state_changes changes;
	struct book book;
	enum err err = fold_book_of_entry(fold, entry, &book);

	if (err != ERR_OK)
		return err;
	if (is_withheld(fold, entry, &book))
		return fold_enter_book(fold, entry, &book);
	if (kind == NULL || kind->content != CONTENT_EVIDENCE ||
	    book.kind != BOOK_CONTRACT)
		return diag_error(fold->options.diag, ERR_CONTENT_ABSENT, diag_at(""),
				  "entry %" PRIu64
				  ": its content is not there; content of its kind is "
				  "never erased",
				  entry->index);
	err = fold_note_erased(fold, &book, evidence_month(log_time_ms));
	if (err != ERR_OK)
		return err;
	state_changes_init(&changes, fold->arena);
	acts_erased(book.id, entry->index, log_time_ms, &changes);
	err = state_apply(fold->write, &changes);
	return err == ERR_OK ? fold_enter_book(fold, entry, &book) : err;
}

/* ---- an entry ----------------------------------------------------------------- */

static enum err begin_write(struct fold *fold)
{
	enum err err;

	if (fold->write != NULL)
		return ERR_OK;
	err = store_write_begin(fold->options.target, fold->options.diag, &fold->write);
	if (err == ERR_OK)
		fold->rows = store_write_view(fold->write);
	return err;
}

static enum err end_write(struct fold *fold)
{
	struct store_write *write = fold->write;

	fold->write = NULL;
	fold->rows = NULL;
	fold->write_count = 0;
	return write == NULL ? ERR_OK : store_commit(write);
}

static enum err check_time(struct fold *fold, const struct fold_entry *entry)
{
	int64_t log_time_ms = (int64_t)entry->leaf.log_time_ms;

	if (log_time_ms < fold->counts.last_ms)
		return fold_wrong(fold, entry->index,
				  "its log time lies before that of the entry before");
	if (log_time_ms / 1000 > CIVIL_INSTANT_MAX_S)
		return fold_wrong(fold, entry->index,
				  "its log time lies after the year 9999");
	fold->counts.last_ms = log_time_ms;
	return ERR_OK;
}

static enum err take(struct fold *fold, const struct fold_entry *entry)
{
	struct opened_entry opened = { .statement = NULL };
	enum err err =
		fold->broken.is_found ? ERR_SIGNATURE_INVALID : check_time(fold, entry);

	if (err == ERR_OK && !entry->is_erased)
		err = fold_open_entry(fold, entry, &opened);
	if (err != ERR_OK)
		return err;
	if (!entry->is_erased &&
	    opened.statement->body_case == SLB_STATEMENT__BODY_OUTCOME)
		return fold_outcome(fold, &opened);
	if (fold->expected.is_expected)
		return fold_misplaced(fold, entry->index);
	return entry->is_erased ? take_erased(fold, entry)
				: take_statement(fold, &opened);
}

enum err fold_look(struct fold *fold)
{
	enum err err = fold_settle(fold, ERR_OK);

	return err == ERR_OK ? begin_write(fold) : err;
}

enum err fold_take(struct fold *fold, const struct fold_entry *entry)
{
	struct diag *diag = fold->options.diag;
	const struct diag_item *last = diag->last;
	struct arena_mark mark = arena_mark(diag->arena);
	enum err err = begin_write(fold);

	if (err == ERR_OK)
		err = take(fold, entry);
	/* What a check worded on its way lies where the diag does, told or not. */
	if (diag->last == last)
		arena_rewind(diag->arena, mark);
	if (err == ERR_OK && ++fold->write_count == ENTRIES_A_WRITE)
		err = end_write(fold);
	return err;
}

/* ---- entries again ------------------------------------------------------------ */

static enum err read_again(void *context, struct arena *arena, uint64_t index,
			   struct bytes *envelope)
{
	const struct fold *fold = context;
	const struct act_reader *reader = &fold->options.reader;

	return reader->read(reader->context, arena, index, envelope);
}

static const SlbReport *report_at_hand(void *context, uint64_t index)
{
	struct fold *fold = context;

	for (size_t i = 0; i < FOLD_SLOTS; i++) {
		if (fold->slots[i].report != NULL && fold->slots[i].index == index)
			return fold->slots[i].report;
	}
	return kept_find(fold->kept, index);
}

/* ---- the whole ---------------------------------------------------------------- */

void fold_init(struct fold *fold, const struct fold_options *options)
{
	bool memory_is_left;

	*fold = (struct fold){
		.options = *options,
		.acts = acts_open(TERMS_MAX),
		.batches = signed_batches_open(),
	};
	fold->reader = (struct act_reader){ .read = read_again,
					    .report = report_at_hand,
					    .is_sealed = options->reader.is_sealed,
					    .context = fold };
	fold->kept = kept_open(options->kept_bytes_max);
	fold->checkers = checkers_open(fold->batches);
	fold->slots = calloc(FOLD_SLOTS, sizeof(*fold->slots));
	memory_is_left = fold->slots != NULL; /* base/memory.h */
	ensure(memory_is_left);
	for (size_t i = 0; i < FOLD_SLOTS; i++) {
		arena_init(&fold->slots[i].arena, FOLD_ARENA_BYTES);
		fold->slots[i].is_checked = true;
	}
	fold->arena = &fold->slots[0].arena;
}

enum err fold_finish(struct fold *fold)
{
	enum err err = fold_look(fold);

	if (err == ERR_OK)
		err = fold_check_erased(fold);
	if (err == ERR_OK && fold->expected.is_expected)
		err = diag_error(fold->options.diag, fold->options.wrong, diag_at(""),
				 "the log ends where the outcome of entry %" PRIu64
				 " should stand",
				 fold->expected.cause);
	return err == ERR_OK ? end_write(fold) : err;
}

void fold_release(struct fold *fold)
{
	if (fold->write != NULL)
		store_abort(fold->write);
	acts_close(fold->acts);
	checkers_close(fold->checkers);
	kept_close(fold->kept);
	signed_batches_close(fold->batches);
	for (size_t i = 0; i < FOLD_SLOTS; i++)
		arena_release(&fold->slots[i].arena);
	free(fold->slots);
}
