#include "lib/answer.h"

/* Left in the arena for what is said about the message. */
#define RESERVE_BYTES ((size_t)65536)

static void *alloc_in_arena(void *arena, size_t size)
{
	return arena_try_alloc(arena, size);
}

static void free_in_arena(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

ProtobufCMessage *answer_unpack(struct arena *arena,
				const ProtobufCMessageDescriptor *type,
				struct bytes wire)
{
	ProtobufCAllocator allocator = { .alloc = alloc_in_arena,
					 .free = free_in_arena,
					 .allocator_data = arena };
	const size_t ceiling_bytes = arena->ceiling_bytes;
	struct arena_mark mark = arena_mark(arena);
	ProtobufCMessage *message;

	if (ceiling_bytes - arena->used_bytes < RESERVE_BYTES)
		return NULL;
	arena->ceiling_bytes -= RESERVE_BYTES;
	message = protobuf_c_message_unpack(type, &allocator, wire.len, wire.data);
	arena->ceiling_bytes = ceiling_bytes;
	if (message == NULL)
		arena_rewind(arena, mark);
	return message;
}
