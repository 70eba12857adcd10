#include <stdlib.h>

#include <grpc/support/alloc.h>

#include "base/ensure.h"
#include "rpc/inside.h"

/* From the request for a call to its end: who may free it, and when. */

static void arm(struct rpc_call *call);

static void call_init(struct rpc_call *call, struct server *server, struct queue *queue,
		      const struct entry *entry)
{
	*call = (struct rpc_call){
		.server = server, .queue = queue, .entry = entry, .users = 1
	};
	grpc_metadata_array_init(&call->metadata);
	arena_init(&call->arena, server->options.arena_max_bytes);
	(void)pthread_mutex_init(&call->lock, NULL);
}

static void call_release(struct rpc_call *call)
{
	if (call->incoming != NULL)
		grpc_byte_buffer_destroy(call->incoming);
	grpc_metadata_array_destroy(&call->metadata);
	gpr_free(call->peer);
	arena_release(&call->arena);
	(void)pthread_mutex_destroy(&call->lock);
	if (call->call != NULL)
		grpc_call_unref(call->call);
}

void accept_release(struct rpc_call *call)
{
	struct server *server = call->server;
	enum rpc_kind kind = call->entry->method->kind;

	if (--call->users > 0)
		return;
	if (call->entry->method->ended != NULL)
		call->entry->method->ended(call);
	queue_not_due(call->queue, &call->due);
	call_release(call);
	if (call->arm_again) {
		call_init(call, server, call->queue, call->entry);
		arm(call);
	} else {
		free(call);
	}
	server_call_closed(server, kind);
}

static void on_closed(struct event *event, bool ok)
{
	struct rpc_call *call = CALL_OF(event, closed);
	void (*wake)(void *context) = NULL;

	(void)ok; /* always true; what counts is closed_cancelled */
	if (call->closed_cancelled != 0) {
		(void)pthread_mutex_lock(&call->lock);
		atomic_store(&call->cancelled, true);
		wake = call->wake;
		(void)pthread_mutex_unlock(&call->lock);
	}
	if (wake != NULL)
		wake(call->wake_context);
	accept_release(call);
}

static grpc_op closed_op(int *cancelled)
{
	return (grpc_op){ .op = GRPC_OP_RECV_CLOSE_ON_SERVER,
			  .data.recv_close_on_server.cancelled = cancelled };
}

static void watch_for_end(struct rpc_call *call)
{
	const grpc_op op = closed_op(&call->closed_cancelled);

	call->users++;
	event_batch(call->queue, call->call, &op, 1, &call->closed, on_closed);
}

static void on_accepted(struct event *event, bool ok)
{
	struct rpc_call *call = CALL_OF(event, moved);
	struct server *server = call->server;

	if (!ok) { /* the server is stopping */
		call_release(call);
		free(call);
		return;
	}
	server_call_opened(server, call->entry->method->kind);
	call->arm_again = !accept_arm(server, call->queue, call->entry);
	watch_for_end(call);
	if (call->entry->method->kind == RPC_UNARY)
		queue_due_in(call->queue, &call->due, call->call,
			     server->options.unary_ms);
	dispatch_begin(call);
}

static void arm(struct rpc_call *call)
{
	grpc_completion_queue *completions = call->queue->completions;
	bool is_bidi = call->entry->method->kind == RPC_BIDI;
	grpc_call_error error = grpc_server_request_registered_call(
		call->server->grpc, call->entry->handle, &call->call, &call->deadline,
		&call->metadata, is_bidi ? NULL : &call->incoming, completions,
		completions, event_start(call->queue, &call->moved, on_accepted));

	ensure(error == GRPC_CALL_OK);
}

bool accept_arm(struct server *server, struct queue *queue, const struct entry *entry)
{
	struct rpc_call *call = malloc(sizeof *call);

	if (call == NULL)
		return false;
	call_init(call, server, queue, entry);
	arm(call);
	return true;
}
