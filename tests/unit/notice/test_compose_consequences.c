#include "notice_case.h"

TestSuite(compose_consequences, .init = set_up, .fini = tear_down);

#define EMAIL SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL

static const struct {
	size_t place; /* of three addresses */
	SlbNoticeMedium medium;
	const char *said;
} channels[] = {
	{ 0, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER,
	  "reads it. The terms name the log as an address for notices to it." },
	{ 2, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER,
	  "reads it. The terms name the log as an address for notices to it." },
	{ 1, SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST,
	  "reads it. The terms do not name the log as an address for notices to it." },
};

Test(compose_consequences, says_by_which_channel_it_is_given)
{
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++) {
		const SlbNotice *notice;

		for (size_t k = 0; k < 3; k++)
			c.terms->parties[1]->notice_addresses[k]->medium =
				k == channels[i].place ? channels[i].medium : EMAIL;
		notice = compose_notice(&c.arena, &given);
		cr_assert_eq(notice->n_delivery, 3);
		expect_said(notice->delivery[0],
			    "given by entry 51 of the log broker.example/log, where "
			    "Voicehouse AG");
		expect_said(notice->delivery[0], channels[i].said);
	}
}

/* Of the series that the KPI uses, the latest. */
Test(compose_consequences, says_how_long_its_reports_may_be_restated)
{
	const SlbNotice *notice;

	add_survey();
	judge_with("offered answered", "0 sales 2000 1500");
	cr_expect_eq(compose_notice(&c.arena, &given)->restatable_until_s, 0);
	restatable_until_s[0] = law_day_s("2026-02-03");
	restatable_until_s[1] = law_day_s("2026-02-09");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->restatable_until_s, law_day_s("2026-02-03"));
	expect_said(notice->objections[0],
		    "rests could be restated until 2026-02-03T01:00:00+01:00 "
		    "(Europe/Rome), 1 day after it was due");
	given.given_ms--;
	notice = compose_notice(&c.arena, &given);
	expect_said(notice->objections[0], "rests may be restated until");
	LAW_APPEND(&c.arena, kpi->minimum_volume, volume,
		   law_term(&c.arena, "asked", '+'));
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->restatable_until_s, law_day_s("2026-02-09"));
}

Test(compose_consequences, says_what_the_terms_do_not_name)
{
	static const char *const said[] = {
		"The terms name no time at which a notice counts as received.",
		"The terms name nobody who gets a copy, and no language of notices",
		"The terms name no governing law",
		"No relief and no adjustment of a counter is recorded",
		"The terms name no number of misses from which a further right follows.",
		"no time for a cause, a plan or a cure",
		"no other ground, form or time for an objection, and no effect of silence.",
		"The terms name no such right that follows from it.",
		"The terms name no invoice against which a credit is set off",
		"The terms name no duty to keep it confidential.",
		"It holds no personal data",
		"This is an open document, which may be produced in evidence.",
		"It does not show that the counters are true",
		"sla verify notice-3.evidence --log-key KEY",
		"sla notice export c-00000000000000000000000000 3 --to",
	};
	const char *page;

	judge_january("1500");
	page = page_of(compose_notice(&c.arena, &given));
	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		expect_said(page, said[i]);
	expect_unsaid(page, "ithout prejudice");
}

static const struct {
	uint32_t amount;
	SlbDelayUnit unit;
	const char *words;
} delays[] = {
	{ 1, SLB_DELAY_UNIT__DELAY_UNIT_HOURS, "1 hour after" },
	{ 5, SLB_DELAY_UNIT__DELAY_UNIT_DAYS, "5 days after" },
	{ 2, SLB_DELAY_UNIT__DELAY_UNIT_HOURS, "2 hours after" },
};

Test(compose_consequences, demands_receipt_in_time)
{
	for (size_t i = 0; i < ARRAY_SIZE(delays); i++) {
		kpi->serving->acknowledge_by =
			law_delay(&c.arena, delays[i].amount, delays[i].unit);
		judge_january("1500");
		c.request.report_count = 0;
		expect_said(compose_notice(&c.arena, &given)->required[0],
			    delays[i].words);
	}
}
