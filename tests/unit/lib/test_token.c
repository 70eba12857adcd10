#include <criterion/criterion.h>

#include "crypto/paseto.h"
#include "lib/token.h"
#include "support/vectors.h"

static struct signing_key *first_key(void)
{
	uint8_t seed[SEED_BYTES];
	struct signing_key *key;

	for (size_t i = 0; i < sizeof seed; i++)
		seed[i] = (uint8_t)i;
	cr_assert_eq(signing_key_from_seed(seed, &key), ERR_OK);
	return key;
}

static bool holds(struct bytes bytes, const char *text)
{
	return bytes_equal(bytes, bytes_of_string(text));
}

Test(token, says_who_reads_where_and_how_long_and_which_key_signed)
{
	struct signing_key *key = first_key();
	/* date -u -d 2026-11-22T09:30:00 +%s */
	struct token_claims claims = { "nordcall", "broker.example/log", 1795339800,
				       1795340400 };
	struct arena arena;
	struct paseto token;
	struct diag diag;
	char *text;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	text = token_make(&arena, &claims, key);
	cr_assert_eq(paseto_parse(&arena, bytes_of_string(text), &token, &diag),
		     ERR_OK);
	cr_expect(holds(token.message,
			"{\"iss\":\"nordcall\",\"aud\":\"broker.example/log\","
			"\"iat\":\"2026-11-22T09:30:00Z\","
			"\"exp\":\"2026-11-22T09:40:00Z\"}"));
	/* The key id of the seed 00 01 ... 1f (ENVELOPE.md, section 1). */
	cr_expect(holds(token.footer,
			"{\"kid\":\"56475aa75463474c0285df5dbf2bcab73da65135"
			"8839e9b77481b2eab107708c\"}"));
	cr_expect_eq(paseto_verify(&arena, &token, signing_key_public(key),
				   (struct bytes){ NULL, 0 }, &diag),
		     ERR_OK);
	signing_key_free(key);
	arena_release(&arena);
}

Test(token, is_the_one_that_the_document_shows)
{
	struct arena arena;
	struct token_claims claims;
	struct signing_key *key;
	struct vectors vectors;
	const struct vector *v;

	arena_init(&arena, 1 << 20);
	vectors = vectors_load(&arena, "proto/SERVICES.md");
	v = vectors_case(&vectors, "token");
	claims = (struct token_claims){
		.organisation = vector_text(v, "issuer"),
		.origin = vector_text(v, "audience"),
		.issued_s = (int64_t)vector_number(v, "issued_s"),
		.expires_s = (int64_t)vector_number(v, "expires_s"),
	};
	cr_assert_eq(signing_key_from_seed(vector_bytes(&arena, v, "seed").data, &key),
		     ERR_OK);
	cr_expect_str_eq(token_make(&arena, &claims, key), vector_text(v, "token"));
	signing_key_free(key);
	arena_release(&arena);
}

Test(token, an_origin_with_a_quote_stays_one_claim)
{
	struct signing_key *key = first_key();
	struct token_claims claims = { "acme", "a\"b\\c", 1795339800, 1795339801 };
	struct arena arena;
	struct paseto token;
	struct diag diag;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_assert_eq(paseto_parse(&arena,
				  bytes_of_string(token_make(&arena, &claims, key)),
				  &token, &diag),
		     ERR_OK);
	cr_expect(holds(token.message, "{\"iss\":\"acme\",\"aud\":\"a\\\"b\\\\c\","
				       "\"iat\":\"2026-11-22T09:30:00Z\","
				       "\"exp\":\"2026-11-22T09:30:01Z\"}"));
	signing_key_free(key);
	arena_release(&arena);
}
