#ifndef CLIENTS_SLA_IMPORTING_H
#define CLIENTS_SLA_IMPORTING_H

#include "import/import.h"
#include "sla/input.h"

/* One run of sla report import: what it read, made and wrote. */

struct importing {
	struct invocation *in;
	struct terms_file contract;
	SlbMapping *mapping; /* NULL: a queue_log as it is */
	struct input mapping_input;
	struct import_file *files;
	struct arena room; /* of the import: result lives in it */
	struct import_result result;
	const char **written; /* by report */
};

/* What was counted, skipped and doubted, and which files were written. */
enum err import_say(struct importing *importing) MUST_CHECK;

#endif
