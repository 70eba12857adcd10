#ifndef TESTS_SUPPORT_FOLDER_EMPTY_H
#define TESTS_SUPPORT_FOLDER_EMPTY_H

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Removes what lies in the folder, at any depth; not the folder itself. */
static inline void folder_empty(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[PATH_MAX];

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) >=
		    (int)sizeof(name))
			continue;
		if (unlink(name) != 0) {
			folder_empty(name);
			(void)rmdir(name);
		}
	}
	(void)closedir(dir);
}

#endif
