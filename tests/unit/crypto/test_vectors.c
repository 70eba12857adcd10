#include <criterion/criterion.h>

#include "crypto/aead.h"
#include "crypto/keyfile.h"
#include "crypto/paseto.h"
#include "support/vectors.h"

/* The worked examples of proto/ENVELOPE.md, RECORD.md and SERVICES.md that concern keys. */

struct fixture {
	struct arena arena;
	struct diag diag;
	struct vectors vectors;
};

static void start(struct fixture *f, const char *document)
{
	arena_init(&f->arena, 1 << 20);
	diag_init(&f->diag, &f->arena);
	f->vectors = vectors_load(&f->arena, document);
}

Test(vectors, key_ids)
{
	static const char *const names[] = { "key first", "key second", "key third" };
	struct fixture f;

	start(&f, "proto/ENVELOPE.md");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct vector *v = vectors_case(&f.vectors, names[i]);
		struct signing_key *key;
		struct key_id id;

		cr_assert_eq(signing_key_from_seed(
				     vector_bytes(&f.arena, v, "seed").data, &key),
			     ERR_OK);
		cr_assert(bytes_equal(BYTES_OF_ARRAY(signing_key_public(key)->bytes),
				      vector_bytes(&f.arena, v, "public_key")));
		id = key_id_of(signing_key_public(key));
		cr_assert_str_eq(id.hex, vector_text(v, "key_id"));
		signing_key_free(key);
	}
	arena_release(&f.arena);
}

Test(vectors, token)
{
	const struct bytes none = { NULL, 0 };
	struct signing_key *key;
	const struct vector *v;
	struct paseto token;
	struct fixture f;

	start(&f, "proto/SERVICES.md");
	v = vectors_case(&f.vectors, "token");
	cr_assert_eq(
		signing_key_from_seed(vector_bytes(&f.arena, v, "seed").data, &key),
		ERR_OK);
	cr_assert_eq(paseto_parse(&f.arena, bytes_of_string(vector_text(v, "token")),
				  &token, &f.diag),
		     ERR_OK);
	cr_assert(bytes_equal(token.message, vector_bytes(&f.arena, v, "claims")));
	cr_assert(bytes_equal(token.footer, vector_bytes(&f.arena, v, "footer")));
	cr_assert_eq(
		paseto_verify(&f.arena, &token, signing_key_public(key), none, &f.diag),
		ERR_OK);
	cr_assert(signature_verify(signing_key_public(key),
				   vector_bytes(&f.arena, v, "signed"),
				   &token.signature));
	cr_assert_str_eq(paseto_sign(&f.arena, key, token.message, token.footer, none),
			 vector_text(v, "token"));
	signing_key_free(key);
	arena_release(&f.arena);
}

static void assert_sealed(struct fixture *f, const char *name, const char *key,
			  const char *plain, const char *sealed)
{
	const struct vector *v = vectors_case(&f->vectors, name);
	struct bytes content = vector_bytes(&f->arena, v, plain);
	struct bytes expected = vector_bytes(&f->arena, v, sealed);
	struct aead aead = {
		.key = vector_bytes(&f->arena, v, key).data,
		.nonce = vector_bytes(&f->arena, v, "nonce").data,
		.associated = vector_bytes(&f->arena, v, "associated"),
	};
	uint8_t *out = arena_alloc(&f->arena, content.len + AEAD_TAG_BYTES);

	cr_assert_arr_eq(expected.data, aead.nonce, AEAD_NONCE_BYTES);
	aead_seal(&aead, content, out);
	cr_assert_eq(expected.len, AEAD_NONCE_BYTES + content.len + AEAD_TAG_BYTES);
	cr_assert_arr_eq(expected.data + AEAD_NONCE_BYTES, out,
			 content.len + AEAD_TAG_BYTES);
}

Test(vectors, sealed_content_and_wrapped_key)
{
	struct fixture f;

	start(&f, "proto/RECORD.md");
	assert_sealed(&f, "sealed content", "key", "content", "sealed");
	assert_sealed(&f, "wrapped key", "master_key", "key", "wrapped");
	arena_release(&f.arena);
}

static void assert_opens(struct fixture *f, const char *name, const char *passphrase)
{
	const struct vector *v = vectors_case(&f->vectors, name);
	struct bytes seed = vector_bytes(&f->arena, v, "seed");
	struct signing_key *key;
	struct keyfile keyfile;

	cr_assert_eq(
		keyfile_parse(vector_bytes(&f->arena, v, "file"), &keyfile, &f->diag),
		ERR_OK);
	cr_assert_str_eq(keyfile.owner.name, vector_text(v, "name"));
	cr_assert_str_eq(key_purpose_name(keyfile.owner.purpose),
			 vector_text(v, "purpose"));
	cr_assert_eq(
		keyfile_unlock(&keyfile, bytes_of_string(passphrase), &key, &f->diag),
		ERR_OK);
	cr_assert_arr_eq(signing_key_seed(key), seed.data, SEED_BYTES);
	signing_key_free(key);
}

Test(vectors, key_files)
{
	struct secret_text text;
	struct key_owner owner;
	struct signing_key *key;
	const struct vector *v;
	struct fixture f;

	start(&f, "proto/RECORD.md");
	assert_opens(&f, "key file bare", "");
	assert_opens(&f, "key file locked", "open sesame");
	v = vectors_case(&f.vectors, "key file bare");
	cr_assert_eq(
		signing_key_from_seed(vector_bytes(&f.arena, v, "seed").data, &key),
		ERR_OK);
	cr_assert_eq(keyfile_write(vector_text(v, "name"), KEY_PURPOSE_LOG, key, NULL,
				   &text),
		     ERR_OK);
	cr_assert(bytes_equal(bytes_of_string(text.chars),
			      vector_bytes(&f.arena, v, "file")));
	v = vectors_case(&f.vectors, "key file public");
	cr_assert_eq(public_keyfile_parse(vector_bytes(&f.arena, v, "file"), &owner,
					  &f.diag),
		     ERR_OK);
	cr_assert(bytes_equal(bytes_of_string(public_keyfile_write(&f.arena, &owner)),
			      vector_bytes(&f.arena, v, "file")));
	signing_key_free(key);
	arena_release(&f.arena);
}
