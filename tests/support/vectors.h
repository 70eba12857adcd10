#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"

/*
 * Files of test vectors, proto/ENVELOPE.md and RECORD.md among them: cases that begin with a line "[name]", then "field = value"
 * lines; "#" begins a comment line.  Bytes are hex.  Paths are from the root of the
 * repository.  A file or a field that is not there fails the test.
 */

struct vector {
	const char *name;
	const char *first_line; /* of its fields; lines are NUL-terminated */
	size_t line_count;
};

struct vectors {
	struct vector *cases;
	size_t count;
};

static inline char *vectors_read_file(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text;
	long size;

	cr_assert_not_null(file, "%s cannot be opened", path);
	cr_assert_eq(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	cr_assert_geq(size, 0);
	rewind(file);
	text = arena_alloc(arena, (size_t)size + 1);
	cr_assert_eq(fread(text, 1, (size_t)size, file), (size_t)size);
	fclose(file);
	return text;
}

static inline struct vectors vectors_load(struct arena *arena, const char *path)
{
	char *text = vectors_read_file(arena, path);
	struct vectors vectors = { .count = 0 };
	size_t headings = 0;

	for (char *at = text; (at = strstr(at, "\n[")) != NULL; at++)
		headings++;
	vectors.cases = arena_array(arena, struct vector, headings);
	for (char *line = text; *line != '\0';) {
		char *end = strchr(line, '\n');

		cr_assert_not_null(end, "%s: the last line has no end", path);
		*end = '\0';
		if (line[0] == '[') {
			line[strlen(line) - 1] = '\0';
			vectors.cases[vectors.count++] =
				(struct vector){ line + 1, end + 1, 0 };
		} else if (vectors.count > 0) {
			vectors.cases[vectors.count - 1].line_count++;
		}
		line = end + 1;
	}
	cr_assert_gt(vectors.count, 0, "%s has no cases", path);
	return vectors;
}

static inline const struct vector *vectors_case(const struct vectors *vectors,
						const char *name)
{
	for (size_t i = 0; i < vectors->count; i++) {
		if (strcmp(vectors->cases[i].name, name) == 0)
			return &vectors->cases[i];
	}
	cr_assert_fail("no case [%s]", name);
	return NULL;
}

/* The value of a field, or NULL. */
static inline const char *vector_find(const struct vector *vector, const char *field)
{
	const char *line = vector->first_line;
	size_t len = strlen(field);

	for (size_t i = 0; i < vector->line_count; i++, line += strlen(line) + 1) {
		if (strncmp(line, field, len) == 0 && strncmp(line + len, " =", 2) == 0)
			return line[len + 2] == ' ' ? line + len + 3 : line + len + 2;
	}
	return NULL;
}

static inline const char *vector_text(const struct vector *vector, const char *field)
{
	const char *value = vector_find(vector, field);

	cr_assert_not_null(value, "[%s] has no field %s", vector->name, field);
	return value;
}

static inline uint64_t vector_number(const struct vector *vector, const char *field)
{
	return strtoull(vector_text(vector, field), NULL, 10);
}

static inline bool vector_is(const struct vector *vector, const char *field,
			     const char *value)
{
	return strcmp(vector_text(vector, field), value) == 0;
}

static inline struct bytes vector_bytes(struct arena *arena,
					const struct vector *vector, const char *field)
{
	struct bytes bytes;

	cr_assert(
		hex_decode(arena, bytes_of_string(vector_text(vector, field)), &bytes),
		"[%s] %s is not hex", vector->name, field);
	return bytes;
}

/* Hex values with one space between; returns their number. */
static inline size_t vector_list(struct arena *arena, const struct vector *vector,
				 const char *field, struct bytes *out, size_t room)
{
	const char *at = vector_text(vector, field);
	size_t count = 0;

	while (*at != '\0') {
		size_t len = strcspn(at, " ");

		cr_assert_lt(count, room);
		cr_assert(hex_decode(arena, (struct bytes){ (const uint8_t *)at, len },
				     &out[count++]));
		at += len;
		at += *at == ' ';
	}
	return count;
}

#endif
