#include "report/frame.h"

#include <criterion/criterion.h>

#include "support/law.h"

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena, LAW_ARENA_BYTES);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(frame, .init = set_up, .fini = tear_down);

static SlbTerms *terms_with(SlbPartialVerdict first, SlbPartialVerdict last,
			    const char *first_day, const char *last_day)
{
	SlbTerms *terms = law_terms(&arena, first_day, last_day);

	terms->period->first_partial->verdict = first;
	terms->period->last_partial->verdict = last;
	law_add_series(&arena, terms, "inbound", 0);
	return terms;
}

#define JUDGED     SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_JUDGED
#define MERGED     SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED
#define NOT_JUDGED SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_NOT_JUDGED

/* Of each judged period "label days/whole days", "x" excluded, "p" partial. */
static const struct {
	SlbPartialVerdict first;
	SlbPartialVerdict last;
	const char *first_day;
	const char *last_day;
	const char *periods;
} partial_cases[] = {
	{ JUDGED, JUDGED, "2026-01-01", "2026-02-28", "2026-01 31/31, 2026-02 28/28" },
	{ JUDGED, JUDGED, "2026-01-11", "2026-03-10",
	  "2026-01 21/31p, 2026-02 28/28, 2026-03 10/31p" },
	{ NOT_JUDGED, NOT_JUDGED, "2026-01-11", "2026-03-10",
	  "2026-01 21/31x, 2026-02 28/28, 2026-03 10/31x" },
	{ MERGED, JUDGED, "2026-01-11", "2026-03-10",
	  "2026-01+2026-02 49/49, 2026-03 10/31p" },
	{ JUDGED, MERGED, "2026-01-11", "2026-03-10",
	  "2026-01 21/31p, 2026-02+2026-03 38/38" },
	{ MERGED, MERGED, "2026-01-11", "2026-03-10", "2026-01+2026-02+2026-03 59/59" },
	{ MERGED, MERGED, "2026-01-11", "2026-02-10", "2026-01+2026-02 31/31" },
	{ MERGED, NOT_JUDGED, "2026-01-11", "2026-02-10", "2026-01+2026-02 31/31" },
	{ JUDGED, MERGED, "2026-01-11", "2026-02-10", "2026-01+2026-02 31/31" },
	{ MERGED, MERGED, "2026-01-11", "2026-04-10",
	  "2026-01+2026-02 49/49, 2026-03+2026-04 41/41" },
	/* alone, there is nothing to join with; cut on both sides it is a first one */
	{ MERGED, JUDGED, "2026-01-11", "2026-01-31", "2026-01 21/31p" },
	{ JUDGED, MERGED, "2026-01-01", "2026-01-20", "2026-01 20/31p" },
	{ JUDGED, NOT_JUDGED, "2026-01-11", "2026-01-20", "2026-01 10/31p" },
	{ NOT_JUDGED, JUDGED, "2026-01-11", "2026-01-20", "2026-01 10/31x" },
};

static const char *periods_text(const struct frame *frame)
{
	struct text text;

	text_init(&text, &arena);
	for (size_t i = 0; i < frame->period_count; i++) {
		const struct judged_period *period = &frame->periods[i];

		text_printf(&text, "%s%s %lld/%lld%s%s", i == 0 ? "" : ", ",
			    period->label, (long long)period->day_count,
			    (long long)period->whole_days,
			    period->is_excluded ? "x" : "",
			    period->partial != NULL ? "p" : "");
	}
	return text_chars(&text);
}

Test(frame, joins_excludes_and_cuts_periods)
{
	for (size_t i = 0; i < ARRAY_SIZE(partial_cases); i++) {
		struct frame *frame =
			frame_of_terms(&arena, terms_with(partial_cases[i].first,
							  partial_cases[i].last,
							  partial_cases[i].first_day,
							  partial_cases[i].last_day));

		cr_expect_str_eq(periods_text(frame), partial_cases[i].periods);
	}
}

Test(frame, takes_the_rule_of_the_end_that_was_cut)
{
	SlbTerms *terms = terms_with(JUDGED, JUDGED, "2026-01-11", "2026-03-10");
	struct frame *frame = frame_of_terms(&arena, terms);

	cr_expect_eq(frame->periods[0].partial, terms->period->first_partial);
	cr_expect_null(frame->periods[1].partial);
	cr_expect_eq(frame->periods[2].partial, terms->period->last_partial);
}

Test(frame, cuts_days_where_the_clocks_change)
{
	SlbTerms *terms = law_terms(&arena, "2026-03-01", "2026-10-31");
	struct frame *frame;
	size_t spring;

	law_use_rome(&arena, terms);
	law_add_series(&arena, terms, "inbound", 1800);
	frame = frame_of_terms(&arena, terms);
	cr_assert(frame_find_part(frame, 0, law_day_s("2026-03-29") - 3600, &spring));
	cr_expect_eq(spring, 28);
	cr_expect_eq(frame_part(frame, 0, 28).end_s - frame_part(frame, 0, 28).start_s,
		     23 * 3600);
	cr_expect_eq(frame_part(frame, 0, 238).end_s -
			     frame_part(frame, 0, 238).start_s,
		     25 * 3600);
	cr_expect_eq(frame_part(frame, 0, 238).cut, 7);
}

Test(frame, gives_no_part_to_a_date_that_the_zone_skips)
{
	SlbTerms *terms = law_terms(&arena, "2011-12-01", "2011-12-31");
	struct frame *frame;
	size_t part;

	/* Samoa went from 29 to 31 December 2011. */
	terms->zone->first_offset_s = -10 * 3600;
	law_add_transition(&arena, terms->zone, law_day_s("2011-12-30") + 10 * 3600,
			   14 * 3600);
	law_add_series(&arena, terms, "inbound", 0);
	frame = frame_of_terms(&arena, terms);
	cr_expect_eq(frame_part(frame, 0, 29).start_s, frame_part(frame, 0, 29).end_s);
	cr_assert(frame_find_part(frame, 0, frame_part(frame, 0, 30).start_s, &part));
	cr_expect_eq(part, 30);
}

static void expect_each_found(const SlbTerms *terms)
{
	const struct frame *frame = frame_of_terms(&arena, terms);
	size_t found;

	for (size_t i = 0; i < frame_part_count(frame, 0); i++) {
		struct report_part part = frame_part(frame, 0, i);

		if (part.start_s == part.end_s)
			continue;
		cr_expect(frame_find_part(frame, 0, part.start_s, &found));
		cr_expect_eq(found, i);
		cr_expect_not(frame_find_part(frame, 0, part.start_s + 1, &found));
		cr_expect_not(frame_find_part(frame, 0, part.end_s - 1, &found));
	}
	cr_expect_not(frame_find_part(frame, 0, frame->term.end_s, &found),
		      "it is over");
}

/* A day is not always so many seconds after the one before. */
Test(frame, finds_every_part_wherever_the_clocks_go)
{
	static const struct {
		int32_t before_s;
		int32_t after_s;
	} zones[] = { { 0, 0 },
		      { 3600, 7200 },
		      { 7200, 3600 },
		      { -10 * 3600, 14 * 3600 },   /* a date is skipped */
		      { 14 * 3600, -10 * 3600 },   /* a date lasts two days */
		      { 14 * 3600, -12 * 3600 } }; /* and longer */

	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		SlbTerms *terms = law_terms(&arena, "2011-12-01", "2012-02-29");

		terms->zone->first_offset_s = zones[i].before_s;
		if (zones[i].after_s != zones[i].before_s)
			law_add_transition(&arena, terms->zone,
					   law_day_s("2011-12-30") + 10 * 3600,
					   zones[i].after_s);
		law_add_series(&arena, terms, "inbound", 0);
		expect_each_found(terms);
	}
}

Test(frame, finds_parts_by_their_start_only)
{
	SlbTerms *terms = terms_with(MERGED, MERGED, "2026-01-11", "2026-03-10");
	struct frame *frame;
	size_t part;

	law_add_series(&arena, terms, "monthly", 0)->interval =
		SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	frame = frame_of_terms(&arena, terms);
	cr_expect_eq(frame_part_count(frame, 0), 59);
	cr_expect_eq(frame_part_count(frame, 1), 3);
	cr_expect(frame_find_part(frame, 0, law_day_s("2026-03-10"), &part));
	cr_expect_eq(part, 58);
	cr_expect_not(frame_find_part(frame, 0, law_day_s("2026-03-10") + 1, &part));
	cr_expect_not(frame_find_part(frame, 0, law_day_s("2026-01-10"), &part));
	cr_expect_not(frame_find_part(frame, 0, INT64_MIN, &part));
	cr_expect_eq(part, 0, "the nearest");
	cr_expect_not(frame_find_part(frame, 0, INT64_MAX, &part));
	cr_expect_eq(part, 58);
	cr_expect(frame_find_part(frame, 1, law_day_s("2026-02-01"), &part));
	cr_expect_eq(part, 1);
	cr_expect_not(frame_find_part(frame, 1, law_day_s("2026-02-02"), &part));
}

Test(frame, knows_the_parts_of_a_period_and_the_period_of_a_part)
{
	SlbTerms *terms = terms_with(JUDGED, MERGED, "2026-01-11", "2026-03-10");
	struct frame *frame;
	size_t first;

	law_add_series(&arena, terms, "monthly", 0)->interval =
		SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	frame = frame_of_terms(&arena, terms);
	cr_expect_eq(frame_parts_in(frame, 0, &frame->periods[1], &first), 38);
	cr_expect_eq(first, 21);
	cr_expect_eq(frame_parts_in(frame, 1, &frame->periods[1], &first), 2);
	cr_expect_eq(first, 1);
	cr_expect_eq(frame_period_of_part(frame, 0, 20), 0);
	cr_expect_eq(frame_period_of_part(frame, 0, 21), 1);
	cr_expect_eq(frame_period_of_part(frame, 0, 58), 1);
	cr_expect_eq(frame_period_of_part(frame, 1, 2), 1);
	cr_expect_eq(frame_period_of_part(frame, 1, 0), 0);
	terms = terms_with(MERGED, JUDGED, "2026-01-11", "2026-03-10");
	frame = frame_of_terms(&arena, terms);
	cr_expect_eq(frame_period_of_part(frame, 0, 48), 0);
	cr_expect_eq(frame_period_of_part(frame, 0, 49), 1);
}

Test(frame, finds_series_by_name)
{
	SlbTerms *terms = terms_with(JUDGED, JUDGED, "2026-01-01", "2026-01-31");
	struct frame *frame;
	size_t series = 9;

	law_add_series(&arena, terms, "survey", 0);
	frame = frame_of_terms(&arena, terms);
	cr_expect(frame_find_series(frame, "survey", &series));
	cr_expect_eq(series, 1);
	cr_expect_not(frame_find_series(frame, "surveys", &series));
}

/* A part that ends at midnight is due so long after the day that ends there. */
static const struct {
	uint32_t amount;
	SlbDelayUnit unit;
	SlbCadence cadence;
	int64_t due_after_s; /* after the start of 2026-01-07, a Wednesday */
} due_cases[] = {
	{ 0, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, SLB_CADENCE__CADENCE_DAILY, 0 },
	{ 6, SLB_DELAY_UNIT__DELAY_UNIT_HOURS, SLB_CADENCE__CADENCE_DAILY, 6 * 3600 },
	{ 1, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, SLB_CADENCE__CADENCE_DAILY, LAW_DAY_S },
	{ 2, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS, SLB_CADENCE__CADENCE_DAILY,
	  11 * 3600 },
	{ 1, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS, SLB_CADENCE__CADENCE_DAILY,
	  17 * 3600 },
	{ 0, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, SLB_CADENCE__CADENCE_PERIOD,
	  25 * LAW_DAY_S },
	{ 3, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, SLB_CADENCE__CADENCE_PERIOD,
	  28 * LAW_DAY_S },
};

Test(frame, says_when_a_part_is_due)
{
	SlbTerms *terms = terms_with(JUDGED, JUDGED, "2026-01-01", "2026-02-28");
	struct frame *frame;

	law_use_office_hours(&arena, terms);
	frame = frame_of_terms(&arena, terms);
	for (size_t i = 0; i < ARRAY_SIZE(due_cases); i++) {
		terms->series[0]->cadence = due_cases[i].cadence;
		terms->series[0]->due_delay =
			law_delay(&arena, due_cases[i].amount, due_cases[i].unit);
		cr_expect_eq(frame_part_due_s(frame, 0, 5),
			     law_day_s("2026-01-07") + due_cases[i].due_after_s,
			     "case %zu", i);
	}
}

Test(frame, puts_business_time_that_never_comes_at_the_end_of_the_calendar)
{
	SlbTerms *terms = terms_with(JUDGED, JUDGED, "2026-01-01", "2026-02-28");
	SlbDelay *delay =
		law_delay(&arena, 1, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS);
	struct frame *frame;

	terms->business_hours = arena_new(&arena, SlbHours);
	slb_hours__init(terms->business_hours);
	frame = frame_of_terms(&arena, terms);
	cr_expect_eq(frame_deadline_s(frame, delay, law_day_s("2026-01-07")),
		     CIVIL_INSTANT_MAX_S);
	cr_expect_eq(frame_next_opening_s(frame, law_day_s("2026-01-07")),
		     CIVIL_INSTANT_MAX_S);
	delay->unit = SLB_DELAY_UNIT__DELAY_UNIT_HOURS;
	cr_expect_eq(frame_deadline_s(frame, delay, CIVIL_INSTANT_MAX_S),
		     CIVIL_INSTANT_MAX_S);
	cr_expect_eq(frame_deadline_s(frame, delay, CIVIL_INSTANT_MAX_S - 1),
		     CIVIL_INSTANT_MAX_S - 1 + (int64_t)delay->amount * 3600);
}

/* UTC; 2026-01-02 is a Friday. */
Test(frame, finds_when_business_hours_are_next_open)
{
	SlbTerms *terms = terms_with(JUDGED, JUDGED, "2026-01-01", "2026-02-28");
	const int64_t friday_s = law_day_s("2026-01-02");
	const struct frame *frame;

	law_use_office_hours(&arena, terms);
	frame = frame_of_terms(&arena, terms);
	cr_expect_eq(frame_next_opening_s(frame, friday_s), friday_s + 9 * 3600);
	cr_expect_eq(frame_next_opening_s(frame, friday_s + 9 * 3600),
		     friday_s + 9 * 3600);
	cr_expect_eq(frame_next_opening_s(frame, friday_s + 17 * 3600 - 1),
		     friday_s + 17 * 3600 - 1);
	cr_expect_eq(frame_next_opening_s(frame, friday_s + 17 * 3600),
		     friday_s + (3 * 24 + 9) * 3600);
}
