#ifndef BROKER_KPI_COMPARISON_H
#define BROKER_KPI_COMPARISON_H

#include <stdbool.h>

#include "kpi/formula.h"
#include "kpi/groups.h"
#include "report/chain.h"
#include "slabroker/v1/verdict.pb-c.h"

/* Two counts of the same over one period (SEMANTICS.md, section 13). */

#define COMPARED_SLICES_MAX 400

struct comparison {
	const SlbComparison *terms;
	struct operand_table operands; /* of the record, then the control's own */
	size_t record_operand_count;
	struct weighted_sum record;
	struct weighted_sum control;
	const bool *uses_series;     /* by series: record or control uses it */
	const bool *controls_series; /* by series: the control uses it */
	const SlbParty *record_source;
	const SlbParty *control_source;
	struct ratio tolerated_percent;
	struct ratio tolerated_number;
};

struct comparison comparison_of_terms(struct arena *arena, const struct frame *frame,
				      const SlbComparison *terms);

/* A counter that the control counts with, by its place in the terms. */
bool comparison_controls(const struct comparison *comparison, size_t counter);

/* A counter or histogram of the record is one of the formula or of its volume. */
bool comparison_concerns(const struct comparison *comparison,
			 const struct formula *formula);

/* What is there to compare in a period. */
struct compared_period {
	const struct frame *frame;
	struct window window; /* the rows in the comparison's scope, of every report */
	const struct gap *gaps; /* parts without a report */
	size_t gap_count;
};

/* The result lives in arena, all else in scratch. */
SlbComparisonResult *compare_counts(struct arena *arena, struct arena *scratch,
				    const struct comparison *comparison,
				    const struct compared_period *period);

/*
 * What was found, in a sentence; NULL where the counts agree, or a report is not there,
 * which is a finding of its own.
 */
char *comparison_sentence(struct arena *arena, const struct comparison *comparison,
			  const SlbComparisonResult *result);

#endif
