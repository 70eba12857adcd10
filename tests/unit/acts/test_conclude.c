#include "unit/acts/world.h"

static struct world w;
static struct world_contract contract;

static void set_up(void)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2026-02-02"));
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(conclude, .init = set_up, .fini = tear_down);

static const char *day_text(const char *month, unsigned day)
{
	return arena_printf(&w.arena, "%s-%02u", month, day);
}

/* Each day's report at noon of the next day, from one day on to another, included. */
static void report_days(const char *month, unsigned first, unsigned last,
			unsigned answered)
{
	for (unsigned day = first; day <= last; day++) {
		const char *text = day_text(month, day);
		uint64_t sequence = strcmp(month, "2026-01") == 0 ? day : 31 + day;

		w.now_ms = law_day_s(text) * 1000 + 36 * 3600 * INT64_C(1000);
		world_takes(&w,
			    world_report(&w, &contract, sequence, text, 100, answered),
			    KEY_VOICEHOUSE);
	}
}

static const SlbPeriodOutcome *only_period(void)
{
	const SlbOutcome *outcome = world_last_outcome(&w);

	cr_assert_not_null(outcome);
	cr_assert_eq(outcome->n_periods, 1);
	return outcome->periods[0];
}

Test(conclude, says_nothing_while_a_part_is_open)
{
	report_days("2026-01", 1, 30, 90);
	for (uint64_t i = 0; i < w.entry_count; i++)
		cr_expect_not(w.entries[i].is_outcome);
}

Test(conclude, judges_a_period_with_its_last_part)
{
	const SlbPeriodOutcome *period;

	report_days("2026-01", 1, 31, 79);
	period = only_period();
	cr_expect_eq(world_last_outcome(&w)->cause, w.entry_count - 2);
	cr_expect_eq(world_last_outcome(&w)->n_missing, 0);
	cr_expect_eq(period->revision, 1);
	cr_expect_str_eq(period->judgement->label, "2026-01");
	cr_expect_eq(period->judgement->verdicts[0]->result, SLB_RESULT__RESULT_MISSED);
	cr_expect_str_eq(period->judgement->verdicts[0]->displayed, "79.00 %");
	cr_expect_eq(period->judgement->n_findings, 1);
	cr_expect_eq(period->judgement->verdicts[0]->n_steps, 0);
	cr_expect_eq(period->judgement->verdicts[0]->n_operands, 0);
}

Test(conclude, carries_where_the_series_stood_and_its_sums)
{
	const SlbPeriodOutcome *period;
	const struct world_entry *last;

	report_days("2026-01", 1, 31, 79);
	last = &w.entries[w.entry_count - 2];
	period = only_period();
	cr_assert_eq(period->n_heads, 1);
	cr_expect_str_eq(period->heads[0]->organisation, "voicehouse");
	cr_expect_eq(period->heads[0]->sequence, 31);
	cr_expect_eq(memcmp(period->heads[0]->content_id.data, last->content_id.bytes,
			    DIGEST_BYTES),
		     0);
	cr_assert_eq(period->n_statistics, 1);
	cr_expect_eq(period->statistics[0]->n_interval, 1);
	cr_expect_eq(period->statistics[0]->columns[0]->values[0], 3100);
	cr_expect_eq(period->statistics[0]->columns[1]->values[0], 31 * 79);
}

Test(conclude, judges_again_after_a_restatement)
{
	SlbStatement *restated;

	report_days("2026-01", 1, 31, 79);
	restated = world_report(&w, &contract, 32, "2026-01-31", 150, 150);
	world_restates(&w, restated, 31);
	world_takes(&w, restated, KEY_VOICEHOUSE);
	/* 30 * 79 + 150 of 3150 */
	cr_expect_eq(only_period()->revision, 2);
	cr_expect_str_eq(only_period()->judgement->verdicts[0]->displayed, "80.00 %");
	cr_expect_eq(only_period()->judgement->verdicts[0]->result,
		     SLB_RESULT__RESULT_MET);
}

Test(conclude, judges_again_after_a_late_report)
{
	report_days("2026-01", 1, 30, 90);
	world_wait(&w, "2026-02-02T00:00:00Z", contract.id);
	cr_expect_null(world_last_outcome(&w));
	/* a millisecond after it is due */
	w.now_ms = world_ms("2026-02-02T00:00:00Z") + 1;
	world_takes(&w, world_report(&w, &contract, 31, "2026-01-31", 100, 10),
		    KEY_VOICEHOUSE);
	cr_assert_eq(only_period()->revision, 2);
	cr_expect_str_eq(only_period()->judgement->verdicts[0]->displayed, "87.42 %");
	cr_assert(w.entries[w.entry_count - 3].is_outcome);
	cr_expect_eq(w.entries[w.entry_count - 3].statement->outcome->n_missing, 1);
	cr_expect_eq(w.entries[w.entry_count - 3].statement->outcome->cause, 0);
	cr_expect_eq(w.entries[w.entry_count - 3]
			     .statement->outcome->periods[0]
			     ->judgement->verdicts[0]
			     ->result,
		     SLB_RESULT__RESULT_MISSING);
}

/* Both versions have a part of January, and each judges its own days. */
Test(conclude, judges_the_days_of_each_version_by_its_own_terms)
{
	SlbTerms *later = world_terms(&w, "2026-01-16", "2026-06-30");
	struct world_contract amendment;
	SlbStatement *offer;

	later->kpis[0]->target = law_text(&w.arena, "95");
	offer = world_offer(&w, "lender", later, &contract);
	amendment = world_offered(&w, offer, later);
	report_days("2026-01", 1, 9, 90);
	world_takes(&w, offer, KEY_LENDER);
	world_takes(&w, world_accept(&w, "voicehouse", &amendment), KEY_VOICEHOUSE);
	for (unsigned day = 10; day <= 31; day++) {
		w.now_ms += 86400000;
		world_takes(&w,
			    world_report(&w, day < 16 ? &contract : &amendment, day,
					 day_text("2026-01", day), 100, 90),
			    KEY_VOICEHOUSE);
		if (day != 15)
			continue;
		cr_expect_eq(only_period()->judgement->days, 15);
		cr_expect_eq(only_period()->judgement->whole_days, 31);
		cr_expect_eq(only_period()->judgement->verdicts[0]->result,
			     SLB_RESULT__RESULT_MET);
	}
	cr_expect_eq(only_period()->judgement->days, 16);
	cr_expect_eq(only_period()->judgement->verdicts[0]->result,
		     SLB_RESULT__RESULT_MISSED);
}

/* The days that a termination leaves are judged with the month before, again. */
Test(conclude, judges_a_period_again_when_a_later_one_joins_it)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-12-31");

	terms->period->last_partial->verdict =
		SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED;
	contract = world_agree(&w, terms);
	report_days("2026-01", 1, 31, 90);
	cr_expect_str_eq(only_period()->judgement->label, "2026-01");
	world_takes(&w, world_terminate(&w, "lender", &contract, "2026-02-03"),
		    KEY_LENDER);
	report_days("2026-02", 1, 2, 50);
	cr_expect_null(world_last_outcome(&w));
	report_days("2026-02", 3, 3, 50);
	cr_expect_str_eq(only_period()->judgement->label, "2026-01+2026-02");
	cr_expect_eq(only_period()->judgement->days, 34);
	cr_expect_eq(only_period()->revision, 2);
	/* 31 * 90 + 3 * 50 of 3400 */
	cr_expect_str_eq(only_period()->judgement->verdicts[0]->displayed, "86.47 %");
}
