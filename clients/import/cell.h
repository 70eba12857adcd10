#ifndef CLIENTS_IMPORT_CELL_H
#define CLIENTS_IMPORT_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * One cell of an export as a whole number, exactly or not at all.
 *
 * A cell is a decimal number in a unit, or a duration on a clock.  It is turned into the
 * unit that is wanted; what is then not whole ("0.3" s as seconds) is refused, never
 * rounded.  Blanks around the text are ignored.
 */

/* How numbers are spelled. */
struct cell_form {
	char decimal;   /* '.' or ',' */
	char thousands; /* between groups of three digits; 0: never; ' ': also no-break
			   spaces, U+00A0 and U+202F */
};

/* What the text counts in. */
enum cell_unit {
	CELL_COUNT,
	CELL_MILLISECONDS,
	CELL_SECONDS,
	CELL_MINUTES,
	CELL_HOURS,
	CELL_DAYS,
	CELL_HMS,   /* "h:mm:ss", any number of hours, a fraction of a second or none */
	CELL_MS,    /* "m:ss", any number of minutes */
	CELL_SHARE, /* a part of 1: only to be quoted, in percent */
};

/* What is wanted. */
enum cell_target { CELL_TO_COUNT, CELL_TO_SECONDS, CELL_TO_MILLISECONDS };

enum cell_result {
	CELL_OK,
	CELL_NOT_A_NUMBER,
	CELL_NEGATIVE,
	CELL_PERCENT, /* a rate stands where a count is wanted */
	CELL_NOT_A_CLOCK,
	CELL_NOT_WHOLE, /* a fraction remains in the wanted unit */
	CELL_TOO_LARGE, /* more than 64 bits hold */
};

enum cell_result cell_read(struct bytes text, const struct cell_form *form,
			   enum cell_unit unit, enum cell_target target, uint64_t *out);

/* What is wrong and what is expected, for a person; static storage. */
const char *cell_result_text(enum cell_result result);

/* Without the blanks around it. */
struct bytes cell_trim(struct bytes text);

/*
 * The digits of a figure that is only quoted, as the plain decimal "-?digits(.digits)?":
 * a percent sign falls away, thousands too, and the decimal comma becomes a point; a
 * duration (CELL_HMS, CELL_MS) becomes seconds, a share percent.  False when the text is
 * no such figure or is longer than room - 1.
 */
bool cell_quote(struct bytes text, const struct cell_form *form, enum cell_unit unit,
		char *out, size_t room);

#endif
