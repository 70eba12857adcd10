#ifndef BROKER_LEDGER_REPLAY_H
#define BROKER_LEDGER_REPLAY_H

#include "ledger/log.h"

/*
 * A whole log folded again (fold/fold.h), and what its store keeps beside the entries held
 * against them: the tree, the lists of books, the keys that seal.  Nothing is written to
 * the log.
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
