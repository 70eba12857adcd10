#include "rpc/wire.h"

#define VARINT_MAX_BYTES 10
#define FIELD_NUMBER_MAX (((uint64_t)1 << 29) - 1)

/* Numbers past 64 bits lose what is above; protobuf readers take them so. */
static bool take_varint(struct cursor *cursor, uint64_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < VARINT_MAX_BYTES; i++) {
		uint8_t byte = cursor_u8(cursor);

		*value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if ((byte & 0x80) == 0)
			return !cursor->failed;
	}
	return false;
}

static bool take_bytes(struct cursor *cursor, struct bytes *content)
{
	uint64_t len;

	if (!take_varint(cursor, &len) || len > cursor->rest.len)
		return false;
	*content = cursor_take(cursor, (size_t)len);
	return true;
}

const char *wire_take(struct cursor *cursor, struct wire_field *field)
{
	uint64_t tag;
	bool is_whole;

	if (!take_varint(cursor, &tag))
		return "a field's number is cut off";
	*field = (struct wire_field){ .number = tag >> 3, .wire_type = tag & 7 };
	if (field->number == 0 || field->number > FIELD_NUMBER_MAX)
		return "this is no field number";
	switch (field->wire_type) {
	case WIRE_VARINT:
		is_whole = take_varint(cursor, &tag);
		break;
	case WIRE_64:
		is_whole = cursor_take(cursor, 8).len == 8;
		break;
	case WIRE_BYTES:
		is_whole = take_bytes(cursor, &field->content);
		break;
	case WIRE_32:
		is_whole = cursor_take(cursor, 4).len == 4;
		break;
	default:
		return "groups and wire types 6 and 7 are not used";
	}
	return is_whole ? NULL : "the field is longer than what holds it";
}
