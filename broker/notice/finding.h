#ifndef BROKER_NOTICE_FINDING_H
#define BROKER_NOTICE_FINDING_H

#include "kpi/verdict.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * What was found in a period, in the order of SEMANTICS.md, section 12: missed KPIs,
 * missing reports, stated figures that differ, identities that fail.  A finding is not a
 * notice: its terms of serving say whether it becomes one.
 */
void add_findings(struct arena *arena, const struct period_facts *facts,
		  const struct kpi_outcome *outcomes, size_t count, int64_t as_of_s,
		  SlbPeriodJudgement *message);

#endif
