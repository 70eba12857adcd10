#include <criterion/criterion.h>

#include "crypto/random.h"
#include "crypto/sign.h"
#include "support/vectors.h"

static bool verifies(struct arena *arena, const struct vector *vector)
{
	struct bytes key = vector_bytes(arena, vector, "public_key");
	struct bytes bytes = vector_bytes(arena, vector, "signature");
	struct public_key public_key;
	struct signature signature;

	cr_assert_eq(key.len, PUBLIC_KEY_BYTES);
	if (bytes.len != SIGNATURE_BYTES)
		return false;
	memcpy(public_key.bytes, key.data, key.len);
	memcpy(signature.bytes, bytes.data, bytes.len);
	return signature_verify(&public_key, vector_bytes(arena, vector, "message"),
				&signature);
}

Test(sign, verifies_what_wycheproof_calls_valid_and_nothing_else)
{
	struct arena arena;
	struct vectors vectors;

	arena_init(&arena, 1 << 24);
	vectors = vectors_load(&arena, "tests/vectors/crypto/ed25519.txt");
	cr_assert_eq(vectors.count, 151);
	for (size_t i = 0; i < vectors.count; i++)
		cr_assert_eq(verifies(&arena, &vectors.cases[i]),
			     vector_is(&vectors.cases[i], "result", "valid"), "[%s]",
			     vectors.cases[i].name);
	arena_release(&arena);
}

/* RFC 8032 s7.1, TEST 2. */
Test(sign, signs_as_in_the_standard)
{
	struct signing_key *key;
	struct signature signature;
	struct bytes seed;
	struct arena arena;
	char *hex;

	arena_init(&arena, 1 << 16);
	cr_assert(hex_decode(
		&arena,
		bytes_of_string("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35ab"
				"a624da8cf6ed4fb8a6fb"),
		&seed));
	cr_assert_eq(signing_key_from_seed(seed.data, &key), ERR_OK);
	cr_assert_arr_eq(signing_key_seed(key), seed.data, SEED_BYTES);
	signature = sign_message(key, bytes_of_string("r"));
	hex = hex_encode(&arena, BYTES_OF_ARRAY(signature.bytes));
	cr_assert_str_eq(
		hex, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69d"
		     "a085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c"
		     "00");
	hex = hex_encode(&arena, BYTES_OF_ARRAY(signing_key_public(key)->bytes));
	cr_assert_str_eq(
		hex,
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
	signing_key_free(key);
	arena_release(&arena);
}

Test(sign, new_keys_differ_and_have_the_hash_of_the_public_key_as_id)
{
	struct signing_key *a;
	struct signing_key *b;
	struct digest digest;
	struct key_id id;
	char hex[DIGEST_HEX_SIZE];

	cr_assert_eq(signing_key_new(&a), ERR_OK);
	cr_assert_eq(signing_key_new(&b), ERR_OK);
	cr_assert_not(public_key_equal(signing_key_public(a), signing_key_public(b)));
	cr_assert(public_key_equal(signing_key_public(a), signing_key_public(a)));
	id = key_id_of(signing_key_public(a));
	digest = sha256(BYTES_OF_ARRAY(signing_key_public(a)->bytes));
	digest_hex(&digest, hex);
	cr_assert_str_eq(id.hex, hex);
	signing_key_free(a);
	signing_key_free(b);
	signing_key_free(NULL);
}

Test(sign, a_public_key_has_32_bytes)
{
	uint8_t bytes[PUBLIC_KEY_BYTES + 1] = { 7, [PUBLIC_KEY_BYTES - 1] = 9 };
	struct public_key key;

	for (size_t len = 0; len <= sizeof(bytes); len++)
		cr_assert_eq(public_key_from_bytes((struct bytes){ bytes, len }, &key),
			     len == PUBLIC_KEY_BYTES);
	cr_assert_eq(memcmp(key.bytes, bytes, PUBLIC_KEY_BYTES), 0);
}

Test(sign, a_key_whose_secret_nobody_can_hold_is_not_sound)
{
	/* Points of order 1, 2, 4 and 8, no point, and p and p + 1 for 0 and 1. */
	static const char *const others[] = {
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"0200000000000000000000000000000000000000000000000000000000000000",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	struct signing_key *made;
	struct arena arena;

	arena_init(&arena, 1 << 16);
	cr_assert_eq(signing_key_new(&made), ERR_OK);
	cr_assert(public_key_is_sound(signing_key_public(made)));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct public_key key;
		struct bytes bytes;

		cr_assert(hex_decode(&arena, bytes_of_string(others[i]), &bytes));
		cr_assert(public_key_from_bytes(bytes, &key));
		cr_assert_not(public_key_is_sound(&key), "%s", others[i]);
	}
	signing_key_free(made);
	arena_release(&arena);
}

Test(sign, purposes_have_one_name_each)
{
	enum key_purpose purpose;

	for (unsigned i = 0; i < KEY_PURPOSE_COUNT; i++) {
		const char *name = key_purpose_name((enum key_purpose)i);

		cr_assert(key_purpose_parse(bytes_of_string(name), &purpose));
		cr_assert_eq(purpose, i);
	}
	cr_assert_not(key_purpose_parse(bytes_of_string("Root"), &purpose));
	cr_assert_not(key_purpose_parse(bytes_of_string(""), &purpose));
}

Test(sign, random_bytes_fill_what_they_are_given)
{
	uint8_t room[40] = { 0 };
	uint8_t zeros[40] = { 0 };

	random_fill(room + 4, 32);
	cr_assert_arr_eq(room, zeros, 4);
	cr_assert_arr_eq(room + 36, zeros, 4);
	cr_assert_arr_neq(room + 4, zeros, 32);
	wipe(room, sizeof(room));
	cr_assert_arr_eq(room, zeros, 40);
}
