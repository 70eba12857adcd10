#include "lib/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "crypto/random.h"
#include "lib/file.h"

enum err file_writer_open(struct arena *arena, const char *name,
			  struct file_writer *out, struct diag *diag)
{
	uint8_t random[6];

	random_fill(random, sizeof random);
	*out = (struct file_writer){
		.name = name,
		.temporary = arena_printf(
			arena, "%s.%s.part", name,
			hex_encode(arena, (struct bytes){ random, sizeof random })),
	};
	out->fd = open(out->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return out->fd < 0 ? file_error(diag, name, "cannot be written") : ERR_OK;
}

static enum err fail(struct file_writer *writer, struct diag *diag)
{
	int saved = errno;

	file_writer_drop(writer);
	errno = saved;
	return file_error(diag, writer->name, "cannot be written");
}

enum err file_writer_add(struct file_writer *writer, struct bytes piece,
			 struct diag *diag)
{
	return fd_write(writer->fd, piece) ? ERR_OK : fail(writer, diag);
}

enum err file_writer_finish(struct arena *arena, struct file_writer *writer,
			    struct diag *diag)
{
	enum err e;

	if (fsync(writer->fd) != 0)
		return fail(writer, diag);
	e = file_move(arena, writer->temporary, writer->name, diag);
	if (e != ERR_OK) {
		file_writer_drop(writer);
		return e;
	}
	(void)close(writer->fd);
	writer->fd = -1;
	return ERR_OK;
}

void file_writer_drop(struct file_writer *writer)
{
	if (writer->fd < 0)
		return;
	(void)close(writer->fd);
	(void)unlink(writer->temporary);
	writer->fd = -1;
}
