#ifndef BROKER_RPC_QUEUE_H
#define BROKER_RPC_QUEUE_H

#include <grpc/grpc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attribute.h"

/*
 * A completion queue and its one thread; and events, which are what goes through it.
 *
 * What happened before an event was started happens before its run.  Core sees to that;
 * the queue's counter says it in the language's own terms, which sanitizers understand.
 */

struct event {
	void (*run)(struct event *event, bool ok); /* on the queue's thread */
};

/* A call that is cancelled when it lasts too long.  For the queue's thread. */
struct due {
	struct due *earlier, *later;
	grpc_call *call;
	gpr_timespec time;
	bool listed;
};

struct queue {
	grpc_completion_queue *completions;
	pthread_t thread;
	bool running;
	struct due *first_due, *last_due; /* in order of time */
	atomic_uint started;
};

/* Starts the thread.  False when there is none to be had: then nothing is to be closed. */
bool queue_open(struct queue *queue) MUST_CHECK;

/* What will one day happen to event: it is called with the next grpc_..._request_... or
 * start_batch, as its tag. */
void *event_start(struct queue *queue, struct event *event,
		  void (*run)(struct event *event, bool ok));

/* The batch, ending in event.  Core takes every batch of a call that follows its rules. */
void event_batch(struct queue *queue, grpc_call *call, const grpc_op *ops,
		 size_t op_count, struct event *event,
		 void (*run)(struct event *event, bool ok));

/* Everything sits in the order in which it came, so life_ms is one for all of a queue. */
void queue_due_in(struct queue *queue, struct due *due, grpc_call *call,
		  unsigned life_ms);
void queue_not_due(struct queue *queue, struct due *due);

/* Once nothing is started on it any more: runs what is left, joins, frees. */
void queue_close(struct queue *queue);

#endif
