#include "kpi/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

static int order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_groups(const void *left, const void *right)
{
	const struct group *a = left;
	const struct group *b = right;

	if (a->value != NULL) {
		ensure(b->value != NULL); /* a stage has groups of one kind */
		return strcmp(a->value, b->value);
	}
	if (a->day != b->day)
		return order_of(a->day, b->day);
	return order_of(a->at_s, b->at_s);
}

/* The place of a group that is there. */
static size_t find_group(const struct stage_pools *stage, const struct group *key)
{
	size_t low = 0;
	size_t high = stage->group_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_groups(&stage->groups[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool makes_groups(const struct grouping *grouping, const struct window *window,
			 size_t view)
{
	return grouping->series[window->views[view].series] &&
	       window->selections[view].count > 0;
}

static void set_pools(struct arena *arena, struct stage_pools *stage,
		      size_t operand_count, const bool *used)
{
	stage->pools = arena_array(arena, struct pool *, operand_count);
	for (size_t i = 0; i < operand_count; i++) {
		if (used == NULL || used[i])
			stage->pools[i] =
				arena_array(arena, struct pool, stage->group_count);
	}
}

/* Pools one operand over the window, report by report. */
static void pool_window(const struct frame *frame, const struct operand *operand,
			const struct window *window, struct pool *by_view,
			struct pool *whole)
{
	for (size_t view = 0; view < window->count; view++) {
		struct cells cells;

		if (operand->series != window->views[view].series)
			continue;
		cells = view_cells(frame, &window->views[view], operand);
		pool_add_rows(&by_view[view], operand, &cells,
			      &window->selections[view]);
		pool_merge(whole, operand, &by_view[view]);
	}
}

struct stage_pools pools_of_window(struct arena *arena, const struct frame *frame,
				   const struct operand_table *operands,
				   const struct window *window)
{
	struct stage_pools stage = { .group_count = 1 };

	set_pools(arena, &stage, operands->count, NULL);
	stage.by_view = arena_array(arena, struct pool *, operands->count);
	for (size_t i = 0; i < operands->count; i++) {
		stage.by_view[i] = arena_array(arena, struct pool, window->count);
		pool_window(frame, &operands->operands[i], window, stage.by_view[i],
			    stage.pools[i]);
	}
	return stage;
}

/* Adds the rows of one report to the groups they are in. */
static void add_view(const struct frame *frame, const struct operand_table *operands,
		     const struct window *window, size_t view,
		     struct stage_pools *stage, const uint32_t *group)
{
	for (size_t i = 0; i < operands->count; i++) {
		const struct operand *operand = &operands->operands[i];
		struct cells cells;

		if (stage->pools[i] == NULL ||
		    operand->series != window->views[view].series)
			continue;
		cells = view_cells(frame, &window->views[view], operand);
		pools_add_grouped(stage->pools[i], operand, &cells,
				  &window->selections[view], group);
	}
}

/*
 * Rows of one report that carry the same tag are in the same group: the number of the
 * interval, or the place of the slicing dimension's value.
 */
struct tagging {
	const struct frame *frame;
	SlbStage stage;
	size_t dimension; /* by which slices are cut; SIZE_MAX: by day */
};

static struct tagging tagging_of(const struct frame *frame,
				 const struct grouping *grouping)
{
	const SlbSlicing *slicing = grouping->slicing;
	struct tagging tagging = { .frame = frame,
				   .stage = grouping->stage,
				   .dimension = SIZE_MAX };

	if (grouping->stage == SLB_STAGE__STAGE_INTERVAL ||
	    slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY)
		return tagging;
	tagging.dimension = 0;
	while (strcmp(frame->terms->dimensions[tagging.dimension]->name,
		      slicing->dimension) != 0) {
		tagging.dimension++;
		ensure(tagging.dimension < frame->terms->n_dimensions);
	}
	return tagging;
}

/* By row; NULL where every row has tag 0. */
static const uint32_t *tags_of(const struct tagging *tagging,
			       const struct report_view *view)
{
	if (tagging->stage == SLB_STAGE__STAGE_INTERVAL)
		return view->report->interval;
	if (tagging->dimension == SIZE_MAX)
		return NULL;
	return view->report->dimensions[tagging->dimension]->index;
}

/* Every tag of a report that has rows is below it. */
static size_t tag_limit(const struct tagging *tagging, const struct report_view *view)
{
	if (tagging->stage == SLB_STAGE__STAGE_INTERVAL)
		return (size_t)view->report->interval[view->row_count - 1] + 1;
	if (tagging->dimension == SIZE_MAX)
		return 1;
	return view->report->dimensions[tagging->dimension]->n_values;
}

static struct group group_of_tag(const struct tagging *tagging,
				 const struct report_view *view, size_t row,
				 uint32_t tag)
{
	if (tagging->stage == SLB_STAGE__STAGE_INTERVAL)
		return (struct group){
			.at_s = view_row_start_s(tagging->frame, view, row),
			.day = view->day,
		};
	if (tagging->dimension == SIZE_MAX)
		return (struct group){ .day = view->day };
	return (struct group){
		.value = view->report->dimensions[tagging->dimension]->values[tag],
	};
}

/* Adds each group of a report once; returns the new number of groups. */
static size_t collect_view(struct arena *arena, const struct tagging *tagging,
			   const struct report_view *view,
			   const struct selection *selection, struct group *groups)
{
	struct arena_mark mark = arena_mark(arena);
	const uint32_t *tags = tags_of(tagging, view);
	bool *seen = arena_array(arena, bool, tag_limit(tagging, view));
	size_t count = 0;

	for (size_t i = 0; i < selection->count; i++) {
		size_t row = selection_row(selection, i);
		uint32_t tag = tags == NULL ? 0 : tags[row];

		if (seen[tag])
			continue;
		seen[tag] = true;
		groups[count++] = group_of_tag(tagging, view, row, tag);
	}
	arena_rewind(arena, mark);
	return count;
}

/* Sorts, and leaves each group once. */
static size_t make_distinct(struct group *groups, size_t count)
{
	size_t kept = 0;

	if (count == 0)
		return 0;
	qsort(groups, count, sizeof *groups, compare_groups);
	for (size_t i = 1; i < count; i++) {
		if (compare_groups(&groups[kept], &groups[i]) != 0)
			groups[++kept] = groups[i];
	}
	return kept + 1;
}

static void collect_groups(struct arena *arena, const struct tagging *tagging,
			   const struct grouping *grouping, const struct window *window,
			   struct stage_pools *stage)
{
	struct group *groups;
	size_t room = 0;
	size_t count = 0;

	for (size_t view = 0; view < window->count; view++) {
		if (makes_groups(grouping, window, view))
			room += tag_limit(tagging, &window->views[view]);
	}
	groups = arena_array(arena, struct group, room);
	for (size_t view = 0; view < window->count; view++) {
		if (makes_groups(grouping, window, view))
			count +=
				collect_view(arena, tagging, &window->views[view],
					     &window->selections[view], groups + count);
	}
	stage->groups = groups;
	stage->group_count = make_distinct(groups, count);
}

/* For each selected row of a report, its group. */
static const uint32_t *groups_of_rows(struct arena *arena,
				      const struct tagging *tagging,
				      const struct stage_pools *stage,
				      const struct report_view *view,
				      const struct selection *selection)
{
	const uint32_t *tags = tags_of(tagging, view);
	uint32_t *group = arena_array(arena, uint32_t, selection->count);
	uint32_t *group_after = /* of a tag: its group + 1; 0: not looked for yet */
		arena_array(arena, uint32_t, tag_limit(tagging, view));

	for (size_t i = 0; i < selection->count; i++) {
		size_t row = selection_row(selection, i);
		uint32_t tag = tags == NULL ? 0 : tags[row];

		if (group_after[tag] == 0) {
			struct group key = group_of_tag(tagging, view, row, tag);

			group_after[tag] = (uint32_t)find_group(stage, &key) + 1;
		}
		group[i] = group_after[tag] - 1;
	}
	return group;
}

struct stage_pools pools_of_groups(struct arena *arena, const struct frame *frame,
				   const struct grouping *grouping,
				   const struct window *window)
{
	struct tagging tagging = tagging_of(frame, grouping);
	struct stage_pools pools = { .by_view = NULL };

	collect_groups(arena, &tagging, grouping, window, &pools);
	set_pools(arena, &pools, grouping->operands->count, grouping->pooled);
	for (size_t view = 0; view < window->count; view++) {
		struct arena_mark mark = arena_mark(arena);

		if (!makes_groups(grouping, window, view))
			continue;
		add_view(frame, grouping->operands, window, view, &pools,
			 groups_of_rows(arena, &tagging, &pools, &window->views[view],
					&window->selections[view]));
		arena_rewind(arena, mark);
	}
	return pools;
}

struct stage_pools pools_of_stage(struct arena *arena, const struct frame *frame,
				  const struct formula *formula,
				  const struct window *window, SlbStage stage)
{
	const struct grouping grouping = {
		.operands = &formula->operands,
		.pooled = formula->stage_operands[stage],
		.series = formula->formula_series,
		.stage = stage,
		.slicing = formula->kpi->slicing,
	};

	return pools_of_groups(arena, frame, &grouping, window);
}

char *group_words(struct arena *arena, const struct frame *frame, SlbStage stage,
		  const struct group *group)
{
	if (stage == SLB_STAGE__STAGE_INTERVAL)
		return zone_text(arena, &frame->zone, group->at_s);
	if (group->value != NULL)
		return arena_strdup(arena, group->value);
	return civil_day_text(arena, group->day);
}
