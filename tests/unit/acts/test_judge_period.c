#include "unit/acts/world.h"

#define QUEUES 12

static struct world w;
static struct world_contract contract;

/* A day, in which the client counts the calls of each queue too. */
static void set_up(void)
{
	SlbTerms *terms;

	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	terms = world_terms(&w, "2026-01-01", "2026-01-01");
	law_add_dimension(&w.arena, terms, "queue");
	LAW_APPEND(&w.arena, terms->kpis[0], scope, law_scope(&w.arena, "queue", NULL));
	world_count_lines(&w, terms, 24);
	law_add_comparison(&w.arena, terms, "calls", "offered", "routed")->slicing =
		law_slicing(&w.arena, "queue");
	contract = world_agree(&w, terms);
	w.now_ms = world_ms("2026-01-02T12:00:00Z");
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(judge_period, .init = set_up, .fini = tear_down);

/* Each queue has the same row. */
static void report(const char *series, const char *issuer, enum world_key key,
		   const char *columns, const char *cells)
{
	SlbStatement *statement = world_report(&w, &contract, 1, "2026-01-01", 0, 0);
	ProtobufCBinaryData version_id = statement->report->version_id;
	struct text rows;

	text_init(&rows, &w.arena);
	for (int i = 0; i < QUEUES; i++)
		text_printf(&rows, "%s0 q%02d %s", i == 0 ? "" : "; ", i, cells);
	statement->issuer = law_text(&w.arena, issuer);
	statement->report = law_daily(&w.arena, contract.terms, series, "2026-01-01",
				      columns, text_chars(&rows));
	statement->report->version_id = version_id;
	world_takes(&w, statement, key);
}

Test(judge_period, says_of_two_counts_what_fits_an_envelope)
{
	const SlbPeriodJudgement *judgement;
	const SlbComparisonResult *result;

	report("daily", "voicehouse", KEY_VOICEHOUSE, "offered answered", "100 90");
	report("lines", "lender", KEY_LENDER, "routed", "101");
	judgement = world_last_outcome(&w)->periods[0]->judgement;
	cr_assert_eq(judgement->n_comparisons, 1);
	result = judgement->comparisons[0];
	cr_expect_eq(result->slice_count, QUEUES);
	cr_expect_eq(result->differing_count, QUEUES);
	cr_expect_eq(result->n_slices, 10);
	cr_expect_eq(result->n_operands, 0);
	cr_expect_str_eq(result->slices[9]->slice, "q09");
	cr_assert_eq(judgement->n_findings, 1);
	cr_expect_eq(judgement->findings[0]->kind,
		     SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER);
	cr_expect_eq(judgement->findings[0]->n_addressees, 2);
}

/* The control is due like any report: until then the period is open. */
Test(judge_period, waits_for_the_control)
{
	const SlbPeriodJudgement *judgement;

	report("daily", "voicehouse", KEY_VOICEHOUSE, "offered answered", "100 90");
	cr_expect_null(world_last_outcome(&w));
	world_wait(&w, "2026-01-03T00:00:01Z", contract.id);
	judgement = world_last_outcome(&w)->periods[0]->judgement;
	cr_expect_eq(judgement->verdicts[0]->result, SLB_RESULT__RESULT_MET);
	cr_expect_eq(judgement->comparisons[0]->state,
		     SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED);
	cr_assert_eq(judgement->n_findings, 1);
	cr_expect_eq(judgement->findings[0]->kind,
		     SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING);
	cr_expect_str_eq(judgement->findings[0]->subject, "lines");
}

#define DAYS 401

static SlbTerms *one_long_period(void)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2027-02-05");
	SlbPeriod *period = arena_new(&w.arena, SlbPeriod);

	slb_period__init(period);
	period->kind = SLB_PERIOD_KIND__PERIOD_KIND_LIST;
	LAW_APPEND(&w.arena, period, boundaries, law_text(&w.arena, "2026-01-01"));
	LAW_APPEND(&w.arena, period, boundaries, law_text(&w.arena, "2027-02-06"));
	terms->period = period;
	return terms;
}

/* Of a period with more, what is named by content fits an envelope. */
Test(judge_period, names_the_first_reports_by_their_content)
{
	const SlbReportsRelied *relied;

	tear_down();
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, one_long_period());
	for (unsigned i = 0; i < DAYS; i++) {
		const char *day = civil_day_text(
			&w.arena, law_day_s("2026-01-01") / LAW_DAY_S + i);

		w.now_ms = (law_day_s(day) + 36 * 3600) * 1000;
		world_takes(&w, world_report(&w, &contract, i + 1, day, 100, 90),
			    KEY_VOICEHOUSE);
	}
	cr_assert_not_null(world_last_outcome(&w));
	relied = world_last_outcome(&w)->periods[0]->reports[0];
	cr_expect_eq(relied->n_sequences, DAYS);
	cr_expect_eq(relied->n_log_indexes, DAYS);
	cr_expect_eq(relied->n_content_ids, 400);
	cr_expect_eq(relied->n_log_times_ms, 400);
	cr_expect_eq(relied->n_replaces, 400);
	cr_expect_arr_eq(relied->content_ids[399].data,
			 w.entries[relied->log_indexes[399]].content_id.bytes,
			 DIGEST_BYTES);
}
