#ifndef TESTS_UNIT_RPC_CLIENT_H
#define TESTS_UNIT_RPC_CLIENT_H

#include <grpc/grpc.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

/* A client over gRPC core that waits for each step; what it hands out lies in its arena. */

struct client {
	grpc_channel *channel;
	grpc_completion_queue *completions;
	struct arena arena;
};

/* target: "unix:/path" or "127.0.0.1:port". */
void client_open(struct client *client, const char *target);

/* Over TLS, to a server of this name whose authority it is (PEM); with a certificate of its
 * own, or NULL. */
#define CLIENT_TLS_NAME "broker.example"
void client_open_tls(struct client *client, const char *target, const char *authority,
		     const char *certificate, const char *key);

void client_close(struct client *client);

/* How a call ended. */
struct outcome {
	int code;
	const char *message;
	struct bytes
		details; /* "grpc-status-details-bin"; data NULL when there is none */
};

struct client_call {
	struct client *client;
	grpc_call *call;
	bool has_headers;
	grpc_metadata_array headers;
	struct outcome outcome; /* message NULL until the end was read */
};

/* deadline_ms 0: none.  value, unless NULL, is sent as metadata "x-echo". */
struct client_call client_start(struct client *client, const char *path,
				unsigned deadline_ms, const char *value);

/* False when the call is over. */
bool client_send(struct client_call *call, struct bytes message);
bool client_send_message(struct client_call *call, const ProtobufCMessage *message);
bool client_half_close(struct client_call *call);

/* The next message, unpacked; NULL when there is none. */
ProtobufCMessage *client_receive(struct client_call *call,
				 const ProtobufCMessageDescriptor *type);

/* Of a call that must not be over; else the test fails and tells how the call ended. */
void client_must_send(struct client_call *call, const ProtobufCMessage *message);
void client_must_half_close(struct client_call *call);
ProtobufCMessage *client_must_receive(struct client_call *call,
				      const ProtobufCMessageDescriptor *type);

/* Waits for the end, and frees the call. */
struct outcome client_finish(struct client_call *call);

/* Tells what else it was when it was not this code. */
void outcome_expect(struct outcome outcome, int code);

/* A unary call from its start to its end; *response NULL when it failed. */
struct outcome client_unary(struct client *client, const char *path,
			    const ProtobufCMessage *request,
			    const ProtobufCMessageDescriptor *type,
			    ProtobufCMessage **response);

/* The reason in the ErrorInfo of the details, e.g. "BUSY"; "" when there is none. */
const char *outcome_reason(struct client *client, const struct outcome *outcome);

#endif
