#ifndef BROKER_ENVELOPE_IDS_H
#define BROKER_ENVELOPE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/hash.h"

/*
 * The names of contracts and of their versions, derived from what was signed
 * (proto/RECORD.md).  Threads: pure functions.
 */

#define CONTRACT_ID_BYTES 16

struct contract_id {
	uint8_t bytes[CONTRACT_ID_BYTES];
};

/* SHA-256("slb/terms/1" || terms), terms being the bytes of the offer's field. */
struct digest terms_id(struct bytes terms);

/* SHA-256(previous version id, or 32 zero bytes where previous is NULL || terms id). */
struct digest version_id(const struct digest *previous, const struct digest *terms);

/* The first 16 bytes of the opening offer's content id. */
struct contract_id contract_id_of(const struct digest *offer_content_id);

/* "c-" and 26 digits of Crockford base32, in the arena. */
char *contract_id_text(struct arena *arena, const struct contract_id *id);
/* Exactly what contract_id_text() writes.  The arena is used for a moment. */
bool contract_id_parse(struct arena *arena, const char *text,
		       struct contract_id *out) MUST_CHECK;

#endif
