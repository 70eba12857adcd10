#include "document/plain.h"

#include <string.h>

#include "base/attribute.h"

static bool is_any_of(struct bytes text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal(text, bytes_of_string(words[i])))
			return true;
	return false;
}

static size_t skip_digits(struct bytes text, size_t at)
{
	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	return at;
}

static bool has_any(struct bytes text, size_t at, const char *chars)
{
	return at < text.len && memchr(chars, text.data[at], strlen(chars)) != NULL;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_decimal(struct bytes text)
{
	size_t at = has_any(text, 0, "+-") ? 1 : 0;
	size_t whole_end = skip_digits(text, at);
	size_t digits = whole_end - at;

	at = whole_end;
	if (has_any(text, at, ".")) {
		size_t fraction_end = skip_digits(text, at + 1);
		digits += fraction_end - at - 1;
		at = fraction_end;
	}
	if (digits == 0)
		return false;
	if (has_any(text, at, "eE")) {
		at += has_any(text, at + 1, "+-") ? 2 : 1;
		if (skip_digits(text, at) == at)
			return false;
		at = skip_digits(text, at);
	}
	return at == text.len;
}

/* 0o[0-7]+ and 0x[0-9a-fA-F]+ */
static bool is_octal_or_hex(struct bytes text)
{
	const char *digits = "01234567";

	if (text.len < 3 || text.data[0] != '0' || !has_any(text, 1, "ox"))
		return false;
	if (text.data[1] == 'x')
		digits = "0123456789abcdefABCDEF";
	for (size_t i = 2; i < text.len; i++)
		if (!has_any(text, i, digits))
			return false;
	return true;
}

static bool is_special_float(struct bytes text)
{
	static const char *const words[] = { ".inf", ".Inf", ".INF",
					     ".nan", ".NaN", ".NAN" };

	if (has_any(text, 0, "+-")) {
		struct bytes rest = { text.data + 1, text.len - 1 };
		return is_any_of(rest, words, 3);
	}
	return is_any_of(text, words, ARRAY_SIZE(words));
}

enum node_kind plain_kind(struct bytes *text)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
	static const char *const trues[] = { "true", "True", "TRUE" };
	static const char *const falses[] = { "false", "False", "FALSE" };

	if (is_any_of(*text, nulls, ARRAY_SIZE(nulls))) {
		*text = bytes_of_string("");
		return NODE_NULL;
	}
	if (is_any_of(*text, trues, ARRAY_SIZE(trues))) {
		*text = bytes_of_string("true");
		return NODE_BOOL;
	}
	if (is_any_of(*text, falses, ARRAY_SIZE(falses))) {
		*text = bytes_of_string("false");
		return NODE_BOOL;
	}
	if (is_decimal(*text) || is_octal_or_hex(*text) || is_special_float(*text))
		return NODE_NUMBER;
	return NODE_TEXT;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool equals_any_case(struct bytes text, const char *word)
{
	if (text.len != strlen(word))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (lower(text.data[i]) != (uint8_t)word[i])
			return false;
	return true;
}

bool plain_is_text(struct bytes text)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no",
					     "on",   "off",  "y",     "n" };

	if (text.len == 0)
		return false;
	if (lower(text.data[0]) < 'a' || lower(text.data[0]) > 'z')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (equals_any_case(text, words[i]))
			return false;
	return true;
}
