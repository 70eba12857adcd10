#ifndef BROKER_ENVELOPE_PAE_H
#define BROKER_ENVELOPE_PAE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"
#include "crypto/hash.h"

/*
 * The pre-authentication encoding of DSSE v1.0.2 (secure-systems-lab/dsse, protocol.md):
 * the bytes that are signed.
 *
 *	PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body
 *
 * with lengths in ASCII decimal.  Threads: pure functions.
 */

/* False when the arena has no room for it. */
bool pae_encode(struct arena *arena, struct bytes type, struct bytes body,
		struct bytes *out) MUST_CHECK;

/* SHA-256(PAE): what names a statement, whoever signed it. */
struct digest pae_content_id(struct bytes type, struct bytes body);

/* The bytes signed for a batch: PAE of type BATCH_TYPE and body root || size, 8 bytes
 * big-endian.  No statement is of this type. */
#define BATCH_TYPE "application/vnd.slabroker.batch.v1"
struct bytes pae_encode_batch(struct arena *arena, const struct digest *root,
			      uint64_t size);

#endif
