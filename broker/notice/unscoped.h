#ifndef BROKER_NOTICE_UNSCOPED_H
#define BROKER_NOTICE_UNSCOPED_H

#include "kpi/formula.h"
#include "kpi/groups.h"
#include "slabroker/v1/verdict.pb-c.h"

/* Rows that no KPI and no control covers (SEMANTICS.md, section 10). */

#define UNSCOPED_KEYS_MAX 100

/* The rows in scope of a KPI or of a control, in the reports of the period. */
struct covered_scope {
	const bool *series;                 /* by series: it uses it */
	const struct selection *selections; /* of all_rows->views */
};

struct coverage {
	const struct covered_scope *scopes;
	size_t scope_count;
	const bool *controls; /* by counter: it is in a control */
};

/* all_rows selects every row of every report; NULL when each is in some scope. */
SlbUnscoped *find_unscoped(struct arena *arena, struct arena *scratch,
			   const struct frame *frame, const struct window *all_rows,
			   const struct coverage *coverage);

#endif
