#ifndef CLIENTS_IMPORT_TABLE_PLAN_H
#define CLIENTS_IMPORT_TABLE_PLAN_H

#include "import/cell.h"
#include "import/csv.h"
#include "import/run.h"

/*
 * A mapping (import.proto, TableFormat) laid over the header of one table: names of
 * columns become places, and everything that does not fit is said before the first row.
 */

struct plan_filter {
	size_t column;
	const SlbFilter *filter;
};

struct plan_filters {
	struct plan_filter *items;
	size_t count;
};

struct plan_counter {
	struct tally_column *column;
	size_t *cells; /* columns of the table; none: rows are counted */
	size_t cell_count;
	enum cell_unit unit;
	enum cell_target target;
	struct plan_filters where;
	uint64_t since_totals; /* the sum of what was counted, for a row of totals */
	bool since_totals_known;
};

struct plan_histogram {
	struct tally_column *column;
	size_t cell; /* of contacts */
	enum cell_unit unit;
	enum cell_target target;
	struct plan_filters where;
	size_t *buckets; /* of intervals: a column for each bucket */
	bool cumulative;
};

struct plan_stated {
	const SlbKpi *kpi;
	size_t cell;
	enum cell_unit unit;
};

struct table_plan {
	const SlbTableFormat *format;
	struct cell_form form;
	size_t date;
	bool has_time;
	size_t time;
	int64_t first_day;                       /* of %j */
	size_t dimensions[TALLY_DIMENSIONS_MAX]; /* columns; unused for a constant */
	struct plan_filters filters;
	bool has_complete;
	struct plan_filter complete;
	struct plan_filters totals;
	struct plan_counter *counters;
	size_t counter_count;
	struct plan_histogram *histograms;
	size_t histogram_count;
	struct plan_stated *stated;
	size_t stated_count;
	const char **names; /* of the columns, as in the header */
	size_t column_count;
};

/* Reads what concerns the text itself, before the header. */
enum err table_dialect(const struct run *run, struct csv_dialect *out) MUST_CHECK;

/* header is the record read last.  Errors: ERR_IMPORT_MAPPING, each told in diag. */
enum err table_plan_make(struct run *run, const struct csv_reader *header,
			 struct table_plan *out) MUST_CHECK;

#endif
