#include <jansson.h>
#include <string.h>

#include "document/json_token.h"
#include "document/node.h"

/* Integers as reals: jansson would refuse those above 2^63, and their digits are ours. */
#define DECODE_FLAGS (JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL)

/* Before jansson, which has limits of its own only for depth. */
static enum err check_limits(const struct builder *builder, struct bytes text)
{
	struct json_lexer lexer = json_lexer_over(text);
	struct json_token token = json_next(&lexer);
	size_t node_count = 0;
	unsigned depth = 0;

	for (; token.kind != JSON_TOKEN_END; token = json_next(&lexer)) {
		bool opens = json_is(&token, '{') || json_is(&token, '[');
		bool closes = json_is(&token, '}') || json_is(&token, ']');

		if (opens && ++depth > builder->limits.depth_max)
			return builder_too_deep(builder, token.at);
		if (closes && depth > 0)
			depth--;
		if ((opens || token.kind != JSON_TOKEN_PUNCTUATION) &&
		    ++node_count > builder->limits.node_count_max)
			return builder_too_many(builder, token.at);
	}
	return ERR_OK;
}

/* The token in which jansson stopped; *before is the one in front of it. */
static struct json_token token_at(struct bytes text, size_t offset,
				  struct json_token *before)
{
	struct json_lexer lexer = json_lexer_over(text);
	struct json_token token = json_next(&lexer);

	*before = token;
	while (token.kind != JSON_TOKEN_END && lexer.offset < offset) {
		*before = token;
		token = json_next(&lexer);
	}
	return token;
}

static const char *hint_for(const struct json_token *token,
			    const struct json_token *before)
{
	if ((json_is(token, '}') || json_is(token, ']')) && json_is(before, ','))
		return "remove the comma after the last value";
	if (token->kind != JSON_TOKEN_WORD)
		return NULL;
	switch (token->text.data[0]) {
	case '/':
	case '#':
		return "JSON has no comments; a YAML document may have them";
	case '\'':
		return "JSON puts names and texts in double quotes";
	case 'T':
	case 'F':
		return "write true or false";
	default:
		return NULL;
	}
}

static enum err refuse_syntax(struct builder *builder, struct bytes text,
			      const json_error_t *error)
{
	bool at_end = strstr(error->text, "near end of file") != NULL;
	size_t offset = at_end ? SIZE_MAX : (size_t)error->position;
	struct json_token before;
	struct json_token token = token_at(text, offset, &before);
	const char *hint = hint_for(&token, &before);
	struct shown what = text_shown(error->text, strlen(error->text));
	enum err err = diag_error(builder->diag, ERR_DOCUMENT_SYNTAX,
				  builder_place(builder, token.at), "not JSON: %s",
				  what.chars);

	if (hint)
		diag_hint(builder->diag, "%s", hint);
	return err;
}

/* Whether the text is JSON is for jansson to say; its tree is not needed. */
static enum err check_syntax(struct builder *builder, struct bytes text)
{
	json_error_t error;
	json_t *json =
		json_loadb((const char *)text.data, text.len, DECODE_FLAGS, &error);

	if (!json && error.text[0] == '\0')
		return builder_no_memory(builder, (struct node_at){ 1, 1 });
	if (!json)
		return refuse_syntax(builder, text, &error);
	json_decref(json);
	return ERR_OK;
}

/* Hands on the text of a string token, decoded by jansson where it has escapes. */
static enum err take_string(struct builder *builder, const struct json_token *token,
			    bool is_key)
{
	struct bytes text = { token->text.data + 1, token->text.len - 2 };
	json_t *decoded = NULL;
	enum err err;

	if (text.len > 0 && memchr(text.data, '\\', text.len)) {
		decoded = json_loadb((const char *)token->text.data, token->text.len,
				     DECODE_FLAGS, NULL);
		if (!decoded)
			return builder_no_memory(builder, token->at);
		text = (struct bytes){ (const uint8_t *)json_string_value(decoded),
				       json_string_length(decoded) };
	}
	if (is_key)
		err = builder_key(builder, text, token->at);
	else
		err = builder_value(builder, NODE_TEXT, text, token->at);
	json_decref(decoded);
	return err;
}

static enum err take_word(struct builder *builder, const struct json_token *token)
{
	enum node_kind kind = NODE_NUMBER;

	if (token->text.data[0] == 't' || token->text.data[0] == 'f')
		kind = NODE_BOOL;
	else if (token->text.data[0] == 'n')
		kind = NODE_NULL;
	return builder_value(builder, kind, token->text, token->at);
}

static enum err take_token(struct builder *builder, const struct json_token *token)
{
	if (token->kind == JSON_TOKEN_STRING)
		return take_string(builder, token, builder_wants_key(builder));
	if (token->kind == JSON_TOKEN_WORD)
		return take_word(builder, token);
	if (json_is(token, '{'))
		return builder_value(builder, NODE_BLOCK, (struct bytes){ 0 },
				     token->at);
	if (json_is(token, '['))
		return builder_value(builder, NODE_LIST, (struct bytes){ 0 },
				     token->at);
	if (json_is(token, '}') || json_is(token, ']'))
		builder_close(builder);
	return ERR_OK;
}

enum err json_read(struct builder *builder, struct bytes text)
{
	struct json_lexer lexer = json_lexer_over(text);
	struct json_token token = json_next(&lexer);
	enum err err;

	if (token.kind == JSON_TOKEN_END)
		return ERR_OK;
	err = check_limits(builder, text);
	if (err)
		return err;
	err = check_syntax(builder, text);
	while (!err && token.kind != JSON_TOKEN_END) {
		err = take_token(builder, &token);
		token = json_next(&lexer);
	}
	return err;
}
