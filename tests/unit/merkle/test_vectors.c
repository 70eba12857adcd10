#include <criterion/criterion.h>

#include "merkle/checkpoint.h"
#include "merkle/edge.h"
#include "merkle/leaf.h"
#include "support/vectors.h"

/* The worked examples of proto/RECORD.md. */

struct fixture {
	struct arena arena;
	struct diag diag;
	struct vectors vectors;
};

static void start(struct fixture *f)
{
	arena_init(&f->arena, 1 << 20);
	diag_init(&f->diag, &f->arena);
	f->vectors = vectors_load(&f->arena, "proto/RECORD.md");
}

static struct digest digest_of(struct fixture *f, const struct vector *v,
			       const char *field)
{
	struct digest digest;

	cr_assert(digest_from_bytes(vector_bytes(&f->arena, v, field), &digest));
	return digest;
}

Test(vectors, leaves)
{
	static const char *const names[] = { "leaf", "leaf of entry 0" };
	struct fixture f;

	start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct vector *v = vectors_case(&f.vectors, names[i]);
		struct bytes bytes = vector_bytes(&f.arena, v, "leaf");
		struct digest expected = digest_of(&f, v, "leaf_hash");
		struct digest previous = digest_of(&f, v, "previous");
		uint8_t again[LEAF_BYTES];
		struct leaf leaf;
		struct digest hash;

		cr_assert_eq(leaf_decode(bytes, &leaf, &f.diag), ERR_OK);
		cr_assert_eq(leaf.kind, vector_number(v, "kind"));
		cr_assert_eq(leaf.number, vector_number(v, "number"));
		cr_assert_eq(leaf.log_time_ms, vector_number(v, "log_time_ms"));
		cr_assert(bytes_equal(BYTES_OF_ARRAY(leaf.book),
				      vector_bytes(&f.arena, v, "book")));
		cr_assert(digest_equal(&leaf.previous, &previous));
		leaf_encode(&leaf, again);
		cr_assert(bytes_equal(BYTES_OF_ARRAY(again), bytes));
		hash = leaf_hash(&leaf);
		cr_assert(digest_equal(&hash, &expected));
	}
	arena_release(&f.arena);
}

Test(vectors, commitment)
{
	struct signer signers[2];
	const struct vector *v;
	struct digest content_id;
	struct digest expected;
	struct digest made;
	struct fixture f;

	start(&f);
	v = vectors_case(&f.vectors, "commitment");
	for (size_t i = 0; i < 2; i++) {
		const char *key = i == 0 ? "public_key_0" : "public_key_1";
		const char *signature = i == 0 ? "signature_0" : "signature_1";

		memcpy(signers[i].key.bytes, vector_bytes(&f.arena, v, key).data,
		       PUBLIC_KEY_BYTES);
		memcpy(signers[i].signature.bytes,
		       vector_bytes(&f.arena, v, signature).data, SIGNATURE_BYTES);
	}
	content_id = digest_of(&f, v, "content_id");
	expected = digest_of(&f, v, "commitment");
	made = leaf_commitment(&f.arena, vector_bytes(&f.arena, v, "salt").data,
			       &content_id, signers, 2);
	cr_assert(digest_equal(&made, &expected));
	arena_release(&f.arena);
}

Test(vectors, tree_and_proofs)
{
	struct digest leaves[7];
	struct digest hashes[8];
	struct bytes list[8];
	struct tree_edge edge;
	const struct vector *v;
	struct tree_head old;
	struct tree_head tree;
	struct fixture f;
	size_t count;

	start(&f);
	v = vectors_case(&f.vectors, "tree of seven");
	cr_assert_eq(vector_list(&f.arena, v, "leaf_hashes", list, 8), 7);
	tree_edge_init(&edge);
	for (size_t i = 0; i < 7; i++) {
		cr_assert(digest_from_bytes(list[i], &leaves[i]));
		tree_edge_append(&edge, &leaves[i]);
	}
	tree = (struct tree_head){ vector_number(v, "size"), tree_edge_root(&edge) };
	old = (struct tree_head){ vector_number(v, "old_size"),
				  digest_of(&f, v, "old_root") };
	hashes[0] = digest_of(&f, v, "root");
	cr_assert(digest_equal(&tree.root, &hashes[0]));
	count = vector_list(&f.arena, v, "inclusion", list, 8);
	for (size_t i = 0; i < count; i++)
		cr_assert(digest_from_bytes(list[i], &hashes[i]));
	cr_assert_eq(proof_verify_inclusion(&tree, 5, &leaves[5], hashes, count),
		     ERR_OK);
	count = vector_list(&f.arena, v, "consistency", list, 8);
	for (size_t i = 0; i < count; i++)
		cr_assert(digest_from_bytes(list[i], &hashes[i]));
	cr_assert_eq(proof_verify_consistency(&old, &tree, hashes, count), ERR_OK);
	arena_release(&f.arena);
}

Test(vectors, checkpoint_with_a_witness)
{
	struct note_finding findings[2];
	struct checkpoint checkpoint;
	struct signing_key *log;
	struct signing_key *witness;
	struct note_key keys[2];
	const struct vector *v;
	struct digest root;
	struct note note;
	struct fixture f;
	const char *again;

	start(&f);
	v = vectors_case(&f.vectors, "checkpoint");
	cr_assert_eq(
		signing_key_from_seed(vector_bytes(&f.arena, v, "log_seed").data, &log),
		ERR_OK);
	cr_assert_eq(signing_key_from_seed(
			     vector_bytes(&f.arena, v, "witness_seed").data, &witness),
		     ERR_OK);
	cr_assert_eq(note_key_parse(&f.arena,
				    bytes_of_string(vector_text(v, "log_verifier")),
				    &keys[0], &f.diag),
		     ERR_OK);
	cr_assert_eq(note_key_parse(&f.arena,
				    bytes_of_string(vector_text(v, "witness_verifier")),
				    &keys[1], &f.diag),
		     ERR_OK);
	cr_assert_eq(checkpoint_open(&f.arena, vector_bytes(&f.arena, v, "note"),
				     &keys[0], &checkpoint, &f.diag),
		     ERR_OK);
	cr_assert_str_eq(checkpoint.origin, vector_text(v, "origin"));
	cr_assert_eq(checkpoint.tree.size, vector_number(v, "size"));
	root = digest_of(&f, v, "root");
	cr_assert(digest_equal(&checkpoint.tree.root, &root));
	cr_assert_eq(
		note_parse(&f.arena, vector_bytes(&f.arena, v, "note"), &note, &f.diag),
		ERR_OK);
	cr_assert_eq(note_verify(&f.arena, &note, keys, 2, findings, &f.diag), ERR_OK);
	cr_assert_eq(findings[1].time_s, vector_number(v, "time_s"));
	again = arena_printf(
		&f.arena, "%s%s", checkpoint_sign(&f.arena, &checkpoint, log),
		note_cosignature_line(&f.arena, note.text, vector_text(v, "witness"),
				      witness, findings[1].time_s));
	cr_assert(
		bytes_equal(bytes_of_string(again), vector_bytes(&f.arena, v, "note")));
	signing_key_free(log);
	signing_key_free(witness);
	arena_release(&f.arena);
}
