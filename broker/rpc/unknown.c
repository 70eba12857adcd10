#include <stdlib.h>

#include "base/ensure.h"
#include "rpc/inside.h"
#include "rpc/trailer.h"

/*
 * Calls of methods that nobody registered.  Core has no answer of its own for them: unless
 * a generic call is requested, they hang until the client's deadline.
 */

struct stranger {
	struct server *server;
	struct queue *queue;
	struct event event;
	grpc_call *call;
	grpc_call_details details;
	grpc_metadata_array metadata;
	int cancelled;
};

#define STRANGER_OF(event_pointer)                                                     \
	((struct stranger *)(void *)((char *)(event_pointer)-offsetof(struct stranger, \
								      event)))

static void request(struct stranger *stranger);

static void let_go(struct stranger *stranger)
{
	grpc_call_details_destroy(&stranger->details);
	grpc_metadata_array_destroy(&stranger->metadata);
	if (stranger->call != NULL)
		grpc_call_unref(stranger->call);
	stranger->call = NULL;
}

static void on_answered(struct event *event, bool ok)
{
	struct stranger *stranger = STRANGER_OF(event);
	struct server *server = stranger->server;

	(void)ok; /* there is nobody left to tell */
	let_go(stranger);
	request(stranger);
	server_call_closed(server, RPC_UNARY);
}

static void trailer_unknown(struct trailer *trailer, grpc_slice method)
{
	struct bytes path = { GRPC_SLICE_START_PTR(method), GRPC_SLICE_LENGTH(method) };
	struct arena arena;
	struct diag diag;

	arena_init(&arena, SIZE_MAX); /* core bounds the path: max_metadata_size */
	diag_init(&diag, &arena);
	(void)diag_error(&diag, ERR_METHOD_UNKNOWN, diag_at(NULL),
			 "there is no method %.*s here",
			 utf8_valid(path) ? (int)path.len : 0, (const char *)path.data);
	diag_hint(&diag, "server reflection lists what there is");
	trailer_init(trailer, ERR_METHOD_UNKNOWN, &diag);
	arena_release(&arena);
}

static void answer(struct stranger *stranger)
{
	struct trailer trailer;
	grpc_op ops[3] = { { .op = GRPC_OP_SEND_INITIAL_METADATA },
			   { .op = GRPC_OP_RECV_CLOSE_ON_SERVER } };

	ops[1].data.recv_close_on_server.cancelled = &stranger->cancelled;
	server_call_refused(stranger->server, ERR_METHOD_UNKNOWN);
	trailer_unknown(&trailer, stranger->details.method);
	ops[2] = trailer_op(&trailer);
	event_batch(stranger->queue, stranger->call, ops, ARRAY_SIZE(ops),
		    &stranger->event, on_answered);
	trailer_release(&trailer);
}

static void on_called(struct event *event, bool ok)
{
	struct stranger *stranger = STRANGER_OF(event);

	if (ok) {
		server_call_opened(stranger->server, RPC_UNARY);
		answer(stranger);
	} else { /* the server is stopping */
		let_go(stranger);
		free(stranger);
	}
}

static void request(struct stranger *stranger)
{
	grpc_completion_queue *completions = stranger->queue->completions;
	grpc_call_error error;

	grpc_call_details_init(&stranger->details);
	grpc_metadata_array_init(&stranger->metadata);
	error = grpc_server_request_call(
		stranger->server->grpc, &stranger->call, &stranger->details,
		&stranger->metadata, completions, completions,
		event_start(stranger->queue, &stranger->event, on_called));
	ensure(error == GRPC_CALL_OK);
}

bool unknown_arm(struct server *server, struct queue *queue)
{
	struct stranger *stranger = malloc(sizeof *stranger);

	if (stranger == NULL)
		return false;
	*stranger = (struct stranger){ .server = server, .queue = queue };
	request(stranger);
	return true;
}
