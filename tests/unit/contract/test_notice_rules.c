#include "unit/contract/fixture.h"

#define REFUSES_SUITE notice_rules
#define S             text_of
#define N             (t->notices)

REFUSES(receipt_where_the_centre_has_no_address, INVALID, "notices.receipt[0].medium",
	"the centre has no address for notices in it",
	"notice_addresses:", t->parties[1]->n_notice_addresses = 1;)
REFUSES(receipt_by_a_channel_of_the_client, INVALID, "notices.receipt[1].medium",
	"the centre has no address", "",
	t->parties[0]->notice_addresses[0]->medium =
		SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST;
	N->receipt[1]->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_POST;)
REFUSES(an_opening_without_hours, INCOMPLETE, "notices.receipt[0].at_next_opening",
	"does not say when business hours are", "leave at_next_opening: out",
	t->business_hours = NULL;)
REFUSES(objections_from_a_receipt_by_mail, INCOMPLETE,
	"notices.objections.counted_from",
	"does not say when a notice in the broker's log counts as received",
	"counted_from: given", N->receipt++;
	N->n_receipt--;)
REFUSES(a_follow_up_from_no_receipt, INCOMPLETE, "notices.follow_ups[0].counted_from",
	"this time runs from receipt", "", N->n_receipt = 0;)
REFUSES(objections_from_no_receipt, INCOMPLETE, "notices.objections.counted_from",
	"does not say when", "", N->n_receipt = 0;)

Test(notice_rules, times_need_no_receipt_when_counted_from_the_giving)
{
	SlbTerms *t = fixture_terms();

	N->n_receipt = 0;
	N->objections->counted_from = SLB_COUNTED_FROM__COUNTED_FROM_GIVEN;
	N->follow_ups[0]->counted_from = SLB_COUNTED_FROM__COUNTED_FROM_GIVEN;
	expect_passes(t);
}

Test(notice_rules, take_one_receipt_of_a_centre_that_stands_first)
{
	SlbTerms *t = fixture_terms();
	SlbParty *client = t->parties[0];

	t->parties[0] = t->parties[1];
	t->parties[1] = client;
	N->n_receipt = 1;
	expect_passes(t);
}

Test(notice_rules, warn_of_rules_for_credits_that_nobody_has)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->credit = NULL;
	t->kpis[2]->credit = NULL;
	t->money = NULL;
	expect_warned(t, "notices.remedies", "no KPI has one");
	expect_warned(t, "notices.set_off", "no KPI has one");
}

Test(notice_rules, warn_of_a_language_that_the_broker_does_not_write)
{
	SlbTerms *t = fixture_terms();

	N->languages->notices = S("German");
	expect_warned(t, "notices.languages.notices",
		      "notices are to be in \"German\", and the broker writes them in "
		      "English");
}
