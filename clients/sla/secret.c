#include "sla/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/diag.h"

/*
 * Keys are read one by one and the terminal sends no signals meanwhile, so that whatever
 * happens the terminal shows again what is typed.
 */

enum key_press {
	KEY_CTRL_C = 3,
	KEY_CTRL_D = 4,
	KEY_BACKSPACE = 8,
	KEY_CTRL_U = 21,
	KEY_DELETE = 127,
};

static size_t without_last_character(const char *typed, size_t len)
{
	while (len > 0 && ((unsigned char)typed[len - 1] & 0xc0) == 0x80)
		len--;
	return len > 0 ? len - 1 : 0;
}

enum typing { TYPING_GOES_ON, TYPING_DONE, TYPING_STOPPED, TYPING_TOO_LONG };

static enum typing press(char *typed, size_t room, size_t *len, char key)
{
	switch ((unsigned char)key) {
	case '\r':
	case '\n':
		return TYPING_DONE;
	case KEY_CTRL_C:
	case KEY_CTRL_D:
		return TYPING_STOPPED;
	case KEY_CTRL_U:
		*len = 0;
		return TYPING_GOES_ON;
	case KEY_BACKSPACE:
	case KEY_DELETE:
		*len = without_last_character(typed, *len);
		return TYPING_GOES_ON;
	default:
		break;
	}
	if (*len + 1 == room)
		return TYPING_TOO_LONG;
	typed[(*len)++] = key;
	return TYPING_GOES_ON;
}

static enum typing type_line(int tty, char *out, size_t room)
{
	enum typing typing = TYPING_GOES_ON;
	size_t len = 0;

	while (typing == TYPING_GOES_ON) {
		char key;
		ssize_t got = read(tty, &key, 1);

		if (got == 1)
			typing = press(out, room, &len, key);
		else if (got == 0 || errno != EINTR)
			typing = TYPING_STOPPED;
	}
	out[len] = '\0';
	return typing;
}

static enum typing ask(int tty, const char *question, char *out, size_t room)
{
	struct termios before;
	struct termios quiet;
	enum typing typing;

	if (tcgetattr(tty, &before) != 0)
		return TYPING_STOPPED;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
	/* What was typed before the question is no answer to it. */
	if (tcsetattr(tty, TCSAFLUSH, &quiet) != 0)
		return TYPING_STOPPED;
	if (write(tty, question, strlen(question)) < 0)
		typing = TYPING_STOPPED;
	else
		typing = type_line(tty, out, room);
	(void)tcsetattr(tty, TCSAFLUSH, &before);
	(void)!write(tty, "\n", 1);
	return typing;
}

enum err terminal_ask_secret(const char *question, char *out, size_t room,
			     struct diag *diag)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	enum typing typing;

	if (tty < 0) {
		(void)diag_error(diag, ERR_IO, diag_at(NULL),
				 "there is no terminal to ask for a passphrase");
		diag_hint(diag, "give --passphrase-file FILE or --passphrase-fd N");
		return ERR_IO;
	}
	typing = ask(tty, question, out, room);
	(void)close(tty);
	if (typing == TYPING_DONE)
		return ERR_OK;
	if (typing == TYPING_TOO_LONG)
		return diag_error(diag, ERR_IO, diag_at(NULL),
				  "the passphrase is longer than %zu bytes", room - 1);
	return diag_error(diag, ERR_IO, diag_at(NULL),
			  "no passphrase was given: stopped");
}

/* The first word of a line that is typed on the terminal, which shows it. */
static bool read_yes(int tty)
{
	char first = '\0';
	char key = '\0';

	while (key != '\n') {
		ssize_t got = read(tty, &key, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got != 1)
			return false;
		if (first == '\0')
			first = key;
	}
	return first == 'y' || first == 'Y';
}

enum err terminal_confirm(const char *question, bool *yes, struct diag *diag)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	*yes = false;
	if (tty < 0) {
		(void)diag_error(diag, ERR_USAGE, diag_at(NULL),
				 "there is no terminal to ask on");
		diag_hint(diag, "give --yes to sign what was shown without asking");
		return ERR_USAGE;
	}
	/* What was typed before the question is no answer to it. */
	(void)tcflush(tty, TCIFLUSH);
	if (write(tty, question, strlen(question)) >= 0)
		*yes = read_yes(tty);
	(void)close(tty);
	return ERR_OK;
}
