#include "said_case.h"

TestSuite(compose_consequences, .init = set_up_said, .fini = tear_down);

Test(compose_consequences, says_what_the_terms_do_not_name)
{
	static const char *const sentences[] = {
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
	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++)
		expect_said(page, sentences[i]);
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

static void add_follow_up(const char *words, uint32_t days, SlbCountedFrom from)
{
	SlbFollowUp *follow_up = follow_up_new();

	follow_up->words = law_text(&c.arena, words);
	follow_up->within = law_delay(&c.arena, days, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	follow_up->counted_from = from;
	follow_up->clause = law_text(&c.arena, "14.5");
	LAW_APPEND(&c.arena, said, follow_ups, follow_up);
}

/* Given on 2026-02-03; in the log it counts as received two days later. */
Test(compose_consequences, says_what_is_owed_after_it)
{
	const SlbNotice *notice;

	add_receipt(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER, 48,
		    SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	add_follow_up("the cause", 5, SLB_COUNTED_FROM__COUNTED_FROM_GIVEN);
	add_follow_up("a plan.", 10, SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED);
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_required, 4);
	EXPECT_LINE(notice, required, 1,
		    "By 2026-02-09T00:00:00+01:00 (Europe/Rome), 5 days after this "
		    "notice was given, as the calendar in the terms counts them, under "
		    "clause 14.5: the cause.");
	EXPECT_LINE(notice, required, 2,
		    "By 2026-02-16T00:00:00+01:00 (Europe/Rome), 10 days after this "
		    "notice counts as received, as the calendar in the terms counts "
		    "them, under clause 14.5: a plan.");
	EXPECT_LINE(notice, required, 3,
		    "The terms name nothing that follows where one of these is late, "
		    "and no further time for a cause, a plan or a cure; this notice "
		    "sets none. Of these the log records the acknowledgement alone.");
	said->n_follow_ups = 1;
	EXPECT_LINE(compose_notice(&c.arena, &given), required, 2, notice->required[3]);
	cr_assert_eq(notice->n_follow_ups_by_s, 2);
	cr_expect_eq(notice->follow_ups_by_s[0], law_day_s("2026-02-09") - 3600);
	cr_expect_eq(notice->follow_ups_by_s[1], law_day_s("2026-02-16") - 3600);
}
