#include "lib/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_NAMES_MAX 100000
#define PATH_BYTES_MAX   4096

bool folder_is(const char *name)
{
	struct stat status;

	return stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

enum err folder_make(const char *name, struct diag *diag)
{
	if (folder_is(name) || mkdir(name, 0777) == 0)
		return ERR_OK;
	return file_error(diag, name, "the folder cannot be made");
}

enum err folder_make_private(struct arena *arena, const char *name, struct diag *diag)
{
	const char *slash = strchr(name + 1, '/');

	for (; slash != NULL; slash = strchr(slash + 1, '/')) {
		const char *parent = arena_strndup(arena, name, (size_t)(slash - name));

		if (!folder_is(parent) && mkdir(parent, 0700) != 0)
			return file_error(diag, parent, "the folder cannot be made");
	}
	if (folder_is(name) || mkdir(name, 0700) == 0)
		return ERR_OK;
	return file_error(diag, name, "the folder cannot be made");
}

const char *path_join(struct arena *arena, const char *folder, const char *name)
{
	size_t len = strlen(folder);

	if (len > 0 && folder[len - 1] == '/')
		return arena_printf(arena, "%s%s", folder, name);
	return arena_printf(arena, "%s/%s", folder, name);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void name_list_add(struct arena *arena, struct name_list *list, const char *name)
{
	/* Doubles whenever the count is a power of two. */
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count == 0 ? 1 : list->count * 2;
		const char **larger = arena_array(arena, const char *, room);

		if (list->count > 0)
			memcpy(larger, list->names, list->count * sizeof *larger);
		list->names = larger;
	}
	list->names[list->count++] = name;
}

enum err folder_list(struct arena *arena, const char *name, struct name_list *list,
		     struct diag *diag)
{
	DIR *folder = opendir(name);
	size_t before = list->count;
	const struct dirent *entry;

	if (folder == NULL)
		return file_error(diag, name, "cannot be opened");
	/* One thread reads it. */
	while (list->count - before < FOLDER_NAMES_MAX &&
	       (entry = readdir(folder)) != NULL) { /* NOLINT(concurrency-mt-unsafe) */
		if (entry->d_name[0] != '.')
			name_list_add(arena, list,
				      path_join(arena, name, entry->d_name));
	}
	(void)closedir(folder);
	if (list->count - before == FOLDER_NAMES_MAX)
		return diag_error(diag, ERR_LIMIT_EXCEEDED,
				  (struct diag_place){ .file = name },
				  "the folder has %d files or more", FOLDER_NAMES_MAX);
	if (list->count > before + 1)
		qsort(list->names + before, list->count - before, sizeof *list->names,
		      by_bytes);
	return ERR_OK;
}

char *folder_here(struct arena *arena)
{
	char here[PATH_BYTES_MAX];

	return getcwd(here, sizeof here) == NULL ? NULL : arena_strdup(arena, here);
}
