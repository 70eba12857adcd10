#include "import/cell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 19 /* of the whole part, and of the fraction */

/* digits and point, taken apart: whole + fraction / 10^decimals. */
struct decimal {
	uint64_t whole;
	uint64_t fraction;
	unsigned decimals; /* trailing zeros of the fraction not counted */
};

const char *cell_result_text(enum cell_result result)
{
	static const char *const texts[] = {
		[CELL_OK] = "a number",
		[CELL_NOT_A_NUMBER] =
			"is not a number in the spelling that the mapping "
			"names",
		[CELL_NEGATIVE] = "is negative; a counter counts from 0",
		[CELL_PERCENT] =
			"is a percentage; a counter is a number of contacts. A "
			"printed rate belongs under stated",
		[CELL_NOT_A_CLOCK] =
			"is not a duration in the form that the mapping names",
		[CELL_NOT_WHOLE] = "has a fraction in the counter's unit",
		[CELL_TOO_LARGE] = "is larger than 64 bits hold",
	};
	return texts[result];
}

struct bytes cell_trim(struct bytes text)
{
	while (text.len > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.len--;
	}
	while (text.len > 0 &&
	       (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\t'))
		text.len--;
	return text;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* value * 10 + digit; false beyond 64 bits. */
static bool push_digit(uint64_t *value, uint8_t c)
{
	return !__builtin_mul_overflow(*value, (uint64_t)10, value) &&
	       !__builtin_add_overflow(*value, (uint64_t)(c - '0'), value);
}

/* Length of a separator of thousands at the front, or 0. */
static size_t separator_len(struct bytes text, char thousands)
{
	static const uint8_t no_break[] = { 0xc2, 0xa0 };
	static const uint8_t narrow[] = { 0xe2, 0x80, 0xaf };

	if (thousands == 0)
		return 0;
	if (text.data[0] == (uint8_t)thousands)
		return 1;
	if (thousands == ' ' && text.len >= sizeof(no_break) &&
	    memcmp(text.data, no_break, sizeof(no_break)) == 0)
		return sizeof(no_break);
	if (thousands == ' ' && text.len >= sizeof(narrow) &&
	    memcmp(text.data, narrow, sizeof(narrow)) == 0)
		return sizeof(narrow);
	return 0;
}

/* One to three digits, then groups of exactly three, if separators are used at all. */
static enum cell_result read_whole(struct bytes text, char thousands, uint64_t *out)
{
	size_t since_separator = 0;
	bool separated = false;

	*out = 0;
	for (size_t i = 0; i < text.len; i++) {
		size_t len = separator_len(
			(struct bytes){ text.data + i, text.len - i }, thousands);

		if (len > 0) {
			if (since_separator == 0 || since_separator > 3 ||
			    (separated && since_separator != 3))
				return CELL_NOT_A_NUMBER;
			separated = true;
			since_separator = 0;
			i += len - 1;
			continue;
		}
		if (!is_digit(text.data[i]))
			return CELL_NOT_A_NUMBER;
		if (!push_digit(out, text.data[i]))
			return CELL_TOO_LARGE;
		since_separator++;
	}
	if (since_separator == 0 || (separated && since_separator != 3))
		return CELL_NOT_A_NUMBER;
	return CELL_OK;
}

static enum cell_result read_fraction(struct bytes text, struct decimal *out)
{
	out->fraction = 0;
	if (text.len == 0)
		return CELL_NOT_A_NUMBER;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.data[i]))
			return CELL_NOT_A_NUMBER;
	}
	while (text.len > 0 && text.data[text.len - 1] == '0')
		text.len--;
	if (text.len > DIGITS_MAX)
		return CELL_NOT_WHOLE;
	for (size_t i = 0; i < text.len; i++) {
		if (!push_digit(&out->fraction, text.data[i]))
			return CELL_NOT_WHOLE;
	}
	out->decimals = (unsigned)text.len;
	return CELL_OK;
}

static enum cell_result read_decimal(struct bytes text, const struct cell_form *form,
				     struct decimal *out)
{
	const uint8_t *point =
		text.len ? memchr(text.data, form->decimal, text.len) : NULL;
	struct bytes whole = text;

	memset(out, 0, sizeof(*out));
	if (point) {
		struct bytes rest;
		enum cell_result result;

		whole.len = (size_t)(point - text.data);
		rest = (struct bytes){ point + 1, text.len - whole.len - 1 };
		result = read_fraction(rest, out);
		if (result != CELL_OK)
			return result;
	}
	return read_whole(whole, form->thousands, &out->whole);
}

/* (whole + fraction / 10^decimals) * numerator / denominator, if that is whole. */
static enum cell_result scale(struct decimal value, uint64_t numerator,
			      uint64_t denominator, uint64_t *out)
{
	uint64_t fraction = value.fraction;
	uint64_t whole;

	/* Each decimal place must be paid for by a factor of ten. */
	uint64_t per_unit = 1;
	for (unsigned i = 0; i < value.decimals; i++) {
		if (__builtin_mul_overflow(per_unit, (uint64_t)10, &per_unit))
			return CELL_NOT_WHOLE;
	}
	if (__builtin_mul_overflow(value.whole, numerator, &whole))
		return CELL_TOO_LARGE;
	if (__builtin_mul_overflow(fraction, numerator, &fraction))
		return CELL_NOT_WHOLE;
	if (fraction % per_unit != 0)
		return CELL_NOT_WHOLE;
	if (__builtin_add_overflow(whole, fraction / per_unit, &whole))
		return CELL_TOO_LARGE;
	if (whole % denominator != 0)
		return CELL_NOT_WHOLE;
	*out = whole / denominator;
	return CELL_OK;
}

/* Two digits, 00 to 59, before what follows. */
static bool read_sixtieths(struct bytes text, uint64_t *out)
{
	if (text.len != 2 || !is_digit(text.data[0]) || !is_digit(text.data[1]))
		return false;
	*out = (uint64_t)(text.data[0] - '0') * 10 + (uint64_t)(text.data[1] - '0');
	return *out < 60;
}

/* "h:mm:ss" or "m:ss", as seconds with a fraction. */
static enum cell_result read_clock(struct bytes text, const struct cell_form *form,
				   unsigned colons, struct decimal *out)
{
	size_t tail;
	struct bytes first;
	enum cell_result result;

	const uint8_t *point =
		text.len ? memchr(text.data, form->decimal, text.len) : NULL;
	uint64_t total = 0;

	memset(out, 0, sizeof(*out));
	if (point) {
		size_t len = (size_t)(point - text.data);
		struct bytes rest = { point + 1, text.len - len - 1 };

		if (read_fraction(rest, out) != CELL_OK)
			return CELL_NOT_A_CLOCK;
		text.len = len;
	}
	tail = 3 * (size_t)colons;
	if (text.len <= tail)
		return CELL_NOT_A_CLOCK;
	first = (struct bytes){ text.data, text.len - tail };
	result = read_whole(first, 0, &total);
	if (result != CELL_OK)
		return result == CELL_TOO_LARGE ? result : CELL_NOT_A_CLOCK;
	for (unsigned i = 0; i < colons; i++) {
		const uint8_t *at = first.data + first.len + 3 * (size_t)i;
		uint64_t part;

		if (at[0] != ':' || !read_sixtieths((struct bytes){ at + 1, 2 }, &part))
			return CELL_NOT_A_CLOCK;
		if (__builtin_mul_overflow(total, (uint64_t)60, &total) ||
		    __builtin_add_overflow(total, part, &total))
			return CELL_TOO_LARGE;
	}
	out->whole = total;
	return CELL_OK;
}

static uint64_t milliseconds_in(enum cell_unit unit)
{
	static const uint64_t milliseconds[] = {
		[CELL_COUNT] = 1,       [CELL_MILLISECONDS] = 1, [CELL_SECONDS] = 1000,
		[CELL_MINUTES] = 60000, [CELL_HOURS] = 3600000,  [CELL_DAYS] = 86400000,
		[CELL_SHARE] = 1,       [CELL_HMS] = 1000,       [CELL_MS] = 1000,
	};

	return milliseconds[unit];
}

static bool is_clock(enum cell_unit unit)
{
	return unit == CELL_HMS || unit == CELL_MS;
}

enum cell_result cell_read(struct bytes text, const struct cell_form *form,
			   enum cell_unit unit, enum cell_target target, uint64_t *out)
{
	struct decimal value;
	enum cell_result result;

	text = cell_trim(text);
	if (text.len > 0 && text.data[text.len - 1] == '%')
		return CELL_PERCENT;
	if (text.len > 1 && text.data[0] == '-' && is_digit(text.data[1]))
		return CELL_NEGATIVE;
	result = is_clock(unit)
			 ? read_clock(text, form, unit == CELL_HMS ? 2 : 1, &value)
			 : read_decimal(text, form, &value);
	if (result != CELL_OK)
		return result;
	return scale(value, milliseconds_in(unit), target == CELL_TO_SECONDS ? 1000 : 1,
		     out);
}

/* Moves the point of a share two places to the right: "0.939" is "93.9" percent. */
static bool move_point(struct decimal *value, struct bytes *digits)
{
	for (int i = 0; i < 2; i++) {
		uint8_t digit = '0';

		if (digits->len > 0) {
			digit = digits->data[0];
			digits->data++;
			digits->len--;
		}
		if (!push_digit(&value->whole, digit))
			return false;
	}
	return true;
}

bool cell_quote(struct bytes text, const struct cell_form *form, enum cell_unit unit,
		char *out, size_t room)
{
	struct decimal value;
	struct bytes digits = { (const uint8_t *)"", 0 };
	bool negative;
	enum cell_result result;
	const uint8_t *point;
	bool zero;
	int written;

	text = cell_trim(text);
	if (text.len > 0 && text.data[text.len - 1] == '%')
		text = cell_trim((struct bytes){ text.data, text.len - 1 });
	negative = text.len > 0 && text.data[0] == '-';
	if (negative) {
		text.data++;
		text.len--;
	}
	result = is_clock(unit)
			 ? read_clock(text, form, unit == CELL_HMS ? 2 : 1, &value)
			 : read_decimal(text, form, &value);
	if (result != CELL_OK)
		return false;
	point = memchr(text.data, form->decimal, text.len);
	if (point != NULL)
		digits = (struct bytes){ point + 1,
					 text.len - (size_t)(point - text.data) - 1 };
	zero = value.whole == 0 && value.fraction == 0;
	if (unit == CELL_SHARE && !move_point(&value, &digits))
		return false;
	written =
		snprintf(out, room, "%s%" PRIu64 "%s%.*s", negative && !zero ? "-" : "",
			 value.whole, digits.len ? "." : "", (int)digits.len,
			 (const char *)digits.data);
	return written >= 0 && (size_t)written < room;
}
