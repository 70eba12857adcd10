#ifndef BROKER_CRYPTO_AEAD_H
#define BROKER_CRYPTO_AEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/bytes.h"

/*
 * Authenticated encryption: XChaCha20-Poly1305 in the IETF form of libsodium.  A nonce is
 * 24 random bytes.  It does not commit to the key: whoever opens content compares what
 * came out with the leaf's commitment.
 */

#define AEAD_KEY_BYTES   32
#define AEAD_NONCE_BYTES 24
#define AEAD_TAG_BYTES   16

/* What must be the same to open as it was to seal. */
struct aead {
	const uint8_t *key;   /* AEAD_KEY_BYTES */
	const uint8_t *nonce; /* AEAD_NONCE_BYTES */
	struct bytes associated;
};

/* out has room for plain.len + AEAD_TAG_BYTES. */
void aead_seal(const struct aead *aead, struct bytes plain, uint8_t *out);

/* out has room for sealed.len - AEAD_TAG_BYTES; untouched when false is returned. */
bool aead_open(const struct aead *aead, struct bytes sealed, uint8_t *out) MUST_CHECK;

#endif
