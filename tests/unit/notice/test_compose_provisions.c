#include "said_case.h"

TestSuite(compose_provisions, .init = set_up_said, .fini = tear_down);

static SlbPrecedence *precedence_of(SlbPrevailing prevailing)
{
	SlbPrecedence *precedence = arena_new(&c.arena, SlbPrecedence);

	slb_precedence__init(precedence);
	precedence->prevailing = prevailing;
	precedence->clause = law_text(&c.arena, "1.4");
	return precedence;
}

static const struct {
	const char *law; /* NULL: none is named */
	SlbPrevailing prevailing;
	const char *remarks[2];
} remarks[] = {
	{ NULL,
	  SLB_PREVAILING__PREVAILING_UNSPECIFIED,
	  { "The terms name no governing law, and do not say whether they or the prose "
	    "of the contract prevail." } },
	{ "the laws of England and Wales",
	  SLB_PREVAILING__PREVAILING_UNSPECIFIED,
	  { "By clause 22.1 the contract is governed by the laws of England and Wales.",
	    "The terms do not say whether they or the prose of the contract "
	    "prevail." } },
	{ NULL,
	  SLB_PREVAILING__PREVAILING_TERMS,
	  { "Where the terms and the prose of the contract differ, the terms prevail, "
	    "by clause 1.4.",
	    "The terms name no governing law." } },
	{ "the law of New York, U.S.",
	  SLB_PREVAILING__PREVAILING_PROSE,
	  { "By clause 22.1 the contract is governed by the law of New York, U.S.",
	    "Where the terms and the prose of the contract differ, the prose "
	    "prevails, by clause 1.4." } },
};

Test(compose_provisions, name_the_law_and_what_prevails)
{
	judge_january("1500");
	for (size_t i = 0; i < ARRAY_SIZE(remarks); i++) {
		const SlbNoticeContract *contract;
		size_t line = 0;

		said->governing_law = remarks[i].law == NULL
					      ? NULL
					      : provision_of(remarks[i].law, "22.1");
		said->precedence =
			remarks[i].prevailing == SLB_PREVAILING__PREVAILING_UNSPECIFIED
				? NULL
				: precedence_of(remarks[i].prevailing);
		contract = compose_notice(&c.arena, &given)->contract;
		for (; line < 2 && remarks[i].remarks[line] != NULL; line++)
			EXPECT_LINE(contract, remarks, line, remarks[i].remarks[line]);
		cr_expect_eq(contract->n_remarks, line);
	}
}

Test(compose_provisions, name_the_duties_of_the_client)
{
	const SlbNotice *notice;

	LAW_APPEND(&c.arena, said, client_duties,
		   provision_of("a forecast of calls", "Schedule 2, 1"));
	LAW_APPEND(&c.arena, said, client_duties,
		   provision_of("texts for agents, etc.", "5.1"));
	judge_january("1500");
	said->n_client_duties = 1;
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_own_performance, 2);
	EXPECT_LINE(notice, own_performance, 1,
		    "The terms name no other duty of Lender plc. Whether it did its "
		    "part is not recorded, and nothing is asserted about it.");
	said->n_client_duties = 2;
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->n_own_performance, 3);
	EXPECT_LINE(notice, own_performance, 0,
		    "Lender plc owes, by Schedule 2, 1: a forecast of calls.");
	EXPECT_LINE(notice, own_performance, 1,
		    "Lender plc owes, by clause 5.1: texts for agents, etc.");
	EXPECT_LINE(notice, own_performance, 2,
		    "The terms name no other duty of Lender plc. Whether it did its "
		    "part is not recorded, and nothing is asserted about it.");
}

Test(compose_provisions, name_the_clause_by_which_keys_bind_who_signs)
{
	const SlbNotice *notice;

	judge_january("1500");
	given.serving_index = 50;
	cr_expect_eq(compose_notice(&c.arena, &given)->giver->n_authority, 0);
	said->keys_bind_clause = law_text(&c.arena, "14.6");
	notice = compose_notice(&c.arena, &given);
	cr_expect_eq(notice->giver->n_authority, 1);
	EXPECT_LINE(notice->giver, authority, 0,
		    "By clause 14.6 an organisation is bound by what is signed with "
		    "its keys.");
	LAW_APPEND(&c.arena, notice->giver, authority,
		   law_text(&c.arena, "And by law."));
	expect_said(page_of(notice), "By clause 14.6 an organisation is bound by what "
				     "is signed with its keys. And by law.");
	said->keys_bind_clause = law_text(&c.arena, "7");
	given.serving_index = 1;
	expect_said(compose_notice(&c.arena, &given)->giver->authority[0],
		    "By clause 7 an organisation");
	given.serving_index = 0;
	cr_expect_eq(compose_notice(&c.arena, &given)->giver->n_authority, 0);
}

static const struct {
	SlbRemedyRule rule;
	const char *sentence;
} remedies[] = {
	{ SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_ONLY,
	  "By clause 15.1 a credit is the only remedy for the miss that it is due "
	  "for." },
	{ SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_DEDUCTED,
	  "By clause 15.1 a credit comes beside other remedies, and damages for the "
	  "same miss are less by it." },
	{ SLB_REMEDY_RULE__REMEDY_RULE_CUMULATIVE,
	  "By clause 15.1 a credit comes beside other remedies, and lessens none of "
	  "them." },
};

Test(compose_provisions, say_what_a_credit_leaves_of_other_remedies)
{
	judge_january("1500");
	said->remedies = arena_new(&c.arena, SlbRemedies);
	slb_remedies__init(said->remedies);
	said->remedies->clause = law_text(&c.arena, "15.1");
	for (size_t i = 0; i < ARRAY_SIZE(remedies); i++) {
		said->remedies->rule = remedies[i].rule;
		EXPECT_LINE(compose_notice(&c.arena, &given), reservations, 1,
			    remedies[i].sentence);
	}
}

static const struct {
	SlbSetOffRule rule;
	const char *sentence;
} set_offs[] = {
	{ SLB_SET_OFF_RULE__SET_OFF_RULE_NEXT_INVOICE,
	  "Amounts are net of tax. By clause 15.3 Voicehouse AG deducts a credit from "
	  "its next invoice; this notice names no invoice." },
	{ SLB_SET_OFF_RULE__SET_OFF_RULE_ALLOWED,
	  "Amounts are net of tax. By clause 15.3 Lender plc may set a credit off "
	  "against an invoice of Voicehouse AG; this notice names none, and sets "
	  "nothing off." },
	{ SLB_SET_OFF_RULE__SET_OFF_RULE_EXCLUDED,
	  "Amounts are net of tax. By clause 15.3 a credit is not set off against an "
	  "invoice." },
};

Test(compose_provisions, say_whether_a_credit_is_set_off)
{
	judge_january("1500");
	said->set_off = arena_new(&c.arena, SlbSetOff);
	slb_set_off__init(said->set_off);
	said->set_off->clause = law_text(&c.arena, "15.3");
	for (size_t i = 0; i < ARRAY_SIZE(set_offs); i++) {
		said->set_off->rule = set_offs[i].rule;
		EXPECT_LINE(compose_notice(&c.arena, &given), reservations, 2,
			    set_offs[i].sentence);
	}
}

/* Of contracts signed before there were such terms, and of those with none of them. */
Test(compose_provisions, say_what_the_terms_do_not)
{
	judge_january("1500");
	for (size_t i = 0; i < 2; i++) {
		const SlbNotice *notice;

		c.terms->notices = i == 0 ? NULL : said;
		notice = compose_notice(&c.arena, &given);
		cr_expect_eq(notice->n_delivery, 3);
		EXPECT_LINE(notice, delivery, 1,
			    "The terms name no time at which a notice counts as "
			    "received. Of receipt the log shows what the addressee "
			    "acknowledges in it, and nothing else.");
		EXPECT_LINE(notice, delivery, 2,
			    "The terms name nobody who gets a copy, and no language of "
			    "notices: this one is in English.");
		cr_expect_eq(notice->n_own_performance, 1);
		EXPECT_LINE(notice, own_performance, 0,
			    "The terms name no duty of Lender plc, such as a forecast, "
			    "access or information to be given. Whether it did its "
			    "part is not recorded, and nothing is asserted about it.");
		EXPECT_LINE(notice, required, 1,
			    "The terms name nothing that follows from silence, and no "
			    "time for a cause, a plan or a cure; this notice sets "
			    "none.");
		cr_expect_eq(notice->n_objections, 2);
		EXPECT_LINE(notice, objections, 1,
			    "The terms name no other ground, form or time for an "
			    "objection, and no effect of silence.");
		EXPECT_LINE(notice, reservations, 1,
			    "Whether a credit is exclusive or comes beside other "
			    "remedies, the contract says; the terms do not.");
		EXPECT_LINE(notice, reservations, 2,
			    "Amounts are net of tax. The terms name no invoice against "
			    "which a credit is set off, and this notice names none.");
		cr_expect_eq(notice->n_required, 2);
		cr_expect_eq(notice->n_follow_ups_by_s, 0);
		cr_expect_eq(notice->received_s, 0);
		cr_expect_eq(notice->object_by_s, 0);
	}
}
