#include <criterion/criterion.h>

#include "document/json_token.h"

struct row {
	enum json_token_kind kind;
	const char *text;
	uint32_t line;
	uint32_t column;
};

static void check_tokens(const char *text, const struct row *rows, size_t count)
{
	struct json_lexer lexer = json_lexer_over(bytes_of_string(text));

	for (size_t i = 0; i < count; i++) {
		struct json_token token = json_next(&lexer);

		cr_expect_eq(token.kind, rows[i].kind, "token %zu", i);
		cr_expect(bytes_equal(token.text, bytes_of_string(rows[i].text)),
			  "token %zu: %.*s", i, (int)token.text.len, token.text.data);
		cr_expect_eq(token.at.line, rows[i].line, "token %zu", i);
		cr_expect_eq(token.at.column, rows[i].column, "token %zu", i);
	}
}

Test(json_token, tokens_of_json_have_their_lines_and_columns)
{
	static const struct row rows[] = {
		{ JSON_TOKEN_PUNCTUATION, "{", 1, 1 },
		{ JSON_TOKEN_STRING, "\"\xc3\xa9\\\"\"", 1, 2 },
		{ JSON_TOKEN_PUNCTUATION, ":", 1, 7 },
		{ JSON_TOKEN_PUNCTUATION, "[", 2, 2 },
		{ JSON_TOKEN_WORD, "-1.5e3", 2, 3 },
		{ JSON_TOKEN_PUNCTUATION, ",", 2, 9 },
		{ JSON_TOKEN_WORD, "true", 3, 1 },
		{ JSON_TOKEN_PUNCTUATION, "]", 3, 5 },
		{ JSON_TOKEN_PUNCTUATION, "}", 3, 6 },
		{ JSON_TOKEN_END, "", 4, 1 },
		{ JSON_TOKEN_END, "", 4, 1 },
	};

	check_tokens("{\"\xc3\xa9\\\"\":\r\n\t[-1.5e3,\ntrue]}\n", rows,
		     ARRAY_SIZE(rows));
}

Test(json_token, any_bytes_give_tokens)
{
	static const struct row open_string[] = {
		{ JSON_TOKEN_STRING, "\"abc", 1, 1 },
		{ JSON_TOKEN_END, "", 1, 5 },
	};
	static const struct row open_escape[] = {
		{ JSON_TOKEN_STRING, "\"\\", 1, 1 },
		{ JSON_TOKEN_END, "", 1, 3 },
	};
	static const struct row words[] = {
		{ JSON_TOKEN_WORD, "//", 1, 1 },
		{ JSON_TOKEN_WORD, "'a'", 1, 4 },
		{ JSON_TOKEN_STRING, "\"b\"", 1, 7 },
		{ JSON_TOKEN_END, "", 1, 10 },
	};
	static const struct row nothing[] = { { JSON_TOKEN_END, "", 1, 1 } };

	check_tokens("\"abc", open_string, ARRAY_SIZE(open_string));
	check_tokens("\"\\", open_escape, ARRAY_SIZE(open_escape));
	check_tokens("// 'a'\"b\"", words, ARRAY_SIZE(words));
	check_tokens("", nothing, ARRAY_SIZE(nothing));
}

Test(json_token, punctuation_is_known_by_its_character)
{
	struct json_lexer lexer = json_lexer_over(bytes_of_string("{\"{\""));
	struct json_token token = json_next(&lexer);

	cr_expect(json_is(&token, '{'));
	cr_expect_not(json_is(&token, '}'));
	token = json_next(&lexer);
	cr_expect_not(json_is(&token, '"'));
}
