#ifndef BROKER_NOTICE_FINDING_H
#define BROKER_NOTICE_FINDING_H

#include "kpi/comparison.h"
#include "kpi/verdict.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * What was found in a period, in the order of SEMANTICS.md, section 12: missed KPIs,
 * missing reports, stated figures that differ, identities that fail, counts that differ.
 * A finding is not a notice: its terms of serving say whether it becomes one.
 */

/* What message, with verdicts and comparisons, was made from. */
struct period_outcomes {
	const struct kpi_outcome *kpis;
	const struct comparison *comparisons;
};

void add_findings(struct arena *arena, const struct period_facts *facts,
		  const struct period_outcomes *outcomes, int64_t as_of_s,
		  SlbPeriodJudgement *message);

/*
 * Sets until when notices of missed KPIs are to be acknowledged, as if the period were
 * judged at that instant.  Of a period that is over, and in which nothing is open, nothing
 * else depends on when it is judged.
 */
void date_findings(const struct frame *frame, int64_t as_of_s,
		   SlbPeriodJudgement *message);

#endif
