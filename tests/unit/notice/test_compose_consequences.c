#include "notice_case.h"

TestSuite(compose_consequences, .init = set_up, .fini = tear_down);

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
