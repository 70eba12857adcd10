#include "document/node.h"

#include <stdio.h>
#include <string.h>

void node_add(struct node *parent, struct node *child)
{
	child->parent = parent;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->child_count++;
}

/* C0, DEL, and C1 in UTF-8: a terminal could obey them. */
static bool is_control(const char *text, size_t len, size_t i)
{
	unsigned char c = (unsigned char)text[i];
	unsigned char next = i + 1 < len ? (unsigned char)text[i + 1] : 0;

	return c < 0x20 || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0);
}

struct shown text_shown(const char *text, size_t len)
{
	struct shown shown = { "" };
	bool cut = len > SHOWN_MAX_BYTES;
	size_t shown_len = 0;

	if (cut) {
		len = SHOWN_MAX_BYTES;
		while (((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	for (size_t i = 0; i < len; i++) {
		bool control = is_control(text, len, i);
		if (control && (unsigned char)text[i] == 0xc2)
			i++;
		shown.chars[shown_len++] = control ? '?' : text[i];
	}
	if (cut)
		memcpy(shown.chars + shown_len, "...", sizeof "...");
	return shown;
}

struct shown node_found(const struct node *node)
{
	struct shown found = { "" };
	struct shown text;

	switch (node->kind) {
	case NODE_NULL:
		return (struct shown){ "null" };
	case NODE_LIST:
		return (struct shown){ "a list" };
	case NODE_BLOCK:
		return (struct shown){ "a block of fields" };
	case NODE_BOOL:
		return text_shown(node->text, node->text_len);
	case NODE_NUMBER:
	case NODE_TEXT:
		break;
	}
	text = text_shown(node->text, node->text_len);
	snprintf(found.chars, sizeof found.chars,
		 node->kind == NODE_NUMBER ? "the number %s" : "the text \"%s\"",
		 text.chars);
	return found;
}

struct diag_place builder_place(const struct builder *builder, struct node_at at)
{
	return (struct diag_place){
		.file = builder->file_name,
		.line = at.line,
		.column = at.column,
	};
}

enum err builder_too_deep(const struct builder *builder, struct node_at at)
{
	return diag_error(builder->diag, ERR_LIMIT_EXCEEDED, builder_place(builder, at),
			  "lists and blocks stand more than %u deep within each other",
			  builder->limits.depth_max);
}

enum err builder_too_many(const struct builder *builder, struct node_at at)
{
	return diag_error(builder->diag, ERR_LIMIT_EXCEEDED, builder_place(builder, at),
			  "the document has more than %zu names and values",
			  builder->limits.node_count_max);
}

enum err builder_no_memory(const struct builder *builder, struct node_at at)
{
	return diag_error(builder->diag, ERR_NO_MEMORY, builder_place(builder, at),
			  "the document needs more memory than is allowed for it");
}

static enum err count_one(struct builder *builder, struct node_at at)
{
	if (builder->node_count == builder->limits.node_count_max)
		return builder_too_many(builder, at);
	builder->node_count++;
	return ERR_OK;
}

static enum err keep_text(struct builder *builder, struct bytes text, struct node_at at,
			  const char **out)
{
	if (text.len > 0 && memchr(text.data, 0, text.len))
		return diag_error(builder->diag, ERR_DOCUMENT_VALUE,
				  builder_place(builder, at),
				  "the text holds a NUL character, which no field may");
	char *kept = arena_try_alloc(builder->arena, text.len + 1);
	if (!kept)
		return builder_no_memory(builder, at);
	if (text.len > 0)
		memcpy(kept, text.data, text.len);
	*out = kept;
	return ERR_OK;
}

bool builder_wants_key(const struct builder *builder)
{
	return builder->open && builder->open->kind == NODE_BLOCK && !builder->key;
}

enum err builder_key(struct builder *builder, struct bytes key, struct node_at at)
{
	enum err err = count_one(builder, at);
	if (err)
		return err;
	builder->key_at = at;
	return keep_text(builder, key, at, &builder->key);
}

static void attach(struct builder *builder, struct node *node)
{
	node->key = builder->key;
	node->key_at = builder->key_at;
	builder->key = NULL;
	if (builder->open)
		node_add(builder->open, node);
	else
		builder->root = node;
}

static enum err open_container(struct builder *builder, struct node *node)
{
	if (builder->depth == builder->limits.depth_max)
		return builder_too_deep(builder, node->at);
	builder->depth++;
	builder->open = node;
	return ERR_OK;
}

enum err builder_value(struct builder *builder, enum node_kind kind, struct bytes text,
		       struct node_at at)
{
	enum err err = count_one(builder, at);
	if (err)
		return err;
	struct node *node = arena_try_alloc(builder->arena, sizeof *node);
	if (!node)
		return builder_no_memory(builder, at);
	node->kind = kind;
	node->at = at;
	attach(builder, node);
	if (kind == NODE_LIST || kind == NODE_BLOCK)
		return open_container(builder, node);
	node->text_len = text.len;
	return keep_text(builder, text, at, &node->text);
}

void builder_close(struct builder *builder)
{
	builder->open = builder->open->parent;
	builder->depth--;
}
