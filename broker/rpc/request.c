#include "rpc/request.h"

#include <string.h>

#include "rpc/wire.h"

struct walk {
	struct bytes whole;
	struct diag *diag;
	struct diag_path path;
};

static enum err refuse(struct walk *walk, const uint8_t *at, const char *text)
{
	return diag_error(
		walk->diag, ERR_REQUEST_MALFORMED, diag_at(walk->path.chars),
		"byte %zu of the request: %s",
		walk->whole.data == NULL ? 0 : (size_t)(at - walk->whole.data), text);
}

static unsigned wire_type_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return WIRE_64;
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
		return WIRE_32;
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return WIRE_BYTES;
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_BOOL:
	case PROTOBUF_C_TYPE_ENUM:
		break;
	}
	return WIRE_VARINT;
}

static bool wire_type_fits(const ProtobufCFieldDescriptor *type, unsigned wire_type)
{
	return wire_type == wire_type_of(type->type) ||
	       (wire_type == WIRE_BYTES && type->label == PROTOBUF_C_LABEL_REPEATED);
}

static enum err walk_message(struct walk *walk, const ProtobufCMessageDescriptor *type,
			     struct bytes wire, unsigned depth);

static enum err walk_known(struct walk *walk, const ProtobufCFieldDescriptor *type,
			   const struct wire_field *field, unsigned depth)
{
	if (type->type == PROTOBUF_C_TYPE_STRING && !utf8_valid(field->content))
		return refuse(walk, field->content.data,
			      "text is well-formed UTF-8 without NUL");
	if (type->type == PROTOBUF_C_TYPE_MESSAGE)
		return walk_message(walk, type->descriptor, field->content, depth + 1);
	return ERR_OK;
}

static void enter(struct walk *walk, const char *name)
{
	size_t len = strlen(walk->path.chars);
	size_t room = sizeof walk->path.chars - len - 1;
	size_t name_len = strlen(name);

	if (name_len + 1 > room)
		return;
	if (len > 0)
		walk->path.chars[len++] = '.';
	memcpy(walk->path.chars + len, name, name_len + 1);
}

static enum err walk_field(struct walk *walk, const ProtobufCMessageDescriptor *type,
			   struct cursor *cursor, unsigned depth)
{
	const uint8_t *start = cursor->rest.data;
	size_t path_len = strlen(walk->path.chars);
	const ProtobufCFieldDescriptor *known;
	struct wire_field field = { .number = 0 };
	const char *fault = wire_take(cursor, &field);
	enum err err;

	if (fault != NULL)
		return refuse(walk, start, fault);
	known = protobuf_c_message_descriptor_get_field(type, (unsigned)field.number);
	if (known == NULL)
		return ERR_OK;
	enter(walk, known->name);
	if (!wire_type_fits(known, field.wire_type))
		err = refuse(walk, start, "the field is written in another type's way");
	else
		err = walk_known(walk, known, &field, depth);
	walk->path.chars[path_len] = '\0';
	return err;
}

static enum err walk_message(struct walk *walk, const ProtobufCMessageDescriptor *type,
			     struct bytes wire, unsigned depth)
{
	struct cursor cursor = cursor_over(wire);

	if (depth > REQUEST_DEPTH_MAX)
		return refuse(walk, wire.data,
			      "messages lie at most 16 deep in each other");
	while (cursor.rest.len > 0) {
		enum err err = walk_field(walk, type, &cursor, depth);

		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

struct room {
	struct arena *arena;
	bool is_full;
};

static void *alloc_in_room(void *context, size_t size)
{
	struct room *room = context;
	void *memory = arena_try_alloc(room->arena, size);

	room->is_full |= memory == NULL;
	return memory;
}

static void free_in_room(void *context, void *memory)
{
	(void)context;
	(void)memory;
}

static enum err unpack(struct arena *arena, size_t room_bytes,
		       const ProtobufCMessageDescriptor *type, struct bytes wire,
		       ProtobufCMessage **out, struct diag *diag)
{
	struct room room = { .arena = arena };
	ProtobufCAllocator allocator = { .alloc = alloc_in_room,
					 .free = free_in_room,
					 .allocator_data = &room };
	const size_t ceiling_bytes = arena->ceiling_bytes;
	struct arena_mark mark = arena_mark(arena);

	if (room_bytes < ceiling_bytes - arena->used_bytes)
		arena->ceiling_bytes = arena->used_bytes + room_bytes;
	*out = protobuf_c_message_unpack(type, &allocator, wire.len, wire.data);
	arena->ceiling_bytes = ceiling_bytes;
	if (*out != NULL)
		return ERR_OK;
	arena_rewind(arena, mark);
	if (room.is_full)
		return diag_error(diag, ERR_LIMIT_EXCEEDED, diag_at(NULL),
				  "the request of %zu bytes takes more than the %zu "
				  "bytes of memory that a request may take",
				  wire.len, room_bytes);
	return diag_error(diag, ERR_REQUEST_MALFORMED, diag_at(NULL),
			  "the request is not a message of type %s", type->name);
}

enum err request_unpack(struct arena *arena, size_t room_bytes,
			const ProtobufCMessageDescriptor *type, struct bytes wire,
			ProtobufCMessage **out, struct diag *diag)
{
	struct walk walk = { .whole = wire, .diag = diag };
	enum err err = walk_message(&walk, type, wire, 1);

	return err == ERR_OK ? unpack(arena, room_bytes, type, wire, out, diag) : err;
}
