#include "law_case.h"

static struct law_case c;

static void set_up(void)
{
	law_open(&c, "2026-01-01", "2026-01-02");
	law_add_series(&c.arena, c.terms, "inbound", 0);
	law_add_series(&c.arena, c.terms, "survey", 0);
	law_add_counter(&c.arena, c.terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_counter(&c.arena, c.terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_rate(&c, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
		 "offered")
		->numerator_title = law_text(&c.arena, "answered");
	law_rate(&c, "csat", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "1", "votes", "votes")
		->missing = SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED;
}

static void tear_down(void)
{
	law_close(&c);
}

TestSuite(finding, .init = set_up, .fini = tear_down);

static SlbReport *give_inbound(const char *day, const char *row)
{
	SlbReport *report =
		law_daily(&c.arena, c.terms, "inbound", day, "offered answered", row);

	law_give(&c, report);
	return report;
}

static const struct {
	SlbFindingKind kind;
	const char *subject;
	const char *sentence;
} expected[] = {
	{ SLB_FINDING_KIND__FINDING_KIND_MISSED, "sl",
	  "KPI sl: 75.00 %, the target is at least 80 %; 10 more answered were needed" },
	{ SLB_FINDING_KIND__FINDING_KIND_MISSED, "csat",
	  "KPI csat: report \"survey\" of 2026-01-01 and 1 more report are missing; the "
	  "contract then deems the target missed" },
	{ SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING, "survey",
	  "2 reports of the series \"survey\" are missing, the first that of "
	  "2026-01-01" },
	{ SLB_FINDING_KIND__FINDING_KIND_STATED_DIFFERS, "sl",
	  "KPI sl: 1 of 2 stated figures differs from what the counters give" },
	{ SLB_FINDING_KIND__FINDING_KIND_UNACCOUNTED, "calls",
	  "by \"calls\", offered (200) is 50 more than answered (150); at most 5 % may "
	  "be unaccounted for" },
};

Test(finding, names_everything_found_in_order)
{
	const SlbPeriodJudgement *period;
	SlbReport *first;

	law_add_identity(&c.arena, c.terms, "calls", "offered", "answered")
		->tolerated_percent = law_text(&c.arena, "5");
	first = give_inbound("2026-01-01", "0 100 90");
	law_state(&c.arena, first, "sl", 0, "90");
	law_state(&c.arena, first, "sl", 1, "91");
	give_inbound("2026-01-02", "0 100 60");
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_findings, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		cr_expect_eq(period->findings[i]->kind, expected[i].kind);
		cr_expect_str_eq(period->findings[i]->subject, expected[i].subject);
		cr_expect_str_eq(period->findings[i]->sentence, expected[i].sentence);
		cr_expect_eq(period->findings[i]->serving != 0,
			     expected[i].kind == SLB_FINDING_KIND__FINDING_KIND_MISSED);
	}
	cr_expect_str_eq(period->findings[0]->notice_title,
			 "service-level failure notice");
	for (size_t i = 0; i < period->n_findings; i++)
		cr_expect_eq(period->findings[i]->acknowledge_by_s,
			     i < 2 ? c.request.as_of_s + 48 * 3600 : 0);
}

Test(finding, counts_in_the_singular_and_in_the_plural)
{
	const SlbPeriodJudgement *period;
	SlbReport *report;

	c.terms->n_kpis = 1;
	report = give_inbound("2026-01-01", "0 100 90");
	law_state(&c.arena, report, "sl", 0, "91");
	law_state(&c.arena, report, "sl", 1, "92");
	law_give(&c, law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes", ""));
	law_give(&c, law_daily(&c.arena, c.terms, "survey", "2026-01-02", "votes", ""));
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_findings, 2);
	cr_expect_str_eq(period->findings[0]->sentence,
			 "1 report of the series \"inbound\" is missing, that of "
			 "2026-01-02");
	cr_expect_str_eq(period->findings[1]->sentence,
			 "KPI sl: 2 of 2 stated figures differ from what the counters "
			 "give");
}

Test(finding, names_every_kpi_twice_and_every_identity_that_fails)
{
	static const char *const subjects[] = { "sl",    "again", "sl",
						"again", "calls", "halves" };
	const SlbPeriodJudgement *period;
	SlbReport *report;

	c.terms->n_kpis = 1;
	law_rate(&c, "again", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80", "answered",
		 "offered");
	law_add_identity(&c.arena, c.terms, "calls", "offered", "answered");
	law_add_identity(&c.arena, c.terms, "halves", "offered", "0.5*answered");
	report = give_inbound("2026-01-01", "0 100 70");
	law_state(&c.arena, report, "sl", 0, "91");
	law_state(&c.arena, report, "again", 0, "91");
	give_inbound("2026-01-02", "0 100 70");
	law_give(&c, law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes", ""));
	law_give(&c, law_daily(&c.arena, c.terms, "survey", "2026-01-02", "votes", ""));
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_findings, ARRAY_SIZE(subjects));
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
		cr_expect_str_eq(period->findings[i]->subject, subjects[i]);
}

/* The client counts too: what was offered, and who answered. */
static void count_twice(const char *client_row)
{
	law_add_carrier(&c);
	law_add_counter(&c.arena, c.terms, "carrier", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&c.arena, c.terms, "carrier", "connected",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_comparison(&c.arena, c.terms, "offered-twice", "offered", "routed");
	law_add_comparison(&c.arena, c.terms, "answered-twice", "answered",
			   "connected");
	c.terms->last_day = law_text(&c.arena, "2026-01-01");
	c.terms->n_kpis = 1;
	give_inbound("2026-01-01", "0 100 90");
	law_give(&c, law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes", ""));
	if (client_row != NULL)
		law_give(&c, law_daily(&c.arena, c.terms, "carrier", "2026-01-01",
				       "routed connected", client_row));
}

static const struct {
	const char *row; /* routed, connected */
	size_t count;
	SlbFindingKind kinds[2];
	const char *subject; /* of the last */
} counted[] = {
	{ "0 100 90", 0, { 0 }, "" },
	{ "0 100 91",
	  1,
	  { SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER },
	  "answered-twice" },
	{ "0 99 -",
	  2,
	  { SLB_FINDING_KIND__FINDING_KIND_COUNTS_DIFFER,
	    SLB_FINDING_KIND__FINDING_KIND_NOT_COMPARED },
	  "answered-twice" },
	{ NULL, 1, { SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING }, "carrier" },
};

Test(finding, tells_both_sides_of_counts_that_differ)
{
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++) {
		const SlbPeriodJudgement *period;
		const SlbFinding *last = NULL;

		tear_down();
		set_up();
		count_twice(counted[i].row);
		period = law_judge(&c)->periods[0];
		cr_assert_eq(period->n_findings, counted[i].count, "case %zu", i);
		cr_expect_eq(period->verdicts[0]->result, SLB_RESULT__RESULT_MET);
		cr_expect_eq(period->n_comparisons, 2);
		for (size_t k = 0; k < period->n_findings; k++) {
			last = period->findings[k];
			cr_expect_eq(last->kind, counted[i].kinds[k]);
			cr_expect_eq(last->serving, 0);
		}
		if (last == NULL)
			continue;
		cr_expect_str_eq(last->subject, counted[i].subject);
		if (last->kind == SLB_FINDING_KIND__FINDING_KIND_REPORT_MISSING) {
			cr_expect_eq(last->n_addressees, 0);
			continue;
		}
		cr_assert_eq(last->n_addressees, 2);
		cr_expect_str_eq(last->addressees[0], "lender");
		cr_expect_str_eq(last->addressees[1], "voicehouse");
	}
}

Test(finding, carries_no_notice_where_it_is_only_reported)
{
	const SlbFinding *finding;

	c.terms->n_kpis = 1;
	c.terms->kpis[0]->serving->mode = SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY;
	give_inbound("2026-01-01", "0 100 70");
	give_inbound("2026-01-02", "0 100 70");
	finding = law_judge(&c)->periods[0]->findings[0];
	cr_expect_eq(finding->serving, SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY);
	cr_expect_str_eq(finding->notice_title, "");
	cr_expect_eq(finding->acknowledge_by_s, 0);
}

/* More comparisons than anything else: each is heard. */
Test(finding, names_every_comparison_that_differs)
{
	const SlbPeriodJudgement *period;

	for (size_t i = 0; i < 6; i++)
		law_add_comparison(&c.arena, c.terms,
				   arena_printf(&c.arena, "again-%zu", i), "offered",
				   "routed");
	count_twice("0 99 90");
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_findings, 7);
	cr_expect_str_eq(period->findings[0]->subject, "again-0");
	cr_expect_str_eq(period->findings[6]->subject, "offered-twice");
}

Test(finding, names_each_series_where_nothing_was_reported)
{
	const SlbPeriodJudgement *period;

	c.terms->n_kpis = 1;
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_findings, 2);
	cr_expect_str_eq(period->findings[0]->subject, "inbound");
	cr_expect_str_eq(period->findings[1]->subject, "survey");
}

Test(finding, does_not_miss_a_report_that_is_not_due)
{
	c.terms->n_kpis = 1;
	give_inbound("2026-01-01", "0 100 90");
	c.request.as_of_s = law_day_s("2026-01-02");
	cr_expect_eq(law_judge(&c)->periods[0]->n_findings, 0);
}

Test(finding, tells_what_cannot_be_computed_and_why)
{
	SlbKpi *computable = c.terms->kpis[1];
	const SlbPeriodJudgement *period;

	c.terms->kpis[1] = c.terms->kpis[0];
	c.terms->kpis[0] = computable;
	give_inbound("2026-01-01", "0 100 -");
	give_inbound("2026-01-02", "0 100 60");
	period = law_judge(&c)->periods[0];
	cr_assert_geq(period->n_findings, 2);
	cr_expect_eq(period->findings[1]->kind,
		     SLB_FINDING_KIND__FINDING_KIND_NOT_COMPUTABLE);
	cr_expect_str_eq(period->findings[1]->subject, "sl");
	cr_expect_str_eq(
		period->findings[1]->sentence,
		"KPI sl cannot be computed: answered, which the formula needs, "
		"was not measured in 1 row");
	c.terms->kpis[0] = c.terms->kpis[1];
	c.terms->n_kpis = 1;
	period = law_judge(&c)->periods[0];
	cr_expect_eq(period->findings[0]->kind,
		     SLB_FINDING_KIND__FINDING_KIND_NOT_COMPUTABLE);
}

/* Every KPI missed and stated otherwise, every series with a gap. */
Test(finding, names_as_much_as_there_can_be)
{
	const SlbPeriodJudgement *period;
	SlbReport *survey;
	SlbReport *inbound;

	c.terms->kpis[0]->missing = SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED;
	inbound = give_inbound("2026-01-01", "0 100 90");
	law_state(&c.arena, inbound, "sl", 0, "91");
	survey = law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes", "0 5");
	law_state(&c.arena, survey, "csat", 0, "91");
	law_give(&c, survey);
	period = law_judge(&c)->periods[0];
	cr_assert_eq(period->n_findings, 2 * 2 + 2);
	cr_expect_str_eq(period->findings[5]->subject, "csat");
}
