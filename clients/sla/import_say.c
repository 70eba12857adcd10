#include "sla/importing.h"

#include <string.h>

#include "calendar/civil.h"
#include "report/terms_calendar.h"
#include "report/words.h"
#include "sla/answer.h"
#include "sla/value.h"

static const char *lines_of(const struct importing *importing,
			    const struct import_remarks *remarks)
{
	struct arena *arena = importing->in->arena;
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < remarks->place_count; i++) {
		const struct import_place *place = &remarks->places[i];

		text_add(&text, i > 0 ? ", " : "");
		if (importing->in->operand_count > 1)
			text_printf(&text, "%s:", importing->files[place->source].name);
		text_printf(&text, "%u", (unsigned)place->line);
	}
	if (remarks->count > remarks->place_count)
		text_add(&text, ", ...");
	return text_chars(&text);
}

static bool has_remarks(const struct import_summary *summary)
{
	size_t i;

	for (i = 0; i < REMARK_COUNT; i++) {
		if (summary->remarks[i].count > 0)
			return true;
	}
	return false;
}

static void add_remarks(struct importing *importing, struct page *page,
			struct node *value)
{
	static const struct page_column columns[] = { { "Skipped or doubted", false },
						      { "Number", true },
						      { "Lines", false } };
	struct arena *arena = importing->in->arena;
	struct node *list = value_add_list(arena, value, "remarks");
	size_t i;

	if (!has_remarks(&importing->result.summary)) {
		page_paragraph(page, TONE_PLAIN, "Nothing was skipped or doubted.");
		return;
	}
	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < REMARK_COUNT; i++) {
		const struct import_remarks *remarks =
			&importing->result.summary.remarks[i];
		const char *text = import_remark_text((enum import_remark)i);
		struct node *fields;

		if (remarks->count == 0)
			continue;
		page_cell(page, TONE_PLAIN, "%s", text);
		page_cell(page, TONE_PLAIN, "%s", words_u64(arena, remarks->count));
		page_cell(page, TONE_FAINT, "%s", lines_of(importing, remarks));
		fields = value_add_fields(arena, list, NULL);
		value_add_text(arena, fields, "text", text);
		value_add_number(arena, fields, "count", remarks->count);
		value_add_text(arena, fields, "lines", lines_of(importing, remarks));
	}
}

/* A report that holds a part of its day looks like any other: this must be seen. */
static void add_edges(struct importing *importing, const struct zone_table *zone,
		      struct page *page, struct node *value)
{
	const struct import_result *result = &importing->result;
	struct arena *arena = importing->in->arena;
	struct node *list = value_add_list(arena, value, "edges");
	size_t i;

	for (i = 0; i < result->edge_count; i++) {
		const char *text = import_edge_text(arena, zone, &result->edges[i]);

		page_item(page, TONE_DOUBT, "Doubt: %s.", text);
		value_add_text(arena, list, NULL, text);
	}
	if (result->edge_count > 0)
		page_paragraph(
			page, TONE_PLAIN,
			"If the centre took no calls then, nothing is missing. If it did, "
			"import the log that has the rest together with this "
			"one, or leave such days out with --whole-days.");
}

/* Between contacts, a report without rows: a closed day, or a file that was left out. */
static void add_empty_parts(struct importing *importing, const struct zone_table *zone,
			    struct page *page, struct node *value)
{
	const struct import_result *result = &importing->result;
	struct arena *arena = importing->in->arena;
	struct node *list = value_add_list(arena, value, "without_contacts");
	struct text days;
	size_t count = 0;
	size_t i;

	text_init(&days, arena);
	for (i = 1; i + 1 < result->report_count; i++) {
		const SlbReport *report = result->reports[i];
		const char *day =
			civil_day_text(arena, zone_day_at(zone, report->start_s));

		if (report->n_interval > 0)
			continue;
		if (count < REMARK_PLACES_MAX)
			text_printf(&days, "%s%s", count > 0 ? ", " : "", day);
		value_add_text(arena, list, NULL, day);
		count++;
	}
	if (count == 0)
		return;
	page_item(page, TONE_DOUBT, "Doubt: no contact on %s%s.", text_chars(&days),
		  count > REMARK_PLACES_MAX ? ", ..." : "");
	page_paragraph(
		page, TONE_PLAIN,
		"If the centre was closed then, nothing is missing. If a rotated "
		"file was left out, give it together with these.");
}

static void add_summary(struct importing *importing, struct page *page,
			struct node *value)
{
	const struct import_summary *summary = &importing->result.summary;
	struct arena *arena = importing->in->arena;
	struct zone_table zone = zone_of_terms(arena, importing->contract.terms->zone);

	page_fact(page, "Lines read", "%s", words_u64(arena, summary->lines));
	if (summary->contacts > 0)
		page_fact(page, "Contacts counted", "%s",
			  words_u64(arena, summary->contacts));
	if (summary->rows > 0)
		page_fact(page, "Rows counted", "%s", words_u64(arena, summary->rows));
	if (summary->open > 0)
		page_fact(page, "Still open", "%s", words_u64(arena, summary->open));
	if (summary->first_s != 0 || summary->last_s != 0)
		page_fact(page, "From, until", "%s, %s",
			  zone_text(arena, &zone, summary->first_s),
			  zone_text(arena, &zone, summary->last_s));
	value_add_number(arena, value, "lines", summary->lines);
	value_add_number(arena, value, "contacts", summary->contacts);
	value_add_number(arena, value, "rows", summary->rows);
	value_add_number(arena, value, "open", summary->open);
	add_edges(importing, &zone, page, value);
	add_empty_parts(importing, &zone, page, value);
	add_remarks(importing, page, value);
}

/* Totals over all reports: a person compares them with what their system shows. */
static uint64_t total_of(const struct importing *importing, const char *counter,
			 bool largest)
{
	uint64_t total = 0;
	size_t i;
	size_t j;
	size_t row;

	for (i = 0; i < importing->result.report_count; i++) {
		const SlbReport *report = importing->result.reports[i];

		for (j = 0; j < report->n_columns; j++) {
			const SlbColumn *column = report->columns[j];

			if (strcmp(column->counter, counter) != 0)
				continue;
			for (row = 0; row < column->n_values; row++) {
				uint64_t cell = column->values[row];

				if (!largest)
					total += cell;
				else if (cell > total)
					total = cell;
			}
		}
	}
	return total;
}

static bool is_measured(const struct importing *importing, const char *counter)
{
	size_t i;

	for (i = 0; i < importing->result.not_measured_count; i++) {
		if (strcmp(importing->result.not_measured[i], counter) == 0)
			return false;
	}
	return true;
}

static void add_totals(struct importing *importing, struct page *page,
		       struct node *value)
{
	static const struct page_column columns[] = { { "Counter", false },
						      { "What is counted", false },
						      { "Total", true } };
	const SlbTerms *terms = importing->contract.terms;
	struct arena *arena = importing->in->arena;
	struct node *totals = value_add_list(arena, value, "totals");
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < terms->n_counters; i++) {
		const SlbCounter *counter = terms->counters[i];
		bool largest = counter->pooling == SLB_POOLING__POOLING_MAXIMUM;
		struct node *fields;
		uint64_t total;

		if (strcmp(counter->series, importing->result.reports[0]->series) !=
			    0 ||
		    !is_measured(importing, counter->name))
			continue;
		total = total_of(importing, counter->name, largest);
		page_cell(page, TONE_PLAIN, "%s", counter->name);
		page_cell(page, TONE_PLAIN, "%s%s", counter->title,
			  largest ? " (the largest)" : "");
		page_cell(page, TONE_PLAIN, "%s", words_u64(arena, total));
		fields = value_add_fields(arena, totals, NULL);
		value_add_text(arena, fields, "counter", counter->name);
		value_add_number(arena, fields, "total", total);
	}
	for (i = 0; i < importing->result.not_measured_count; i++)
		page_item(page, TONE_DOUBT, "Not measured by this export: %s.",
			  importing->result.not_measured[i]);
}

static void add_written(struct importing *importing, struct page *page,
			struct node *value)
{
	static const struct page_column columns[] = { { "Written", false },
						      { "Rows", true } };
	struct arena *arena = importing->in->arena;
	struct node *list = value_add_list(arena, value, "written");
	size_t i;

	page_table(page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < importing->result.report_count; i++) {
		page_cell(page, TONE_PLAIN, "%s", importing->written[i]);
		page_cell(page, TONE_PLAIN, "%s",
			  words_u64(arena, importing->result.reports[i]->n_interval));
		value_add_text(arena, list, NULL, importing->written[i]);
	}
}

enum err import_say(struct importing *importing)
{
	struct invocation *in = importing->in;
	struct node *value = value_fields(in->arena);
	struct page page;
	struct answer answer = { .page = &page, .value = value, .beside_to = true };

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Import of %s", in->operands[0]));
	add_summary(importing, &page, value);
	add_totals(importing, &page, value);
	add_written(importing, &page, value);
	return answer_give(in, &answer);
}
