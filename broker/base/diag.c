#include "base/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/ensure.h"

/* A text quotes input, which may be long: what is longer is cut, with an ellipsis. */
#define SENTENCE_BYTES_MAX 1000
static const char ellipsis[] = "\xe2\x80\xa6";

void diag_init(struct diag *diag, struct arena *arena)
{
	*diag = (struct diag){ .arena = arena };
}

/* Cuts between characters, and says so. */
static void cut(char *sentence, size_t len)
{
	while (len > 0 && ((unsigned char)sentence[len] & 0xc0) == 0x80)
		len--;
	memcpy(sentence + len, ellipsis, sizeof ellipsis);
}

/* NULL when the arena is full. */
static char *write_sentence(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static char *write_sentence(struct arena *arena, const char *format, va_list args)
{
	char sentence[SENTENCE_BYTES_MAX + sizeof ellipsis];
	int len = vsnprintf(sentence, sizeof sentence, format, args);
	char *copy;

	ensure(len >= 0);
	if (len > SENTENCE_BYTES_MAX)
		cut(sentence, SENTENCE_BYTES_MAX);
	copy = arena_try_alloc(arena, strlen(sentence) + 1);
	if (copy != NULL)
		memcpy(copy, sentence, strlen(sentence) + 1);
	return copy;
}

/* A line break, with the blanks around it, becomes one blank. */
static void fold_lines(char *sentence)
{
	size_t len = 0;

	for (const char *from = sentence; *from != '\0';) {
		size_t blanks = strspn(from, " \t\r\n");

		if (blanks > 0 && memchr(from, '\n', blanks) != NULL) {
			sentence[len++] = ' ';
			from += blanks;
		} else {
			sentence[len++] = *from++;
		}
	}
	sentence[len] = '\0';
}

/* The same on one line. */
static const char *write_line(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static const char *write_line(struct arena *arena, const char *format, va_list args)
{
	char *line = write_sentence(arena, format, args);

	if (line != NULL)
		fold_lines(line);
	return line;
}

static const char *copy_text(struct arena *arena, const char *format, ...)
	PRINTF_LIKE(2, 3);

static const char *copy_text(struct arena *arena, const char *format, ...)
{
	const char *copy;
	va_list args;

	va_start(args, format);
	copy = write_sentence(arena, format, args);
	va_end(args);
	return copy;
}

void diag_under(struct diag *diag, const char *path)
{
	diag->under = path;
}

static const char *copy_path(const struct diag *diag, const char *path)
{
	if (diag->under != NULL && path != NULL)
		return copy_text(diag->arena, "%s.%s", diag->under, path);
	path = path != NULL ? path : diag->under;
	return path == NULL ? NULL : copy_text(diag->arena, "%s", path);
}

static struct diag_place copy_place(const struct diag *diag, struct diag_place place)
{
	if (place.file != NULL)
		place.file = copy_text(diag->arena, "%s", place.file);
	place.path = copy_path(diag, place.path);
	return place;
}

static bool add(struct diag *diag, enum diag_severity severity, enum err code,
		struct diag_place place, const char *format, va_list args)
	__attribute__((format(printf, 5, 0)));

/* The arena may be what the input has filled: then the item is dropped, and counted. */
static bool add(struct diag *diag, enum diag_severity severity, enum err code,
		struct diag_place place, const char *format, va_list args)
{
	struct diag_item *item;

	if (diag->dropped_count > 0 || diag->item_count == DIAG_ITEMS_MAX)
		return false;
	item = arena_try_alloc(diag->arena, sizeof *item);
	if (item == NULL)
		return false;
	item->severity = severity;
	item->code = code;
	item->text = write_line(diag->arena, format, args);
	item->place = copy_place(diag, place);
	if (item->text == NULL)
		return false;
	if (diag->last == NULL)
		diag->first = item;
	else
		diag->last->next = item;
	diag->last = item;
	diag->item_count++;
	return true;
}

enum err diag_error(struct diag *diag, enum err code, struct diag_place place,
		    const char *format, ...)
{
	va_list args;

	ensure(code != ERR_OK);
	va_start(args, format);
	if (!add(diag, DIAG_ERROR, code, place, format, args))
		diag->dropped_count++;
	va_end(args);
	diag->error_count++;
	if (diag->first_error == ERR_OK)
		diag->first_error = code;
	return code;
}

void diag_warning(struct diag *diag, struct diag_place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!add(diag, DIAG_WARNING, ERR_OK, place, format, args))
		diag->dropped_count++;
	va_end(args);
	diag->warning_count++;
}

void diag_note(struct diag *diag, struct diag_place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!add(diag, DIAG_NOTE, ERR_OK, place, format, args))
		diag->dropped_count++;
	va_end(args);
}

void diag_of_file(struct diag *diag, const struct diag_item *after, const char *file)
{
	struct diag_item *item = after == NULL ? diag->first : after->next;

	for (; item != NULL; item = item->next) {
		if (item->place.file == NULL)
			item->place.file = file;
	}
}

void diag_hint(struct diag *diag, const char *format, ...)
{
	va_list args;

	if (diag->dropped_count > 0)
		return; /* the item it belongs to */
	ensure(diag->last != NULL);
	va_start(args, format);
	diag->last->hint = write_line(diag->arena, format, args);
	va_end(args);
}

struct diag_place diag_at(const char *path)
{
	return (struct diag_place){ .path = path };
}

struct diag_place diag_at_path(struct diag_path *path, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(path->chars, sizeof path->chars, format, args);
	va_end(args);
	ensure(len >= 0);
	return diag_at(path->chars);
}

const char *diag_place_text(struct arena *arena, struct diag_place place)
{
	struct text text;

	text_init(&text, arena);
	if (place.file != NULL)
		text_printf(&text, "%s:", place.file);
	if (place.line != 0)
		text_printf(&text, "%u:", (unsigned)place.line);
	if (place.column != 0)
		text_printf(&text, "%u:", (unsigned)place.column);
	if (text.len > 0)
		text_add(&text, " ");
	if (place.path != NULL && place.path[0] != '\0')
		text_printf(&text, "%s: ", place.path);
	return text_chars(&text);
}
