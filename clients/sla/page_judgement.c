#include "sla/page_judgement.h"

#include <inttypes.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ensure.h"
#include "base/ratio.h"
#include "calendar/civil.h"
#include "report/words.h"
#include "sla/phrases.h"

#define ADD_TABLE(page, columns) page_table(page, columns, ARRAY_SIZE(columns))

const SlbKpi *kpi_of_verdict(const SlbTerms *terms, const SlbVerdict *verdict)
{
	size_t i = 0;

	while (i < terms->n_kpis && strcmp(terms->kpis[i]->name, verdict->kpi) != 0)
		i++;
	ensure(i < terms->n_kpis);
	return terms->kpis[i];
}

static const char *or_dash(const char *text)
{
	return text == NULL || text[0] == '\0' ? "-" : text;
}

/* ---- verdicts ---- */

static const struct page_column verdict_columns[] = {
	{ "KPI", false },   { "Clause", false }, { "Result", false },
	{ "Shown", true },  { "Target", false }, { "Volume", true },
	{ "Minimum", true }
};

static void add_verdict(struct page *page, const SlbVerdict *verdict)
{
	page_cell(page, TONE_PLAIN, "%s", verdict->title);
	page_cell(page, TONE_PLAIN, "%s", or_dash(verdict->clause));
	page_cell(page, tone_of_result(verdict->result), "%s",
		  phrase_result(verdict->result));
	page_cell(page, TONE_PLAIN, "%s", or_dash(verdict->displayed));
	page_cell(page, TONE_PLAIN, "%s", verdict->displayed_target);
	page_cell(page, TONE_PLAIN, "%s", phrase_short(page->arena, verdict->volume));
	page_cell(page, TONE_PLAIN, "%s",
		  phrase_short(page->arena, verdict->minimum_volume));
}

static void add_verdict_notes(struct page *page, const SlbVerdict *verdict)
{
	if (verdict->reason[0] != '\0')
		page_item(page, TONE_PLAIN, "%s: %s.", verdict->title, verdict->reason);
	if (verdict->shortfall != NULL && verdict->shortfall->sentence[0] != '\0')
		page_item(page, TONE_PLAIN, "%s: %s.", verdict->title,
			  verdict->shortfall->sentence);
}

static void add_verdicts(struct page *page, const SlbPeriodJudgement *period)
{
	size_t i;

	ADD_TABLE(page, verdict_columns);
	for (i = 0; i < period->n_verdicts; i++)
		add_verdict(page, period->verdicts[i]);
	for (i = 0; i < period->n_verdicts; i++)
		add_verdict_notes(page, period->verdicts[i]);
}

/* ---- stated figures ---- */

/* Further ones are counted; the explanation has them all. */
#define STATED_SHOWN_MAX 5

/* With as many digits as were stated, so that the difference can be seen. */
static const char *to_stated_digits(struct arena *arena, const SlbStatedResult *stated)
{
	const char *point = strchr(stated->stated, '.');
	unsigned decimals = point == NULL ? 0 : (unsigned)strlen(point + 1);
	struct ratio recomputed;

	ensure(ratio_parse(arena, bytes_of_string(stated->recomputed), &recomputed));
	return ratio_decimal(arena, recomputed, decimals, ROUND_HALF_UP);
}

static void add_stated_item(struct page *page, const struct judgement_view *view,
			    const SlbVerdict *verdict, const SlbStatedResult *stated)
{
	const char *row = "";

	ensure(stated->report >= 1 && stated->report <= view->judgement->n_reports);
	if (stated->row != 0)
		row = arena_printf(page->arena, ", row %u", (unsigned)stated->row);
	page_item(page, TONE_DOUBT,
		  "%s: %s%s states %s; its counters give %s, "
		  "exactly %s.",
		  verdict->title, view->judgement->reports[stated->report - 1]->source,
		  row, stated->stated, to_stated_digits(page->arena, stated),
		  stated->recomputed);
}

static void add_stated(struct page *page, const struct judgement_view *view,
		       const SlbVerdict *verdict)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < verdict->n_stated; i++) {
		const SlbStatedResult *stated = verdict->stated[i];

		if (stated->agrees || stated->recomputed[0] == '\0')
			continue;
		if (count++ < STATED_SHOWN_MAX)
			add_stated_item(page, view, verdict, stated);
	}
	if (count > STATED_SHOWN_MAX)
		page_item(page, TONE_DOUBT, "%s: and %zu more such figures.",
			  verdict->title, count - STATED_SHOWN_MAX);
}

/* ---- findings and credits ---- */

static void add_finding(struct page *page, const struct judgement_view *view,
			const SlbFinding *finding)
{
	struct text text;
	size_t i;

	text_init(&text, page->arena);
	text_printf(&text, "%s.", words_capital(page->arena, finding->sentence));
	if (finding->notice_title[0] != '\0')
		text_printf(&text, " By the contract it is served %s as \"%s\"",
			    phrase_enum(page->arena, &slb_serving_mode__descriptor,
					(int)finding->serving),
			    finding->notice_title);
	if (finding->notice_title[0] != '\0' && finding->acknowledge_by_s != 0)
		text_printf(
			&text,
			"; of one given at the time of this judgement, receipt "
			"is to be acknowledged by %s",
			zone_text(page->arena, &view->zone, finding->acknowledge_by_s));
	if (finding->notice_title[0] != '\0')
		text_add(&text, ".");
	else if (finding->kind == SLB_FINDING_KIND__FINDING_KIND_MISSED)
		text_add(&text, " By the contract it is only reported.");
	for (i = 0; i < finding->n_addressees; i++) {
		text_add(&text, i == 0 ? " To " : "");
		words_enumerate(&text, i, finding->n_addressees);
		text_add(&text, finding->addressees[i]);
	}
	if (finding->n_addressees > 0)
		text_add(&text, " alike.");
	page_item(page,
		  finding->kind == SLB_FINDING_KIND__FINDING_KIND_MISSED ? TONE_BAD
									 : TONE_DOUBT,
		  "%s", text_chars(&text));
}

static void add_findings(struct page *page, const struct judgement_view *view,
			 const SlbPeriodJudgement *period)
{
	size_t i;

	page_heading(page, 3, "Findings");
	if (period->n_findings == 0)
		page_paragraph(page, TONE_PLAIN, "None.");
	for (i = 0; i < period->n_findings; i++)
		add_finding(page, view, period->findings[i]);
	for (i = 0; i < period->n_verdicts; i++)
		add_stated(page, view, period->verdicts[i]);
}

static void add_credits(struct page *page, const struct judgement_view *view,
			const SlbPeriodJudgement *period)
{
	static const struct page_column columns[] = { { "Service credit", false },
						      { "Amount", true } };
	struct currency currency = currency_of(view->terms->money);
	size_t i;

	if (view->terms->money == NULL)
		return;
	page_heading(page, 3, "Service credits, net of tax");
	if (period->n_credits == 0) {
		page_paragraph(page, TONE_PLAIN, "None.");
		return;
	}
	ADD_TABLE(page, columns);
	for (i = 0; i < period->n_credits; i++) {
		page_cell(page, TONE_PLAIN, "%s", period->credits[i]->sentence);
		page_cell(page, TONE_PLAIN, "%s",
			  money_text(page->arena, currency,
				     period->credits[i]->amount_minor));
	}
	page_cell(page, TONE_STRONG, "Total");
	ensure(period->credit_total_minor <= INT64_MAX);
	page_cell(
		page, TONE_STRONG, "%s",
		money_text(page->arena, currency, (int64_t)period->credit_total_minor));
}

/* ---- what must not be overlooked ---- */

/* The last slot of a run: same series, same state, without a gap. */
static size_t run_end(const SlbPeriodJudgement *period, size_t i)
{
	SlbSlot *const *slots = period->open_slots;

	while (i + 1 < period->n_open_slots &&
	       strcmp(slots[i + 1]->series, slots[i]->series) == 0 &&
	       slots[i + 1]->missing == slots[i]->missing &&
	       slots[i + 1]->start_s == slots[i]->end_s)
		i++;
	return i;
}

static void add_slots(struct page *page, const struct judgement_view *view,
		      const SlbPeriodJudgement *period)
{
	static const struct page_column columns[] = { { "Series", false },
						      { "Reports of", false },
						      { "Number", true },
						      { "State", false },
						      { "Due", false } };
	size_t i;

	if (period->n_open_slots == 0)
		return;
	page_heading(page, 3, "Reports not there");
	ADD_TABLE(page, columns);
	for (i = 0; i < period->n_open_slots; i++) {
		const SlbSlot *first = period->open_slots[i];
		size_t end = run_end(period, i);
		const SlbSlot *last = period->open_slots[end];

		page_cell(page, TONE_PLAIN, "%s", first->series);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_span(page->arena, &view->zone, first->start_s,
				      last->end_s));
		page_cell(page, TONE_PLAIN, "%zu", end - i + 1);
		page_cell(page, first->missing ? TONE_BAD : TONE_FAINT, "%s",
			  first->missing ? "missing" : "not yet due");
		page_cell(page, TONE_PLAIN, "%s%s", end > i ? "from " : "",
			  zone_text(page->arena, &view->zone, first->due_s));
		i = end;
	}
}

static void add_conservation(struct page *page, const SlbPeriodJudgement *period)
{
	static const struct page_column columns[] = {
		{ "Identity", false }, { "Total", true },
		{ "Parts", true },     { "Unaccounted", true },
		{ "Share", true },     { "Within tolerance", false }
	};
	size_t i;

	if (period->n_conservation == 0)
		return;
	page_heading(page, 3, "Contacts accounted for");
	ADD_TABLE(page, columns);
	for (i = 0; i < period->n_conservation; i++) {
		const SlbConservationResult *result = period->conservation[i];
		bool computed = result->total[0] != '\0';

		page_cell(page, TONE_PLAIN, "%s", result->name);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_or_dash(page->arena, result->total));
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_or_dash(page->arena, result->parts));
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_or_dash(page->arena, result->unaccounted));
		page_cell(page, TONE_PLAIN, "%s", or_dash(result->displayed_share));
		page_cell(page, result->tolerated || !computed ? TONE_PLAIN : TONE_BAD,
			  "%s",
			  !computed           ? "not measured"
			  : result->tolerated ? "yes"
					      : "no");
	}
}

const struct page_column compared_columns[COMPARED_COLUMNS] = {
	{ "Comparison", false }, { "Of", false },        { "Of record", true },
	{ "Control", true },     { "Difference", true }, { "Tolerated", true },
	{ "Result", false }
};

void page_compared(struct page *page, const char *name, const SlbComparedSlice *slice)
{
	bool differs = slice->state == SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS;

	page_cell(page, TONE_PLAIN, "%s", name);
	page_cell(page, TONE_PLAIN, "%s",
		  slice->slice[0] == '\0' ? "the period" : slice->slice);
	page_cell(page, TONE_PLAIN, "%s", phrase_decimal(page->arena, slice->record));
	page_cell(page, TONE_PLAIN, "%s", phrase_decimal(page->arena, slice->control));
	page_cell(page, TONE_PLAIN, "%s",
		  phrase_decimal(page->arena, slice->difference));
	page_cell(page, TONE_PLAIN, "%s",
		  phrase_decimal(page->arena, slice->tolerated));
	page_cell(page, differs ? TONE_BAD : TONE_PLAIN, "%s",
		  phrase_enum(page->arena, &slb_comparison_state__descriptor,
			      (int)slice->state));
}

/* A row about slices that are not listed one by one; slices may be "". */
static void add_uncompared(struct page *page, const SlbComparisonResult *result,
			   const char *slices, const char *state)
{
	size_t i;

	page_cell(page, TONE_PLAIN, "%s", result->name);
	page_cell(page, TONE_PLAIN, "%s", or_dash(slices));
	for (i = 0; i < 4; i++)
		page_cell(page, TONE_PLAIN, "-");
	page_cell(page, TONE_PLAIN, "%s", state);
}

/* Slices that agree are counted; the explanation has them. */
static void add_slices(struct page *page, const SlbComparisonResult *result)
{
	uint32_t doubtful = result->differing_count + result->not_compared_count;
	uint32_t listed = 0;
	size_t i;

	for (i = 0; i < result->n_slices; i++) {
		if (result->slices[i]->state ==
		    SLB_COMPARISON_STATE__COMPARISON_STATE_AGREES)
			continue;
		page_compared(page, result->name, result->slices[i]);
		listed++;
	}
	if (listed < doubtful)
		add_uncompared(page, result,
			       arena_printf(page->arena, "%u more",
					    (unsigned)(doubtful - listed)),
			       "differ or are not compared");
	add_uncompared(page, result,
		       arena_printf(page->arena, "%u of %u",
				    (unsigned)(result->slice_count - doubtful),
				    (unsigned)result->slice_count),
		       "agree");
}

static void add_comparison(struct page *page, const SlbComparisonResult *result)
{
	if (result->slice_count == 1 && result->n_slices == 1)
		page_compared(page, result->name, result->slices[0]);
	else if (result->slice_count == 0 &&
		 result->state == SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED)
		add_uncompared(page, result, "", "not compared: a report is not there");
	else
		add_slices(page, result);
}

static void add_comparisons(struct page *page, const SlbPeriodJudgement *period)
{
	size_t i;

	if (period->n_comparisons == 0)
		return;
	page_heading(page, 3, "Counted twice");
	ADD_TABLE(page, compared_columns);
	for (i = 0; i < period->n_comparisons; i++)
		add_comparison(page, period->comparisons[i]);
}

static void add_unscoped(struct page *page, const SlbPeriodJudgement *period)
{
	const SlbUnscoped *unscoped = period->unscoped;
	size_t i;

	if (unscoped == NULL || unscoped->rows == 0)
		return;
	page_heading(page, 3, "Rows that no KPI covers");
	page_paragraph(page, TONE_DOUBT, "%s, %s%s%s.",
		       words_count(page->arena, unscoped->rows, "row", "rows"),
		       words_count(page->arena, unscoped->contacts, "contact offered",
				   "contacts offered"),
		       unscoped->displayed_share[0] != '\0' ? ", " : "",
		       unscoped->displayed_share);
	for (i = 0; i < unscoped->n_keys; i++)
		page_item(page, TONE_PLAIN, "%s", unscoped->keys[i]);
}

/* ---- the whole ---- */

void page_period(struct page *page, const struct judgement_view *view,
		 const SlbPeriodJudgement *period)
{
	page_heading(page, 2, "%s", period->label);
	page_paragraph(
		page, TONE_PLAIN, "%s, %s%s.",
		phrase_span(page->arena, &view->zone, period->start_s, period->end_s),
		words_count(page->arena, period->days, "day", "days"),
		period->whole_days > period->days
			? arena_printf(page->arena, " of %u",
				       (unsigned)period->whole_days)
			: "");
	add_verdicts(page, period);
	add_findings(page, view, period);
	add_credits(page, view, period);
	add_slots(page, view, period);
	add_conservation(page, period);
	add_comparisons(page, period);
	add_unscoped(page, period);
}

/* A report that was replaced is named wherever the verdicts are. */
static void add_restated(struct page *page, const struct judgement_view *view)
{
	const SlbJudgement *judgement = view->judgement;
	struct arena *arena = page->arena;
	size_t i;

	for (i = 0; i < judgement->n_reports; i++) {
		const SlbReportUsed *old = judgement->reports[i];

		if (old->replaced_by == 0)
			continue;
		page_fact(
			page, "Restated", "%s of %s: %s is replaced by %s", old->series,
			civil_day_text(arena, zone_day_at(&view->zone, old->start_s)),
			old->source, judgement->reports[old->replaced_by - 1]->source);
	}
}

void page_judgement(struct page *page, const struct judgement_view *view)
{
	const SlbJudgement *judgement = view->judgement;
	struct bytes version = { judgement->version_id.data,
				 judgement->version_id.len };
	size_t i;

	page_fact(page, "Contract", "%s", judgement->title);
	page_fact(page, "Basis", "%s", view->basis);
	page_fact(page, "Version", "%s", hex_encode(page->arena, version));
	page_fact(page, "Judged for", "%s",
		  zone_text(page->arena, &view->zone, judgement->as_of_s));
	page_fact(page, "Days are those of", "%s", view->terms->zone->name);
	page_fact(page, "Reports", "%zu", judgement->n_reports);
	add_restated(page, view);
	page_fact(page, "Signatures", "%s", view->evidence);
	if (judgement->n_periods == 0)
		page_paragraph(page, TONE_PLAIN,
			       "No measurement period has begun, and none has a "
			       "report: there is nothing to judge.");
	for (i = 0; i < judgement->n_periods; i++)
		page_period(page, view, judgement->periods[i]);
}
