#include "merkle/edge.h"

#include "base/ensure.h"

unsigned tree_edge_count(uint64_t size)
{
	unsigned count = 0;

	for (; size != 0; size &= size - 1)
		count++;
	return count;
}

void tree_edge_init(struct tree_edge *edge)
{
	*edge = (struct tree_edge){ .size = 0 };
}

void tree_edge_append_subtree(struct tree_edge *edge, unsigned level,
			      const struct digest *root)
{
	unsigned count = tree_edge_count(edge->size);
	uint64_t leaf_count = (uint64_t)1 << level;
	struct digest hash = *root;

	ensure(edge->size % leaf_count == 0 &&
	       edge->size <= TREE_SIZE_MAX - leaf_count);
	/* Each set bit from there up is a complete subtree of hash's size by then. */
	for (uint64_t bits = edge->size >> level; (bits & 1) != 0; bits >>= 1)
		hash = treehash_node(&edge->subtrees[--count], &hash);
	edge->subtrees[count] = hash;
	edge->size += leaf_count;
}

void tree_edge_append(struct tree_edge *edge, const struct digest *leaf_hash)
{
	tree_edge_append_subtree(edge, 0, leaf_hash);
}

struct digest tree_edge_root(const struct tree_edge *edge)
{
	unsigned count = tree_edge_count(edge->size);
	struct digest root;

	if (count == 0)
		return treehash_empty();
	root = edge->subtrees[--count];
	while (count > 0)
		root = treehash_node(&edge->subtrees[--count], &root);
	return root;
}
