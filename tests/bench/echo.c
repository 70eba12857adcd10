/*
 * What gRPC's C core costs by itself: a unary method on one completion queue that answers
 * its request.
 *
 *	echo ADDRESS
 *
 * Says "listening", and serves until its standard input ends.
 */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include "base/bytes.h"

#define METHOD "/slabroker.v1.StatementService/Submit"
#define CALLS  512 /* kept requested */

struct echo {
	grpc_server *server;
	grpc_completion_queue *completions;
	void *method;
};

struct call {
	struct echo *echo;
	grpc_call *call;
	gpr_timespec deadline;
	grpc_metadata_array metadata;
	grpc_byte_buffer *message;
	int cancelled;
	bool is_answered;
};

static void request(struct call *call)
{
	grpc_metadata_array_init(&call->metadata);
	call->is_answered = false;
	call->message = NULL;
	if (grpc_server_request_registered_call(
		    call->echo->server, call->echo->method, &call->call,
		    &call->deadline, &call->metadata, &call->message,
		    call->echo->completions, call->echo->completions,
		    call) != GRPC_CALL_OK)
		abort();
}

static void answer(struct call *call)
{
	grpc_op ops[] = { { .op = GRPC_OP_SEND_INITIAL_METADATA },
			  { .op = GRPC_OP_SEND_MESSAGE },
			  { .op = GRPC_OP_SEND_STATUS_FROM_SERVER },
			  { .op = GRPC_OP_RECV_CLOSE_ON_SERVER } };

	call->is_answered = true;
	ops[1].data.send_message.send_message = call->message;
	ops[2].data.send_status_from_server.status = GRPC_STATUS_OK;
	ops[3].data.recv_close_on_server.cancelled = &call->cancelled;
	if (grpc_call_start_batch(call->call, ops, ARRAY_SIZE(ops), call, NULL) !=
	    GRPC_CALL_OK)
		abort();
}

static void finish(struct call *call)
{
	grpc_byte_buffer_destroy(call->message);
	grpc_metadata_array_destroy(&call->metadata);
	grpc_call_unref(call->call);
	request(call);
}

static void *serve(void *context)
{
	struct echo *echo = context;

	for (;;) {
		grpc_event event = grpc_completion_queue_next(
			echo->completions, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
		struct call *call = event.tag;

		if (event.type == GRPC_QUEUE_SHUTDOWN)
			return NULL;
		if (call == NULL || !event.success)
			continue;
		if (call->is_answered)
			finish(call);
		else
			answer(call);
	}
}

int main(int argc, char **argv)
{
	static struct call calls[CALLS];
	struct echo echo;
	grpc_server_credentials *credentials;
	pthread_t thread;

	if (argc != 2) {
		fprintf(stderr, "usage: echo ADDRESS\n");
		return 2;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	grpc_init();
	echo.completions = grpc_completion_queue_create_for_next(NULL);
	echo.server = grpc_server_create(NULL, NULL);
	echo.method = grpc_server_register_method(
		echo.server, METHOD, NULL, GRPC_SRM_PAYLOAD_READ_INITIAL_BYTE_BUFFER,
		0);
	grpc_server_register_completion_queue(echo.server, echo.completions, NULL);
	credentials = grpc_insecure_server_credentials_create();
	if (grpc_server_add_http2_port(echo.server, argv[1], credentials) == 0)
		return 1;
	grpc_server_credentials_release(credentials);
	grpc_server_start(echo.server);
	for (size_t i = 0; i < CALLS; i++) {
		calls[i].echo = &echo;
		request(&calls[i]);
	}
	if (pthread_create(&thread, NULL, serve, &echo) != 0)
		return 1;
	(void)puts("listening");
	(void)fflush(stdout);
	while (getchar() != EOF)
		continue;
	/* The calls that are requested end with the process. */
	return 0;
}
