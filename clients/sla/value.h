#ifndef CLIENTS_SLA_VALUE_H
#define CLIENTS_SLA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "document/document.h"

/*
 * Answers for programs where no message of the schema holds them: fields, lists, text,
 * whole numbers and truth values, written as JSON or YAML by document/.  Names are given
 * as_in_yaml and become lowerCamelCase in JSON, as those of messages do; and as there a
 * list without elements is left out.
 */

struct node;

struct node *value_fields(struct arena *arena);
/* Below fields, under a name; below a list, name is NULL.  Text is copied. */
struct node *value_add_fields(struct arena *arena, struct node *parent,
			      const char *name);
struct node *value_add_list(struct arena *arena, struct node *parent, const char *name);
/* text NULL adds nothing. */
void value_add_text(struct arena *arena, struct node *parent, const char *name,
		    const char *text);
/* Above 2^53 - 1 it is written as text, so that every reader has it exactly. */
void value_add_number(struct arena *arena, struct node *parent, const char *name,
		      uint64_t number);
void value_add_truth(struct arena *arena, struct node *parent, const char *name,
		     bool truth);

/* Writing changes the tree: a value is written once. */
enum err value_write(struct arena *arena, struct node *root,
		     enum document_format format, struct bytes *out) MUST_CHECK;

#endif
