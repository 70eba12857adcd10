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

void answer_end(struct answering *answering)
{
	if (answering->is_open)
		log_view_end(&answering->view);
	answering->is_open = false;
}

static enum err open_view(struct answering *answering)
{
	struct arena *arena = answering->arena;
	enum err err = log_view_begin(&answering->ledger->log, arena, answering->said,
				      &answering->view);

	if (err != ERR_OK)
		return err;
	answering->is_open = true;
	answering->memo = arena_new(arena, struct tree_memo);
	answering->issuers = arena_array(arena, struct known_issuer, GROUP_MAX);
	return book_heads_begin(&answering->heads, &answering->view,
				answering->view.size);
}

void answer_begin(struct answering *answering, struct ledger *ledger,
		  const struct log_write *write, struct arena *arena, struct diag *said)
{
	*answering = (struct answering){
		.ledger = ledger, .write = write, .arena = arena, .said = said
	};
	answering->err = open_view(answering);
	if (answering->err != ERR_OK)
		ledger_say(ledger, said, "receipt");
}

/* ---- what is relied on -------------------------------------------------------- */

/* Leaf and salt of an entry from before this group. */
static enum err read_logged(struct answering *answering, struct taken *taken,
			    struct answer *out)
{
	struct arena_mark mark = arena_mark(answering->arena);
	struct log_entry entry;
	enum err err =
		log_entry_read(&answering->ledger->log, answering->view.store,
			       answering->arena, taken->index, &entry, answering->said);

	if (err != ERR_OK)
		return err;
	taken->leaf = entry.leaf;
	out->has_salt = !entry.is_erased;
	if (out->has_salt)
		memcpy(taken->salt, entry.content.salt, LEAF_SALT_BYTES);
	arena_rewind(answering->arena, mark);
	return ERR_OK;
}

static enum err no_book(struct answering *answering)
{
	return diag_error(answering->said, ERR_LOG_DAMAGED, diag_at(""),
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
	enum err err = ERR_OK;

	out->has_salt = true;
	if (taken->is_duplicate)
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
	*out = (struct answer){ .err = answering->err };
	if (out->err != ERR_OK)
		return;
	out->err = prepare(answering, submission->statement->issuer, taken, out);
	if (out->err != ERR_OK)
		ledger_say(answering->ledger, answering->said, "receipt");
}

void answer_sign(struct answering *answering)
{
	if (answering->err == ERR_OK)
		book_heads_sign(&answering->heads);
}

/* ---- receipts ----------------------------------------------------------------- */

static enum err prove(struct answering *answering, struct ledger_receipt *receipt)
{
	struct log_tree tree = {
		.view = answering->view.store,
		.arena = answering->arena,
		.diag = answering->said,
		.memo = answering->memo,
	};
	enum err err = log_tree_inclusion(&tree, receipt->index, answering->view.size,
					  &receipt->inclusion);

	if (err != ERR_OK)
		ledger_say(answering->ledger, answering->said, "receipt");
	return err;
}

void answer_logged(struct answering *answering, struct ledger_submission *submission,
		   const struct taken *taken, const struct answer *answer)
{
	struct ledger_receipt receipt = {
		.index = taken->index,
		.logged_before = taken->is_duplicate,
		.has_salt = answer->has_salt,
		.head_count = answer->head_count,
		.checkpoint = answering->ledger->file.note,
	};
	struct arena_mark mark = arena_mark(answering->arena);

	memcpy(receipt.salt, taken->salt, LEAF_SALT_BYTES);
	leaf_encode(&taken->leaf, receipt.leaf);
	for (size_t i = 0; i < answer->head_count; i++)
		receipt.heads[i] = answer->heads[i];
	if (answer->err != ERR_OK || prove(answering, &receipt) != ERR_OK) {
		answer_failed(submission);
		return;
	}
	submission->done(submission, ERR_OK, &receipt);
	arena_rewind(answering->arena, mark);
}
