#include "notice_case.h"

TestSuite(compose_facts, .init = set_up, .fini = tear_down);

Test(compose_facts, rests_on_the_series_that_the_kpi_uses)
{
	const uint64_t sequences[] = { 1 };
	SlbSeries *survey = law_add_series(&c.arena, c.terms, "survey", 0);
	const SlbNotice *notice;

	survey->source = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	survey->organisation = law_text(&c.arena, "survey");
	survey->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	judge_january("1500");
	rest_on("survey", sequences, 1);
	rest_on("inbound", sequences, 1);
	rest_on("of another version", sequences, 1);
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->facts->n_reports, 1);
	cr_expect_str_eq(notice->facts->reports[0]->series, "inbound");
	cr_expect_eq(notice->obligation->n_sources, 1);
}

/* A control by the client's own series, monthly; both counts of the row given. */
static void control(const char *record, const char *control_row)
{
	SlbSeries *carrier = law_add_series(&c.arena, c.terms, "carrier", 0);
	const int64_t start_s = law_day_s("2026-01-01") - 3600;

	carrier->source = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	carrier->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	law_add_counter(&c.arena, c.terms, "inbound", "transferred",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&c.arena, c.terms, "carrier", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_comparison(&c.arena, c.terms, "calm", "offered", "0.5*routed");
	law_add_comparison(&c.arena, c.terms, "calls", record, "routed");
	law_give(&c,
		 law_report_rows(&c.arena, c.terms,
				 law_report(&c.arena, "carrier", start_s,
					    start_s + 31 * LAW_DAY_S),
				 "routed",
				 arena_printf(&c.arena, "0 sales %s", control_row)));
}

static const struct {
	const char *record;
	const char *routed;
	const char *doubt; /* NULL: none */
} doubts[] = {
	{ "answered", "4000",
	  "by \"calls\", Voicehouse AG counts 1,500 and Lender plc 4,000: the "
	  "difference is 2,500, and 0 is tolerated" },
	{ "0.5*transferred", "4000", NULL },
	{ "2*offered", "4000", NULL },
};

Test(compose_facts, hides_no_doubt_about_what_the_kpi_uses)
{
	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++) {
		const SlbNotice *notice;
		const char *page;

		tear_down();
		set_up();
		control(doubts[i].record, doubts[i].routed);
		judge_january("1500 0");
		notice = compose_notice(&c.arena, &given);
		page = page_of(notice);
		cr_assert_eq(notice->facts->n_doubts, doubts[i].doubt != NULL,
			     "case %zu", i);
		if (doubts[i].doubt == NULL) {
			expect_unsaid(page, "in doubt");
			continue;
		}
		cr_expect_str_eq(notice->facts->doubts[0], doubts[i].doubt);
		expect_said(page,
			    arena_printf(&c.arena, "in doubt: %s", doubts[i].doubt));
	}
}

Test(compose_facts, tells_of_counts_that_could_not_be_compared)
{
	control("answered", "-");
	judge_january("1500 0");
	cr_expect_eq(compose_notice(&c.arena, &given)->facts->n_doubts, 2);
}

/* Of "inbound": a part is not there, a figure is stated otherwise, calls are lost. */
static const struct {
	SlbFindingKind kind;
	const char *subject;
	bool is_doubt;
} findings[] = {
	{ SLB_FINDING_KIND__FINDING_KIND_MISSED, "sl", false },
	{ SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, "inbound", true },
	{ SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, "survey", false },
	{ SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, "unknown", false },
	{ SLB_FINDING_KIND__FINDING_KIND_STATED_DIFFERS, "sl", true },
	{ SLB_FINDING_KIND__FINDING_KIND_STATED_DIFFERS, "other", false },
	{ SLB_FINDING_KIND__FINDING_KIND_UNACCOUNTED, "every-call", true },
	{ SLB_FINDING_KIND__FINDING_KIND_UNACCOUNTED, "every-answer", false },
	{ SLB_FINDING_KIND__FINDING_KIND_UNACCOUNTED, "unknown", false },
	{ SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER, "unknown", false },
};

static SlbFinding *finding(SlbFindingKind kind, const char *subject)
{
	SlbFinding *made = arena_new(&c.arena, SlbFinding);

	slb_finding__init(made);
	made->kind = kind;
	made->subject = law_text(&c.arena, subject);
	made->sentence = law_text(&c.arena, "so it was found");
	return made;
}

Test(compose_facts, tells_all_that_speaks_against_the_figures)
{
	add_survey();
	judge_with("offered answered", "0 sales 2000 1500");
	for (size_t i = 0; i < ARRAY_SIZE(findings); i++) {
		SlbFinding *one[] = { finding(findings[i].kind, findings[i].subject) };
		const SlbNotice *notice;

		outcome.judgement->findings = one;
		outcome.judgement->n_findings = 1;
		notice = compose_notice(&c.arena, &given);
		cr_expect_eq(notice->facts->n_doubts, findings[i].is_doubt, "case %zu",
			     i);
		if (!findings[i].is_doubt)
			expect_said(
				page_of(notice),
				"No missing report, stated figure, identity or second "
				"count speaks against these figures.");
	}
}

Test(compose_facts, says_what_the_client_itself_had_to_report)
{
	SlbFinding *missing[] = {
		finding(SLB_FINDING_KIND__FINDING_KIND_MISSED, "survey"),
		finding(SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, "inbound"),
		finding(SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, "survey"),
	};
	const SlbNotice *notice;

	add_survey();
	judge_with("offered answered", "0 sales 2000 1500");
	outcome.judgement->findings = missing;
	outcome.judgement->n_findings = 2;
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->n_own_performance, 2);
	cr_expect_str_eq(notice->own_performance[0],
			 "Lender plc has to report the series \"survey\": none of the "
			 "period is missing.");
	expect_said(notice->own_performance[1],
		    "The terms name no other duty of Lender plc, such as");
	outcome.judgement->n_findings = 3;
	missing[2]->sentence = law_text(&c.arena, "2 reports are missing");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->own_performance[0],
			 "Lender plc has to report here: 2 reports are missing.");
	outcome.judgement->findings = &missing[2];
	outcome.judgement->n_findings = 1;
	c.terms->series[0]->source = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->n_own_performance, 3);
	expect_said(notice->own_performance[0],
		    "Lender plc has to report the series \"inbound\"");
	expect_said(notice->own_performance[1], "2 reports are missing");
}

Test(compose_facts, does_not_pretend_to_know_what_the_client_did)
{
	const SlbNotice *notice;

	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_assert_eq(notice->n_own_performance, 1);
	expect_said(notice->own_performance[0],
		    "The terms name no duty of Lender plc, such as");
}

static const struct {
	const char *volume;
	const char *minimum;
	SlbBelowMinimum below;
	const char *said;
} volumes[] = {
	{ "2000", "2000", SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW,
	  "The volume of 2,000 is not below the minimum of 2,000: the rule for small "
	  "volumes was not applied." },
	{ "2000", "4001/2", SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED,
	  "The volume of 2,000 is below the minimum of 2,000.5: by the terms it is "
	  "judged all the same." },
	{ "2000", "62001/31", SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED,
	  "The volume of 2,000 is below the minimum of 2,000.03 (exactly 62,001/31): by "
	  "the terms it is judged all the same." },
	{ "2000", "2001", SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES,
	  "The volume of 2,000 is below the minimum of 2,001: the terms then tolerate "
	  "3 bad ones, and there were more." },
};

Test(compose_facts, says_what_the_rule_for_small_volumes_did)
{
	judge_january("1500");
	kpi->minimum_volume->allowed_misses = 3;
	for (size_t i = 0; i < ARRAY_SIZE(volumes); i++) {
		SlbVerdict *verdict = outcome.judgement->verdicts[0];
		const SlbNotice *notice;

		verdict->volume = law_text(&c.arena, volumes[i].volume);
		verdict->minimum_volume = law_text(&c.arena, volumes[i].minimum);
		kpi->minimum_volume->below = volumes[i].below;
		notice = compose_notice(&c.arena, &given);
		cr_expect_str_eq(notice->facts->small_volume, volumes[i].said);
		cr_expect_str_eq(notice->facts->volume, volumes[i].volume);
		cr_expect_str_eq(notice->facts->minimum_volume, volumes[i].minimum);
	}
}

static SlbMissedPeriod *missed(const char *label, uint64_t number, bool strike_waived)
{
	SlbMissedPeriod *made = arena_new(&c.arena, SlbMissedPeriod);

	slb_missed_period__init(made);
	made->period = law_text(&c.arena, label);
	made->notice = number;
	made->strike_waived = strike_waived;
	return made;
}

Test(compose_facts, counts_the_misses_before_it)
{
	SlbMissedPeriod *before[] = { missed("2025-10", 1, false),
				      missed("2025-11", 0, true),
				      missed("2025-12", 0, false) };
	const SlbNoticeRepetition *repetition;

	judge_january("1500");
	repetition = compose_notice(&c.arena, &given)->repetition;
	cr_assert_eq(repetition->n_sentences, 2);
	cr_expect_str_eq(repetition->sentences[0],
			 "The KPI was missed in 1 of 1 period, as far as they are "
			 "judged: the last ones of this version, at most 12, this one "
			 "included. Misses that count: 1.");
	cr_expect_eq(repetition->counted, 1);
	given.missed = &before[2];
	given.missed_count = 1;
	expect_said(compose_notice(&c.arena, &given)->repetition->sentences[0],
		    "this one included; before in 2025-12. Misses that count: 2.");
	given.missed = before;
	given.missed_count = 3;
	given.periods_looked_at = 6;
	given.strike_waived = true;
	repetition = compose_notice(&c.arena, &given)->repetition;
	cr_expect_str_eq(repetition->sentences[0],
			 "The KPI was missed in 4 of 6 periods, as far as they are "
			 "judged: the last ones of this version, at most 12, this one "
			 "included; before in 2025-10 (notice no. 1), 2025-11 (waived, "
			 "does not count) and 2025-12. Misses that count: 2.");
	cr_expect_eq(repetition->counted, 2);
	cr_expect_eq(repetition->n_missed_before, 3);
	cr_expect_eq(repetition->periods_looked_at, 6);
}

Test(compose_facts, tells_why_a_kpi_is_deemed_missed)
{
	const SlbNotice *notice;

	judge_january("1500");
	outcome.judgement->verdicts[0]->shortfall = NULL;
	outcome.judgement->verdicts[0]->reason =
		law_text(&c.arena, "a report is missing");
	notice = compose_notice(&c.arena, &given);
	cr_expect_str_eq(notice->facts->shortfall, "a report is missing");
	cr_expect_str_eq(notice->facts->small_volume,
			 "The KPI is deemed missed: the rule for small volumes was not "
			 "applied.");
}
