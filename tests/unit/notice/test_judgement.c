#include "notice/judgement.h"

#include "law_case.h"

static struct law_case c;

static void set_up(void)
{
	law_open(&c, "2026-01-01", "2026-01-03");
	law_add_dimension(&c.arena, c.terms, "queue");
	law_add_series(&c.arena, c.terms, "inbound", 1800);
	law_add_counter(&c.arena, c.terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
		 "offered");
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(judgement, .init = set_up, .fini = tear_down);

static struct report_input *give(const char *day, const char *rows)
{
	return law_give(&c, law_daily(&c.arena, c.terms, "inbound", day,
				      "offered answered", rows));
}

static void give_three_days(void)
{
	give("2026-01-01", "0 a 10 10; 1 a 100 70");
	give("2026-01-02", "0 a 100 90");
	give("2026-01-03", "47 b 1 1");
}

/* The judgement as bytes; its list of reports, which names the sources, left out. */
static struct bytes packed(SlbJudgement *judgement)
{
	size_t len = slb_judgement__get_packed_size(judgement);
	uint8_t *data = arena_alloc(&c.arena, len);

	slb_judgement__pack(judgement, data);
	return (struct bytes){ data, len };
}

Test(judgement, says_what_it_rests_on)
{
	struct report_input *input;
	SlbJudgement *judgement;

	give("2026-01-01", "0 a 10 10; 1 a 100 70");
	input = give("2026-01-02", "0 a 1 1");
	input->is_signed = true;
	input->source = NULL;
	judgement = law_judge(&c);
	cr_expect_str_eq(judgement->title, "Inbound voice");
	cr_expect_eq(judgement->as_of_s, c.request.as_of_s);
	cr_expect_eq(memcmp(judgement->version_id.data, law_version, 32), 0);
	cr_assert_eq(judgement->n_reports, 2);
	cr_expect_str_eq(judgement->reports[0]->source, "1.yaml");
	cr_expect_str_eq(judgement->reports[0]->series, "inbound");
	cr_expect_eq(judgement->reports[0]->sequence, 0);
	cr_expect_eq(judgement->reports[0]->row_count, 2);
	cr_expect_eq(judgement->reports[0]->start_s, law_day_s("2026-01-01"));
	cr_expect_eq(judgement->reports[0]->end_s, law_day_s("2026-01-02"));
	cr_expect_eq(judgement->reports[0]->digest.len, 32);
	cr_expect_not(judgement->reports[0]->signed_);
	cr_expect_eq(judgement->reports[0]->replaced_by, 0);
	cr_expect_str_eq(judgement->reports[1]->source, "");
	cr_expect_eq(judgement->reports[1]->sequence, 2);
	cr_expect(judgement->reports[1]->signed_);
}

Test(judgement, judges_a_period_from_its_rows)
{
	const SlbPeriodJudgement *period;

	give_three_days();
	period = law_judge(&c)->periods[0];
	cr_expect_str_eq(period->label, "2026-01");
	cr_expect_eq(period->start_s, law_day_s("2026-01-01"));
	cr_expect_eq(period->end_s, law_day_s("2026-01-04"));
	cr_expect_eq(period->days, 3);
	cr_expect_eq(period->whole_days, 31);
	cr_expect_eq(period->n_open_slots, 0);
	cr_assert_eq(period->n_verdicts, 1);
	cr_expect_str_eq(period->verdicts[0]->value, "17100/211");
	cr_expect_eq(period->verdicts[0]->result, SLB_RESULT__RESULT_MET);
}

Test(judgement, lists_slots_open_and_missing)
{
	const SlbPeriodJudgement *period;

	give("2026-01-02", "0 a 1 1");
	c.request.as_of_s = law_day_s("2026-01-03");
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_open_slots, 2);
	cr_expect_str_eq(period->open_slots[0]->series, "inbound");
	cr_expect_eq(period->open_slots[0]->start_s, law_day_s("2026-01-01"));
	cr_expect_eq(period->open_slots[0]->end_s, law_day_s("2026-01-02"));
	cr_expect_eq(period->open_slots[0]->due_s, law_day_s("2026-01-02"));
	cr_expect(period->open_slots[0]->missing);
	cr_expect_not(period->open_slots[1]->missing);
	cr_expect_eq(period->verdicts[0]->result, SLB_RESULT__RESULT_OPEN);
}

/* Periods that begin before the instant, and those that were reported already. */
Test(judgement, judges_what_has_begun_or_was_reported)
{
	SlbJudgement *judgement;

	c.terms->last_day = law_text(&c.arena, "2026-06-30");
	c.request.as_of_s = law_day_s("2026-02-01");
	judgement = law_judge(&c);
	cr_assert_eq(judgement->n_periods, 1);
	c.request.as_of_s++;
	cr_expect_eq(law_judge(&c)->n_periods, 2);
	give("2026-05-10", "0 a 1 1");
	judgement = law_judge(&c);
	cr_assert_eq(judgement->n_periods, 3);
	cr_expect_str_eq(judgement->periods[2]->label, "2026-05");
	give("2026-06-10", "0 a 1 1");
	judgement = law_judge(&c);
	cr_assert_eq(judgement->n_periods, 4);
	cr_expect_str_eq(judgement->periods[3]->label, "2026-06");
}

Test(judgement, does_not_depend_on_the_order_of_the_reports)
{
	static const size_t orders[][4] = { { 3, 2, 1, 0 }, { 1, 3, 0, 2 } };
	struct report_input given[4];
	struct bytes first;

	give_three_days();
	give("2026-01-01", "0 a 50 20");
	law_restate(&c.arena, (SlbReport *)(uintptr_t)c.inputs[3].report, 1);
	first = packed(law_judge(&c));
	memcpy(given, c.inputs, sizeof given);
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		for (size_t k = 0; k < 4; k++)
			c.inputs[k] = given[orders[i][k]];
		cr_expect(bytes_equal(packed(law_judge(&c)), first));
	}
}

/* Restating is as having been right. */
Test(judgement, judges_a_restatement_in_the_place_of_what_it_replaces)
{
	SlbJudgement *judgement;
	const SlbVerdict *verdict;

	give_three_days();
	give("2026-01-01", "0 a 10 9; 1 a 100 50");
	law_restate(&c.arena, (SlbReport *)(uintptr_t)c.inputs[3].report, 1);
	judgement = law_judge(&c);
	cr_expect_eq(judgement->reports[0]->replaced_by, 4);
	verdict = judgement->periods[0]->verdicts[0];
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_MISSED);
	cr_expect_str_eq(verdict->value, "15000/211");
	cr_expect_eq(verdict->operands[0]->contributions[0]->report, 4);

	c.inputs[0] = c.inputs[3];
	c.request.report_count = 3;
	c.inputs[0].sequence = 1;
	((SlbReport *)(uintptr_t)c.inputs[0].report)->restatement = NULL;
	verdict = law_judge(&c)->periods[0]->verdicts[0];
	cr_expect_str_eq(verdict->value, "15000/211");
}

/* What is added may be told in one row or in several. */
Test(judgement, does_not_depend_on_how_additive_rows_are_cut)
{
	static const char *const days[] = { "0 a 60 50; 0 b 40 30",
					    "0 a 60 50; 0 b 15 10; 47 b 25 20",
					    "0 a 1 0; 0 b 39 0; 1 b 60 80",
					    "3 c 100 80" };

	for (size_t i = 0; i < ARRAY_SIZE(days); i++) {
		tear_down();
		set_up();
		give("2026-01-01", days[i]);
		give("2026-01-02", "");
		give("2026-01-03", "");
		cr_expect_str_eq(law_judge(&c)->periods[0]->verdicts[0]->value, "80");
	}
}

static void spoil_first(void)
{
	((SlbReport *)(uintptr_t)c.inputs[0].report)->interval[0] = 48;
}

static void spoil_form(void)
{
	((SlbReport *)(uintptr_t)c.inputs[1].report)->interval[0] = 48;
	((SlbReport *)(uintptr_t)c.inputs[2].report)->n_columns = 65;
}

static void spoil_chain(void)
{
	c.inputs[1].sequence = 1;
	c.inputs[2].sequence = 2;
}

static const struct {
	void (*spoil)(void);
	enum err err;
	const char *file;
} refusals[] = {
	{ spoil_first, ERR_REPORT_MALFORMED, "1.yaml" },
	{ spoil_form, ERR_REPORT_MALFORMED, "2.yaml" },
	{ spoil_chain, ERR_REPORT_SEQUENCE, "2.yaml" },
};

Test(judgement, refuses_reports_that_do_not_pass)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		SlbJudgement *judgement = NULL;

		tear_down();
		set_up();
		give_three_days();
		refusals[i].spoil();
		cr_expect_eq(judge(&c.arena, &c.request, &judgement, &c.diag),
			     refusals[i].err);
		cr_expect_null(judgement);
		cr_expect_str_eq(c.diag.first->place.file, refusals[i].file);
	}
}

Test(judgement, shows_conservation_beside_the_verdicts)
{
	const SlbPeriodJudgement *period;

	law_add_identity(&c.arena, c.terms, "calls", "offered", "answered");
	law_add_identity(&c.arena, c.terms, "same", "offered", "offered");
	give_three_days();
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_conservation, 2);
	cr_expect_str_eq(period->conservation[0]->unaccounted, "40");
	cr_expect_not(period->conservation[0]->tolerated);
	cr_expect_str_eq(period->conservation[0]->displayed_share, "18.96 %");
	cr_expect(period->conservation[1]->tolerated);
}

Test(judgement, cannot_compute_by_any_identity_that_fails)
{
	law_add_identity(&c.arena, c.terms, "same", "offered", "offered");
	for (size_t i = 0; i < 2; i++)
		law_add_identity(&c.arena, c.terms, "calls", "offered", "answered");
	c.terms->conservation[2]->excess =
		SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_NOT_COMPUTABLE;
	give_three_days();
	cr_expect_eq(law_judge(&c)->periods[0]->verdicts[0]->result,
		     SLB_RESULT__RESULT_NOT_COMPUTABLE);
}

/* The KPIs with one scope share their selections; the others have their own. */
Test(judgement, judges_each_kpi_in_its_own_scope)
{
	const SlbPeriodJudgement *period;

	for (size_t i = 0; i < 3; i++)
		law_rate(&c, arena_printf(&c.arena, "k%zu", i),
			 SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
			 "offered")
			->scope[0] = law_scope(&c.arena, "queue", i == 1 ? "b" : "a");
	give("2026-01-01", "0 a 10 1; 0 b 10 2");
	give("2026-01-02", "0 a 10 3");
	give("2026-01-03", "0 b 10 4");
	period = law_judge(&c)->periods[0];
	cr_expect_str_eq(period->verdicts[0]->value, "25");
	cr_expect_str_eq(period->verdicts[1]->value, "20");
	cr_expect_str_eq(period->verdicts[2]->value, "30");
	cr_expect_str_eq(period->verdicts[3]->value, "20");
}

/* Half hours of a day of 23 and one of 25 hours, told by one row each. */
Test(judgement, counts_the_hours_of_days_that_the_clocks_change)
{
	static const struct {
		const char *day;
		int64_t hours;
	} days[] = {
		{ "2026-03-29", 23 },
		{ "2026-10-25", 25 },
		{ "2026-10-26", 24 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(days); i++) {
		const SlbVerdict *verdict;
		int64_t start_s;
		struct text rows;

		tear_down();
		set_up();
		law_use_rome(&c.arena, c.terms);
		c.terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
		c.terms->first_day = law_text(&c.arena, days[i].day);
		c.terms->last_day = law_text(&c.arena, days[i].day);
		c.terms->kpis[0]->unit = SLB_KPI_UNIT__KPI_UNIT_NUMBER;
		c.terms->kpis[0]->n_steps = 0;
		LAW_APPEND(&c.arena, c.terms->kpis[0], steps,
			   law_sum(&c.arena, "calls", SLB_STAGE__STAGE_INTERVAL,
				   "offered"));
		LAW_APPEND(&c.arena, c.terms->kpis[0], steps,
			   law_share(&c.arena, "busy", SLB_STAGE__STAGE_WINDOW, "calls",
				     SLB_COMPARATOR__COMPARATOR_AT_LEAST, "1"));
		text_init(&rows, &c.arena);
		for (int64_t row = 0; row < 2 * days[i].hours; row++)
			text_printf(&rows, "%s%lld a 1 1", row == 0 ? "" : "; ",
				    (long long)row);
		/* Rome is 2 hours ahead in the night of October's change, else 1. */
		start_s = law_day_s(days[i].day) - (i == 1 ? 7200 : 3600);
		law_give(&c, law_report_rows(&c.arena, c.terms,
					     law_report(&c.arena, "inbound", start_s,
							start_s + days[i].hours * 3600),
					     "offered answered", text_chars(&rows)));
		verdict = law_judge(&c)->periods[0]->verdicts[0];
		cr_expect_eq(verdict->steps[0]->n_values, 2 * (size_t)days[i].hours);
		cr_expect_str_eq(verdict->value, "1");
	}
}

/* A survey house and a client report beside the centre: each its own counters. */
Test(judgement, brings_series_of_three_sources_together)
{
	SlbSeries *survey = law_add_series(&c.arena, c.terms, "survey", 0);
	const SlbPeriodJudgement *period;
	const SlbVerdict *verdict;

	survey->source = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	survey->organisation = law_text(&c.arena, "survey-house");
	survey->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	survey->cadence = SLB_CADENCE__CADENCE_PERIOD;
	law_add_series(&c.arena, c.terms, "complaints", 0)->source =
		SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	law_add_counter(&c.arena, c.terms, "survey", "promoters",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&c.arena, c.terms, "complaints", "complaints",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_rate(&c, "complaints", SLB_COMPARATOR__COMPARATOR_AT_MOST, "5",
		 "complaints + 0.1*promoters", "answered")
		->unit = SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND;
	give("2026-01-01", "0 a 1000 700");
	give("2026-01-02", "");
	give("2026-01-03", "0 a 300 300");
	law_give(&c,
		 law_report_rows(&c.arena, c.terms,
				 law_report(&c.arena, "survey", law_day_s("2026-01-01"),
					    law_day_s("2026-01-04")),
				 "promoters", "0 a 10"));
	law_give(&c, law_daily(&c.arena, c.terms, "complaints", "2026-01-01",
			       "complaints", "0 a 2"));
	law_give(&c, law_daily(&c.arena, c.terms, "complaints", "2026-01-02",
			       "complaints", "0 b 1"));
	period = law_judge(&c)->periods[0];
	verdict = period->verdicts[1];
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_MISSING);
	cr_expect_str_eq(verdict->reason,
			 "report \"complaints\" of 2026-01-03 is missing");
	cr_expect_str_eq(verdict->displayed, "4.00 per 1,000");
	/* the other KPI does not use what is missing */
	cr_expect_eq(period->verdicts[0]->result, SLB_RESULT__RESULT_MISSED);
	law_give(&c, law_daily(&c.arena, c.terms, "complaints", "2026-01-03",
			       "complaints", "0 a 1"));
	verdict = law_judge(&c)->periods[0]->verdicts[1];
	cr_expect_eq(verdict->result, SLB_RESULT__RESULT_MET);
	cr_expect_str_eq(verdict->displayed, "5.00 per 1,000");
}

/* Two months joined into one judged period, and a report of each as one part. */
Test(judgement, judges_joined_periods_together)
{
	SlbJudgement *judgement;

	c.terms->first_day = law_text(&c.arena, "2026-01-30");
	c.terms->last_day = law_text(&c.arena, "2026-02-28");
	c.terms->period->first_partial->verdict =
		SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED;
	c.terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	c.terms->series[0]->interval_s = 0;
	law_give(&c, law_report_rows(&c.arena, c.terms,
				     law_report(&c.arena, "inbound",
						law_day_s("2026-01-30"),
						law_day_s("2026-02-01")),
				     "offered answered", "0 a 100 95"));
	law_give(&c, law_report_rows(&c.arena, c.terms,
				     law_report(&c.arena, "inbound",
						law_day_s("2026-02-01"),
						law_day_s("2026-03-01")),
				     "offered answered", "0 a 800 400"));
	judgement = law_judge(&c);
	cr_assert_eq(judgement->n_periods, 1);
	cr_expect_str_eq(judgement->periods[0]->label, "2026-01+2026-02");
	cr_expect_eq(judgement->periods[0]->days, 30);
	cr_expect_eq(judgement->periods[0]->whole_days, 30);
	cr_expect_str_eq(judgement->periods[0]->verdicts[0]->value, "55");
}

Test(judgement, is_open_until_the_period_ends)
{
	give_three_days();
	c.request.as_of_s = law_day_s("2026-01-04") - 1;
	cr_expect_eq(law_judge(&c)->periods[0]->verdicts[0]->result,
		     SLB_RESULT__RESULT_OPEN);
	c.request.as_of_s++;
	cr_expect_neq(law_judge(&c)->periods[0]->verdicts[0]->result,
		      SLB_RESULT__RESULT_OPEN);
}

Test(judgement, judges_the_one_period_that_is_asked_for)
{
	SlbJudgement *judgement;

	c.terms->last_day = law_text(&c.arena, "2026-02-28");
	give("2026-01-02", "0 a 100 90");
	c.request.is_one_period = true;
	c.request.period_start_s = law_day_s("2026-01-01");
	judgement = law_judge(&c);
	cr_assert_eq(judgement->n_periods, 1);
	cr_expect_str_eq(judgement->periods[0]->label, "2026-01");
	c.request.period_start_s = law_day_s("2026-01-02");
	cr_expect_eq(law_judge(&c)->n_periods, 0);
	c.request.is_one_period = false;
	cr_expect_eq(law_judge(&c)->n_periods, 2);
}

/* The client's own count of what was offered, for two queues each in its scope. */
static void control_by_carrier(void)
{
	SlbCounter *routed;

	law_add_carrier(&c);
	routed = law_add_counter(&c.arena, c.terms, "carrier", "routed",
				 SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	c.terms->counters[2] = c.terms->counters[0];
	c.terms->counters[0] = routed;
	for (size_t i = 0; i < 2; i++)
		law_add_comparison(&c.arena, c.terms,
				   arena_printf(&c.arena, "calls-%zu", i), "offered",
				   "routed")
			->scope[0] = law_scope(&c.arena, "queue", i == 0 ? "a" : "b");
	law_give(&c, law_daily(&c.arena, c.terms, "carrier", "2026-01-01", "routed",
			       "0 a 10; 0 b 1; 0 c 5"));
}

/* What a control counts again was not offered again. */
Test(judgement, covers_rows_by_comparisons_too)
{
	const SlbUnscoped *unscoped;

	control_by_carrier();
	unscoped = law_judge(&c)->periods[0]->unscoped;
	cr_assert_not_null(unscoped);
	cr_expect_eq(unscoped->rows, 1);
	cr_assert_eq(unscoped->n_keys, 1);
	cr_expect_str_eq(unscoped->keys[0], "queue=c");
	cr_expect_eq(unscoped->contacts, 0);
}
