#ifndef CLIENTS_IMPORT_EDGE_H
#define CLIENTS_IMPORT_EDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "calendar/zone.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * Where a log begins or ends within a report: the report then holds only what the log
 * saw of its time.  It may be that the centre was closed for the rest, or that the rest
 * stands in another file; a log does not say.
 */

#define IMPORT_EDGES_MAX 2 /* one at each end */

struct import_edge {
	bool at_end;          /* the log ends there; else it begins there */
	int64_t log_s;        /* the clock of its last line, or of its first one */
	int64_t part_start_s; /* of the report */
	int64_t part_end_s;
};

/* Into out, the earlier one first; how many there are.  reports are in order of time. */
size_t import_edges(SlbReport *const *reports, size_t report_count, int64_t first_s,
		    int64_t last_s, struct import_edge out[IMPORT_EDGES_MAX]);

/* "the log ends at 2026-03-02T11:59:43+01:00; 12 h 0 min of 2026-03-02 are after it" */
const char *import_edge_text(struct arena *arena, const struct zone_table *zone,
			     const struct import_edge *edge);

#endif
