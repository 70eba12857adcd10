#include <criterion/criterion.h>

#include "crypto/hash.h"

static void assert_hex(struct digest digest, const char *expected)
{
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&digest, hex);
	cr_assert_str_eq(hex, expected);
}

/* FIPS 180-4, examples. */
Test(hash, sha256_of_the_standards_examples)
{
	assert_hex(sha256((struct bytes){ NULL, 0 }),
		   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hex(sha256(bytes_of_string("abc")),
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(hash, a_stream_is_the_hash_of_its_pieces)
{
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, bytes_of_string("a"));
	sha256_add(&stream, (struct bytes){ NULL, 0 });
	sha256_add(&stream, bytes_of_string("bc"));
	assert_hex(sha256_finish(&stream),
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4231, test case 1, whose key of 20 bytes is padded with zeros anyway. */
Test(hash, hmac_of_the_standards_example)
{
	uint8_t key[HMAC_KEY_BYTES] = { 0 };

	memset(key, 0x0b, 20);
	assert_hex(hmac_sha256(key, bytes_of_string("Hi There")),
		   "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

Test(hash, digests_are_read_at_their_length_and_compared_whole)
{
	uint8_t bytes[DIGEST_BYTES + 1] = { 1, 2, 3 };
	struct digest a;
	struct digest b;

	cr_assert_not(digest_from_bytes((struct bytes){ bytes, 31 }, &a));
	cr_assert_not(digest_from_bytes((struct bytes){ bytes, 33 }, &a));
	cr_assert(digest_from_bytes((struct bytes){ bytes, 32 }, &a));
	cr_assert(bytes_equal(digest_bytes(&a), (struct bytes){ bytes, 32 }));
	b = a;
	cr_assert(digest_equal(&a, &b));
	b.bytes[31] ^= 1;
	cr_assert_not(digest_equal(&a, &b));
}
