#include <jansson.h>
#include <stdlib.h>

#include "document/node.h"
#include "document/output.h"

static json_t *json_from_node(const struct node *node);

/* jansson's adding functions take over the value, and refuse NULL. */
static json_t *json_list(const struct node *node)
{
	json_t *list = json_array();
	int failed = 0;

	for (const struct node *child = node->first; child; child = child->next)
		failed |= json_array_append_new(list, json_from_node(child));
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *json_block(const struct node *node)
{
	json_t *block = json_object();
	int failed = 0;

	for (const struct node *child = node->first; child; child = child->next)
		failed |= json_object_set_new_nocheck(block, child->key,
						      json_from_node(child));
	if (!failed)
		return block;
	json_decref(block);
	return NULL;
}

static json_t *json_from_node(const struct node *node)
{
	switch ((int)node->kind) {
	case NODE_BOOL:
		return json_boolean(node->text[0] == 't');
	case NODE_NUMBER:
		return json_integer(strtoll(node->text, NULL, 10));
	case NODE_TEXT:
		return json_stringn_nocheck(node->text, node->text_len);
	case NODE_LIST:
		return json_list(node);
	default:
		return json_block(node);
	}
}

static int add(const char *chars, size_t len, void *output)
{
	return output_add(output, chars, len) ? 0 : -1;
}

enum err json_write(struct arena *arena, const struct node *root, struct bytes *out)
{
	struct output output = { .arena = arena };
	json_t *json = json_from_node(root);
	/* Without a tree, for want of memory, there is nothing to write: -1 too. */
	bool written = json_dump_callback(json, add, &output, JSON_INDENT(2)) == 0 &&
		       output_add(&output, "\n", 1);

	json_decref(json);
	if (!written)
		return ERR_NO_MEMORY;
	*out = (struct bytes){ output.data, output.len };
	return ERR_OK;
}
