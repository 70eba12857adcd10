#ifndef BROKER_CONTRACT_RULES_H
#define BROKER_CONTRACT_RULES_H

#include "contract/say.h"
#include "report/frame.h"

/*
 * Private to contract/: what must hold between terms that are well-shaped.  Those about a
 * KPI expect its formula and volume to refer only to what exists.
 */

/* Sources, counters and histograms refer to series and parties that exist. */
void rules_references(struct inquiry *inquiry);
/* An identity of well-shaped terms. */
void rules_conservation(struct inquiry *inquiry, const SlbConservation *conservation,
			const struct path *path);

/* A comparison of well-shaped terms. */
void rules_comparison(struct inquiry *inquiry, const SlbComparison *comparison,
		      const struct path *path);
/* No control is of record elsewhere; all terms are sound. */
void rules_controls(struct inquiry *inquiry, const struct frame *frame);

/* Customs of the trade that the terms must name so that they fit the counters. */
void rules_measurement(struct inquiry *inquiry);
void rules_abandons(struct inquiry *inquiry, const SlbKpi *kpi,
		    const struct path *path);
/* The part of it that is about short ones; rules_abandons() asks for it. */
void rules_short_abandons(struct inquiry *inquiry, const SlbKpi *kpi,
			  const struct path *path);

/* Credits beside target, missing rule, severity, serving and money. */
void rules_money(struct inquiry *inquiry);
void rules_credit(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path);

/* Minimum volume, titles and units beside the last step. */
void rules_target(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path);
/* What numerator and denominator count, beside unit and minimum volume. */
void rules_quantities(struct inquiry *inquiry, const SlbKpi *kpi,
		      const struct path *path);
/* A target that no value can reach or miss. */
void rules_target_range(struct inquiry *inquiry, const SlbKpi *kpi,
			const struct path *path);
/* Covered values that the term never meets; all terms are sound. */
void rules_scope_days(struct inquiry *inquiry, SlbScopeDimension *const *scope,
		      size_t count, const struct path *path);
/* Targets of different KPIs that cannot be meant together; all KPIs are sound. */
void rules_contradictions(struct inquiry *inquiry);

/* What the terms say of notices, beside parties, money and itself. */
void rules_notices(struct inquiry *inquiry);

/* Words that decide nothing: in a text, in those of a KPI. */
void rules_vague(struct inquiry *inquiry, const char *text, const struct path *path);
void rules_words(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path);

#endif
