#ifndef BROKER_STORE_PUTS_H
#define BROKER_STORE_PUTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "store/store.h"

/*
 * What is to be written, collected in an arena until it is put into a write.
 * Threads: a value of one thread.
 */
struct puts {
	struct arena *arena;
	struct store_put *list;
	size_t count;
	size_t room;
};

void puts_init(struct puts *puts, struct arena *arena);

/* Key and value are kept as views. */
void puts_add(struct puts *puts, struct store_put put);

/* An entry of a table whose key is a number, eight bytes, most significant first. */
void puts_append_at(struct puts *puts, uint8_t table, uint64_t number,
		    struct bytes value);

/* The key of such an entry, in the arena. */
struct bytes key_of_number(struct arena *arena, uint64_t number);

#endif
