#include "crypto/aead.h"

#include <sodium.h>

#include "base/ensure.h"

_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == AEAD_KEY_BYTES &&
		       crypto_aead_xchacha20poly1305_ietf_NPUBBYTES ==
			       AEAD_NONCE_BYTES &&
		       crypto_aead_xchacha20poly1305_ietf_ABYTES == AEAD_TAG_BYTES,
	       "libsodium's AEAD has our sizes");

void aead_seal(const struct aead *aead, struct bytes plain, uint8_t *out)
{
	ensure(crypto_aead_xchacha20poly1305_ietf_encrypt(
		       out, NULL, plain.data, plain.len, aead->associated.data,
		       aead->associated.len, NULL, aead->nonce, aead->key) == 0);
}

bool aead_open(const struct aead *aead, struct bytes sealed, uint8_t *out)
{
	return crypto_aead_xchacha20poly1305_ietf_decrypt(
		       out, NULL, NULL, sealed.data, sealed.len, aead->associated.data,
		       aead->associated.len, aead->nonce, aead->key) == 0;
}
