#ifndef BROKER_BASE_DIAG_H
#define BROKER_BASE_DIAG_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/err.h"

/*
 * What is said to a person about their input: where, what was wrong, what to do.
 *
 * A check goes on after an error where it can, so that one run names every mistake.
 * Text is a sentence without a full stop that names the thing, what stands there and
 * what was expected; hint is what to write instead.  Both are one line, line breaks
 * becoming blanks, and live in the arena.
 */

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

/* Any part may be absent: NULL or 0. */
struct diag_place {
	const char *file;
	const char *path; /* field path, e.g. "kpis[2].formula.steps[0].name" */
	uint32_t line;    /* from 1 */
	uint32_t column;  /* from 1, in characters */
};

struct diag_item {
	struct diag_item *next;
	enum diag_severity severity;
	enum err code;
	struct diag_place place;
	const char *text;
	const char *hint; /* or NULL */
};

#define DIAG_ITEMS_MAX 200 /* further ones are counted only */

struct diag {
	struct arena *arena;
	struct diag_item *first;
	struct diag_item *last;
	const char *under; /* a field path, or NULL: diag_under() */
	size_t item_count;
	size_t error_count;
	size_t warning_count;
	size_t dropped_count;
	enum err first_error; /* ERR_OK while there is none */
};

void diag_init(struct diag *diag, struct arena *arena);

/*
 * From now on what is checked lies in a field: paths begin with it, and an item without one
 * is about all of it.  NULL: no more.  The text is not copied.
 */
void diag_under(struct diag *diag, const char *path);

/* Adds an error; returns code, so that a caller can `return diag_error(...)`. */
enum err diag_error(struct diag *diag, enum err code, struct diag_place place,
		    const char *format, ...) PRINTF_LIKE(4, 5);
void diag_warning(struct diag *diag, struct diag_place place, const char *format, ...)
	PRINTF_LIKE(3, 4);
void diag_note(struct diag *diag, struct diag_place place, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Items after `after` (NULL: all) that name no file are about this one. */
void diag_of_file(struct diag *diag, const struct diag_item *after, const char *file);

/* Says what to write instead, for the item added last. */
void diag_hint(struct diag *diag, const char *format, ...) PRINTF_LIKE(2, 3);

/* A place that is a field path only; path is copied into the arena by diag_*. */
struct diag_place diag_at(const char *path);

/*
 * The same for a path made of parts; it is cut where it is longer.  Its text stays in
 * path, so that a check of many fields fills no arena.
 */
struct diag_path {
	char chars[256];
};

struct diag_place diag_at_path(struct diag_path *path, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* "file:line:column: path: " with the parts that are present, in the arena. */
const char *diag_place_text(struct arena *arena, struct diag_place place);

#endif
