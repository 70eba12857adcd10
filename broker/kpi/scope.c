#include "kpi/scope.h"

#include <string.h>

#include "base/ensure.h"
#include "report/terms_calendar.h"

static const SlbScopeDimension *entry_of(SlbScopeDimension *const *entries,
					 size_t count, const char *dimension)
{
	size_t i = 0;

	ensure(count > 0);
	while (strcmp(entries[i]->dimension, dimension) != 0) {
		i++;
		ensure(i < count);
	}
	return entries[i];
}

static struct scope_dimension dimension_of(struct arena *arena,
					   const struct frame *frame,
					   const SlbScopeDimension *entry)
{
	struct scope_value *values =
		arena_array(arena, struct scope_value, entry->n_values);

	for (size_t i = 0; i < entry->n_values; i++) {
		const SlbScopeValue *value = entry->values[i];

		values[i].value = value->value;
		values[i].first_day = frame->term.first_day;
		values[i].last_day = frame->term.end_day - 1;
		if (value->first_day[0] != '\0')
			values[i].first_day = day_of_terms(value->first_day);
		if (value->last_day[0] != '\0')
			values[i].last_day = day_of_terms(value->last_day);
	}
	return (struct scope_dimension){ .is_all = entry->all,
					 .values = values,
					 .value_count = entry->n_values };
}

struct scope scope_of_terms(struct arena *arena, const struct frame *frame,
			    SlbScopeDimension *const *entries, size_t count)
{
	const SlbTerms *terms = frame->terms;
	struct scope_dimension *dimensions =
		arena_array(arena, struct scope_dimension, terms->n_dimensions);

	for (size_t i = 0; i < terms->n_dimensions; i++)
		dimensions[i] = dimension_of(
			arena, frame,
			entry_of(entries, count, terms->dimensions[i]->name));
	return (struct scope){ .dimensions = dimensions,
			       .dimension_count = terms->n_dimensions };
}

struct scope scope_of_kpi(struct arena *arena, const struct frame *frame,
			  const SlbKpi *kpi)
{
	return scope_of_terms(arena, frame, kpi->scope, kpi->n_scope);
}

static bool same_value(const struct scope_value *a, const struct scope_value *b)
{
	return strcmp(a->value, b->value) == 0 && a->first_day == b->first_day &&
	       a->last_day == b->last_day;
}

static bool same_dimension(const struct scope_dimension *a,
			   const struct scope_dimension *b)
{
	if (a->is_all != b->is_all || a->value_count != b->value_count)
		return false;
	for (size_t i = 0; i < a->value_count; i++) {
		if (!same_value(&a->values[i], &b->values[i]))
			return false;
	}
	return true;
}

bool scope_same(const struct scope *a, const struct scope *b)
{
	ensure(a->dimension_count == b->dimension_count);
	for (size_t i = 0; i < a->dimension_count; i++) {
		if (!same_dimension(&a->dimensions[i], &b->dimensions[i]))
			return false;
	}
	return true;
}

static bool covers(const struct scope_dimension *dimension, const char *value,
		   int64_t day)
{
	size_t low = 0;
	size_t high = dimension->value_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(dimension->values[middle].value, value) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low < dimension->value_count &&
	       strcmp(dimension->values[low].value, value) == 0) {
		if (dimension->values[low].first_day <= day &&
		    day <= dimension->values[low].last_day)
			return true;
		low++;
	}
	return false;
}

/* For each value of a report's column: whether it is covered. */
static bool *covered_values(struct arena *arena,
			    const struct scope_dimension *dimension,
			    const SlbDimensionColumn *column, int64_t day)
{
	bool *covered = arena_array(arena, bool, column->n_values);

	for (size_t i = 0; i < column->n_values; i++)
		covered[i] = covers(dimension, column->values[i], day);
	return covered;
}

static bool all_covered(const bool *covered, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!covered[i])
			return false;
	}
	return true;
}

/* Keeps of count rows (all, where rows is NULL) those with a covered value. */
static size_t keep_covered(uint32_t *kept, const uint32_t *rows, size_t count,
			   const SlbDimensionColumn *column, const bool *covered)
{
	size_t kept_count = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t row = rows == NULL ? (uint32_t)i : rows[i];

		kept[kept_count] = row;
		kept_count += covered[column->index[row]];
	}
	return kept_count;
}

struct selection select_all(const struct report_view *view)
{
	return (struct selection){ .count = view->row_count };
}

struct selection scope_select(struct arena *arena, const struct scope *scope,
			      const struct report_view *view)
{
	struct selection selection = select_all(view);
	uint32_t *kept = NULL;

	for (size_t i = 0; i < scope->dimension_count; i++) {
		const SlbDimensionColumn *column = view->report->dimensions[i];
		const bool *covered;

		if (scope->dimensions[i].is_all)
			continue;
		covered =
			covered_values(arena, &scope->dimensions[i], column, view->day);
		if (all_covered(covered, column->n_values))
			continue;
		if (kept == NULL)
			kept = arena_array(arena, uint32_t, view->row_count);
		selection.count = keep_covered(kept, selection.rows, selection.count,
					       column, covered);
		selection.rows = kept;
	}
	return selection;
}
