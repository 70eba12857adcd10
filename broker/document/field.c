#include "document/field.h"

#include <string.h>
#include <strings.h>

#include "base/ensure.h"

/* Names are identifiers: letters, digits and underscores. */
static char upper(char c)
{
	return c >= 'a' ? (char)(c - 'a' + 'A') : c;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static struct field_name copied(const char *name)
{
	struct field_name copy = { "" };

	ensure(strlen(name) < sizeof copy.chars);
	memcpy(copy.chars, name, strlen(name));
	return copy;
}

struct field_name field_json_name(const ProtobufCFieldDescriptor *field)
{
	struct field_name json = { "" };
	bool raise = false;
	size_t len = 0;

	ensure(strlen(field->name) < sizeof json.chars);
	for (const char *c = field->name; *c != '\0'; c++) {
		if (*c != '_')
			json.chars[len++] = raise ? upper(*c) : *c;
		raise = *c == '_';
	}
	return json;
}

struct field_name field_name_in(enum document_format format,
				const ProtobufCFieldDescriptor *field)
{
	return format == DOCUMENT_JSON ? field_json_name(field) : copied(field->name);
}

const ProtobufCFieldDescriptor *
field_named(const ProtobufCMessageDescriptor *descriptor, const char *name)
{
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		struct field_name json = field_json_name(field);

		if (strcmp(field->name, name) == 0 || strcmp(json.chars, name) == 0)
			return field;
	}
	return NULL;
}

size_t field_value_size(const ProtobufCFieldDescriptor *field)
{
	switch ((int)field->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		return sizeof(uint32_t);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return sizeof(uint64_t);
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_ENUM:
		return sizeof(int32_t);
	case PROTOBUF_C_TYPE_STRING:
		return sizeof(char *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(ProtobufCMessage *);
	default:
		return 0;
	}
}

bool field_is_in_oneof(const ProtobufCFieldDescriptor *field)
{
	return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

bool field_is_served(const ProtobufCFieldDescriptor *field)
{
	bool proto3 = field->label == PROTOBUF_C_LABEL_NONE ||
		      field->label == PROTOBUF_C_LABEL_REPEATED;

	return proto3 && field_value_size(field) > 0;
}

bool field_excludes(const ProtobufCFieldDescriptor *a,
		    const ProtobufCFieldDescriptor *b)
{
	return field_is_in_oneof(a) && field_is_in_oneof(b) &&
	       a->quantifier_offset == b->quantifier_offset;
}

struct field_range field_integer_range(const ProtobufCFieldDescriptor *field)
{
	bool wide = field_value_size(field) == sizeof(uint64_t);
	uint64_t sign_bit = wide ? UINT64_C(1) << 63 : UINT64_C(1) << 31;

	switch ((int)field->type) {
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return (struct field_range){ sign_bit + (sign_bit - 1), 0 };
	default:
		return (struct field_range){ sign_bit - 1, sign_bit };
	}
}

/* CounterUnit is COUNTER_UNIT: capitals, an underscore before each but the first. */
const char *enum_short_name(const ProtobufCEnumDescriptor *descriptor,
			    const char *value_name)
{
	const char *enum_name = descriptor->short_name;
	const char *rest = value_name;

	for (size_t i = 0; enum_name[i] != '\0'; i++) {
		if (i > 0 && is_upper(enum_name[i]) && *rest++ != '_')
			return value_name;
		if (*rest++ != upper(enum_name[i]))
			return value_name;
	}
	return rest[0] == '_' && rest[1] != '\0' ? rest + 1 : value_name;
}

struct field_name enum_name_in(enum document_format format,
			       const ProtobufCEnumDescriptor *descriptor,
			       const char *value_name)
{
	struct field_name name;

	if (format == DOCUMENT_JSON)
		return copied(value_name);
	name = copied(enum_short_name(descriptor, value_name));
	for (char *c = name.chars; *c != '\0'; c++)
		*c = lower(*c);
	return name;
}

const ProtobufCEnumValue *
enum_value_named_short(const ProtobufCEnumDescriptor *descriptor, const char *name)
{
	for (unsigned i = 0; i < descriptor->n_value_names; i++) {
		const ProtobufCEnumValueIndex *value = &descriptor->values_by_name[i];

		if (strcasecmp(enum_short_name(descriptor, value->name), name) == 0)
			return &descriptor->values[value->index];
	}
	return NULL;
}
