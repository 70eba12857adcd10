#ifndef BROKER_LEDGER_JOB_QUEUE_H
#define BROKER_LEDGER_JOB_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * What waits for the writer: a lane for each organisation that has something waiting,
 * bounded, in order within the lane, taken from the lanes in turns.  All lanes together are
 * bounded too, but a lane's first job is always taken in: others that fill the queue keep
 * nobody out.
 *
 * A job is a member of whatever its owner queues; the queue links it and never frees it.
 * Threads: push, release, stop and wake by any; wait, begin, next, charge and hold by the
 * one writer.
 */

#define JOB_LANE_NAME_SIZE 41 /* a slug of 40 and a NUL */

struct job {
	struct job *next; /* the queue's, while the job waits */
	size_t more;      /* it counts as so many more in the part of its lane */
};

struct job_limits {
	size_t lane_max; /* jobs of one organisation that wait */
	size_t all_max;  /* of all */
};

struct job_queue;

/* ERR_NO_MEMORY. */
enum err job_queue_open(const struct job_limits *limits, struct job_queue **out,
			struct diag *diag) MUST_CHECK;
/* Nothing waits, and nobody uses it any more.  NULL is fine. */
void job_queue_close(struct job_queue *queue);

/*
 * Several in their order, before the writer takes any of them: it would else begin with
 * the first alone, and sync twice.  A push that is refused has an err: ERR_QUEUE_FULL, too
 * much of this organisation, or of all, waits; ERR_NOT_SERVING, the queue was stopped;
 * ERR_NO_MEMORY.  The others' jobs are the writer's when this returns.
 */
struct job_push {
	const char *lane;
	struct job *job;
	struct diag *diag;
	enum err err; /* set here */
};

void job_queue_push_all(struct job_queue *queue, struct job_push *pushes, size_t count);
/* One; what is refused is said with the same errors. */
enum err job_queue_push(struct job_queue *queue, const char *lane, struct job *job,
			struct diag *diag) MUST_CHECK;

/* Waits until something waits that is not held, somebody wakes or stops the queue, or
 * wait_ms are over.  False when the queue is stopped and empty. */
bool job_queue_wait(struct job_queue *queue, int64_t wait_ms) MUST_CHECK;

/*
 * Jobs are taken in groups.  job_queue_begin() begins one of at most `max`; of any lane it
 * has at least one, and at most a quarter of max.  While there are others, and for some
 * seconds after that, it has at most a sixteenth; a 64th where it alone has more than one
 * job waiting.  job_queue_next() is the next job, one of each lane in turns; NULL when the
 * group is full, or nothing waits that it may have.  What is pushed meanwhile may still
 * come into it.  A job may count as several of its lane's part.  job_queue_charge() says
 * that the last job was the work of so many more; a group ends at twice the work of as many
 * jobs as its lanes might have.
 */
void job_queue_begin(struct job_queue *queue, size_t max);
struct job *job_queue_next(struct job_queue *queue);
void job_queue_charge(struct job_queue *queue, size_t more);

/*
 * Gives back the job that job_queue_next() gave last: it is the next of its lane again, and
 * none of the lane is given out until it is released.  To release one that is not held
 * breaks an invariant.
 */
void job_queue_hold(struct job_queue *queue, struct job *job);
void job_queue_release(struct job_queue *queue, const char *name);

/* Ends a wait, the next one if none is going on. */
void job_queue_wake(struct job_queue *queue);

/* Nothing more is taken in; what waits is still given out. */
void job_queue_stop(struct job_queue *queue);

size_t job_queue_count(struct job_queue *queue);

#endif
