#ifndef CLIENTS_SLA_TERMINAL_H
#define CLIENTS_SLA_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Where text goes: whether people look at it on a terminal, how wide it is, and whether
 * colours are welcome (never where NO_COLOR is set and not empty, no-color.org, or where
 * TERM is "dumb").
 */

struct terminal {
	FILE *stream;
	bool interactive;
	bool colour;
	unsigned width; /* columns; 0: lines are never broken */
};

struct terminal terminal_of(FILE *stream);

/* A variable of the environment; NULL where it is not set or empty. */
const char *environment(const char *name);

/* What a piece of text says, beside its words. */
enum tone { TONE_PLAIN, TONE_STRONG, TONE_GOOD, TONE_BAD, TONE_DOUBT, TONE_FAINT };

/* The control sequence that begins a tone, "" without colour; and the one that ends it. */
const char *tone_begin(bool colour, enum tone tone);
const char *tone_end(bool colour, enum tone tone);

/*
 * Columns that UTF-8 text takes: marks that combine and joiners take none, East Asian
 * wide characters two (Unicode 15, UAX 11, the common blocks).
 */
size_t text_columns(const char *text);

/*
 * text without what could deceive on a screen: control characters and those that turn
 * the direction of what follows become U+FFFD.  Line feeds stay where lines says so.
 */
const char *text_harmless(struct arena *arena, const char *text, bool lines);

/*
 * Asks on the terminal of the process without showing what is typed; *out is the
 * caller's buffer, without the line feed, to be wiped.  ERR_IO where there is no
 * terminal, where the answer is longer than room, or where somebody pressed Ctrl-C.
 */
enum err terminal_ask_secret(const char *question, char *out, size_t room,
			     struct diag *diag) MUST_CHECK;

/* Asks on the terminal of the process; only a word that begins with y is a yes.
 * ERR_USAGE where there is no terminal. */
enum err terminal_confirm(const char *question, bool *yes,
			  struct diag *diag) MUST_CHECK;

/*
 * Says on a terminal how far long work has come, at most ten times a second and not
 * before the first second has passed.  Nothing elsewhere.
 */
struct progress {
	const struct terminal *terminal;
	const struct clock *clock;
	const char *what;
	int64_t next_ms;
	bool shown;
};

struct progress progress_start(const struct terminal *terminal,
			       const struct clock *clock, const char *what);
void progress_step(struct progress *progress, size_t done, size_t total);
void progress_end(struct progress *progress);

#endif
