#ifndef BROKER_FOLD_CHECKERS_H
#define BROKER_FOLD_CHECKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "envelope/envelope.h"

/*
 * Private to fold/: signatures checked on the other cores while the fold goes on, in the
 * order in which they are given.  Who waits for one helps, so that nothing is lost where
 * there is no other core, or no thread is to be had.
 *
 * Threads: gives, waits and closes are one thread's.
 */

struct signature_check {
	struct signature_check *next;
	/* Prepared (envelope.h); what both point to is left alone until it is done. */
	struct envelope envelope;
	struct signed_messages messages;
	bool is_done;
	size_t first_invalid; /* once it is done; signer_count: none */
};

struct checkers;

/* batches outlives them.  Threads start with the first check. */
struct checkers *checkers_open(struct signed_batches *batches) MUST_CHECK;
/* What was given and not waited for may be left undone.  NULL is fine. */
void checkers_close(struct checkers *checkers);

void checkers_give(struct checkers *checkers, struct signature_check *check);
/* Until it is done. */
void checkers_wait(struct checkers *checkers, struct signature_check *check);

#endif
