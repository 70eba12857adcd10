#include "sla/page.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/ensure.h"

static const char *format_text(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static const char *format_text(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	ensure(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	(void)vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

void page_init(struct page *page, struct arena *arena, const char *title)
{
	*page = (struct page){ .arena = arena, .title = title };
}

static struct page_block *add_block(struct page *page, enum page_block_kind kind)
{
	struct page_block *block = arena_new(page->arena, struct page_block);

	block->kind = kind;
	if (page->last == NULL)
		page->first = block;
	else
		page->last->next = block;
	page->last = block;
	return block;
}

static struct page_block *last_of(struct page *page, enum page_block_kind kind,
				  size_t column_count)
{
	struct page_block *block = page->last;

	if (block != NULL && block->kind == kind)
		return block;
	block = add_block(page, kind);
	block->column_count = column_count;
	return block;
}

static void add_cell(struct page *page, struct page_block *block, struct page_cell cell)
{
	if (block->last_row == NULL || block->filled == block->column_count) {
		struct page_row *row = arena_new(page->arena, struct page_row);

		row->cells =
			arena_array(page->arena, struct page_cell, block->column_count);
		if (block->last_row == NULL)
			block->first_row = row;
		else
			block->last_row->next = row;
		block->last_row = row;
		block->filled = 0;
	}
	block->last_row->cells[block->filled++] = cell;
}

void page_heading(struct page *page, unsigned level, const char *format, ...)
{
	struct page_block *block = add_block(page, PAGE_HEADING);
	va_list args;

	ensure(level == 2 || level == 3);
	va_start(args, format);
	block->level = level;
	block->text = format_text(page->arena, format, args);
	va_end(args);
}

void page_paragraph(struct page *page, enum tone tone, const char *format, ...)
{
	struct page_block *block = add_block(page, PAGE_PARAGRAPH);
	va_list args;

	va_start(args, format);
	block->tone = tone;
	block->text = format_text(page->arena, format, args);
	va_end(args);
}

void page_code(struct page *page, const char *text)
{
	add_block(page, PAGE_CODE)->text = text;
}

void page_fact(struct page *page, const char *name, const char *format, ...)
{
	struct page_block *block = last_of(page, PAGE_FACTS, 2);
	va_list args;

	va_start(args, format);
	add_cell(page, block, (struct page_cell){ name, TONE_PLAIN });
	add_cell(page, block,
		 (struct page_cell){ format_text(page->arena, format, args),
				     TONE_PLAIN });
	va_end(args);
}

void page_item(struct page *page, enum tone tone, const char *format, ...)
{
	struct page_block *block = last_of(page, PAGE_LIST, 1);
	va_list args;

	va_start(args, format);
	add_cell(page, block,
		 (struct page_cell){ format_text(page->arena, format, args), tone });
	va_end(args);
}

void page_table(struct page *page, const struct page_column *columns,
		size_t column_count)
{
	struct page_block *block = add_block(page, PAGE_TABLE);

	ensure(column_count > 0 && column_count <= PAGE_COLUMNS_MAX);
	block->columns = columns;
	block->column_count = column_count;
}

void page_cell(struct page *page, enum tone tone, const char *format, ...)
{
	va_list args;

	ensure(page->last != NULL && page->last->kind == PAGE_TABLE);
	va_start(args, format);
	add_cell(page, page->last,
		 (struct page_cell){ format_text(page->arena, format, args), tone });
	va_end(args);
}
