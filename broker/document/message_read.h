#ifndef BROKER_DOCUMENT_MESSAGE_READ_H
#define BROKER_DOCUMENT_MESSAGE_READ_H

#include "document/node.h"

/*
 * Tree to message.  The state of one conversion: mistakes are told and counted, and the
 * conversion goes on; it stops when nothing more could be told or done.
 */

struct conversion {
	struct arena *arena;
	struct diag *diag;
	const char *file_name;
	enum document_format format;
	enum err first_error; /* ERR_OK while nothing was refused */
	bool stopped;
};

/* A field path, from the inside out; the root has no parent. */
struct field_path {
	const struct field_path *parent;
	const char *name; /* of a field; NULL for an element of a list */
	size_t index;
};

/* The message of the root node, or NULL; mistakes are in conversion->first_error. */
ProtobufCMessage *message_from_node(struct conversion *conversion, struct node *root,
				    const ProtobufCMessageDescriptor *descriptor);

/* Tells a mistake about the value of a node.  A hint may be added with diag_hint(). */
void refuse_value(struct conversion *conversion, const struct node *node,
		  const struct field_path *path, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* The arena is full: told once, and the conversion stops. */
void refuse_memory(struct conversion *conversion, const struct node *node,
		   const struct field_path *path);

/*
 * One scalar value into slot, which has the size of the field's values.  Not for
 * messages.
 */
void scalar_from_node(struct conversion *conversion, const struct node *node,
		      const ProtobufCFieldDescriptor *field,
		      const struct field_path *path, void *slot);

#endif
