#include "ledger/log_tree.h"
#include "ledger/own.h"
#include "ledger/take.h"

#include <string.h>

void answer_failed(struct ledger_submission *submission)
{
	enum err err = diag_error(submission->diag, ERR_NOT_SERVING, diag_at(""),
				  "the log could not be written; whether the statement "
				  "is in it is not known");

	diag_hint(submission->diag,
		  "send the same bytes again: a statement is never logged twice");
	submission->done(submission, err, NULL);
}

/* Leaf and salt of an entry from before this group. */
static enum err read_logged(struct ledger *ledger, struct store_view *view,
			    struct ledger_receipt *receipt)
{
	struct log_entry entry;
	enum err err = log_entry_read(&ledger->log, view, &ledger->said_arena,
				      receipt->index, &entry, &ledger->said);

	if (err != ERR_OK)
		return err;
	memcpy(receipt->leaf, entry.leaf_bytes.data, LEAF_BYTES);
	receipt->has_salt = !entry.is_erased;
	if (receipt->has_salt)
		memcpy(receipt->salt, entry.content.salt, LEAF_SALT_BYTES);
	return ERR_OK;
}

static enum err prove(struct ledger *ledger, struct store_view *view,
		      struct ledger_receipt *receipt)
{
	struct log_tree tree = {
		.view = view,
		.arena = &ledger->said_arena,
		.diag = &ledger->said,
	};

	return log_tree_inclusion(&tree, receipt->index, ledger->head.edge.size,
				  &receipt->inclusion);
}

static enum err fill_in(struct ledger *ledger, const struct taken *taken,
			struct ledger_receipt *receipt)
{
	struct store_view *view;
	enum err err = store_read_begin(ledger->log.store, &ledger->said, &view);

	if (err != ERR_OK)
		return err;
	if (taken->is_duplicate) {
		err = read_logged(ledger, view, receipt);
	} else {
		leaf_encode(&taken->leaf, receipt->leaf);
		receipt->has_salt = true;
		memcpy(receipt->salt, taken->salt, LEAF_SALT_BYTES);
	}
	if (err == ERR_OK)
		err = prove(ledger, view, receipt);
	store_read_end(view);
	return err;
}

void answer_logged(struct ledger *ledger, struct ledger_submission *submission,
		   const struct taken *taken)
{
	struct ledger_receipt receipt = {
		.index = taken->index,
		.logged_before = taken->is_duplicate,
		.checkpoint = ledger->file.note,
	};
	struct arena_mark mark = arena_mark(&ledger->said_arena);

	if (fill_in(ledger, taken, &receipt) != ERR_OK) {
		ledger_say(ledger, "receipt");
		answer_failed(submission);
		return;
	}
	submission->done(submission, ERR_OK, &receipt);
	arena_rewind(&ledger->said_arena, mark);
}
