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
