#ifndef BROKER_LEDGER_QUARANTINE_H
#define BROKER_LEDGER_QUARANTINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/ensure.h"
#include "base/err.h"
#include "crypto/hash.h"

/*
 * Statements that broke an invariant of our own while they were decided: they are not
 * tried again.  The list is no part of the log: a program that has the fault mended
 * takes them when the line is removed from the file.
 *
 *	line = content id in hex SP where and which condition LF
 *
 * A last line that is cut short (a crash while it was written) is passed over and ended.
 * Threads: one at a time.
 */

#define QUARANTINE_MAX 4096 /* more, and the program is not fit to run */

struct quarantine {
	char *path;
	size_t count;
	struct digest *content_ids;
};

/* A file that is not there is an empty list.  ERR_IO; ERR_LIMIT_EXCEEDED: too many.
 * Released also after an error. */
enum err quarantine_open(struct quarantine *quarantine, const char *folder,
			 struct diag *diag) MUST_CHECK;
void quarantine_release(struct quarantine *quarantine);

/* Copies the file as it is now into another folder, where it is not; synced.  No file is
 * fine.  ERR_IO. */
enum err quarantine_copy(const char *from_folder, const char *to_folder,
			 struct diag *diag) MUST_CHECK;

bool quarantine_has(const struct quarantine *quarantine,
		    const struct digest *content_id);

/* Adds one, on disk when it returns ERR_OK; in memory in any case. */
enum err quarantine_add(struct quarantine *quarantine, const struct digest *content_id,
			const struct ensure_failure *failure,
			struct diag *diag) MUST_CHECK;

#endif
