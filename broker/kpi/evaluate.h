#ifndef BROKER_KPI_EVALUATE_H
#define BROKER_KPI_EVALUATE_H

#include "kpi/formula.h"
#include "kpi/groups.h"
#include "kpi/value.h"

/* The steps of a formula over a window of rows (SEMANTICS.md, sections 3 and 4). */
struct evaluation {
	const struct formula *formula;
	/* By stage; a score uses the groups of the window. */
	struct stage_pools stages[FORMULA_STAGES];
	struct value **steps; /* [step][group of its stage] */
	struct value value;   /* of the KPI, in its unit; parts without the factor */
	struct value volume;
};

/* Everything lives in the arena and points into formula and window. */
struct evaluation evaluate(struct arena *arena, const struct frame *frame,
			   const struct formula *formula, const struct window *window);

/* A weighted sum of operands over one group. */
struct value evaluate_sum(struct arena *arena, const struct weighted_sum *sum,
			  const struct stage_pools *stage, size_t group);

#endif
