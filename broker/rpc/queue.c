#include "rpc/queue.h"

#include "base/ensure.h"

void *event_start(struct queue *queue, struct event *event,
		  void (*run)(struct event *event, bool ok))
{
	event->run = run;
	atomic_fetch_add_explicit(&queue->started, 1, memory_order_release);
	return event;
}

void event_batch(struct queue *queue, grpc_call *call, const grpc_op *ops,
		 size_t op_count, struct event *event,
		 void (*run)(struct event *event, bool ok))
{
	grpc_call_error error = grpc_call_start_batch(
		call, ops, op_count, event_start(queue, event, run), NULL);

	ensure(error == GRPC_CALL_OK);
}

void queue_not_due(struct queue *queue, struct due *due)
{
	if (!due->listed)
		return;
	if (due->earlier != NULL)
		due->earlier->later = due->later;
	else
		queue->first_due = due->later;
	if (due->later != NULL)
		due->later->earlier = due->earlier;
	else
		queue->last_due = due->earlier;
	due->listed = false;
}

void queue_due_in(struct queue *queue, struct due *due, grpc_call *call,
		  unsigned life_ms)
{
	*due = (struct due){
		.earlier = queue->last_due,
		.call = call,
		.time = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
				     gpr_time_from_millis(life_ms, GPR_TIMESPAN)),
		.listed = true,
	};
	if (queue->last_due != NULL)
		queue->last_due->later = due;
	else
		queue->first_due = due;
	queue->last_due = due;
}

static void cancel_overdue(struct queue *queue)
{
	gpr_timespec now = gpr_now(GPR_CLOCK_MONOTONIC);

	while (queue->first_due != NULL &&
	       gpr_time_cmp(queue->first_due->time, now) <= 0) {
		struct due *due = queue->first_due;

		queue_not_due(queue, due);
		grpc_call_cancel_with_status(due->call, GRPC_STATUS_DEADLINE_EXCEEDED,
					     "the call took longer than calls may here",
					     NULL);
	}
}

static void run(struct queue *queue, const grpc_event *completed)
{
	struct event *event = completed->tag;

	(void)atomic_load_explicit(&queue->started, memory_order_acquire);
	event->run(event, completed->success != 0);
}

static void *run_all(void *context)
{
	struct queue *queue = context;
	grpc_event completed;

	do {
		gpr_timespec until = queue->first_due != NULL
					     ? queue->first_due->time
					     : gpr_inf_future(GPR_CLOCK_MONOTONIC);

		completed = grpc_completion_queue_next(queue->completions, until, NULL);
		if (completed.type == GRPC_OP_COMPLETE)
			run(queue, &completed);
		if (queue->first_due != NULL)
			cancel_overdue(queue);
	} while (completed.type != GRPC_QUEUE_SHUTDOWN);
	return NULL;
}

static void close_completions(struct queue *queue)
{
	grpc_completion_queue_shutdown(queue->completions);
	if (queue->running)
		(void)pthread_join(queue->thread, NULL);
	else
		(void)run_all(queue);
	grpc_completion_queue_destroy(queue->completions);
	*queue = (struct queue){ .completions = NULL };
}

bool queue_open(struct queue *queue)
{
	*queue = (struct queue){ .completions =
					 grpc_completion_queue_create_for_next(NULL) };
	queue->running = pthread_create(&queue->thread, NULL, run_all, queue) == 0;
	if (!queue->running)
		close_completions(queue);
	return queue->completions != NULL;
}

void queue_close(struct queue *queue)
{
	if (queue->completions != NULL)
		close_completions(queue);
}
