#ifndef CLIENTS_IMPORT_PARTS_H
#define CLIENTS_IMPORT_PARTS_H

#include "base/diag.h"
#include "import/grid.h"
#include "import/tally.h"
#include "slabroker/v1/report.pb-c.h"

/* Reports of what was tallied: one for each part of the series. */

#define PARTS_ROWS_MAX 16384 /* of one report */

struct parts {
	SlbReport **reports; /* in the order of time */
	size_t count;
};

struct parts_request {
	struct bytes version_id; /* that every report names */
	int64_t first_s;         /* what the export covers: parts in which nothing */
	int64_t last_s;          /* occurred have a report without rows */
};

/*
 * In the arena; sorts the tally.  first_s equal to last_s: where nothing is in the export,
 * it is not known that nothing occurred, and there is no report.
 *
 * Errors, told in diag: ERR_LIMIT_EXCEEDED (too many rows in one part), ERR_IMPORT_DATA
 * (a value above the maximum in the terms), ERR_NO_MEMORY.
 */
enum err parts_make(struct tally *tally, struct grid *grid,
		    const struct parts_request *request, struct parts *out,
		    struct diag *diag) MUST_CHECK;

#endif
