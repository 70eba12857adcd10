#ifndef CLIENTS_LIB_KNOWN_LOG_H
#define CLIENTS_LIB_KNOWN_LOG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "lib/log_keys.h"
#include "slabroker/v1/log_service.pb-c.h"

/*
 * The last checkpoint that this client saw of a log, in a file.  Every later one must be
 * shown to go on from it: a broker that forgets, rewrites, or keeps two logs, one for
 * each side, is noticed by whoever has seen one tree and is shown another.
 *
 * Where the log got another key meanwhile, that is learned from its own entries, if the
 * last checkpoint seen leads to them (key_history.h), and kept in FILE.keys.
 *
 * Threads: one at a time.
 */

struct known_log {
	const char *path;
	struct log_keys keys;
	bool known;
	struct checkpoint last;
};

/* log_key is one that the log signs with, or signed with; its name outlives the known log.
 * No file is a log of which nothing was seen yet.  ERR_IO, and ERR_CHECKPOINT_INVALID
 * where what lies there is not a checkpoint of this log. */
enum err known_log_open(struct arena *arena, const char *path,
			const struct note_key *log_key, struct known_log *out,
			struct diag *diag) MUST_CHECK;

/* Asks the broker: for the proof that the tree of new_size begins with that of old_size;
 * for the history of its keys in a tree. */
struct log_prover {
	enum err (*prove)(void *context, uint64_t old_size, uint64_t new_size,
			  struct proof *out, struct diag *diag);
	enum err (*key_history)(void *context, uint64_t tree_size,
				const SlbKeyHistory **out, struct diag *diag);
	void *context;
};

/*
 * note is a signed checkpoint, which is verified.  A newer one than the last is kept, on
 * the disk when this returns; an older one must be what the last one goes on from.
 * ERR_LOG_INCONSISTENT where that is not shown: the note is then kept beside the file as
 * evidence, FILE.other.  ERR_CHECKPOINT_INVALID, ERR_IO, and ERR_UNREACHABLE from the
 * prover; the errors of key_history_verify().  out may be NULL.
 */
enum err known_log_advance(struct known_log *known, struct arena *arena,
			   struct bytes note, const struct log_prover *prover,
			   struct checkpoint *out, struct diag *diag) MUST_CHECK;

#endif
