#include "document/document.h"

#include <string.h>

#include "document/hint.h"
#include "document/message_read.h"
#include "document/message_write.h"
#include "document/node.h"
#include "document/source.h"

const struct document_limits document_limits_default = {
	.size_max_bytes = (size_t)16 << 20,
	.depth_max = 64,
	.node_count_max = 1000000,
};

static struct bytes without_byte_order_mark(struct bytes text)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (text.len >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0)
		return (struct bytes){ text.data + sizeof mark,
				       text.len - sizeof mark };
	return text;
}

/* Bytes of the character that begins with this byte, as far as that byte tells. */
static size_t character_length(uint8_t byte)
{
	if (byte < 0xc0)
		return 1;
	if (byte < 0xe0)
		return 2;
	return byte < 0xf0 ? 3 : 4;
}

/* Where the text that is not valid ceases to be; *byte is what stands there. */
static struct node_at first_invalid(struct bytes text, uint8_t *byte)
{
	struct node_at at = { 1, 1 };
	size_t i = 0;

	for (;;) {
		size_t len = character_length(text.data[i]);

		if (len > text.len - i ||
		    !utf8_valid((struct bytes){ text.data + i, len }))
			break;
		at.column++;
		if (text.data[i] == '\n')
			at = (struct node_at){ at.line + 1, 1 };
		i += len;
	}
	*byte = text.data[i];
	return at;
}

static enum err refuse_invalid(const struct builder *builder, struct bytes text)
{
	uint8_t byte;
	const struct node_at at = first_invalid(text, &byte);
	enum err err = diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
				  builder_place(builder, at), "%s stands here",
				  byte == 0 ? "a NUL, which is in no text,"
					    : "a byte that is not UTF-8 text");

	diag_hint(builder->diag, byte == 0
					 ? "the file is damaged, or not saved as UTF-8"
					 : "save the document as UTF-8");
	return err;
}

static enum err check_text(const struct builder *builder, struct bytes text)
{
	if (text.len > builder->limits.size_max_bytes)
		return diag_error(builder->diag, ERR_LIMIT_EXCEEDED,
				  builder_place(builder, (struct node_at){ 0 }),
				  "the document has %zu bytes; at most %zu are allowed",
				  text.len, builder->limits.size_max_bytes);
	return utf8_valid(text) ? ERR_OK : refuse_invalid(builder, text);
}

/* Text to tree: the root, or NULL where there is no error and nothing in the text. */
static enum err parse(struct arena *arena, const struct document_input *input,
		      struct diag *diag, struct node **root)
{
	struct bytes text = without_byte_order_mark(input->text);
	struct builder builder = {
		.arena = arena,
		.diag = diag,
		.file_name = input->file_name,
		.limits = input->limits ? *input->limits : document_limits_default,
	};
	enum err err = check_text(&builder, text);

	if (!err && input->format == DOCUMENT_JSON)
		err = json_read(&builder, text);
	else if (!err)
		err = yaml_read(&builder, text);
	*root = builder.root;
	return err;
}

static struct diag_place beginning_of(const struct document_input *input)
{
	return (struct diag_place){ .file = input->file_name, .line = 1, .column = 1 };
}

static enum err refuse_empty(const struct conversion *conversion,
			     const struct document_input *input,
			     const ProtobufCMessageDescriptor *descriptor)
{
	enum err err = diag_error(
		conversion->diag, ERR_DOCUMENT_SYNTAX, beginning_of(input),
		"the document is empty, where the fields of %s were expected",
		descriptor->short_name);

	hint_fields(conversion, descriptor);
	return err;
}

enum err document_read(struct arena *arena, const struct document_input *input,
		       const ProtobufCMessageDescriptor *descriptor,
		       ProtobufCMessage **out, struct document_source **source,
		       struct diag *diag)
{
	struct conversion conversion = {
		.arena = arena,
		.diag = diag,
		.file_name = input->file_name,
		.format = input->format,
	};
	struct node *root = NULL;
	ProtobufCMessage *message;
	enum err err;

	if (source)
		*source = NULL;
	err = parse(arena, input, diag, &root);
	if (!err && !root)
		return refuse_empty(&conversion, input, descriptor);
	if (!err && source)
		err = source_new(arena, input->file_name, root, diag, source);
	if (err)
		return err;
	message = message_from_node(&conversion, root, descriptor);
	if (!conversion.first_error)
		*out = message;
	return conversion.first_error;
}

enum err document_type(struct arena *arena, const struct document_input *input,
		       const char **out, struct diag *diag)
{
	struct node *root = NULL;
	enum err err = parse(arena, input, diag, &root);

	*out = NULL;
	if (err)
		return err;
	if (!root)
		return diag_error(diag, ERR_DOCUMENT_SYNTAX, beginning_of(input),
				  "the document is empty");
	if (root->kind != NODE_BLOCK)
		return ERR_OK;
	for (const struct node *child = root->first; child; child = child->next)
		if (strcmp(child->key, "@type") == 0 && child->kind == NODE_TEXT)
			*out = child->text;
	return ERR_OK;
}

static enum err write_text(struct arena *arena, const ProtobufCMessage *message,
			   enum document_format format, bool typed, struct bytes *out)
{
	struct node *root = NULL;
	enum err err = node_from_message(arena, message, format, typed, &root);

	if (err)
		return err;
	if (format == DOCUMENT_JSON)
		return json_write(arena, root, out);
	return yaml_write(arena, root, out);
}

enum err document_write(struct arena *arena, const ProtobufCMessage *message,
			enum document_format format, struct bytes *out)
{
	return write_text(arena, message, format, false, out);
}

enum err document_write_typed(struct arena *arena, const ProtobufCMessage *message,
			      enum document_format format, struct bytes *out)
{
	return write_text(arena, message, format, true, out);
}
