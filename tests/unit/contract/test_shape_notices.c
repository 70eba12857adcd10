#include "unit/contract/fixture.h"

#define REFUSES_SUITE shape_notices
#define S             text_of
#define N             (t->notices)

REFUSES(a_law_without_words, INCOMPLETE, "notices.governing_law.words",
	"the law that governs the contract is missing",
	"e.g. words: the laws of England and Wales", N->governing_law->words = S("");)
REFUSES(a_law_of_two_lines, INVALID, "notices.governing_law.words", "not one line", "",
	N->governing_law->words = S("a\nb");)
REFUSES(a_law_without_a_clause, INCOMPLETE, "notices.governing_law.clause",
	"the clause that says so is missing", "e.g. clause: \"14.2\"",
	N->governing_law->clause = S("");)
REFUSES(no_word_on_what_prevails, INCOMPLETE, "notices.precedence.prevailing",
	"what prevails where the terms and the prose differ", "terms, prose",
	N->precedence->prevailing = SLB_PREVAILING__PREVAILING_UNSPECIFIED;)
REFUSES(a_precedence_without_a_clause, INCOMPLETE, "notices.precedence.clause",
	"is missing", "", N->precedence->clause = S("");)
REFUSES(no_language_of_notices, INCOMPLETE, "notices.languages.notices",
	"the language of notices is missing", "e.g. notices: English",
	N->languages->notices = S("");)
REFUSES(a_code_for_a_language, INVALID, "notices.languages.notices",
	"\"de\" is not the English name of a language", "English or German",
	N->languages->notices = S("de");)
REFUSES(a_prevailing_language_before_a, INVALID, "notices.languages.prevailing",
	"\"@German\" is not", "", N->languages->prevailing = S("@German");)
REFUSES(a_prevailing_language_after_z, INVALID, "notices.languages.prevailing",
	"\"[German\" is not", "", N->languages->prevailing = S("[German");)
REFUSES(a_prevailing_language_of_two_lines, INVALID, "notices.languages.prevailing",
	"the language that prevails, \"Ger?man\", is not one line", "",
	N->languages->prevailing = S("Ger\nman");)
REFUSES(languages_without_a_clause, INCOMPLETE, "notices.languages.clause",
	"is missing", "", N->languages->clause = S("");)
REFUSES(a_copy_for_nobody, INCOMPLETE, "notices.copies[0].recipient",
	"who gets the copy is missing", "legal department",
	N->copies[0]->recipient = S("");)
REFUSES(a_copy_without_a_clause, INCOMPLETE, "notices.copies[0].clause", "is missing",
	"", N->copies[0]->clause = S("");)
REFUSES(a_copy_that_goes_nowhere, INCOMPLETE, "notices.copies[0].address",
	"where the copy goes is missing", "medium: email",
	N->copies[0]->address = NULL;)
REFUSES(a_copy_without_an_at, INVALID, "notices.copies[0].address.address",
	"\"legal\" is no e-mail address", "with an @",
	N->copies[0]->address->address = S("legal");)
REFUSES(a_copy_to_the_broker, INVALID, "notices.copies[0].address.medium",
	"where client and centre alone read notices", "email or post",
	N->copies[0]->address->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_BROKER;)
REFUSES(a_receipt_without_a_medium, INCOMPLETE, "notices.receipt[0].medium",
	"by which channel such a notice comes", "broker, email, post",
	N->receipt[0]->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_UNSPECIFIED;)
REFUSES(a_receipt_without_a_delay, INCOMPLETE, "notices.receipt[0].after",
	"how long after it was given a notice counts as received is missing", "amount",
	N->receipt[0]->after = NULL;)
REFUSES(a_receipt_without_a_clause, INCOMPLETE, "notices.receipt[1].clause",
	"is missing", "", N->receipt[1]->clause = S("");)
REFUSES(an_opening_after_days, INVALID, "notices.receipt[0].at_next_opening",
	"its delay is not in hours", "unit: hours",
	N->receipt[0]->after->unit = SLB_DELAY_UNIT__DELAY_UNIT_DAYS;)
REFUSES(a_channel_twice, INVALID, "notices.receipt[1].medium", "one stands twice",
	"broker, email, post", N->receipt[1]->medium = N->receipt[0]->medium;)
REFUSES(channels_out_of_order, INVALID, "notices.receipt[1].medium", "do not ascend",
	"", N->receipt[0]->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST;)
REFUSES(objections_without_a_time, INCOMPLETE, "notices.objections.within",
	"how long there is for an objection is missing", "amount: 5",
	N->objections->within = NULL;)
REFUSES(objections_from_nowhere, INCOMPLETE, "notices.objections.counted_from",
	"from when on the time for an objection is counted", "given, received",
	N->objections->counted_from = SLB_COUNTED_FROM__COUNTED_FROM_UNSPECIFIED;)
REFUSES(grounds_of_two_lines, INVALID, "notices.objections.grounds",
	"the grounds of an objection, \"a?b\", is not one line", "",
	N->objections->grounds = S("a\nb");)
REFUSES(a_form_of_two_lines, INVALID, "notices.objections.form", "not one line", "",
	N->objections->form = S("a\nb");)
REFUSES(no_word_on_silence, INCOMPLETE, "notices.objections.silence",
	"what it does when nobody objects in time",
	"none, figures_agreed, claim_agreed",
	N->objections->silence = SLB_SILENCE_EFFECT__SILENCE_EFFECT_UNSPECIFIED;)
REFUSES(objections_without_a_clause, INCOMPLETE, "notices.objections.clause",
	"is missing", "", N->objections->clause = S("");)
REFUSES(remedies_without_a_rule, INCOMPLETE, "notices.remedies.rule",
	"what a credit leaves of other remedies",
	"credit_only, credit_deducted, cumulative",
	N->remedies->rule = SLB_REMEDY_RULE__REMEDY_RULE_UNSPECIFIED;)
REFUSES(remedies_without_a_clause, INCOMPLETE, "notices.remedies.clause", "is missing",
	"", N->remedies->clause = S("");)
REFUSES(a_set_off_without_a_rule, INCOMPLETE, "notices.set_off.rule",
	"whether a credit is set off", "next_invoice, allowed, excluded",
	N->set_off->rule = SLB_SET_OFF_RULE__SET_OFF_RULE_UNSPECIFIED;)
REFUSES(a_set_off_without_a_clause, INCOMPLETE, "notices.set_off.clause", "is missing",
	"", N->set_off->clause = S("");)
REFUSES(a_duty_without_words, INCOMPLETE, "notices.client_duties[0].words",
	"what the client owes is missing", "a forecast",
	N->client_duties[0]->words = S("");)
REFUSES(a_duty_without_a_clause, INCOMPLETE, "notices.client_duties[0].clause",
	"is missing", "", N->client_duties[0]->clause = S("");)
REFUSES(a_clause_of_keys_of_two_lines, INVALID, "notices.keys_bind_clause",
	"not one line", "", N->keys_bind_clause = S("a\nb");)

REFUSES(a_follow_up_without_words, INCOMPLETE, "notices.follow_ups[0].words",
	"what is owed after a notice is missing", "a plan of correction",
	N->follow_ups[0]->words = S("");)
REFUSES(a_follow_up_without_a_time, INCOMPLETE, "notices.follow_ups[0].within",
	"how long there is for it is missing", "amount: 5",
	N->follow_ups[0]->within = NULL;)
REFUSES(a_follow_up_from_nowhere, INCOMPLETE, "notices.follow_ups[0].counted_from",
	"from when on the time for it is counted", "given, received",
	N->follow_ups[0]->counted_from = SLB_COUNTED_FROM__COUNTED_FROM_UNSPECIFIED;)
REFUSES(a_follow_up_without_a_clause, INCOMPLETE, "notices.follow_ups[0].clause",
	"is missing", "", N->follow_ups[0]->clause = S("");)

Test(shape_notices, takes_each_part_alone_and_nothing_at_all)
{
	SlbTerms *t = fixture_terms();

	expect_passes(t);
	for (size_t part = 0; part < 8; part++) {
		t = fixture_terms();
		if (part == 0)
			N->governing_law = NULL;
		if (part == 1)
			N->precedence = NULL;
		if (part == 2)
			N->languages = NULL;
		if (part == 3)
			N->objections = NULL;
		if (part == 4)
			N->remedies = NULL;
		if (part == 5)
			N->set_off = NULL;
		if (part == 6)
			N->languages->prevailing = S("");
		if (part == 7)
			N->n_copies = 0;
		expect_passes(t);
	}
	slb_notice_terms__init(N);
	expect_passes(t);
}

Test(shape_notices, takes_languages_from_a_to_z)
{
	SlbTerms *t = fixture_terms();

	N->languages->prevailing = S("Amharic");
	expect_passes(t);
	N->languages->prevailing = S("Zulu");
	expect_passes(t);
}

/* The last one that is looked at is looked at, and one more is one too many. */
#define LOOKS_AT(most, list, type, field, last)                                \
	Test(shape_notices, looks_at_##most##_##list##_and_no_more)            \
	{                                                                      \
		SlbTerms *t = fixture_terms();                                 \
		type wanting = *N->list[0];                                    \
		type *many[(most) + 1];                                        \
                                                                               \
		wanting.field = S("");                                         \
		for (size_t i = 0; i <= (most); i++)                           \
			many[i] = N->list[0];                                  \
		many[(most)-1] = &wanting;                                     \
		N->list = many;                                                \
		N->n_##list = (most);                                          \
		expect_refused_only(t, ERR_CONTRACT_INCOMPLETE,                \
				    "notices." #list "[" #last "]." #field,    \
				    "is missing");                             \
		many[(most)-1] = many[0];                                      \
		many[most] = &wanting;                                         \
		N->n_##list = (most) + 1;                                      \
		expect_refused_only(t, ERR_CONTRACT_INVALID, "notices." #list, \
				    "at most " #most " can be");               \
	}

LOOKS_AT(8, copies, SlbNoticeCopy, clause, 7)
LOOKS_AT(8, follow_ups, SlbFollowUp, clause, 7)
LOOKS_AT(16, client_duties, SlbProvision, words, 15)
