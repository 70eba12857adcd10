#ifndef CLIENTS_SLA_OPTIONS_H
#define CLIENTS_SLA_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Options of a command, as a table: what each takes, its default and its line of help.
 * A value is checked by its kind while the command line is read, so that a command meets
 * only values that it can use.
 */

enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_FILE,   /* a path, or "-" for standard input or output */
	OPTION_CHOICE, /* one of the words of `value`, which stand between "|" */
	OPTION_NUMBER, /* a whole number, 0 to 2^63 - 1 */
	OPTION_TIME,   /* "2026-11-22" (00:00 UTC) or "2026-11-22T10:00:00Z" */
};

struct option {
	const char *name; /* without the dashes; NULL ends a table */
	enum option_kind kind;
	char letter; /* of the short form, or 0 */
	bool repeatable;
	bool required;
	const char *value;    /* what its help calls the value; NULL for a flag */
	const char *fallback; /* the value when it is not given, or NULL */
	const char *help;
};

/* Rows that many commands share. */
/* clang-format off */
#define OPTION_ROW_OUTPUT \
	{ "output", OPTION_CHOICE, 'o', false, false, "table|json|yaml", "table", \
	  "the form of the answer" }
#define OPTION_ROW_TO \
	{ "to", OPTION_FILE, 0, false, false, "FILE", NULL, \
	  "write the answer to FILE, whole or not at all" }
#define OPTION_ROW_HTML \
	{ "html", OPTION_FILE, 0, false, false, "FILE", NULL, \
	  "also write it as one printable page" }
#define OPTION_ROW_POLICIES \
	{ "policies", OPTION_FILE, 0, false, false, "DIR", NULL, \
	  "where metrics and templates are kept" }
#define OPTION_ROW_PASSPHRASE_FILE \
	{ "passphrase-file", OPTION_FILE, 0, false, false, "FILE", NULL, \
	  "take the passphrase from the first line of FILE" }
#define OPTION_ROW_PASSPHRASE_FD \
	{ "passphrase-fd", OPTION_NUMBER, 0, false, false, "N", NULL, \
	  "take the passphrase from file descriptor N" }
#define OPTION_ROW_END { NULL, OPTION_FLAG, 0, false, false, NULL, NULL, NULL }
/* clang-format on */

struct option_value {
	const struct option *option;
	const char *text;
	int64_t number; /* OPTION_NUMBER; OPTION_TIME: seconds since 1970 */
};

struct option_values {
	const struct option *table;
	struct option_value *values;
	size_t count;
};

struct arguments {
	const char *const *words;
	size_t count;
};

struct parsed {
	struct option_values options;
	const char **operands;
	size_t operand_count;
	bool help; /* --help or -h was among them; the rest is not checked then */
};

/*
 * Reads the words after the command's name: --name VALUE, --name=VALUE, -o VALUE,
 * -oVALUE; "--" ends the options, "-" is an operand.  ERR_USAGE with every mistake told.
 */
enum err options_parse(struct arena *arena, const struct option *table,
		       struct arguments arguments, struct parsed *out,
		       struct diag *diag) MUST_CHECK;

/* The names must stand in the command's table. */
bool option_given(const struct option_values *values, const char *name);
/* The value, or the fallback, or NULL. */
const char *option_text(const struct option_values *values, const char *name);
/* Fallback when it is not given. */
int64_t option_number(const struct option_values *values, const char *name,
		      int64_t fallback);
/* The n-th value of a repeatable option, from 0; NULL after the last. */
const char *option_nth(const struct option_values *values, const char *name, size_t n);

#endif
