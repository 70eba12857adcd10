#ifndef BROKER_BASE_ARENA_H
#define BROKER_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attribute.h"

/*
 * Memory with one lifetime and a ceiling.
 *
 * A request, or one command of the tool, owns an arena; everything made on its way lives
 * in it and ends with it in one call.  Memory is zeroed and aligned for any type.
 *
 * Two ways to ask.  arena_try_*: NULL when the ceiling is reached; for whatever size a
 * stranger chooses (wire bytes, documents, files).  The others never return NULL: to
 * reach the ceiling there is a broken invariant (ensure.h), since the size was bounded
 * before; for the law, whose needs follow from checked limits.
 *
 * Threads: an arena belongs to one thread at a time.
 */

struct arena_block;

struct arena {
	struct arena_block *newest;
	struct arena_block *spares; /* that rewinds left over */
	size_t spare_bytes;
	size_t used_bytes;    /* handed out and set aside, compared with the ceiling */
	size_t ceiling_bytes; /* never exceeded */
	bool is_starved;      /* below it the system had nothing, since it was empty */
};

/*
 * A place to return to: arena_rewind() gives back what was allocated after arena_mark().
 * Up to 8 MiB of it are kept for what comes next, beside what the ceiling counts, so that
 * a loop of marks and rewinds does not ask the system for memory each time.
 */
struct arena_mark {
	struct arena_block *block;
	size_t block_used_bytes;
	size_t used_bytes;
};

void arena_init(struct arena *arena, size_t ceiling_bytes);

/* Frees everything.  The arena may be used again, empty. */
void arena_release(struct arena *arena);

struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* To its beginning, for who will soon need as much again. */
void arena_empty(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size_bytes);
void *arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes);
void *arena_try_alloc(struct arena *arena, size_t size_bytes) MUST_CHECK;
/* NULL also when count * size_bytes overflows. */
void *arena_try_alloc_array(struct arena *arena, size_t count,
			    size_t size_bytes) MUST_CHECK;

#define arena_new(arena, type) (type *)arena_alloc((arena), sizeof(type))
#define arena_array(arena, type, count) \
	(type *)arena_alloc_array((arena), (count), sizeof(type))

char *arena_strdup(struct arena *arena, const char *text);
/* The first len bytes of text, NUL added. */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
