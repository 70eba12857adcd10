#include "ledger/checkpoint_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "crypto/note.h"

#define NAME     "checkpoint"
#define NEW_NAME "checkpoint.new"
#define MODE     0644 /* it is public */

static enum err io_error(struct diag *diag, const char *path, const char *doing,
			 int number)
{
	struct diag_place place = { .file = path };
	char reason[128];

	if (strerror_r(number, reason, sizeof(reason)) != 0)
		reason[0] = '\0';
	return diag_error(diag, ERR_IO, place, "%s the checkpoint file failed: %s",
			  doing, reason);
}

static char *joined(const char *folder, const char *name)
{
	size_t size = strlen(folder) + 1 + strlen(name) + 1;
	char *path = malloc(size);

	ensure(path != NULL);
	(void)snprintf(path, size, "%s/%s", folder, name);
	return path;
}

/* *len bytes and a NUL; room has NOTE_BYTES_MAX + 1. */
static enum err read_note(int fd, const char *path, char *room, size_t *len,
			  struct diag *diag)
{
	for (*len = 0; *len <= NOTE_BYTES_MAX;) {
		ssize_t done = read(fd, room + *len, NOTE_BYTES_MAX + 1 - *len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return io_error(diag, path, "reading", errno);
		if (done == 0) {
			room[*len] = '\0';
			return ERR_OK;
		}
		*len += (size_t)done;
	}
	return diag_error(diag, ERR_LIMIT_EXCEEDED, (struct diag_place){ .file = path },
			  "the file has more than %d bytes: this is no checkpoint",
			  NOTE_BYTES_MAX);
}

/* What stands there now, of malloc; NULL where there is no file. */
static enum err read_now(const struct checkpoint_file *file, char **note,
			 struct diag *diag)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *room;
	size_t len;
	enum err err;

	*note = NULL;
	if (fd < 0 && errno == ENOENT)
		return ERR_OK;
	if (fd < 0)
		return io_error(diag, file->path, "opening", errno);
	room = malloc(NOTE_BYTES_MAX + 1);
	ensure(room != NULL);
	err = read_note(fd, file->path, room, &len, diag);
	(void)close(fd);
	if (err != ERR_OK) {
		free(room);
		return err;
	}
	*note = room;
	return ERR_OK;
}

bool checkpoint_file_is_in(const char *folder)
{
	char *path = joined(folder, NAME);
	bool is_there = access(path, F_OK) == 0 || errno != ENOENT;

	free(path);
	return is_there;
}

enum err checkpoint_file_open(struct checkpoint_file *file, const char *folder,
			      struct diag *diag)
{
	*file = (struct checkpoint_file){
		.folder = strdup(folder),
		.path = joined(folder, NAME),
		.new_path = joined(folder, NEW_NAME),
	};
	ensure(file->folder != NULL);
	return read_now(file, &file->note, diag);
}

void checkpoint_file_release(struct checkpoint_file *file)
{
	free(file->folder);
	free(file->path);
	free(file->new_path);
	free(file->note);
	free(file->doubtful);
	*file = (struct checkpoint_file){ .note = NULL };
}

void checkpoint_file_hint(const struct checkpoint_file *file, struct diag *diag)
{
	diag_hint(diag,
		  "%s was damaged or changed: bring back the state folder that belongs "
		  "to this store, or restore a backup of both",
		  file->path);
}

static bool write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, text, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		text += done;
		len -= (size_t)done;
	}
	return true;
}

static enum err write_new(const struct checkpoint_file *file, const char *note,
			  struct diag *diag)
{
	int fd = open(file->new_path,
		      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, MODE);
	enum err err = ERR_OK;

	if (fd < 0)
		return io_error(diag, file->new_path, "making", errno);
	if (!write_all(fd, note, strlen(note)))
		err = io_error(diag, file->new_path, "writing", errno);
	else if (fsync(fd) != 0)
		err = io_error(diag, file->new_path, "syncing", errno);
	if (close(fd) != 0 && err == ERR_OK)
		err = io_error(diag, file->new_path, "closing", errno);
	if (err != ERR_OK)
		(void)unlink(file->new_path);
	return err;
}

static enum err sync_folder(const struct checkpoint_file *file, struct diag *diag)
{
	int fd = open(file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err err = ERR_OK;

	if (fd < 0)
		return io_error(diag, file->folder, "opening the folder of", errno);
	if (fsync(fd) != 0)
		err = io_error(diag, file->folder, "syncing the folder of", errno);
	(void)close(fd);
	return err;
}

static bool same_note(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static enum err changed(const struct checkpoint_file *file, struct diag *diag)
{
	return diag_error(
		diag, ERR_CHECKPOINT_CHANGED, (struct diag_place){ .file = file->path },
		"the checkpoint is not the one that this broker wrote last: "
		"another one runs with the same state folder, or the file was "
		"touched; nothing more is signed");
}

static enum err compare(const struct checkpoint_file *file, struct diag *diag)
{
	char *now;
	enum err err = read_now(file, &now, diag);
	bool same;

	if (err != ERR_OK)
		return err;
	same = same_note(now, file->note);
	free(now);
	return same ? ERR_OK : changed(file, diag);
}

/* The note that is there from now on. */
static void keep(struct checkpoint_file *file, char *note)
{
	free(file->note);
	file->note = note;
	free(file->doubtful);
	file->doubtful = NULL;
}

enum err checkpoint_file_reopen(struct checkpoint_file *file, struct diag *diag)
{
	char *now;
	enum err err = read_now(file, &now, diag);

	if (err != ERR_OK)
		return err;
	if (now == NULL ||
	    (!same_note(now, file->note) && !same_note(now, file->doubtful))) {
		free(now);
		return changed(file, diag);
	}
	keep(file, now);
	return ERR_OK;
}

enum err checkpoint_file_replace(struct checkpoint_file *file, const char *note,
				 struct diag *diag)
{
	enum err err = compare(file, diag);
	char *written;

	if (err != ERR_OK)
		return err;
	written = strdup(note);
	ensure(written != NULL);
	free(file->doubtful);
	file->doubtful = written;
	err = write_new(file, note, diag);
	if (err == ERR_OK && rename(file->new_path, file->path) != 0)
		err = io_error(diag, file->path, "renaming", errno);
	if (err == ERR_OK)
		err = sync_folder(file, diag);
	if (err != ERR_OK)
		return err;
	file->doubtful = NULL;
	keep(file, written);
	return ERR_OK;
}
