#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"

/*
 * Under AddressSanitizer what is not handed out is poisoned, and a gap follows every
 * allocation, so that an overrun inside a block is seen like one of malloc's.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define GAP_BYTES            sizeof(max_align_t)
#define POISON(start, len)   __asan_poison_memory_region((start), (len))
#define UNPOISON(start, len) __asan_unpoison_memory_region((start), (len))
#else
#define GAP_BYTES            0
#define POISON(start, len)   ((void)(start), (void)(len))
#define UNPOISON(start, len) ((void)(start), (void)(len))
#endif

#define FIRST_BLOCK_BYTES   ((size_t)4096)
#define LARGEST_BLOCK_BYTES ((size_t)1 << 20) /* a larger request gets its own size */
#define SPARES_MAX_BYTES    ((size_t)8 << 20)

/* Bytes from used_bytes on are zero. */
struct arena_block {
	struct arena_block *older;
	size_t room_bytes;
	size_t used_bytes;
	alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t ceiling_bytes)
{
	*arena = (struct arena){ .ceiling_bytes = ceiling_bytes };
}

static void free_block(struct arena_block *block)
{
	UNPOISON(block->bytes, block->room_bytes);
	free(block);
}

static void free_chain(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *older = block->older;

		free_block(block);
		block = older;
	}
}

void arena_release(struct arena *arena)
{
	free_chain(arena->newest);
	free_chain(arena->spares);
	*arena = (struct arena){ .ceiling_bytes = arena->ceiling_bytes };
}

/* What lies after kept_bytes is given back. */
static void empty_block(struct arena_block *block, size_t kept_bytes)
{
	size_t emptied_bytes = block->used_bytes - kept_bytes;

	UNPOISON(block->bytes + kept_bytes, emptied_bytes);
	memset(block->bytes + kept_bytes, 0, emptied_bytes);
	block->used_bytes = kept_bytes;
	POISON(block->bytes + kept_bytes, block->room_bytes - kept_bytes);
}

static void drop_newest(struct arena *arena)
{
	struct arena_block *block = arena->newest;

	arena->newest = block->older;
	if (block->room_bytes > SPARES_MAX_BYTES - arena->spare_bytes) {
		free_block(block);
		return;
	}
	empty_block(block, 0);
	block->older = arena->spares;
	arena->spares = block;
	arena->spare_bytes += block->room_bytes;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){
		.block = arena->newest,
		.block_used_bytes = arena->newest ? arena->newest->used_bytes : 0,
		.used_bytes = arena->used_bytes,
	};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->newest != mark.block)
		drop_newest(arena);
	arena->used_bytes = mark.used_bytes;
	if (arena->newest != NULL)
		empty_block(arena->newest, mark.block_used_bytes);
}

void arena_empty(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark){ .block = NULL });
	arena->is_starved = false;
}

/* Blocks double, so that their number stays small; the ceiling may make one shorter. */
static size_t choose_room(const struct arena *arena, size_t need_bytes,
			  size_t left_bytes)
{
	size_t room_bytes = FIRST_BLOCK_BYTES;

	if (arena->newest != NULL)
		room_bytes = arena->newest->room_bytes * 2;
	if (room_bytes > LARGEST_BLOCK_BYTES)
		room_bytes = LARGEST_BLOCK_BYTES;
	if (room_bytes > left_bytes)
		room_bytes = left_bytes;
	return room_bytes > need_bytes ? room_bytes : need_bytes;
}

/* The first that is large enough; they were dropped from the newest on, so that the small
 * ones of a fresh arena come before the large ones. */
static struct arena_block *take_spare(struct arena *arena, size_t need_bytes,
				      size_t left_bytes)
{
	struct arena_block **link = &arena->spares;
	struct arena_block *spare;

	while (*link != NULL && (*link)->room_bytes < need_bytes)
		link = &(*link)->older;
	spare = *link;
	if (spare == NULL || spare->room_bytes > left_bytes)
		return NULL;
	*link = spare->older;
	arena->spare_bytes -= spare->room_bytes;
	return spare;
}

static struct arena_block *new_block(size_t room_bytes)
{
	struct arena_block *block = calloc(1, sizeof *block + room_bytes);

	if (block == NULL)
		return NULL;
	POISON(block->bytes, room_bytes);
	block->room_bytes = room_bytes;
	return block;
}

/* Whether the ceiling lets in a block for so much. */
static bool may_grow(const struct arena *arena, size_t need_bytes)
{
	size_t left_bytes = arena->ceiling_bytes - arena->used_bytes;

	return left_bytes >= sizeof(struct arena_block) &&
	       left_bytes - sizeof(struct arena_block) >= need_bytes;
}

static struct arena_block *add_block(struct arena *arena, size_t need_bytes)
{
	size_t room_bytes;
	struct arena_block *block;

	if (!may_grow(arena, need_bytes))
		return NULL;
	room_bytes = arena->ceiling_bytes - arena->used_bytes - sizeof *block;
	block = take_spare(arena, need_bytes, room_bytes);
	if (block == NULL)
		block = new_block(choose_room(arena, need_bytes, room_bytes));
	if (block == NULL) {
		arena->is_starved = true;
		return NULL;
	}
	block->older = arena->newest;
	arena->newest = block;
	arena->used_bytes += sizeof *block + block->room_bytes;
	return block;
}

void *arena_try_alloc(struct arena *arena, size_t size_bytes)
{
	const size_t unit = sizeof(max_align_t);
	struct arena_block *block = arena->newest;
	unsigned char *place;
	size_t whole_bytes;

	if (size_bytes > arena->ceiling_bytes || size_bytes > SIZE_MAX - 2 * unit)
		return NULL;
	if (size_bytes == 0)
		size_bytes = 1;
	whole_bytes = (size_bytes + unit - 1) / unit * unit + GAP_BYTES;
	if (block == NULL || block->room_bytes - block->used_bytes < whole_bytes)
		block = add_block(arena, whole_bytes);
	if (block == NULL)
		return NULL;
	place = block->bytes + block->used_bytes;
	block->used_bytes += whole_bytes;
	UNPOISON(place, size_bytes);
	return place;
}

void *arena_try_alloc_array(struct arena *arena, size_t count, size_t size_bytes)
{
	if (size_bytes != 0 && count > SIZE_MAX / size_bytes)
		return NULL;
	return arena_try_alloc(arena, count * size_bytes);
}

/* Where no is no answer: the system had nothing, or the ceiling was too low. */
static void ensure_given(const struct arena *arena, const void *place,
			 size_t size_bytes)
{
	bool memory_is_left = place != NULL || !may_grow(arena, size_bytes);

	ensure(memory_is_left);
}

bool ensure_failed_for_memory(const struct ensure_failure *failure)
{
	return strcmp(failure->condition, "memory_is_left") == 0;
}

void *arena_alloc(struct arena *arena, size_t size_bytes)
{
	void *place = arena_try_alloc(arena, size_bytes);

	ensure_given(arena, place, size_bytes);
	ensure(place != NULL);
	return place;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes)
{
	ensure(size_bytes == 0 || count <= SIZE_MAX / size_bytes);
	return arena_alloc(arena, count * size_bytes);
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy;

	ensure(len < SIZE_MAX);
	copy = arena_alloc(arena, len + 1);
	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	int len;
	char *text;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ensure(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	va_start(args, format);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}
