#include <string.h>
#include <yaml.h>

#include "document/node.h"
#include "document/output.h"
#include "document/plain.h"

static int add(void *output, unsigned char *chars, size_t len)
{
	return output_add(output, chars, len) ? 1 : 0;
}

/* The event is the emitter's, whether or not it can be written. */
static bool emit(yaml_emitter_t *emitter, yaml_event_t *event, int initialized)
{
	return initialized && yaml_emitter_emit(emitter, event);
}

/* libyaml's functions take texts as `unsigned char *`, and change none. */
static yaml_char_t *yaml_chars(const char *text)
{
	union {
		const char *text;
		yaml_char_t *chars;
	} same = { .text = text };

	return same.chars;
}

static bool holds(const char *text, size_t len, const char *part)
{
	size_t part_len = strlen(part);

	for (size_t i = 0; i + part_len <= len; i++)
		if (memcmp(text + i, part, part_len) == 0)
			return true;
	return false;
}

/*
 * Lines of a literal block: printable, none with blanks at its end, and neither a blank
 * nor an empty line first.  Readers disagree about the rest, and about other line breaks.
 */
static bool fits_literal(const char *text, size_t len)
{
	static const char *const breaks[] = { "\xc2\x85", "\xe2\x80\xa8",
					      "\xe2\x80\xa9", "\xef\xbb\xbf", " \n" };

	if (text[0] == ' ' || text[0] == '\n' || text[len - 1] == ' ')
		return false;
	for (size_t i = 0; i < len; i++)
		if ((text[i] >= 0 && text[i] < ' ' && text[i] != '\n') ||
		    text[i] == 0x7f)
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(breaks); i++)
		if (holds(text, len, breaks[i]))
			return false;
	return true;
}

static yaml_scalar_style_t style_for(const struct node *node)
{
	struct bytes text = { (const uint8_t *)node->text, node->text_len };

	if (node->kind != NODE_TEXT)
		return YAML_PLAIN_SCALAR_STYLE;
	if (holds(node->text, node->text_len, "\n"))
		return fits_literal(node->text, node->text_len)
			       ? YAML_LITERAL_SCALAR_STYLE
			       : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	return plain_is_text(text) ? YAML_PLAIN_SCALAR_STYLE
				   : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
}

static bool emit_text(yaml_emitter_t *emitter, const char *text, size_t len,
		      yaml_scalar_style_t style)
{
	yaml_event_t event;

	return emit(emitter, &event,
		    yaml_scalar_event_initialize(&event, NULL, NULL, yaml_chars(text),
						 (int)len, 1, 1, style));
}

static bool emit_key(yaml_emitter_t *emitter, const char *key)
{
	struct bytes name = bytes_of_string(key);

	return emit_text(emitter, key, name.len,
			 plain_is_text(name) ? YAML_PLAIN_SCALAR_STYLE
					     : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

/* Numbers and booleans go on one line. */
static bool is_short_list(const struct node *list)
{
	return list->first->kind == NODE_NUMBER || list->first->kind == NODE_BOOL;
}

static bool emit_node(yaml_emitter_t *emitter, const struct node *node);

static bool emit_list(yaml_emitter_t *emitter, const struct node *list)
{
	yaml_event_t event;
	yaml_sequence_style_t style = is_short_list(list) ? YAML_FLOW_SEQUENCE_STYLE
							  : YAML_BLOCK_SEQUENCE_STYLE;
	bool ok = emit(
		emitter, &event,
		yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style));

	for (const struct node *node = list->first; node && ok; node = node->next)
		ok = emit_node(emitter, node);
	return ok && emit(emitter, &event, yaml_sequence_end_event_initialize(&event));
}

static bool emit_block(yaml_emitter_t *emitter, const struct node *block)
{
	yaml_event_t event;
	bool ok = emit(emitter, &event,
		       yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
							   YAML_BLOCK_MAPPING_STYLE));

	for (const struct node *node = block->first; node && ok; node = node->next)
		ok = emit_key(emitter, node->key) && emit_node(emitter, node);
	return ok && emit(emitter, &event, yaml_mapping_end_event_initialize(&event));
}

static bool emit_node(yaml_emitter_t *emitter, const struct node *node)
{
	if (node->kind == NODE_LIST)
		return emit_list(emitter, node);
	if (node->kind == NODE_BLOCK)
		return emit_block(emitter, node);
	return emit_text(emitter, node->text, node->text_len, style_for(node));
}

static bool emit_document(yaml_emitter_t *emitter, const struct node *root)
{
	yaml_event_t event;

	return emit(emitter, &event,
		    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING)) &&
	       emit(emitter, &event,
		    yaml_document_start_event_initialize(&event, NULL, NULL, NULL,
							 1)) &&
	       emit_node(emitter, root) &&
	       emit(emitter, &event, yaml_document_end_event_initialize(&event, 1)) &&
	       emit(emitter, &event, yaml_stream_end_event_initialize(&event));
}

enum err yaml_write(struct arena *arena, const struct node *root, struct bytes *out)
{
	struct output output = { .arena = arena };
	yaml_emitter_t emitter;
	bool written;

	if (!yaml_emitter_initialize(&emitter))
		return ERR_NO_MEMORY;
	yaml_emitter_set_output(&emitter, add, &output);
	yaml_emitter_set_unicode(&emitter, 1);
	yaml_emitter_set_indent(&emitter, 2);
	yaml_emitter_set_width(&emitter, -1);
	written = emit_document(&emitter, root);
	yaml_emitter_delete(&emitter);
	if (!written)
		return ERR_NO_MEMORY;
	*out = (struct bytes){ output.data, output.len };
	return ERR_OK;
}
