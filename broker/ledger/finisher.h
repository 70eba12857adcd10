#ifndef BROKER_LEDGER_FINISHER_H
#define BROKER_LEDGER_FINISHER_H

#include "base/attribute.h"
#include "base/err.h"
#include "ledger/job_queue.h"

/*
 * A thread beside the writer that ends its groups, while the writer decides the next one.
 *
 *	the writer	commits a group and gives it to the finisher
 *	the finisher	signs it, puts the checkpoint on disk, answers its statements
 *	the writer	decides the next group; commits it when the last one is signed
 *
 * A statement that is alone is ended by the writer, and so is a redaction.
 *
 * So the store is never further than one group beyond its checkpoint, as if one thread did
 * all; and the receipts of a group are given before those of the next.
 *
 * Threads: what follows is the writer's.
 */

struct group;
struct finisher;

/* The queue is woken when a group could not be signed; it outlives the finisher. */
struct finisher *finisher_open(struct job_queue *queue);
/* It is idle.  NULL is fine. */
void finisher_close(struct finisher *finisher);

/* Waits until the last one is answered; the group is the finisher's until it is idle. */
void finisher_push(struct finisher *finisher, struct group *group);

/* Waits until what was pushed is signed.  What failed to be is the writer's again,
 * unanswered. */
enum err finisher_wait_signed(struct finisher *finisher,
			      struct group **failed) MUST_CHECK;

/* Waits until what was pushed is answered.  After finisher_wait_signed(). */
void finisher_wait_idle(struct finisher *finisher);

#endif
