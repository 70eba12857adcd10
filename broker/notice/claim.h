#ifndef BROKER_NOTICE_CLAIM_H
#define BROKER_NOTICE_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "slabroker/v1/notice.pb-c.h"

/*
 * What a notice claims of the credits of its period (SEMANTICS.md, 12): the lines of
 * section 11 without those that were waived, combined and capped anew.
 *
 * Messages live in the arena and point into what is given.  Threads: pure functions.
 */

/*
 * waived: by KPI of the terms, whether its credit is; NULL: none is.  Without what
 * concerns the period as a whole: credit_complete() adds that.
 */
SlbNoticeCredit *credit_claimed(struct arena *arena, const SlbTerms *terms,
				const SlbPeriodJudgement *judgement, size_t kpi,
				const bool *waived);

/* What all unwaived credits of the period come to, what was waived, and the cap. */
void credit_complete(struct arena *arena, const SlbTerms *terms,
		     const SlbPeriodJudgement *judgement, const bool *waived,
		     SlbNoticeCredit *credit);

/* Both, and whether the KPI's own credit is waived; waived is not NULL. */
SlbNoticeCredit *credit_after_waivers(struct arena *arena, const SlbTerms *terms,
				      const SlbPeriodJudgement *judgement, size_t kpi,
				      const bool *waived);

#endif
