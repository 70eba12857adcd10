#include "sla/page_contract.h"

#include <inttypes.h>
#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "report/operand.h"
#include "report/words.h"
#include "sla/phrases.h"

#define ADD_TABLE(page, columns) page_table(page, columns, ARRAY_SIZE(columns))
#define WORDS(page, name, value) \
	phrase_enum((page)->arena, &slb_##name##__descriptor, (int)(value))

/* ---- who ---- */

#define PARTY_COLUMNS 6

static void add_address(struct page *page, const SlbNoticeAddress *to)
{
	page_cell(page, TONE_PLAIN, "%s%s%s, %s", to->address,
		  to->attention[0] != '\0' ? ", " : "", to->attention,
		  WORDS(page, notice_medium, to->medium));
}

static void add_party(struct page *page, const SlbParty *party)
{
	size_t i;
	size_t j;

	page_cell(page, TONE_PLAIN, "%s", WORDS(page, party_role, party->role));
	page_cell(page, TONE_PLAIN, "%s", party->organisation);
	page_cell(page, TONE_PLAIN, "%s", party->legal_name);
	page_cell(page, TONE_PLAIN, "%s", party->registration_number);
	page_cell(page, TONE_PLAIN, "%s", party->seat);
	if (party->n_notice_addresses == 0)
		page_cell(page, TONE_PLAIN, "-");
	for (i = 0; i < party->n_notice_addresses; i++) {
		/* Further addresses stand below the first. */
		for (j = 1; i > 0 && j < PARTY_COLUMNS; j++)
			page_cell(page, TONE_PLAIN, " ");
		add_address(page, party->notice_addresses[i]);
	}
}

static void add_parties(struct page *page, const SlbTerms *terms)
{
	static const struct page_column columns[PARTY_COLUMNS] = {
		{ "Role", false },       { "Name here", false },
		{ "Legal name", false }, { "Register", false },
		{ "Seat", false },       { "Notices go to", false }
	};
	size_t i;

	page_heading(page, 2, "Parties");
	ADD_TABLE(page, columns);
	for (i = 0; i < terms->n_parties; i++)
		add_party(page, terms->parties[i]);
}

/* ---- when ---- */

static void add_partial(struct page *page, const char *name,
			const SlbPartialPeriod *partial)
{
	page_fact(page, name, "%s; credits: %s; minimum volumes: %s",
		  WORDS(page, partial_verdict, partial->verdict),
		  WORDS(page, partial_share, partial->money),
		  WORDS(page, partial_share, partial->minimum_volume));
}

static const char *period_words(struct arena *arena, const SlbPeriod *period)
{
	struct text text;
	size_t i;

	switch (period->kind) {
	case SLB_PERIOD_KIND__PERIOD_KIND_WEEK:
		return arena_printf(arena, "weeks that begin on %s",
				    phrase_enum(arena, &slb_weekday__descriptor,
						(int)period->week_start));
	case SLB_PERIOD_KIND__PERIOD_KIND_MONTH:
		if (period->month_start_day == 1)
			return "calendar months";
		return arena_printf(arena, "months that begin on day %u",
				    (unsigned)period->month_start_day);
	case SLB_PERIOD_KIND__PERIOD_KIND_LIST:
		text_init(&text, arena);
		text_add(&text, "the stretches between ");
		for (i = 0; i < period->n_boundaries; i++)
			text_printf(&text, "%s%s", i > 0 ? ", " : "",
				    period->boundaries[i]);
		return text_chars(&text);
	case SLB_PERIOD_KIND__PERIOD_KIND_DAY:
	case SLB_PERIOD_KIND__PERIOD_KIND_UNSPECIFIED:
	case _SLB_PERIOD_KIND_IS_INT_SIZE:
		break;
	}
	return "days";
}

static void add_term(struct page *page, const SlbTerms *terms)
{
	page_heading(page, 2, "Term and periods");
	page_fact(page, "Term", "%s to %s, both included", terms->first_day,
		  terms->last_day);
	page_fact(page, "One verdict for each of", "%s",
		  period_words(page->arena, terms->period));
	add_partial(page, "First period, if cut short", terms->period->first_partial);
	add_partial(page, "Last period, if cut short", terms->period->last_partial);
	page_fact(page, "Reports may be restated", "for %s after they were due",
		  phrase_delay(page->arena, terms->restatement_window));
	page_fact(page, "Claims may be made", "for %s after the verdict",
		  phrase_delay(page->arena, terms->claim_window));
}

/* As local times end; zones have had whole minutes since 1972. */
static void add_offset(struct page *page, int32_t offset_s)
{
	int minutes = (int)(offset_s < 0 ? -offset_s : offset_s) / 60;

	page_cell(page, TONE_PLAIN, "%c%02d:%02d", offset_s < 0 ? '-' : '+',
		  minutes / 60, minutes % 60);
}

static void add_zone(struct page *page, const SlbZone *zone)
{
	static const struct page_column columns[] = { { "From (UTC)", false },
						      { "Ahead of UTC by", false } };
	size_t i;

	page_heading(page, 2, "Clock");
	page_paragraph(page, TONE_PLAIN,
		       "Days are read in %s, by this table, made from tzdata %s.",
		       zone->name, zone->tzdata_version);
	ADD_TABLE(page, columns);
	page_cell(page, TONE_PLAIN, "the beginning");
	add_offset(page, zone->first_offset_s);
	for (i = 0; i < zone->n_transitions; i++) {
		page_cell(
			page, TONE_PLAIN, "%s",
			civil_instant_text(page->arena, zone->transitions[i]->at_s, 0));
		add_offset(page, zone->transitions[i]->offset_s);
	}
}

static void add_hours(struct page *page, const SlbHours *hours)
{
	size_t i;

	if (hours == NULL)
		return;
	page_heading(page, 2, "Business hours");
	for (i = 0; i < hours->n_week; i++)
		page_fact(page, WORDS(page, weekday, hours->week[i]->weekday), "%s",
			  phrase_openings(page->arena, hours->week[i]->openings,
					  hours->week[i]->n_openings));
	for (i = 0; i < hours->n_holidays; i++)
		page_fact(page, hours->holidays[i], "closed");
	for (i = 0; i < hours->n_special_days; i++)
		page_fact(page, hours->special_days[i]->day, "%s",
			  phrase_openings(page->arena, hours->special_days[i]->openings,
					  hours->special_days[i]->n_openings));
}

/* ---- what is reported ---- */

static const char *interval_words(struct arena *arena, const SlbSeries *series)
{
	if (series->interval == SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS)
		return arena_printf(arena, "%s s",
				    words_u64(arena, series->interval_s));
	return phrase_enum(arena, &slb_interval_kind__descriptor,
			   (int)series->interval);
}

static void add_series(struct page *page, const SlbTerms *terms)
{
	static const struct page_column columns[] = { { "Series", false },
						      { "Reported by", false },
						      { "A row is", false },
						      { "Sent", false },
						      { "Due after", false } };
	size_t i;

	page_heading(page, 2, "Reports");
	ADD_TABLE(page, columns);
	for (i = 0; i < terms->n_series; i++) {
		const SlbSeries *series = terms->series[i];

		page_cell(page, TONE_PLAIN, "%s", series->name);
		page_cell(page, TONE_PLAIN, "%s%s%s",
			  WORDS(page, party_role, series->source),
			  series->organisation[0] != '\0' ? " " : "",
			  series->organisation);
		page_cell(page, TONE_PLAIN, "%s", interval_words(page->arena, series));
		page_cell(page, TONE_PLAIN, "%s",
			  WORDS(page, cadence, series->cadence));
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_delay(page->arena, series->due_delay));
	}
	for (i = 0; i < terms->n_dimensions; i++)
		page_item(page, TONE_PLAIN, "Rows are kept apart by %s: %s.",
			  terms->dimensions[i]->name, terms->dimensions[i]->title);
}

static const char *bounds_words(struct arena *arena, const SlbHistogram *histogram)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	text_printf(&text, "%s, by size up to ", histogram->title);
	for (i = 0; i < histogram->n_bounds; i++)
		text_printf(&text, "%s%" PRIu64, i > 0 ? ", " : "",
			    histogram->bounds[i]);
	text_add(&text, " and larger");
	return text_chars(&text);
}

static void add_counters(struct page *page, const SlbTerms *terms)
{
	static const struct page_column columns[] = {
		{ "Counter", false }, { "What is counted", false }, { "Unit", false },
		{ "Role", false },    { "Pooled by", false },       { "Series", false },
		{ "At most", true }
	};
	size_t i;

	ADD_TABLE(page, columns);
	for (i = 0; i < terms->n_counters; i++) {
		const SlbCounter *counter = terms->counters[i];

		page_cell(page, TONE_PLAIN, "%s", counter->name);
		page_cell(page, TONE_PLAIN, "%s", counter->title);
		page_cell(page, TONE_PLAIN, "%s",
			  WORDS(page, counter_unit, counter->unit));
		page_cell(page, TONE_PLAIN, "%s",
			  WORDS(page, counter_role, counter->role));
		page_cell(page, TONE_PLAIN, "%s",
			  WORDS(page, pooling, counter->pooling));
		page_cell(page, TONE_PLAIN, "%s", counter->series);
		page_cell(page, TONE_PLAIN, "%s",
			  counter->row_maximum == 0
				  ? "-"
				  : words_u64(page->arena, counter->row_maximum));
	}
	for (i = 0; i < terms->n_histograms; i++) {
		const SlbHistogram *histogram = terms->histograms[i];

		page_cell(page, TONE_PLAIN, "%s", histogram->name);
		page_cell(page, TONE_PLAIN, "%s", bounds_words(page->arena, histogram));
		page_cell(page, TONE_PLAIN, "%s",
			  WORDS(page, counter_unit, histogram->unit));
		page_cell(page, TONE_PLAIN, "%s",
			  WORDS(page, counter_role, histogram->role));
		page_cell(page, TONE_PLAIN, "sum");
		page_cell(page, TONE_PLAIN, "%s", histogram->series);
		page_cell(page, TONE_PLAIN, "%s",
			  histogram->bucket_maximum == 0
				  ? "-"
				  : words_u64(page->arena, histogram->bucket_maximum));
	}
}

/* "offered - short + 2 x other" */
static const char *sum_words(struct arena *arena, const struct frame *frame,
			     SlbTerm *const *terms, size_t count)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < count; i++) {
		const char *weight = terms[i]->weight;
		bool minus = weight[0] == '-';

		if (minus)
			weight++;
		if (i > 0 || minus)
			text_add(&text, minus ? " - " : " + ");
		if (weight[0] != '\0' && strcmp(weight, "1") != 0)
			text_printf(&text, "%s x ", weight);
		text_add(&text, operand_of_term(arena, frame, terms[i]).name);
	}
	return text_chars(&text);
}

static void add_measurement(struct page *page, const SlbTerms *terms,
			    const struct frame *frame)
{
	const SlbMeasurement *measurement = terms->measurement;
	size_t i;

	page_heading(page, 2, "How contacts are counted");
	page_fact(page, "A contact counts in the interval", "%s",
		  WORDS(page, attribution, measurement->attribution));
	page_fact(page, "Callbacks", "%s",
		  WORDS(page, callback_rule, measurement->callbacks));
	page_fact(page, "Abandons in shared queues", "%s",
		  WORDS(page, shared_queue_rule, measurement->shared_queues));
	for (i = 0; i < terms->n_conservation; i++) {
		const SlbConservation *identity = terms->conservation[i];

		page_fact(page, identity->name,
			  "%s = %s + unaccounted; in each %s; at most %s %% "
			  "unaccounted; more %s",
			  sum_words(page->arena, frame, identity->total,
				    identity->n_total),
			  sum_words(page->arena, frame, identity->parts,
				    identity->n_parts),
			  WORDS(page, conservation_level, identity->level),
			  identity->tolerated_percent,
			  WORDS(page, conservation_excess, identity->excess));
	}
}

/* "each day", "each queue", "the whole period". */
static const char *slices_words(struct arena *arena, const SlbSlicing *slicing)
{
	if (slicing == NULL)
		return "the whole period";
	if (slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY)
		return "each day";
	return arena_printf(arena, "each %s", slicing->dimension);
}

static void add_comparisons(struct page *page, const SlbTerms *terms,
			    const struct frame *frame)
{
	struct arena *arena = page->arena;
	size_t i;
	size_t k;

	if (terms->n_comparisons == 0)
		return;
	page_heading(page, 2, "What is counted twice");
	page_paragraph(page, TONE_PLAIN,
		       "Both counts are compared; verdicts rest on the count of record "
		       "alone. A larger difference is found and told to both sides.");
	for (i = 0; i < terms->n_comparisons; i++) {
		const SlbComparison *comparison = terms->comparisons[i];
		struct text scope;

		text_init(&scope, arena);
		for (k = 0; k < comparison->n_scope; k++)
			text_printf(&scope, "; %s: %s", comparison->scope[k]->dimension,
				    phrase_scope(arena, comparison->scope[k]));
		page_fact(page, comparison->name,
			  "%s (of record) against %s (control), over %s%s; at most %s",
			  sum_words(arena, frame, comparison->record,
				    comparison->n_record),
			  sum_words(arena, frame, comparison->control,
				    comparison->n_control),
			  slices_words(arena, comparison->slicing), text_chars(&scope),
			  phrase_tolerance(arena, comparison));
	}
}

/* ---- money ---- */

static void add_money(struct page *page, const SlbMoney *money)
{
	struct currency currency = currency_of(money);

	if (money == NULL)
		return;
	page_heading(page, 2, "Money");
	page_fact(page, "Currency", "%s, net of tax", money->currency);
	page_fact(page, "Rounded", "%s, once for each credit",
		  WORDS(page, rounding, money->rounding));
	if (money->period_charges_minor != 0)
		page_fact(page, "Charges of a whole period", "%s",
			  money_text(page->arena, currency,
				     (int64_t)money->period_charges_minor));
	if (money->period_cap_minor != 0)
		page_fact(page, "At most in a period", "%s",
			  money_text(page->arena, currency,
				     (int64_t)money->period_cap_minor));
	page_fact(page, "Several credits of a period", "%s",
		  WORDS(page, credit_combination, money->combination));
}

void page_contract(struct page *page, const SlbTerms *terms)
{
	const struct frame *frame = frame_of_terms(page->arena, terms);

	page_fact(page, "Rules of computing", "semantics %u",
		  (unsigned)terms->semantics);
	add_parties(page, terms);
	add_term(page, terms);
	page_kpis(page, frame);
	add_money(page, terms->money);
	if (terms->notices != NULL)
		page_notices(page, terms->notices);
	add_measurement(page, terms, frame);
	add_comparisons(page, terms, frame);
	add_series(page, terms);
	add_counters(page, terms);
	add_hours(page, terms->business_hours);
	add_zone(page, terms->zone);
}
