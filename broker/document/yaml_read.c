#include <string.h>
#include <yaml.h>

#include "document/node.h"
#include "document/plain.h"
#include "document/yaml_syntax.h"

static struct bytes bytes_of(const yaml_char_t *chars, size_t len)
{
	return (struct bytes){ chars, len };
}

static enum err refuse_anchor(struct builder *builder, const yaml_char_t *anchor,
			      char sigil, yaml_mark_t mark)
{
	struct shown name =
		text_shown((const char *)anchor, strlen((const char *)anchor));
	enum err err = diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
				  builder_place(builder, yaml_at(mark)),
				  "\"%c%s\": anchors and aliases are not allowed",
				  sigil, name.chars);
	diag_hint(builder->diag, "write the value out again in each place");
	return err;
}

static enum err refuse_tag(const struct builder *builder, const char *tag,
			   struct node_at at)
{
	struct shown name = text_shown(tag, strlen(tag));
	enum err err = diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
				  builder_place(builder, at),
				  "the tag \"%s\" is not allowed", name.chars);
	diag_hint(builder->diag, "remove it; the field says what kind its value is");
	return err;
}

static enum err check_properties(struct builder *builder, const yaml_char_t *anchor,
				 const yaml_char_t *tag, yaml_mark_t mark)
{
	if (anchor)
		return refuse_anchor(builder, anchor, '&', mark);
	if (tag)
		return refuse_tag(builder, (const char *)tag, yaml_at(mark));
	return ERR_OK;
}

static enum err take_scalar(struct builder *builder, const yaml_event_t *event)
{
	struct bytes text =
		bytes_of(event->data.scalar.value, event->data.scalar.length);
	enum node_kind kind = NODE_TEXT;
	enum err err = check_properties(builder, event->data.scalar.anchor,
					event->data.scalar.tag, event->start_mark);
	if (err)
		return err;
	if (builder_wants_key(builder))
		return builder_key(builder, text, yaml_at(event->start_mark));
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		kind = plain_kind(&text);
	return builder_value(builder, kind, text, yaml_at(event->start_mark));
}

static enum err take_container(struct builder *builder, const yaml_event_t *event,
			       enum node_kind kind)
{
	/* Lists and blocks have the same two members, in different structs. */
	bool list = kind == NODE_LIST;
	const yaml_char_t *anchor = list ? event->data.sequence_start.anchor
					 : event->data.mapping_start.anchor;
	const yaml_char_t *tag =
		list ? event->data.sequence_start.tag : event->data.mapping_start.tag;
	enum err err = check_properties(builder, anchor, tag, event->start_mark);
	if (err)
		return err;
	if (builder_wants_key(builder))
		return diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
				  builder_place(builder, yaml_at(event->start_mark)),
				  "%s stands where the name of a field was expected",
				  list ? "a list" : "a block of fields");
	return builder_value(builder, kind, (struct bytes){ 0 },
			     yaml_at(event->start_mark));
}

static enum err take_event(struct builder *builder, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (!builder->root)
			return ERR_OK;
		return diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
				  builder_place(builder, yaml_at(event->start_mark)),
				  "a second document begins here; a file holds one");
	case YAML_ALIAS_EVENT:
		return refuse_anchor(builder, event->data.alias.anchor, '*',
				     event->start_mark);
	case YAML_SCALAR_EVENT:
		return take_scalar(builder, event);
	case YAML_SEQUENCE_START_EVENT:
		return take_container(builder, event, NODE_LIST);
	case YAML_MAPPING_START_EVENT:
		return take_container(builder, event, NODE_BLOCK);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		builder_close(builder);
		return ERR_OK;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return ERR_OK;
}

/* After any of the line breaks that libyaml knows. */
static bool begins_line(struct bytes text, size_t offset)
{
	static const char *const breaks[] = { "\n", "\r", "\xc2\x85", "\xe2\x80\xa8",
					      "\xe2\x80\xa9" };

	for (size_t i = 0; i < ARRAY_SIZE(breaks); i++) {
		size_t len = strlen(breaks[i]);

		if (offset >= len &&
		    memcmp(text.data + offset - len, breaks[i], len) == 0)
			return true;
	}
	return offset == 0;
}

/*
 * Tags are refused as events.  Their declarations must be found before libyaml sees
 * them: it compares each with all before it, and a text of them would take hours.
 */
static enum err check_directives(const struct builder *builder, struct bytes text)
{
	static const char declaration[] = "%TAG";
	size_t len = strlen(declaration);

	for (size_t i = 0; i + len <= text.len; i++)
		if (text.data[i] == '%' &&
		    memcmp(text.data + i, declaration, len) == 0 &&
		    begins_line(text, i))
			return refuse_tag(builder, declaration,
					  yaml_at_offset(text, i));
	return ERR_OK;
}

static enum err take_events(struct builder *builder, yaml_parser_t *parser,
			    struct bytes text)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	yaml_event_t event;
	enum err err = ERR_OK;

	while (!err && type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(parser, &event))
			return yaml_refuse_syntax(builder, parser, text);
		type = event.type;
		err = take_event(builder, &event);
		yaml_event_delete(&event);
	}
	return err;
}

enum err yaml_read(struct builder *builder, struct bytes text)
{
	yaml_parser_t parser;
	enum err err = check_directives(builder, text);

	if (err)
		return err;
	if (!yaml_parser_initialize(&parser))
		return builder_no_memory(builder, (struct node_at){ 1, 1 });
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, text.data, text.len);
	err = take_events(builder, &parser, text);
	yaml_parser_delete(&parser);
	return err;
}
