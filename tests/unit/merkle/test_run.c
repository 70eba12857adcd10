#include <criterion/criterion.h>

#include "merkle/proof.h"
#include "merkle/run.h"
#include "support/vectors.h"

#define LEAVES 70

/* A tree of so many leaves in memory. */
struct fixture {
	struct arena arena;
	struct digest leaves[LEAVES];
	struct tree_nodes nodes;
	struct tree_source source;
};

static void start(struct fixture *f, uint64_t size)
{
	arena_init(&f->arena, 1 << 20);
	for (uint8_t i = 0; i < LEAVES; i++)
		f->leaves[i] = treehash_leaf((struct bytes){ &i, 1 });
	tree_nodes_init(&f->nodes, &f->arena, f->leaves, size);
	f->source = tree_nodes_source(&f->nodes);
}

/* The root from the leaves whose bits are set in chosen, and runs between them. */
static struct digest rebuilt(struct fixture *f, uint64_t size, uint64_t chosen)
{
	struct tree_edge edge;
	struct tree_run run;

	tree_edge_init(&edge);
	for (uint64_t i = 0; i < size; i++) {
		if ((chosen >> i & 1) == 0)
			continue;
		run = tree_run_of(&f->source, edge.size, i);
		cr_assert(tree_edge_append_run(&edge, i, run.hashes, run.count));
		tree_edge_append(&edge, &f->leaves[i]);
	}
	run = tree_run_of(&f->source, edge.size, size);
	cr_assert(tree_edge_append_run(&edge, size, run.hashes, run.count));
	cr_assert_eq(edge.size, size);
	return tree_edge_root(&edge);
}

Test(run, whichever_leaves_are_given_the_root_is_the_same)
{
	for (uint64_t size = 1; size <= 10; size++) {
		struct fixture f;
		struct digest root;

		start(&f, size);
		root = treehash_range(&f.source, 0, size);
		for (uint64_t chosen = 0; chosen < (uint64_t)1 << size; chosen++) {
			struct digest again = rebuilt(&f, size, chosen);

			cr_assert(digest_equal(&again, &root),
				  "size %" PRIu64 ", leaves %" PRIx64, size, chosen);
		}
		arena_release(&f.arena);
	}
}

Test(run, a_run_is_cut_as_the_document_says)
{
	static const struct {
		uint64_t from, to;
		const char *levels;
	} cases[] = {
		{ 0, 1, "0" },       { 0, 7, "210" }, { 1, 8, "012" },
		{ 1, 7, "0110" },    { 3, 5, "00" },  { 5, 12, "012" },
		{ 8, 64, "345" },    { 64, 64, "" },  { 63, 65, "00" },
		{ 1, 64, "012345" }, { 6, 7, "0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char levels[TREE_RUN_MAX + 1] = "";
		uint64_t at = cases[i].from;

		for (size_t n = 0; at < cases[i].to; n++) {
			unsigned level = tree_run_level(at, cases[i].to);

			levels[n] = (char)('0' + level);
			at += (uint64_t)1 << level;
		}
		cr_assert_str_eq(levels, cases[i].levels,
				 "from %" PRIu64 " to %" PRIu64, cases[i].from,
				 cases[i].to);
	}
}

Test(run, the_longest_run_has_room)
{
	uint64_t at = 1;
	size_t count = 0;

	for (; at < TREE_SIZE_MAX; count++)
		at += (uint64_t)1 << tree_run_level(at, TREE_SIZE_MAX);
	cr_assert_eq(at, TREE_SIZE_MAX);
	cr_assert_eq(count, 62 + 62);
	cr_assert_leq(count, TREE_RUN_MAX);
}

Test(run, too_few_hashes_and_too_many_are_refused)
{
	struct tree_edge edge;
	struct tree_run run;
	struct fixture f;

	start(&f, LEAVES);
	run = tree_run_of(&f.source, 5, 29);
	cr_assert_eq(run.count, 6);
	for (size_t count = 0; count <= run.count + 1; count++) {
		struct digest *given = arena_array(&f.arena, struct digest, count);

		memcpy(given, run.hashes, count * sizeof(*given));
		tree_edge_init(&edge);
		for (unsigned i = 0; i < 5; i++)
			tree_edge_append(&edge, &f.leaves[i]);
		cr_assert_eq(tree_edge_append_run(&edge, 29, given, count),
			     count == run.count, "%zu hashes", count);
	}
	arena_release(&f.arena);
}

static void digests(struct arena *arena, const struct vector *vector, const char *field,
		    struct digest *out, size_t count)
{
	struct bytes list[8];

	cr_assert_eq(vector_list(arena, vector, field, list, ARRAY_SIZE(list)), count);
	for (size_t i = 0; i < count; i++)
		cr_assert(digest_from_bytes(list[i], &out[i]));
}

/* The worked example of proto/BUNDLE.md. */
Test(run, the_example_of_the_document)
{
	struct digest root, leaves[2], between[3], after[1];
	const struct vector *v;
	struct vectors vectors;
	struct tree_edge edge;
	struct arena arena;

	arena_init(&arena, 1 << 20);
	vectors = vectors_load(&arena, "proto/BUNDLE.md");
	v = vectors_case(&vectors, "places in the tree of seven");
	digests(&arena, v, "leaf_hashes", leaves, ARRAY_SIZE(leaves));
	digests(&arena, v, "between", between, ARRAY_SIZE(between));
	digests(&arena, v, "after", after, ARRAY_SIZE(after));
	tree_edge_init(&edge);
	tree_edge_append(&edge, &leaves[0]);
	cr_assert(tree_edge_append_run(&edge, 5, between, ARRAY_SIZE(between)));
	tree_edge_append(&edge, &leaves[1]);
	cr_assert(tree_edge_append_run(&edge, vector_number(v, "size"), after,
				       ARRAY_SIZE(after)));
	root = tree_edge_root(&edge);
	cr_assert(bytes_equal(digest_bytes(&root), vector_bytes(&arena, v, "root")));
	arena_release(&arena);
}
