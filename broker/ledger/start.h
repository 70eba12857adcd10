#ifndef BROKER_LEDGER_START_H
#define BROKER_LEDGER_START_H

#include "ledger/checkpoint_file.h"
#include "ledger/log.h"
#include "merkle/checkpoint.h"

/*
 * What a start checks, proto/RECORD.md, section 9: cheap enough for every start, since
 * it reads a logarithm of the log.  Threads: no shared state.
 */

struct start {
	const struct log *log;
	const struct checkpoint_file *file;
	struct arena *arena;
	struct diag *diag;
};

/*
 * The log's head, which the checkpoint's tree is the beginning of, or all of
 * (*is_signed); signed by the key that the log names for its size.  ERR_LOG_ABSENT,
 * ERR_LOG_BEHIND, ERR_LOG_OTHER, ERR_LOG_STATE_OLD, ERR_CHECKPOINT_MISSING,
 * ERR_CHECKPOINT_INVALID, ERR_LOG_DAMAGED; errors of the store.
 */
enum err start_check(const struct start *start, struct log_head *head,
		     bool *is_signed) MUST_CHECK;

/* That the log was opened under this origin, and the keys in force are at hand.
 * ERR_LOG_OTHER, ERR_KEY_NOT_AT_HAND. */
enum err start_check_state(const struct start *start) MUST_CHECK;

/* Signs the head of what is committed, with the key in force there, and puts the note on
 * disk (checkpoint_file_replace()). */
enum err start_sign(const struct start *start, struct checkpoint_file *file,
		    const struct log_head *head) MUST_CHECK;

/* Destroys the content keys that redactions in the log gave up: a crash may have come
 * between the redaction and their end. */
enum err start_redact(const struct start *start) MUST_CHECK;

#endif
