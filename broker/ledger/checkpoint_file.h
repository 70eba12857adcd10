#ifndef BROKER_LEDGER_CHECKPOINT_FILE_H
#define BROKER_LEDGER_CHECKPOINT_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * The file that holds the checkpoint signed last; proto/RECORD.md, "Checkpoint file".
 *
 * It lies outside the store, so that an old copy of the store is noticed.  A replacement
 * is written beside it, synced, and renamed over it; then the folder is synced.  Before,
 * the file is compared with what this process knows to have been there last: two brokers
 * that sign in turns stop each other.
 *
 * Threads: one at a time.
 */

struct checkpoint_file {
	char *folder;
	char *path;     /* folder/checkpoint */
	char *new_path; /* folder/checkpoint.new */
	char *note;     /* what stands there, by what we know; NULL: there is none */
	char *doubtful; /* a note whose writing failed; NULL: none */
};

/* Reads the file; note is NULL where there is none.  ERR_IO, ERR_LIMIT_EXCEEDED.
 * Released also after an error. */
enum err checkpoint_file_open(struct checkpoint_file *file, const char *folder,
			      struct diag *diag) MUST_CHECK;
void checkpoint_file_release(struct checkpoint_file *file);

/* Whether the folder has one, be it readable or not. */
bool checkpoint_file_is_in(const char *folder);

/* What to do where what it holds is not what the log key signed: a hint to the item added
 * last. */
void checkpoint_file_hint(const struct checkpoint_file *file, struct diag *diag);

/*
 * On disk when it returns ERR_OK.  ERR_CHECKPOINT_CHANGED: somebody else wrote the file;
 * nothing is written.  ERR_IO: the old or the new note is there; which, is not known
 * before the file is opened anew.
 */
enum err checkpoint_file_replace(struct checkpoint_file *file, const char *note,
				 struct diag *diag) MUST_CHECK;

/* After ERR_IO: which of the two is there.  ERR_CHECKPOINT_CHANGED: neither.  ERR_IO. */
enum err checkpoint_file_reopen(struct checkpoint_file *file,
				struct diag *diag) MUST_CHECK;

#endif
