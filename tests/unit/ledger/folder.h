#ifndef TESTS_UNIT_LEDGER_FOLDER_H
#define TESTS_UNIT_LEDGER_FOLDER_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "support/folder_empty.h"

/* A folder of a test's own, with an arena and a diag; gone with the files in it. */

struct folder {
	char path[32];
	struct arena arena;
	struct diag diag;
};

static inline void folder_make(struct folder *folder)
{
	/* Which disk it is decides nothing here, and memory has no slow syncs. */
	snprintf(folder->path, sizeof(folder->path), "%s/ledger-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	cr_assert_not_null(mkdtemp(folder->path));
	arena_init(&folder->arena, (size_t)1 << 26);
	diag_init(&folder->diag, &folder->arena);
}

static inline void folder_remove(struct folder *folder)
{
	folder_empty(folder->path);
	cr_assert_eq(rmdir(folder->path), 0);
	arena_release(&folder->arena);
}

/* "folder/name", in the arena. */
static inline const char *folder_file(struct folder *folder, const char *name)
{
	return arena_printf(&folder->arena, "%s/%s", folder->path, name);
}

static inline const char *folder_read(struct folder *folder, const char *name)
{
	FILE *file = fopen(folder_file(folder, name), "rb");
	char *text = arena_alloc(&folder->arena, 65536);

	if (file == NULL)
		return NULL;
	cr_assert_lt(fread(text, 1, 65535, file), (size_t)65535);
	fclose(file);
	return text;
}

static inline void folder_write(struct folder *folder, const char *name,
				const char *text)
{
	FILE *file = fopen(folder_file(folder, name), "wb");

	cr_assert_not_null(file);
	cr_assert_eq(fwrite(text, 1, strlen(text), file), strlen(text));
	cr_assert_eq(fclose(file), 0);
}

#endif
