#ifndef CLIENTS_SLA_ANSWER_H
#define CLIENTS_SLA_ANSWER_H

#include <protobuf-c/protobuf-c.h>

#include "sla/invocation.h"
#include "sla/page.h"

/*
 * The answer of a command in the form that --output asks for, to standard output or to
 * the file of --to; and as a page to the file of --html, where the command has that.
 */

struct node;

struct answer {
	const struct page *page;         /* for people */
	const struct page *html;         /* for --html, where it says more; or NULL */
	const ProtobufCMessage *message; /* for programs: a message, */
	struct node *value;              /* or else a value */
	bool beside_to; /* --to is for something else: to standard output */
};

enum err answer_give(struct invocation *in, const struct answer *answer) MUST_CHECK;

/* Text as it stands, e.g. a document: to --to, else to standard output. */
enum err answer_bytes(struct invocation *in, struct bytes content) MUST_CHECK;

/* --output, where the command's default is not a table. */
bool output_is(const struct invocation *in, const char *form);

/* Errors, warnings and notes, a line each, to the stream of complaints. */
void problems_print(const struct diag *diag, const struct terminal *terminal,
		    struct arena *arena);

/* The same as a part of a page; nothing where there are none. */
void problems_page(struct page *page, const struct diag *diag);

/* They are in the answer: they are not printed beside it. */
void problems_said(struct invocation *in);

/* Those after `before` (NULL: all) that name no file get this one. */
void problems_of_file(struct invocation *in, const struct diag_item *before,
		      const char *name);

/* The same as a list of a value. */
void problems_value(struct arena *arena, const struct diag *diag, struct node *parent,
		    const char *name);

#endif
