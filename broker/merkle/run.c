#include "merkle/run.h"

#include "base/ensure.h"

unsigned tree_run_level(uint64_t from, uint64_t to)
{
	unsigned level = 0;

	ensure(from < to && to <= TREE_SIZE_MAX);
	while ((from >> level & 1) == 0 && (uint64_t)2 << level <= to - from)
		level++;
	return level;
}

struct tree_run tree_run_of(const struct tree_source *source, uint64_t from,
			    uint64_t to)
{
	struct tree_run run = { .count = 0 };

	while (from < to) {
		unsigned level = tree_run_level(from, to);

		run.hashes[run.count++] =
			source->node(source->context, level, from >> level);
		from += (uint64_t)1 << level;
	}
	return run;
}

bool tree_edge_append_run(struct tree_edge *edge, uint64_t to,
			  const struct digest *hashes, size_t count)
{
	size_t used = 0;

	ensure(edge->size <= to);
	for (; edge->size < to && used < count; used++)
		tree_edge_append_subtree(edge, tree_run_level(edge->size, to),
					 &hashes[used]);
	return edge->size == to && used == count;
}
