#ifndef BROKER_MERKLE_PROOF_H
#define BROKER_MERKLE_PROOF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/treehash.h"

/*
 * Inclusion proofs (a leaf is in a tree) and consistency proofs (a tree begins with an
 * older one): RFC 6962 s2.1.1, s2.1.2, verified by the loops of RFC 9162 s2.1.3.2 and
 * s2.1.4.2.
 *
 * Verifying takes any numbers and hashes a stranger sends: ERR_OK or ERR_PROOF_INVALID.
 * Threads: pure functions.
 */

/* A consistency proof may have one hash more than a path. */
#define PROOF_HASHES_MAX (TREE_PATH_MAX + 1)

struct proof {
	size_t count;
	struct digest hashes[PROOF_HASHES_MAX];
};

/* A tree as a checkpoint names it. */
struct tree_head {
	uint64_t size;
	struct digest root;
};

/* index < size, and the source has the first size leaves. */
struct proof proof_inclusion(const struct tree_source *source, uint64_t index,
			     uint64_t size);

/* old_size <= size; empty when old_size is 0 or size. */
struct proof proof_consistency(const struct tree_source *source, uint64_t old_size,
			       uint64_t size);

/* That the leaf with this hash is leaf number index of the tree. */
enum err proof_verify_inclusion(const struct tree_head *tree, uint64_t index,
				const struct digest *leaf_hash,
				const struct digest *hashes, size_t count) MUST_CHECK;

/*
 * That tree begins with the leaves of old.  Both roots count also where no hash is needed:
 * equal sizes want equal roots.  Every tree begins with the empty one, whose root must
 * then be the empty tree's.
 */
enum err proof_verify_consistency(const struct tree_head *old,
				  const struct tree_head *tree,
				  const struct digest *hashes, size_t count) MUST_CHECK;

#endif
