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

void answer_begin(struct answering *answering, struct ledger *ledger)
{
	*answering = (struct answering){ .ledger = ledger };
}

void answer_end(struct answering *answering)
{
	if (answering->view != NULL)
		store_read_end(answering->view);
	answering->view = NULL;
}

/* One view for all, since nothing is written meanwhile. */
static enum err open_view(struct answering *answering)
{
	struct ledger *ledger = answering->ledger;
	enum err err;

	if (answering->view != NULL)
		return ERR_OK;
	err = store_read_begin(ledger->log.store, &ledger->said, &answering->view);
	if (err != ERR_OK)
		return err;
	answering->memo = arena_new(&ledger->step_arena, struct tree_memo);
	err = book_heads_init(&answering->heads, &ledger->log, answering->view,
			      &ledger->step_arena, &ledger->said);
	if (err != ERR_OK)
		answer_end(answering);
	return err;
}

/* Leaf and salt of an entry from before this group. */
static enum err read_logged(struct answering *answering, struct leaf *leaf,
			    struct ledger_receipt *receipt)
{
	struct ledger *ledger = answering->ledger;
	struct log_entry entry;
	enum err err =
		log_entry_read(&ledger->log, answering->view, &ledger->said_arena,
			       receipt->index, &entry, &ledger->said);

	if (err != ERR_OK)
		return err;
	*leaf = entry.leaf;
	receipt->has_salt = !entry.is_erased;
	if (receipt->has_salt)
		memcpy(receipt->salt, entry.content.salt, LEAF_SALT_BYTES);
	return ERR_OK;
}

static enum err prove(struct answering *answering, struct ledger_receipt *receipt)
{
	struct ledger *ledger = answering->ledger;
	struct log_tree tree = {
		.view = answering->view,
		.arena = &ledger->said_arena,
		.diag = &ledger->said,
		.memo = answering->memo,
	};

	return log_tree_inclusion(&tree, receipt->index, ledger->head.edge.size,
				  &receipt->inclusion);
}

static enum err add_heads(struct answering *answering, const struct leaf *leaf,
			  const char *issuer, struct ledger_receipt *receipt)
{
	const struct book_head **heads = receipt->heads;
	enum err err = book_heads_find(&answering->heads, leaf->book, &heads[0]);

	if (err == ERR_OK)
		err = book_heads_of_issuer(&answering->heads, issuer, &heads[1]);
	receipt->head_count = heads[0] == heads[1] ? 1 : 2;
	return err;
}

static enum err fill_in(struct answering *answering, const struct taken *taken,
			const char *issuer, struct ledger_receipt *receipt)
{
	struct leaf leaf = taken->leaf;
	enum err err = open_view(answering);

	if (err != ERR_OK)
		return err;
	receipt->has_salt = true;
	memcpy(receipt->salt, taken->salt, LEAF_SALT_BYTES);
	if (taken->is_duplicate)
		err = read_logged(answering, &leaf, receipt);
	leaf_encode(&leaf, receipt->leaf);
	if (err == ERR_OK)
		err = prove(answering, receipt);
	return err == ERR_OK ? add_heads(answering, &leaf, issuer, receipt) : err;
}

void answer_logged(struct answering *answering, struct ledger_submission *submission,
		   const struct taken *taken)
{
	struct ledger *ledger = answering->ledger;
	struct ledger_receipt receipt = {
		.index = taken->index,
		.logged_before = taken->is_duplicate,
		.checkpoint = ledger->file.note,
	};
	struct arena_mark mark = arena_mark(&ledger->said_arena);

	if (fill_in(answering, taken, submission->statement->issuer, &receipt) !=
	    ERR_OK) {
		ledger_say(ledger, "receipt");
		answer_failed(submission);
		return;
	}
	submission->done(submission, ERR_OK, &receipt);
	arena_rewind(&ledger->said_arena, mark);
}
