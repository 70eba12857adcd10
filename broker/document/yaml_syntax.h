#ifndef BROKER_DOCUMENT_YAML_SYNTAX_H
#define BROKER_DOCUMENT_YAML_SYNTAX_H

#include <yaml.h>

#include "document/node.h"

/*
 * What libyaml could not read, in words for who wrote it: where it gave up, what it was
 * in the middle of and where that begins, and what to look for.
 */

/* Tells why the parser stopped; text is the whole document. */
enum err yaml_refuse_syntax(struct builder *builder, const yaml_parser_t *parser,
			    struct bytes text);

struct node_at yaml_at(yaml_mark_t mark);
/* The line and column of a byte, which is all that libyaml's reader tells. */
struct node_at yaml_at_offset(struct bytes text, size_t offset);

#endif
