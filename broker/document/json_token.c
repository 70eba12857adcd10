#include "document/json_token.h"

#include <string.h>

struct json_lexer json_lexer_over(struct bytes text)
{
	return (struct json_lexer){ .text = text, .at = { 1, 1 } };
}

/* A character is counted at its first byte. */
static void advance(struct json_lexer *lexer)
{
	uint8_t byte = lexer->text.data[lexer->offset++];

	if (byte == '\n')
		lexer->at = (struct node_at){ lexer->at.line + 1, 1 };
	else if ((byte & 0xc0) != 0x80)
		lexer->at.column++;
}

static bool next_is_any(const struct json_lexer *lexer, const char *set)
{
	return lexer->offset < lexer->text.len &&
	       memchr(set, lexer->text.data[lexer->offset], strlen(set)) != NULL;
}

static void skip_string(struct json_lexer *lexer)
{
	advance(lexer);
	while (lexer->offset < lexer->text.len && !next_is_any(lexer, "\"")) {
		if (next_is_any(lexer, "\\") && lexer->offset + 1 < lexer->text.len)
			advance(lexer);
		advance(lexer);
	}
	if (lexer->offset < lexer->text.len)
		advance(lexer);
}

static void skip_word(struct json_lexer *lexer)
{
	while (lexer->offset < lexer->text.len &&
	       !next_is_any(lexer, " \t\r\n{}[]:,\""))
		advance(lexer);
}

struct json_token json_next(struct json_lexer *lexer)
{
	struct json_token token = { .kind = JSON_TOKEN_END };

	while (next_is_any(lexer, " \t\r\n"))
		advance(lexer);
	token.at = lexer->at;
	token.text.data = lexer->text.data + lexer->offset;
	if (lexer->offset == lexer->text.len)
		return token;
	if (next_is_any(lexer, "{}[]:,")) {
		token.kind = JSON_TOKEN_PUNCTUATION;
		advance(lexer);
	} else if (next_is_any(lexer, "\"")) {
		token.kind = JSON_TOKEN_STRING;
		skip_string(lexer);
	} else {
		token.kind = JSON_TOKEN_WORD;
		skip_word(lexer);
	}
	token.text.len = (size_t)(lexer->text.data + lexer->offset - token.text.data);
	return token;
}

bool json_is(const struct json_token *token, char punctuation)
{
	return token->kind == JSON_TOKEN_PUNCTUATION &&
	       token->text.data[0] == (uint8_t)punctuation;
}
