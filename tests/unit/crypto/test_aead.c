#include <criterion/criterion.h>

#include "crypto/aead.h"

Test(aead, opens_with_the_same_key_nonce_and_associated_data_alone)
{
	uint8_t key[AEAD_KEY_BYTES] = { 1 };
	uint8_t nonce[AEAD_NONCE_BYTES] = { 2 };
	uint8_t associated[] = { 3 };
	struct aead aead = { key, nonce, BYTES_OF_ARRAY(associated) };
	uint8_t sealed[5 + AEAD_TAG_BYTES];
	uint8_t plain[5];
	uint8_t *parts[] = { key, nonce, associated, sealed, sealed + 5 };

	aead_seal(&aead, bytes_of_string("hello"), sealed);
	cr_assert(aead_open(&aead, BYTES_OF_ARRAY(sealed), plain));
	cr_assert_arr_eq(plain, "hello", 5);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		*parts[i] ^= 0x80;
		cr_assert_not(aead_open(&aead, BYTES_OF_ARRAY(sealed), plain));
		*parts[i] ^= 0x80;
	}
	cr_assert_not(aead_open(&aead, (struct bytes){ sealed, 15 }, plain));
	cr_assert(aead_open(&aead, BYTES_OF_ARRAY(sealed), plain));
}
