#ifndef BROKER_DOCUMENT_DOCUMENT_H
#define BROKER_DOCUMENT_DOCUMENT_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Any of our messages as YAML or JSON text, and back.
 *
 * The form is the canonical JSON mapping of proto3 (protobuf.dev, "ProtoJSON Format"),
 * driven by the descriptors of protobuf-c; YAML is the same tree in another spelling.
 *
 * Reading accepts a field by its lowerCamelCase name and by its name in the .proto file;
 * whole numbers as numbers or as text, with a fraction or an exponent when the value is
 * whole; an enum value by name or number; bytes in base64 or base64url, padded or not;
 * null for an absent field.  It refuses unknown fields, unknown enum values, a field
 * given twice, two members of a oneof, null in a list, NUL, and text that is not UTF-8.
 * Every mistake is told with file, line, column and field path; reading goes on after
 * it and stops when the diagnostics are full.
 *
 * YAML is read by libyaml, one document a file, and its plain scalars are resolved by
 * the core schema of YAML 1.2 (`yes` is text; so is 12:30).  Tags, anchors, aliases and
 * merge keys are refused: what somebody signs must stand where it is read.  In YAML an
 * enum value may be written short, without the prefix of its enum and in any case
 * (`at_least` for COMPARATOR_AT_LEAST), and a number without quotes may stand where a
 * text is expected: it means the characters as written, so `target: 80.0` is "80.0".
 * Whole numbers in hexadecimal, in octal, with a plus sign, with leading zeros or
 * separators are refused, because readers of YAML disagree about them.
 *
 * JSON is read by jansson, which alone decides what is JSON.  It tells no positions and
 * turns numbers into doubles, so a small lexer then walks the accepted text, knows every
 * line and column, and takes the digits of numbers as they were written.
 *
 * Writing is deterministic: fields in ascending order of their numbers, absent ones and
 * defaults left out, a oneof's member always written.  JSON has lowerCamelCase names and
 * 64-bit numbers as text; YAML has the names of the .proto file, plain numbers, and
 * quotes only where another reader could take a text for something else.
 *
 * Not served, and refused with ERR_INTERNAL: float, double and proto2's required and
 * optional.  protobuf-c's descriptors know neither maps nor json_name nor the
 * well-known types' special forms; our schema has none of them.
 *
 * Threads: no shared state; one call uses one arena and one diag.
 */

enum document_format { DOCUMENT_YAML, DOCUMENT_JSON };

struct document_limits {
	size_t size_max_bytes; /* of the text */
	unsigned depth_max;    /* lists and blocks of fields within each other */
	size_t node_count_max; /* lists, blocks, values and field names */
};

/* 16 MiB, 64 deep, 1,000,000 nodes. */
extern const struct document_limits document_limits_default;

struct document_input {
	struct bytes text; /* UTF-8, with or without a byte order mark */
	enum document_format format;
	const char *file_name;                /* as told in errors; may be NULL */
	const struct document_limits *limits; /* NULL: document_limits_default */
};

/* Where each field stood: made by document_read() in its arena. */
struct document_source;

/*
 * The message that the text holds, in the arena; *out is set only when nothing was
 * refused.  A first-level key "@type" may name the message's full name.  A text of
 * another type, by that key or by most of its fields, is told once and not read on.
 * *source (when source is not NULL) is set as soon as the text is well-formed, else NULL.
 *
 * Errors, the first one told: ERR_DOCUMENT_SYNTAX, ERR_DOCUMENT_FIELD,
 * ERR_DOCUMENT_VALUE, ERR_LIMIT_EXCEEDED, ERR_NO_MEMORY (the arena's ceiling),
 * ERR_INTERNAL (a field of a kind not served).
 */
enum err document_read(struct arena *arena, const struct document_input *input,
		       const ProtobufCMessageDescriptor *descriptor,
		       ProtobufCMessage **out, struct document_source **source,
		       struct diag *diag) MUST_CHECK;

/*
 * What the text says it is: the value of its first-level key "@type", in the arena, or
 * NULL when there is none.  Errors as document_read().
 */
enum err document_type(struct arena *arena, const struct document_input *input,
		       const char **out, struct diag *diag) MUST_CHECK;

/*
 * The place of a field, for a diagnostic about a value that was read: path as in struct
 * diag_place, e.g. "kpis[2].target", names as in the .proto file.  Where the text does
 * not have it, the place of the nearest thing that encloses it.  The result's path is
 * the argument; source may be NULL, and then only the path is set.
 */
struct diag_place document_place(const struct document_source *source,
				 const char *path);

/*
 * The message as text that ends with a line feed, in the arena.  document_write_typed()
 * puts "@type" with the message's full name first.
 *
 * Errors: ERR_DOCUMENT_VALUE (a string that is not UTF-8), ERR_NO_MEMORY, ERR_INTERNAL.
 */
enum err document_write(struct arena *arena, const ProtobufCMessage *message,
			enum document_format format, struct bytes *out) MUST_CHECK;
enum err document_write_typed(struct arena *arena, const ProtobufCMessage *message,
			      enum document_format format,
			      struct bytes *out) MUST_CHECK;

#endif
