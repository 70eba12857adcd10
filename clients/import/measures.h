#ifndef CLIENTS_IMPORT_MEASURES_H
#define CLIENTS_IMPORT_MEASURES_H

#include "base/diag.h"
#include "import/dimensions.h"
#include "import/grid.h"
#include "import/summary.h"
#include "import/tally.h"
#include "import/visits.h"
#include "slabroker/v1/import.pb-c.h"

/*
 * Visits to queues become counters and histograms.  What each measure counts is defined
 * where its name is (proto/slabroker/v1/import.proto, QueueMeasure).
 */

struct measures {
	struct tally *tally;
	struct grid *grid;
	struct dimensions *dimensions;
	struct import_summary *summary;
	struct diag *diag;
	/* bit m: measure m is added to this column. */
	uint32_t of_column[TALLY_COLUMNS_MAX];
};

/*
 * Which measures fill which columns: those that sources name, and for the other columns
 * the measure of the same name; marks the columns that are filled.  Says what does not
 * fit: ERR_IMPORT_MAPPING.  path is that of the sources, for messages.
 */
enum err measures_plan(struct measures *measures, SlbQueueSource *const *sources,
		       size_t source_count, const char *path) MUST_CHECK;

/* A visit_take (visits.h); context is the struct measures. */
enum err measures_take(void *context, const struct visit *visit);

#endif
