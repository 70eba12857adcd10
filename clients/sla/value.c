#include "sla/value.h"

#include <inttypes.h>
#include <string.h>

#include "document/node.h"

/* Readers of JSON hold larger numbers inexactly. */
#define NUMBER_MAX ((UINT64_C(1) << 53) - 1)

static struct node *add(struct arena *arena, struct node *parent, const char *name,
			enum node_kind kind, const char *text)
{
	struct node *node = arena_new(arena, struct node);

	node->kind = kind;
	if (name != NULL)
		node->key = arena_strdup(arena, name);
	if (text != NULL) {
		node->text = arena_strdup(arena, text);
		node->text_len = strlen(text);
	}
	if (parent != NULL)
		node_add(parent, node);
	return node;
}

struct node *value_fields(struct arena *arena)
{
	return add(arena, NULL, NULL, NODE_BLOCK, NULL);
}

struct node *value_add_fields(struct arena *arena, struct node *parent,
			      const char *name)
{
	return add(arena, parent, name, NODE_BLOCK, NULL);
}

struct node *value_add_list(struct arena *arena, struct node *parent, const char *name)
{
	return add(arena, parent, name, NODE_LIST, NULL);
}

void value_add_text(struct arena *arena, struct node *parent, const char *name,
		    const char *text)
{
	if (text != NULL)
		(void)add(arena, parent, name, NODE_TEXT, text);
}

void value_add_number(struct arena *arena, struct node *parent, const char *name,
		      uint64_t number)
{
	enum node_kind kind = number > NUMBER_MAX ? NODE_TEXT : NODE_NUMBER;

	(void)add(arena, parent, name, kind, arena_printf(arena, "%" PRIu64, number));
}

void value_add_truth(struct arena *arena, struct node *parent, const char *name,
		     bool truth)
{
	(void)add(arena, parent, name, NODE_BOOL, truth ? "true" : "false");
}

static const char *camel_case(struct arena *arena, const char *name)
{
	char *out = arena_strdup(arena, name);
	char *at = out;

	for (; *name != '\0'; name++) {
		if (name[0] == '_' && name[1] >= 'a' && name[1] <= 'z')
			*at++ = (char)(*++name - 'a' + 'A');
		else
			*at++ = *name;
	}
	*at = '\0';
	return out;
}

static void name_for_json(struct arena *arena, struct node *node)
{
	struct node *child;

	for (child = node->first; child != NULL; child = child->next) {
		if (child->key != NULL)
			child->key = camel_case(arena, child->key);
		name_for_json(arena, child);
	}
}

static void leave_out_empty(struct node *parent)
{
	struct node *child = parent->first;

	parent->first = NULL;
	parent->last = NULL;
	parent->child_count = 0;
	while (child != NULL) {
		struct node *next = child->next;

		child->next = NULL;
		leave_out_empty(child);
		if (child->text != NULL || child->first != NULL)
			node_add(parent, child);
		child = next;
	}
}

enum err value_write(struct arena *arena, struct node *root,
		     enum document_format format, struct bytes *out)
{
	leave_out_empty(root);
	if (format != DOCUMENT_JSON)
		return yaml_write(arena, root, out);
	name_for_json(arena, root);
	return json_write(arena, root, out);
}
