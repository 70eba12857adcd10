#ifndef BROKER_BUNDLE_BUNDLE_H
#define BROKER_BUNDLE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "fold/fold.h"
#include "merkle/checkpoint.h"

/*
 * A bundle of evidence: the books that concern one contract, with the proof that they lie
 * in one log, folded again by whoever holds the file.  proto/BUNDLE.md has its bytes, and
 * the checks of its reader in their order.
 *
 * Entries are read one by one, and reports again where a period is judged, unless they
 * were kept for that: a bundle may be much larger than memory.  Signatures are checked on
 * all cores meanwhile (fold.h).  Threads: one uses a bundle.
 */

#define BUNDLE_MAGIC            "slb-evidence/1\n"
#define BUNDLE_RECORD_BYTES_MAX 1179648
#define BUNDLE_LENGTH_BYTES     4 /* before each record */

/* Whether it can be nothing but a bundle, from its first bytes. */
bool bundle_begins(struct bytes first);

/* What stands before a record of so many bytes. */
void bundle_length(size_t record_bytes, uint8_t out[BUNDLE_LENGTH_BYTES]);

/* Where the bytes are.  read gives those from offset on, len of them or, at the end,
 * fewer: *got.  Its errors are handed through. */
struct bundle_source {
	enum err (*read)(void *context, uint64_t offset, uint8_t *out, size_t len,
			 size_t *got);
	void *context;
};

/* What was found; texts live as long as the bundle. */
struct bundle_facts {
	const char *contract;
	uint8_t contract_id[CONTRACT_BYTES];
	uint64_t notice;  /* 0: none, the contract as a whole */
	const char *note; /* the checkpoint as it was signed */
	struct checkpoint checkpoint;
	struct public_key log_key; /* in force there */
	uint64_t entry_count;
	uint64_t byte_count;
	struct fold_counts counts;
};

struct bundle;

/*
 * Reads all of it and makes every check but one, which is the caller's: that log_key is
 * what is known of the log from elsewhere.  Without that a bundle proves only that its
 * parts belong together.  The first that fails is the answer, with the
 * entry and what is wrong with it in the diag: ERR_BUNDLE_FORM, ERR_BUNDLE_INVALID,
 * ERR_CHECKPOINT_INVALID, ERR_LEAF_INVALID, those of envelope/envelope.h, ERR_INTERNAL,
 * and the source's.  Then there is nothing to close.
 */
enum err bundle_open(const struct bundle_source *source, struct bundle **out,
		     struct diag *diag) MUST_CHECK;

/* NULL is fine. */
void bundle_close(struct bundle *bundle);

const struct bundle_facts *bundle_facts(const struct bundle *bundle);

/* The rows that its entries gave (state/keys.h), for struct state. */
struct store_view *bundle_rows(const struct bundle *bundle);

/* A statement in it, opened again, in the arena.  ERR_EVIDENCE_ERASED; ERR_LOG_ENTRY: it
 * has no entry of that place. */
struct bundle_statement {
	const SlbStatement *message;
	struct digest content_id;
};

enum err bundle_statement_read(struct bundle *bundle, struct arena *arena,
			       uint64_t index, struct bundle_statement *out,
			       struct diag *diag) MUST_CHECK;

#endif
