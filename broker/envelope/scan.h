#ifndef BROKER_ENVELOPE_SCAN_H
#define BROKER_ENVELOPE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"

/*
 * One reading of the bytes.
 *
 * Protobuf lets one message be written in many ways, and lets two readers take different
 * things from the same bytes.  What is signed is accepted in one form only: the scan
 * walks the wire format beside the schema, before anything is unpacked, and refuses the
 * first byte that a canonical writer would not have put there.  ENVELOPE.md lists the
 * rules under the names below, each with a vector.
 *
 * Schemas that are scanned have no maps, no groups and no recursive messages.
 * Threads: pure functions.
 */

#define SCAN_DEPTH_MAX 16 /* messages inside each other, the outermost counted */

/* name, as in ENVELOPE.md and its vectors; what is told to a person */
/* clang-format off */
#define SCAN_RULE_TABLE(X) \
	X(TRUNCATED,     "truncated",     "the value is longer than what holds it") \
	X(VARINT_LONG,   "varint-long",   "a number is not in its shortest form") \
	X(VARINT_RANGE,  "varint-range",  "a number does not fit the field's type") \
	X(GROUP,         "group",         "groups and wire types 6 and 7 are not used") \
	X(UNKNOWN_FIELD, "unknown-field", "no field has this number") \
	X(WIRE_TYPE,     "wire-type",     "the field is written in another type's way") \
	X(FIELD_ORDER,   "field-order",   "fields stand in the order of their numbers") \
	X(FIELD_TWICE,   "field-twice",   "the field may stand once and stands twice") \
	X(ONEOF_TWICE,   "oneof-twice",   "another alternative of the same choice stands before") \
	X(NOT_PACKED,    "not-packed",    "a list of numbers is packed in one chunk") \
	X(IMPLICIT_ZERO, "implicit-zero", "a zero or empty value is left out, not written") \
	X(ENUM_UNKNOWN,  "enum-unknown",  "no value of this choice has this number") \
	X(STRING_NUL,    "string-nul",    "text has no NUL") \
	X(STRING_UTF8,   "string-utf8",   "text is well-formed UTF-8") \
	X(MAP,           "map",           "maps are not used: they have no one order") \
	X(DEPTH,         "depth",         "messages lie at most 16 deep in each other")
/* clang-format on */

enum scan_rule {
#define X(rule, name, text) SCAN_##rule,
	SCAN_RULE_TABLE(X)
#undef X
};

/* Static storage. */
const char *scan_rule_name(enum scan_rule rule);
const char *scan_rule_text(enum scan_rule rule);

struct scan_refusal {
	enum scan_rule rule;
	size_t offset; /* of the byte where the field or value begins */
	const char
		*path; /* e.g. "signatures[1].batch.hashes[0]"; an unknown field is its
			     number; empty where no field is read; in the arena */
};

/* True when wire is a message of that type in the one accepted form; else *refusal
 * tells the first thing that is not. */
bool scan_wire(struct arena *arena, const ProtobufCMessageDescriptor *type,
	       struct bytes wire, struct scan_refusal *refusal) MUST_CHECK;

#endif
