#ifndef BROKER_NOTICE_UNSCOPED_H
#define BROKER_NOTICE_UNSCOPED_H

#include "kpi/formula.h"
#include "kpi/groups.h"
#include "slabroker/v1/verdict.pb-c.h"

/* Rows that no KPI covers (SEMANTICS.md, section 10). */

#define UNSCOPED_KEYS_MAX 100

/* A KPI with its rows in the reports of the period. */
struct kpi_scope {
	const struct formula *formula;
	const struct selection *selections; /* of all_rows->views */
};

/* all_rows selects every row of every report; NULL when each is in some scope. */
SlbUnscoped *find_unscoped(struct arena *arena, struct arena *scratch,
			   const struct frame *frame, const struct window *all_rows,
			   const struct kpi_scope *kpis, size_t kpi_count);

#endif
