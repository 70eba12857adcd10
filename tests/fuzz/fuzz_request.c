#include <stdlib.h>

#include "grpc/health/v1/health.pb-c.h"
#include "grpc/reflection/v1/reflection.pb-c.h"
#include "rpc/request.h"
#include "slabroker/v1/envelope.pb-c.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * Any bytes as a request of the type that the first byte chooses: it is refused with a
 * reason, or becomes a message that, packed again, is read again.
 */

#define FUZZ_ARENA_CEILING ((size_t)64 << 20)
#define FUZZ_ROOM_BYTES    ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err unpack(struct arena *arena, const ProtobufCMessageDescriptor *type,
		       struct bytes wire, ProtobufCMessage **message)
{
	struct diag diag;
	enum err err;

	diag_init(&diag, arena);
	err = request_unpack(arena, FUZZ_ROOM_BYTES, type, wire, message, &diag);
	if (err != ERR_OK && diag.error_count == 0)
		abort();
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const ProtobufCMessageDescriptor *const types[] = {
		&grpc__reflection__v1__server_reflection_request__descriptor,
		&grpc__health__v1__health_check_request__descriptor,
		&slb_envelope__descriptor,
		&slb_report__descriptor,
	};
	const ProtobufCMessageDescriptor *type;
	ProtobufCMessage *message;
	struct arena arena;
	struct bytes again;
	uint8_t *packed;

	if (size == 0)
		return 0;
	type = types[data[0] % ARRAY_SIZE(types)];
	arena_init(&arena, FUZZ_ARENA_CEILING);
	if (unpack(&arena, type, (struct bytes){ data + 1, size - 1 }, &message) ==
	    ERR_OK) {
		packed = arena_alloc(&arena,
				     protobuf_c_message_get_packed_size(message) + 1);
		again = (struct bytes){ packed,
					protobuf_c_message_pack(message, packed) };
		if (unpack(&arena, type, again, &message) == ERR_REQUEST_MALFORMED)
			abort();
	}
	arena_release(&arena);
	return 0;
}
