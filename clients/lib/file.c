#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/random.h"

#define READ_CHUNK_BYTES ((size_t)1 << 16)

enum err file_error(struct diag *diag, const char *name, const char *what)
{
	char why[128];

	if (strerror_r(errno, why, sizeof why) != 0)
		why[0] = '\0';
	return diag_error(diag, ERR_IO, (struct diag_place){ .file = name }, "%s: %s",
			  what, why);
}

static enum err too_large(struct diag *diag, const char *name, size_t max_bytes)
{
	return diag_error(diag, ERR_LIMIT_EXCEEDED, (struct diag_place){ .file = name },
			  "the file is larger than %zu bytes", max_bytes);
}

/* Room for at least one chunk more; false when the arena is full. */
static bool grow(struct arena *arena, uint8_t **data, size_t len, size_t *room)
{
	size_t wanted = *room * 2 + READ_CHUNK_BYTES;
	uint8_t *larger;

	if (*room - len >= READ_CHUNK_BYTES)
		return true;
	larger = arena_try_alloc(arena, wanted);
	if (larger == NULL)
		return false;
	if (len > 0)
		memcpy(larger, *data, len);
	*data = larger;
	*room = wanted;
	return true;
}

static size_t first_room(int fd, size_t max_bytes)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0 ||
	    (uintmax_t)status.st_size > max_bytes)
		return 0;
	return (size_t)status.st_size;
}

static enum err read_all(struct arena *arena, int fd, const char *name,
			 size_t max_bytes, struct bytes *out, struct diag *diag)
{
	size_t room = first_room(fd, max_bytes) + READ_CHUNK_BYTES;
	size_t len = 0;
	uint8_t *data = arena_try_alloc(arena, room);

	while (data != NULL && grow(arena, &data, len, &room)) {
		ssize_t got = read(fd, data + len, READ_CHUNK_BYTES);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return file_error(diag, name, "cannot be read");
		len += (size_t)got;
		if (len > max_bytes)
			return too_large(diag, name, max_bytes);
		if (got == 0) {
			*out = (struct bytes){ data, len };
			return ERR_OK;
		}
	}
	return too_large(diag, name, len);
}

enum err file_read(struct arena *arena, const char *name, size_t max_bytes,
		   struct bytes *out, struct diag *diag)
{
	enum err e;
	int fd;

	if (strcmp(name, "-") == 0)
		return read_all(arena, STDIN_FILENO, "standard input", max_bytes, out,
				diag);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return file_error(diag, name, "cannot be opened");
	e = read_all(arena, fd, name, max_bytes, out, diag);
	(void)close(fd);
	return e;
}

enum err file_read_into(const char *name, uint8_t *room, size_t room_bytes, size_t *len,
			struct diag *diag)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum err e = ERR_OK;
	ssize_t got = 1;

	*len = 0;
	if (fd < 0)
		return file_error(diag, name, "cannot be opened");
	while (e == ERR_OK && got != 0) {
		if (*len == room_bytes) {
			e = too_large(diag, name, room_bytes - 1);
			break;
		}
		got = read(fd, room + *len, room_bytes - *len);
		if (got > 0)
			*len += (size_t)got;
		else if (got < 0 && errno != EINTR)
			e = file_error(diag, name, "cannot be read");
	}
	(void)close(fd);
	return e;
}

bool fd_write(int fd, struct bytes content)
{
	while (content.len > 0) {
		ssize_t put = write(fd, content.data, content.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		content.data += put;
		content.len -= (size_t)put;
	}
	return true;
}

static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced;

	if (fd < 0)
		return false;
	/* Some file systems cannot sync a folder; the file itself is synced. */
	synced = fsync(fd) == 0 || errno == EINVAL;
	(void)close(fd);
	return synced;
}

struct target {
	const char *name;
	const char *folder;
	const char *temporary;
};

static bool write_temporary(const struct target *target, struct bytes content)
{
	int fd = open(target->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool written;

	if (fd < 0)
		return false;
	written = fd_write(fd, content) && fsync(fd) == 0;
	if (close(fd) != 0)
		written = false;
	return written;
}

/* Until they are allowed again: Ctrl-C comes when the file is whole. */
static void block_signals(sigset_t *before)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, before);
}

static enum err write_whole(const struct target *target, struct bytes content,
			    struct diag *diag)
{
	sigset_t before;
	enum err e = ERR_OK;

	block_signals(&before);
	if (!write_temporary(target, content) ||
	    rename(target->temporary, target->name) != 0 ||
	    !sync_folder(target->folder)) {
		int saved = errno;

		(void)unlink(target->temporary);
		errno = saved;
		e = file_error(diag, target->name, "cannot be written");
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}

static const char *folder_of(struct arena *arena, const char *name)
{
	const char *slash = strrchr(name, '/');

	if (slash == NULL)
		return ".";
	return slash == name ? "/" : arena_strndup(arena, name, (size_t)(slash - name));
}

static struct target target_of(struct arena *arena, const char *name)
{
	struct target target = { .name = name, .folder = folder_of(arena, name) };
	uint8_t random[6];

	random_fill(random, sizeof random);
	target.temporary = arena_printf(
		arena, "%s.%s.part", name,
		hex_encode(arena, (struct bytes){ random, sizeof random }));
	return target;
}

enum err file_replace(struct arena *arena, const char *name, struct bytes content,
		      struct diag *diag)
{
	struct target target = target_of(arena, name);

	return write_whole(&target, content, diag);
}

enum err file_move(struct arena *arena, const char *from, const char *to,
		   struct diag *diag)
{
	if (rename(from, to) != 0 || !sync_folder(folder_of(arena, to)) ||
	    !sync_folder(folder_of(arena, from)))
		return file_error(diag, to, "cannot be written");
	return ERR_OK;
}
