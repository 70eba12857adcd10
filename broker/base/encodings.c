#include <string.h>

#include "base/bytes.h"
#include "base/ensure.h"

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64url_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char crockford_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

/*
 * The bits of bytes, the first bit first, in digits of digit_bits each; zero bits
 * fill the last digit.  Returns the end of what was written.
 */
static char *put_digits(char *out, struct bytes bytes, const char *digits,
			unsigned digit_bits)
{
	const unsigned mask = (1u << digit_bits) - 1;
	unsigned held = 0;
	unsigned held_bits = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		held = (held << 8 | bytes.data[i]) & 0xffff;
		held_bits += 8;
		while (held_bits >= digit_bits) {
			held_bits -= digit_bits;
			*out++ = digits[held >> held_bits & mask];
		}
	}
	if (held_bits > 0)
		*out++ = digits[held << (digit_bits - held_bits) & mask];
	return out;
}

static char *encode(struct arena *arena, struct bytes bytes, const char *digits,
		    unsigned digit_bits)
{
	char *text;

	ensure(bytes.len < SIZE_MAX / 16);
	/* Three more: the padding that base64 may add. */
	text = arena_alloc(arena,
			   (bytes.len * 8 + digit_bits - 1) / digit_bits + 3 + 1);
	(void)put_digits(text, bytes, digits, digit_bits);
	return text;
}

char *hex_encode(struct arena *arena, struct bytes bytes)
{
	return encode(arena, bytes, hex_digits, 4);
}

char *base64_encode(struct arena *arena, struct bytes bytes)
{
	char *text = encode(arena, bytes, base64_digits, 6);

	for (size_t len = strlen(text); len % 4 != 0; len++)
		text[len] = '=';
	return text;
}

char *base64url_encode(struct arena *arena, struct bytes bytes)
{
	return encode(arena, bytes, base64url_digits, 6);
}

char *crockford_encode(struct arena *arena, struct bytes bytes)
{
	return encode(arena, bytes, crockford_digits, 5);
}

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool hex_decode(struct arena *arena, struct bytes text, struct bytes *out)
{
	uint8_t *data;

	if (text.len % 2 != 0)
		return false;
	data = arena_try_alloc(arena, text.len / 2);
	if (data == NULL)
		return false;
	for (size_t i = 0; i < text.len / 2; i++) {
		int high = hex_value(text.data[2 * i]);
		int low = hex_value(text.data[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		data[i] = (uint8_t)(high << 4 | low);
	}
	*out = (struct bytes){ data, text.len / 2 };
	return true;
}

static int base64_value(uint8_t c, const char *digits)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (uint8_t)digits[62])
		return 62;
	if (c == (uint8_t)digits[63])
		return 63;
	return -1;
}

/* text without padding: its last digit must leave zero bits only. */
static bool decode_digits(struct arena *arena, struct bytes text, const char *digits,
			  struct bytes *out)
{
	unsigned held = 0;
	unsigned held_bits = 0;
	size_t len = 0;
	uint8_t *data;

	if (text.len % 4 == 1)
		return false;
	data = arena_try_alloc(arena, text.len / 4 * 3 + 3);
	if (data == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int value = base64_value(text.data[i], digits);

		if (value < 0)
			return false;
		held = held << 6 | (unsigned)value;
		held_bits += 6;
		if (held_bits >= 8) {
			held_bits -= 8;
			data[len++] = (uint8_t)(held >> held_bits);
			held &= (1u << held_bits) - 1;
		}
	}
	if (held != 0)
		return false;
	*out = (struct bytes){ data, len };
	return true;
}

bool base64_decode(struct arena *arena, struct bytes text, struct bytes *out)
{
	if (text.len % 4 != 0)
		return false;
	for (int padding = 0; padding < 2; padding++) {
		if (text.len > 0 && text.data[text.len - 1] == '=')
			text.len--;
	}
	return decode_digits(arena, text, base64_digits, out);
}

bool base64url_decode(struct arena *arena, struct bytes text, struct bytes *out)
{
	return decode_digits(arena, text, base64url_digits, out);
}

bool crockford_decode(struct arena *arena, struct bytes text, struct bytes *out)
{
	unsigned held = 0;
	unsigned held_bits = 0;
	size_t len = 0;
	uint8_t *data = arena_try_alloc(arena, text.len / 8 * 5 + 5);

	if (data == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		const char *digit = text.data[i] == '\0'
					    ? NULL
					    : strchr(crockford_digits, text.data[i]);

		if (digit == NULL)
			return false;
		held = held << 5 | (unsigned)(digit - crockford_digits);
		held_bits += 5;
		if (held_bits >= 8) {
			held_bits -= 8;
			data[len++] = (uint8_t)(held >> held_bits);
			held &= (1u << held_bits) - 1;
		}
	}
	if (held != 0 || held_bits >= 5)
		return false;
	*out = (struct bytes){ data, len };
	return true;
}
