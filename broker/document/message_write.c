#include "document/message_write.h"

#include <stdio.h>
#include <string.h>

#include "document/field.h"
#include "document/output.h"

struct writing {
	struct arena *arena;
	enum document_format format;
	enum err err; /* the first; nothing is added after it */
};

static struct node *message_node(struct writing *writing,
				 const ProtobufCMessage *message);

static struct node *new_node(struct writing *writing, enum node_kind kind,
			     const char *text, size_t text_len)
{
	struct node *node = arena_try_alloc(writing->arena, sizeof *node);

	if (!node) {
		writing->err = ERR_NO_MEMORY;
		return NULL;
	}
	node->kind = kind;
	node->text = text;
	node->text_len = text_len;
	return node;
}

static const char *copy_text(struct writing *writing, const char *text)
{
	size_t len = strlen(text);
	char *copy = arena_try_alloc(writing->arena, len + 1);

	if (copy)
		memcpy(copy, text, len);
	else
		writing->err = ERR_NO_MEMORY;
	return copy;
}

static struct node *new_scalar(struct writing *writing, enum node_kind kind,
			       const char *text)
{
	return new_node(writing, kind, copy_text(writing, text), strlen(text));
}

static struct node *integer_node(struct writing *writing,
				 const ProtobufCFieldDescriptor *field,
				 const void *slot)
{
	bool wide = field_value_size(field) == sizeof(uint64_t);
	bool is_signed = field_integer_range(field).max_below_zero > 0;
	uint64_t value = 0;
	uint32_t low = 0;
	bool negative;
	char digits[24];

	memcpy(wide ? (void *)&value : (void *)&low, slot,
	       wide ? sizeof value : sizeof low);
	if (!wide)
		value = is_signed ? (uint64_t)(int64_t)(int32_t)low : low;
	negative = is_signed && (int64_t)value < 0;
	snprintf(digits, sizeof digits, "%s%llu", negative ? "-" : "",
		 (unsigned long long)(negative ? 0 - value : value));
	return new_scalar(writing,
			  wide && writing->format == DOCUMENT_JSON ? NODE_TEXT
								   : NODE_NUMBER,
			  digits);
}

/* A value that the enum does not name keeps its number, as the mapping has it. */
static struct node *enum_node(struct writing *writing,
			      const ProtobufCFieldDescriptor *field, const void *slot)
{
	const ProtobufCEnumValue *value;
	char digits[16];
	int32_t code;

	memcpy(&code, slot, sizeof code);
	value = protobuf_c_enum_descriptor_get_value(field->descriptor, code);
	if (value)
		return new_scalar(writing, NODE_TEXT, value->name);
	snprintf(digits, sizeof digits, "%d", (int)code);
	return new_scalar(writing, NODE_NUMBER, digits);
}

static struct node *string_node(struct writing *writing, const void *slot)
{
	const char *text;

	memcpy(&text, slot, sizeof text);
	if (!text)
		text = "";
	if (!utf8_valid(bytes_of_string(text))) {
		writing->err = ERR_DOCUMENT_VALUE;
		return NULL;
	}
	return new_node(writing, NODE_TEXT, text, strlen(text));
}

static struct node *bytes_node(struct writing *writing, const void *slot)
{
	ProtobufCBinaryData value;
	const char *text;

	memcpy(&value, slot, sizeof value);
	if (!arena_has_room(writing->arena, value.len / 3 * 4 + 8)) {
		writing->err = ERR_NO_MEMORY;
		return NULL;
	}
	text = base64_encode(writing->arena, (struct bytes){ value.data, value.len });
	return new_node(writing, NODE_TEXT, text, strlen(text));
}

static struct node *value_node(struct writing *writing,
			       const ProtobufCFieldDescriptor *field, const void *slot)
{
	const ProtobufCMessage *message;
	protobuf_c_boolean truth;

	switch ((int)field->type) {
	case PROTOBUF_C_TYPE_BOOL:
		memcpy(&truth, slot, sizeof truth);
		return new_scalar(writing, NODE_BOOL, truth ? "true" : "false");
	case PROTOBUF_C_TYPE_ENUM:
		return enum_node(writing, field, slot);
	case PROTOBUF_C_TYPE_STRING:
		return string_node(writing, slot);
	case PROTOBUF_C_TYPE_BYTES:
		return bytes_node(writing, slot);
	case PROTOBUF_C_TYPE_MESSAGE:
		memcpy(&message, slot, sizeof message);
		return message_node(writing, message);
	default:
		return integer_node(writing, field, slot);
	}
}

static size_t count_of(const uint8_t *message, const ProtobufCFieldDescriptor *field)
{
	size_t count;

	memcpy(&count, message + field->quantifier_offset, sizeof count);
	return count;
}

static struct node *list_node(struct writing *writing,
			      const ProtobufCFieldDescriptor *field,
			      const uint8_t *message)
{
	struct node *list = new_node(writing, NODE_LIST, NULL, 0);
	size_t count = count_of(message, field);
	size_t size = field_value_size(field);
	const uint8_t *values;

	memcpy(&values, message + field->offset, sizeof values);
	for (size_t i = 0; i < count && !writing->err; i++) {
		struct node *node = value_node(writing, field, values + i * size);
		if (node)
			node_add(list, node);
	}
	return list;
}

/* A proto3 field is present unless it has its kind's zero. */
static bool is_present(const uint8_t *message, const ProtobufCFieldDescriptor *field)
{
	static const uint8_t zeros[sizeof(uint64_t)];
	const uint8_t *slot = message + field->offset;
	ProtobufCBinaryData bytes;
	const char *text;
	uint32_t member;

	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return count_of(message, field) > 0;
	if (field_is_in_oneof(field)) {
		memcpy(&member, message + field->quantifier_offset, sizeof member);
		return member == field->id;
	}
	if (field->type == PROTOBUF_C_TYPE_STRING) {
		memcpy(&text, slot, sizeof text);
		return text && text[0] != '\0';
	}
	if (field->type == PROTOBUF_C_TYPE_BYTES) {
		memcpy(&bytes, slot, sizeof bytes);
		return bytes.len > 0;
	}
	return memcmp(slot, zeros, field_value_size(field)) != 0;
}

static void add_field(struct writing *writing, struct node *block,
		      const ProtobufCFieldDescriptor *field, const uint8_t *message)
{
	struct field_name json = field_json_name(field);
	const char *name = writing->format == DOCUMENT_JSON ? json.chars : field->name;
	struct node *node;

	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		node = list_node(writing, field, message);
	else
		node = value_node(writing, field, message + field->offset);
	name = copy_text(writing, name);
	if (writing->err)
		return;
	node->key = name;
	node_add(block, node);
}

static void add_fields(struct writing *writing, struct node *block,
		       const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;

	for (unsigned i = 0; i < descriptor->n_fields && !writing->err; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];

		if (!field_is_served(field))
			writing->err = ERR_INTERNAL;
		else if (is_present((const uint8_t *)message, field))
			add_field(writing, block, field, (const uint8_t *)message);
	}
}

static struct node *message_node(struct writing *writing,
				 const ProtobufCMessage *message)
{
	struct node *block = new_node(writing, NODE_BLOCK, NULL, 0);

	if (block)
		add_fields(writing, block, message);
	return block;
}

static void add_type(struct writing *writing, struct node *block,
		     const ProtobufCMessageDescriptor *descriptor)
{
	struct node *type = new_scalar(writing, NODE_TEXT, descriptor->name);

	if (writing->err)
		return;
	type->key = "@type";
	node_add(block, type);
}

enum err node_from_message(struct arena *arena, const ProtobufCMessage *message,
			   enum document_format format, bool typed, struct node **out)
{
	struct writing writing = { .arena = arena, .format = format };
	struct node *root = new_node(&writing, NODE_BLOCK, NULL, 0);

	if (root && typed)
		add_type(&writing, root, message->descriptor);
	if (root)
		add_fields(&writing, root, message);
	*out = root;
	return writing.err;
}
