#include "ledger/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/bytes.h"

#define NAME          "quarantine"
#define HEX_CHARS     ((size_t)2 * DIGEST_BYTES)
#define LINE_MAX_SIZE 512
#define SCRATCH_BYTES 1024

static enum err io_error(struct diag *diag, const char *path, const char *doing)
{
	struct diag_place place = { .file = path };
	char reason[128];

	if (strerror_r(errno, reason, sizeof(reason)) != 0)
		reason[0] = '\0';
	return diag_error(diag, ERR_IO, place, "%s the quarantine list failed: %s",
			  doing, reason);
}

static char *path_in(const char *folder)
{
	size_t size = strlen(folder) + sizeof("/" NAME);
	char *path = malloc(size);

	ensure(path != NULL);
	(void)snprintf(path, size, "%s/%s", folder, NAME);
	return path;
}

static bool read_content_id(const char *line, struct digest *out)
{
	struct bytes hex = { (const uint8_t *)line, HEX_CHARS };
	struct arena scratch;
	struct bytes bytes;
	bool valid;

	arena_init(&scratch, SCRATCH_BYTES);
	valid = strlen(line) > HEX_CHARS && line[HEX_CHARS] == ' ' &&
		line[strlen(line) - 1] == '\n' && hex_decode(&scratch, hex, &bytes) &&
		digest_from_bytes(bytes, out);
	arena_release(&scratch);
	return valid;
}

static enum err read_lines(struct quarantine *quarantine, FILE *file, struct diag *diag)
{
	char line[LINE_MAX_SIZE];
	struct digest content_id;

	while (fgets(line, sizeof(line), file) != NULL) {
		if (!read_content_id(line, &content_id))
			continue;
		if (quarantine->count == QUARANTINE_MAX)
			return diag_error(
				diag, ERR_LIMIT_EXCEEDED,
				(struct diag_place){ .file = quarantine->path },
				"the quarantine list has more than %d statements: the "
				"program has a fault that it cannot work around",
				QUARANTINE_MAX);
		quarantine->content_ids[quarantine->count++] = content_id;
	}
	return ferror(file) ? io_error(diag, quarantine->path, "reading") : ERR_OK;
}

enum err quarantine_open(struct quarantine *quarantine, const char *folder,
			 struct diag *diag)
{
	FILE *file;
	enum err err;

	*quarantine = (struct quarantine){
		.path = path_in(folder),
		.content_ids = calloc(QUARANTINE_MAX, sizeof(struct digest)),
	};
	ensure(quarantine->content_ids != NULL);
	file = fopen(quarantine->path, "re");
	if (file == NULL)
		return errno == ENOENT ? ERR_OK
				       : io_error(diag, quarantine->path, "opening");
	err = read_lines(quarantine, file, diag);
	(void)fclose(file);
	return err;
}

void quarantine_release(struct quarantine *quarantine)
{
	free(quarantine->path);
	free(quarantine->content_ids);
	*quarantine = (struct quarantine){ .count = 0 };
}

bool quarantine_has(const struct quarantine *quarantine,
		    const struct digest *content_id)
{
	for (size_t i = 0; i < quarantine->count; i++) {
		if (digest_equal(&quarantine->content_ids[i], content_id))
			return true;
	}
	return false;
}

/* A line that a crash cut before this one is ended first. */
static bool ends_whole(int fd, bool *is_whole)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char last = '\n';

	if (end > 0 && pread(fd, &last, 1, end - 1) != 1)
		return false;
	*is_whole = last == '\n';
	return true;
}

/* line begins with a line's end, which is left out where the file ends whole; in one
 * write, so that a line is whole or cut, never mixed with another. */
static bool write_line(int fd, bool is_whole, const char *line)
{
	const char *text = is_whole ? line + 1 : line;

	return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static enum err append_line(const struct quarantine *quarantine, const char *line,
			    struct diag *diag)
{
	int fd = open(quarantine->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool is_whole = true;
	enum err err = ERR_OK;

	if (fd < 0)
		return io_error(diag, quarantine->path, "opening");
	if (!ends_whole(fd, &is_whole))
		err = io_error(diag, quarantine->path, "reading");
	else if (!write_line(fd, is_whole, line))
		err = io_error(diag, quarantine->path, "writing");
	else if (fsync(fd) != 0)
		err = io_error(diag, quarantine->path, "syncing");
	if (close(fd) != 0 && err == ERR_OK)
		err = io_error(diag, quarantine->path, "closing");
	return err;
}

enum err quarantine_add(struct quarantine *quarantine, const struct digest *content_id,
			const struct ensure_failure *failure, struct diag *diag)
{
	char hex[DIGEST_HEX_SIZE];
	char line[LINE_MAX_SIZE];

	if (quarantine->count == QUARANTINE_MAX)
		return diag_error(diag, ERR_LIMIT_EXCEEDED,
				  (struct diag_place){ .file = quarantine->path },
				  "the quarantine list is full");
	quarantine->content_ids[quarantine->count++] = *content_id;
	digest_hex(content_id, hex);
	/* A long condition is cut; the line's end is not. */
	(void)snprintf(line, sizeof(line) - 1, "\n%s %s:%d: %s: %s", hex, failure->file,
		       failure->line, failure->function, failure->condition);
	line[strlen(line) + 1] = '\0';
	line[strlen(line)] = '\n';
	return append_line(quarantine, line, diag);
}

/* ---- a copy ------------------------------------------------------------------- */

static bool copy_bytes(int from, int to)
{
	char room[4096];
	ssize_t len;

	while ((len = read(from, room, sizeof(room))) > 0) {
		if (write(to, room, (size_t)len) != len)
			return false;
	}
	return len == 0;
}

static enum err copy_file(const char *from, const char *to, struct diag *diag)
{
	int from_fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), to_fd;
	enum err err = ERR_OK;

	if (from_fd < 0)
		return errno == ENOENT ? ERR_OK : io_error(diag, from, "opening");
	to_fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to_fd < 0)
		err = io_error(diag, to, "making");
	else if (!copy_bytes(from_fd, to_fd) || fsync(to_fd) != 0)
		err = io_error(diag, to, "copying");
	if (to_fd >= 0)
		(void)close(to_fd);
	(void)close(from_fd);
	return err;
}

enum err quarantine_copy(const char *from_folder, const char *to_folder,
			 struct diag *diag)
{
	char *from = path_in(from_folder), *to = path_in(to_folder);
	enum err err = copy_file(from, to, diag);

	free(from);
	free(to);
	return err;
}
