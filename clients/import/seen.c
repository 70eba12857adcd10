#include "import/seen.h"

#include <string.h>

#define SLOTS_AT_FIRST 512

void seen_init(struct seen *seen, struct arena *arena)
{
	*seen = (struct seen){ .arena = arena };
}

/* FNV-1a, 64 bits (isthe.com/chongo/tech/comp/fnv). */
static uint64_t hash_of(struct bytes text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ text.data[i]) * 0x100000001b3;
	return hash;
}

/* Where the text stands, or the free slot where it belongs. */
static struct seen_text *find(const struct seen *seen, struct bytes text)
{
	size_t mask = seen->slot_count - 1;
	size_t at = (size_t)hash_of(text) & mask;

	while (seen->slots[at].text.data != NULL &&
	       !bytes_equal(seen->slots[at].text, text))
		at = (at + 1) & mask;
	return &seen->slots[at];
}

/* Twice the room; the old table stays in the arena. */
static enum err grow(struct seen *seen)
{
	struct seen old = *seen;
	size_t count = old.slot_count > 0 ? old.slot_count * 2 : SLOTS_AT_FIRST;
	struct seen_text *slots =
		arena_try_alloc_array(seen->arena, count, sizeof(*slots));

	if (slots == NULL)
		return ERR_NO_MEMORY;
	seen->slots = slots;
	seen->slot_count = count;
	for (size_t i = 0; i < old.slot_count; i++) {
		if (old.slots[i].text.data != NULL)
			*find(seen, old.slots[i].text) = old.slots[i];
	}
	return ERR_OK;
}

enum err seen_add(struct seen *seen, struct bytes text, struct import_place place,
		  const struct import_place **first)
{
	struct seen_text *slot;
	uint8_t *copy;

	*first = NULL;
	if (seen->count * 2 >= seen->slot_count && grow(seen) != ERR_OK)
		return ERR_NO_MEMORY;
	slot = find(seen, text);
	if (slot->text.data != NULL) {
		*first = &slot->place;
		return ERR_OK;
	}
	copy = arena_try_alloc(seen->arena, text.len + 1);
	if (copy == NULL)
		return ERR_NO_MEMORY;
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	*slot = (struct seen_text){ { copy, text.len }, place };
	seen->count++;
	return ERR_OK;
}
