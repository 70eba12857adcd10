#ifndef BROKER_KPI_GROUPS_H
#define BROKER_KPI_GROUPS_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/formula.h"
#include "kpi/pool.h"
#include "kpi/scope.h"
#include "report/view.h"

/*
 * The operands of a formula over the groups of a stage: the period, each interval, each
 * slice (SEMANTICS.md, 3.3).
 */

/* Rows under a formula: of each report the selected ones. */
struct window {
	const struct report_view *views; /* by series and part */
	const struct selection *selections;
	size_t count;
};

struct group {
	int64_t at_s;      /* an interval: when it begins */
	int64_t day;       /* an interval or a day */
	const char *value; /* a value of a dimension; else NULL */
};

struct stage_pools {
	const struct group *groups; /* ascending; NULL for the one of a window */
	size_t group_count;
	/* [operand][group]; NULL where the stage does not use the operand. */
	struct pool **pools;
	/* [operand][view]: what each report added to the pool of a window. */
	struct pool **by_view;
};

/* One group, the window; every operand. */
struct stage_pools pools_of_window(struct arena *arena, const struct frame *frame,
				   const struct operand_table *operands,
				   const struct window *window);

/* What is pooled by intervals or slices. */
struct grouping {
	const struct operand_table *operands;
	const bool *pooled; /* by operand; NULL: all are */
	const bool *series; /* by series: its rows make groups */
	SlbStage stage;     /* STAGE_INTERVAL or STAGE_SLICE */
	const SlbSlicing *slicing;
};

/* The groups that have a row in one of these series. */
struct stage_pools pools_of_groups(struct arena *arena, const struct frame *frame,
				   const struct grouping *grouping,
				   const struct window *window);

/*
 * Of STAGE_INTERVAL or STAGE_SLICE: the groups that have a row in a series that the
 * formula uses; the operands that steps of the stage use.
 */
struct stage_pools pools_of_stage(struct arena *arena, const struct frame *frame,
				  const struct formula *formula,
				  const struct window *window, SlbStage stage);

/* A group of a stage for people: "2026-11-03T10:30:00+01:00", "2026-11-03", "sales". */
char *group_words(struct arena *arena, const struct frame *frame, SlbStage stage,
		  const struct group *group);

#endif
