#include "document/message_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "document/field.h"
#include "document/hint.h"

#define PATH_MAX_BYTES     1000
#define SENTENCE_MAX_BYTES 400
#define FOREIGN_MIN        3 /* unknown fields that make a document another one */

struct path_text {
	char chars[PATH_MAX_BYTES];
};

static size_t append_path(struct path_text *text, const struct field_path *path)
{
	size_t len = path->parent ? append_path(text, path->parent) : 0;
	char *end = text->chars + len;
	size_t room = sizeof text->chars - len;
	int added = 0;

	if (path->name)
		added = snprintf(end, room, "%s%s", len > 0 ? "." : "", path->name);
	else if (path->parent)
		added = snprintf(end, room, "[%zu]", path->index);
	return (size_t)added < room ? len + (size_t)added : sizeof text->chars - 1;
}

static struct diag_place place_of(const struct conversion *conversion,
				  struct node_at at, const struct path_text *path)
{
	return (struct diag_place){
		.file = conversion->file_name,
		.path = path->chars,
		.line = at.line,
		.column = at.column,
	};
}

/* Every refusal comes through here. */
static void refuse(struct conversion *conversion, enum err code, struct node_at at,
		   const struct field_path *path, const char *sentence)
{
	struct path_text text = { "" };

	append_path(&text, path);
	diag_error(conversion->diag, code, place_of(conversion, at, &text), "%s",
		   sentence);
	if (!conversion->first_error)
		conversion->first_error = code;
	if (conversion->diag->dropped_count > 0)
		conversion->stopped = true;
}

void refuse_value(struct conversion *conversion, const struct node *node,
		  const struct field_path *path, const char *format, ...)
{
	char sentence[SENTENCE_MAX_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	refuse(conversion, ERR_DOCUMENT_VALUE, node->at, path, sentence);
}

void refuse_memory(struct conversion *conversion, const struct node *node,
		   const struct field_path *path)
{
	refuse(conversion, ERR_NO_MEMORY, node->at, path,
	       "the document needs more memory than is allowed for it");
	conversion->stopped = true;
}

static void refuse_kind(struct conversion *conversion, const struct node *node,
			const struct field_path *path, const char *expected)
{
	refuse_value(conversion, node, path, "expected %s, found %s", expected,
		     node_found(node).chars);
}

static void refuse_field(struct conversion *conversion, const struct node *child,
			 const struct field_path *path,
			 const ProtobufCMessageDescriptor *descriptor)
{
	char sentence[SENTENCE_MAX_BYTES];

	snprintf(sentence, sizeof sentence, "%s has no field \"%s\"",
		 descriptor->short_name,
		 text_shown(child->key, strlen(child->key)).chars);
	refuse(conversion, ERR_DOCUMENT_FIELD, child->key_at, path, sentence);
	hint_field(conversion, descriptor, child->key);
}

/* The first of the values before child that gives the same name, field or oneof. */
static const struct node *given_before(const struct node *child)
{
	const struct node *other = child->parent->first;

	for (; other != child; other = other->next) {
		if (child->field ? other->field == child->field
				 : strcmp(other->key, child->key) == 0)
			return other;
		if (child->field && other->field && child->kind != NODE_NULL &&
		    other->kind != NODE_NULL &&
		    field_excludes(child->field, other->field))
			return other;
	}
	return NULL;
}

static bool refuse_second(struct conversion *conversion, const struct node *child,
			  const struct field_path *path)
{
	const struct node *before = given_before(child);
	char sentence[SENTENCE_MAX_BYTES];

	if (!before)
		return false;
	if (before->field == child->field)
		snprintf(sentence, sizeof sentence,
			 "\"%s\" is given twice, first on line %u",
			 text_shown(child->key, strlen(child->key)).chars,
			 before->key_at.line);
	else
		snprintf(sentence, sizeof sentence,
			 "\"%s\" and \"%s\" (on line %u) exclude each other",
			 field_name_in(conversion->format, child->field).chars,
			 field_name_in(conversion->format, before->field).chars,
			 before->key_at.line);
	refuse(conversion, ERR_DOCUMENT_FIELD, child->key_at, path, sentence);
	diag_hint(conversion->diag, "keep one of them");
	return true;
}

static void message_fields(struct conversion *conversion, struct node *node,
			   const struct field_path *path, ProtobufCMessage *message);

static ProtobufCMessage *new_message(struct conversion *conversion, struct node *node,
				     const struct field_path *path,
				     const ProtobufCMessageDescriptor *descriptor)
{
	ProtobufCMessage *message;

	if (node->kind != NODE_BLOCK) {
		char expected[SENTENCE_MAX_BYTES];
		snprintf(expected, sizeof expected, "the fields of %s",
			 descriptor->short_name);
		refuse_kind(conversion, node, path, expected);
		if (path->parent)
			hint_form(conversion, descriptor);
		else
			hint_fields(conversion, descriptor);
		return NULL;
	}
	message = arena_try_alloc(conversion->arena, descriptor->sizeof_message);
	if (!message) {
		refuse_memory(conversion, node, path);
		return NULL;
	}
	protobuf_c_message_init(descriptor, message);
	message_fields(conversion, node, path, message);
	return message;
}

static void value_from_node(struct conversion *conversion, struct node *node,
			    const ProtobufCFieldDescriptor *field,
			    const struct field_path *path, void *slot)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		ProtobufCMessage *message =
			new_message(conversion, node, path, field->descriptor);
		memcpy(slot, &message, sizeof message);
	} else {
		scalar_from_node(conversion, node, field, path, slot);
	}
}

static void list_from_node(struct conversion *conversion, struct node *list,
			   const ProtobufCFieldDescriptor *field,
			   const struct field_path *path, uint8_t *message)
{
	size_t size = field_value_size(field);
	struct field_path element = { .parent = path };
	uint8_t *values;

	if (list->kind != NODE_LIST) {
		refuse_kind(conversion, list, path, "a list");
		diag_hint(conversion->diag,
			  conversion->format == DOCUMENT_JSON
				  ? "put the value in [ ]"
				  : "put \"- \" before each value, or [ ] around them");
		return;
	}
	if (!list->first)
		return;
	values = arena_try_alloc_array(conversion->arena, list->child_count, size);
	if (!values) {
		refuse_memory(conversion, list, path);
		return;
	}
	for (struct node *node = list->first; node && !conversion->stopped;
	     node = node->next, element.index++)
		value_from_node(conversion, node, field, &element,
				values + element.index * size);
	memcpy(message + field->offset, &values, sizeof values);
	memcpy(message + field->quantifier_offset, &list->child_count,
	       sizeof list->child_count);
}

/* Kinds that the schema does not have, and so nothing here serves. */
static bool refuse_unserved(struct conversion *conversion, const struct node *node,
			    const ProtobufCFieldDescriptor *field,
			    const struct field_path *path)
{
	if (field_is_served(field))
		return false;
	refuse(conversion, ERR_INTERNAL, node->at, path,
	       "fields of this kind (floating point, or of proto2) are not served");
	conversion->stopped = true;
	return true;
}

static void field_from_node(struct conversion *conversion, struct node *node,
			    const struct field_path *path, uint8_t *message)
{
	const ProtobufCFieldDescriptor *field = node->field;

	if (refuse_unserved(conversion, node, field, path))
		return;
	if (node->kind == NODE_NULL)
		return;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		list_from_node(conversion, node, field, path, message);
		return;
	}
	if (field_is_in_oneof(field))
		memcpy(message + field->quantifier_offset, &field->id,
		       sizeof field->id);
	value_from_node(conversion, node, field, path, message + field->offset);
}

/* Names of strangers, each as short as a message can bear. */
static void refuse_foreign(struct conversion *conversion, const struct node *root,
			   const struct field_path *path,
			   const ProtobufCMessageDescriptor *descriptor,
			   const char *const first[FOREIGN_MIN], size_t foreign_count)
{
	char sentence[SENTENCE_MAX_BYTES];

	snprintf(sentence, sizeof sentence,
		 "this does not look like %s: %zu of its %zu fields are unknown there, "
		 "such as \"%s\", \"%s\" and \"%s\"",
		 descriptor->short_name, foreign_count, root->child_count,
		 text_shown(first[0], strlen(first[0])).chars,
		 text_shown(first[1], strlen(first[1])).chars,
		 text_shown(first[2], strlen(first[2])).chars);
	refuse(conversion, ERR_DOCUMENT_FIELD, root->at, path, sentence);
	hint_fields(conversion, descriptor);
}

/* "@type" at the root says which message this is. */
static bool take_type(struct conversion *conversion, const struct node *child,
		      const struct field_path *path,
		      const ProtobufCMessageDescriptor *descriptor)
{
	if (path->parent || strcmp(child->key, "@type") != 0)
		return false;
	if (refuse_second(conversion, child, path))
		return true;
	if (child->kind != NODE_TEXT || strcmp(child->text, descriptor->name) != 0) {
		refuse_value(conversion, child, path,
			     "expected a document of type \"%s\", found %s",
			     descriptor->name, node_found(child).chars);
		conversion->stopped = true;
	}
	return true;
}

static const struct node *child_of(const struct node *block, const char *key)
{
	const struct node *child = block->first;

	while (child && strcmp(child->key, key) != 0)
		child = child->next;
	return child;
}

/*
 * A document of another type would be told line by line: its fields are not those of
 * the message.  A few that are misspelt are.
 */
static bool refuse_other_type(struct conversion *conversion, const struct node *root,
			      const struct field_path *path,
			      const ProtobufCMessageDescriptor *descriptor)
{
	const char *first[FOREIGN_MIN];
	size_t foreign_count = 0;

	if (child_of(root, "@type"))
		return false;
	for (const struct node *child = root->first; child; child = child->next) {
		if (field_named(descriptor, child->key))
			continue;
		if (foreign_count < FOREIGN_MIN)
			first[foreign_count] = child->key;
		foreign_count++;
	}
	if (foreign_count < FOREIGN_MIN || foreign_count <= root->child_count / 2)
		return false;
	refuse_foreign(conversion, root, path, descriptor, first, foreign_count);
	return true;
}

static void message_fields(struct conversion *conversion, struct node *node,
			   const struct field_path *path, ProtobufCMessage *message)
{
	struct field_path inner = { .parent = path };
	struct node *child = node->first;

	for (; child && !conversion->stopped; child = child->next) {
		if (take_type(conversion, child, path, message->descriptor))
			continue;
		child->field = field_named(message->descriptor, child->key);
		if (!child->field) {
			refuse_field(conversion, child, path, message->descriptor);
			continue;
		}
		inner.name = child->field->name;
		if (!refuse_second(conversion, child, &inner))
			field_from_node(conversion, child, &inner, (uint8_t *)message);
	}
}

ProtobufCMessage *message_from_node(struct conversion *conversion, struct node *root,
				    const ProtobufCMessageDescriptor *descriptor)
{
	struct field_path path = { 0 };

	if (root->kind == NODE_BLOCK &&
	    refuse_other_type(conversion, root, &path, descriptor))
		return NULL;
	return new_message(conversion, root, &path, descriptor);
}
