#ifndef BROKER_LEDGER_BOOK_HEADS_H
#define BROKER_LEDGER_BOOK_HEADS_H

#include "ledger/read.h"
#include "merkle/book_head.h"
#include "state/keys.h"

/*
 * The heads of some books in one tree: each is looked for once, then all are signed
 * together, since a signature takes longer than all else in them.
 *
 *	err = book_heads_begin(&heads, view, tree_size);
 *	err = book_heads_of(&heads, &book, &head);      for each book
 *	book_heads_sign(&heads);                        now each head is whole
 *
 * What is found lies in the view's arena.  Threads: one.
 */
struct book_heads {
	struct log_view *view;
	uint64_t tree_size;
	const struct signing_key *log_key; /* in force in that tree */
	SlbBookHead **list;                /* strictly ascending by pseudonym */
	size_t count;
	size_t room;
};

/* None yet.  tree_size is at most the view's.  ERR_KEY_NOT_AT_HAND; ERR_NOT_SERVING: the
 * log has got another key since that tree. */
enum err book_heads_begin(struct book_heads *heads, struct log_view *view,
			  uint64_t tree_size) MUST_CHECK;

/* *out is NULL where the tree has nothing of the book. */
enum err book_heads_of(struct book_heads *heads, const struct book *book,
		       SlbBookHead **out) MUST_CHECK;

/* By the book's name in its leaves. */
enum err book_heads_of_name(struct book_heads *heads,
			    const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES],
			    SlbBookHead **out) MUST_CHECK;

/* By the book's last entry in the tree, for who knows it. */
SlbBookHead *book_heads_add(struct book_heads *heads, const struct book_end *end);

/* All that was found, as one list; nothing is added after that. */
void book_heads_sign(struct book_heads *heads);

/* The head of one book in the view's tree, signed alone. */
enum err book_heads_of_one(struct log_view *view, const struct book *book,
			   SlbBookHead **out) MUST_CHECK;

#endif
