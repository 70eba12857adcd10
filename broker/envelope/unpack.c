#include "envelope/unpack.h"

#include "envelope/decode.h"
#include "envelope/scan.h"

/* Left in the arena for what follows: diagnostics, and what is derived in small. */
#define RESERVE_BYTES ((size_t)65536)

static ProtobufCMessage *
unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, struct bytes wire)
{
	const size_t ceiling_bytes = arena->ceiling_bytes;
	struct arena_mark mark = arena_mark(arena);
	ProtobufCMessage *message;

	if (ceiling_bytes - arena->used_bytes < RESERVE_BYTES)
		return NULL;
	arena->ceiling_bytes -= RESERVE_BYTES;
	message = decode_message(arena, type, wire);
	arena->ceiling_bytes = ceiling_bytes;
	if (message == NULL)
		arena_rewind(arena, mark);
	return message;
}

enum err unpack_message(struct arena *arena, const ProtobufCMessageDescriptor *type,
			struct bytes wire, ProtobufCMessage **out, struct diag *diag)
{
	struct scan_refusal refusal;

	if (!scan_wire(arena, type, wire, &refusal))
		return diag_error(diag, ERR_WIRE_NOT_CANONICAL, diag_at(refusal.path),
				  "byte %zu of %s: %s", refusal.offset,
				  type->short_name, scan_rule_text(refusal.rule));
	*out = unpack(arena, type, wire);
	if (*out == NULL && arena->is_starved)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(NULL),
				  "the system has no memory for the %zu bytes of %s",
				  wire.len, type->short_name);
	if (*out == NULL)
		return diag_error(
			diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
			"the %zu bytes of %s take more than %zu bytes of memory",
			wire.len, type->short_name, arena->ceiling_bytes);
	return ERR_OK;
}

struct bytes pack_message(struct arena *arena, const ProtobufCMessage *message)
{
	size_t len = protobuf_c_message_get_packed_size(message);
	uint8_t *data = arena_alloc(arena, len);

	return (struct bytes){ data, protobuf_c_message_pack(message, data) };
}
