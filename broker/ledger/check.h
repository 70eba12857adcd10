#ifndef BROKER_LEDGER_CHECK_H
#define BROKER_LEDGER_CHECK_H

#include "ledger/master_key.h"
#include "ledger/replay.h"

/*
 * A whole log, checked or mended while nobody writes it.  proto/RECORD.md has what is
 * derived from what.  Threads: one.
 */

/* All of it is the caller's. */
struct check_options {
	const char *origin;
	const char *state_folder;
	struct store *log;          /* opened as log_store says */
	struct store *content_keys; /* opened as content_keys_store says */
	const struct master_key *master_key;
	struct replay_progress progress;
};

struct check_report {
	uint64_t size;
	uint64_t signed_size; /* of the checkpoint file */
	uint64_t outcome_count;
	uint64_t erased_count;
};

/*
 * That the store holds what was signed and nothing contradicts itself: every leaf, book,
 * hash and signature; the content that leaves commit to; every decision and every outcome
 * computed again; the rows; the checkpoint.  Reads only.
 *
 * The first thing that does not hold is the answer, named in the diag.
 */
enum err ledger_check(const struct check_options *options, struct check_report *report,
		      struct diag *diag) MUST_CHECK;

/*
 * Makes the rows anew from the log, in one write; the log itself must hold.  What was
 * written for another edition of the rows can be used again afterwards.
 */
enum err ledger_rebuild(const struct check_options *options,
			struct check_report *report, struct diag *diag) MUST_CHECK;

#endif
