#include <criterion/criterion.h>

#include "crypto/treehash.h"

Test(treehash, splits_at_the_largest_power_of_two_below)
{
	static const struct {
		uint64_t size;
		uint64_t split;
	} table[] = {
		{ 2, 1 },
		{ 3, 2 },
		{ 4, 2 },
		{ 5, 4 },
		{ 8, 4 },
		{ 9, 8 },
		{ TREE_SIZE_MAX, (uint64_t)1 << 62 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		cr_assert_eq(treehash_split(table[i].size), table[i].split);
}

/* The definition of RFC 6962, for comparison. */
static struct digest by_definition(const struct digest *leaves, uint64_t size)
{
	struct digest left;
	struct digest right;
	uint64_t split;

	if (size == 1)
		return leaves[0];
	split = treehash_split(size);
	left = by_definition(leaves, split);
	right = by_definition(leaves + split, size - split);
	return treehash_node(&left, &right);
}

Test(treehash, ranges_and_paths_follow_the_definition)
{
	enum { MOST = 33 };
	struct digest leaves[MOST];
	struct arena arena;

	for (uint8_t i = 0; i < MOST; i++)
		leaves[i] = treehash_leaf((struct bytes){ &i, 1 });
	arena_init(&arena, 1 << 20);
	for (uint64_t size = 1; size <= MOST; size++) {
		struct digest root = by_definition(leaves, size);
		struct tree_nodes nodes;
		struct tree_source source;
		struct digest made;

		tree_nodes_init(&nodes, &arena, leaves, size);
		source = tree_nodes_source(&nodes);
		made = treehash_range(&source, 0, size);
		cr_assert(digest_equal(&made, &root));
		for (uint64_t i = 0; i < size; i++) {
			struct tree_path path = treehash_path(&source, i, size);
			struct tree_leaf leaf = { i, size, leaves[i] };

			cr_assert(treehash_path_root(&leaf, path.hashes, path.count,
						     &made));
			cr_assert(digest_equal(&made, &root));
			cr_assert_not(treehash_path_root(&leaf, path.hashes,
							 path.count + 1, &made));
			if (path.count > 0)
				cr_assert_not(treehash_path_root(
					&leaf, path.hashes, path.count - 1, &made));
		}
	}
	arena_release(&arena);
}

Test(treehash, no_path_leads_from_outside_a_tree)
{
	struct tree_leaf leaf = { .index = 0, .size = 0 };
	struct digest root;

	cr_assert_not(treehash_path_root(&leaf, NULL, 0, &root));
	leaf.size = 1;
	cr_assert(treehash_path_root(&leaf, NULL, 0, &root));
	leaf.index = 1;
	cr_assert_not(treehash_path_root(&leaf, NULL, 0, &root));
	leaf.size = (uint64_t)TREE_SIZE_MAX + 2;
	cr_assert_not(treehash_path_root(&leaf, NULL, 0, &root));
}
