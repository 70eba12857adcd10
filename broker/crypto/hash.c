#include "crypto/hash.h"

#include <string.h>

/* The 1.1 interface hashes into the caller's memory.  That of 3.0 allocates, can fail,
 * and takes 3 to 4 times as long for the 65 bytes of a tree node. */
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>
#include <sodium.h>

#include "base/ensure.h"

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256_stream),
	       "room for libcrypto's state");
_Static_assert(_Alignof(SHA256_CTX) <= _Alignof(struct sha256_stream),
	       "alignment of libcrypto's state");
_Static_assert(SHA256_DIGEST_LENGTH == DIGEST_BYTES, "one size of digest");
_Static_assert(HMAC_KEY_BYTES <= SHA256_CBLOCK, "a key is not hashed first");

static SHA256_CTX *state_of(struct sha256_stream *stream)
{
	return (SHA256_CTX *)(void *)stream->state;
}

void sha256_start(struct sha256_stream *stream)
{
	ensure(SHA256_Init(state_of(stream)) == 1);
}

void sha256_add(struct sha256_stream *stream, struct bytes data)
{
	ensure(SHA256_Update(state_of(stream), data.data, data.len) == 1);
}

struct digest sha256_finish(struct sha256_stream *stream)
{
	struct digest digest;

	ensure(SHA256_Final(digest.bytes, state_of(stream)) == 1);
	return digest;
}

struct digest sha256(struct bytes data)
{
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, data);
	return sha256_finish(&stream);
}

/* Begins with the key, padded to a block and mixed with a byte. */
static void start_keyed(struct sha256_stream *stream, const uint8_t *key, uint8_t mix)
{
	uint8_t block[SHA256_CBLOCK];

	memset(block, mix, sizeof(block));
	for (size_t i = 0; i < HMAC_KEY_BYTES; i++)
		block[i] ^= key[i];
	sha256_start(stream);
	sha256_add(stream, BYTES_OF_ARRAY(block));
	sodium_memzero(block, sizeof(block));
}

struct digest hmac_sha256(const uint8_t key[HMAC_KEY_BYTES], struct bytes data)
{
	struct sha256_stream stream;
	struct digest inner, outer;

	start_keyed(&stream, key, 0x36);
	sha256_add(&stream, data);
	inner = sha256_finish(&stream);
	start_keyed(&stream, key, 0x5c);
	sha256_add(&stream, digest_bytes(&inner));
	outer = sha256_finish(&stream);
	sodium_memzero(&stream, sizeof(stream));
	return outer;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return sodium_memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

struct bytes digest_bytes(const struct digest *digest)
{
	return (struct bytes){ digest->bytes, DIGEST_BYTES };
}

bool digest_from_bytes(struct bytes bytes, struct digest *out)
{
	if (bytes.len != DIGEST_BYTES)
		return false;
	memcpy(out->bytes, bytes.data, DIGEST_BYTES);
	return true;
}

void digest_hex(const struct digest *digest, char out[DIGEST_HEX_SIZE])
{
	(void)sodium_bin2hex(out, DIGEST_HEX_SIZE, digest->bytes, DIGEST_BYTES);
}
