#ifndef BROKER_NOTICE_CREDIT_H
#define BROKER_NOTICE_CREDIT_H

#include "base/money.h"
#include "kpi/verdict.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * What missed KPIs cost, line by line (SEMANTICS.md, section 11).  Adds the lines and
 * their total to the judgement of the period; outcomes are in the order of the terms.
 * The contract check bounds every amount, so that no sum overflows.
 */
void compute_credits(struct arena *arena, const struct frame *frame,
		     const struct judged_period *period,
		     const struct kpi_outcome *outcomes, size_t count,
		     SlbPeriodJudgement *message);

/*
 * Adds to count lines of KPIs the one that combines or caps them, where the terms have it
 * so (SEMANTICS.md, 11.4); lines has room for one more.  Their sum, minor units.
 */
uint64_t combine_credits(struct arena *arena, const SlbMoney *money,
			 SlbCreditLine **lines, size_t *count);

struct currency credit_currency(const SlbMoney *money);

#endif
