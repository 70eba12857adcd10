#include "crypto/sign.h"

#include <string.h>

#include <sodium.h>

#include "base/ensure.h"
#include "crypto/ready.h"

_Static_assert(crypto_sign_SEEDBYTES == SEED_BYTES &&
		       crypto_sign_PUBLICKEYBYTES == PUBLIC_KEY_BYTES &&
		       crypto_sign_BYTES == SIGNATURE_BYTES,
	       "libsodium's Ed25519 has our sizes");

/* The secret key of libsodium is seed || public key. */
struct signing_key {
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	struct public_key public_key;
};

struct key_id key_id_of(const struct public_key *key)
{
	struct digest digest = sha256(BYTES_OF_ARRAY(key->bytes));
	struct key_id id;

	digest_hex(&digest, id.hex);
	return id;
}

bool public_key_equal(const struct public_key *a, const struct public_key *b)
{
	return memcmp(a->bytes, b->bytes, PUBLIC_KEY_BYTES) == 0;
}

bool public_key_from_bytes(struct bytes bytes, struct public_key *out)
{
	if (bytes.len != PUBLIC_KEY_BYTES)
		return false;
	memcpy(out->bytes, bytes.data, PUBLIC_KEY_BYTES);
	return true;
}

bool public_key_is_sound(const struct public_key *key)
{
	return crypto_core_ed25519_is_valid_point(key->bytes) == 1;
}

static const char *const purpose_names[] = {
#define X(name, text) text,
	KEY_PURPOSE_TABLE(X)
#undef X
};

const char *key_purpose_name(enum key_purpose purpose)
{
	ensure((unsigned)purpose < KEY_PURPOSE_COUNT);
	return purpose_names[purpose];
}

bool key_purpose_parse(struct bytes name, enum key_purpose *out)
{
	for (unsigned i = 0; i < KEY_PURPOSE_COUNT; i++) {
		if (bytes_equal(name, bytes_of_string(purpose_names[i]))) {
			*out = (enum key_purpose)i;
			return true;
		}
	}
	return false;
}

enum err signing_key_from_seed(const uint8_t seed[SEED_BYTES], struct signing_key **out)
{
	struct signing_key *key;

	sodium_ready();
	key = sodium_malloc(sizeof(*key));
	if (key == NULL)
		return ERR_NO_MEMORY;
	ensure(crypto_sign_seed_keypair(key->public_key.bytes, key->secret, seed) == 0);
	ensure(sodium_mprotect_readonly(key) == 0);
	*out = key;
	return ERR_OK;
}

enum err signing_key_new(struct signing_key **out)
{
	uint8_t seed[SEED_BYTES];
	enum err err;

	sodium_ready();
	randombytes_buf(seed, sizeof(seed));
	err = signing_key_from_seed(seed, out);
	wipe(seed, sizeof(seed));
	return err;
}

void signing_key_free(struct signing_key *key)
{
	sodium_free(key);
}

const struct public_key *signing_key_public(const struct signing_key *key)
{
	return &key->public_key;
}

const uint8_t *signing_key_seed(const struct signing_key *key)
{
	return key->secret;
}

struct signature sign_message(const struct signing_key *key, struct bytes message)
{
	struct signature signature;

	ensure(crypto_sign_detached(signature.bytes, NULL, message.data, message.len,
				    key->secret) == 0);
	ensure(signature_verify(&key->public_key, message, &signature));
	return signature;
}

bool signature_verify(const struct public_key *key, struct bytes message,
		      const struct signature *signature)
{
	return crypto_sign_verify_detached(signature->bytes, message.data, message.len,
					   key->bytes) == 0;
}

void wipe(void *memory, size_t len)
{
	sodium_memzero(memory, len);
}
