#include "sla/page.h"

#include <string.h>

/* Black on white, serif, hairlines: a page for a file or a court, on A4. */
static const char style[] =
	"@page{size:A4;margin:22mm 18mm 20mm 22mm;"
	"@bottom-right{content:counter(page) \" / \" counter(pages);font:9pt serif}}\n"
	"html{font:10.5pt/1.4 \"Source Serif 4\",Charter,\"Noto Serif\",Georgia,"
	"\"Times New Roman\",\"Noto Naskh Arabic\",serif;color:#111;background:#fff}\n"
	"body{max-width:46em;margin:2em auto;padding:0 1em}\n"
	"h1{font-size:1.6em;font-weight:600;line-height:1.2;margin:0 0 .8em;"
	"padding-bottom:.35em;border-bottom:1.5pt solid #111}\n"
	"h2{font-size:1.2em;font-weight:600;margin:1.8em 0 .5em;"
	"border-bottom:.5pt solid #999}\n"
	"h3{font-size:1em;font-weight:600;margin:1.2em 0 .3em}\n"
	"h1,h2,h3{break-after:avoid}\n"
	"p{margin:.5em 0;orphans:2;widows:2}\n"
	"table{border-collapse:collapse;width:100%;margin:.6em 0 1em;"
	"font-variant-numeric:tabular-nums lining-nums}\n"
	"thead{display:table-header-group}\n"
	"tr{break-inside:avoid}\n"
	"th,td{text-align:start;vertical-align:top;padding:.22em .5em;"
	"border-bottom:.4pt solid #ccc;overflow-wrap:break-word}\n"
	"tr>:first-child{padding-inline-start:0}tr>:last-child{padding-inline-end:0}\n"
	"thead th{font-weight:600;border-bottom:.8pt solid #111}\n"
	"th.n,td.n{text-align:end;white-space:nowrap}\n"
	"table.facts th{font-weight:400;color:#555;width:11em}\n"
	"table.facts th,table.facts td{border:0;padding-block:.08em}\n"
	"ul{margin:.5em 0;padding-inline-start:1.2em}li{margin:.15em 0}\n"
	"pre{font:9pt/1.4 \"DejaVu Sans Mono\",Menlo,Consolas,monospace;"
	"white-space:pre-wrap;overflow-wrap:anywhere;border-inline-start:2pt solid #ccc;"
	"margin:.5em 0;padding:.1em 0 .1em .8em}\n"
	".strong,td .bad{font-weight:600}.good{color:#1a5c2e}.bad{color:#8c1c13}"
	".doubt{color:#7a5200}.faint{color:#666;overflow-wrap:anywhere}\n"
	".facts td{overflow-wrap:anywhere}\n"
	"footer{margin-top:2.5em;padding-top:.4em;border-top:.5pt solid #999;"
	"font-size:.85em;color:#555}\n"
	"@media print{body{max-width:none;margin:0;padding:0}}\n";

static const char *class_of(enum tone tone)
{
	switch (tone) {
	case TONE_STRONG:
		return "strong";
	case TONE_GOOD:
		return "good";
	case TONE_BAD:
		return "bad";
	case TONE_DOUBT:
		return "doubt";
	case TONE_FAINT:
		return "faint";
	case TONE_PLAIN:
		break;
	}
	return NULL;
}

static void add_escaped(struct text *out, const char *text)
{
	const char *harmless = text_harmless(out->arena, text, true);

	while (*harmless != '\0') {
		size_t plain = strcspn(harmless, "&<>\"'");

		text_add_n(out, harmless, plain);
		harmless += plain;
		switch (*harmless) {
		case '&':
			text_add(out, "&amp;");
			break;
		case '<':
			text_add(out, "&lt;");
			break;
		case '>':
			text_add(out, "&gt;");
			break;
		case '"':
			text_add(out, "&quot;");
			break;
		case '\'':
			text_add(out, "&#39;");
			break;
		default:
			return;
		}
		harmless++;
	}
}

/* Every element takes the direction of its own text. */
static void add_element(struct text *out, const char *name, enum tone tone,
			const char *text)
{
	const char *class = class_of(tone);

	text_printf(out, "<%s dir=\"auto\"", name);
	if (class != NULL)
		text_printf(out, " class=\"%s\"", class);
	text_add(out, ">");
	add_escaped(out, text);
	text_printf(out, "</%s>\n", name);
}

static void add_facts(struct text *out, const struct page_block *block)
{
	const struct page_row *row;

	text_add(out, "<table class=\"facts\">\n");
	for (row = block->first_row; row != NULL; row = row->next) {
		text_add(out, "<tr><th scope=\"row\" dir=\"auto\">");
		add_escaped(out, row->cells[0].text);
		text_add(out, "</th><td dir=\"auto\">");
		add_escaped(out, row->cells[1].text);
		text_add(out, "</td></tr>\n");
	}
	text_add(out, "</table>\n");
}

static void add_list(struct text *out, const struct page_block *block)
{
	const struct page_row *row;

	text_add(out, "<ul>\n");
	for (row = block->first_row; row != NULL; row = row->next)
		add_element(out, "li", row->cells[0].tone, row->cells[0].text);
	text_add(out, "</ul>\n");
}

static void add_cell(struct text *out, const struct page_column *column,
		     const struct page_cell *cell)
{
	const char *class = class_of(cell->tone);

	text_printf(out, "<td%s>", column->numeric ? " class=\"n\"" : " dir=\"auto\"");
	if (class != NULL)
		text_printf(out, "<span class=\"%s\">", class);
	/* A row that ends early leaves its last cells empty. */
	if (cell->text != NULL)
		add_escaped(out, cell->text);
	if (class != NULL)
		text_add(out, "</span>");
	text_add(out, "</td>");
}

static void add_table(struct text *out, const struct page_block *block)
{
	const struct page_row *row;
	size_t i;

	text_add(out, "<table>\n<thead><tr>");
	for (i = 0; i < block->column_count; i++) {
		text_printf(out, "<th scope=\"col\"%s>",
			    block->columns[i].numeric ? " class=\"n\"" : "");
		add_escaped(out, block->columns[i].title);
		text_add(out, "</th>");
	}
	text_add(out, "</tr></thead>\n<tbody>\n");
	for (row = block->first_row; row != NULL; row = row->next) {
		text_add(out, "<tr>");
		for (i = 0; i < block->column_count; i++)
			add_cell(out, &block->columns[i], &row->cells[i]);
		text_add(out, "</tr>\n");
	}
	text_add(out, "</tbody>\n</table>\n");
}

static void add_block(struct text *out, const struct page_block *block)
{
	switch (block->kind) {
	case PAGE_HEADING:
		add_element(out, block->level == 2 ? "h2" : "h3", TONE_PLAIN,
			    block->text);
		break;
	case PAGE_PARAGRAPH:
		add_element(out, "p", block->tone, block->text);
		break;
	case PAGE_CODE:
		add_element(out, "pre", TONE_PLAIN, block->text);
		break;
	case PAGE_FACTS:
		add_facts(out, block);
		break;
	case PAGE_LIST:
		add_list(out, block);
		break;
	case PAGE_TABLE:
		add_table(out, block);
		break;
	}
}

struct bytes page_html(const struct page *page, const char *footer)
{
	const struct page_block *block;
	struct text out;

	text_init(&out, page->arena);
	text_add(
		&out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
		"&#39;none&#39;; style-src &#39;unsafe-inline&#39;\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	add_escaped(&out, page->title);
	text_add(&out, "</title>\n<style>\n");
	text_add(&out, style);
	text_add(&out, "</style>\n</head>\n<body>\n");
	add_element(&out, "h1", TONE_PLAIN, page->title);
	for (block = page->first; block != NULL; block = block->next)
		add_block(&out, block);
	text_add(&out, "<footer dir=\"auto\">");
	add_escaped(&out, footer);
	text_add(&out, "</footer>\n</body>\n</html>\n");
	return bytes_of_string(text_chars(&out));
}
