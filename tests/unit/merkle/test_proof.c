#include <criterion/criterion.h>

#include "merkle/edge.h"
#include "merkle/proof.h"
#include "support/vectors.h"

#define LEAVES 70

/* A tree of the first `size` leaves of the vectors, in memory. */
struct tree {
	struct arena arena;
	struct tree_nodes nodes;
	struct tree_source source;
	struct digest leaves[LEAVES];
	struct digest roots[LEAVES + 1];
};

static void tree_make(struct tree *tree)
{
	struct vectors vectors;
	struct tree_edge edge;

	arena_init(&tree->arena, 1 << 24);
	vectors = vectors_load(&tree->arena, "tests/vectors/merkle/xmod_tree.txt");
	tree_edge_init(&edge);
	tree->roots[0] = tree_edge_root(&edge);
	for (size_t i = 0; i < LEAVES; i++) {
		tree->leaves[i] = treehash_leaf(
			vector_bytes(&tree->arena, &vectors.cases[i + 1], "leaf"));
		tree_edge_append(&edge, &tree->leaves[i]);
		tree->roots[i + 1] = tree_edge_root(&edge);
	}
	tree_nodes_init(&tree->nodes, &tree->arena, tree->leaves, LEAVES);
	tree->source = tree_nodes_source(&tree->nodes);
}

static struct tree_head head_of(const struct tree *tree, uint64_t size)
{
	return (struct tree_head){ .size = size, .root = tree->roots[size] };
}

/* Hashes as a stranger sends them; false when one is not a digest at all. */
static bool read_proof(struct arena *arena, const struct vector *vector,
		       struct proof *proof)
{
	struct bytes list[PROOF_HASHES_MAX];

	proof->count = vector_list(arena, vector, "proof", list, ARRAY_SIZE(list));
	for (size_t i = 0; i < proof->count; i++) {
		if (!digest_from_bytes(list[i], &proof->hashes[i]))
			return false;
	}
	return true;
}

static bool read_digest(struct arena *arena, const struct vector *vector,
			const char *field, struct digest *out)
{
	return digest_from_bytes(vector_bytes(arena, vector, field), out);
}

Test(proof, inclusion_as_others_judge_it)
{
	struct arena arena;
	struct vectors vectors;

	arena_init(&arena, 1 << 22);
	vectors = vectors_load(&arena, "tests/vectors/merkle/inclusion.txt");
	cr_assert_eq(vectors.count, 53);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct tree_head tree = { .size = vector_number(v, "size") };
		bool accepted = false;
		struct digest leaf;
		struct proof proof;

		if (read_proof(&arena, v, &proof) &&
		    read_digest(&arena, v, "root", &tree.root) &&
		    read_digest(&arena, v, "leaf", &leaf))
			accepted = proof_verify_inclusion(
					   &tree, vector_number(v, "index"), &leaf,
					   proof.hashes, proof.count) == ERR_OK;
		cr_assert_eq(accepted, vector_is(v, "result", "accepted"), "[%s]",
			     v->name);
	}
	arena_release(&arena);
}

Test(proof, consistency_as_others_judge_it)
{
	struct arena arena;
	struct vectors vectors;

	arena_init(&arena, 1 << 22);
	vectors = vectors_load(&arena, "tests/vectors/merkle/consistency.txt");
	cr_assert_eq(vectors.count, 43);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct tree_head old = { .size = vector_number(v, "old_size") };
		struct tree_head tree = { .size = vector_number(v, "size") };
		bool accepted = false;
		struct proof proof;

		if (read_proof(&arena, v, &proof) &&
		    read_digest(&arena, v, "old_root", &old.root) &&
		    read_digest(&arena, v, "root", &tree.root))
			accepted = proof_verify_consistency(&old, &tree, proof.hashes,
							    proof.count) == ERR_OK;
		cr_assert_eq(accepted, vector_is(v, "result", "accepted"), "[%s]",
			     v->name);
	}
	arena_release(&arena);
}

static void assert_same_proof(const struct vector *vector, const struct proof *made,
			      const struct proof *expected)
{
	cr_assert_eq(made->count, expected->count, "[%s]", vector->name);
	for (size_t i = 0; i < made->count; i++)
		cr_assert(digest_equal(&made->hashes[i], &expected->hashes[i]),
			  "[%s] hash %zu", vector->name, i);
}

Test(proof, inclusion_proofs_are_those_of_another_implementation)
{
	struct vectors vectors;
	struct tree tree;

	tree_make(&tree);
	vectors = vectors_load(&tree.arena, "tests/vectors/merkle/xmod_inclusion.txt");
	cr_assert_eq(vectors.count, 207);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		uint64_t index = vector_number(v, "index");
		struct tree_head head = head_of(&tree, vector_number(v, "size"));
		struct proof made = proof_inclusion(&tree.source, index, head.size);
		struct proof expected;

		cr_assert(read_proof(&tree.arena, v, &expected));
		assert_same_proof(v, &made, &expected);
		cr_assert_eq(proof_verify_inclusion(&head, index, &tree.leaves[index],
						    made.hashes, made.count),
			     ERR_OK);
	}
	arena_release(&tree.arena);
}

Test(proof, consistency_proofs_are_those_of_another_implementation)
{
	struct vectors vectors;
	struct tree tree;

	tree_make(&tree);
	vectors =
		vectors_load(&tree.arena, "tests/vectors/merkle/xmod_consistency.txt");
	cr_assert_eq(vectors.count, 218);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.cases[i];
		struct tree_head old = head_of(&tree, vector_number(v, "old_size"));
		struct tree_head head = head_of(&tree, vector_number(v, "size"));
		struct proof made =
			proof_consistency(&tree.source, old.size, head.size);
		struct proof expected;

		cr_assert(read_proof(&tree.arena, v, &expected));
		assert_same_proof(v, &made, &expected);
		cr_assert_eq(
			proof_verify_consistency(&old, &head, made.hashes, made.count),
			ERR_OK);
	}
	arena_release(&tree.arena);
}

Test(proof, every_leaf_of_every_size_is_proved_and_at_no_other_place)
{
	struct tree tree;

	tree_make(&tree);
	for (uint64_t size = 1; size <= LEAVES; size++) {
		struct tree_head head = head_of(&tree, size);

		for (uint64_t index = 0; index < size; index++) {
			struct proof proof = proof_inclusion(&tree.source, index, size);

			for (uint64_t claimed = 0; claimed <= size; claimed++) {
				enum err err = proof_verify_inclusion(
					&head, claimed, &tree.leaves[index],
					proof.hashes, proof.count);

				cr_assert_eq(err == ERR_OK, claimed == index);
			}
		}
	}
	arena_release(&tree.arena);
}

Test(proof, every_size_begins_with_every_smaller_one)
{
	struct tree tree;

	tree_make(&tree);
	for (uint64_t size = 0; size <= LEAVES; size++) {
		for (uint64_t old_size = 0; old_size <= size; old_size++) {
			struct tree_head old = head_of(&tree, old_size);
			struct tree_head head = head_of(&tree, size);
			struct proof proof =
				proof_consistency(&tree.source, old_size, size);

			cr_assert_eq(proof_verify_consistency(&old, &head, proof.hashes,
							      proof.count),
				     ERR_OK, "%" PRIu64 " to %" PRIu64, old_size, size);
			if (size > old_size)
				cr_assert_eq(proof_verify_consistency(&head, &old,
								      proof.hashes,
								      proof.count),
					     ERR_PROOF_INVALID);
		}
	}
	arena_release(&tree.arena);
}

/* Flips each bit of `len` bytes in turn and calls holds(); no flip may hold. */
static void assert_no_flip_holds(void *bytes, size_t len, bool (*holds)(void *context),
				 void *context)
{
	uint8_t *at = bytes;

	for (size_t bit = 0; bit < 8 * len; bit++) {
		at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_assert_not(holds(context), "bit %zu", bit);
		at[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	cr_assert(holds(context));
}

struct claim {
	struct tree_head old;
	struct tree_head tree;
	struct digest leaf;
	struct proof proof;
};

static bool inclusion_holds(void *context)
{
	struct claim *claim = context;

	return proof_verify_inclusion(&claim->tree, 37, &claim->leaf,
				      claim->proof.hashes,
				      claim->proof.count) == ERR_OK;
}

static bool consistency_holds(void *context)
{
	struct claim *claim = context;

	return proof_verify_consistency(&claim->old, &claim->tree, claim->proof.hashes,
					claim->proof.count) == ERR_OK;
}

Test(proof, no_flipped_bit_in_an_inclusion_proof_holds)
{
	struct claim claim;
	struct tree tree;

	tree_make(&tree);
	claim.tree = head_of(&tree, LEAVES);
	claim.leaf = tree.leaves[37];
	claim.proof = proof_inclusion(&tree.source, 37, LEAVES);
	assert_no_flip_holds(claim.proof.hashes, claim.proof.count * DIGEST_BYTES,
			     inclusion_holds, &claim);
	assert_no_flip_holds(&claim.leaf, sizeof(claim.leaf), inclusion_holds, &claim);
	assert_no_flip_holds(&claim.tree.root, sizeof(claim.tree.root), inclusion_holds,
			     &claim);
	claim.proof.count--;
	cr_assert_not(inclusion_holds(&claim));
	claim.proof.count += 2;
	cr_assert_not(inclusion_holds(&claim));
	arena_release(&tree.arena);
}

Test(proof, no_flipped_bit_in_a_consistency_proof_holds)
{
	static const uint64_t old_sizes[] = { 37, 64 };
	struct claim claim;
	struct tree tree;

	tree_make(&tree);
	claim.tree = head_of(&tree, LEAVES);
	for (size_t i = 0; i < ARRAY_SIZE(old_sizes); i++) {
		claim.old = head_of(&tree, old_sizes[i]);
		claim.proof = proof_consistency(&tree.source, old_sizes[i], LEAVES);
		assert_no_flip_holds(claim.proof.hashes,
				     claim.proof.count * DIGEST_BYTES,
				     consistency_holds, &claim);
		assert_no_flip_holds(&claim.old.root, DIGEST_BYTES, consistency_holds,
				     &claim);
		assert_no_flip_holds(&claim.tree.root, DIGEST_BYTES, consistency_holds,
				     &claim);
		claim.proof.count--;
		cr_assert_not(consistency_holds(&claim));
		claim.proof.count += 2;
		cr_assert_not(consistency_holds(&claim));
	}
	arena_release(&tree.arena);
}

Test(proof, the_empty_tree_and_equal_sizes_count_their_roots)
{
	struct tree_head empty;
	struct tree_head other;
	struct tree_head some;
	struct digest hash;
	struct tree tree;

	tree_make(&tree);
	empty = head_of(&tree, 0);
	some = head_of(&tree, 5);
	other = head_of(&tree, 5);
	other.root = tree.roots[6];
	hash = tree.roots[3];
	cr_assert_eq(proof_verify_consistency(&empty, &some, NULL, 0), ERR_OK);
	cr_assert_eq(proof_verify_consistency(&empty, &some, &hash, 1),
		     ERR_PROOF_INVALID);
	cr_assert_eq(proof_verify_consistency(&some, &some, &hash, 1),
		     ERR_PROOF_INVALID);
	cr_assert_eq(proof_verify_consistency(&some, &other, NULL, 0),
		     ERR_PROOF_INVALID);
	/* Three leaves are no complete subtree: their proof is never empty. */
	other = head_of(&tree, 3);
	cr_assert_eq(proof_verify_consistency(&other, &some, NULL, 0),
		     ERR_PROOF_INVALID);
	empty.root = hash;
	cr_assert_eq(proof_verify_consistency(&empty, &some, NULL, 0),
		     ERR_PROOF_INVALID);
	arena_release(&tree.arena);
}

Test(proof, sizes_beyond_the_limit_are_refused)
{
	struct tree_head huge = { .size = (uint64_t)TREE_SIZE_MAX + 1 };
	struct tree_head largest = { .size = TREE_SIZE_MAX };
	struct tree_head one = { .size = 1 };
	struct digest hashes[PROOF_HASHES_MAX] = { 0 };

	cr_assert_eq(proof_verify_inclusion(&huge, 0, &one.root, hashes, 63),
		     ERR_PROOF_INVALID);
	cr_assert_eq(proof_verify_consistency(&one, &huge, hashes, 63),
		     ERR_PROOF_INVALID);
	cr_assert_eq(proof_verify_consistency(&huge, &huge, hashes, 0),
		     ERR_PROOF_INVALID);
	/* Long enough, and wrong. */
	cr_assert_eq(proof_verify_inclusion(&largest, 0, &one.root, hashes, 63),
		     ERR_PROOF_INVALID);
	cr_assert_eq(proof_verify_consistency(&one, &largest, hashes, 63),
		     ERR_PROOF_INVALID);
}

/* A tree of equal leaves, whose subtrees are equal on each level. */
static struct digest node_of_equal_leaves(void *context, unsigned level, uint64_t index)
{
	const struct digest *levels = context;

	(void)index;
	return levels[level];
}

Test(proof, the_largest_tree_is_proved)
{
	static const uint64_t old_sizes[] = { 1, 2, (uint64_t)1 << 62,
					      TREE_SIZE_MAX - 1, TREE_SIZE_MAX };
	struct digest levels[TREE_PATH_MAX] = { treehash_empty() };
	struct tree_source source = { node_of_equal_leaves, levels };
	struct tree_head tree = { .size = TREE_SIZE_MAX };
	struct proof proof;

	for (size_t i = 1; i < ARRAY_SIZE(levels); i++)
		levels[i] = treehash_node(&levels[i - 1], &levels[i - 1]);
	tree.root = treehash_range(&source, 0, tree.size);
	proof = proof_inclusion(&source, 0, tree.size);
	cr_assert_eq(proof.count, TREE_PATH_MAX);
	cr_assert_eq(
		proof_verify_inclusion(&tree, 0, &levels[0], proof.hashes, proof.count),
		ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(old_sizes); i++) {
		struct tree_head old = { .size = old_sizes[i] };

		old.root = treehash_range(&source, 0, old.size);
		proof = proof_consistency(&source, old.size, tree.size);
		cr_assert_eq(proof_verify_consistency(&old, &tree, proof.hashes,
						      proof.count),
			     ERR_OK, "%zu", i);
	}
}
