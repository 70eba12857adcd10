#ifndef BROKER_LEDGER_BACKUP_H
#define BROKER_LEDGER_BACKUP_H

#include "ledger/check.h"

/*
 * A copy of a log that was checked, in a folder that does not exist yet.
 *
 *	FOLDER/store      the log
 *	FOLDER/state      checkpoint, content-keys, quarantine: the copy's state folder
 *	FOLDER.incomplete while it is made; only what was checked gets the name FOLDER
 *
 * The master key is not in it: who has both reads everything.
 *
 * The log may be written meanwhile, by this process or another one.  The checkpoint is
 * read before the log is copied, and the content keys are copied after it: so the copy
 * is at or ahead of its checkpoint, and has the key of all its content.  Evidence that
 * is erased in between leaves a log whose keys are gone for no reason that stands in it;
 * then all is copied once more.
 *
 * Threads: one.
 */

struct backup_options {
	const char *folder; /* made */
	/* Opens the copies, which lie in folders below; the caller chose the back end. */
	enum err (*open)(const char *folder, const struct store_options *options,
			 struct store **store, struct diag *diag);
};

/*
 * source: stores may be opened to read only.  When ERR_OK is returned the folder is there:
 * whole, checked (check.h), synced.  Otherwise nothing is, unless it was the sync of the
 * name itself that failed.  What a backup that was killed left under FOLDER.incomplete,
 * the next one of that name removes.
 *
 * ERR_IO: among others, FOLDER is there, or another backup to it is going on; errors of
 * check.h.
 */
enum err ledger_backup(const struct check_options *source,
		       const struct backup_options *options,
		       struct check_report *report, struct diag *diag) MUST_CHECK;

#endif
