#include "unit/rpc/client.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>

#include "base/ensure.h"
#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"

#define ARENA_BYTES ((size_t)64 << 20)

/* Each client has a connection of its own. */
static void open_with(struct client *client, const char *target,
		      grpc_channel_credentials *credentials)
{
	char own_key[] = "grpc.use_local_subchannel_pool";
	char name_key[] = GRPC_SSL_TARGET_NAME_OVERRIDE_ARG;
	char name[] = CLIENT_TLS_NAME;
	grpc_arg rows[] = {
		{ .type = GRPC_ARG_INTEGER, .key = own_key, .value.integer = 1 },
		{ .type = GRPC_ARG_STRING, .key = name_key, .value.string = name },
	};
	grpc_channel_args arguments = { ARRAY_SIZE(rows), rows };

	client->channel = grpc_channel_create(target, credentials, &arguments);
	client->completions = grpc_completion_queue_create_for_pluck(NULL);
	grpc_channel_credentials_release(credentials);
	arena_init(&client->arena, ARENA_BYTES);
}

void client_open(struct client *client, const char *target)
{
	grpc_init();
	open_with(client, target, grpc_insecure_credentials_create());
}

void client_open_tls(struct client *client, const char *target, const char *authority,
		     const char *certificate, const char *key)
{
	grpc_ssl_pem_key_cert_pair pair = { .private_key = key,
					    .cert_chain = certificate };

	grpc_init();
	open_with(client, target,
		  grpc_ssl_credentials_create(
			  authority, certificate == NULL ? NULL : &pair, NULL, NULL));
}

void client_close(struct client *client)
{
	grpc_channel_destroy(client->channel);
	grpc_completion_queue_shutdown(client->completions);
	grpc_completion_queue_destroy(client->completions);
	arena_release(&client->arena);
	grpc_shutdown();
}

static bool wait_for(struct client_call *call, const grpc_op *ops, size_t count)
{
	int tag;
	grpc_completion_queue *completions = call->client->completions;

	ensure(grpc_call_start_batch(call->call, ops, count, &tag, NULL) ==
	       GRPC_CALL_OK);
	return grpc_completion_queue_pluck(completions, &tag,
					   gpr_inf_future(GPR_CLOCK_REALTIME), NULL)
		       .success != 0;
}

/* Whether the headers went out.  flags: of gRPC, for them. */
static bool begin(struct client_call *call, const char *path, unsigned deadline_ms,
		  const char *value, uint32_t flags)
{
	gpr_timespec deadline =
		deadline_ms == 0
			? gpr_inf_future(GPR_CLOCK_REALTIME)
			: gpr_time_add(gpr_now(GPR_CLOCK_REALTIME),
				       gpr_time_from_millis(deadline_ms, GPR_TIMESPAN));
	grpc_slice method = grpc_slice_from_copied_string(path);
	grpc_metadata row = { .key = grpc_slice_from_static_string("x-echo"),
			      .value = grpc_slice_from_copied_string(
				      value == NULL ? "" : value) };
	grpc_op op = { .op = GRPC_OP_SEND_INITIAL_METADATA, .flags = flags };
	bool sent;

	call->call = grpc_channel_create_call(
		call->client->channel, NULL, GRPC_PROPAGATE_DEFAULTS,
		call->client->completions, method, NULL, deadline, NULL);
	grpc_metadata_array_init(&call->headers);
	op.data.send_initial_metadata.count = value == NULL ? 0 : 1;
	op.data.send_initial_metadata.metadata = &row;
	sent = wait_for(call, &op, 1);
	grpc_slice_unref(method);
	grpc_slice_unref(row.value);
	return sent;
}

bool client_send(struct client_call *call, struct bytes message)
{
	grpc_slice slice =
		grpc_slice_from_copied_buffer((const char *)message.data, message.len);
	grpc_byte_buffer *buffer = grpc_raw_byte_buffer_create(&slice, 1);
	grpc_op op = { .op = GRPC_OP_SEND_MESSAGE };
	bool sent;

	op.data.send_message.send_message = buffer;
	sent = wait_for(call, &op, 1);
	grpc_byte_buffer_destroy(buffer);
	grpc_slice_unref(slice);
	return sent;
}

static struct bytes packed(struct arena *arena, const ProtobufCMessage *message)
{
	size_t len = protobuf_c_message_get_packed_size(message);
	uint8_t *data = arena_alloc(arena, len + 1);

	(void)protobuf_c_message_pack(message, data);
	return (struct bytes){ data, len };
}

bool client_send_message(struct client_call *call, const ProtobufCMessage *message)
{
	return client_send(call, packed(&call->client->arena, message));
}

bool client_half_close(struct client_call *call)
{
	grpc_op op = { .op = GRPC_OP_SEND_CLOSE_FROM_CLIENT };

	return wait_for(call, &op, 1);
}

static void *alloc_in_arena(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void free_in_arena(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

static ProtobufCMessage *
unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes wire)
{
	ProtobufCAllocator allocator = { alloc_in_arena, free_in_arena, arena };

	return protobuf_c_message_unpack(type, &allocator, wire.len, wire.data);
}

/* NULL when there is none. */
static grpc_byte_buffer *receive(struct client_call *call)
{
	grpc_byte_buffer *buffer = NULL;
	grpc_op ops[] = { { .op = GRPC_OP_RECV_MESSAGE },
			  { .op = GRPC_OP_RECV_INITIAL_METADATA } };

	ops[0].data.recv_message.recv_message = &buffer;
	ops[1].data.recv_initial_metadata.recv_initial_metadata = &call->headers;
	(void)wait_for(call, ops, call->has_headers ? 1 : 2);
	call->has_headers = true;
	return buffer;
}

ProtobufCMessage *client_receive(struct client_call *call,
				 const ProtobufCMessageDescriptor *type)
{
	grpc_byte_buffer *buffer = receive(call);
	grpc_byte_buffer_reader reader;
	ProtobufCMessage *message;
	grpc_slice all;

	if (buffer == NULL)
		return NULL;
	ensure(grpc_byte_buffer_reader_init(&reader, buffer) != 0);
	all = grpc_byte_buffer_reader_readall(&reader);
	message = unpack(
		&call->client->arena, type,
		(struct bytes){ GRPC_SLICE_START_PTR(all), GRPC_SLICE_LENGTH(all) });
	grpc_slice_unref(all);
	grpc_byte_buffer_reader_destroy(&reader);
	grpc_byte_buffer_destroy(buffer);
	return message;
}

/* The end comes only after every message was read. */
static void read_the_rest(struct client_call *call)
{
	grpc_byte_buffer *buffer;

	while ((buffer = receive(call)) != NULL)
		grpc_byte_buffer_destroy(buffer);
}

static struct bytes copied(struct arena *arena, grpc_slice slice)
{
	return (struct bytes){ (const uint8_t *)arena_strndup(
				       arena, (const char *)GRPC_SLICE_START_PTR(slice),
				       GRPC_SLICE_LENGTH(slice)),
			       GRPC_SLICE_LENGTH(slice) };
}

static struct bytes details_of(struct arena *arena, const grpc_metadata_array *trailer)
{
	for (size_t i = 0; i < trailer->count; i++)
		if (grpc_slice_str_cmp(trailer->metadata[i].key,
				       "grpc-status-details-bin") == 0)
			return copied(arena, trailer->metadata[i].value);
	return (struct bytes){ NULL, 0 };
}

/* Waits for the end, of which core tells once. */
static const struct outcome *end_of(struct client_call *call)
{
	grpc_op op = { .op = GRPC_OP_RECV_STATUS_ON_CLIENT };
	grpc_status_code code = GRPC_STATUS_UNKNOWN;
	struct arena *arena = &call->client->arena;
	grpc_metadata_array trailer;
	grpc_slice message;

	if (call->outcome.message != NULL)
		return &call->outcome;
	read_the_rest(call);
	grpc_metadata_array_init(&trailer);
	op.data.recv_status_on_client.status = &code;
	op.data.recv_status_on_client.status_details = &message;
	op.data.recv_status_on_client.trailing_metadata = &trailer;
	(void)wait_for(call, &op, 1);
	call->outcome = (struct outcome){
		.code = (int)code,
		.message = (const char *)copied(arena, message).data,
		.details = details_of(arena, &trailer),
	};
	grpc_slice_unref(message);
	grpc_metadata_array_destroy(&trailer);
	return &call->outcome;
}

struct outcome client_finish(struct client_call *call)
{
	struct outcome outcome = *end_of(call);

	grpc_metadata_array_destroy(&call->headers);
	grpc_call_unref(call->call);
	return outcome;
}

/*
 * Core 1.51 reads errno only after it has done more than connect().  Where it has to queue
 * for a lock in between, libabsl looks for a file of the kernel's that is not there, and an
 * attempt that is under way counts as failed: with ENOENT, which connect() of TCP does not
 * know, and once in a process at most (github.com/grpc/grpc/pull/35064).  Every other
 * failure is left to the test.
 */
static bool core_mistook_errno(const struct outcome *outcome)
{
	return outcome->code == GRPC_STATUS_UNAVAILABLE &&
	       strstr(outcome->message, " ipv4:") != NULL &&
	       strstr(outcome->message, strerror(ENOENT)) != NULL;
}

struct client_call client_start(struct client *client, const char *path,
				unsigned deadline_ms, const char *value)
{
	struct client_call call = { .client = client };

	if (begin(&call, path, deadline_ms, value, 0) ||
	    !core_mistook_errno(end_of(&call)))
		return call;
	(void)client_finish(&call);
	call = (struct client_call){ .client = client };
	(void)begin(&call, path, deadline_ms, value,
		    GRPC_INITIAL_METADATA_WAIT_FOR_READY);
	return call;
}

static void fail_as_over(struct client_call *call, const char *what)
{
	const struct outcome *outcome = end_of(call);

	cr_assert_fail("%s: the call ended with %d: %s", what, outcome->code,
		       outcome->message);
}

void client_must_send(struct client_call *call, const ProtobufCMessage *message)
{
	if (!client_send_message(call, message))
		fail_as_over(call, "nothing can be sent");
}

void client_must_half_close(struct client_call *call)
{
	if (!client_half_close(call))
		fail_as_over(call, "it cannot be half-closed");
}

ProtobufCMessage *client_must_receive(struct client_call *call,
				      const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *message = client_receive(call, type);

	if (message == NULL)
		fail_as_over(call, "no message came");
	return message;
}

void outcome_expect(struct outcome outcome, int code)
{
	if (outcome.code != code)
		cr_expect_fail("the call ended with %d instead of %d: %s", outcome.code,
			       code, outcome.message);
}

struct outcome client_unary(struct client *client, const char *path,
			    const ProtobufCMessage *request,
			    const ProtobufCMessageDescriptor *type,
			    ProtobufCMessage **response)
{
	struct client_call call = client_start(client, path, 0, NULL);
	ProtobufCMessage *received;

	(void)client_send_message(&call, request);
	(void)client_half_close(&call);
	received = client_receive(&call, type);
	if (response != NULL)
		*response = received;
	return client_finish(&call);
}

const char *outcome_reason(struct client *client, const struct outcome *outcome)
{
	struct arena *arena = &client->arena;
	Google__Rpc__Status *status = (Google__Rpc__Status *)unpack(
		arena, &google__rpc__status__descriptor, outcome->details);
	Google__Rpc__ErrorInfo *info;

	if (outcome->details.data == NULL || status == NULL || status->n_details == 0)
		return "";
	info = (Google__Rpc__ErrorInfo *)unpack(
		arena, &google__rpc__error_info__descriptor,
		(struct bytes){ status->details[0]->value.data,
				status->details[0]->value.len });
	return info == NULL ? "" : info->reason;
}
