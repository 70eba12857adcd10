#include "said_case.h"

TestSuite(compose_delivery, .init = set_up_said, .fini = tear_down);

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

Test(compose_delivery, says_by_which_channel_it_is_given)
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

#define HOURS          SLB_DELAY_UNIT__DELAY_UNIT_HOURS
#define DAYS           SLB_DELAY_UNIT__DELAY_UNIT_DAYS
#define BUSINESS_HOURS SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS

#define OR_OPENS \
	", or where that is outside the business hours in the terms, when they next open"
#define AS_COUNTED ", as the calendar in the terms counts them"

/* Open Monday to Friday, 9 to 17; 2026-02-03 is a Tuesday. */
static const struct {
	const char *name;
	int hour; /* local, at which it is given */
	int millisecond;
	uint32_t amount;
	SlbDelayUnit unit;
	bool at_next_opening;
	const char *words;
	const char *received;
} receipts[] = {
	{ "at once", 10, 0, 0, HOURS, false, "when it is given",
	  "2026-02-03T10:00:00+01:00" },
	{ "at the end of its second", 10, 1, 0, HOURS, false, "when it is given",
	  "2026-02-03T10:00:01+01:00" },
	{ "at once, open", 10, 1, 0, HOURS, true, "when it is given" OR_OPENS,
	  "2026-02-03T10:00:01+01:00" },
	{ "at once, before the opening", 1, 1, 0, HOURS, true,
	  "when it is given" OR_OPENS, "2026-02-03T09:00:00+01:00" },
	{ "at the opening", 9, 0, 0, HOURS, true, "when it is given" OR_OPENS,
	  "2026-02-03T09:00:00+01:00" },
	{ "within the day", 10, 0, 6, HOURS, true,
	  "6 hours after it was given" OR_OPENS, "2026-02-03T16:00:00+01:00" },
	{ "at the close", 10, 0, 7, HOURS, true, "7 hours after it was given" OR_OPENS,
	  "2026-02-04T09:00:00+01:00" },
	{ "over the week-end", 10, 0, 80, HOURS, true,
	  "80 hours after it was given" OR_OPENS, "2026-02-09T09:00:00+01:00" },
	{ "elapsed", 10, 0, 1, HOURS, false, "1 hour after it was given",
	  "2026-02-03T11:00:00+01:00" },
	{ "open time", 16, 0, 2, BUSINESS_HOURS, false,
	  "2 business hours after it was given" AS_COUNTED,
	  "2026-02-04T10:00:00+01:00" },
	{ "days", 10, 0, 2, DAYS, false, "2 days after it was given" AS_COUNTED,
	  "2026-02-06T00:00:00+01:00" },
};

Test(compose_delivery, counts_when_it_is_received)
{
	law_use_office_hours(&c.arena, c.terms);
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(receipts); i++) {
		const SlbNotice *notice;

		said->n_receipt = 0;
		add_receipt(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER, receipts[i].amount,
			    receipts[i].unit)
			->at_next_opening = receipts[i].at_next_opening;
		given.given_ms =
			(law_day_s("2026-02-03") + (receipts[i].hour - 1) * 3600) *
				1000 +
			receipts[i].millisecond;
		notice = compose_notice(&c.arena, &given);
		EXPECT_LINE(
			notice, delivery, 1,
			arena_printf(&c.arena,
				     "By clause 14.2 a notice in the log counts as "
				     "received %s: this one at %s (Europe/Rome). Of "
				     "receipt itself the log shows what the "
				     "addressee acknowledges in it, and nothing "
				     "else.",
				     receipts[i].words, receipts[i].received));
		cr_expect_str_eq(
			zone_text(&c.arena, &given.frame->zone, notice->received_s),
			receipts[i].received, "%s", receipts[i].name);
	}
}

Test(compose_delivery, tells_the_rules_of_other_channels)
{
	const SlbNotice *notice;

	add_receipt(EMAIL, 4, HOURS);
	add_receipt(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST, 5, DAYS)->clause =
		law_text(&c.arena, "Schedule 4, 2");
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 5);
	cr_expect_eq(notice->received_s, 0);
	said->n_receipt = 1;
	expect_said(compose_notice(&c.arena, &given)->delivery[1],
		    "in the log counts as received");
	EXPECT_LINE(notice, delivery, 1,
		    "The terms name no time at which a notice in the log counts as "
		    "received. Of receipt the log shows what the addressee "
		    "acknowledges in it, and nothing else.");
	EXPECT_LINE(notice, delivery, 2,
		    "By clause 14.2 a notice by e-mail counts as received 4 hours "
		    "after it was sent; of that the log shows nothing.");
	EXPECT_LINE(notice, delivery, 3,
		    "By Schedule 4, 2 a notice by registered post counts as received "
		    "5 days after it was sent, as the calendar in the terms counts "
		    "them; of that the log shows nothing.");
}

Test(compose_delivery, tells_its_own_rule_before_the_others)
{
	const SlbNotice *notice;

	add_receipt(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER, 0, HOURS);
	add_receipt(EMAIL, 0, HOURS);
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 4);
	expect_said(notice->delivery[1], "a notice in the log counts as received when");
	EXPECT_LINE(notice, delivery, 2,
		    "By clause 14.2 a notice by e-mail counts as received when it is "
		    "sent; of that the log shows nothing.");
}

/* ---- copies and language ------------------------------------------------- */

static void add_copy(const char *recipient, const char *attention)
{
	SlbNoticeCopy *copy = notice_copy_new();

	copy->recipient = law_text(&c.arena, recipient);
	copy->clause = law_text(&c.arena, "14.3");
	copy->address = notice_address_new();
	copy->address->medium = EMAIL;
	copy->address->address = law_text(&c.arena, "legal@holding.example");
	copy->address->attention = law_text(&c.arena, attention);
	LAW_APPEND(&c.arena, said, copies, copy);
}

static void set_languages(const char *notices, const char *prevailing)
{
	said->languages = languages_new();
	said->languages->notices = law_text(&c.arena, notices);
	said->languages->prevailing = law_text(&c.arena, prevailing);
	said->languages->clause = law_text(&c.arena, "22.3");
}

Test(compose_delivery, says_who_gets_a_copy)
{
	const SlbNotice *notice;

	add_copy("Voice Holding AG", "general counsel");
	add_copy("the insurer", "");
	add_copy("the bank", "B");
	judge_january("1500");
	said->n_copies = 1;
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 5);
	expect_said(notice->delivery[3], "The broker sends no copies");
	EXPECT_LINE(notice, delivery, 4,
		    "The terms name no language of notices: this one is in English.");
	said->n_copies = 3;
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 7);
	EXPECT_LINE(notice, delivery, 4,
		    "By clause 14.3 a copy goes to the bank, by e-mail: "
		    "legal@holding.example, B.");
	said->n_copies = 2;
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 6);
	EXPECT_LINE(notice, delivery, 2,
		    "By clause 14.3 a copy goes to Voice Holding AG, by e-mail: "
		    "legal@holding.example, general counsel.");
	EXPECT_LINE(notice, delivery, 3,
		    "By clause 14.3 a copy goes to the insurer, by e-mail: "
		    "legal@holding.example.");
	EXPECT_LINE(notice, delivery, 4,
		    "The broker sends no copies: who gives notice sends them.");
	EXPECT_LINE(notice, delivery, 5,
		    "The terms name no language of notices: this one is in English.");
}

Test(compose_delivery, says_in_which_language_notices_are)
{
	const SlbNotice *notice;

	set_languages("English", "German");
	judge_january("1500");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 4);
	EXPECT_LINE(notice, delivery, 2, "The terms name nobody who gets a copy.");
	EXPECT_LINE(notice, delivery, 3,
		    "Notices are in English, by clause 22.3; so is this one. Of the "
		    "texts of the contract the German one prevails.");
	set_languages("English", "G");
	expect_said(compose_notice(&c.arena, &given)->delivery[3],
		    "Of the texts of the contract the G one prevails.");
	set_languages("German", "");
	add_copy("the insurer", "");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_delivery, 5);
	expect_said(notice->delivery[3], "The broker sends no copies");
	EXPECT_LINE(notice, delivery, 4,
		    "Notices are in German, by clause 22.3. The broker writes this one "
		    "in English: who gives notice adds it in German. The terms name no "
		    "language whose text of the contract prevails.");
}
