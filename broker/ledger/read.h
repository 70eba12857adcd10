#ifndef BROKER_LEDGER_READ_H
#define BROKER_LEDGER_READ_H

#include "envelope/envelope.h"
#include "ledger/log.h"
#include "merkle/proof.h"

/*
 * Reading the log while it is written: the state, entries, proofs, all of one
 * instant; heads of books: book_heads.h.
 *
 * A view is short (store.h): it is not held while waiting for a peer.  What is read lies
 * in the arena or is valid as long as the view.  Threads: any number of views; one thread
 * at a time uses a view.
 */

struct log_view {
	const struct log *log;
	struct store_view *store; /* for struct state */
	struct arena *arena;
	struct diag *diag;
	uint64_t size;   /* of the log, as this view shows it */
	int64_t last_ms; /* log time of its last entry */
	/* Whose the key is that was found last; in the arena, NULL before. */
	const char *key_owner;
};

enum err log_view_begin(const struct log *log, struct arena *arena, struct diag *diag,
			struct log_view *out) MUST_CHECK;
void log_view_end(struct log_view *view);

/* Keys of the log's state, revoked ones too: acts/ decides what they may. */
struct key_ring log_view_keys(struct log_view *view);

/* ERR_LOG_ENTRY: the log has no such entry. */
enum err log_view_entry(struct log_view *view, uint64_t index,
			struct log_entry *out) MUST_CHECK;

/* size: at most the view's.  ERR_LOG_ENTRY: index or size lies beyond it. */
enum err log_view_inclusion(struct log_view *view, uint64_t index, uint64_t size,
			    struct proof *out) MUST_CHECK;
enum err log_view_consistency(struct log_view *view, uint64_t old_size, uint64_t size,
			      struct proof *out) MUST_CHECK;

/* The log index of an entry of a book.  ERR_LOG_ENTRY: the book is not so long. */
enum err log_view_book_entry(struct log_view *view, const struct book *book,
			     uint64_t number, uint64_t *index) MUST_CHECK;

#endif
