#include "sla/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static enum err refuse(struct invocation *in, const char *name, const char *what)
{
	return diag_error(&in->diag, ERR_IO, (struct diag_place){ .file = name }, "%s",
			  what);
}

/* The first line; what comes after it is not read further than the room. */
static enum err read_line(struct invocation *in, int fd, const char *name,
			  struct passphrase *out)
{
	const char *end;
	ssize_t got = 1;

	out->len = 0;
	while (got != 0 && out->len < sizeof out->chars &&
	       memchr(out->chars, '\n', out->len) == NULL) {
		got = read(fd, out->chars + out->len, sizeof out->chars - out->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refuse(in, name, "the passphrase cannot be read");
		out->len += (size_t)got;
	}
	end = memchr(out->chars, '\n', out->len);
	if (end != NULL)
		out->len = (size_t)(end - out->chars);
	if (out->len == sizeof out->chars)
		return refuse(in, name, "the passphrase is longer than 1,023 bytes");
	if (out->len == 0)
		return refuse(in, name, "the passphrase is empty");
	out->chars[out->len] = '\0';
	return ERR_OK;
}

static enum err from_file(struct invocation *in, const char *name,
			  struct passphrase *out)
{
	int fd;
	enum err e;

	if (strcmp(name, "-") == 0)
		return read_line(in, STDIN_FILENO, "standard input", out);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return refuse(in, name, "the passphrase file cannot be opened");
	e = read_line(in, fd, name, out);
	(void)close(fd);
	return e;
}

static enum err from_terminal(struct invocation *in, const char *question,
			      struct passphrase *out)
{
	enum err e =
		terminal_ask_secret(question, out->chars, sizeof out->chars, &in->diag);

	out->len = e == ERR_OK ? strlen(out->chars) : 0;
	if (e == ERR_OK && out->len == 0)
		return diag_error(&in->diag, ERR_IO, diag_at(NULL),
				  "the passphrase is empty");
	return e;
}

static enum err ask_again(struct invocation *in, const struct passphrase *first)
{
	struct passphrase second;
	enum err e = from_terminal(in, "The same passphrase again: ", &second);

	if (e == ERR_OK && strcmp(first->chars, second.chars) != 0)
		e = diag_error(&in->diag, ERR_IO, diag_at(NULL),
			       "the two passphrases differ");
	wipe(&second, sizeof second);
	return e;
}

enum err passphrase_ask(struct invocation *in, const char *what, bool is_new,
			struct passphrase *out)
{
	const char *file = option_text(&in->options, "passphrase-file");
	int64_t fd = option_number(&in->options, "passphrase-fd", -1);
	enum err e;

	if (file != NULL)
		return from_file(in, file, out);
	if (fd > INT_MAX)
		return usage_error(in, "--passphrase-fd is no file descriptor");
	if (fd >= 0)
		return read_line(in, (int)fd, "the passphrase's file descriptor", out);
	e = from_terminal(in, arena_printf(in->arena, "Passphrase for %s: ", what),
			  out);
	return e == ERR_OK && is_new ? ask_again(in, out) : e;
}
