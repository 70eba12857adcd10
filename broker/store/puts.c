#include "store/puts.h"

#include <string.h>

#define FIRST_ROOM 64

void puts_init(struct puts *puts, struct arena *arena)
{
	*puts = (struct puts){ .arena = arena };
}

void puts_add(struct puts *puts, struct store_put put)
{
	if (puts->count == puts->room) {
		size_t room = puts->room == 0 ? FIRST_ROOM : 2 * puts->room;
		struct store_put *list =
			arena_array(puts->arena, struct store_put, room);

		if (puts->count > 0)
			memcpy(list, puts->list, puts->count * sizeof(*list));
		puts->list = list;
		puts->room = room;
	}
	puts->list[puts->count++] = put;
}

struct bytes key_of_number(struct arena *arena, uint64_t number)
{
	uint8_t *key = arena_alloc(arena, 8);

	for (unsigned i = 0; i < 8; i++)
		key[i] = (uint8_t)(number >> (56 - 8 * i));
	return (struct bytes){ key, 8 };
}

void puts_append_at(struct puts *puts, uint8_t table, uint64_t number,
		    struct bytes value)
{
	puts_add(puts, (struct store_put){
			       .op = STORE_APPEND,
			       .table = table,
			       .key = key_of_number(puts->arena, number),
			       .value = value,
		       });
}
