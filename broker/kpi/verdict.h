#ifndef BROKER_KPI_VERDICT_H
#define BROKER_KPI_VERDICT_H

#include "kpi/conclude.h"
#include "kpi/shortfall.h"
#include "slabroker/v1/verdict.pb-c.h"

/* One KPI in one period: what was concluded, and the verdict as told to people. */
struct kpi_outcome {
	const struct formula *formula;
	enum verdict_line line;
	struct ratio value;         /* LINE_MISSED */
	struct shortfall shortfall; /* LINE_MISSED */
	size_t stated_differing;    /* figures that do not agree */
	SlbVerdict *verdict;
};

/*
 * window holds all reports of the period, with the rows in the KPI's scope.  The verdict
 * lives in arena; everything else, the outcome's numbers too, in scratch.
 */
struct kpi_outcome judge_kpi(struct arena *arena, struct arena *scratch,
			     const struct period_facts *facts,
			     const struct formula *formula,
			     const struct window *window);

/* "at least 80 %", "between 240 and 300 s". */
char *target_words(struct arena *arena, const SlbKpi *kpi);

#endif
