#ifndef BROKER_LEDGER_REPLAY_H
#define BROKER_LEDGER_REPLAY_H

#include "envelope/envelope.h"
#include "ledger/log.h"

/*
 * The fold of a whole log: every entry is opened, held against its leaf, verified and
 * decided again, into an empty store; every outcome is computed again and compared with
 * what was signed, byte for byte.  Nothing is signed, nothing is written to the log.
 *
 * What was erased under a redaction counts by its leaf (acts/acts.h, "replay").
 *
 * Threads: one.
 */

/* Called now and then, and at the end. */
struct replay_progress {
	void (*step)(void *context, uint64_t done, uint64_t total);
	void *context;
};

struct replay_options {
	const struct log *log;   /* its acts are not used */
	struct store_view *view; /* of its store */
	struct store *target;    /* empty, with the tables of log_store, in memory */
	struct replay_progress progress;
};

struct replay_result {
	struct tree_edge edge; /* of the leaves */
	int64_t last_ms;
	uint64_t outcome_count;
	uint64_t erased_count; /* entries whose content is gone */
};

/*
 * target gets rows and due as the log gives them.  ERR_LOG_DAMAGED, ERR_CONTENT_DAMAGED,
 * ERR_CONTENT_ABSENT, ERR_SIGNATURE_INVALID, ...: the first entry that does not hold,
 * named in the diag.
 */
enum err replay_log(const struct replay_options *options, struct replay_result *out,
		    struct diag *diag) MUST_CHECK;

#endif
