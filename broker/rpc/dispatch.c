#include <string.h>

#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>

#include "rpc/inside.h"
#include "rpc/request.h"

/* From a call to its handler: headers, the message, the thread. */

/*
 * All bytes of a buffer: where they lie in it when they lie together, else *joined, to be
 * unreffed, holds a copy.
 */
static struct bytes contiguous(grpc_byte_buffer_reader *reader, size_t len,
			       grpc_slice *joined)
{
	grpc_slice *first;

	if (grpc_byte_buffer_reader_peek(reader, &first) == 0)
		return (struct bytes){ NULL, 0 };
	if (GRPC_SLICE_LENGTH(*first) == len)
		return (struct bytes){ GRPC_SLICE_START_PTR(*first), len };
	*joined = grpc_slice_malloc(len);
	for (size_t at = 0; first != NULL;) {
		memcpy(GRPC_SLICE_START_PTR(*joined) + at, GRPC_SLICE_START_PTR(*first),
		       GRPC_SLICE_LENGTH(*first));
		at += GRPC_SLICE_LENGTH(*first);
		if (grpc_byte_buffer_reader_peek(reader, &first) == 0)
			first = NULL;
	}
	return (struct bytes){ GRPC_SLICE_START_PTR(*joined), len };
}

/* Reads the message and lets go of its bytes. */
static enum err read_request(struct rpc_call *call, struct diag *diag)
{
	grpc_slice joined = grpc_empty_slice();
	grpc_byte_buffer_reader reader;
	struct bytes wire;
	enum err err;

	if (call->incoming == NULL)
		return diag_error(diag, ERR_REQUEST_MALFORMED, diag_at(NULL),
				  "the call ended without a request message");
	if (grpc_byte_buffer_reader_init(&reader, call->incoming) == 0)
		return diag_error(diag, ERR_REQUEST_MALFORMED, diag_at(NULL),
				  "the request message cannot be read");
	wire = contiguous(&reader, grpc_byte_buffer_length(call->incoming), &joined);
	err = request_unpack(&call->arena, call->server->options.request_max_bytes,
			     call->entry->method->request, wire, &call->request, diag);
	grpc_slice_unref(joined);
	grpc_byte_buffer_reader_destroy(&reader);
	grpc_byte_buffer_destroy(call->incoming);
	call->incoming = NULL;
	return err;
}

static void handle(struct rpc_call *call)
{
	struct diag diag;
	enum err err;

	diag_init(&diag, &call->arena);
	err = read_request(call, &diag);
	if (err != ERR_OK)
		rpc_refuse(call, err, &diag);
	else
		call->entry->method->handle(call);
}

static void handle_job(struct job *job)
{
	handle(CALL_OF(job, job));
}

/* Tells connections that are open apart: each has an authentication context of its own,
 * also without TLS, where the peer's address may be that of a proxy or of a socket. */
static uintptr_t connection_of(const struct rpc_call *call)
{
	grpc_auth_context *context = grpc_call_auth_context(call->call);
	uintptr_t connection = (uintptr_t)context;

	grpc_auth_context_release(context);
	return connection;
}

static void dispatch(struct rpc_call *call)
{
	if (call->entry->method->thread == RPC_ON_QUEUE) {
		handle(call);
		return;
	}
	call->job.run = handle_job;
	call->job.lane = connection_of(call);
	if (!workers_offer(call->server->workers, &call->job))
		rpc_refuse(call, ERR_BUSY, NULL);
}

void dispatch_message(struct event *moved, bool ok)
{
	struct rpc_call *call = CALL_OF(moved, moved);

	if (!ok)
		accept_release(call);
	else if (call->incoming == NULL)
		rpc_end(call); /* the client has said everything */
	else
		dispatch(call);
}

static void on_headers_sent(struct event *moved, bool ok)
{
	(void)ok; /* a cancelled call goes its way like any other */
	dispatch(CALL_OF(moved, moved));
}

/* A client may wait for headers before it does anything else, and the first message of
 * a stream may be far off. */
static void send_headers(struct rpc_call *call)
{
	bool is_bidi = call->entry->method->kind == RPC_BIDI;
	grpc_op ops[2] = { { .op = GRPC_OP_SEND_INITIAL_METADATA },
			   { .op = GRPC_OP_RECV_MESSAGE } };

	ops[1].data.recv_message.recv_message = &call->incoming;
	call->headers_sent = true;
	event_batch(call->queue, call->call, ops, is_bidi ? 2 : 1, &call->moved,
		    is_bidi ? dispatch_message : on_headers_sent);
}

void dispatch_begin(struct rpc_call *call)
{
	if (server_call_count(call->server) > call->server->options.calls_max)
		rpc_refuse(call, ERR_BUSY, NULL);
	else if (call->entry->method->kind == RPC_UNARY)
		dispatch(call);
	else
		send_headers(call);
}
