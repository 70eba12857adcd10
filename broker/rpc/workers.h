#ifndef BROKER_RPC_WORKERS_H
#define BROKER_RPC_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attribute.h"

/*
 * Threads that do what would keep a completion queue from draining: checking signatures.
 * The queue of jobs is bounded, and first in is first out.
 *
 * Threads: workers_offer by any.
 */

struct workers;

/* Lies in what it works on; the memory is the caller's, and is left alone after run was
 * called. */
struct job {
	struct job *next;
	void (*run)(struct job *job);
};

/* NULL when there is no memory, or no thread can be made. */
struct workers *workers_open(unsigned thread_count, size_t jobs_max) MUST_CHECK;

/* False when jobs_max are waiting: then nothing happens to the job. */
bool workers_offer(struct workers *workers, struct job *job) MUST_CHECK;

/* Runs what is waiting, joins the threads and frees.  NULL is legal. */
void workers_close(struct workers *workers);

#endif
