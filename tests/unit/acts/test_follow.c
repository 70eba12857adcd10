#include "unit/acts/notice_world.h"

/* What becomes of notices when a period is judged, or judged again. */

TestSuite(follow, .fini = tear_down);

/* The first was given before them. */
Test(follow, those_of_periods_judged_together_are_numbered_in_their_order)
{
	const SlbOutcome *outcome;

	begin_counted_twice(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	judge_together();
	outcome = world_last_outcome(&w);
	cr_assert_eq(outcome->n_notices, 5);
	for (size_t i = 0; i < 5; i++) {
		cr_expect_eq(outcome->notices[i]->number, 2 + i);
		cr_expect_str_eq(
			outcome->notices[i]->facts->displayed,
			outcome->periods[i]->judgement->verdicts[0]->displayed);
		cr_expect_eq(notice_row(2 + i)->given_index, w.entry_count - 1);
	}
	expect_event((const uint64_t[]){ 2, 3, 4, 5, 6 }, 5);
	expect_replay();
}

/* Five KPIs on one day: all end, and all are replaced. */
Test(follow, all_of_a_period_are_replaced)
{
	const SlbOutcome *outcome;
	SlbTerms *terms;

	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	terms = daily_terms(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC);
	for (unsigned i = 1; i < 5; i++) {
		SlbKpi *kpi = arena_new(&w.arena, SlbKpi);

		*kpi = *terms->kpis[0];
		kpi->name = arena_printf(&w.arena, "kpi-%u", i);
		LAW_APPEND(&w.arena, terms, kpis, kpi);
	}
	contract = world_agree(&w, terms);
	report(1, "2026-01-01", 79, 0);
	report(2, "2026-01-01", 78, 1);
	outcome = world_last_outcome(&w);
	cr_assert_eq(outcome->n_endings, 5);
	cr_assert_eq(outcome->n_notices, 5);
	for (size_t i = 0; i < 5; i++) {
		cr_expect_eq(outcome->endings[i]->number, 1 + i);
		cr_expect_eq(outcome->endings[i]->replaced_by, 6 + i);
		cr_expect_eq(outcome->notices[i]->number, 6 + i);
		cr_expect_eq(outcome->notices[i]->replaces, 1 + i);
	}
	expect_event((const uint64_t[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10);
	expect_replay();
}

/* ---- a record of one side ------------------------------------------------ */

static void record_of_one_side(void)
{
	SlbStatement *offer;
	SlbStatement *said;

	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	offer = world_offer(&w, "lender",
			    daily_terms(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC),
			    NULL);
	offer->offer->unilateral = arena_new(&w.arena, SlbUnilateralRecord);
	slb_unilateral_record__init(offer->offer->unilateral);
	offer->offer->unilateral->paper_digest =
		world_binary(&w, "the digest of the signed paper..", DIGEST_BYTES);
	contract = world_offered(&w, offer,
				 daily_terms(SLB_SERVING_MODE__SERVING_MODE_AUTOMATIC));
	world_takes(&w, offer, KEY_LENDER);
	w.now_ms = world_ms("2026-01-02T12:00:00Z");
	said = world_report(&w, &contract, 1, "2026-01-01", 100, 79);
	said->issuer = law_text(&w.arena, "lender");
	world_takes(&w, said, KEY_LENDER);
	cr_expect_eq(world_last_outcome(&w)->n_notices, 0);
}

Test(follow, nothing_is_served_from_a_record_of_one_side)
{
	record_of_one_side();
	cr_expect_eq(world_say(&w, serve("lender", "2026-01-01"), KEY_LENDER),
		     ERR_CONTRACT_STATUS);
	/* Once it is a contract of both, the client may decide. */
	world_takes(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
	world_takes(&w, serve("lender", "2026-01-01"), KEY_LENDER);
	cr_expect_eq(only_notice()->number, 1);
	expect_replay();
}

/* The figures are the same: what has changed is that notice may be given. */
Test(follow, what_was_found_before_acceptance_is_given_when_it_is_found_again)
{
	record_of_one_side();
	world_takes(&w, world_accept(&w, "voicehouse", &contract), KEY_VOICEHOUSE);
	cr_expect_null(last_event());
	world_takes(&w, world_report(&w, &contract, 1, "2026-01-01", 100, 79),
		    KEY_VOICEHOUSE);
	cr_expect_eq(only_notice()->number, 1);
	expect_replay();
}
