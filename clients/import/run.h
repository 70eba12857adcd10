#ifndef CLIENTS_IMPORT_RUN_H
#define CLIENTS_IMPORT_RUN_H

#include "import/dimensions.h"
#include "import/grid.h"
#include "import/import.h"
#include "import/seen.h"
#include "import/tally.h"

/* One import on its way: what all readers share. */

struct run {
	struct arena *arena;
	const struct import_request *request;
	const SlbMapping *mapping; /* the request's, or the one for a plain queue_log */
	const SlbSeries *series;
	struct diag *diag;
	struct import_summary *summary;
	struct grid grid;
	struct dimensions dimensions;
	struct tally tally;
	struct seen seen_rows; /* of tables of intervals: whole rows */
	struct seen seen_keys; /* and what tells their rows apart */
	struct buffer row_text;
};

/* A place in the file that is read; path may be NULL. */
struct diag_place run_place(const struct run *run, uint32_t source, uint32_t line,
			    const char *path);

/* One character of a mapping; text "" leaves *out as it is.  False, told, when longer. */
bool run_character(const struct run *run, const char *text, const char *path,
		   uint8_t *out);

/* The readers: fill the tally, say what they cannot map. */
enum err run_queue_log(struct run *run) MUST_CHECK;
enum err run_queue_table(struct run *run) MUST_CHECK;
enum err run_table(struct run *run) MUST_CHECK;

#endif
