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

void answer_begin(struct answering *answering, struct ledger *ledger,
		  const struct log_write *write)
{
	*answering = (struct answering){ .ledger = ledger, .write = write };
}

void answer_end(struct answering *answering)
{
	if (answering->is_open)
		log_view_end(&answering->view);
	answering->is_open = false;
}

/* One view for all, since nothing is written meanwhile. */
static enum err open_view(struct answering *answering)
{
	struct ledger *ledger = answering->ledger;
	struct arena *arena = &ledger->step_arena;
	enum err err;

	if (answering->is_open)
		return ERR_OK;
	err = log_view_begin(&ledger->log, arena, &ledger->said, &answering->view);
	if (err != ERR_OK)
		return err;
	answering->is_open = true;
	answering->memo = arena_new(arena, struct tree_memo);
	answering->issuers = arena_array(arena, struct known_issuer, GROUP_MAX);
	err = book_heads_begin(&answering->heads, &answering->view,
			       answering->view.size);
	if (err != ERR_OK)
		answer_end(answering);
	return err;
}

/* ---- what is relied on -------------------------------------------------------- */

/* Leaf and salt of an entry from before this group. */
static enum err read_logged(struct answering *answering, struct taken *taken,
			    struct answer *out)
{
	struct ledger *ledger = answering->ledger;
	struct arena_mark mark = arena_mark(&ledger->said_arena);
	struct log_entry entry;
	enum err err =
		log_entry_read(&ledger->log, answering->view.store, &ledger->said_arena,
			       taken->index, &entry, &ledger->said);

	if (err != ERR_OK)
		return err;
	taken->leaf = entry.leaf;
	out->has_salt = !entry.is_erased;
	if (out->has_salt)
		memcpy(taken->salt, entry.content.salt, LEAF_SALT_BYTES);
	arena_rewind(&ledger->said_arena, mark);
	return ERR_OK;
}

static enum err no_book(struct answering *answering)
{
	return diag_error(&answering->ledger->said, ERR_LOG_DAMAGED, diag_at(""),
			  "a book that the log speaks of was never opened");
}

static enum err find_own(struct answering *answering, const struct leaf *leaf,
			 SlbBookHead **out)
{
	const struct book_end *end = log_write_end_of(answering->write, leaf->book);
	enum err err;

	if (end != NULL) {
		*out = book_heads_add(&answering->heads, end);
		return ERR_OK;
	}
	err = book_heads_of_name(&answering->heads, leaf->book, out);
	return err == ERR_OK && *out == NULL ? no_book(answering) : err;
}

/* Once for each issuer of the group. */
static enum err find_issuers(struct answering *answering, const char *issuer,
			     SlbBookHead **out)
{
	struct known_issuer *known = answering->issuers;
	struct book book = strcmp(issuer, "operator") == 0
				   ? book_of_kind(BOOK_BROKER)
				   : book_of_organisation(issuer);
	enum err err;

	for (size_t i = 0; i < answering->issuer_count; i++) {
		*out = known[i].head;
		if (book_same(&known[i].book, &book))
			return ERR_OK;
	}
	err = book_heads_of(&answering->heads, &book, out);
	if (err != ERR_OK || *out == NULL)
		return err == ERR_OK ? no_book(answering) : err;
	known[answering->issuer_count++] = (struct known_issuer){ book, *out };
	return ERR_OK;
}

static enum err prepare(struct answering *answering, const char *issuer,
			struct taken *taken, struct answer *out)
{
	SlbBookHead *issuers = NULL;
	enum err err = open_view(answering);

	out->has_salt = true;
	if (err == ERR_OK && taken->is_duplicate)
		err = read_logged(answering, taken, out);
	if (err == ERR_OK)
		err = find_own(answering, &taken->leaf, &out->heads[0]);
	if (err == ERR_OK)
		err = find_issuers(answering, issuer, &issuers);
	if (err != ERR_OK)
		return err;
	out->head_count = 1;
	if (issuers != out->heads[0])
		out->heads[out->head_count++] = issuers;
	return ERR_OK;
}

void answer_prepare(struct answering *answering,
		    const struct ledger_submission *submission, struct taken *taken,
		    struct answer *out)
{
	*out = (struct answer){ .head_count = 0 };
	out->err = prepare(answering, submission->statement->issuer, taken, out);
	if (out->err != ERR_OK)
		ledger_say(answering->ledger, "receipt");
}

void answer_sign(struct answering *answering)
{
	if (answering->is_open)
		book_heads_sign(&answering->heads);
}

/* ---- receipts ----------------------------------------------------------------- */

static enum err prove(struct answering *answering, struct ledger_receipt *receipt)
{
	struct ledger *ledger = answering->ledger;
	struct log_tree tree = {
		.view = answering->view.store,
		.arena = &ledger->said_arena,
		.diag = &ledger->said,
		.memo = answering->memo,
	};
	enum err err = log_tree_inclusion(&tree, receipt->index, ledger->head.edge.size,
					  &receipt->inclusion);

	if (err != ERR_OK)
		ledger_say(ledger, "receipt");
	return err;
}

void answer_logged(struct answering *answering, struct ledger_submission *submission,
		   const struct taken *taken, const struct answer *answer)
{
	struct ledger *ledger = answering->ledger;
	struct ledger_receipt receipt = {
		.index = taken->index,
		.logged_before = taken->is_duplicate,
		.has_salt = answer->has_salt,
		.head_count = answer->head_count,
		.checkpoint = ledger->file.note,
	};
	struct arena_mark mark = arena_mark(&ledger->said_arena);

	memcpy(receipt.salt, taken->salt, LEAF_SALT_BYTES);
	leaf_encode(&taken->leaf, receipt.leaf);
	for (size_t i = 0; i < answer->head_count; i++)
		receipt.heads[i] = answer->heads[i];
	if (answer->err != ERR_OK || prove(answering, &receipt) != ERR_OK) {
		answer_failed(submission);
		return;
	}
	submission->done(submission, ERR_OK, &receipt);
	arena_rewind(&ledger->said_arena, mark);
}
