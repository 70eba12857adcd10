#ifndef BROKER_DOCUMENT_NODE_H
#define BROKER_DOCUMENT_NODE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "document/document.h"

/*
 * The tree between a text and a message, the same for YAML and JSON, and its builder,
 * which holds the limits.
 */

enum node_kind {
	NODE_NULL,
	NODE_BOOL,   /* text is "true" or "false" */
	NODE_NUMBER, /* text is the digits as written */
	NODE_TEXT,
	NODE_LIST,
	NODE_BLOCK, /* named fields: a YAML mapping, a JSON object */
};

struct node_at {
	uint32_t line;   /* from 1 */
	uint32_t column; /* from 1, in characters */
};

struct node {
	enum node_kind kind;
	struct node_at at;
	struct node_at key_at;
	const char *key;  /* in a block: the name as written; else NULL */
	const char *text; /* of a scalar, without NUL inside; else NULL */
	size_t text_len;
	struct node *parent;
	struct node *first;
	struct node *last;
	struct node *next;
	size_t child_count;
	/* Of which field of the parent's message this is the value, once that is known. */
	const ProtobufCFieldDescriptor *field;
};

void node_add(struct node *parent, struct node *child);

/* Bytes of the input for a message: control characters replaced, long ones cut. */
#define SHOWN_MAX_BYTES 60

struct shown {
	char chars[SHOWN_MAX_BYTES + 20];
};

struct shown text_shown(const char *text, size_t len);

/* `the number 5`, `a list`: what stands in the document. */
struct shown node_found(const struct node *node);

/*
 * Grows a tree from the events of a reader, inside the limits.  Errors are told and
 * returned; the reader stops at the first.
 */
struct builder {
	struct arena *arena;
	struct diag *diag;
	const char *file_name;
	struct document_limits limits;
	struct node *root; /* NULL until the first value */
	struct node *open; /* the innermost list or block that is not closed */
	unsigned depth;
	size_t node_count;
	const char *key; /* waits for its value */
	struct node_at key_at;
};

/* The next value belongs to a block, and its name has not come yet. */
bool builder_wants_key(const struct builder *builder);
enum err builder_key(struct builder *builder, struct bytes key, struct node_at at);
/* A scalar; or a list or block, which stays open. */
enum err builder_value(struct builder *builder, enum node_kind kind, struct bytes text,
		       struct node_at at);
void builder_close(struct builder *builder);

/* A place in the document that has no field path. */
struct diag_place builder_place(const struct builder *builder, struct node_at at);

/* What ends a reading before its time: told, and returned. */
enum err builder_too_deep(const struct builder *builder, struct node_at at);
enum err builder_too_many(const struct builder *builder, struct node_at at);
enum err builder_no_memory(const struct builder *builder, struct node_at at);

/* The readers: text to tree.  The text is UTF-8 without a byte order mark. */
enum err yaml_read(struct builder *builder, struct bytes text) MUST_CHECK;
enum err json_read(struct builder *builder, struct bytes text) MUST_CHECK;

/* Tree to text, which grows in the arena. */
enum err yaml_write(struct arena *arena, const struct node *root,
		    struct bytes *out) MUST_CHECK;
enum err json_write(struct arena *arena, const struct node *root,
		    struct bytes *out) MUST_CHECK;

#endif
