#ifndef BROKER_LEDGER_BOOK_HEADS_H
#define BROKER_LEDGER_BOOK_HEADS_H

#include "ledger/log.h"
#include "merkle/book_head.h"

/*
 * The heads of some books in one tree, each read and signed once: a signature takes
 * longer than all else in a receipt.  Threads: one.
 */
struct book_heads {
	const struct log *log;
	struct store_view *view;
	struct arena *arena; /* of what the heads are kept in */
	struct diag *diag;
	uint64_t tree_size;                /* of the view */
	const struct signing_key *log_key; /* in force there */
	struct book_head **heads;
	size_t count;
	size_t room;
};

/* None yet.  ERR_KEY_NOT_AT_HAND; errors of the store. */
enum err book_heads_init(struct book_heads *heads, const struct log *log,
			 struct store_view *view, struct arena *arena,
			 struct diag *diag) MUST_CHECK;

/* By the book's name in its leaves.  ERR_LOG_DAMAGED: no leaf has it. */
enum err book_heads_find(struct book_heads *heads,
			 const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES],
			 const struct book_head **out) MUST_CHECK;

/* Of the book that has the keys of an issuer.  ERR_LOG_DAMAGED: it was never opened. */
enum err book_heads_of_issuer(struct book_heads *heads, const char *issuer,
			      const struct book_head **out) MUST_CHECK;

#endif
