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
	const struct signing_key *log_key;
	struct arena *arena;
	struct diag *diag;
};

/*
 * The log's head, which the checkpoint's tree is the beginning of, or all of
 * (*is_signed).  ERR_LOG_ABSENT, ERR_LOG_BEHIND, ERR_LOG_OTHER, ERR_CHECKPOINT_MISSING,
 * ERR_CHECKPOINT_INVALID, ERR_LOG_DAMAGED; errors of the store.
 */
enum err start_check(const struct start *start, struct log_head *head,
		     bool *is_signed) MUST_CHECK;

/* That rows are of this edition and the log was opened under this origin and these keys.
 * ERR_LOG_STATE_OLD, ERR_LOG_OTHER. */
enum err start_check_state(const struct start *start) MUST_CHECK;

/* The note that signs a head; in the arena. */
char *start_sign(const struct start *start, const struct log_head *head);

/* Destroys the content keys that redactions in the log gave up: a crash may have come
 * between the redaction and their end. */
enum err start_redact(const struct start *start) MUST_CHECK;

#endif
