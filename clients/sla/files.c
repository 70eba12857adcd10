#include "sla/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/pem.h"
#include "crypto/secret_file.h"

/* Until they are allowed again: Ctrl-C comes when the file is whole. */
static void block_signals(sigset_t *before)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, before);
}

static enum err write_stream(int fd, const char *name, struct bytes content,
			     struct diag *diag)
{
	if (fd < 0 || !fd_write(fd, content))
		return file_error(diag, name, "cannot be written");
	return ERR_OK;
}

static enum err write_device(const char *name, struct bytes content, struct diag *diag)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	enum err e = write_stream(fd, name, content, diag);

	if (fd >= 0 && close(fd) != 0 && e == ERR_OK)
		e = file_error(diag, name, "cannot be written");
	return e;
}

/* A key file of ours, or a secret key in PEM. */
static bool holds_secret(struct arena *arena, const char *name)
{
	struct diag unheard;
	struct bytes content = { 0 };
	const char *text;

	diag_init(&unheard, arena);
	if (file_read(arena, name, PEM_BYTES_MAX, &content, &unheard) != ERR_OK)
		return false;
	text = arena_strndup(arena, (const char *)content.data, content.len);
	return strncmp(text, "slb-key/", 8) == 0 ||
	       strstr(text, "PRIVATE KEY-----") != NULL;
}

static enum err refuse_secret(struct diag *diag, const char *name)
{
	(void)diag_error(diag, ERR_IO, (struct diag_place){ .file = name },
			 "the file holds a secret key and is not written over");
	diag_hint(diag, "name another file, or move the key away yourself");
	return ERR_IO;
}

static enum err refuse_kind(struct diag *diag, const char *name, const char *kind)
{
	return diag_error(diag, ERR_IO, (struct diag_place){ .file = name },
			  "is a %s; expected the name of a file", kind);
}

enum err file_write(struct arena *arena, const char *name, struct bytes content,
		    struct diag *diag)
{
	struct stat status;

	if (strcmp(name, "-") == 0)
		return write_stream(STDOUT_FILENO, "standard output", content, diag);
	if (stat(name, &status) == 0) {
		if (S_ISDIR(status.st_mode))
			return refuse_kind(diag, name, "folder");
		if (!S_ISREG(status.st_mode))
			return write_device(name, content, diag);
		if (holds_secret(arena, name))
			return refuse_secret(diag, name);
	}
	/* A link would be replaced, and what it names stay as it was. */
	if (lstat(name, &status) == 0 && S_ISLNK(status.st_mode))
		return refuse_kind(diag, name, "symbolic link");
	return file_replace(arena, name, content, diag);
}

/* A regular file that holds exactly this. */
static bool holds(struct arena *arena, const char *name, struct bytes content)
{
	struct diag unheard;
	struct bytes there = { 0 };

	diag_init(&unheard, arena);
	return file_read(arena, name, content.len, &there, &unheard) == ERR_OK &&
	       bytes_equal(there, content);
}

enum err file_write_new(struct arena *arena, const char *name, struct bytes content,
			struct diag *diag)
{
	struct stat status;

	if (strcmp(name, "-") == 0 || stat(name, &status) != 0 ||
	    !S_ISREG(status.st_mode) || status.st_size == 0)
		return file_write(arena, name, content, diag);
	if (holds(arena, name, content))
		return ERR_OK;
	(void)diag_error(
		diag, ERR_IO, (struct diag_place){ .file = name },
		"there is a file of this name that holds something else; it is "
		"not replaced");
	diag_hint(diag, "move it away, or name another file");
	return ERR_IO;
}

enum err file_write_secret(const char *name, struct bytes content, struct diag *diag)
{
	sigset_t before;
	enum err e;

	if (access(name, F_OK) == 0) {
		(void)diag_error(diag, ERR_IO, (struct diag_place){ .file = name },
				 "there is a file of this name, and a key is never "
				 "written over anything");
		diag_hint(diag, "name a new file");
		return ERR_IO;
	}
	block_signals(&before);
	e = secret_file_create(name, content, diag);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return e;
}
