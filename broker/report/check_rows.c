#include <string.h>

#include "report/check.h"
#include "report/checking.h"
#include "report/view.h"
#include "report/words.h"

static struct diag_place value_at(struct checking *checking, size_t dimension,
				  size_t value)
{
	return checking_at(checking, "dimensions[%zu].values[%zu]", dimension, value);
}

static bool check_value(struct checking *checking, size_t dimension, size_t value)
{
	const SlbDimensionColumn *column = checking->report->dimensions[dimension];
	const char *text = column->values[value];
	size_t len = strlen(text);

	if (len < 1 || len > REPORT_VALUE_BYTES_MAX ||
	    !utf8_valid(bytes_of_string(text))) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   value_at(checking, dimension, value),
			   "%s: value %zu of dimension \"%s\" has %s; it must "
			   "be UTF-8 text of 1 to %d bytes",
			   checking_name(checking), value + 1, column->dimension,
			   words_count(checking->diag->arena, len, "byte", "bytes"),
			   REPORT_VALUE_BYTES_MAX);
		return false;
	}
	if (!text_is_one_line(text)) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   value_at(checking, dimension, value),
			   "%s: value %zu of dimension \"%s\" is not one line of plain "
			   "text, without tabs, line breaks and other control "
			   "characters",
			   checking_name(checking), value + 1, column->dimension);
		return false;
	}
	if (value == 0 || strcmp(column->values[value - 1], text) < 0)
		return true;
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   value_at(checking, dimension, value),
		   "%s: value \"%s\" of dimension \"%s\" stands after \"%s\"; values "
		   "must ascend, each once",
		   checking_name(checking), text, column->dimension,
		   column->values[value - 1]);
	return false;
}

/* The first value that no row has; column->n_values when each has one. */
static size_t unused_value(struct arena *arena, const SlbDimensionColumn *column)
{
	struct arena_mark mark = arena_mark(arena);
	bool *used = arena_array(arena, bool, column->n_values);
	size_t value = 0;

	for (size_t row = 0; row < column->n_index; row++)
		used[column->index[row]] = true;
	while (value < column->n_values && used[value])
		value++;
	arena_rewind(arena, mark);
	return value;
}

static bool check_indices(struct checking *checking, size_t dimension)
{
	const SlbDimensionColumn *column = checking->report->dimensions[dimension];

	if (column->n_index != checking->row_count) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "dimensions[%zu].index", dimension),
			   "%s: dimension \"%s\" is given for %zu rows; the report has "
			   "%zu",
			   checking_name(checking), column->dimension, column->n_index,
			   checking->row_count);
		return false;
	}
	for (size_t row = 0; row < column->n_index; row++) {
		if (column->index[row] < column->n_values)
			continue;
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "dimensions[%zu].index[%zu]",
				       dimension, row),
			   "%s, row %zu: dimension \"%s\" points to value %lu, counted "
			   "from 0; %zu are listed",
			   checking_name(checking), row + 1, column->dimension,
			   (unsigned long)column->index[row], column->n_values);
		return false;
	}
	return true;
}

static bool check_dimension(struct checking *checking, size_t dimension)
{
	const SlbDimensionColumn *column = checking->report->dimensions[dimension];
	const char *expected = checking->frame->terms->dimensions[dimension]->name;
	size_t value = 0;

	if (strcmp(column->dimension, expected) != 0) {
		diag_error(
			checking->diag, ERR_REPORT_MALFORMED,
			checking_at(checking, "dimensions[%zu].dimension", dimension),
			"%s: dimension %zu is \"%s\"; the contract's is \"%s\"",
			checking_name(checking), dimension + 1, column->dimension,
			expected);
		return false;
	}
	while (value < column->n_values) {
		if (!check_value(checking, dimension, value))
			return false;
		value++;
	}
	if (!check_indices(checking, dimension))
		return false;
	value = unused_value(checking->diag->arena, column);
	if (value == column->n_values)
		return true;
	diag_error(
		checking->diag, ERR_REPORT_MALFORMED,
		checking_at(checking, "dimensions[%zu].values[%zu]", dimension, value),
		"%s: no row has the value \"%s\" of dimension \"%s\"; list only "
		"values that occur",
		checking_name(checking), column->values[value], column->dimension);
	return false;
}

static bool check_dimensions(struct checking *checking)
{
	const SlbTerms *terms = checking->frame->terms;
	bool fit = true;

	if (checking->report->n_dimensions != terms->n_dimensions) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "dimensions"),
			   "%s has %s; the contract declares %zu",
			   checking_name(checking),
			   words_count(checking->diag->arena,
				       checking->report->n_dimensions, "dimension",
				       "dimensions"),
			   terms->n_dimensions);
		return false;
	}
	for (size_t i = 0; i < terms->n_dimensions; i++)
		fit = check_dimension(checking, i) && fit;
	return fit;
}

/* How many intervals the part has. */
static uint64_t interval_count(const struct checking *checking)
{
	uint64_t part_s = (uint64_t)(checking->part.end_s - checking->part.start_s);
	uint32_t interval_s =
		checking->frame->terms->series[checking->series]->interval_s;

	if (interval_s == 0)
		return 1;
	return (part_s + interval_s - 1) / interval_s;
}

static bool check_intervals(struct checking *checking)
{
	const uint32_t *interval = checking->report->interval;
	const uint64_t count = interval_count(checking);

	for (size_t row = 0; row < checking->row_count; row++) {
		if (interval[row] < count)
			continue;
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "interval[%zu]", row),
			   "%s, row %zu: interval number %lu, counted from 0; the part "
			   "has %llu",
			   checking_name(checking), row + 1,
			   (unsigned long)interval[row], (unsigned long long)count);
		return false;
	}
	return true;
}

/* The order of a row and the one after it, by interval and dimensions. */
static int compare_with_next(const SlbReport *report, size_t row)
{
	uint32_t a = report->interval[row];
	uint32_t b = report->interval[row + 1];

	for (size_t i = 0; a == b && i < report->n_dimensions; i++) {
		a = report->dimensions[i]->index[row];
		b = report->dimensions[i]->index[row + 1];
	}
	return (a > b) - (a < b);
}

static bool check_keys(struct checking *checking)
{
	const SlbReport *report = checking->report;
	struct arena *arena = checking->diag->arena;

	for (size_t row = 0; row + 1 < checking->row_count; row++) {
		int order = compare_with_next(report, row);

		if (order < 0)
			continue;
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "interval[%zu]", row + 1),
			   "%s: %s %s %s; rows must ascend by interval and dimensions, "
			   "each key once",
			   checking_name(checking),
			   report_row_words(arena, checking->frame, report, row + 1),
			   order == 0 ? "has the same key as" : "belongs before",
			   report_row_words(arena, checking->frame, report, row));
		return false;
	}
	return true;
}

bool check_rows(struct checking *checking)
{
	bool dimensions_fit = check_dimensions(checking);
	bool intervals_fit = check_intervals(checking);

	return dimensions_fit && intervals_fit && check_keys(checking);
}
