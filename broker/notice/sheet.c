#include "notice/sheet.h"

#include <string.h>

#define COLUMNS_MAX 78
#define INDENT      2

void sheet_filled(struct sheet *sheet, const char *mark, const char *words)
{
	size_t column = INDENT + strlen(mark);
	const char *gap = "";

	text_printf(&sheet->text, "%*s%s", INDENT, "", mark);
	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (column + strlen(gap) + len > COLUMNS_MAX) {
			text_printf(&sheet->text, "\n%*s", INDENT + 2, "");
			column = INDENT + 2;
			gap = "";
		}
		text_add(&sheet->text, gap);
		text_add_n(&sheet->text, words, len);
		column += strlen(gap) + len;
		gap = " ";
		words += len + strspn(words + len, " ");
	}
	text_add(&sheet->text, "\n");
}

void sheet_entry(struct sheet *sheet, const char *words)
{
	sheet_filled(sheet, "- ", words);
}

void sheet_heading(struct sheet *sheet, const char *heading)
{
	text_printf(&sheet->text, "\n%s\n", heading);
}

void sheet_field(struct sheet *sheet, const char *name, const char *value)
{
	if (value[0] != '\0')
		sheet_filled(sheet, arena_printf(sheet->arena, "%s: ", name), value);
}

void sheet_list(struct sheet *sheet, const char *heading, char *const *lines,
		size_t count)
{
	if (count == 0)
		return;
	sheet_heading(sheet, heading);
	for (size_t i = 0; i < count; i++)
		sheet_filled(sheet, count == 1 ? "" : "- ", lines[i]);
}
