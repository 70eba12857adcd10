#include "sla/answer.h"
#include "sla/value.h"

static const struct {
	const char *word; /* before the text */
	const char *name; /* in values */
	enum tone tone;
} severities[] = {
	[DIAG_ERROR] = { "", "error", TONE_BAD },
	[DIAG_WARNING] = { "warning: ", "warning", TONE_DOUBT },
	[DIAG_NOTE] = { "note: ", "note", TONE_FAINT },
};

static void print_item(const struct diag_item *item, const struct terminal *terminal,
		       struct arena *arena)
{
	enum tone tone = severities[item->severity].tone;
	const char *place = diag_place_text(arena, item->place);

	(void)fprintf(
		terminal->stream, "sla: %s%s%s%s%s", text_harmless(arena, place, false),
		tone_begin(terminal->colour, tone), severities[item->severity].word,
		text_harmless(arena, item->text, false),
		tone_end(terminal->colour, tone));
	if (item->hint != NULL)
		(void)fprintf(terminal->stream, "; %s",
			      text_harmless(arena, item->hint, false));
	(void)fputc('\n', terminal->stream);
}

void problems_print(const struct diag *diag, const struct terminal *terminal,
		    struct arena *arena)
{
	const struct diag_item *item;

	for (item = diag->first; item != NULL; item = item->next)
		print_item(item, terminal, arena);
	if (diag->dropped_count > 0)
		(void)fprintf(terminal->stream, "sla: and %zu more\n",
			      diag->dropped_count);
}

void problems_page(struct page *page, const struct diag *diag)
{
	const struct diag_item *item;

	for (item = diag->first; item != NULL; item = item->next)
		page_item(page, severities[item->severity].tone, "%s%s%s%s%s",
			  diag_place_text(page->arena, item->place),
			  severities[item->severity].word, item->text,
			  item->hint != NULL ? "; " : "",
			  item->hint != NULL ? item->hint : "");
	if (diag->dropped_count > 0)
		page_item(page, TONE_FAINT, "and %zu more", diag->dropped_count);
}

void problems_said(struct invocation *in)
{
	struct diag said = in->diag;

	diag_init(&in->diag, in->arena);
	in->diag.first_error = said.first_error;
	in->diag.error_count = said.error_count;
}

void problems_of_file(struct invocation *in, const struct diag_item *before,
		      const char *name)
{
	diag_of_file(&in->diag, before, name);
}

static void add_item(struct arena *arena, const struct diag_item *item,
		     struct node *list)
{
	struct node *fields = value_add_fields(arena, list, NULL);

	value_add_text(arena, fields, "severity", severities[item->severity].name);
	if (item->severity == DIAG_ERROR)
		value_add_text(arena, fields, "code", err_name(item->code));
	value_add_text(arena, fields, "file", item->place.file);
	if (item->place.line != 0)
		value_add_number(arena, fields, "line", item->place.line);
	if (item->place.column != 0)
		value_add_number(arena, fields, "column", item->place.column);
	value_add_text(arena, fields, "path", item->place.path);
	value_add_text(arena, fields, "text", item->text);
	value_add_text(arena, fields, "hint", item->hint);
}

void problems_value(struct arena *arena, const struct diag *diag, struct node *parent,
		    const char *name)
{
	struct node *list = value_add_list(arena, parent, name);
	const struct diag_item *item;

	for (item = diag->first; item != NULL; item = item->next)
		add_item(arena, item, list);
}
