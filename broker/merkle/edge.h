#ifndef BROKER_MERKLE_EDGE_H
#define BROKER_MERKLE_EDGE_H

#include <stdint.h>

#include "crypto/treehash.h"

/*
 * The right edge of a growing tree: the roots of its complete subtrees, one for each set
 * bit of the size.  That is all a sequencer needs to add a leaf and to know the root; an
 * append costs two hashes on average.
 *
 * Threads: a value; one writer at a time.
 */
struct tree_edge {
	uint64_t size;
	/* The largest subtree first; as many as size has set bits. */
	struct digest subtrees[TREE_PATH_MAX];
};

/* The empty tree. */
void tree_edge_init(struct tree_edge *edge);

/* Adds a leaf by its leaf hash, treehash_leaf(). */
void tree_edge_append(struct tree_edge *edge, const struct digest *leaf_hash);

/* Adds the root of the next 2^level leaves, of which the size is a multiple. */
void tree_edge_append_subtree(struct tree_edge *edge, unsigned level,
			      const struct digest *root);

/* MTH of the leaves so far; of none, the hash of nothing. */
struct digest tree_edge_root(const struct tree_edge *edge);

/* Number of subtrees: the set bits of size. */
unsigned tree_edge_count(uint64_t size);

#endif
