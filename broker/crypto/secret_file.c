#include "crypto/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS_RIGHTS (S_IRWXG | S_IRWXO)

static enum err io_error(struct diag *diag, const char *path, const char *doing,
			 int number)
{
	struct diag_place place = { .file = path };
	char reason[128];

	if (strerror_r(number, reason, sizeof(reason)) != 0)
		reason[0] = '\0';
	return diag_error(diag, ERR_IO, place, "%s the file failed: %s", doing, reason);
}

static bool write_all(int fd, struct bytes content)
{
	while (content.len > 0) {
		ssize_t done = write(fd, content.data, content.len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		content.data += done;
		content.len -= (size_t)done;
	}
	return true;
}

enum err secret_file_create(const char *path, struct bytes content, struct diag *diag)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      S_IRUSR | S_IWUSR);
	bool written;
	int number;

	if (fd < 0)
		return io_error(diag, path, "creating", errno);
	written = write_all(fd, content) && fsync(fd) == 0;
	number = errno;
	if (close(fd) != 0 && written) {
		written = false;
		number = errno;
	}
	if (written)
		return ERR_OK;
	(void)unlink(path);
	return io_error(diag, path, "writing", number);
}

static enum err check_rights(int fd, const char *path, struct diag *diag)
{
	struct diag_place place = { .file = path };
	struct stat status;

	if (fstat(fd, &status) != 0)
		return io_error(diag, path, "looking at", errno);
	if (!S_ISREG(status.st_mode))
		return diag_error(diag, ERR_IO, place, "this is not a regular file");
	if ((status.st_mode & OTHERS_RIGHTS) == 0)
		return ERR_OK;
	(void)diag_error(diag, ERR_KEY_EXPOSED, place,
			 "the secret key's file has mode %03o: others than its owner "
			 "have rights to it",
			 (unsigned)status.st_mode & 0777u);
	diag_hint(diag,
		  "chmod 600 %s, if nobody read it meanwhile; else make a new key",
		  path);
	return ERR_KEY_EXPOSED;
}

static enum err read_all(int fd, const char *path, uint8_t *room, size_t room_bytes,
			 size_t *len, struct diag *diag)
{
	struct diag_place place = { .file = path };

	*len = 0;
	while (*len < room_bytes) {
		ssize_t done = read(fd, room + *len, room_bytes - *len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return io_error(diag, path, "reading", errno);
		if (done == 0)
			return ERR_OK;
		*len += (size_t)done;
	}
	return diag_error(diag, ERR_LIMIT_EXCEEDED, place,
			  "the file has %zu bytes or more: too many for a key",
			  room_bytes);
}

enum err secret_file_read(const char *path, uint8_t *room, size_t room_bytes,
			  size_t *len, struct diag *diag)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum err err;

	if (fd < 0)
		return io_error(diag, path, "opening", errno);
	err = check_rights(fd, path, diag);
	if (err == ERR_OK)
		err = read_all(fd, path, room, room_bytes, len, diag);
	(void)close(fd);
	return err;
}
