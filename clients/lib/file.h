#ifndef CLIENTS_LIB_FILE_H
#define CLIENTS_LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Files, whole or not at all: a file that is written appears under its name when every
 * byte is on the disk (temporary file beside it, fsync, rename, fsync of the folder).
 * Ctrl-C waits until then.
 *
 * Every error is told with the file's name and what the system said.
 * Threads: no shared state.
 */

/* "name: what: why", why being what errno says now; returns ERR_IO. */
enum err file_error(struct diag *diag, const char *name, const char *what);

/* "-" is standard input.  At most max_bytes.  *out lies in the arena. */
enum err file_read(struct arena *arena, const char *name, size_t max_bytes,
		   struct bytes *out, struct diag *diag) MUST_CHECK;

/* The same into the caller's room, who wipes it: for files that may hold secrets.  At
 * most room_bytes - 1; "-" is an ordinary name. */
enum err file_read_into(const char *name, uint8_t *room, size_t room_bytes, size_t *len,
			struct diag *diag) MUST_CHECK;

/* All of it, in as many writes as it takes; false: errno says why. */
bool fd_write(int fd, struct bytes content) MUST_CHECK;

/* A new file, or in the place of the one that is there. */
enum err file_replace(struct arena *arena, const char *name, struct bytes content,
		      struct diag *diag) MUST_CHECK;

/* Within a file system; both folders are synced. */
enum err file_move(struct arena *arena, const char *from, const char *to,
		   struct diag *diag) MUST_CHECK;

/* Makes the folder where it is not there; its parent must be. */
enum err folder_make(const char *name, struct diag *diag) MUST_CHECK;
/* And its parents, all that are made for their owner alone. */
enum err folder_make_private(struct arena *arena, const char *name,
			     struct diag *diag) MUST_CHECK;
bool folder_is(const char *name);
/* The folder that the process works in; NULL where it has no path. */
char *folder_here(struct arena *arena);

/* Names of files, in the order in which they were added. */
struct name_list {
	const char **names;
	size_t count;
};

void name_list_add(struct arena *arena, struct name_list *list, const char *name);

/* Adds what lies in a folder, ascending by bytes, without what begins with a dot; each
 * with the folder's name before it. */
enum err folder_list(struct arena *arena, const char *name, struct name_list *list,
		     struct diag *diag) MUST_CHECK;

/* "folder/name"; one slash between them. */
const char *path_join(struct arena *arena, const char *folder, const char *name);

#endif
