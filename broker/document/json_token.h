#ifndef BROKER_DOCUMENT_JSON_TOKEN_H
#define BROKER_DOCUMENT_JSON_TOKEN_H

#include "document/node.h"

/*
 * The tokens of a JSON text with their places.
 *
 * Decides nothing about validity: any bytes give tokens, and on well-formed JSON they
 * are the tokens of RFC 8259.  A word is a run of what is neither space, punctuation
 * nor a string: a number, true, false or null.
 */

enum json_token_kind {
	JSON_TOKEN_END,
	JSON_TOKEN_PUNCTUATION, /* one of { } [ ] : , */
	JSON_TOKEN_STRING,      /* from quote to quote, or to the end of the text */
	JSON_TOKEN_WORD,
};

struct json_token {
	enum json_token_kind kind;
	struct bytes text; /* the token as written */
	struct node_at at;
};

struct json_lexer {
	struct bytes text;
	size_t offset; /* of the next byte */
	struct node_at at;
};

struct json_lexer json_lexer_over(struct bytes text);
struct json_token json_next(struct json_lexer *lexer);

/* Is it this punctuation character? */
bool json_is(const struct json_token *token, char punctuation);

#endif
