#ifndef TESTS_FUZZ_IMPORT_FUZZ_H
#define TESTS_FUZZ_IMPORT_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "import/import.h"

/* What the fuzz targets of the importers share. */

#define FUZZ_ARENA_CEILING ((size_t)64 << 20)

static inline void fuzz_demand(bool holds)
{
	if (!holds)
		abort();
}

/* The terms that a target imports under: read once, kept while it runs. */
static inline const SlbTerms *fuzz_terms(const char *yaml)
{
	static struct arena arena;
	static ProtobufCMessage *terms;
	struct document_input input = { bytes_of_string(yaml), DOCUMENT_YAML, "terms",
					NULL };
	struct diag diag;

	if (terms)
		return (const SlbTerms *)terms;
	arena_init(&arena, FUZZ_ARENA_CEILING);
	diag_init(&diag, &arena);
	fuzz_demand(document_read(&arena, &input, &slb_terms__descriptor, &terms, NULL,
				  &diag) == ERR_OK);
	return (const SlbTerms *)terms;
}

static inline bool fuzz_measured(ProtobufCBinaryData present, size_t row)
{
	return present.len == 0 || (present.data[row / 8] >> (row % 8) & 1) != 0;
}

/* The form that report.proto demands of every report. */
static inline void fuzz_check_report(const SlbReport *report)
{
	size_t rows = report->n_interval;

	fuzz_demand(report->start_s < report->end_s && rows <= 16384);
	for (size_t d = 0; d < report->n_dimensions; d++) {
		const SlbDimensionColumn *column = report->dimensions[d];
		fuzz_demand(column->n_index == rows);
		for (size_t i = 1; i < column->n_values; i++)
			fuzz_demand(strcmp(column->values[i - 1], column->values[i]) <
				    0);
		for (size_t i = 0; i < rows; i++)
			fuzz_demand(column->index[i] < column->n_values);
	}
	for (size_t i = 1; i < rows; i++) {
		int order = (report->interval[i - 1] > report->interval[i]) -
			    (report->interval[i - 1] < report->interval[i]);
		for (size_t d = 0; order == 0 && d < report->n_dimensions; d++) {
			const uint32_t *index = report->dimensions[d]->index;
			order = (index[i - 1] > index[i]) - (index[i - 1] < index[i]);
		}
		fuzz_demand(order < 0);
	}
	for (size_t c = 0; c < report->n_columns; c++) {
		const SlbColumn *column = report->columns[c];
		fuzz_demand(column->n_values == rows);
		fuzz_demand(column->present.len == 0 ||
			    column->present.len == (rows + 7) / 8);
		for (size_t i = 0; i < rows; i++)
			fuzz_demand(fuzz_measured(column->present, i) ||
				    column->values[i] == 0);
	}
}

/* A refusal is told; a result is well-formed and in the order of time. */
static inline void fuzz_check_result(enum err e, const struct import_result *result,
				     const struct diag *diag)
{
	fuzz_demand((e != ERR_OK) == (diag->error_count > 0));
	if (e)
		return;
	fuzz_demand(result->report_count > 0);
	for (size_t i = 0; i < result->report_count; i++) {
		fuzz_check_report(result->reports[i]);
		fuzz_demand(i == 0 || result->reports[i - 1]->end_s <=
					      result->reports[i]->start_s);
	}
}

#define FUZZ_TERMS_HEAD                                                            \
	"semantics: 1\ntitle: t\nfirst_day: 2001-09-08\nlast_day: 2001-09-13\n"    \
	"zone: { name: x, first_offset_s: 7200,"                                   \
	" transitions: [{ at_s: 1000083600, offset_s: 3600 }] }\n"                 \
	"period: { kind: month, month_start_day: 1 }\n"                            \
	"measurement: { attribution: entered_queue, callbacks: not_offered,"       \
	" shared_queues: none_shared }\n"                                          \
	"dimensions: [{ name: queue, title: q }]\n"                                \
	"series: [{ name: s, source: centre, interval: seconds, interval_s: 3600," \
	" cadence: daily }]\n"

#endif
