#include "document/number.h"

#include <string.h>

#include "base/ensure.h"

/* Beyond any exponent that a text of bounded size can make up for with digits. */
#define EXPONENT_MAX INT64_C(1000000000000000)

struct parts {
	bool negative;
	struct bytes
		digits; /* the whole part and the fraction, with the point between */
	int64_t scale;  /* the value is digits, without the point, * 10^scale */
};

static bool is_digit(struct bytes text, size_t at)
{
	return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

static bool is_char(struct bytes text, size_t at, char c)
{
	return at < text.len && text.data[at] == (uint8_t)c;
}

static size_t skip_digits(struct bytes text, size_t at)
{
	while (is_digit(text, at))
		at++;
	return at;
}

/* [eE] [-+]? [0-9]+ to the end of the text; absent is 0. */
static bool parse_exponent(struct bytes text, size_t at, int64_t *out)
{
	bool negative;

	*out = 0;
	if (at == text.len)
		return true;
	if (!is_char(text, at, 'e') && !is_char(text, at, 'E'))
		return false;
	at++;
	negative = is_char(text, at, '-');
	if (negative || is_char(text, at, '+'))
		at++;
	if (!is_digit(text, at))
		return false;
	for (; is_digit(text, at); at++)
		if (*out < EXPONENT_MAX)
			*out = *out * 10 + (text.data[at] - '0');
	if (negative)
		*out = -*out;
	return at == text.len;
}

static bool split(struct bytes text, struct parts *parts)
{
	size_t begin = is_char(text, 0, '-') ? 1 : 0;
	size_t end = skip_digits(text, begin);
	int64_t exponent;

	if (end == begin || (end > begin + 1 && text.data[begin] == '0'))
		return false;
	parts->negative = begin == 1;
	parts->scale = 0;
	if (is_char(text, end, '.')) {
		size_t fraction_end = skip_digits(text, end + 1);
		if (fraction_end == end + 1)
			return false;
		parts->scale = -(int64_t)(fraction_end - end - 1);
		end = fraction_end;
	}
	parts->digits = (struct bytes){ text.data + begin, end - begin };
	if (!parse_exponent(text, end, &exponent))
		return false;
	parts->scale += exponent;
	return true;
}

/* Leaves the digits from the first to the last one that is not zero. */
static void trim_zeros(struct parts *parts)
{
	struct bytes *digits = &parts->digits;

	while (digits->len > 0 && (digits->data[0] == '0' || digits->data[0] == '.')) {
		digits->data++;
		digits->len--;
	}
	while (digits->len > 0 && (digits->data[digits->len - 1] == '0' ||
				   digits->data[digits->len - 1] == '.')) {
		if (digits->data[digits->len - 1] == '0')
			parts->scale++;
		digits->len--;
	}
}

static bool append_digit(uint64_t *value, unsigned digit)
{
	return !__builtin_mul_overflow(*value, 10, value) &&
	       !__builtin_add_overflow(*value, digit, value);
}

enum number_form number_parse(struct bytes text, struct number *out)
{
	uint64_t magnitude = 0;
	struct parts parts;

	if (!split(text, &parts))
		return NUMBER_NOT;
	trim_zeros(&parts);
	*out = (struct number){ 0 };
	if (parts.digits.len == 0)
		return NUMBER_WHOLE;
	if (parts.scale < 0)
		return NUMBER_FRACTIONAL;
	for (size_t i = 0; i < parts.digits.len; i++) {
		uint8_t c = parts.digits.data[i];
		if (c != '.' && !append_digit(&magnitude, (unsigned)(c - '0')))
			return NUMBER_HUGE;
	}
	for (int64_t i = 0; i < parts.scale; i++)
		if (!append_digit(&magnitude, 0))
			return NUMBER_HUGE;
	*out = (struct number){ magnitude, parts.negative };
	return NUMBER_WHOLE;
}

bool number_respell(struct bytes text, char *out, size_t out_size)
{
	size_t at = is_char(text, 0, '-') || is_char(text, 0, '+') ? 1 : 0;
	size_t len = 0;

	ensure(out_size > 1);
	if (is_char(text, 0, '-'))
		out[len++] = '-';
	size_t sign_len = len;
	if (!is_digit(text, at) || !is_digit(text, text.len - 1))
		return false;
	for (; at < text.len; at++) {
		bool separator = memchr("_,' ", text.data[at], 4) != NULL;
		bool leading_zero =
			len == sign_len && text.data[at] == '0' && at + 1 < text.len;

		if (separator || leading_zero)
			continue;
		if (!is_digit(text, at) || len + 1 == out_size)
			return false;
		out[len++] = (char)text.data[at];
	}
	out[len] = '\0';
	return true;
}
