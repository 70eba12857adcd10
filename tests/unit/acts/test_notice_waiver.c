#include "unit/acts/notice_world.h"

/* What the client gives up of a notice that stands. */

TestSuite(notice_waiver, .init = on_decision, .fini = tear_down);
TestSuite(notice_waiver_of_two, .fini = tear_down);

static const SlbNoticeWaiver *only_waiver(void)
{
	const SlbOutcome *outcome = world_last_outcome(&w);

	cr_assert_not_null(outcome);
	cr_assert_eq(outcome->n_waivers, 1);
	cr_expect_eq(outcome->n_notices + outcome->n_endings + outcome->n_periods +
			     outcome->n_missing,
		     0);
	return outcome->waivers[0];
}

static uint64_t waives(const char *day, bool credit, bool strike)
{
	return world_takes(&w, waive("lender", day, credit, strike), KEY_LENDER);
}

static void serve_first(void)
{
	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
}

static const struct {
	bool credit, strike;
	const char *parts, *credit_words, *strike_words;
} cases[] = {
	{ true, false, "credit", "The notice claims no credit any more.",
	  "Its miss still counts towards repeated misses." },
	{ false, true, "strike", "What it claims as a credit is not touched.",
	  "Its miss no longer counts towards repeated misses." },
	{ true, true, "credit and strike", "The notice claims no credit any more.",
	  "Its miss no longer counts towards repeated misses." },
};

Test(notice_waiver, says_what_no_longer_holds_by_whom_and_why)
{
	tear_down();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const SlbNoticeWaiver *waiver;
		uint64_t index;

		on_decision();
		serve_first();
		index = waives("2026-01-01", cases[i].credit, cases[i].strike);
		waiver = only_waiver();
		cr_expect_eq(world_last_outcome(&w)->cause, index);
		cr_expect_eq(waiver->number, 1);
		cr_expect_eq(waiver->credit, cases[i].credit);
		cr_expect_eq(waiver->strike, cases[i].strike);
		cr_expect_str_eq(waiver->reason, "a storm");
		cr_assert_eq(waiver->waiver_id.len, DIGEST_BYTES);
		cr_expect_arr_eq(waiver->waiver_id.data,
				 w.entries[index].content_id.bytes, DIGEST_BYTES);
		expect_signer(waiver->signers, waiver->n_signers, KEY_LENDER);
		cr_expect_eq(waiver->claimed->credit_waived, cases[i].credit);
		cr_expect_eq(waiver->claimed->strike_waived, cases[i].strike);
		cr_assert_eq(waiver->n_sentences, 4);
		cr_expect_str_eq(
			waiver->sentences[0],
			arena_printf(&w.arena,
				     "A legal name Ltd gives up the %s of notice "
				     "no. 1 by its signed statement at entry "
				     "%u of the log.",
				     cases[i].parts, (unsigned)index));
		cr_expect_str_eq(waiver->sentences[1], cases[i].credit_words);
		cr_expect_str_eq(waiver->sentences[2], cases[i].strike_words);
		cr_expect_str_eq(waiver->sentences[3],
				 "What else the notice says and requires stands.");
		expect_replay();
		tear_down();
	}
	on_decision();
}

Test(notice_waiver, leaves_the_notice_as_it_was_given)
{
	SlbNoticeRow before;
	uint64_t index;

	serve_first();
	before = *notice_row(1);
	index = waives("2026-01-01", true, true);
	cr_expect_eq(notice_row(1)->given_index, before.given_index);
	cr_expect_eq(notice_row(1)->ended_index, 0);
	cr_assert_eq(notice_row(1)->n_waiver_indexes, 1);
	cr_expect_eq(notice_row(1)->waiver_indexes[0], index + 1);
	cr_expect_eq(finding_row("2026-01-01")->notice, 1);
	cr_expect(finding_row("2026-01-01")->stands);
	/* its receipt is still owed */
	world_takes(&w, acknowledge("voicehouse", 1), KEY_VOICEHOUSE);
	cr_expect_eq(notice_row(1)->n_waiver_indexes, 1);
	expect_replay();
}

Test(notice_waiver, comes_after_the_acknowledgement_too_and_piece_by_piece)
{
	struct row_key event;
	uint64_t first;
	uint64_t index;

	serve_first();
	world_takes(&w, acknowledge("voicehouse", 1), KEY_VOICEHOUSE);
	first = waives("2026-01-01", false, true);
	/* of both, what was not waived before */
	index = waives("2026-01-01", true, true);
	cr_expect(only_waiver()->credit);
	cr_expect_not(only_waiver()->strike);
	cr_expect_str_eq(only_waiver()->sentences[2], "Its strike was waived before.");
	cr_assert_eq(notice_row(1)->n_waiver_indexes, 2);
	cr_expect_eq(notice_row(1)->waiver_indexes[0], first + 1);
	cr_expect_eq(notice_row(1)->waiver_indexes[1], index + 1);
	event = notice_event_row_key(index + 1);
	cr_assert_not_null(world_row(&w, &event));
	cr_expect_eq(((const SlbNoticeEventRow *)world_row(&w, &event))->numbers[0], 1);
	world_refuses(&w, waive("lender", "2026-01-01", true, true), KEY_LENDER,
		      ERR_STATEMENT_FIELD, "what this waives is waived already");
	expect_replay();
}

Test(notice_waiver, tells_what_was_waived_before_the_notice)
{
	report(1, "2026-01-01", 79, 0);
	waives("2026-01-01", true, false);
	cr_expect_null(world_last_outcome(&w));
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	waives("2026-01-01", false, true);
	cr_expect_not(only_waiver()->credit);
	cr_expect_str_eq(only_waiver()->sentences[1], "Its credit was waived before.");
	cr_expect(only_waiver()->claimed->credit_waived);
	expect_replay();
}

Test(notice_waiver, is_refused_as_before)
{
	SlbStatement *statement;

	serve_first();
	world_refuses(&w, waive("voicehouse", "2026-01-01", true, false),
		      KEY_VOICEHOUSE, ERR_NOT_A_PARTY, NULL);
	world_refuses(&w, waive("lender", "2026-01-01", false, false), KEY_LENDER,
		      ERR_STATEMENT_FIELD,
		      "a waiver says whether credit, strike or both are waived");
	statement = waive("lender", "2026-01-01", true, false);
	statement->waiver->reason = law_text(&w.arena, "");
	world_refuses(&w, statement, KEY_LENDER, ERR_STATEMENT_FIELD, NULL);
	report(2, "2026-01-01", 80, 1);
	world_refuses(&w, waive("lender", "2026-01-01", true, false), KEY_LENDER,
		      ERR_FINDING_STATUS, NULL);
}

/* Claimed until the 13th; what was claimed in time can be given up later. */
Test(notice_waiver, has_no_last_day)
{
	report(1, "2026-01-01", 79, 0);
	report(2, "2026-01-02", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	world_wait(&w, "2026-02-13T00:00:01Z", contract.id);
	world_refuses(&w, waive("lender", "2026-01-02", true, true), KEY_LENDER,
		      ERR_FINDING_LAPSED, NULL);
	waives("2026-01-01", true, true);
	cr_expect_eq(only_waiver()->number, 1);
	expect_replay();
}

/* ---- what counts ----------------------------------------------------------- */

Test(notice_waiver, of_a_strike_is_counted_no_more)
{
	const SlbNoticeRepetition *repetition;

	serve_first();
	report(2, "2026-01-02", 79, 0);
	waives("2026-01-01", false, true);
	world_takes(&w, serve("lender", "2026-01-02"), KEY_LENDER);
	repetition = only_notice()->repetition;
	cr_assert_eq(repetition->n_missed_before, 1);
	cr_expect_eq(repetition->missed_before[0]->notice, 1);
	cr_expect(repetition->missed_before[0]->strike_waived);
	cr_expect_eq(repetition->counted, 1);
	expect_replay();
}

Test(notice_waiver_of_two, of_a_credit_is_claimed_no_more)
{
	const SlbNoticeCredit *claimed;
	SlbStatement *other;

	begin_with_two(SLB_SERVING_MODE__SERVING_MODE_ON_DECISION);
	report(1, "2026-01-01", 79, 0);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->credit->total_minor, 1500);
	waives("2026-01-01", true, false);
	claimed = only_waiver()->claimed;
	cr_expect_eq(claimed->own_minor, 0);
	cr_expect_eq(claimed->total_minor, 0);
	cr_expect_eq(claimed->n_waived, 1);
	cr_expect_eq(claimed->period_minor, 1000);
	cr_expect_eq(claimed->period_unwaived_minor, 1500);
	cr_expect_eq(claimed->cap_left_minor, 500);
	cr_expect_str_eq(only_waiver()->sentences[2],
			 "All credits of the period that are not waived come to EUR "
			 "1,000, net of tax.");
	/* the other KPI's notice claims its own alone */
	other = serve("lender", "2026-01-01");
	other->serving->finding->kpi = law_text(&w.arena, "second");
	world_takes(&w, other, KEY_LENDER);
	cr_expect_eq(only_notice()->credit->total_minor, 1000);
	cr_expect_not(only_notice()->credit->of_period);
	expect_replay();
}

/* ---- judged again ---------------------------------------------------------- */

Test(notice_waiver, stays_where_the_same_is_found_again)
{
	serve_first();
	waives("2026-01-01", true, false);
	report(2, "2026-01-01", 79, 1);
	cr_expect_eq(world_last_outcome(&w)->n_endings, 0);
	cr_expect_eq(notice_row(1)->n_waiver_indexes, 1);
	cr_expect(finding_row("2026-01-01")->credit_waived);
	/* and goes on with the last judgement */
	waives("2026-01-01", false, true);
	cr_expect_eq(only_waiver()->number, 1);
	expect_replay();
}

Test(notice_waiver, stays_where_the_notice_is_replaced)
{
	tear_down();
	begin(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	report(1, "2026-01-01", 79, 0);
	waives("2026-01-01", true, false);
	report(2, "2026-01-01", 70, 1);
	cr_expect_eq(only_notice()->replaces, 1);
	cr_expect(only_notice()->credit->credit_waived);
	cr_expect_not(only_notice()->credit->strike_waived);
	cr_expect_eq(notice_row(2)->n_waiver_indexes, 0);
	/* nothing is left to give notice of */
	waives("2026-01-01", false, true);
	cr_expect_eq(only_waiver()->number, 2);
	report(3, "2026-01-01", 60, 2);
	cr_expect_eq(world_last_outcome(&w)->n_notices, 0);
	cr_assert_eq(world_last_outcome(&w)->n_endings, 1);
	cr_expect_eq(world_last_outcome(&w)->endings[0]->replaced_by, 0);
	world_refuses(&w, serve("lender", "2026-01-01"), KEY_LENDER, ERR_FINDING_STATUS,
		      NULL);
	expect_replay();
}

/* ---- without the evidence -------------------------------------------------- */

Test(notice_waiver, is_computed_again_when_evidence_is_erased)
{
	struct digest retained;
	struct digest again;

	tear_down();
	begin_with_two(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	report(1, "2026-01-01", 79, 0);
	waives("2026-01-01", false, true);
	world_wait(&w, "2026-03-13T00:00:01Z", contract.id);
	world_takes(&w, world_redaction(&w, &contract, 672, 672), KEY_OPERATOR);
	world_erase(&w, &contract, "2026-02-01T00:00:00Z");
	waives("2026-01-01", true, false);
	cr_expect(only_waiver()->credit);
	retained = world_retained(&w);
	world_replay(&w, &replayed);
	again = world_retained(&replayed);
	cr_expect_gt(replayed.restored_count, 0);
	cr_expect(digest_equal(&retained, &again));
	world_close(&replayed);
}
