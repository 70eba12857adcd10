#ifndef CLIENTS_LIB_LOG_KEYS_H
#define CLIENTS_LIB_LOG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "merkle/checkpoint.h"

/*
 * The keys that sign a log's checkpoints, each from a size of its tree on: the log may
 * change its key (proto/RECORD.md, section 10).
 *
 * As text, a line for each, ascending:
 *
 *	line = smallest size in decimal SP verifier LF
 *
 * Threads: pure functions.
 */

#define LOG_KEYS_MAX 64

struct log_keys {
	struct {
		uint64_t from_size;
		struct note_key key;
	} rows[LOG_KEYS_MAX];
	size_t count; /* at least one; the first from size 0 */
};

/* One key for all sizes; its name must outlive the result. */
struct log_keys log_keys_of(const struct note_key *key);

/* The key from this size on.  False: there are too many, or the size is not above the
 * last one's. */
bool log_keys_add(struct log_keys *keys, uint64_t from_size,
		  const struct note_key *key) MUST_CHECK;

/* The key that signs a tree of this size. */
const struct note_key *log_keys_find(const struct log_keys *keys, uint64_t size);

/* A checkpoint, signed by the key of its size.  ERR_CHECKPOINT_INVALID. */
enum err log_keys_open(struct arena *arena, const struct log_keys *keys,
		       struct bytes note, struct checkpoint *out,
		       struct diag *diag) MUST_CHECK;

/* In the arena. */
struct bytes log_keys_text(struct arena *arena, const struct log_keys *keys);
/* ERR_CHECKPOINT_INVALID: it is not such a text. */
enum err log_keys_parse(struct arena *arena, struct bytes text, struct log_keys *out,
			struct diag *diag) MUST_CHECK;

#endif
