#ifndef BROKER_KPI_SCOPE_H
#define BROKER_KPI_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/frame.h"
#include "report/view.h"

/* Which rows a KPI or a comparison covers (SEMANTICS.md, 3.2). */

struct scope_value {
	const char *value;
	int64_t first_day;
	int64_t last_day;
};

struct scope_dimension {
	bool is_all;
	const struct scope_value *values; /* ascending by value and first day */
	size_t value_count;
};

struct scope {
	const struct scope_dimension *dimensions; /* in the order of the terms */
	size_t dimension_count;
};

/* entries: one for each dimension of the terms, in any order. */
struct scope scope_of_terms(struct arena *arena, const struct frame *frame,
			    SlbScopeDimension *const *entries, size_t count);
struct scope scope_of_kpi(struct arena *arena, const struct frame *frame,
			  const SlbKpi *kpi);

/* The same rows are in both, whatever is reported. */
bool scope_same(const struct scope *a, const struct scope *b);

/* Rows of one report, ascending; where all are selected rows is NULL. */
struct selection {
	const uint32_t *rows;
	size_t count;
};

struct selection select_all(const struct report_view *view);
struct selection scope_select(struct arena *arena, const struct scope *scope,
			      const struct report_view *view);

/* The i-th selected row. */
static inline size_t selection_row(const struct selection *selection, size_t i)
{
	return selection->rows == NULL ? i : selection->rows[i];
}

#endif
