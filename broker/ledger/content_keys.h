#ifndef BROKER_LEDGER_CONTENT_KEYS_H
#define BROKER_LEDGER_CONTENT_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/err.h"
#include "ledger/master_key.h"
#include "ledger/sealing.h"
#include "store/store.h"

/*
 * The keys of sealed content, in a small store of their own, wrapped by the master key;
 * proto/RECORD.md, "Content keys".
 *
 * To destroy a key is to erase what it sealed.  A key that is made is used at once and
 * is kept by content_keys_sync(), which comes before the log's commit: content never
 * lies on disk without its key.  A key without content does no harm.
 *
 * Threads: one writer makes, syncs and destroys; any thread looks, meanwhile.
 */

extern const struct store_options content_keys_store; /* of the store to open */

struct content_keys;

/*
 * The store stays the caller's and outlives the result; the master key is copied.  A new
 * store is bound to it; only then `create` is true.  ERR_CONTENT_ABSENT: the store is
 * empty and should not be.  ERR_MASTER_KEY_WRONG: another key wraps what is there.
 * Errors of the store.
 */
enum err content_keys_open(struct store *store, const struct master_key *master,
			   bool create, struct content_keys **out,
			   struct diag *diag) MUST_CHECK;
/* What the disk of their store has left. */
uint64_t content_keys_free_bytes(struct content_keys *keys);
/* Opens their store anew after a failure; keys made and not synced are forgotten. */
enum err content_keys_reopen(struct content_keys *keys, struct diag *diag) MUST_CHECK;
/* Wipes what it holds.  NULL is fine. */
void content_keys_close(struct content_keys *keys);

/* Looks for a key: *is_absent when there is none.  ERR_CONTENT_DAMAGED: it does not
 * unwrap. */
enum err content_keys_look(struct content_keys *keys, const struct content_key_id *id,
			   struct content_key *out, bool *is_absent,
			   struct diag *diag) MUST_CHECK;

/* The key, made where there is none. */
enum err content_keys_need(struct content_keys *keys, const struct content_key_id *id,
			   struct content_key *out, struct diag *diag) MUST_CHECK;

/* Puts on disk what was made.  When it fails, what was made is gone, and what was sealed
 * with it must not be kept. */
enum err content_keys_sync(struct content_keys *keys, struct diag *diag) MUST_CHECK;

/* Drops what was made since the last sync: its content was not kept. */
void content_keys_forget(struct content_keys *keys);

/*
 * Destroys a book's keys of one class, of the epochs first..last, on disk when it
 * returns ERR_OK.  *destroyed: how many there were.
 */
enum err content_keys_destroy(struct content_keys *keys,
			      const struct content_key_id *first, uint32_t last_epoch,
			      size_t *destroyed, struct diag *diag) MUST_CHECK;

#endif
