#include <string.h>

#include "report/checking.h"
#include "report/view.h"
#include "report/words.h"

/* A counter or histogram of the report, with what the terms say of it. */
struct table {
	const char *kind; /* "counter" or "histogram" */
	const char *field;
	size_t place; /* in the field */
	const char *name;
	const uint64_t *values;
	size_t value_count;
	size_t width; /* values of one row */
	ProtobufCBinaryData present;
	uint64_t maximum; /* of a value */
};

static void complain(struct checking *checking, const struct table *table, size_t row,
		     const char *what)
{
	struct arena *arena = checking->diag->arena;
	const char *row_words = arena_printf(arena, "row %zu", row + 1);

	if (checking->has_keys)
		row_words =
			report_row_words(arena, checking->frame, checking->report, row);
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   checking_at(checking, "%s[%zu]", table->field, table->place),
		   "%s: %s \"%s\", %s %s", checking_name(checking), table->kind,
		   table->name, row_words, what);
}

static bool check_lengths(struct checking *checking, const struct table *table)
{
	size_t value_count = checking->row_count * table->width;
	size_t present_bytes = (checking->row_count + 7) / 8;

	if (table->value_count != value_count) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "%s[%zu]", table->field, table->place),
			   "%s: %s \"%s\" has %zu values; %zu rows need %zu",
			   checking_name(checking), table->kind, table->name,
			   table->value_count, checking->row_count, value_count);
		return false;
	}
	if (table->present.len != 0 && table->present.len != present_bytes) {
		diag_error(checking->diag, ERR_REPORT_MALFORMED,
			   checking_at(checking, "%s[%zu].present", table->field,
				       table->place),
			   "%s: %s \"%s\" marks measured rows in %zu bytes; %zu rows "
			   "need %zu, or none where every row is measured",
			   checking_name(checking), table->kind, table->name,
			   table->present.len, checking->row_count, present_bytes);
		return false;
	}
	return true;
}

static bool row_is_zero(const struct table *table, size_t row)
{
	for (size_t i = 0; i < table->width; i++) {
		if (table->values[row * table->width + i] != 0)
			return false;
	}
	return true;
}

/* The first row that is marked as not measured and holds something; else row_count. */
static size_t find_false_null(const struct table *table, size_t row_count,
			      size_t *null_count)
{
	const struct cells cells = { .present = table->present.data };

	for (size_t row = 0; row < row_count; row++) {
		if (cells_measured(&cells, row))
			continue;
		if (!row_is_zero(table, row))
			return row;
		(*null_count)++;
	}
	return row_count;
}

/* Whether bits of the last byte belong to no row. */
static bool has_stray_bits(const struct table *table, size_t row_count)
{
	uint8_t last = table->present.data[table->present.len - 1];

	return row_count % 8 != 0 && last >> (row_count % 8) != 0;
}

static void check_presence(struct checking *checking, const struct table *table)
{
	const char *mistake = NULL;
	size_t null_count = 0;
	size_t row = find_false_null(table, checking->row_count, &null_count);

	if (row < checking->row_count) {
		complain(checking, table, row,
			 "is marked as not measured and holds a value; write 0 there");
		return;
	}
	if (has_stray_bits(table, checking->row_count))
		mistake = "marks rows after the last one as measured";
	else if (null_count == 0)
		mistake = "marks every row as measured; leave present out";
	else
		return;
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   checking_at(checking, "%s[%zu].present", table->field, table->place),
		   "%s: %s \"%s\" %s", checking_name(checking), table->kind,
		   table->name, mistake);
}

static void check_maximum(struct checking *checking, const struct table *table)
{
	struct arena *arena = checking->diag->arena;

	for (size_t i = 0; i < table->value_count; i++) {
		if (table->values[i] <= table->maximum)
			continue;
		complain(checking, table, i / table->width,
			 arena_printf(arena, "holds %s; the contract allows at most %s",
				      words_u64(arena, table->values[i]),
				      words_u64(arena, table->maximum)));
		return;
	}
}

static void check_cells(struct checking *checking, const struct table *table)
{
	if (!check_lengths(checking, table))
		return;
	if (table->present.len != 0)
		check_presence(checking, table);
	if (table->maximum != 0)
		check_maximum(checking, table);
}

/* What the terms declare under one name. */
struct declared {
	const char *name;
	const char *series;
};

/*
 * The place of a table in the terms, at or after next, for tables stand in their order.
 * False, and said, when the contract has none of that name there, or in another series.
 */
static bool check_name(struct checking *checking, const struct table *table,
		       const struct declared *declared, size_t count, size_t *next)
{
	const char *series = checking->report->series;
	const char *mistake = NULL;
	size_t i = 0;

	while (i < count && strcmp(declared[i].name, table->name) != 0)
		i++;
	if (i == count)
		mistake = "is not in the contract";
	else if (strcmp(declared[i].series, series) != 0)
		mistake = arena_printf(checking->diag->arena,
				       "belongs to the series \"%s\"",
				       declared[i].series);
	else if (i < *next)
		mistake = "stands out of order; write each once, in the order of the "
			  "contract";
	if (mistake == NULL) {
		*next = i + 1;
		return true;
	}
	diag_error(checking->diag, ERR_REPORT_MALFORMED,
		   checking_at(checking, "%s[%zu]", table->field, table->place),
		   "%s: %s \"%s\" %s", checking_name(checking), table->kind,
		   table->name, mistake);
	return false;
}

static void check_counters(struct checking *checking)
{
	const SlbTerms *terms = checking->frame->terms;
	struct declared *declared =
		arena_array(checking->diag->arena, struct declared, terms->n_counters);
	struct table table = { .kind = "counter", .field = "columns", .width = 1 };
	size_t next = 0;

	for (size_t i = 0; i < terms->n_counters; i++) {
		declared[i].name = terms->counters[i]->name;
		declared[i].series = terms->counters[i]->series;
	}
	for (size_t i = 0; i < checking->report->n_columns; i++) {
		const SlbColumn *column = checking->report->columns[i];

		table.place = i;
		table.name = column->counter;
		table.values = column->values;
		table.value_count = column->n_values;
		table.present = column->present;
		if (!check_name(checking, &table, declared, terms->n_counters, &next))
			continue;
		table.maximum = terms->counters[next - 1]->row_maximum;
		check_cells(checking, &table);
	}
}

static void check_histograms(struct checking *checking)
{
	const SlbTerms *terms = checking->frame->terms;
	struct declared *declared = arena_array(checking->diag->arena, struct declared,
						terms->n_histograms);
	struct table table = { .kind = "histogram", .field = "histograms" };
	size_t next = 0;

	for (size_t i = 0; i < terms->n_histograms; i++) {
		declared[i].name = terms->histograms[i]->name;
		declared[i].series = terms->histograms[i]->series;
	}
	for (size_t i = 0; i < checking->report->n_histograms; i++) {
		const SlbHistogramColumn *column = checking->report->histograms[i];

		table.place = i;
		table.name = column->histogram;
		table.values = column->counts;
		table.value_count = column->n_counts;
		table.present = column->present;
		if (!check_name(checking, &table, declared, terms->n_histograms, &next))
			continue;
		table.width = terms->histograms[next - 1]->n_bounds + 1;
		table.maximum = terms->histograms[next - 1]->bucket_maximum;
		check_cells(checking, &table);
	}
}

void check_columns(struct checking *checking)
{
	check_counters(checking);
	check_histograms(checking);
}
