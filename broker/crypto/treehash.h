#ifndef BROKER_CRYPTO_TREEHASH_H
#define BROKER_CRYPTO_TREEHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"
#include "crypto/hash.h"

/*
 * Tree hashes of RFC 6962 (section 2.1) and the path from a leaf to the root.
 *
 * They stand here and not in merkle/ because two folders that do not see each other use
 * them: merkle/ for the log, envelope/ for many statements under one signature.
 *
 *	MTH({})   = SHA-256()
 *	leaf(d)   = SHA-256(0x00 || d)
 *	node(l,r) = SHA-256(0x01 || l || r)
 *	MTH(D[n]) = node(MTH(D[0:k]), MTH(D[k:n])), k the largest power of two below n
 *
 * Threads: pure functions.
 */

/* Sizes of trees are 0..TREE_SIZE_MAX leaves, so a path has at most this many hashes. */
#define TREE_SIZE_MAX INT64_MAX
#define TREE_PATH_MAX 63

struct digest treehash_empty(void);
struct digest treehash_leaf(struct bytes data);
struct digest treehash_node(const struct digest *left, const struct digest *right);

/* The largest power of two below size, which is 2 or more. */
uint64_t treehash_split(uint64_t size);

/*
 * Where hashes of complete subtrees come from: node() gives MTH of the 2^level leaves
 * from index * 2^level, all of which the tree has.
 */
struct tree_source {
	struct digest (*node)(void *context, unsigned level, uint64_t index);
	void *context;
};

/* Hashes of a path, from the leaf's sibling up. */
struct tree_path {
	size_t count;
	struct digest hashes[TREE_PATH_MAX];
};

/*
 * MTH of the leaves first..first+count-1.  count is 1 or more, and first is a multiple of
 * the smallest power of two that is not below count.
 */
struct digest treehash_range(const struct tree_source *source, uint64_t first,
			     uint64_t count);

/* PATH(index, D[size]) of RFC 6962 s2.1.1; index < size. */
struct tree_path treehash_path(const struct tree_source *source, uint64_t index,
			       uint64_t size);

/* A leaf's hash and its place in a tree of size leaves. */
struct tree_leaf {
	uint64_t index;
	uint64_t size;
	struct digest hash;
};

/*
 * The root to which a path of count hashes leads from leaf.  False when the index is not
 * below the size, the size is above TREE_SIZE_MAX, or the path has not exactly the length
 * that both ask for.
 */
bool treehash_path_root(const struct tree_leaf *leaf, const struct digest *path,
			size_t count, struct digest *root) MUST_CHECK;

/*
 * A tree in memory, by its leaf hashes: all its complete subtrees, so that a path takes
 * a logarithm of steps and no hashing of leaves again.
 */
struct tree_nodes {
	uint64_t size;
	const struct digest *levels[TREE_PATH_MAX + 1];
};

/* leaf_hashes must live as long as nodes; what is added lies in the arena (as much as
 * the leaf hashes again). */
void tree_nodes_init(struct tree_nodes *nodes, struct arena *arena,
		     const struct digest *leaf_hashes, uint64_t size);
struct tree_source tree_nodes_source(struct tree_nodes *nodes);

#endif
