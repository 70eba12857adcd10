#include "sla/template.h"

#include <stdbool.h>
#include <string.h>

struct filler {
	struct text out;
	const char *file_name;
	const struct template_values *values;
	uint32_t line;
	size_t missing_count;
	struct diag *diag;
};

/* Text between double quotes in YAML (1.2, 5.7). */
static void add_quoted(struct text *out, const char *value)
{
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (c == '"' || c == '\\')
			text_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			text_printf(out, "\\x%02x", c);
		else
			text_add_n(out, value, 1);
	}
}

static const struct template_value *find(const struct filler *filler, const char *name,
					 size_t len)
{
	size_t i;

	for (i = 0; i < filler->values->count; i++) {
		if (strlen(filler->values->values[i].name) == len &&
		    memcmp(filler->values->values[i].name, name, len) == 0)
			return &filler->values->values[i];
	}
	return NULL;
}

static void miss(struct filler *filler, const struct template_value *value,
		 const char *name, size_t len)
{
	struct diag_place place = { .file = filler->file_name, .line = filler->line };

	filler->missing_count++;
	(void)diag_error(filler->diag, ERR_USAGE, place, "needs %.*s", (int)len, name);
	if (value != NULL && value->hint != NULL)
		diag_hint(filler->diag, "give %s", value->hint);
	else
		diag_hint(filler->diag, "give --set %.*s=VALUE", (int)len, name);
}

/* What stands between the braces; quoted says where. */
static void fill_in(struct filler *filler, const char *name, size_t len, bool quoted)
{
	const struct template_value *value = find(filler, name, len);

	if (value == NULL || value->value == NULL)
		miss(filler, value, name, len);
	else if (quoted)
		add_quoted(&filler->out, value->value);
	else
		text_add(&filler->out, value->value);
}

/* One line without its line feed, not a comment. */
static void fill_line(struct filler *filler, const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end) {
		const char *open = strstr(line, "{{");
		const char *close = open == NULL ? NULL : strstr(open, "}}");

		if (close == NULL || close >= end) {
			text_add_n(&filler->out, line, (size_t)(end - line));
			return;
		}
		text_add_n(&filler->out, line, (size_t)(open - line));
		fill_in(filler, open + 2, (size_t)(close - open) - 2,
			open > line && open[-1] == '"');
		line = close + 2;
	}
}

enum err template_fill(struct arena *arena, struct bytes template,
		       const char *file_name, const struct template_values *values,
		       struct bytes *out, struct diag *diag)
{
	struct filler filler = { .file_name = file_name,
				 .values = values,
				 .diag = diag };
	const char *rest =
		arena_strndup(arena, (const char *)template.data, template.len);

	text_init(&filler.out, arena);
	while (*rest != '\0') {
		size_t len = strcspn(rest, "\n");

		filler.line++;
		if (rest[strspn(rest, " ")] == '#')
			text_add_n(&filler.out, rest, len);
		else
			fill_line(&filler, rest, len);
		text_add(&filler.out, "\n");
		rest += rest[len] == '\n' ? len + 1 : len;
	}
	*out = bytes_of_string(text_chars(&filler.out));
	return filler.missing_count > 0 ? ERR_USAGE : ERR_OK;
}
