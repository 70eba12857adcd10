#ifndef BROKER_MERKLE_RUN_H
#define BROKER_MERKLE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "merkle/edge.h"

/*
 * Runs of leaves for which hashes stand: the leaves from one place to another, exclusive,
 * cut into complete subtrees from the left, each the largest that its place and the run's
 * end allow.  proto/BUNDLE.md, section 3.
 *
 * With them the root of a tree is rebuilt from some of its leaves in one pass, however
 * many they are.  Threads: pure functions.
 */

/* Subtrees grow from the left of a run, then shrink to its right. */
#define TREE_RUN_MAX ((size_t)2 * TREE_PATH_MAX)

struct tree_run {
	size_t count;
	struct digest hashes[TREE_RUN_MAX];
};

/* The level of the first subtree of a run that is not empty: it has 2^level leaves.
 * from < to <= TREE_SIZE_MAX. */
unsigned tree_run_level(uint64_t from, uint64_t to);

/* The hashes of the run; empty where from is to.  The source has its leaves. */
struct tree_run tree_run_of(const struct tree_source *source, uint64_t from,
			    uint64_t to);

/*
 * Adds a run that begins where the edge ends, so that the edge then ends at to, which is
 * from the edge's size to TREE_SIZE_MAX.  False: it has not as many hashes as the run has
 * subtrees; the edge is then of no use any more.
 */
bool tree_edge_append_run(struct tree_edge *edge, uint64_t to,
			  const struct digest *hashes, size_t count) MUST_CHECK;

#endif
