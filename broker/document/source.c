#include "document/source.h"

#include <string.h>

struct document_source {
	const char *file_name;
	const struct node *root;
};

enum err source_new(struct arena *arena, const char *file_name, const struct node *root,
		    struct diag *diag, struct document_source **out)
{
	size_t name_len = file_name ? strlen(file_name) : 0;
	struct document_source *source = arena_try_alloc(arena, sizeof *source);
	char *name = arena_try_alloc(arena, name_len + 1);

	if (!source || !name)
		return diag_error(
			diag, ERR_NO_MEMORY, (struct diag_place){ .file = file_name },
			"the document needs more memory than is allowed for it");
	if (file_name)
		memcpy(name, file_name, name_len);
	source->file_name = file_name ? name : NULL;
	source->root = root;
	*out = source;
	return ERR_OK;
}

static const struct node *element(const struct node *list, size_t index)
{
	const struct node *node = list->first;

	while (node && index-- > 0)
		node = node->next;
	return node;
}

static const struct node *member(const struct node *block, const char *name, size_t len)
{
	const struct node *node = block->first;

	for (; node; node = node->next)
		if (node->field && strlen(node->field->name) == len &&
		    memcmp(node->field->name, name, len) == 0)
			return node;
	return NULL;
}

/* Takes one step off the path: a name, or an index in brackets; NULL leads nowhere. */
static const struct node *step(const struct node *from, const char **path)
{
	const char *rest = *path;
	const char *name;
	size_t index = 0;

	if (*rest == '[') {
		for (rest++; *rest >= '0' && *rest <= '9'; rest++)
			index = index * 10 + (size_t)(*rest - '0');
		*path = rest + (*rest == ']' ? 1 : 0);
		return *rest == ']' ? element(from, index) : NULL;
	}
	name = rest + (*rest == '.' ? 1 : 0);
	rest = name + strcspn(name, ".[");
	*path = rest;
	return member(from, name, (size_t)(rest - name));
}

struct diag_place document_place(const struct document_source *source, const char *path)
{
	struct diag_place place = { .path = path };
	const struct node *node;

	if (!source)
		return place;
	node = source->root;
	place.file = source->file_name;
	while (node) {
		place.line = node->at.line;
		place.column = node->at.column;
		node = path && *path != '\0' ? step(node, &path) : NULL;
	}
	return place;
}
