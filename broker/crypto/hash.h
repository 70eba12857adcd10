#ifndef BROKER_CRYPTO_HASH_H
#define BROKER_CRYPTO_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/bytes.h"

/*
 * SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104).
 *
 * Hashing cannot fail and does not allocate.  SHA-256 is libcrypto's, which uses the
 * processor's SHA instructions where libsodium 1.0.18 does not.
 *
 * Threads: everything here may be called from any thread; a stream belongs to one.
 */

#define DIGEST_BYTES   32
#define HMAC_KEY_BYTES 32

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

struct digest sha256(struct bytes data);

/* For data that lies in several places. */
struct sha256_stream {
	_Alignas(8) uint8_t state[128]; /* libcrypto's, opaque */
};

void sha256_start(struct sha256_stream *stream);
void sha256_add(struct sha256_stream *stream, struct bytes data);
struct digest sha256_finish(struct sha256_stream *stream);

struct digest hmac_sha256(const uint8_t key[HMAC_KEY_BYTES], struct bytes data);

/* In a time that does not depend on where they differ. */
bool digest_equal(const struct digest *a, const struct digest *b);

struct bytes digest_bytes(const struct digest *digest);
/* False when bytes are not DIGEST_BYTES long. */
bool digest_from_bytes(struct bytes bytes, struct digest *out) MUST_CHECK;

/* Lower-case hex with a NUL. */
#define DIGEST_HEX_SIZE (2 * DIGEST_BYTES + 1)
void digest_hex(const struct digest *digest, char out[DIGEST_HEX_SIZE]);

#endif
