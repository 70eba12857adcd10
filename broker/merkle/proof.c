#include "merkle/proof.h"

#include <stdbool.h>
#include <string.h>

#include "base/ensure.h"

struct proof proof_inclusion(const struct tree_source *source, uint64_t index,
			     uint64_t size)
{
	struct tree_path path = treehash_path(source, index, size);
	struct proof proof = { .count = path.count };

	memcpy(proof.hashes, path.hashes, path.count * sizeof(path.hashes[0]));
	return proof;
}

static void reverse(struct proof *proof)
{
	for (size_t i = 0; i < proof->count / 2; i++) {
		struct digest *low = &proof->hashes[i];
		struct digest *high = &proof->hashes[proof->count - 1 - i];
		struct digest kept = *low;

		*low = *high;
		*high = kept;
	}
}

/*
 * SUBPROOF(m, D[n], b) of RFC 6962, walked from the root down to the subtree that is the
 * right edge of the old tree, and turned round at the end.
 */
struct proof proof_consistency(const struct tree_source *source, uint64_t old_size,
			       uint64_t size)
{
	struct proof proof = { .count = 0 };
	uint64_t first = 0;
	bool whole_old_tree = true; /* b: the verifier knows the hash of D[0:m] */

	ensure(old_size <= size && size <= TREE_SIZE_MAX);
	if (old_size == 0)
		return proof;
	while (old_size != size) {
		uint64_t split = treehash_split(size);
		struct digest *hash = &proof.hashes[proof.count++];

		if (old_size <= split) {
			*hash = treehash_range(source, first + split, size - split);
			size = split;
		} else {
			*hash = treehash_range(source, first, split);
			first += split;
			old_size -= split;
			size -= split;
			whole_old_tree = false;
		}
	}
	if (!whole_old_tree)
		proof.hashes[proof.count++] = treehash_range(source, first, size);
	reverse(&proof);
	return proof;
}

enum err proof_verify_inclusion(const struct tree_head *tree, uint64_t index,
				const struct digest *leaf_hash,
				const struct digest *hashes, size_t count)
{
	struct tree_leaf leaf = { .index = index,
				  .size = tree->size,
				  .hash = *leaf_hash };
	struct digest root;

	if (!treehash_path_root(&leaf, hashes, count, &root))
		return ERR_PROOF_INVALID;
	return digest_equal(&root, &tree->root) ? ERR_OK : ERR_PROOF_INVALID;
}

/* The loop of RFC 9162 s2.1.4.2: both roots rebuilt from one walk up. */
static bool folds_to_both(const struct tree_head *old, const struct tree_head *tree,
			  const struct digest *hashes, size_t count)
{
	uint64_t index = old->size - 1;
	uint64_t last = tree->size - 1;
	struct digest old_root;
	struct digest root;

	while ((index & 1) != 0) {
		index >>= 1;
		last >>= 1;
	}
	/* A complete old tree is a node of the new one: its root stands for the first. */
	old_root = index == 0 ? old->root : hashes[0];
	root = old_root;
	for (size_t i = index == 0 ? 0 : 1; i < count; i++) {
		if (last == 0)
			return false;
		if ((index & 1) != 0 || index == last) {
			old_root = treehash_node(&hashes[i], &old_root);
			root = treehash_node(&hashes[i], &root);
			/* Where index is even it equals last, which is not 0. */
			while ((index & 1) == 0) {
				index >>= 1;
				last >>= 1;
			}
		} else {
			root = treehash_node(&root, &hashes[i]);
		}
		index >>= 1;
		last >>= 1;
	}
	return last == 0 && digest_equal(&old_root, &old->root) &&
	       digest_equal(&root, &tree->root);
}

enum err proof_verify_consistency(const struct tree_head *old,
				  const struct tree_head *tree,
				  const struct digest *hashes, size_t count)
{
	struct digest empty = treehash_empty();
	bool holds;

	if (tree->size > TREE_SIZE_MAX || old->size > tree->size)
		return ERR_PROOF_INVALID;
	if (old->size == tree->size)
		holds = count == 0 && digest_equal(&old->root, &tree->root);
	else if (old->size == 0)
		holds = count == 0 && digest_equal(&old->root, &empty);
	else
		holds = count != 0 && folds_to_both(old, tree, hashes, count);
	return holds ? ERR_OK : ERR_PROOF_INVALID;
}
