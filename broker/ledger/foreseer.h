#ifndef BROKER_LEDGER_FORESEER_H
#define BROKER_LEDGER_FORESEER_H

#include "base/arena.h"
#include "base/clock.h"
#include "ledger/ledger.h"

/*
 * A thread beside the writer that judges long periods before the reports that complete
 * them are entered (acts/acts.h), so that everybody else's statements need not wait for it.
 *
 *	the writer	decides a report, leaves it and holds its lane (job_queue_hold())
 *	the writer	commits its group, then gives the report to the foreseer
 *	the foreseer	judges, from what is committed; lets go of the lane
 *	the writer	decides the report again, and enters it
 *
 * A lane waits for one report at most, and keeps its order; since nobody else waits, the
 * thread gives way to the others where processors are short.  Where nothing could be
 * foreseen, whatever the reason, the writer judges for itself and meets the reason again.
 */

/* What was found of one submission, which keeps it until it is answered. */
struct foresight {
	struct foresight *next; /* the foreseer's, while it waits */
	const struct ledger_submission *submission;
	struct arena arena;
	bool has_period;
	struct act_foresight period;
};

void foresight_free(struct foresight *foresight); /* NULL is fine */

struct foreseer;

/* log, queue and clock outlive it. */
struct foreseer *foreseer_open(const struct log *log, struct job_queue *queue,
			       const struct clock *clock);
/* Ends what is being foreseen; nothing waits any more.  NULL is fine. */
void foreseer_close(struct foreseer *foreseer);

/* The submission has its foresight when its lane, which is held, is released.  False:
 * there is no memory for one; then the lane is still the caller's to release. */
bool foreseer_push(struct foreseer *foreseer,
		   struct ledger_submission *submission) MUST_CHECK;

#endif
