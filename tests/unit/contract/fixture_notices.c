#include "unit/contract/fixture_build.h"

NEW(NoticeTerms, notice_terms)
NEW(Provision, provision)
NEW(Precedence, precedence)
NEW(Languages, languages)
NEW(NoticeCopy, notice_copy)
NEW(NoticeAddress, notice_address)
NEW(NoticeReceipt, notice_receipt)
NEW(Objections, objections)
NEW(FollowUp, follow_up)
NEW(Remedies, remedies)
NEW(SetOff, set_off)

static SlbProvision *provision_of(const char *words, const char *clause)
{
	SlbProvision *provision = provision_new();

	provision->words = text_of(words);
	provision->clause = text_of(clause);
	return provision;
}

static SlbNoticeReceipt *receipt_of(SlbNoticeMedium medium, SlbDelay *after)
{
	SlbNoticeReceipt *receipt = notice_receipt_new();

	receipt->medium = medium;
	receipt->after = after;
	receipt->clause = text_of("14.2");
	return receipt;
}

static SlbNoticeCopy *copy_of(const char *recipient, const char *mail)
{
	SlbNoticeCopy *copy = notice_copy_new();

	copy->recipient = text_of(recipient);
	copy->address = notice_address_new();
	copy->address->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL;
	copy->address->address = text_of(mail);
	copy->clause = text_of("14.3");
	return copy;
}

static void set_rules_for_credits(SlbNoticeTerms *notices)
{
	notices->remedies = remedies_new();
	notices->remedies->rule = SLB_REMEDY_RULE__REMEDY_RULE_CREDIT_DEDUCTED;
	notices->remedies->clause = text_of("15.1");
	notices->set_off = set_off_new();
	notices->set_off->rule = SLB_SET_OFF_RULE__SET_OFF_RULE_NEXT_INVOICE;
	notices->set_off->clause = text_of("15.3");
}

static SlbFollowUp *follow_up_of(const char *words)
{
	SlbFollowUp *follow_up = follow_up_new();

	follow_up->words = text_of(words);
	follow_up->within = delay_of(5, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	follow_up->counted_from = SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED;
	follow_up->clause = text_of("14.5");
	return follow_up;
}

void fixture_add_notices(SlbTerms *terms)
{
	SlbNoticeTerms *notices = notice_terms_new();
	SlbNoticeAddress *log = notice_address_new();

	terms->notices = notices;
	log->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER;
	log->address = text_of("centre");
	ADD(terms->parties[1], notice_addresses, log);
	notices->governing_law = provision_of("the laws of England and Wales", "22.1");
	notices->precedence = precedence_new();
	notices->precedence->prevailing = SLB_PREVAILING__PREVAILING_TERMS;
	notices->precedence->clause = text_of("1.4");
	notices->languages = languages_new();
	notices->languages->notices = text_of("English");
	notices->languages->prevailing = text_of("German");
	notices->languages->clause = text_of("22.3");
	ADD(notices, copies, copy_of("the legal department", "legal@holding.example"));
	ADD(notices, receipt,
	    receipt_of(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER,
		       delay_of(4, SLB_DELAY_UNIT__DELAY_UNIT_HOURS)));
	notices->receipt[0]->at_next_opening = true;
	ADD(notices, receipt,
	    receipt_of(SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL,
		       delay_of(2, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS)));
	notices->objections = objections_new();
	notices->objections->within =
		delay_of(10, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS);
	notices->objections->counted_from = SLB_COUNTED_FROM__COUNTED_FROM_RECEIVED;
	notices->objections->grounds = text_of("a wrong figure");
	notices->objections->form = text_of("in writing");
	notices->objections->silence = SLB_SILENCE_EFFECT__SILENCE_EFFECT_NONE;
	notices->objections->clause = text_of("14.4");
	set_rules_for_credits(notices);
	ADD(notices, client_duties,
	    provision_of("a forecast of calls", "Schedule 2, 1"));
	notices->keys_bind_clause = text_of("14.6");
	ADD(notices, follow_ups, follow_up_of("a plan of correction"));
}
