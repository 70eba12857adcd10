#include "contract/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "base/nearest.h"

/* "kpis[4294967295].steps[63].quotient.denominator[63].range.histogram" and the like. */
#define PATH_BYTES_MAX     160
#define SENTENCE_BYTES_MAX 1000

struct path path_field(const struct path *parent, const char *field)
{
	return (struct path){ parent, field, PATH_NO_INDEX };
}

struct path path_item(const struct path *parent, const char *field, size_t index)
{
	return (struct path){ parent, field, index };
}

/* Writes the path before end; returns where it begins. */
static char *path_text(char *end, const struct path *path)
{
	char part[64];
	int len;

	*end = '\0';
	for (; path != NULL; path = path->parent) {
		const char *dot = path->parent == NULL ? "" : ".";

		if (path->index == PATH_NO_INDEX)
			len = snprintf(part, sizeof part, "%s%s", dot, path->field);
		else
			len = snprintf(part, sizeof part, "%s%s[%zu]", dot, path->field,
				       path->index);
		ensure(len > 0 && (size_t)len < sizeof part);
		end -= len;
		memcpy(end, part, (size_t)len);
	}
	return end;
}

void say(struct inquiry *inquiry, enum finding finding, const struct path *path,
	 const char *format, ...)
{
	char path_chars[PATH_BYTES_MAX];
	struct diag_place place =
		diag_at(path_text(path_chars + sizeof path_chars - 1, path));
	char words[SENTENCE_BYTES_MAX];
	int len = 0;
	enum err code;
	va_list args;

	if (inquiry->kpi != NULL)
		len = snprintf(words, sizeof words,
			       "KPI %s: ", shown(inquiry->kpi).chars);
	va_start(args, format);
	(void)vsnprintf(words + len, sizeof words - (size_t)len, format, args);
	va_end(args);
	if (finding == WARNED) {
		diag_warning(inquiry->diag, place, "%s", words);
		return;
	}
	code = finding == MISSING || finding == UNSAID ? ERR_CONTRACT_INCOMPLETE
						       : ERR_CONTRACT_INVALID;
	diag_error(inquiry->diag, code, place, "%s", words);
	if (inquiry->first == ERR_OK)
		inquiry->first = code;
	if (finding == WRONG || finding == MISSING)
		inquiry->flaw_count++;
}

void said(struct inquiry *inquiry, enum err err)
{
	if (err == ERR_OK)
		return;
	inquiry->flaw_count++;
	if (inquiry->first == ERR_OK)
		inquiry->first = err;
}

/* C0, DEL, and C1 in UTF-8, which a terminal could obey: 0, or the bytes it has. */
static size_t control_bytes(const char *at)
{
	unsigned char c = (unsigned char)at[0];
	unsigned char next = (unsigned char)at[1];

	if (c == 0xc2 && next >= 0x80 && next < 0xa0)
		return 2;
	return c < 0x20 || c == 0x7f ? 1 : 0;
}

struct shown shown(const char *text)
{
	struct shown out = { "\"" };
	const char *tail = "\"";
	size_t len = 1;

	while (*text != '\0' && len < SHOWN_BYTES_MAX) {
		size_t control = control_bytes(text);

		out.chars[len++] = control > 0 ? '?' : *text;
		text += control > 0 ? control : 1;
	}
	if (*text != '\0') {
		while (((unsigned char)out.chars[len - 1] & 0xc0) == 0x80)
			len--;
		if (((unsigned char)out.chars[len - 1] & 0xc0) == 0xc0)
			len--;
		tail = "...\"";
	}
	memcpy(out.chars + len, tail, strlen(tail) + 1);
	return out;
}

char lower_ascii(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

struct choices enum_choices(const ProtobufCEnumDescriptor *descriptor)
{
	/* All names begin alike: "ROUNDING_". */
	size_t prefix = strlen(descriptor->values[0].name) - strlen("UNSPECIFIED");
	struct choices choices = { "" };
	size_t len = 0;

	for (unsigned i = 1; i < descriptor->n_values; i++) {
		const char *word = descriptor->values[i].name + prefix;

		ensure(len + strlen(word) + 3 < sizeof choices.chars);
		if (i > 1) {
			choices.chars[len++] = ',';
			choices.chars[len++] = ' ';
		}
		for (; *word != '\0'; word++)
			choices.chars[len++] = lower_ascii(*word);
	}
	return choices;
}

const char *nearest_name(const char *name, struct names names)
{
	struct nearest nearest;

	nearest_init(&nearest, name);
	for (size_t i = 0; i < names.count; i++)
		nearest_offer(&nearest, names.names[i], names.names[i]);
	return nearest.best;
}
