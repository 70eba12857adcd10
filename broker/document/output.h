#ifndef BROKER_DOCUMENT_OUTPUT_H
#define BROKER_DOCUMENT_OUTPUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"

/* Bytes that a library writes, growing in an arena that may be too small for them. */
struct output {
	struct arena *arena;
	uint8_t *data;
	size_t len;
	size_t room;
};

/* False when the arena is full; what was added before stays. */
bool output_add(struct output *output, const void *data, size_t len) MUST_CHECK;

/* Before a function of base that takes its room for granted, or hides the want of it. */
bool arena_has_room(struct arena *arena, size_t size_bytes);

#endif
