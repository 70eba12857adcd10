#include "unit/notice/notice_case.h"

#include "notice/waived.h"

/* A January in which two KPIs were missed, at EUR 30.00 and 10.00. */

static struct waiver_case waiving;

static void set_up_two(void)
{
	set_up();
	law_add_money(&c, SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM);
	law_rate_at_cost(&c, "k1", 3000);
	law_rate_at_cost(&c, "k2", 1000);
	judge_january("1500");
	waiving = (struct waiver_case){ .terms = c.terms,
					.judgement = outcome.judgement,
					.kpi = 1,
					.number = 3,
					.credit_waived = credit_waived,
					.waiver_index = 60,
					.waiver_id = { 32, key_id },
					.reason = "a settlement" };
}

TestSuite(waived, .init = set_up_two, .fini = tear_down);

static const char first_sentence[] =
	"Lender plc gives up the %s of notice no. 3 by its signed statement at entry 60 of "
	"the log.";

/* After the first: who gives up what. */
static void expect_sentences(const SlbNoticeWaiver *waiver, const char *const *expected,
			     size_t count)
{
	cr_assert_eq(waiver->n_sentences, count + 1);
	cr_expect_str_eq(waiver->sentences[0],
			 arena_printf(&c.arena, first_sentence, waived_parts(waiver)));
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(waiver->sentences[i + 1], expected[i]);
}

Test(waived, a_credit_is_claimed_no_more)
{
	static const char *const expected[] = {
		"The notice claims no credit any more.",
		("All credits of the period that are not waived come to EUR 10.00, net of "
		 "tax."),
		"Its miss still counts towards repeated misses.",
		"What else the notice says and requires stands.",
	};
	const SlbNoticeWaiver *waiver;

	waiving.credit = credit_waived[1] = true;
	waiver = compose_waiver(&c.arena, &waiving);
	expect_sentences(waiver, expected, ARRAY_SIZE(expected));
	cr_expect(waiver->credit && !waiver->strike);
	cr_expect_str_eq(waived_parts(waiver), "credit");
	cr_expect_eq(waiver->number, 3);
	cr_expect_str_eq(waiver->reason, "a settlement");
	cr_expect_eq(waiver->waiver_id.data, key_id);
	cr_expect(waiver->claimed->credit_waived && !waiver->claimed->strike_waived);
	cr_expect_eq(waiver->claimed->own_minor, 0);
	cr_expect_eq(waiver->claimed->period_minor, 1000);
	cr_expect_eq(waiver->claimed->period_unwaived_minor, 4000);
}

Test(waived, a_strike_counts_no_more)
{
	static const char *const expected[] = {
		"What it claims as a credit is not touched.",
		"Its miss no longer counts towards repeated misses.",
		"What else the notice says and requires stands.",
	};
	const SlbNoticeWaiver *waiver;

	waiving.strike = waiving.strike_waived = true;
	waiver = compose_waiver(&c.arena, &waiving);
	expect_sentences(waiver, expected, ARRAY_SIZE(expected));
	cr_expect_str_eq(waived_parts(waiver), "strike");
	cr_expect(waiver->claimed->strike_waived && !waiver->claimed->credit_waived);
	cr_expect_eq(waiver->claimed->own_minor, 3000);
}

Test(waived, what_was_waived_before_is_told_as_that)
{
	const SlbNoticeWaiver *waiver;

	waiving.credit = credit_waived[1] = waiving.strike_waived = true;
	waiver = compose_waiver(&c.arena, &waiving);
	cr_expect_str_eq(waiver->sentences[3], "Its strike was waived before.");
	waiving.credit = false;
	waiving.strike = true;
	waiver = compose_waiver(&c.arena, &waiving);
	cr_expect_str_eq(waiver->sentences[1], "Its credit was waived before.");
	cr_expect_eq(waiver->n_sentences, 4);
	waiving.credit = true;
	waiver = compose_waiver(&c.arena, &waiving);
	cr_expect_str_eq(waived_parts(waiver), "credit and strike");
}

/* Terms without money. */
Test(waived, no_sum_is_told_where_there_is_none)
{
	const SlbNoticeWaiver *waiver;

	c.terms->money = NULL;
	waiving.credit = credit_waived[1] = true;
	waiver = compose_waiver(&c.arena, &waiving);
	cr_expect_eq(waiver->n_sentences, 4);
	cr_expect(waiver->claimed->credit_waived);
}

/* Of a notice with a credit, before it was given and by two waivers since. */
Test(waived, what_is_waived_by_now_was_before_or_since)
{
	enum { CREDIT = 1, STRIKE = 2, NO_TEXT = 4 };
	static const struct {
		unsigned before, since[2], by_now;
	} rows[] = {
		{ 0, { 0, 0 }, 0 },
		{ CREDIT, { 0, 0 }, CREDIT },
		{ STRIKE, { 0, 0 }, STRIKE },
		{ 0, { CREDIT, 0 }, CREDIT },
		{ 0, { 0, STRIKE }, STRIKE },
		{ 0, { CREDIT, STRIKE }, CREDIT | STRIKE },
		{ STRIKE, { CREDIT, 0 }, CREDIT | STRIKE },
		/* its text was erased */
		{ STRIKE, { NO_TEXT, 0 }, STRIKE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		SlbLoggedWaiver waivers[2], *list[2] = { &waivers[0], &waivers[1] };
		SlbNoticeWaiver contents[2], now;
		SlbLoggedNotice logged;
		SlbNoticeCredit credit;
		SlbNotice notice;

		slb_notice__init(&notice);
		slb_notice_credit__init(&credit);
		slb_logged_notice__init(&logged);
		credit.credit_waived = rows[i].before & CREDIT;
		credit.strike_waived = rows[i].before & STRIKE;
		notice.credit = &credit;
		logged.notice = &notice;
		for (size_t k = 0; k < 2; k++) {
			unsigned since = rows[i].since[k];

			slb_logged_waiver__init(&waivers[k]);
			slb_notice_waiver__init(&contents[k]);
			contents[k].credit = since & CREDIT;
			contents[k].strike = since & STRIKE;
			waivers[k].waiver = since & NO_TEXT ? NULL : &contents[k];
		}
		logged.waivers = list;
		logged.n_waivers = 2;
		now = waived_by_now(&logged);
		cr_expect_eq(now.credit, (rows[i].by_now & CREDIT) != 0, "row %zu", i);
		cr_expect_eq(now.strike, (rows[i].by_now & STRIKE) != 0, "row %zu", i);
	}
}

Test(waived, nothing_is_waived_of_a_notice_without_money)
{
	SlbNoticeWaiver now;
	SlbLoggedNotice logged;
	SlbNotice notice;

	slb_notice__init(&notice);
	slb_logged_notice__init(&logged);
	logged.notice = &notice;
	now = waived_by_now(&logged);
	cr_expect_not(now.credit);
	cr_expect_not(now.strike);
}
