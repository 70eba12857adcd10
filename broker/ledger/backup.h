#ifndef BROKER_LEDGER_BACKUP_H
#define BROKER_LEDGER_BACKUP_H

#include "ledger/check.h"

/*
 * A copy of a log that can be opened: the store, the content keys and a checkpoint, in a
 * folder that does not exist yet.
 *
 *	FOLDER/store          the log
 *	FOLDER/state          checkpoint, content-keys: the state folder of the copy
 *
 * The master key is not in it: who has both reads everything.  The checkpoint is read
 * before the stores are copied, the content keys after the log, so that the copy is at
 * or ahead of its checkpoint and holds the key of all its content.  The log may be
 * written meanwhile.  Threads: one.
 */

struct backup_options {
	const char *folder; /* made */
	/* Opens the copies, which lie in folders below; the caller chose the back end. */
	enum err (*open)(const char *folder, const struct store_options *options,
			 struct store **store, struct diag *diag);
};

/*
 * The copy was checked (check.h) when ERR_OK is returned; before, the folder has a file
 * "incomplete" in it, which stays there after an error.
 */
enum err ledger_backup(const struct check_options *source,
		       const struct backup_options *options,
		       struct check_report *report, struct diag *diag) MUST_CHECK;

#endif
