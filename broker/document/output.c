#include "document/output.h"

#include <string.h>

#define ROOM_AT_FIRST 1024

bool output_add(struct output *output, const void *data, size_t len)
{
	if (len > output->room - output->len) {
		size_t room = output->room + len + ROOM_AT_FIRST;
		uint8_t *grown = arena_try_alloc_array(output->arena, room, 2);

		if (!grown)
			return false;
		if (output->len > 0)
			memcpy(grown, output->data, output->len);
		output->data = grown;
		output->room = room * 2;
	}
	if (len > 0)
		memcpy(output->data + output->len, data, len);
	output->len += len;
	return true;
}

bool arena_has_room(struct arena *arena, size_t size_bytes)
{
	struct arena_mark mark = arena_mark(arena);
	bool room = arena_try_alloc(arena, size_bytes) != NULL;

	arena_rewind(arena, mark);
	return room;
}
