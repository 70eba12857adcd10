#ifndef CLIENTS_IMPORT_CSV_H
#define CLIENTS_IMPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

/*
 * Records of a table in text: RFC 4180, with another separator or quote where an export
 * has one.  A quote inside a field that does not begin with one is an ordinary
 * character.  Lines end with LF or CR LF; blank ones are passed over; a UTF-8 byte-order
 * mark before the first one is too.
 */

#define CSV_FIELDS_MAX       1024
#define CSV_RECORD_MAX_BYTES 65536

struct csv_dialect {
	uint8_t separator; /* e.g. ',' */
	uint8_t quote;     /* e.g. '"'; 0: nothing is quoted */
};

enum csv_result {
	CSV_RECORD,
	CSV_END,
	CSV_QUOTE_OPEN,     /* a quoted field does not end before the record's limit */
	CSV_QUOTE_FOLLOWED, /* text after a closing quote */
	CSV_TOO_WIDE,       /* more fields than CSV_FIELDS_MAX */
	CSV_TOO_LONG,       /* longer than CSV_RECORD_MAX_BYTES */
	CSV_NOT_UTF8,       /* UTF-16, or a NUL */
};

struct csv_reader {
	struct csv_dialect dialect;
	struct bytes rest;
	uint32_t next_line;
	uint8_t *undoubled; /* fields that held doubled quotes, with single ones */
	size_t undoubled_len;

	/* The record read last. */
	uint32_t line; /* on which it begins, from 1 */
	struct bytes text;
	size_t field_count;
	struct bytes fields[CSV_FIELDS_MAX]; /* views into the file, but see below */
};

/* ERR_NO_MEMORY when the arena is too small. */
enum err csv_open(struct csv_reader *reader, struct arena *arena, struct bytes file,
		  struct csv_dialect dialect) MUST_CHECK;

/* Passes over whole lines, whatever stands in them: before the first record only. */
void csv_skip_lines(struct csv_reader *reader, size_t count);

/* After anything but CSV_RECORD, do not read on. */
enum csv_result csv_next(struct csv_reader *reader);

/* A field that is a copy, since it held doubled quotes: valid until the next record. */
bool csv_is_passing(const struct csv_reader *reader, struct bytes field);

/* What is wrong, for a person; static storage. */
const char *csv_result_text(enum csv_result result);

#endif
