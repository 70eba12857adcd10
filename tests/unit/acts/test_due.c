#include "unit/acts/world.h"

#include "calendar/civil.h"

/* What follows from time: missing reports, outages, windows of redaction. */

static struct world w;
static struct world_contract contract;

static void set_up(void)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2026-12-31"));
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(due, .init = set_up, .fini = tear_down);

static size_t outcome_count(void)
{
	size_t count = 0;

	for (uint64_t i = 0; i < w.entry_count; i++)
		count += w.entries[i].is_outcome;
	return count;
}

static void wait_ms(int64_t at_ms)
{
	w.now_ms = at_ms;
	world_wait(&w, civil_instant_text(&w.arena, at_ms / 1000, 0), contract.id);
}

Test(due, nothing_is_missing_at_the_due_time)
{
	wait_ms(world_ms("2026-01-03T00:00:00Z"));
	cr_expect_eq(outcome_count(), 0);
}

Test(due, a_part_is_told_missing_once)
{
	const SlbOutcome *outcome;

	wait_ms(world_ms("2026-01-03T00:00:01Z"));
	outcome = world_last_outcome(&w);
	cr_assert_not_null(outcome);
	cr_expect_eq(outcome->cause, 0);
	cr_assert_eq(outcome->n_missing, 1);
	cr_expect_str_eq(outcome->missing[0]->series, "daily");
	cr_expect_eq(outcome->missing[0]->start_s, law_day_s("2026-01-01"));
	cr_expect_eq(outcome->missing[0]->end_s, law_day_s("2026-01-02"));
	cr_expect_eq(outcome->missing[0]->due_s, law_day_s("2026-01-03"));
	cr_expect(outcome->missing[0]->missing);
	wait_ms(world_ms("2026-01-04T00:00:00Z"));
	cr_expect_eq(outcome_count(), 1);
	wait_ms(world_ms("2026-01-04T00:00:01Z"));
	cr_expect_eq(outcome_count(), 2);
	cr_expect_eq(world_last_outcome(&w)->missing[0]->start_s,
		     law_day_s("2026-01-02"));
}

Test(due, a_report_that_came_is_not_missed)
{
	wait_ms(world_ms("2026-01-02T06:00:00Z"));
	world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 10, 9),
		    KEY_VOICEHOUSE);
	wait_ms(world_ms("2026-01-03T18:00:00Z"));
	cr_expect_eq(outcome_count(), 0);
}

Test(due, a_long_silence_is_told_in_slices)
{
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2028-12-31"));
	wait_ms(world_ms("2029-06-01T00:00:00Z"));
	/* 1096 days, 36 months */
	cr_expect_gt(outcome_count(), 2);
	for (uint64_t i = 0, missing = 0, periods = 0; i < w.entry_count; i++) {
		const SlbOutcome *outcome = w.entries[i].statement->outcome;

		if (!w.entries[i].is_outcome)
			continue;
		missing += outcome->n_missing;
		periods += outcome->n_periods;
		cr_expect_leq(outcome->n_missing, ACT_DUE_PARTS_MAX);
		cr_expect_leq(outcome->n_periods, ACT_DUE_PERIODS_MAX);
		if (i + 1 == w.entry_count) {
			cr_expect_eq(missing, 1096);
			cr_expect_eq(periods, 36);
		}
	}
}

/* As much as fits, at one place of the log. */
Test(due, periods_that_nothing_completes_are_told_together)
{
	const SlbOutcome *outcome;

	wait_ms(world_ms("2026-04-01T00:00:00Z"));
	outcome = world_last_outcome(&w);
	cr_assert_not_null(outcome);
	cr_expect_eq(outcome_count(), 1);
	cr_expect_eq(outcome->n_missing, 31 + 28 + 29);
	cr_assert_eq(outcome->n_periods, 2);
	cr_expect_str_eq(outcome->periods[0]->judgement->label, "2026-01");
	cr_expect_str_eq(outcome->periods[1]->judgement->label, "2026-02");
}

static SlbTerms *by_days(const char *last_day)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", last_day);

	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	terms->period->month_start_day = 0;
	return terms;
}

static size_t periods_of_outcome(size_t place)
{
	for (uint64_t i = 0; i < w.entry_count; i++) {
		if (w.entries[i].is_outcome && place-- == 0)
			return w.entries[i].statement->outcome->n_periods;
	}
	return 0;
}

Test(due, an_outcome_judges_so_many_periods_and_no_more)
{
	contract = world_agree(&w, by_days("2026-02-03"));
	wait_ms(world_ms("2026-06-01T00:00:00Z"));
	cr_expect_eq(outcome_count(), 2);
	cr_expect_eq(periods_of_outcome(0), ACT_DUE_PERIODS_MAX);
	cr_expect_eq(periods_of_outcome(1), 34 - ACT_DUE_PERIODS_MAX);
}

/* Of many KPIs: what is judged must fit an envelope. */
Test(due, an_outcome_is_full_before_it_is_too_large_for_a_statement)
{
	SlbTerms *terms = by_days("2026-01-31");

	for (unsigned i = 0; i < 60; i++) {
		SlbKpi *kpi = arena_new(&w.arena, SlbKpi);

		*kpi = *terms->kpis[0];
		kpi->name = arena_printf(&w.arena, "kpi-%u", i);
		LAW_APPEND(&w.arena, terms, kpis, kpi);
	}
	contract = world_agree(&w, terms);
	wait_ms(world_ms("2026-06-01T00:00:00Z"));
	cr_expect_gt(outcome_count(), 1);
	for (uint64_t i = 0, last = outcome_count() - 1; i < w.entry_count; i++) {
		if (!w.entries[i].is_outcome)
			continue;
		cr_expect_lt(w.entries[i].envelope.len, 262144);
		if (last-- > 0)
			cr_expect_geq(w.entries[i].envelope.len, 131072);
	}
}

/* The days that a termination leaves join the month before, which waits for all of them. */
Test(due, periods_that_are_joined_are_judged_once_all_is_settled)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-12-31");

	terms->period->last_partial->verdict =
		SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED;
	contract = world_agree(&w, terms);
	w.now_ms = world_ms("2026-01-20T12:00:00Z");
	world_takes(&w, world_terminate(&w, "lender", &contract, "2026-02-03"),
		    KEY_LENDER);
	wait_ms(world_ms("2026-02-05T00:00:00Z"));
	cr_assert_not_null(world_last_outcome(&w));
	cr_expect_eq(world_last_outcome(&w)->n_periods, 0);
	wait_ms(world_ms("2026-02-05T00:00:01Z"));
	cr_assert_eq(world_last_outcome(&w)->n_periods, 1);
	cr_expect_str_eq(world_last_outcome(&w)->periods[0]->judgement->label,
			 "2026-01+2026-02");
	cr_expect_eq(world_last_outcome(&w)->periods[0]->revision, 1);
}

/* The first series ends there; the second is told by the same outcome. */
Test(due, every_series_is_told_to_its_end)
{
	SlbTerms *terms = by_days("2026-01-02");

	world_count_lines(&w, terms, 24);
	contract = world_agree(&w, terms);
	wait_ms(world_ms("2026-06-01T00:00:00Z"));
	cr_expect_eq(outcome_count(), 1);
	cr_assert_not_null(world_last_outcome(&w));
	cr_expect_eq(world_last_outcome(&w)->n_missing, 4);
	cr_expect_eq(world_last_outcome(&w)->n_periods, 2);
}

/* At a replay, of a log that somebody made up. */
Test(due, nothing_is_overdue_because_an_outcome_says_so)
{
	struct act_moment moment = { .acts = w.acts };
	struct act_conclusion conclusion;
	struct store_view *view = NULL;
	struct state state;
	bool is_overdue = true;

	wait_ms(world_ms("2026-01-03T00:00:01Z"));
	moment.said = world_last_outcome(&w); /* of the 1st; the 2nd is due now */
	moment.log_time_ms = world_ms("2026-01-04T00:00:00Z");
	moment.outcome_index = w.entry_count;
	cr_assert_eq(store_read_begin(w.store, &w.diag, &view), ERR_OK);
	state_init(&state, &w.arena, view);
	cr_assert_eq(acts_due(&moment, contract.id, &state, &is_overdue, &conclusion),
		     ERR_OK);
	cr_expect_not(is_overdue);
	cr_expect_null(conclusion.outcome);
	store_read_end(view);
}

/* A period of three years is told whole in numbers and findings, its parts up to 1,000. */
Test(due, a_long_period_stays_a_statement)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2028-12-31");
	const SlbPeriodJudgement *judgement;

	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_LIST;
	terms->period->month_start_day = 0;
	LAW_APPEND(&w.arena, terms->period, boundaries,
		   law_text(&w.arena, "2026-01-01"));
	LAW_APPEND(&w.arena, terms->period, boundaries,
		   law_text(&w.arena, "2029-01-01"));
	contract = world_agree(&w, terms);
	wait_ms(world_ms("2029-06-01T00:00:00Z"));
	cr_assert_not_null(world_last_outcome(&w));
	cr_assert_eq(world_last_outcome(&w)->n_periods, 1);
	judgement = world_last_outcome(&w)->periods[0]->judgement;
	cr_expect_eq(judgement->days, 1096);
	cr_expect_eq(judgement->n_open_slots, 1000);
	cr_expect_eq(judgement->verdicts[0]->result, SLB_RESULT__RESULT_MISSING);
}

Test(due, a_contract_that_is_not_there_owes_nothing)
{
	contract.id[0] ^= 1;
	wait_ms(world_ms("2029-06-01T00:00:00Z"));
	cr_expect_eq(outcome_count(), 0);
}

/* ---- outages ------------------------------------------------------------------------- */

Test(due, an_outage_moves_what_was_due_in_it)
{
	struct book book = book_of_kind(BOOK_OUTAGES);

	w.now_ms = world_ms("2026-01-03T10:00:00Z");
	world_outage(&w, world_ms("2026-01-02T22:00:00Z"));
	cr_expect(book_same(&w.book, &book));
	/* due at midnight, and twelve hours more */
	wait_ms(world_ms("2026-01-03T12:00:00Z"));
	cr_expect_eq(outcome_count(), 0);
	world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 10, 9),
		    KEY_VOICEHOUSE);
	wait_ms(world_ms("2026-01-04T00:00:01Z"));
	cr_assert_eq(outcome_count(), 1);
	cr_expect_eq(world_last_outcome(&w)->missing[0]->start_s,
		     law_day_s("2026-01-02"));
}

/* 1 and 2 January were due in it, and are due three days later; the 4th is due on the
 * 6th as before, but a series is told in its order. */
Test(due, an_outage_moves_every_part_that_was_due_in_it)
{
	w.now_ms = world_ms("2026-01-05T12:00:00Z");
	world_outage(&w, world_ms("2026-01-02T12:00:00Z"));
	wait_ms(world_ms("2026-01-06T00:00:00Z"));
	cr_expect_eq(outcome_count(), 0);
	wait_ms(world_ms("2026-01-06T00:00:01Z"));
	cr_assert_eq(outcome_count(), 1);
	cr_expect_eq(world_last_outcome(&w)->n_missing, 1);
	wait_ms(world_ms("2026-01-07T00:00:01Z"));
	cr_assert_eq(outcome_count(), 2);
	cr_expect_eq(world_last_outcome(&w)->n_missing, 1);
	wait_ms(world_ms("2026-01-08T00:00:01Z"));
	cr_assert_eq(outcome_count(), 3);
	/* the 3rd, the 4th, the 5th and the 6th */
	cr_expect_eq(world_last_outcome(&w)->n_missing, 4);
}

Test(due, an_outage_makes_no_report_late)
{
	struct series_place place = { contract.id, "voicehouse", "daily" };
	struct row_key key = report_place_row_key(&place, 1);

	w.now_ms = world_ms("2026-01-03T10:00:00Z");
	world_outage(&w, world_ms("2026-01-02T22:00:00Z"));
	wait_ms(world_ms("2026-01-03T12:00:00Z"));
	world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 10, 9),
		    KEY_VOICEHOUSE);
	cr_expect_not(((const SlbReportRow *)world_row(&w, &key))->late);
}

/* ---- clocks -------------------------------------------------------------------------- */

Test(due, a_clock_entry_has_a_book_of_its_own)
{
	struct book book = book_of_kind(BOOK_CLOCK);
	struct digest before = world_rows(&w);

	world_clock(&w);
	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(w.content, CONTENT_RECORD);
	cr_expect(bytes_equal(BYTES_OF_ARRAY(before.bytes),
			      BYTES_OF_ARRAY(world_rows(&w).bytes)));
}

Test(due, the_operator_confirms_a_time_that_has_come)
{
	struct book book = book_of_kind(BOOK_BROKER);
	SlbStatement *statement =
		world_statement(&w, "operator", SLB_STATEMENT__BODY_CLOCK_CORRECTION);

	statement->clock_correction = arena_new(&w.arena, SlbClockCorrection);
	slb_clock_correction__init(statement->clock_correction);
	statement->clock_correction->confirmed_ms = w.now_ms + 1;
	world_refuses(&w, statement, KEY_OPERATOR, ERR_STATEMENT_FIELD,
		      "a log time that has come is confirmed, ms since "
		      "1970-01-01T00:00:00Z; it is 2026-01-01T00:00:00Z, and "
		      "1767225600001 ms is later");
	statement->clock_correction->confirmed_ms = w.now_ms;
	world_takes(&w, statement, KEY_OPERATOR);
	cr_expect(book_same(&w.book, &book));
}
