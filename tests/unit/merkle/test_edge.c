#include <criterion/criterion.h>

#include "merkle/edge.h"
#include "support/vectors.h"

/* The leaves on which implementations of RFC 6962 compare themselves, and the roots of
 * the trees of the first 0..8 of them. */
static const char *const classic_leaves[] = {
	"",
	"00",
	"10",
	"2021",
	"3031",
	"40414243",
	"5051525354555657",
	"606162636465666768696a6b6c6d6e6f",
};
static const char *const classic_roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void assert_root(const struct tree_edge *edge, const char *expected)
{
	struct digest root = tree_edge_root(edge);
	char hex[DIGEST_HEX_SIZE];

	digest_hex(&root, hex);
	cr_assert_str_eq(hex, expected, "size %" PRIu64, edge->size);
}

Test(edge, roots_of_the_classic_leaves)
{
	struct arena arena;
	struct tree_edge edge;

	arena_init(&arena, 1 << 16);
	tree_edge_init(&edge);
	assert_root(&edge, classic_roots[0]);
	for (size_t i = 0; i < ARRAY_SIZE(classic_leaves); i++) {
		struct digest leaf;
		struct bytes data;

		cr_assert(
			hex_decode(&arena, bytes_of_string(classic_leaves[i]), &data));
		leaf = treehash_leaf(data);
		tree_edge_append(&edge, &leaf);
		cr_assert_eq(edge.size, i + 1);
		assert_root(&edge, classic_roots[i + 1]);
	}
	arena_release(&arena);
}

Test(edge, leaf_hashes_and_roots_of_another_implementation)
{
	struct arena arena;
	struct vectors vectors;
	struct tree_edge edge;

	arena_init(&arena, 1 << 22);
	vectors = vectors_load(&arena, "tests/vectors/merkle/xmod_tree.txt");
	cr_assert_eq(vectors.count, 71);
	tree_edge_init(&edge);
	assert_root(&edge, vector_text(&vectors.cases[0], "root"));
	for (size_t i = 1; i < vectors.count; i++) {
		const struct vector *step = &vectors.cases[i];
		struct digest leaf = treehash_leaf(vector_bytes(&arena, step, "leaf"));
		char hex[DIGEST_HEX_SIZE];

		digest_hex(&leaf, hex);
		cr_assert_str_eq(hex, vector_text(step, "leaf_hash"));
		tree_edge_append(&edge, &leaf);
		assert_root(&edge, vector_text(step, "root"));
	}
	arena_release(&arena);
}

Test(edge, keeps_one_subtree_for_each_set_bit)
{
	cr_assert_eq(tree_edge_count(0), 0);
	cr_assert_eq(tree_edge_count(1), 1);
	cr_assert_eq(tree_edge_count(6), 2);
	cr_assert_eq(tree_edge_count(255), 8);
	cr_assert_eq(tree_edge_count(TREE_SIZE_MAX), TREE_PATH_MAX);
}
