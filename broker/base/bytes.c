#include "base/bytes.h"

#include <string.h>

#include "base/ensure.h"

struct bytes bytes_of_string(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

void buffer_init(struct buffer *buffer, struct arena *arena)
{
	*buffer = (struct buffer){ .arena = arena };
}

static void buffer_make_room(struct buffer *buffer, size_t more)
{
	const size_t first_room = 64;
	size_t room = buffer->room < first_room ? first_room : buffer->room;
	uint8_t *data;

	if (more <= buffer->room - buffer->len)
		return;
	ensure(more <= SIZE_MAX / 4 && buffer->len <= SIZE_MAX / 4);
	while (room < buffer->len + more)
		room *= 2;
	data = arena_alloc(buffer->arena, room);
	if (buffer->len > 0)
		memcpy(data, buffer->data, buffer->len);
	buffer->data = data;
	buffer->room = room;
}

void buffer_add(struct buffer *buffer, struct bytes bytes)
{
	if (bytes.len == 0)
		return;
	buffer_make_room(buffer, bytes.len);
	memcpy(buffer->data + buffer->len, bytes.data, bytes.len);
	buffer->len += bytes.len;
}

void buffer_add_byte(struct buffer *buffer, uint8_t byte)
{
	buffer_make_room(buffer, 1);
	buffer->data[buffer->len++] = byte;
}

void buffer_add_u32be(struct buffer *buffer, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_add_byte(buffer, (uint8_t)(value >> shift));
}

void buffer_add_u64be(struct buffer *buffer, uint64_t value)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		buffer_add_byte(buffer, (uint8_t)(value >> shift));
}

struct bytes buffer_bytes(const struct buffer *buffer)
{
	return (struct bytes){ buffer->data, buffer->len };
}

struct cursor cursor_over(struct bytes bytes)
{
	return (struct cursor){ .rest = bytes };
}

struct bytes cursor_take(struct cursor *cursor, size_t len)
{
	struct bytes taken = { cursor->rest.data, len };

	if (cursor->failed || len > cursor->rest.len) {
		cursor->failed = true;
		return (struct bytes){ NULL, 0 };
	}
	if (len > 0)
		cursor->rest.data += len;
	cursor->rest.len -= len;
	return taken;
}

static uint64_t take_unsigned(struct cursor *cursor, size_t width_bytes)
{
	struct bytes field = cursor_take(cursor, width_bytes);
	uint64_t value = 0;

	for (size_t i = 0; i < field.len; i++)
		value = value << 8 | field.data[i];
	return value;
}

uint8_t cursor_u8(struct cursor *cursor)
{
	return (uint8_t)take_unsigned(cursor, 1);
}

uint32_t cursor_u32be(struct cursor *cursor)
{
	return (uint32_t)take_unsigned(cursor, 4);
}

uint64_t cursor_u64be(struct cursor *cursor)
{
	return take_unsigned(cursor, 8);
}

bool cursor_done(const struct cursor *cursor)
{
	return !cursor->failed && cursor->rest.len == 0;
}
