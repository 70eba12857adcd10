#include "fold/kept.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "fold/folding.h"

#define KEPT_MAX 1024

struct kept_report {
	uint64_t index;
	const SlbReport *report;
	struct arena arena;
};

struct kept_reports {
	size_t bytes_max;
	size_t bytes;
	bool was_found; /* one of them */
	size_t count;
	struct kept_report
		list[KEPT_MAX]; /* indexes ascend; those after them are empty */
};

struct kept_reports *kept_open(size_t bytes_max)
{
	struct kept_reports *kept;
	bool memory_is_left;

	if (bytes_max == 0)
		return NULL;
	kept = calloc(1, sizeof(*kept));
	memory_is_left = kept != NULL; /* base/memory.h */
	ensure(memory_is_left);
	kept->bytes_max = bytes_max;
	for (size_t i = 0; i < KEPT_MAX; i++)
		arena_init(&kept->list[i].arena, FOLD_ARENA_BYTES);
	return kept;
}

void kept_close(struct kept_reports *kept)
{
	if (kept == NULL)
		return;
	for (size_t i = 0; i < KEPT_MAX; i++)
		arena_release(&kept->list[i].arena);
	free(kept);
}

/* Arenas stay warm for the next period's, as far as the ceiling allows. */
static void forget(struct kept_reports *kept)
{
	kept->bytes = 0;
	kept->count = 0;
	kept->was_found = false;
	for (size_t i = 0; i < KEPT_MAX; i++) {
		struct arena *arena = &kept->list[i].arena;

		if (kept->bytes + arena->used_bytes + arena->spare_bytes >
		    kept->bytes_max)
			arena_release(arena);
		else
			arena_empty(arena);
		kept->bytes += arena->spare_bytes;
	}
}

void kept_add(struct kept_reports *kept, uint64_t index, const SlbReport *report,
	      struct arena *arena)
{
	struct kept_report *place;
	struct arena empty;

	if (kept->was_found || kept->count == KEPT_MAX || kept->bytes > kept->bytes_max)
		forget(kept);
	place = &kept->list[kept->count++];
	empty = place->arena;
	*place = (struct kept_report){ index, report, *arena };
	*arena = empty;
	kept->bytes +=
		place->arena.used_bytes + place->arena.spare_bytes - empty.spare_bytes;
}

static int compare_indexes(const void *left, const void *right)
{
	const struct kept_report *a = left, *b = right;

	return (a->index > b->index) - (a->index < b->index);
}

const SlbReport *kept_find(struct kept_reports *kept, uint64_t index)
{
	const struct kept_report wanted = { .index = index };
	const struct kept_report *found;

	if (kept == NULL)
		return NULL;
	found = bsearch(&wanted, kept->list, kept->count, sizeof(wanted),
			compare_indexes);
	kept->was_found |= found != NULL;
	return found == NULL ? NULL : found->report;
}
