#include "rpc/call.h"

#include <grpc/support/alloc.h>

#include "base/ensure.h"
#include "rpc/inside.h"
#include "rpc/trailer.h"

void *rpc_context(const struct rpc_call *call)
{
	return call->entry->context;
}

void rpc_set_state(struct rpc_call *call, void *state)
{
	call->state = state;
}

void *rpc_state(const struct rpc_call *call)
{
	return call->state;
}

struct arena *rpc_arena(struct rpc_call *call)
{
	return &call->arena;
}

const ProtobufCMessage *rpc_request(const struct rpc_call *call)
{
	return call->request;
}

struct bytes rpc_metadata(const struct rpc_call *call, const char *key)
{
	for (size_t i = 0; i < call->metadata.count; i++) {
		const grpc_metadata *row = &call->metadata.metadata[i];

		if (grpc_slice_str_cmp(row->key, key) == 0)
			return (struct bytes){ GRPC_SLICE_START_PTR(row->value),
					       GRPC_SLICE_LENGTH(row->value) };
	}
	return (struct bytes){ NULL, 0 };
}

size_t rpc_metadata_count(const struct rpc_call *call, const char *key)
{
	size_t count = 0;

	for (size_t i = 0; i < call->metadata.count; i++)
		count += grpc_slice_str_cmp(call->metadata.metadata[i].key, key) == 0;
	return count;
}

const char *rpc_peer(struct rpc_call *call)
{
	if (call->peer == NULL)
		call->peer = grpc_call_get_peer(call->call);
	return call->peer;
}

int64_t rpc_remaining_ms(const struct rpc_call *call)
{
	gpr_timespec left;

	if (gpr_time_cmp(call->deadline, gpr_inf_future(call->deadline.clock_type)) >=
	    0)
		return INT64_MAX;
	left = gpr_time_sub(gpr_convert_clock_type(call->deadline, GPR_CLOCK_MONOTONIC),
			    gpr_now(GPR_CLOCK_MONOTONIC));
	if (left.tv_sec < 0)
		return 0;
	return left.tv_sec * 1000 + left.tv_nsec / 1000000;
}

bool rpc_cancelled(struct rpc_call *call)
{
	return atomic_load(&call->cancelled);
}

void rpc_on_cancel(struct rpc_call *call, void (*wake)(void *context), void *context)
{
	bool is_late;

	(void)pthread_mutex_lock(&call->lock);
	is_late = atomic_load(&call->cancelled);
	if (!is_late) {
		call->wake = wake;
		call->wake_context = context;
	}
	(void)pthread_mutex_unlock(&call->lock);
	if (is_late)
		wake(context);
}

/* ---- giving back: after event_batch nothing of the call is touched ---- */

static void on_finished(struct event *moved, bool ok)
{
	(void)ok; /* there is nobody left to tell */
	accept_release(CALL_OF(moved, moved));
}

static void on_ready(struct event *moved, bool ok)
{
	struct rpc_call *call = CALL_OF(moved, moved);

	if (!ok)
		atomic_store(&call->cancelled, true);
	call->next(call);
}

static grpc_byte_buffer *packed(const struct rpc_call *call,
				const ProtobufCMessage *message)
{
	grpc_slice slice;
	grpc_byte_buffer *buffer;

	ensure(message->descriptor == call->entry->method->response);
	slice = grpc_slice_malloc(protobuf_c_message_get_packed_size(message));
	(void)protobuf_c_message_pack(message, GRPC_SLICE_START_PTR(slice));
	buffer = grpc_raw_byte_buffer_create(&slice, 1);
	grpc_slice_unref(slice);
	return buffer;
}

/* What was asked, and what was made of it, is over. */
static void forget_request(struct rpc_call *call)
{
	if (call->incoming != NULL)
		grpc_byte_buffer_destroy(call->incoming);
	call->incoming = NULL;
	call->request = NULL;
	arena_release(&call->arena);
}

static grpc_op headers_op(void)
{
	return (grpc_op){ .op = GRPC_OP_SEND_INITIAL_METADATA };
}

static grpc_op message_op(grpc_byte_buffer *buffer)
{
	return (grpc_op){ .op = GRPC_OP_SEND_MESSAGE,
			  .data.send_message.send_message = buffer };
}

static grpc_op ok_op(void)
{
	return (grpc_op){ .op = GRPC_OP_SEND_STATUS_FROM_SERVER,
			  .data.send_status_from_server.status = GRPC_STATUS_OK };
}

static void answer_and_end(struct rpc_call *call, grpc_byte_buffer *buffer)
{
	grpc_op ops[] = { headers_op(), message_op(buffer), ok_op() };

	event_batch(call->queue, call->call, ops, ARRAY_SIZE(ops), &call->moved,
		    on_finished);
}

static void answer_and_read(struct rpc_call *call, grpc_byte_buffer *buffer)
{
	grpc_op ops[] = { message_op(buffer), { .op = GRPC_OP_RECV_MESSAGE } };

	ops[1].data.recv_message.recv_message = &call->incoming;
	event_batch(call->queue, call->call, ops, ARRAY_SIZE(ops), &call->moved,
		    dispatch_message);
}

void rpc_reply(struct rpc_call *call, const ProtobufCMessage *message)
{
	grpc_byte_buffer *buffer = packed(call, message);

	ensure(call->entry->method->kind != RPC_SERVER_STREAM);
	forget_request(call);
	if (call->entry->method->kind == RPC_UNARY)
		answer_and_end(call, buffer);
	else
		answer_and_read(call, buffer);
	grpc_byte_buffer_destroy(buffer); /* the batch keeps the slice */
}

void rpc_send(struct rpc_call *call, const ProtobufCMessage *message,
	      void (*ready)(struct rpc_call *call))
{
	grpc_byte_buffer *buffer = packed(call, message);
	grpc_op op = message_op(buffer);

	ensure(call->entry->method->kind == RPC_SERVER_STREAM);
	call->next = ready;
	event_batch(call->queue, call->call, &op, 1, &call->moved, on_ready);
	grpc_byte_buffer_destroy(buffer);
}

void rpc_end(struct rpc_call *call)
{
	grpc_op op = ok_op();

	ensure(call->headers_sent);
	event_batch(call->queue, call->call, &op, 1, &call->moved, on_finished);
}

void rpc_resume(struct rpc_call *call, void (*then)(struct rpc_call *call))
{
	call->next = then;
	event_batch(call->queue, call->call, NULL, 0, &call->moved, on_ready);
}

static void run_next(struct job *job)
{
	struct rpc_call *call = CALL_OF(job, job);

	call->next(call);
}

void rpc_toil(struct rpc_call *call, void (*then)(struct rpc_call *call))
{
	call->next = then;
	call->job.run = run_next;
	if (!workers_offer(call->server->workers, &call->job))
		rpc_refuse(call, ERR_BUSY, NULL);
}

void rpc_refuse(struct rpc_call *call, enum err err, const struct diag *diag)
{
	struct trailer trailer;
	grpc_op ops[2] = { headers_op() };
	size_t skipped = call->headers_sent ? 1 : 0;

	server_call_refused(call->server, err);
	trailer_init(&trailer, err, diag);
	ops[1] = trailer_op(&trailer);
	event_batch(call->queue, call->call, ops + skipped, ARRAY_SIZE(ops) - skipped,
		    &call->moved, on_finished);
	trailer_release(&trailer);
}
