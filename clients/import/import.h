#ifndef CLIENTS_IMPORT_IMPORT_H
#define CLIENTS_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "import/edge.h"
#include "import/summary.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/import.pb-c.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * The export of a contact centre's system becomes the reports of one series.
 *
 * What cannot be mapped exactly is refused; what was counted, left out or doubted is in
 * the summary, with line numbers.  Nothing that names a person is kept: neither reports
 * nor messages repeat a cell that the mapping does not turn into a dimension or a
 * counter.
 *
 * A log knows only what lies between its first line and its last.  Where it begins or
 * ends within a day (or within the period, where that is the part of the series), the
 * report of that day holds a part of it: it is made all the same, and the edge is told
 * (edge.h).  Asked for whole days, only those are made whose two midnights lie within
 * the log; a line in the last second of a day reaches its end.
 *
 * Threads: no shared state.
 */

struct import_file {
	const char *name;   /* as told in errors */
	struct bytes bytes; /* must live as long as the result */
};

struct import_request {
	const SlbTerms *terms;     /* checked ones */
	struct bytes version_id;   /* of those terms, 32 bytes; or empty in a draft */
	const SlbMapping *mapping; /* NULL: a queue_log, names as in the log */
	const char *
		series; /* that is filled; NULL: as the mapping says, or the only one */
	const struct import_file *files;
	size_t file_count; /* rotated files of one log, or tables of one form */
	bool some_days;    /* only the local days from first_day to last_day */
	int64_t first_day; /* days since 1970-01-01 */
	int64_t last_day;  /* included */
	bool whole_days;   /* of a log: only days that it covers from end to end */
};

struct import_result {
	SlbReport **reports; /* one for each part, in the order of time */
	size_t report_count;
	const char **not_measured; /* counters and histograms that nothing fills */
	size_t not_measured_count;
	struct import_edge edges[IMPORT_EDGES_MAX]; /* the earlier one first */
	size_t edge_count;
	struct import_summary summary;
};

/*
 * *out lives in the arena, whose ceiling bounds what is read; diag needs an arena of its
 * own, so that it can still speak when that one is full.  Without an error *out holds at
 * least one report.  After one the summary still says how far the import came.
 *
 * Errors, told in diag with file and line: ERR_USAGE (no file; whole days of a table,
 * which does not say how far it reaches), ERR_IMPORT_MAPPING (the mapping fits neither
 * the terms nor the export), ERR_IMPORT_DATA (a line that cannot be mapped exactly),
 * ERR_LIMIT_EXCEEDED (more rows than a report holds), ERR_NO_MEMORY.
 */
enum err import_run(struct arena *arena, const struct import_request *request,
		    struct import_result *out, struct diag *diag) MUST_CHECK;

#endif
