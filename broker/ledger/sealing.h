#ifndef BROKER_LEDGER_SEALING_H
#define BROKER_LEDGER_SEALING_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/aead.h"
#include "merkle/leaf.h"

/*
 * Content as it lies beside its leaf; proto/RECORD.md, "Sealed content".
 *
 *	stored = u8 class || u32 epoch || nonce || encrypted (salt || envelope) || tag
 *
 * Class and epoch stand in clear before it, since they name the key that opens it.
 * Threads: pure functions but for the random nonce.
 */

/* Names a content key: a book's, of one class, of one epoch. */
struct content_key_id {
	uint8_t book[LEAF_PSEUDONYM_BYTES];
	uint8_t content_class; /* enum content_class, acts/acts.h */
	uint32_t epoch;
};

struct content_key {
	uint8_t bytes[AEAD_KEY_BYTES];
};

/*
 * The epoch in which content of this class is sealed at a log time: of evidence the UTC
 * month, counted from January 1970 as 0; of the others always 0, since their keys are
 * never changed.  log_time_ms is before the year 10000.
 */
uint32_t content_epoch(uint8_t content_class, uint64_t log_time_ms);

/* What the sealed bytes are bound to, the key's name among it. */
struct content_place {
	const char *origin; /* at most UINT16_MAX bytes */
	uint64_t log_index;
	uint16_t kind; /* of the leaf */
	struct content_key_id key_id;
};

struct content {
	uint8_t salt[LEAF_SALT_BYTES]; /* of the leaf's commitment */
	struct bytes envelope;
};

/* The stored bytes, in the arena. */
struct bytes content_seal(struct arena *arena, const struct content_place *place,
			  const struct content_key *key, const struct content *content);

/* Which key opens it: class and epoch from the stored bytes, the book's name from the
 * leaf.  ERR_CONTENT_DAMAGED. */
enum err content_key_of(struct bytes stored, const uint8_t book[LEAF_PSEUDONYM_BYTES],
			struct content_key_id *out, struct diag *diag) MUST_CHECK;

/* The salt and the envelope, in the arena.  The caller compares the leaf's commitment:
 * the cipher alone does not bind content to one key.  ERR_CONTENT_DAMAGED. */
enum err content_unseal(struct arena *arena, const struct content_place *place,
			const struct content_key *key, struct bytes stored,
			struct content *out, struct diag *diag) MUST_CHECK;

#endif
