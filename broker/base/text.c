#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/ensure.h"

void text_init(struct text *text, struct arena *arena)
{
	*text = (struct text){ .arena = arena };
}

/* Room for len more characters and the NUL. */
static void text_make_room(struct text *text, size_t more)
{
	const size_t first_room = 64;
	size_t room = text->room < first_room ? first_room : text->room;
	char *chars;

	if (more < text->room - text->len)
		return;
	ensure(more < SIZE_MAX / 4 && text->len < SIZE_MAX / 4);
	while (room <= text->len + more)
		room *= 2;
	chars = arena_alloc(text->arena, room);
	if (text->len > 0)
		memcpy(chars, text->chars, text->len);
	text->chars = chars;
	text->room = room;
}

void text_add_n(struct text *text, const char *chars, size_t len)
{
	text_make_room(text, len);
	if (len > 0)
		memcpy(text->chars + text->len, chars, len);
	text->len += len;
	text->chars[text->len] = '\0';
}

void text_add(struct text *text, const char *chars)
{
	text_add_n(text, chars, strlen(chars));
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ensure(len >= 0);
	text_make_room(text, (size_t)len);
	va_start(args, format);
	(void)vsnprintf(text->chars + text->len, (size_t)len + 1, format, args);
	va_end(args);
	text->len += (size_t)len;
}

const char *text_chars(const struct text *text)
{
	return text->chars == NULL ? "" : text->chars;
}

struct utf8_form {
	uint8_t first_low, first_high; /* range of the first byte */
	uint8_t second_low,
		second_high; /* range of the second; later ones are 80..BF */
	size_t len;
};

/* The Unicode Standard 15, table 3-7, without NUL. */
static const struct utf8_form utf8_forms[] = {
	{ 0x01, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static const struct utf8_form *form_of(uint8_t first)
{
	for (size_t i = 0; i < ARRAY_SIZE(utf8_forms); i++) {
		if (first >= utf8_forms[i].first_low &&
		    first <= utf8_forms[i].first_high)
			return &utf8_forms[i];
	}
	return NULL;
}

/* Bytes of the character at the start of text, 0 when it is not well-formed. */
static size_t utf8_character(struct bytes text)
{
	const struct utf8_form *form = form_of(text.data[0]);

	if (form == NULL || form->len > text.len)
		return 0;
	if (form->len > 1 &&
	    (text.data[1] < form->second_low || text.data[1] > form->second_high))
		return 0;
	for (size_t i = 2; i < form->len; i++) {
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
	}
	return form->len;
}

bool utf8_valid(struct bytes text)
{
	while (text.len > 0) {
		size_t len = utf8_character(text);

		if (len == 0)
			return false;
		text.data += len;
		text.len -= len;
	}
	return true;
}

bool bytes_are_one_line(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < 0x20 || text.data[i] == 0x7f)
			return false;
	}
	return true;
}

bool text_is_one_line(const char *text)
{
	return bytes_are_one_line(bytes_of_string(text));
}
