#ifndef BROKER_KPI_CONCLUDE_H
#define BROKER_KPI_CONCLUDE_H

#include "kpi/conservation.h"
#include "kpi/evaluate.h"
#include "report/chain.h"
#include "slabroker/v1/verdict.pb-c.h"

/* What holds for all KPIs of one period. */
struct period_facts {
	const struct frame *frame;
	const struct judged_period *period;
	const struct gap *gaps; /* parts without a report */
	size_t gap_count;
	const struct identity *identities;
	const struct balance *balances; /* of each identity */
	size_t identity_count;
	bool is_running; /* the instant judged for lies before the period's end */
};

/* The lines of the table in SEMANTICS.md, section 5: the first that applies decides. */
enum verdict_line {
	LINE_NONE, /* none so far */
	LINE_EXCLUDED,
	LINE_OPEN,
	LINE_MISSING,
	LINE_DEEMED_MISSED,
	LINE_UNACCOUNTED,
	LINE_NOT_COMPUTABLE,
	LINE_NO_VOLUME,
	LINE_TOO_FEW,
	LINE_DEEMED_MET,
	LINE_ALLOWED_MISSES,
	LINE_MET,
	LINE_MISSED,
};

struct conclusion {
	enum verdict_line line;
	SlbResult result;
	struct ratio minimum_volume; /* in this period */
	struct ratio bad;            /* LINE_ALLOWED_MISSES */
	size_t gap_count; /* of the series used: open (LINE_OPEN) or missing */
	const struct gap *first_gap; /* of those */
	size_t identity;             /* LINE_UNACCOUNTED */
};

struct conclusion conclude(struct arena *arena, const struct period_facts *facts,
			   const struct evaluation *evaluation);

/* Why, in a sentence; "" where value and target say it. */
char *conclusion_reason(struct arena *arena, const struct period_facts *facts,
			const struct evaluation *evaluation,
			const struct conclusion *conclusion);

/* amount as far as share says, in a period that is partial and stands alone. */
struct ratio partial_amount(struct arena *arena, const struct judged_period *period,
			    SlbPartialShare share, struct ratio amount);

#endif
