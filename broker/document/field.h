#ifndef BROKER_DOCUMENT_FIELD_H
#define BROKER_DOCUMENT_FIELD_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

/* Names and memory of a message's fields and of an enum's values, from descriptors. */

/* The lowerCamelCase name: each underscore goes, the letter after it becomes large. */
#define FIELD_NAME_MAX_BYTES 128
struct field_name {
	char chars[FIELD_NAME_MAX_BYTES];
};
struct field_name field_json_name(const ProtobufCFieldDescriptor *field);

/* The name that the format writes: the .proto file's in YAML. */
struct field_name field_name_in(enum document_format format,
				const ProtobufCFieldDescriptor *field);

/* The field that has this name in the .proto file or in JSON; NULL when none has. */
const ProtobufCFieldDescriptor *
field_named(const ProtobufCMessageDescriptor *descriptor, const char *name);

/* Bytes of one value in a message struct; 0 for a kind that is not served. */
size_t field_value_size(const ProtobufCFieldDescriptor *field);

/* Is it of a kind that is converted?  document.h names those that are not. */
bool field_is_served(const ProtobufCFieldDescriptor *field);

bool field_is_in_oneof(const ProtobufCFieldDescriptor *field);
/* Are both of one message and members of the same oneof? */
bool field_excludes(const ProtobufCFieldDescriptor *a,
		    const ProtobufCFieldDescriptor *b);

/* The whole numbers that a field takes. */
struct field_range {
	uint64_t max;
	uint64_t max_below_zero; /* the magnitude of the smallest; 0: none below zero */
};
struct field_range field_integer_range(const ProtobufCFieldDescriptor *field);

/*
 * The name of an enum's value without the prefix that repeats the enum's name: AT_LEAST
 * for COMPARATOR_AT_LEAST of enum Comparator; the whole name where it has no such prefix.
 */
const char *enum_short_name(const ProtobufCEnumDescriptor *descriptor,
			    const char *value_name);

/*
 * The name that people write in the format: the short one in lower case in YAML
 * (`at_least`), the whole one in JSON.
 */
struct field_name enum_name_in(enum document_format format,
			       const ProtobufCEnumDescriptor *descriptor,
			       const char *value_name);

/* The value of this short name, in any case; NULL when there is none. */
const ProtobufCEnumValue *
enum_value_named_short(const ProtobufCEnumDescriptor *descriptor, const char *name);

#endif
