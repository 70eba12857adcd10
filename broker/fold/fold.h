#ifndef BROKER_FOLD_FOLD_H
#define BROKER_FOLD_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "acts/acts.h"
#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "envelope/batches.h"
#include "merkle/leaf.h"
#include "store/store.h"

/*
 * Entries of a log, folded again by the acts that took them: each one is held against its
 * leaf, verified and decided, into an empty store; every outcome is computed again and
 * compared with what was signed, byte for byte.  Nothing is signed.
 *
 * Where entries come from is the caller's, and so is that their leaves lie in a log: a
 * whole log (ledger/replay.h), or the books that concern one contract (bundle/bundle.h).
 *
 * What was erased under a redaction counts by its leaf (acts/acts.h, "replay").
 *
 * Signatures are checked on other threads, some entries behind the fold: whether one held
 * is known when the fold has settled.
 *
 * Threads: one uses a fold.
 */

extern const struct store_options fold_store; /* of the target, in memory */

struct fold_options {
	const char *origin;
	struct store *target; /* empty */
	struct act_reader
		reader; /* entries that were folded, and the one being folded */
	bool is_part;   /* a redaction of a contract that is not here has no content */
	/* How much reports may take in memory until their period is judged.  0: they are
	 * read again then. */
	size_t kept_bytes_max;
	enum err wrong; /* what an entry that does not hold is answered with */
	struct diag *diag;
};

/* In the order of the log. */
struct fold_entry {
	uint64_t index;
	struct leaf leaf;
	struct digest leaf_hash;
	bool is_erased; /* there is neither salt nor envelope */
	const uint8_t *salt;
	struct bytes envelope;
};

struct fold_counts {
	int64_t last_ms; /* log time of the last entry */
	uint64_t signature_count;
	uint64_t outcome_count;
	uint64_t
		restored_count; /* of them: taken at their word, since evidence is gone */
	uint64_t erased_count; /* entries without content */
};

/* What acts_conclude() gave and the next entry must say. */
struct expected_outcome {
	bool is_expected;
	struct book book;
	uint64_t cause;
	struct bytes payload;
	struct state_changes changes;
	struct act_case act; /* the statement with that cause, where it has one */
	struct act_effects effects;
};

/* A signature that does not hold. */
struct broken_signature {
	bool is_found;
	uint64_t index; /* of its entry */
	size_t number;
	char key_id[KEY_ID_SIZE];
	struct diag said; /* until then */
};

struct fold_slot;

/* Its own but for counts, which are for reading. */
struct fold {
	struct fold_options options;
	struct act_reader reader; /* that of the options, and what is at hand */
	struct fold_counts counts;
	struct acts *acts;
	struct signed_batches *batches;
	struct store_write *write; /* of the target; NULL between two of them */
	struct store_view *rows;   /* as it shows them; NULL too */
	unsigned write_count;      /* entries in it */
	struct expected_outcome expected;
	/* Entries whose signatures may not be checked yet, and the one under way. */
	struct fold_slot *slots;
	size_t slot; /* of the latter */
	struct arena *arena;
	struct checkers *checkers;
	struct kept_reports *kept;      /* NULL: none */
	struct broken_signature broken; /* the first */
};

/* What options point to outlives the fold. */
void fold_init(struct fold *fold, const struct fold_options *options);

/* For the next entry, and what is read with it; emptied by this call. */
struct arena *fold_arena(struct fold *fold);

/* Errors: options.wrong, those of envelope/envelope.h, ERR_CONTENT_ABSENT,
 * ERR_OUTCOME_UNFOUNDED, and the reader's.  The entry is named in the diag.  After an
 * error the fold is only settled and released. */
enum err fold_take(struct fold *fold, const struct fold_entry *entry) MUST_CHECK;

/*
 * Waits until the signatures of all entries so far are checked.  err: what else was found
 * wrong meanwhile.  The answer is what came first: ERR_SIGNATURE_INVALID, with nothing in
 * the diag that was said after it, or err.  What goes wrong is told only through this.
 */
enum err fold_settle(struct fold *fold, enum err err) MUST_CHECK;

/* Settles, so that rows shows what was folded so far, until the next entry. */
enum err fold_look(struct fold *fold) MUST_CHECK;

/* The last entry was taken: settles; nothing more is expected, what is erased was given up,
 * and the target can be read. */
enum err fold_finish(struct fold *fold) MUST_CHECK;

/* The target stays the caller's. */
void fold_release(struct fold *fold);

/* Which book has this name in the leaves.  False: none that was opened.  After
 * fold_look(). */
bool fold_find_book(struct fold *fold, const uint8_t pseudonym[LEAF_PSEUDONYM_BYTES],
		    struct book *out) MUST_CHECK;

#endif
