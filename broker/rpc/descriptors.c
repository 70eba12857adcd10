#include "rpc/descriptors.h"

#include <stdlib.h>
#include <string.h>

#include "rpc/wire.h"

/* Field numbers of descriptor.proto. */
enum {
	SET_FILE = 1,
	ANY_NAME = 1, /* of a file, message, field, enum, service, ... alike */
	FILE_PACKAGE = 2,
	FILE_DEPENDENCY = 3,
};

struct file {
	struct bytes packed, name, package;
};

struct descriptors {
	size_t count;
	struct file files[];
};

/* What declares names inside itself, and under which field numbers. */
enum holder { NOTHING, FILE_HOLDER, MESSAGE, ENUM, SERVICE };

/* clang-format off */
static const struct {
	enum holder holder;
	unsigned field;
	enum holder declares;
} declarations[] = {
	{ FILE_HOLDER, 4, MESSAGE },
	{ FILE_HOLDER, 5, ENUM },
	{ FILE_HOLDER, 6, SERVICE },
	{ FILE_HOLDER, 7, NOTHING }, /* extension */
	{ MESSAGE,     2, NOTHING }, /* field */
	{ MESSAGE,     3, MESSAGE },
	{ MESSAGE,     4, ENUM },
	{ MESSAGE,     6, NOTHING }, /* extension */
	{ MESSAGE,     8, NOTHING }, /* oneof */
	{ ENUM,        2, NOTHING }, /* value */
	{ SERVICE,     2, NOTHING }, /* method */
};
/* clang-format on */

/* The next field of this number that holds bytes.  False at the end, or a fault. */
static bool next(struct cursor *cursor, unsigned number, struct bytes *content)
{
	struct wire_field field;

	while (cursor->rest.len > 0 && wire_take(cursor, &field) == NULL)
		if (field.number == number && field.wire_type == WIRE_BYTES) {
			*content = field.content;
			return true;
		}
	return false;
}

static struct bytes first(struct bytes packed, unsigned number)
{
	struct cursor cursor = cursor_over(packed);
	struct bytes content = { NULL, 0 };

	(void)next(&cursor, number, &content);
	return content;
}

static bool is_well_formed(struct bytes packed)
{
	struct cursor cursor = cursor_over(packed);
	struct wire_field field;

	while (cursor.rest.len > 0)
		if (wire_take(&cursor, &field) != NULL)
			return false;
	return true;
}

static size_t count_files(struct bytes set)
{
	struct cursor cursor = cursor_over(set);
	struct bytes file;
	size_t count = 0;

	while (next(&cursor, SET_FILE, &file))
		count++;
	return count;
}

struct descriptors *descriptors_open(struct bytes set)
{
	size_t count = is_well_formed(set) ? count_files(set) : 0;
	struct descriptors *made = NULL;
	struct cursor cursor = cursor_over(set);
	struct bytes packed;

	if (count > 0)
		made = calloc(1, sizeof *made + count * sizeof *made->files);
	if (made == NULL)
		return NULL;
	while (made->count < count && next(&cursor, SET_FILE, &packed))
		made->files[made->count++] = (struct file){
			.packed = packed,
			.name = first(packed, ANY_NAME),
			.package = first(packed, FILE_PACKAGE),
		};
	return made;
}

void descriptors_close(struct descriptors *descriptors)
{
	free(descriptors);
}

size_t descriptors_file_count(const struct descriptors *descriptors)
{
	return descriptors->count;
}

struct bytes descriptors_file(const struct descriptors *descriptors, size_t number)
{
	return descriptors->files[number].packed;
}

bool descriptors_find_file(const struct descriptors *descriptors, struct bytes name,
			   size_t *number)
{
	for (*number = 0; *number < descriptors->count; ++*number)
		if (bytes_equal(descriptors->files[*number].name, name))
			return true;
	return false;
}

/* ---- symbols: one part of the name, one step into the file ---- */

/* Cuts off what stands before the first dot. */
static struct bytes take_part(struct bytes *name)
{
	struct bytes part = *name;
	const uint8_t *dot = name->len > 0 ? memchr(name->data, '.', name->len) : NULL;

	if (dot == NULL) {
		*name = (struct bytes){ NULL, 0 };
		return part;
	}
	part.len = (size_t)(dot - name->data);
	name->data += part.len + 1;
	name->len -= part.len + 1;
	return part;
}

/* Goes from a holder into what it declares under this name. */
static bool step_into(enum holder *holder, struct bytes *packed, struct bytes name)
{
	for (size_t i = 0; i < ARRAY_SIZE(declarations); i++) {
		struct cursor cursor = cursor_over(*packed);
		struct bytes inner;

		if (declarations[i].holder != *holder)
			continue;
		while (next(&cursor, declarations[i].field, &inner))
			if (bytes_equal(first(inner, ANY_NAME), name)) {
				*holder = declarations[i].declares;
				*packed = inner;
				return true;
			}
	}
	return false;
}

static bool declares(const struct file *file, struct bytes name)
{
	enum holder holder = FILE_HOLDER;
	struct bytes packed = file->packed;

	do {
		struct bytes part = take_part(&name);

		if (part.len == 0 || !step_into(&holder, &packed, part))
			return false;
	} while (name.data != NULL);
	return true;
}

/* What stands in name after the file's package. */
static bool skip_package(const struct file *file, struct bytes *name)
{
	size_t len = file->package.len;

	if (len == 0)
		return true;
	if (name->len <= len || name->data[len] != '.' ||
	    memcmp(name->data, file->package.data, len) != 0)
		return false;
	name->data += len + 1;
	name->len -= len + 1;
	return true;
}

bool descriptors_find_symbol(const struct descriptors *descriptors, struct bytes name,
			     size_t *number)
{
	for (*number = 0; *number < descriptors->count; ++*number) {
		const struct file *file = &descriptors->files[*number];
		struct bytes inner = name;

		if (skip_package(file, &inner) && declares(file, inner))
			return true;
	}
	return false;
}

/* protoc writes a file after what it imports, so one pass downwards reaches all. */
void descriptors_mark_imports(const struct descriptors *descriptors, size_t number,
			      bool *wanted)
{
	wanted[number] = true;
	for (size_t i = number + 1; i-- > 0;) {
		struct cursor cursor = cursor_over(descriptors->files[i].packed);
		struct bytes name;
		size_t import;

		if (!wanted[i])
			continue;
		while (next(&cursor, FILE_DEPENDENCY, &name))
			if (descriptors_find_file(descriptors, name, &import))
				wanted[import] = true;
	}
}
