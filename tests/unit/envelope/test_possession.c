#include "envelope/possession.h"
#include "support/vectors.h"

static struct signing_key *key_at(struct arena *arena, const struct vector *vector,
				  const char *field)
{
	struct bytes seed = vector_bytes(arena, vector, field);
	struct signing_key *key = NULL;

	cr_assert_eq(seed.len, SEED_BYTES);
	cr_assert_eq(signing_key_from_seed(seed.data, &key), ERR_OK);
	return key;
}

Test(possession, is_what_the_document_says)
{
	struct signing_key *old_key, *new_key;
	const struct vector *vector;
	struct signature signature;
	struct vectors vectors;
	struct bytes message;
	struct arena arena;

	arena_init(&arena, 1 << 20);
	vectors = vectors_load(&arena, "proto/RECORD.md");
	vector = vectors_case(&vectors, "possession");
	old_key = key_at(&arena, vector, "old_seed");
	new_key = key_at(&arena, vector, "new_seed");
	message = possession_message(&arena, vector_text(vector, "origin"),
				     signing_key_public(old_key),
				     signing_key_public(new_key));
	cr_expect(bytes_equal(message, vector_bytes(&arena, vector, "signed")));
	signature = sign_message(new_key, message);
	cr_expect(bytes_equal(BYTES_OF_ARRAY(signature.bytes),
			      vector_bytes(&arena, vector, "possession")));
	signing_key_free(old_key);
	signing_key_free(new_key);
	arena_release(&arena);
}
