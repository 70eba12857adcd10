#ifndef CLIENTS_SLA_PAGE_H
#define CLIENTS_SLA_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attribute.h"
#include "base/bytes.h"
#include "sla/terminal.h"

/*
 * What a command has to say to people, described once: headings, paragraphs, facts,
 * tables, lists, formulas.  page_text() renders it for a terminal or a pipe, page_html()
 * as one printable page; that both say the same is so by construction.
 *
 * Texts are UTF-8; texts from strangers may stand anywhere: what could deceive is
 * replaced when the page is rendered.
 */

enum page_block_kind {
	PAGE_HEADING,
	PAGE_PARAGRAPH,
	PAGE_FACTS, /* names and what they are */
	PAGE_TABLE,
	PAGE_LIST,
	PAGE_CODE, /* as it stands: formulas, documents */
};

#define PAGE_COLUMNS_MAX 24

struct page_column {
	const char *title;
	bool numeric; /* aligned right */
};

struct page_cell {
	const char *text;
	enum tone tone;
};

struct page_row {
	struct page_row *next;
	struct page_cell *cells;
};

struct page_block {
	struct page_block *next;
	enum page_block_kind kind;
	unsigned level; /* of a heading: 2 or 3; the title is level 1 */
	enum tone tone;
	const char *text;
	const struct page_column *columns; /* of a table; facts have two, lists one */
	size_t column_count;
	struct page_row *first_row;
	struct page_row *last_row;
	size_t filled; /* cells of the last row */
};

struct page {
	struct arena *arena;
	const char *title;
	struct page_block *first;
	struct page_block *last;
};

void page_init(struct page *page, struct arena *arena, const char *title);

void page_heading(struct page *page, unsigned level, const char *format, ...)
	PRINTF_LIKE(3, 4);
void page_paragraph(struct page *page, enum tone tone, const char *format, ...)
	PRINTF_LIKE(3, 4);
void page_code(struct page *page, const char *text);

/* Consecutive facts stand in one block, and so do consecutive items of a list. */
void page_fact(struct page *page, const char *name, const char *format, ...)
	PRINTF_LIKE(3, 4);
void page_item(struct page *page, enum tone tone, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* columns must outlive the page.  Cells follow, row by row, until another block. */
void page_table(struct page *page, const struct page_column *columns,
		size_t column_count);
void page_cell(struct page *page, enum tone tone, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Text, in the arena; width 0 never breaks a line. */
const char *page_text(const struct page *page, const struct terminal *terminal);

/* One HTML 5 document without script and without anything fetched from elsewhere. */
struct bytes page_html(const struct page *page, const char *footer);

#endif
