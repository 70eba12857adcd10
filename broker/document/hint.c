#include "document/hint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "document/field.h"

#define LIST_MAX_BYTES      300
#define NAMES_MAX           12
#define FORM_FIELDS_MAX     5
#define FORM_VALUES_MAX     4
#define PART_MIN_BYTES      3 /* shorter parts of a name say little */
#define PART_CANDIDATES_MAX 4

/* Names of ours, so ASCII; cut where there is no more room. */
struct list {
	char chars[LIST_MAX_BYTES];
	size_t len;
};

static void list_add(struct list *list, const char *format, ...) PRINTF_LIKE(2, 3);

static void list_add(struct list *list, const char *format, ...)
{
	size_t room = sizeof list->chars - list->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(list->chars + list->len, room, format, args);
	va_end(args);
	list->len += (size_t)len < room ? (size_t)len : room - 1;
	if ((size_t)len >= room)
		memcpy(list->chars + list->len - strlen("..."), "...", strlen("..."));
}

void hint_fields(const struct conversion *conversion,
		 const ProtobufCMessageDescriptor *descriptor)
{
	char list[NAMES_MAX * (FIELD_NAME_MAX_BYTES + 2)] = "";
	size_t len = 0;

	if (descriptor->n_fields == 0)
		return;
	for (unsigned i = 0; i < descriptor->n_fields && i < NAMES_MAX; i++)
		len += (size_t)snprintf(
			list + len, sizeof list - len, "%s%s", i > 0 ? ", " : "",
			field_name_in(conversion->format, &descriptor->fields[i])
				.chars);
	diag_hint(conversion->diag, "its fields are %s%s", list,
		  descriptor->n_fields > NAMES_MAX ? " and others" : "");
}

void hint_field(const struct conversion *conversion,
		const ProtobufCMessageDescriptor *descriptor, const char *key)
{
	struct nearest nearest;

	if (strcmp(key, "<<") == 0) {
		diag_hint(conversion->diag,
			  "merge keys are not allowed; write the fields out");
		return;
	}
	nearest_init(&nearest, key);
	for (unsigned i = 0; i < descriptor->n_fields; i++)
		nearest_offer(&nearest, descriptor->fields[i].name,
			      descriptor->fields[i].name);
	if (nearest.best)
		diag_hint(conversion->diag, "did you mean \"%s\"?",
			  field_name_in(conversion->format,
					field_named(descriptor, nearest.best))
				  .chars);
	else
		hint_fields(conversion, descriptor);
}

/* The zero of an enum, by convention, which stands for absence: nobody writes it. */
static bool is_unspecified(const ProtobufCEnumDescriptor *descriptor, const char *name)
{
	return strcmp(enum_short_name(descriptor, name), "UNSPECIFIED") == 0;
}

static bool holds_part(const char *name, const char *part)
{
	for (; *name != '\0'; name++)
		if (strncasecmp(name, part, strlen(part)) == 0)
			return true;
	return false;
}

/* Names of which the text is a part: false when there is none, or too many to choose. */
static bool hint_names_with(const struct conversion *conversion, const char *part,
			    const ProtobufCEnumDescriptor *descriptor)
{
	const char *names[PART_CANDIDATES_MAX];
	struct list list = { .len = 0 };
	size_t count = 0;

	if (strlen(part) < PART_MIN_BYTES)
		return false;
	for (unsigned i = 0; i < descriptor->n_values; i++) {
		const char *name = descriptor->values[i].name;

		if (is_unspecified(descriptor, name) ||
		    !holds_part(enum_short_name(descriptor, name), part))
			continue;
		if (count == PART_CANDIDATES_MAX)
			return false;
		names[count++] = name;
	}
	for (size_t i = 0; i < count; i++)
		list_add(&list, "%s\"%s\"",
			 i == 0           ? ""
			 : i + 1 == count ? " or "
					  : ", ",
			 enum_name_in(conversion->format, descriptor, names[i]).chars);
	if (count > 0)
		diag_hint(conversion->diag, "did you mean %s?", list.chars);
	return count > 0;
}

static void hint_values(const struct conversion *conversion,
			const ProtobufCEnumDescriptor *descriptor)
{
	struct list list = { .len = 0 };

	for (unsigned i = 0; i < descriptor->n_values; i++) {
		const char *name = descriptor->values[i].name;

		if (!is_unspecified(descriptor, name))
			list_add(&list, "%s%s", list.len > 0 ? ", " : "",
				 enum_name_in(conversion->format, descriptor, name)
					 .chars);
	}
	diag_hint(conversion->diag, "write one of %s", list.chars);
}

void hint_value(const struct conversion *conversion, const struct node *node,
		const ProtobufCEnumDescriptor *descriptor)
{
	const char *text = node->kind == NODE_TEXT ? node->text : "";
	struct nearest nearest;

	nearest_init(&nearest, text);
	for (unsigned i = 0; i < descriptor->n_value_names; i++) {
		const char *name = descriptor->values_by_name[i].name;

		if (is_unspecified(descriptor, name))
			continue;
		nearest_offer(&nearest, name, name);
		nearest_offer(&nearest, enum_short_name(descriptor, name), name);
	}
	if (nearest.best)
		diag_hint(conversion->diag, "did you mean \"%s\"?",
			  enum_name_in(conversion->format, descriptor, nearest.best)
				  .chars);
	else if (!hint_names_with(conversion, text, descriptor))
		hint_values(conversion, descriptor);
}

/* hours|days|... */
static void add_values(struct list *list, enum document_format format,
		       const ProtobufCEnumDescriptor *descriptor)
{
	const char *quote = format == DOCUMENT_JSON ? "\"" : "";
	unsigned shown = 0;

	for (unsigned i = 0; i < descriptor->n_values; i++) {
		const char *name = descriptor->values[i].name;

		if (is_unspecified(descriptor, name))
			continue;
		if (shown == FORM_VALUES_MAX) {
			list_add(list, "|...");
			return;
		}
		list_add(list, "%s%s%s%s", shown++ > 0 ? "|" : "", quote,
			 enum_name_in(format, descriptor, name).chars, quote);
	}
}

static void add_kind(struct list *list, enum document_format format,
		     const ProtobufCFieldDescriptor *field)
{
	bool json = format == DOCUMENT_JSON;

	switch ((int)field->type) {
	case PROTOBUF_C_TYPE_ENUM:
		add_values(list, format, field->descriptor);
		return;
	case PROTOBUF_C_TYPE_BOOL:
		list_add(list, "true|false");
		return;
	case PROTOBUF_C_TYPE_STRING:
		list_add(list, json ? "\"TEXT\"" : "TEXT");
		return;
	case PROTOBUF_C_TYPE_BYTES:
		list_add(list, json ? "\"BASE64\"" : "BASE64");
		return;
	case PROTOBUF_C_TYPE_MESSAGE:
		list_add(list, "{...}");
		return;
	default:
		list_add(list, "NUMBER");
		return;
	}
}

/* Members of a oneof have "or" between them. */
static const char *separator(const ProtobufCMessageDescriptor *descriptor, unsigned i)
{
	if (i == 0)
		return "";
	return field_excludes(&descriptor->fields[i - 1], &descriptor->fields[i])
		       ? " or "
		       : ", ";
}

void hint_form(const struct conversion *conversion,
	       const ProtobufCMessageDescriptor *descriptor)
{
	enum document_format format = conversion->format;
	const char *quote = format == DOCUMENT_JSON ? "\"" : "";
	struct list list = { .len = 0 };

	for (unsigned i = 0; i < descriptor->n_fields && i < FORM_FIELDS_MAX; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;

		list_add(&list, "%s%s%s%s: %s", separator(descriptor, i), quote,
			 field_name_in(format, field).chars, quote,
			 repeated ? "[" : "");
		add_kind(&list, format, field);
		if (repeated)
			list_add(&list, ", ...]");
	}
	if (descriptor->n_fields > 0)
		diag_hint(conversion->diag, "write {%s%s}", list.chars,
			  descriptor->n_fields > FORM_FIELDS_MAX ? ", ..." : "");
}
