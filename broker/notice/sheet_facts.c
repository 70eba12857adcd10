#include <inttypes.h>

#include "calendar/civil.h"
#include "notice/sheet.h"
#include "report/words.h"

/* ---- what was owed ------------------------------------------------------- */

static void add_each(struct sheet *sheet, const char *name, char *const *lines,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		sheet_field(sheet, name, lines[i]);
}

void sheet_obligation(struct sheet *sheet)
{
	const SlbNoticeObligation *obligation = sheet->notice->obligation;

	sheet_heading(sheet, "What was owed");
	sheet_field(sheet, "KPI", obligation->title);
	sheet_field(sheet, "clause", obligation->clause);
	sheet_field(sheet, "target", obligation->target);
	sheet_field(sheet, "period",
		    arena_printf(sheet->arena, "%s, from %s to %s, local time of %s",
				 obligation->period, obligation->period_start,
				 obligation->period_end,
				 sheet->notice->contract->zone));
	add_each(sheet, "computed as", obligation->definition,
		 obligation->n_definition);
	add_each(sheet, "in symbols", obligation->symbols, obligation->n_symbols);
	add_each(sheet, "counting", obligation->scope, obligation->n_scope);
	add_each(sheet, "source of record", obligation->sources, obligation->n_sources);
}

/* ---- what was found ------------------------------------------------------ */

/* "1 to 5, 7": numbers that follow each other are named together. */
static char *numbers_words(struct sheet *sheet, const uint64_t *numbers, size_t count)
{
	struct text text;
	size_t first = 0;

	text_init(&text, sheet->arena);
	for (size_t i = 0; i < count; i++) {
		if (i + 1 < count && numbers[i + 1] == numbers[i] + 1)
			continue;
		text_printf(&text, "%s%" PRIu64, first == 0 ? "" : ", ",
			    numbers[first]);
		if (first < i)
			text_printf(&text, " to %" PRIu64, numbers[i]);
		first = i + 1;
	}
	return arena_strdup(sheet->arena, text_chars(&text));
}

static void add_reports(struct sheet *sheet)
{
	const SlbNoticeFacts *facts = sheet->notice->facts;

	for (size_t i = 0; i < facts->n_reports; i++) {
		const SlbReportsRelied *relied = facts->reports[i];

		sheet_field(
			sheet, "relying on",
			arena_printf(sheet->arena, "%s %s of the series \"%s\" by %s",
				     relied->n_sequences == 1 ? "report" : "reports",
				     numbers_words(sheet, relied->sequences,
						   relied->n_sequences),
				     relied->series, relied->organisation));
	}
}

void sheet_facts(struct sheet *sheet)
{
	const SlbNoticeFacts *facts = sheet->notice->facts;
	struct arena *arena = sheet->arena;

	sheet_heading(sheet, "What was found");
	sheet_field(sheet, "value", facts->displayed);
	sheet_field(sheet, "as an exact number", words_grouped(arena, facts->value));
	if (facts->numerator[0] != '\0')
		sheet_field(sheet, "which is",
			    arena_printf(arena, "%s of %s",
					 words_grouped(arena, facts->numerator),
					 words_grouped(arena, facts->denominator)));
	sheet_field(sheet, "missed because", facts->shortfall);
	sheet_field(sheet, "judged",
		    arena_printf(arena,
				 "in entry %" PRIu64 " of the log, which has judgement "
				 "%u of this period",
				 facts->outcome_index, (unsigned)facts->revision));
	add_reports(sheet);
	sheet_filled(sheet, "", facts->small_volume);
	sheet_filled(sheet, "", facts->adjustments);
	add_each(sheet, "in doubt", facts->doubts, facts->n_doubts);
	if (facts->n_doubts == 0)
		sheet_filled(
			sheet, "",
			"No missing report, stated figure, identity or second count "
			"speaks against these figures.");
}

/* ---- what it rests on ---------------------------------------------------- */

static char *hex_of(struct sheet *sheet, ProtobufCBinaryData bytes)
{
	return hex_encode(sheet->arena, (struct bytes){ bytes.data, bytes.len });
}

static void add_report(struct sheet *sheet, const SlbReportsRelied *relied,
		       size_t place)
{
	struct arena *arena = sheet->arena;
	const char *restated =
		relied->replaces[place] == 0
			? ""
			: arena_printf(arena, ", restates report %" PRIu64,
				       relied->replaces[place]);

	sheet_entry(
		sheet,
		arena_printf(arena,
			     "report %" PRIu64 " of the series \"%s\" by %s%s: entry "
			     "%" PRIu64 ", %s, %s",
			     relied->sequences[place], relied->series,
			     relied->organisation, restated, relied->log_indexes[place],
			     civil_instant_text(arena,
						relied->log_times_ms[place] / 1000, 0),
			     hex_of(sheet, relied->content_ids[place])));
}

/* Those that are not named one by one. */
static void add_further(struct sheet *sheet, const SlbReportsRelied *relied,
			size_t first)
{
	size_t count = relied->n_sequences - first;
	bool is_one = count == 1;

	if (count == 0)
		return;
	sheet_entry(
		sheet,
		arena_printf(sheet->arena,
			     "%s %s of the series \"%s\" by %s: %s %s; %s in the "
			     "evidence",
			     is_one ? "report" : "reports",
			     numbers_words(sheet, &relied->sequences[first], count),
			     relied->series, relied->organisation,
			     is_one ? "entry" : "entries",
			     numbers_words(sheet, &relied->log_indexes[first], count),
			     is_one ? "its content id is" : "their content ids are"));
}

static void add_agreement(struct sheet *sheet)
{
	const SlbNoticeContract *contract = sheet->notice->contract;

	sheet_entry(sheet,
		    arena_printf(sheet->arena,
				 "the terms: offered by entry %" PRIu64
				 ", accepted by entry %" PRIu64 ", version %s",
				 contract->offered_index, contract->accepted_index,
				 hex_of(sheet, contract->version_id)));
}

/* Who judges and gives notice in one entry cannot name its content id. */
static void add_judgement(struct sheet *sheet)
{
	const SlbNoticeFacts *facts = sheet->notice->facts;
	const char *id = facts->outcome_id.len == 0 ? "which carries this notice"
						    : hex_of(sheet, facts->outcome_id);

	sheet_entry(sheet,
		    arena_printf(sheet->arena, "the judgement: entry %" PRIu64 ", %s",
				 facts->outcome_index, id));
}

void sheet_evidence(struct sheet *sheet)
{
	const SlbNotice *notice = sheet->notice;
	struct arena *arena = sheet->arena;

	sheet_heading(sheet, "Evidence");
	sheet_filled(
		sheet, "",
		"A statement is named by its entry in the log, the time of that (UTC) "
		"and its content id, the SHA-256 of what was signed.");
	add_agreement(sheet);
	for (size_t i = 0; i < notice->facts->n_reports; i++) {
		const SlbReportsRelied *relied = notice->facts->reports[i];

		for (size_t r = 0; r < relied->n_content_ids; r++)
			add_report(sheet, relied, r);
		add_further(sheet, relied, relied->n_content_ids);
	}
	add_judgement(sheet);
	if (notice->giver->serving_index != 0)
		sheet_entry(sheet,
			    arena_printf(arena,
					 "the statement that serves this notice: entry "
					 "%" PRIu64 ", %s",
					 notice->giver->serving_index,
					 hex_of(sheet, notice->giver->serving_id)));
	for (size_t i = 0; i < notice->n_verification; i++)
		sheet_filled(sheet, "", notice->verification[i]);
}
