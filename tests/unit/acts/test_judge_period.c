#include "unit/acts/world.h"

#define QUEUES 12

static struct world w;
static struct world_contract contract;

/* A day, in which the client counts the calls of each queue too. */
static SlbTerms *counted_twice(void)
{
	SlbTerms *terms = world_terms(&w, "2026-01-01", "2026-01-01");

	law_add_dimension(&w.arena, terms, "queue");
	LAW_APPEND(&w.arena, terms->kpis[0], scope, law_scope(&w.arena, "queue", NULL));
	world_count_lines(&w, terms, 24);
	law_add_comparison(&w.arena, terms, "calls", "offered", "routed")->slicing =
		law_slicing(&w.arena, "queue");
	return terms;
}

static void agree(SlbTerms *terms)
{
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, terms);
	w.now_ms = world_ms("2026-01-02T12:00:00Z");
}

static void set_up(void)
{
	world_open(&w);
	agree(counted_twice());
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(judge_period, .init = set_up, .fini = tear_down);

/* Each queue has the same row. */
static SlbStatement *of_queues(int queues, const char *series, const char *issuer,
			       const char *columns, const char *cells)
{
	SlbStatement *statement = world_report(&w, &contract, 1, "2026-01-01", 0, 0);
	ProtobufCBinaryData version_id = statement->report->version_id;
	struct text rows;

	text_init(&rows, &w.arena);
	for (int i = 0; i < queues; i++)
		text_printf(&rows, "%s0 q%03d %s", i == 0 ? "" : "; ", i, cells);
	statement->issuer = law_text(&w.arena, issuer);
	statement->report = law_daily(&w.arena, contract.terms, series, "2026-01-01",
				      columns, text_chars(&rows));
	statement->report->version_id = version_id;
	return statement;
}

static void report(const char *cells)
{
	world_takes(&w,
		    of_queues(QUEUES, "daily", "voicehouse", "offered answered", cells),
		    KEY_VOICEHOUSE);
}

static void control(const char *cells)
{
	world_takes(&w, of_queues(QUEUES, "lines", "lender", "routed", cells),
		    KEY_LENDER);
}

static const SlbPeriodJudgement *only_judgement(void)
{
	const SlbOutcome *outcome = world_last_outcome(&w);

	cr_assert_not_null(outcome);
	cr_assert_eq(outcome->n_periods, 1);
	return outcome->periods[0]->judgement;
}

Test(judge_period, says_of_two_counts_what_fits_an_envelope)
{
	const SlbPeriodJudgement *judgement;
	const SlbComparisonResult *result;

	report("100 90");
	control("101");
	judgement = only_judgement();
	cr_assert_eq(judgement->n_comparisons, 1);
	result = judgement->comparisons[0];
	cr_expect_eq(result->slice_count, QUEUES);
	cr_expect_eq(result->differing_count, QUEUES);
	cr_expect_eq(result->n_slices, 10);
	cr_expect_eq(result->n_operands, 0);
	cr_expect_str_eq(result->slices[9]->slice, "q009");
	cr_assert_eq(judgement->n_findings, 1);
	cr_expect_eq(judgement->findings[0]->kind,
		     SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER);
	cr_expect_eq(judgement->findings[0]->n_addressees, 2);
}

/* The control is due like any report: until then the period is open. */
Test(judge_period, waits_for_the_control)
{
	const SlbPeriodJudgement *judgement;

	report("100 90");
	cr_expect_null(world_last_outcome(&w));
	world_wait(&w, "2026-01-03T00:00:01Z", contract.id);
	judgement = only_judgement();
	cr_expect_eq(judgement->verdicts[0]->result, SLB_RESULT__RESULT_MET);
	cr_expect_eq(judgement->comparisons[0]->state,
		     SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED);
	cr_assert_eq(judgement->n_findings, 1);
	cr_expect_eq(judgement->findings[0]->kind,
		     SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING);
	cr_expect_str_eq(judgement->findings[0]->subject, "lines");
}

/* Whoever has the reports computes these again: of each KPI, and of each comparison. */
Test(judge_period, leaves_out_the_steps_of_every_kpi_and_comparison)
{
	SlbTerms *terms = counted_twice();
	const SlbPeriodJudgement *judgement;
	SlbKpi *second = arena_new(&w.arena, SlbKpi);

	*second = *terms->kpis[0];
	second->name = law_text(&w.arena, "second");
	LAW_APPEND(&w.arena, terms, kpis, second);
	law_add_comparison(&w.arena, terms, "calls-again", "offered", "routed");
	agree(terms);
	report("100 90");
	control("101");
	judgement = only_judgement();
	cr_assert_eq(judgement->n_verdicts, 2);
	cr_assert_eq(judgement->n_comparisons, 2);
	for (size_t i = 0; i < 2; i++) {
		cr_expect_eq(judgement->verdicts[i]->n_steps, 0);
		cr_expect_eq(judgement->verdicts[i]->n_operands, 0);
		cr_expect_eq(judgement->comparisons[i]->n_operands, 0);
	}
}

/* ---- figures that the centre states -------------------------------------------------- */

#define STATED 103

/* 90 of 100 in each queue; but for the second, it is said that they are 95. */
static const SlbVerdict *judge_stated(uint32_t stated_count)
{
	SlbStatement *statement =
		of_queues(STATED, "daily", "voicehouse", "offered answered", "100 90");

	for (uint32_t row = 1; row <= stated_count; row++)
		law_state(&w.arena, statement->report, "answer-rate", row,
			  row == 2 ? "90" : "95");
	world_takes(&w, statement, KEY_VOICEHOUSE);
	world_wait(&w, "2026-01-03T00:00:01Z", contract.id);
	return only_judgement()->verdicts[0];
}

Test(judge_period, names_stated_figures_that_differ_and_no_others)
{
	const SlbVerdict *verdict = judge_stated(3);

	cr_assert_eq(verdict->n_stated, 2);
	cr_expect_eq(verdict->stated[0]->row, 1);
	cr_expect_eq(verdict->stated[1]->row, 3);
	cr_expect_str_eq(verdict->stated[0]->stated, "95");
	cr_expect_str_eq(verdict->stated[0]->recomputed, "90");
	cr_expect_not(verdict->stated[0]->agrees);
}

/* A hundred of them, so that an outcome fits an envelope. */
Test(judge_period, names_the_first_stated_figures_that_differ)
{
	const SlbVerdict *verdict = judge_stated(STATED);

	cr_assert_eq(verdict->n_stated, 100);
	cr_expect_eq(verdict->stated[0]->row, 1);
	cr_expect_eq(verdict->stated[99]->row, 101);
}

/* ---- many reports -------------------------------------------------------------------- */

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
