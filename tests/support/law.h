#ifndef TESTS_SUPPORT_LAW_H
#define TESTS_SUPPORT_LAW_H

#include "base/diag.h"
#include "slabroker/v1/report.pb-c.h"
#include "support/law_terms.h"

/*
 * Small reports for tests of the law, beside the contracts of law_terms.h.
 *
 * Rows are written "0 sales 100 90; 1 sales - 80": number of the interval, value of each
 * dimension, cells of each column; "-" is null; the buckets of a histogram are joined by
 * commas.
 */

static const uint8_t law_version[32] = { 0x5a, 0xb0 };

static inline SlbReport *law_report(struct arena *arena, const char *series,
				    int64_t start_s, int64_t end_s)
{
	SlbReport *report = arena_new(arena, SlbReport);

	slb_report__init(report);
	report->version_id.data = (uint8_t *)arena_strndup(
		arena, (const char *)law_version, sizeof law_version);
	report->version_id.len = sizeof law_version;
	report->series = law_text(arena, series);
	report->start_s = start_s;
	report->end_s = end_s;
	return report;
}

static inline uint32_t law_value_index(struct arena *arena, SlbDimensionColumn *column,
				       const char *value)
{
	size_t place = 0;

	while (place < column->n_values && strcmp(column->values[place], value) < 0)
		place++;
	if (place < column->n_values && strcmp(column->values[place], value) == 0)
		return (uint32_t)place;
	LAW_APPEND(arena, column, values, NULL);
	memmove(&column->values[place + 1], &column->values[place],
		(column->n_values - place - 1) * sizeof *column->values);
	column->values[place] = law_text(arena, value);
	for (size_t i = 0; i < column->n_index; i++)
		column->index[i] += column->index[i] >= place;
	return (uint32_t)place;
}

/* Marks row as null; the rows before it as measured, where nothing was marked yet. */
static inline void law_mark(struct arena *arena, ProtobufCBinaryData *present,
			    size_t row_count, size_t row)
{
	if (present->len == 0) {
		present->len = (row_count + 7) / 8;
		present->data = arena_alloc(arena, present->len);
		for (size_t i = 0; i < row_count; i++)
			present->data[i / 8] |= (uint8_t)(1U << (i % 8));
	}
	present->data[row / 8] &= (uint8_t) ~(1U << (row % 8));
}

static inline void law_add_cell(struct arena *arena, SlbReport *report, size_t column,
				size_t row_count, const char *cell)
{
	bool is_null = strcmp(cell, "-") == 0;
	size_t row = report->n_interval - 1;
	SlbHistogramColumn *histogram;
	SlbColumn *counter;

	if (column < report->n_columns) {
		counter = report->columns[column];
		LAW_APPEND(arena, counter, values,
			   is_null ? 0 : strtoull(cell, NULL, 10));
		if (is_null)
			law_mark(arena, &counter->present, row_count, row);
		return;
	}
	histogram = report->histograms[column - report->n_columns];
	/* a null histogram is written with its zeros: "-0,0,0" */
	if (*cell == '-')
		law_mark(arena, &histogram->present, row_count, row);
	cell += *cell == '-';
	for (char *end = NULL; *cell != '\0'; cell = *end == ',' ? end + 1 : end)
		LAW_APPEND(arena, histogram, counts, strtoull(cell, &end, 10));
}

static inline void law_add_row(struct arena *arena, SlbReport *report, size_t row_count,
			       char *row)
{
	char *word = strtok_r(row, " ", &row);
	size_t column = 0;

	LAW_APPEND(arena, report, interval, (uint32_t)strtoul(word, NULL, 10));
	for (size_t i = 0; i < report->n_dimensions; i++) {
		uint32_t index;

		word = strtok_r(NULL, " ", &row);
		index = law_value_index(arena, report->dimensions[i], word);
		LAW_APPEND(arena, report->dimensions[i], index, index);
	}
	while ((word = strtok_r(NULL, " ", &row)) != NULL)
		law_add_cell(arena, report, column++, row_count, word);
}

static inline void law_add_columns(struct arena *arena, const SlbTerms *terms,
				   SlbReport *report, const char *columns)
{
	char *rest = law_text(arena, columns);

	for (char *name = strtok_r(rest, " ", &rest); name != NULL;
	     name = strtok_r(NULL, " ", &rest)) {
		SlbHistogramColumn *histogram = arena_new(arena, SlbHistogramColumn);
		SlbColumn *counter = arena_new(arena, SlbColumn);
		bool is_histogram = false;

		for (size_t i = 0; i < terms->n_histograms; i++)
			is_histogram |= strcmp(terms->histograms[i]->name, name) == 0;
		slb_histogram_column__init(histogram);
		histogram->histogram = name;
		slb_column__init(counter);
		counter->counter = name;
		if (is_histogram)
			LAW_APPEND(arena, report, histograms, histogram);
		else
			LAW_APPEND(arena, report, columns, counter);
	}
}

/* Counters stand before histograms in columns; rows may be "". */
static inline SlbReport *law_report_rows(struct arena *arena, const SlbTerms *terms,
					 SlbReport *report, const char *columns,
					 const char *rows)
{
	char *rest = law_text(arena, rows);
	size_t row_count = *rows != '\0';

	law_add_columns(arena, terms, report, columns);
	for (size_t i = 0; i < terms->n_dimensions; i++) {
		SlbDimensionColumn *column = arena_new(arena, SlbDimensionColumn);

		slb_dimension_column__init(column);
		column->dimension = terms->dimensions[i]->name;
		LAW_APPEND(arena, report, dimensions, column);
	}
	for (const char *c = rows; *c != '\0'; c++)
		row_count += *c == ';';
	for (char *row = strtok_r(rest, ";", &rest); row != NULL;
	     row = strtok_r(NULL, ";", &rest))
		law_add_row(arena, report, row_count, row);
	return report;
}

/* The report of one UTC day. */
static inline SlbReport *law_daily(struct arena *arena, const SlbTerms *terms,
				   const char *series, const char *day,
				   const char *columns, const char *rows)
{
	int64_t start_s = law_day_s(day);

	return law_report_rows(arena, terms,
			       law_report(arena, series, start_s, start_s + LAW_DAY_S),
			       columns, rows);
}

static inline void law_restate(struct arena *arena, SlbReport *report,
			       uint64_t replaces)
{
	report->restatement = arena_new(arena, SlbRestatement);
	slb_restatement__init(report->restatement);
	report->restatement->replaces = replaces;
	report->restatement->reason = law_text(arena, "recoded calls");
}

static inline void law_state(struct arena *arena, SlbReport *report, const char *kpi,
			     uint32_t row, const char *value)
{
	SlbStated *stated = arena_new(arena, SlbStated);

	slb_stated__init(stated);
	stated->kpi = law_text(arena, kpi);
	stated->row = row;
	stated->value = law_text(arena, value);
	LAW_APPEND(arena, report, stated, stated);
}

/* The text of the first item, "" where nothing was said. */
static inline const char *law_said(const struct diag *diag)
{
	return diag->first == NULL ? "" : diag->first->text;
}

#endif
