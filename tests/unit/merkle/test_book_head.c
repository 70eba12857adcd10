#include "merkle/book_head.h"
#include "support/vectors.h"

Test(book_head, is_what_the_document_says)
{
	struct signing_key *key = NULL;
	const struct vector *vector;
	struct vectors vectors;
	struct arena arena;
	struct bytes bytes;
	struct book_head head;

	arena_init(&arena, 1 << 20);
	vectors = vectors_load(&arena, "proto/RECORD.md");
	vector = vectors_case(&vectors, "head of a book");
	head = (struct book_head){ .number = vector_number(vector, "number"),
				   .tree_size = vector_number(vector, "tree_size") };
	bytes = vector_bytes(&arena, vector, "book");
	cr_assert_eq(bytes.len, sizeof(head.book));
	memcpy(head.book, bytes.data, bytes.len);
	cr_assert(digest_from_bytes(vector_bytes(&arena, vector, "leaf_hash"),
				    &head.leaf_hash));
	cr_expect(bytes_equal(
		book_head_signed(&arena, vector_text(vector, "origin"), &head),
		vector_bytes(&arena, vector, "signed")));
	cr_assert_eq(signing_key_from_seed(
			     vector_bytes(&arena, vector, "log_seed").data, &key),
		     ERR_OK);
	book_head_sign(&arena, vector_text(vector, "origin"), key, &head);
	cr_expect(bytes_equal(BYTES_OF_ARRAY(head.signature.bytes),
			      vector_bytes(&arena, vector, "signature")));
	signing_key_free(key);
	arena_release(&arena);
}
