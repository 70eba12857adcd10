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

/*
 * In the arena; sorts the tally.  Every part between the instants first_s and last_s has
 * a report, one without rows where nothing occurred: pass the same instant twice where
 * what is not in the export is not known to be nothing.
 *
 * Errors, told in diag: ERR_LIMIT_EXCEEDED (too many rows in one part), ERR_IMPORT_DATA
 * (a value above the maximum in the terms), ERR_NO_MEMORY.
 */
enum err parts_make(struct tally *tally, struct grid *grid, struct bytes version_id,
		    int64_t first_s, int64_t last_s, struct parts *out,
		    struct diag *diag) MUST_CHECK;

#endif
