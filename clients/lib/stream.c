#include "lib/channel.h"

#include <grpc/byte_buffer_reader.h>
#include <grpc/support/time.h>
#include <stdlib.h>
#include <string.h>

#include "lib/channel_inside.h"

/*
 * Each batch of operations is waited for at once, but for the one that receives the end:
 * it is started with the call and waited for last.
 */

#define AUTHORIZATION_BYTES_MAX 2304 /* "Bearer " and the longest token */

struct stream {
	grpc_completion_queue *queue;
	grpc_call *call;
	grpc_metadata_array headers;
	grpc_metadata_array trailers;
	grpc_status_code code;
	grpc_slice message;
	bool headers_asked;
	bool ended;
	char authorization[AUTHORIZATION_BYTES_MAX];
};

static const char details_key[] = "grpc-status-details-bin";

/* ---- waiting ---- */

/* The stream itself is the tag of its end; any other address, of everything else. */
static void *step_tag(struct stream *stream)
{
	return &stream->call;
}

static bool wait_for(struct stream *stream, void *tag)
{
	grpc_event event = grpc_completion_queue_pluck(
		stream->queue, tag, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);

	return event.type == GRPC_OP_COMPLETE && event.success != 0;
}

static bool do_batch(struct stream *stream, const grpc_op *ops, size_t op_count)
{
	return grpc_call_start_batch(stream->call, ops, op_count, step_tag(stream),
				     NULL) == GRPC_CALL_OK &&
	       wait_for(stream, step_tag(stream));
}

/* ---- opening ---- */

static gpr_timespec deadline_of(const struct call *call)
{
	if (call->wait_ms == 0)
		return gpr_inf_future(GPR_CLOCK_MONOTONIC);
	return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
			    gpr_time_from_millis(call->wait_ms, GPR_TIMESPAN));
}

static bool start_end(struct stream *stream)
{
	grpc_op op = { .op = GRPC_OP_RECV_STATUS_ON_CLIENT };

	op.data.recv_status_on_client.trailing_metadata = &stream->trailers;
	op.data.recv_status_on_client.status = &stream->code;
	op.data.recv_status_on_client.status_details = &stream->message;
	return grpc_call_start_batch(stream->call, &op, 1, stream, NULL) ==
	       GRPC_CALL_OK;
}

/* False where the call has ended already: its end says why. */
static bool send_headers(struct stream *stream, const char *token)
{
	grpc_op op = { .op = GRPC_OP_SEND_INITIAL_METADATA };
	grpc_metadata header = { 0 };

	if (token != NULL &&
	    strlen(token) + sizeof "Bearer " <= AUTHORIZATION_BYTES_MAX) {
		memcpy(stream->authorization, "Bearer ", sizeof "Bearer ");
		memcpy(stream->authorization + strlen("Bearer "), token,
		       strlen(token) + 1);
		header.key = grpc_slice_from_static_string("authorization");
		header.value = grpc_slice_from_static_string(stream->authorization);
		op.data.send_initial_metadata.count = 1;
		op.data.send_initial_metadata.metadata = &header;
	}
	return do_batch(stream, &op, 1);
}

enum err stream_open(struct channel *channel, const struct call *call,
		     struct stream **out)
{
	struct stream *stream = calloc(1, sizeof *stream);
	grpc_slice method;

	*out = NULL;
	if (stream == NULL)
		return ERR_NO_MEMORY;
	method = grpc_slice_from_copied_string(call->method);
	grpc_metadata_array_init(&stream->headers);
	grpc_metadata_array_init(&stream->trailers);
	stream->code = GRPC_STATUS_INTERNAL;
	stream->message = grpc_empty_slice();
	stream->queue = grpc_completion_queue_create_for_pluck(NULL);
	stream->call = grpc_channel_create_call(channel->grpc, NULL,
						GRPC_PROPAGATE_DEFAULTS, stream->queue,
						method, NULL, deadline_of(call), NULL);
	grpc_slice_unref(method);
	stream->ended = !start_end(stream);
	if (!stream->ended)
		(void)send_headers(stream, call->token);
	*out = stream;
	return ERR_OK;
}

/* ---- messages ---- */

bool stream_send(struct stream *stream, struct bytes message)
{
	grpc_slice slice =
		grpc_slice_from_copied_buffer((const char *)message.data, message.len);
	grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&slice, 1);
	grpc_op op = { .op = GRPC_OP_SEND_MESSAGE };
	bool sent;

	op.data.send_message.send_message = buffer;
	sent = do_batch(stream, &op, 1);
	grpc_byte_buffer_destroy(buffer);
	grpc_slice_unref(slice);
	return sent;
}

bool stream_half_close(struct stream *stream)
{
	grpc_op op = { .op = GRPC_OP_SEND_CLOSE_FROM_CLIENT };

	return do_batch(stream, &op, 1);
}

static enum err copy_message(grpc_byte_buffer *buffer, struct arena *arena,
			     struct bytes *message)
{
	grpc_byte_buffer_reader reader;
	enum err e = ERR_LIMIT_EXCEEDED;
	grpc_slice slice;
	uint8_t *copy;

	if (grpc_byte_buffer_reader_init(&reader, buffer) == 0)
		return ERR_LIMIT_EXCEEDED;
	slice = grpc_byte_buffer_reader_readall(&reader);
	copy = arena_try_alloc(arena, GRPC_SLICE_LENGTH(slice));
	if (copy != NULL) {
		memcpy(copy, GRPC_SLICE_START_PTR(slice), GRPC_SLICE_LENGTH(slice));
		*message = (struct bytes){ copy, GRPC_SLICE_LENGTH(slice) };
		e = ERR_OK;
	}
	grpc_slice_unref(slice);
	grpc_byte_buffer_reader_destroy(&reader);
	return e;
}

enum err stream_receive(struct stream *stream, struct arena *arena, bool *more,
			struct bytes *message)
{
	grpc_byte_buffer *buffer = NULL;
	grpc_op ops[2] = { { .op = GRPC_OP_RECV_MESSAGE },
			   { .op = GRPC_OP_RECV_INITIAL_METADATA } };
	enum err e;

	ops[0].data.recv_message.recv_message = &buffer;
	ops[1].data.recv_initial_metadata.recv_initial_metadata = &stream->headers;
	(void)do_batch(stream, ops, stream->headers_asked ? 1 : 2);
	stream->headers_asked = true;
	*more = buffer != NULL;
	if (buffer == NULL)
		return ERR_OK;
	e = copy_message(buffer, arena, message);
	grpc_byte_buffer_destroy(buffer);
	return e;
}

/* ---- the end ---- */

static void wait_for_end(struct stream *stream)
{
	if (!stream->ended)
		(void)wait_for(stream, stream);
	stream->ended = true;
}

static struct bytes find_details(const struct stream *stream)
{
	size_t i;

	for (i = 0; i < stream->trailers.count; i++) {
		const grpc_metadata *row = &stream->trailers.metadata[i];

		if (grpc_slice_str_cmp(row->key, details_key) == 0)
			return (struct bytes){ GRPC_SLICE_START_PTR(row->value),
					       GRPC_SLICE_LENGTH(row->value) };
	}
	return (struct bytes){ NULL, 0 };
}

enum err stream_end(struct stream *stream, struct arena *arena, struct refusal *refusal)
{
	const char *message;

	wait_for_end(stream);
	if (stream->code == GRPC_STATUS_OK)
		return ERR_OK;
	message = arena_strndup(arena,
				(const char *)GRPC_SLICE_START_PTR(stream->message),
				GRPC_SLICE_LENGTH(stream->message));
	refusal_read(arena, (int)stream->code, message, find_details(stream), refusal);
	return ERR_REFUSED;
}

void stream_cancel(struct stream *stream)
{
	(void)grpc_call_cancel(stream->call, NULL);
}

void stream_close(struct stream *stream)
{
	if (stream == NULL)
		return;
	if (!stream->ended)
		(void)grpc_call_cancel(stream->call, NULL);
	wait_for_end(stream);
	grpc_call_unref(stream->call);
	grpc_completion_queue_shutdown(stream->queue);
	grpc_completion_queue_destroy(stream->queue);
	grpc_metadata_array_destroy(&stream->headers);
	grpc_metadata_array_destroy(&stream->trailers);
	grpc_slice_unref(stream->message);
	free(stream);
}
