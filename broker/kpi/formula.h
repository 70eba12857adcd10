#ifndef BROKER_KPI_FORMULA_H
#define BROKER_KPI_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/ratio.h"
#include "report/frame.h"
#include "report/operand.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/formula.pb-c.h"

/*
 * The formula of a KPI with every name resolved to a place and every decimal to a number:
 * what one loop evaluates (evaluate.h) and another renders (formula_words()).  Made from
 * terms that passed the contract check; lives in the arena and points into the terms.
 */

/* Distinct operands, in the order in which they were first named. */
struct operand_table {
	struct operand *operands;
	size_t count;
	size_t room;
};

/* A weight times an operand, or times an earlier step. */
struct weighted {
	struct ratio weight;
	const char *weight_text; /* as in the terms; "" is 1 */
	size_t index;            /* of the operand or of the step */
	bool is_step;
};

struct weighted_sum {
	const struct weighted *terms;
	size_t count;
};

/* What is kept by stage has so many places. */
#define FORMULA_STAGES (SLB_STAGE__STAGE_SCORE + 1)

enum step_kind { STEP_SUM, STEP_QUOTIENT, STEP_PRODUCT, STEP_OVER };

struct step {
	const SlbStep *source;
	SlbStage stage;
	enum step_kind kind;
	struct weighted_sum left;  /* sum, numerator, or one factor */
	struct weighted_sum right; /* denominator, or the other factor */
	size_t over;               /* STEP_OVER: the step taken together */
	SlbAggregate aggregate;
	SlbComparator comparator; /* AGGREGATE_SHARE */
	struct ratio bound;       /* AGGREGATE_SHARE */
};

struct formula {
	const SlbKpi *kpi;
	const struct step *steps;
	size_t step_count;
	struct operand_table operands; /* the formula's, then the volume's own */
	size_t formula_operand_count;
	struct weighted_sum volume;
	const bool *formula_series; /* by series: the formula uses it */
	const bool *uses_series;    /* by series: the formula or the volume uses it */
	/* By stage and operand: a step of the stage uses it directly.  NULL: no step. */
	const bool *stage_operands[FORMULA_STAGES];
	struct ratio factor; /* the unit's: 1, 100 or 1000 */
	struct ratio target;
	struct ratio target_upper; /* of a band; else the target again */
};

struct formula *formula_of_kpi(struct arena *arena, const struct frame *frame,
			       const SlbKpi *kpi);

/* Sums of counters and ranges outside of a formula: identities. */
struct weighted_sum weighted_sum_of(struct arena *arena, const struct frame *frame,
				    struct operand_table *operands,
				    SlbTerm *const *terms, size_t count);

/* A step in words and in symbols, as people would write it. */
char *formula_words(struct arena *arena, const struct formula *formula, size_t step);
char *formula_symbols(struct arena *arena, const struct formula *formula, size_t step);

#endif
