#ifndef BROKER_MERKLE_LEAF_H
#define BROKER_MERKLE_LEAF_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/sign.h"

/*
 * The leaf of the log: a record of fixed size that commits to a statement without saying
 * anything about it.  proto/RECORD.md has it byte by byte.
 *
 * Threads: pure functions.
 */

#define LEAF_VERSION         1
#define LEAF_BYTES           99
#define LEAF_PSEUDONYM_BYTES 16
#define LEAF_SALT_BYTES      HMAC_KEY_BYTES

struct leaf {
	uint16_t kind; /* field number of the statement's body; not 0 */
	uint8_t book[LEAF_PSEUDONYM_BYTES]; /* random name of the book */
	uint64_t number;                    /* in the book, from 0; at most INT64_MAX */
	struct digest
		previous; /* leaf hash of the book's entry before; zeros in entry 0 */
	uint64_t log_time_ms; /* since 1970-01-01T00:00:00Z; at most INT64_MAX */
	struct digest commitment;
};

void leaf_encode(const struct leaf *leaf, uint8_t out[LEAF_BYTES]);
/* ERR_LEAF_INVALID. */
enum err leaf_decode(struct bytes bytes, struct leaf *out,
		     struct diag *diag) MUST_CHECK;

/* Leaf hash in the tree. */
struct digest leaf_hash(const struct leaf *leaf);

/*
 * HMAC-SHA-256(salt, "slb/leaf/1" || content_id || SHA-256(sorted (key || signature))):
 * fixes what was said and who signed it, in whatever order they stand.
 */
struct digest leaf_commitment(struct arena *arena, const uint8_t salt[LEAF_SALT_BYTES],
			      const struct digest *content_id,
			      const struct signer *signers, size_t signer_count);

#endif
