#include "unit/acts/notice_world.h"

/* What a notice says that only its place in the log knows. */

TestSuite(circumstances, .init = on_decision, .fini = tear_down);
TestSuite(circumstances_of_two, .fini = tear_down);

Test(circumstances_of_two, what_was_waived_of_another_kpi_is_claimed_no_more)
{
	SlbStatement *waiver;

	begin_with_two(SLB_SERVING_MODE__SERVING_MODE_ON_DECISION);
	report(1, "2026-01-01", 79, 0);
	waiver = waive("lender", "2026-01-01", true, false);
	waiver->waiver->finding->kpi = law_text(&w.arena, "second");
	world_takes(&w, waiver, KEY_LENDER);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->credit->total_minor, 1000);
	cr_expect_eq(only_notice()->credit->n_waived, 1);
	cr_expect_eq(only_notice()->credit->cap_left_minor, 500);
	cr_expect_not(only_notice()->credit->of_period);
	cr_expect_not(only_notice()->credit->credit_waived);
	expect_replay();
}

Test(circumstances, name_their_own_entry_and_who_signed)
{
	const SlbNotice *notice;
	uint64_t judged;
	uint64_t index;

	report(1, "2026-01-01", 79, 0);
	judged = w.entry_count - 1;
	index = world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	notice = only_notice();
	cr_expect_str_eq(notice->entry->log, AUDIENCE);
	cr_expect_eq(notice->entry->log_index, index + 1);
	expect_key(notice->entry->notice_key_id, KEY_NOTICE);
	expect_signer(notice->giver->signers, notice->giver->n_signers, KEY_LENDER);
	cr_assert_eq(notice->giver->serving_id.len, DIGEST_BYTES);
	cr_expect_arr_eq(notice->giver->serving_id.data,
			 w.entries[index].content_id.bytes, DIGEST_BYTES);
	cr_assert_eq(notice->facts->outcome_id.len, DIGEST_BYTES);
	cr_expect_arr_eq(notice->facts->outcome_id.data,
			 w.entries[judged].content_id.bytes, DIGEST_BYTES);
	cr_expect_gt(notice->contract->offered_index, 0);
	cr_expect_eq(notice->contract->accepted_index,
		     notice->contract->offered_index + 1);
	cr_expect_eq(notice->contract->previous_version_id.len, 0);
}

/* Due a day after, restated within 5 days: until the end of the 7th. */
Test(circumstances, say_until_when_their_reports_may_be_restated)
{
	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->restatable_until_s, law_day_s("2026-01-08"));
}

/* An outage holds the due time, and moves it by its length. */
Test(circumstances, say_so_after_an_outage)
{
	w.now_ms = world_ms("2026-01-03T06:00:00Z");
	world_outage(&w, world_ms("2026-01-02T23:00:00Z"));
	w.now_ms = world_ms("2026-01-03T06:00:01Z");
	world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 100, 79),
		    KEY_VOICEHOUSE);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->restatable_until_s, law_day_s("2026-01-09"));
}

Test(circumstances, tell_of_the_misses_of_the_last_twelve_periods)
{
	const SlbNoticeRepetition *repetition;

	for (unsigned day = 1; day <= 13; day++) {
		const char *text = arena_printf(&w.arena, "2026-01-%02u", day);

		report(day, text, day == 5 ? 80 : 79, 0);
		if (day == 2)
			world_takes(&w, waive("lender", text, false, true), KEY_LENDER);
		if (day == 12)
			world_takes(&w, serve("lender", text), KEY_LENDER);
	}
	world_takes(&w, serve("lender", "2026-01-13"), KEY_LENDER);
	repetition = only_notice()->repetition;
	/* the 2nd to the 13th, without the 5th */
	cr_expect_eq(repetition->periods_looked_at, 12);
	cr_assert_eq(repetition->n_missed_before, 10);
	cr_expect_str_eq(repetition->missed_before[0]->period, "2026-01-02");
	cr_expect(repetition->missed_before[0]->strike_waived);
	cr_expect_eq(repetition->missed_before[0]->notice, 0);
	cr_expect_eq(repetition->missed_before[9]->notice, 1);
	cr_expect_eq(repetition->counted, 10);
	expect_replay();
}

/* Those that are given first are named in those that follow. */
Test(circumstances_of_two, name_others_on_the_period)
{
	const SlbOutcome *outcome;

	begin_with_two(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	report(1, "2026-01-01", 79, 0);
	outcome = world_last_outcome(&w);
	cr_assert_eq(outcome->n_notices, 2);
	cr_expect_eq(outcome->notices[0]->n_same_period, 0);
	cr_assert_eq(outcome->notices[1]->n_same_period, 1);
	cr_expect_eq(outcome->notices[1]->same_period[0], 1);
	cr_expect_eq(outcome->notices[0]->facts->outcome_id.len, 0);
	/* judged again, none of those that end is named as one that stands */
	report(2, "2026-01-01", 78, 1);
	outcome = world_last_outcome(&w);
	cr_assert_eq(outcome->n_endings, 2);
	cr_assert_eq(outcome->n_notices, 2);
	cr_expect_eq(outcome->notices[0]->n_same_period, 0);
	cr_assert_eq(outcome->notices[1]->n_same_period, 1);
	cr_expect_eq(outcome->notices[1]->same_period[0], 3);
	expect_replay();
}

Test(circumstances_of_two, say_nothing_of_what_was_met)
{
	SlbTerms *terms;

	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	terms = two_kpis(SLB_SERVING_MODE__SERVING_MODE_ON_DECISION);
	terms->kpis[1]->target = law_text(&w.arena, "70");
	contract = world_agree(&w, terms);
	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->credit->total_minor, 1000);
	cr_expect_eq(only_notice()->credit->n_waived, 0);
	cr_expect_eq(only_notice()->n_same_period, 0);
}

Test(circumstances_of_two, name_a_notice_on_a_later_kpi)
{
	SlbStatement *other;

	begin_with_two(SLB_SERVING_MODE__SERVING_MODE_ON_DECISION);
	report(1, "2026-01-01", 79, 0);
	other = serve("lender", "2026-01-01");
	other->serving->finding->kpi = law_text(&w.arena, "second");
	world_takes(&w, other, KEY_LENDER);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_assert_eq(only_notice()->n_same_period, 1);
	cr_expect_eq(only_notice()->same_period[0], 1);
}

Test(circumstances, name_everybody_who_signed)
{
	SlbStatement *addition =
		world_statement(&w, "lender", SLB_STATEMENT__BODY_KEY_ADDITION);
	struct public_key spare = world_public(&w, KEY_SPARE);
	const SlbNotice *notice;

	addition->key_addition = arena_new(&w.arena, SlbKeyAddition);
	slb_key_addition__init(addition->key_addition);
	addition->key_addition->key =
		world_binary(&w, spare.bytes, sizeof(spare.bytes));
	addition->key_addition->purpose = SLB_KEY_PURPOSE__KEY_PURPOSE_STATEMENTS;
	world_takes(&w, addition, KEY_LENDER_ROOT);
	report(1, "2026-01-01", 79, 0);
	cr_assert_eq(world_say_by_two(&w, serve("lender", "2026-01-01"), KEY_LENDER,
				      KEY_SPARE),
		     ERR_OK);
	notice = only_notice();
	cr_assert_eq(notice->giver->n_signers, 2);
	expect_signer(&notice->giver->signers[0], 1, KEY_LENDER);
	expect_signer(&notice->giver->signers[1], 1, KEY_SPARE);
	expect_replay();
}

/* Of the series that its KPI uses, wherever that stands. */
Test(circumstances_of_two, say_until_when_a_later_series_may_be_restated)
{
	begin_counted_twice(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	judge_together();
	cr_expect_eq(world_last_outcome(&w)->notices[0]->restatable_until_s,
		     law_day_s("2026-01-09"));
}
