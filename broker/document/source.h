#ifndef BROKER_DOCUMENT_SOURCE_H
#define BROKER_DOCUMENT_SOURCE_H

#include "document/node.h"

/* Keeps the tree, whose nodes know their fields once the message was read. */
enum err source_new(struct arena *arena, const char *file_name, const struct node *root,
		    struct diag *diag, struct document_source **out) MUST_CHECK;

#endif
