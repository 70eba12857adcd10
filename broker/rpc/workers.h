#ifndef BROKER_RPC_WORKERS_H
#define BROKER_RPC_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"

/*
 * Threads that do what would keep a completion queue from draining: checking signatures.
 *
 * Jobs wait in lanes, one for each connection that has something waiting.  The lanes take
 * turns, so that who sends much waits for himself; within a lane first in is first out.
 * What waits is bounded, but the first job of a lane is always taken: when others fill
 * the room, who asks for little is still served.
 *
 * Threads: workers_offer by any.
 */

struct workers;

/* Lies in what it works on; the memory is the caller's, and is left alone after run was
 * called. */
struct job {
	void (*run)(struct job *job);
	uintptr_t lane; /* whose it is */
	/* The workers' own, while it waits. */
	struct job *next; /* of the lane */
	/* Of the first of a lane: the next lane's first, and the lane's last. */
	struct job *next_lane;
	struct job *last;
};

/* NULL when there is no memory, or no thread can be made. */
struct workers *workers_open(unsigned thread_count, size_t jobs_max) MUST_CHECK;

/* False when jobs_max are waiting, one of this lane among them: then nothing happens to
 * the job. */
bool workers_offer(struct workers *workers, struct job *job) MUST_CHECK;

/* Runs what is waiting, joins the threads and frees.  NULL is legal. */
void workers_close(struct workers *workers);

#endif
