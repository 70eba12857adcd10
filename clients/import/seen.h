#ifndef CLIENTS_IMPORT_SEEN_H
#define CLIENTS_IMPORT_SEEN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "import/summary.h"

/* Texts that were met, each with the place where it was met first. */

struct seen_text {
	struct bytes text;
	struct import_place place;
};

struct seen {
	struct arena *arena;
	struct seen_text *slots; /* open addressing; without data: free */
	size_t slot_count;       /* a power of two, or 0 */
	size_t count;
};

void seen_init(struct seen *seen, struct arena *arena);

/*
 * *first is where the text was met before, or NULL when this is the first time: then it
 * is copied.  It holds until the next call.  ERR_NO_MEMORY when the arena is full.
 */
enum err seen_add(struct seen *seen, struct bytes text, struct import_place place,
		  const struct import_place **first) MUST_CHECK;

#endif
