#include "sla/page.h"

#include <string.h>

#include "sla/codepoint.h"

#define GAP          2 /* blanks between columns */
#define COLUMN_LEAST 8 /* a column is not made narrower than this */

struct layout {
	struct text out;
	struct arena *arena;
	bool colour;
	size_t width; /* 0: unbounded */
};

static void add_blanks(struct layout *layout, size_t count)
{
	while (count-- > 0)
		text_add(&layout->out, " ");
}

static void end_line(struct layout *layout)
{
	while (layout->out.len > 0 && layout->out.chars[layout->out.len - 1] == ' ')
		layout->out.chars[--layout->out.len] = '\0';
	text_add(&layout->out, "\n");
}

static void add_toned(struct layout *layout, enum tone tone, const char *text,
		      size_t len)
{
	text_add(&layout->out, tone_begin(layout->colour, tone));
	text_add_n(&layout->out, text, len);
	text_add(&layout->out, tone_end(layout->colour, tone));
}

/*
 * How many bytes of text go on a line of that many columns: up to a line feed, else to
 * the last blank that fits, else as many characters as fit.  0 columns: no bound.
 */
static size_t line_bytes(const char *text, size_t columns)
{
	const char *at = text;
	const char *blank = NULL;
	size_t used = 0;

	while (*at != '\0' && *at != '\n') {
		const char *start = at;

		used += codepoint_columns(codepoint_next(&at));
		if (columns != 0 && used > columns) {
			if (*start == ' ')
				return (size_t)(start - text);
			if (blank != NULL)
				return (size_t)(blank - text);
			return start > text ? (size_t)(start - text)
					    : (size_t)(at - text);
		}
		if (*start == ' ')
			blank = start;
	}
	return (size_t)(at - text);
}

static const char *next_line(const char *text, size_t len)
{
	text += len;
	return *text == '\n' || *text == ' ' ? text + 1 : text;
}

static size_t columns_of(struct arena *arena, const char *text, size_t len)
{
	return text_columns(arena_strndup(arena, text, len));
}

/* A text over as many lines as it needs; lines after the first are indented. */
static void add_wrapped(struct layout *layout, enum tone tone, const char *text,
			size_t indent)
{
	const char *rest = text_harmless(layout->arena, text, true);
	size_t room =
		layout->width > indent + COLUMN_LEAST ? layout->width - indent : 0;

	while (true) {
		size_t len = line_bytes(rest, room);

		add_toned(layout, tone, rest, len);
		text_add(&layout->out, "\n");
		rest = next_line(rest, len);
		if (*rest == '\0')
			return;
		add_blanks(layout, indent);
	}
}

static void add_heading(struct layout *layout, const char *text, char underline)
{
	const char *harmless = text_harmless(layout->arena, text, false);
	size_t columns = text_columns(harmless);

	add_toned(layout, TONE_STRONG, harmless, strlen(harmless));
	text_add(&layout->out, "\n");
	if (layout->colour || underline == '\0')
		return;
	while (columns-- > 0)
		text_add_n(&layout->out, &underline, 1);
	text_add(&layout->out, "\n");
}

static void add_facts(struct layout *layout, const struct page_block *block)
{
	const struct page_row *row;
	size_t widest = 0;

	for (row = block->first_row; row != NULL; row = row->next) {
		size_t columns = text_columns(row->cells[0].text);

		widest = columns > widest ? columns : widest;
	}
	for (row = block->first_row; row != NULL; row = row->next) {
		const char *name = row->cells[0].text;

		add_toned(layout, TONE_FAINT, name, strlen(name));
		add_blanks(layout, widest - text_columns(name) + GAP);
		add_wrapped(layout, row->cells[1].tone, row->cells[1].text,
			    widest + GAP);
	}
}

static void add_list(struct layout *layout, const struct page_block *block)
{
	const struct page_row *row;

	for (row = block->first_row; row != NULL; row = row->next) {
		text_add(&layout->out, "- ");
		add_wrapped(layout, row->cells[0].tone, row->cells[0].text, GAP);
	}
}

static void add_code(struct layout *layout, const char *text)
{
	const char *rest = text_harmless(layout->arena, text, true);

	while (*rest != '\0') {
		size_t len = strcspn(rest, "\n");

		text_add(&layout->out, "    ");
		text_add_n(&layout->out, rest, len);
		text_add(&layout->out, "\n");
		rest = next_line(rest, len);
	}
}

/* ---- tables ---- */

struct table {
	const struct page_block *block;
	size_t widths[PAGE_COLUMNS_MAX];
	size_t longest_words[PAGE_COLUMNS_MAX];
	size_t indent;
};

static size_t longest_word(struct arena *arena, const char *text)
{
	size_t longest = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		size_t columns = columns_of(arena, text, len);

		longest = columns > longest ? columns : longest;
		text += len + strspn(text + len, " ");
	}
	return longest;
}

static void widen(struct layout *layout, struct table *table, size_t i,
		  const char *text)
{
	const char *harmless = text_harmless(layout->arena, text, false);
	size_t columns = text_columns(harmless);
	size_t word = longest_word(layout->arena, harmless);

	if (columns > table->widths[i])
		table->widths[i] = columns;
	if (word > table->longest_words[i])
		table->longest_words[i] = word;
}

static void measure(struct layout *layout, struct table *table)
{
	const struct page_row *row;
	size_t i;

	for (i = 0; i < table->block->column_count; i++)
		widen(layout, table, i, table->block->columns[i].title);
	for (row = table->block->first_row; row != NULL; row = row->next) {
		for (i = 0; i < table->block->column_count; i++) {
			if (row->cells[i].text != NULL)
				widen(layout, table, i, row->cells[i].text);
		}
	}
}

static size_t total_width(const struct table *table)
{
	size_t total = GAP * (table->block->column_count - 1);
	size_t i;

	for (i = 0; i < table->block->column_count; i++)
		total += table->widths[i];
	return total;
}

/* A column gives until its longest word just fits; where that is not enough, more. */
static size_t least_width(const struct table *table, size_t i, bool splits_words)
{
	if (!splits_words && table->longest_words[i] > COLUMN_LEAST)
		return table->longest_words[i];
	return COLUMN_LEAST;
}

/* Takes from the widest column of words until the table fits, or nothing can give. */
static void shrink(const struct layout *layout, struct table *table, bool splits_words)
{
	size_t total = total_width(table);

	while (layout->width != 0 && total > layout->width) {
		size_t widest = table->block->column_count;
		size_t i;

		for (i = 0; i < table->block->column_count; i++) {
			if (!table->block->columns[i].numeric &&
			    table->widths[i] > least_width(table, i, splits_words) &&
			    (widest == table->block->column_count ||
			     table->widths[i] > table->widths[widest]))
				widest = i;
		}
		if (widest == table->block->column_count)
			return;
		table->widths[widest]--;
		total--;
	}
}

/* One line of a cell; advances *rest past it. */
static void add_cell_line(struct layout *layout, const struct table *table, size_t i,
			  const char **rest, enum tone tone)
{
	size_t len = line_bytes(*rest, table->widths[i]);
	size_t columns = columns_of(layout->arena, *rest, len);
	size_t blanks = table->widths[i] > columns ? table->widths[i] - columns : 0;
	bool last = i + 1 == table->block->column_count;

	if (table->block->columns[i].numeric)
		add_blanks(layout, blanks);
	add_toned(layout, len > 0 ? tone : TONE_PLAIN, *rest, len);
	if (!last)
		add_blanks(layout,
			   (table->block->columns[i].numeric ? 0 : blanks) + GAP);
	*rest = next_line(*rest, len);
}

static void add_row(struct layout *layout, const struct table *table,
		    const struct page_cell *cells)
{
	const char *rests[PAGE_COLUMNS_MAX];
	bool more = true;
	size_t i;

	for (i = 0; i < table->block->column_count; i++)
		rests[i] = cells[i].text == NULL
				   ? ""
				   : text_harmless(layout->arena, cells[i].text, false);
	while (more) {
		more = false;
		for (i = 0; i < table->block->column_count; i++) {
			add_cell_line(layout, table, i, &rests[i], cells[i].tone);
			more = more || *rests[i] != '\0';
		}
		end_line(layout);
	}
}

static void add_table(struct layout *layout, const struct page_block *block)
{
	struct table table = { .block = block };
	struct page_cell titles[PAGE_COLUMNS_MAX] = { 0 };
	const struct page_row *row;
	size_t i;

	for (i = 0; i < block->column_count; i++)
		titles[i] = (struct page_cell){ block->columns[i].title, TONE_STRONG };
	measure(layout, &table);
	shrink(layout, &table, false);
	shrink(layout, &table, true);
	add_row(layout, &table, titles);
	for (row = block->first_row; row != NULL; row = row->next)
		add_row(layout, &table, row->cells);
}

static void add_block(struct layout *layout, const struct page_block *block)
{
	switch (block->kind) {
	case PAGE_HEADING:
		add_heading(layout, block->text, block->level == 2 ? '-' : '\0');
		break;
	case PAGE_PARAGRAPH:
		add_wrapped(layout, block->tone, block->text, 0);
		break;
	case PAGE_CODE:
		add_code(layout, block->text);
		break;
	case PAGE_FACTS:
		add_facts(layout, block);
		break;
	case PAGE_LIST:
		add_list(layout, block);
		break;
	case PAGE_TABLE:
		add_table(layout, block);
		break;
	}
}

/* Whether an empty line goes before a block. */
static bool is_set_off(const struct page_block *block, const struct page_block *before)
{
	if (before == NULL)
		return true;
	if (before->kind == PAGE_HEADING)
		return false;
	return block->kind != PAGE_PARAGRAPH || before->kind != PAGE_PARAGRAPH;
}

const char *page_text(const struct page *page, const struct terminal *terminal)
{
	struct layout layout = { .arena = page->arena,
				 .colour = terminal->colour,
				 .width = terminal->width };
	const struct page_block *before = NULL;
	const struct page_block *block;

	text_init(&layout.out, page->arena);
	add_heading(&layout, page->title, '=');
	for (block = page->first; block != NULL; block = block->next) {
		if (is_set_off(block, before))
			text_add(&layout.out, "\n");
		add_block(&layout, block);
		before = block;
	}
	return text_chars(&layout.out);
}
