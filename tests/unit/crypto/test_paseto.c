#include <criterion/criterion.h>

#include "crypto/paseto.h"
#include "support/vectors.h"

struct fixture {
	struct arena arena;
	struct diag diag;
};

static void start(struct fixture *fixture)
{
	arena_init(&fixture->arena, 1 << 20);
	diag_init(&fixture->diag, &fixture->arena);
}

static struct public_key key_of(struct fixture *f, const struct vector *vector)
{
	struct bytes bytes = vector_bytes(&f->arena, vector, "public_key");
	struct public_key key;

	cr_assert_eq(bytes.len, PUBLIC_KEY_BYTES);
	memcpy(key.bytes, bytes.data, bytes.len);
	return key;
}

static enum err open_token(struct fixture *f, struct bytes token,
			   const struct public_key *key, struct bytes implicit)
{
	struct paseto parsed;
	enum err err = paseto_parse(&f->arena, token, &parsed, &f->diag);

	if (err != ERR_OK)
		return err;
	return paseto_verify(&f->arena, &parsed, key, implicit, &f->diag);
}

Test(paseto, public_vectors_are_accepted_and_made_again_or_refused)
{
	struct vectors vectors;
	struct fixture f;

	start(&f);
	vectors = vectors_load(&f.arena, "tests/vectors/crypto/paseto.txt");
	cr_assert_eq(vectors.count, 8);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct bytes implicit = vector_bytes(&f.arena, v, "implicit");
		const char *token = vector_text(v, "token");
		struct public_key key = key_of(&f, v);
		bool good = vector_is(v, "result", "accepted");
		struct signing_key *signing;

		cr_assert_eq(open_token(&f, bytes_of_string(token), &key, implicit),
			     good ? ERR_OK : ERR_TOKEN_INVALID, "[%s]", v->name);
		if (!good)
			continue;
		cr_assert_eq(signing_key_from_seed(
				     vector_bytes(&f.arena, v, "seed").data, &signing),
			     ERR_OK);
		cr_assert_str_eq(paseto_sign(&f.arena, signing,
					     vector_bytes(&f.arena, v, "payload"),
					     vector_bytes(&f.arena, v, "footer"),
					     implicit),
				 token);
		signing_key_free(signing);
	}
	arena_release(&f.arena);
}

Test(paseto, no_flipped_bit_and_no_other_implicit_assertion_verifies)
{
	struct bytes implicit;
	struct public_key key;
	const struct vector *v;
	struct fixture f;
	uint8_t *copy;
	size_t len;

	start(&f);
	v = &vectors_load(&f.arena, "tests/vectors/crypto/paseto.txt").cases[2];
	key = key_of(&f, v);
	implicit = vector_bytes(&f.arena, v, "implicit");
	len = strlen(vector_text(v, "token"));
	copy = (uint8_t *)arena_strdup(&f.arena, vector_text(v, "token"));
	for (size_t bit = 0; bit < 8 * len; bit++) {
		struct arena_mark mark = arena_mark(&f.arena);

		diag_init(&f.diag, &f.arena);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_assert_eq(
			open_token(&f, (struct bytes){ copy, len }, &key, implicit),
			ERR_TOKEN_INVALID, "bit %zu", bit);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		arena_rewind(&f.arena, mark);
	}
	diag_init(&f.diag, &f.arena);
	cr_assert_eq(open_token(&f, (struct bytes){ copy, len }, &key, implicit),
		     ERR_OK);
	implicit.len--;
	cr_assert_eq(open_token(&f, (struct bytes){ copy, len }, &key, implicit),
		     ERR_TOKEN_INVALID);
	arena_release(&f.arena);
}

Test(paseto, a_token_has_one_spelling)
{
	static const char *const malformed[] = {
		"",
		"v4.public",
		"v4.public.",
		"v4.public.AAAA",
		"v4.local.AAAA",
		"v4.public.AAAA.",
		"v4.public.AA==",
		"v4.public.AB",
		"v4.public.AA+A",
	};
	struct fixture f;
	struct paseto out;
	char *text;

	start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(malformed); i++)
		cr_assert_eq(paseto_parse(&f.arena, bytes_of_string(malformed[i]), &out,
					  &f.diag),
			     ERR_TOKEN_INVALID, "%s", malformed[i]);
	text = arena_alloc(&f.arena, PASETO_TOKEN_BYTES_MAX + 1);
	memset(text, 'A', PASETO_TOKEN_BYTES_MAX + 1);
	memcpy(text, "v4.public.", 10);
	cr_assert_eq(
		paseto_parse(&f.arena,
			     (struct bytes){ (uint8_t *)text, PASETO_TOKEN_BYTES_MAX },
			     &out, &f.diag),
		ERR_OK);
	cr_assert_eq(paseto_parse(&f.arena,
				  (struct bytes){ (uint8_t *)text,
						  PASETO_TOKEN_BYTES_MAX + 1 },
				  &out, &f.diag),
		     ERR_TOKEN_INVALID);
	arena_release(&f.arena);
}
