#ifndef BROKER_KPI_POOL_H
#define BROKER_KPI_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/scope.h"
#include "kpi/value.h"
#include "report/operand.h"
#include "report/view.h"

/*
 * An operand over rows: its sum in 128 bits, which no number of reports can overflow, or
 * its largest cell (SEMANTICS.md, 3.4).
 */
struct pool {
	uint64_t high;
	uint64_t low;
	uint64_t null_rows; /* not measured, or of a report without the column */
};

/* Adds the selected rows of a report; the hot path. */
void pool_add_rows(struct pool *pool, const struct operand *operand,
		   const struct cells *cells, const struct selection *selection);

/* Adds each selected row to the pool of its group: group[i] for the i-th one. */
void pools_add_grouped(struct pool *pools, const struct operand *operand,
		       const struct cells *cells, const struct selection *selection,
		       const uint32_t *group);

void pool_merge(struct pool *pool, const struct operand *operand,
		const struct pool *other);

/* LACKS_MEASUREMENT where a row is null. */
struct value pool_value(struct arena *arena, const struct pool *pool);
/* What was measured, whatever was not. */
struct ratio pool_number(struct arena *arena, const struct pool *pool);

#endif
