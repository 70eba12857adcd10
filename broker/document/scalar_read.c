#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "document/field.h"
#include "document/hint.h"
#include "document/message_read.h"
#include "document/number.h"
#include "document/output.h"

#define EXPECTED_MAX_BYTES 100
#define GROUPED_MAX_BYTES  32

struct expected {
	char chars[EXPECTED_MAX_BYTES];
};

static struct bytes node_bytes(const struct node *node)
{
	return (struct bytes){ (const uint8_t *)node->text, node->text_len };
}

static bool is_scalar_of(const struct node *node, enum node_kind a, enum node_kind b)
{
	return node->kind == a || node->kind == b;
}

static void refuse_expected(struct conversion *conversion, const struct node *node,
			    const struct field_path *path, const char *expected)
{
	refuse_value(conversion, node, path, "expected %s, found %s", expected,
		     node_found(node).chars);
}

/* 4,294,967,295: as one reads it aloud. */
struct grouped {
	char chars[GROUPED_MAX_BYTES];
};

static struct grouped grouped(uint64_t magnitude)
{
	struct grouped text = { "" };
	char digits[GROUPED_MAX_BYTES];
	int count =
		snprintf(digits, sizeof digits, "%llu", (unsigned long long)magnitude);
	size_t len = 0;

	for (int i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0)
			text.chars[len++] = ',';
		text.chars[len++] = digits[i];
	}
	return text;
}

/* The bounds matter only to who wrote a number. */
static struct expected expected_integer(struct field_range range, enum number_form form)
{
	struct expected text = { "a whole number" };

	if (form == NUMBER_WHOLE || form == NUMBER_HUGE)
		snprintf(text.chars, sizeof text.chars,
			 "a whole number from %s%s to %s",
			 range.max_below_zero > 0 ? "-" : "",
			 grouped(range.max_below_zero).chars, grouped(range.max).chars);
	return text;
}

static void hint_integer(const struct conversion *conversion, const struct node *node,
			 enum number_form form)
{
	char respelled[32];

	if (node->kind == NODE_NULL)
		diag_hint(conversion->diag,
			  "a list of numbers has no null; in a report, cells that "
			  "were not measured are 0 here, and \"present\" says which "
			  "rows were");
	if (!is_scalar_of(node, NODE_NUMBER, NODE_TEXT))
		return;
	if (form == NUMBER_FRACTIONAL)
		diag_hint(conversion->diag, "digits only, without a fraction");
	else if (number_respell(node_bytes(node), respelled, sizeof respelled))
		diag_hint(conversion->diag, "write %s, if that is meant", respelled);
	else if (node->kind == NODE_NUMBER && node->text[0] == '0')
		diag_hint(conversion->diag, "write the number in decimal");
	else
		diag_hint(conversion->diag, "digits only, without separators or units");
}

static void integer_from_node(struct conversion *conversion, const struct node *node,
			      const ProtobufCFieldDescriptor *field,
			      const struct field_path *path, void *slot)
{
	struct field_range range = field_integer_range(field);
	enum number_form form = NUMBER_NOT;
	struct number number = { 0 };
	uint64_t value;
	uint32_t low;

	if (is_scalar_of(node, NODE_NUMBER, NODE_TEXT))
		form = number_parse(node_bytes(node), &number);
	if (form != NUMBER_WHOLE ||
	    number.magnitude > (number.negative ? range.max_below_zero : range.max)) {
		refuse_expected(conversion, node, path,
				expected_integer(range, form).chars);
		if (form == NUMBER_NOT || form == NUMBER_FRACTIONAL)
			hint_integer(conversion, node, form);
		return;
	}
	value = number.negative ? 0 - number.magnitude : number.magnitude;
	low = (uint32_t)value;
	if (field_value_size(field) == sizeof value)
		memcpy(slot, &value, sizeof value);
	else
		memcpy(slot, &low, sizeof low);
}

static void bool_from_node(struct conversion *conversion, const struct node *node,
			   const struct field_path *path, void *slot)
{
	static const char *const said[] = { "yes", "on", "y", "no", "off", "n" };
	protobuf_c_boolean value = node->kind == NODE_BOOL && node->text[0] == 't';

	if (node->kind == NODE_BOOL) {
		memcpy(slot, &value, sizeof value);
		return;
	}
	refuse_expected(conversion, node, path, "true or false");
	if (node->kind != NODE_TEXT)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		if (strcasecmp(node->text, said[i]) == 0)
			diag_hint(conversion->diag, "write %s",
				  i < 3 ? "true" : "false");
	if (strcasecmp(node->text, "true") == 0 || strcasecmp(node->text, "false") == 0)
		diag_hint(conversion->diag, "write it without quotes");
}

/* In YAML the digits of a decimal need no quotes: they are kept as written. */
static void string_from_node(struct conversion *conversion, const struct node *node,
			     const struct field_path *path, void *slot)
{
	if (node->kind == NODE_TEXT ||
	    (node->kind == NODE_NUMBER && conversion->format == DOCUMENT_YAML)) {
		memcpy(slot, &node->text, sizeof node->text);
		return;
	}
	refuse_expected(conversion, node, path, "a text");
	if (is_scalar_of(node, NODE_NUMBER, NODE_BOOL))
		diag_hint(conversion->diag, "put it in quotes: \"%s\"",
			  text_shown(node->text, node->text_len).chars);
}

/* base64 in any of the spellings that the mapping accepts, as unpadded base64url. */
static bool respell_base64(const struct node *node, char *out, size_t *out_len)
{
	size_t len = node->text_len;

	while (len > 0 && node->text_len - len < 2 && node->text[len - 1] == '=')
		len--;
	if (len < node->text_len && node->text_len % 4 != 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		out[i] = node->text[i];
		if (out[i] == '+')
			out[i] = '-';
		else if (out[i] == '/')
			out[i] = '_';
	}
	*out_len = len;
	return true;
}

static void bytes_from_node(struct conversion *conversion, const struct node *node,
			    const struct field_path *path, void *slot)
{
	struct bytes respelled = { 0 };
	struct bytes decoded = { 0 };
	ProtobufCBinaryData value;
	char *copy;

	if (node->kind != NODE_TEXT) {
		refuse_expected(conversion, node, path, "bytes in base64");
		return;
	}
	copy = arena_try_alloc(conversion->arena, node->text_len + 1);
	if (!copy || !arena_has_room(conversion->arena, node->text_len + 1)) {
		refuse_memory(conversion, node, path);
		return;
	}
	respelled.data = (const uint8_t *)copy;
	if (!respell_base64(node, copy, &respelled.len) ||
	    !base64url_decode(conversion->arena, respelled, &decoded)) {
		refuse_expected(conversion, node, path, "bytes in base64");
		return;
	}
	value.len = decoded.len;
	memcpy(&value.data, &decoded.data, sizeof value.data);
	memcpy(slot, &value, sizeof value);
}

static const ProtobufCEnumValue *
enum_value_of(const struct conversion *conversion, const struct node *node,
	      const ProtobufCEnumDescriptor *descriptor)
{
	const ProtobufCEnumValue *value = NULL;
	struct number number;

	if (node->kind == NODE_NUMBER &&
	    number_parse(node_bytes(node), &number) == NUMBER_WHOLE &&
	    number.magnitude <= INT32_MAX) {
		int code = (int)number.magnitude;
		return protobuf_c_enum_descriptor_get_value(
			descriptor, number.negative ? -code : code);
	}
	if (node->kind != NODE_TEXT)
		return NULL;
	value = protobuf_c_enum_descriptor_get_value_by_name(descriptor, node->text);
	if (!value && conversion->format == DOCUMENT_YAML)
		value = enum_value_named_short(descriptor, node->text);
	return value;
}

static void enum_from_node(struct conversion *conversion, const struct node *node,
			   const ProtobufCFieldDescriptor *field,
			   const struct field_path *path, void *slot)
{
	const ProtobufCEnumDescriptor *descriptor = field->descriptor;
	const ProtobufCEnumValue *value = enum_value_of(conversion, node, descriptor);
	struct expected expected;
	int32_t number;

	if (value) {
		number = value->value;
		memcpy(slot, &number, sizeof number);
		return;
	}
	snprintf(expected.chars, sizeof expected.chars, "a value of %s",
		 descriptor->short_name);
	refuse_expected(conversion, node, path, expected.chars);
	hint_value(conversion, node, descriptor);
}

void scalar_from_node(struct conversion *conversion, const struct node *node,
		      const ProtobufCFieldDescriptor *field,
		      const struct field_path *path, void *slot)
{
	switch ((int)field->type) {
	case PROTOBUF_C_TYPE_BOOL:
		bool_from_node(conversion, node, path, slot);
		return;
	case PROTOBUF_C_TYPE_ENUM:
		enum_from_node(conversion, node, field, path, slot);
		return;
	case PROTOBUF_C_TYPE_STRING:
		string_from_node(conversion, node, path, slot);
		return;
	case PROTOBUF_C_TYPE_BYTES:
		bytes_from_node(conversion, node, path, slot);
		return;
	default:
		integer_from_node(conversion, node, field, path, slot);
		return;
	}
}
