#ifndef BROKER_LEDGER_LOG_H
#define BROKER_LEDGER_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "acts/acts.h"
#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "ledger/content_keys.h"
#include "ledger/sealing.h"
#include "ledger/signing.h"
#include "merkle/edge.h"
#include "merkle/leaf.h"
#include "store/store.h"

/*
 * The log as it lies in its store: where it stands, and its entries.
 *
 *	meta      "head"                -> u64 size, u64 last log time, the tree's edge
 *	          "state"               -> u32 STATE_VERSION of rows and due
 *	leaves    u64 log index         -> leaf
 *	contents  u64 log index         -> class, epoch, sealed content (sealing.h)
 *	nodes     u8 level, u64 index   -> see log_tree.h
 *	books     pseudonym, u64 number -> u64 log index
 *
 * Numbers are most significant byte first.
 */

extern const struct store_options log_store; /* of the store to open */

/* What belongs together; everything is the caller's. */
struct log {
	const char *origin;
	struct store *store;
	struct content_keys *keys;
	struct signing_keys signing;
	struct acts *acts;
};

struct log_head {
	struct tree_edge edge;
	int64_t last_ms; /* log time of the last entry; 0 in an empty log */
};

/* An empty log has an empty head.  ERR_LOG_DAMAGED; errors of the store. */
enum err log_head_read(struct store_view *view, struct arena *arena,
		       struct log_head *out, struct diag *diag) MUST_CHECK;

/* Which edition the rows are of; 0: none that is known.  Errors of the store. */
enum err log_state_version(struct store_view *view, struct arena *arena,
			   uint32_t *out) MUST_CHECK;

/* ERR_LOG_STATE_OLD: rows are of another edition, or were being made anew. */
enum err log_state_check(struct store_view *view, struct arena *arena,
			 struct diag *diag) MUST_CHECK;

/* What is put for them; the bytes lie in the arena. */
struct store_put log_head_put(struct arena *arena, const struct log_head *head);
struct store_put log_state_put(struct arena *arena, uint32_t version);

/* An entry as it lies there. */
struct log_entry {
	uint64_t index;
	struct leaf leaf;
	struct bytes leaf_bytes;
	struct content_key_id key_id;
	bool is_erased; /* its key is not there: no content */
	struct content content;
};

/*
 * Reads an entry and opens its content, which lies in the arena.  That its key is not
 * there is no error; whether it may be gone, the caller knows.  ERR_LOG_DAMAGED: there
 * is no such entry, or it is not whole.  ERR_CONTENT_DAMAGED: it does not open.
 */
enum err log_entry_read(const struct log *log, struct store_view *view,
			struct arena *arena, uint64_t index, struct log_entry *out,
			struct diag *diag) MUST_CHECK;

/* The log index of an entry of a book, by the book's pseudonym.  ERR_LOG_DAMAGED. */
enum err log_book_index(struct store_view *view, struct arena *arena,
			const uint8_t book[LEAF_PSEUDONYM_BYTES], uint64_t number,
			uint64_t *index, struct diag *diag) MUST_CHECK;

/* Key of the table of books, in the arena. */
struct bytes log_book_key(struct arena *arena, const uint8_t book[LEAF_PSEUDONYM_BYTES],
			  uint64_t number);

#endif
