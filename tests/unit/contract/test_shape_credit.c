#include "unit/contract/fixture.h"

#define REFUSES_SUITE shape_credit
#define S             text_of

REFUSES(a_credit_without_tiers, INCOMPLETE, "kpis[0].credit.tiers", "there is no tier",
	"1 to 16", t->kpis[0]->credit->n_tiers = 0;)
REFUSES(seventeen_tiers, INVALID, "kpis[0].credit.tiers", "17", "1 to 16",
	SlbCreditTier *list[17];
	for (size_t i = 0; i < 17; i++) list[i] = t->kpis[0]->credit->tiers[1];
	t->kpis[0]->credit->tiers = list; t->kpis[0]->credit->n_tiers = 17;)
REFUSES(a_first_tier_with_a_bound, INVALID, "kpis[0].credit.tiers[0].worse_than",
	"the first tier begins where the target is missed", "leave worse_than: out",
	t->kpis[0]->credit->tiers[0]->worse_than = S("79");)
REFUSES(a_first_tier_with_a_bound_of_one_digit, INVALID,
	"kpis[0].credit.tiers[0].worse_than", "not at \"7\"", "",
	t->kpis[0]->credit->tiers[0]->worse_than = S("7");)
REFUSES(a_second_tier_without_a_bound, INCOMPLETE, "kpis[0].credit.tiers[1].worse_than",
	"beyond which the tier holds is missing", "",
	t->kpis[0]->credit->tiers[1]->worse_than = S("");)
REFUSES(a_tier_that_costs_nothing, INCOMPLETE, "kpis[0].credit.tiers[0]",
	"does not say what it costs", "amount_minor:",
	t->kpis[0]->credit->tiers[0]->amount_case = SLB_CREDIT_TIER__AMOUNT__NOT_SET;)
REFUSES(an_amount_of_0, INCOMPLETE, "kpis[0].credit.tiers[1].amount_minor",
	"the amount of the credit is missing", "168000",
	t->kpis[0]->credit->tiers[1]->amount_minor = 0;)
REFUSES(an_amount_beyond_measure, INVALID, "kpis[0].credit.tiers[1].amount_minor",
	"10^15", "", t->kpis[0]->credit->tiers[1]->amount_minor = 1000000000000001;)
REFUSES(an_amount_per_unit_of_0, INCOMPLETE,
	"kpis[0].credit.tiers[2].amount_minor_per_unit", "is missing", "",
	t->kpis[0]->credit->tiers[2]->amount_minor_per_unit = 0;)
REFUSES(no_percentage, INCOMPLETE, "kpis[0].credit.tiers[0].percent_of_charges",
	"share of the charges is missing", "",
	t->kpis[0]->credit->tiers[0]->percent_of_charges = S("");)
REFUSES(a_percentage_of_0, INVALID, "kpis[0].credit.tiers[0].percent_of_charges",
	"\"0\"", "above 0", t->kpis[0]->credit->tiers[0]->percent_of_charges = S("0");)
REFUSES(a_percentage_above_100, INVALID, "kpis[0].credit.tiers[0].percent_of_charges",
	"\"100.01\"", "at most 100",
	t->kpis[0]->credit->tiers[0]->percent_of_charges = S("100.01");)
REFUSES(a_deemed_tier_of_another_edition, INVALID, "kpis[0].credit.when_deemed_missed",
	"9 is no value", "first, last, none",
	t->kpis[0]->credit->when_deemed_missed = (SlbDeemedTier)9;)

Test(shape_credit, takes_all_of_the_charges_and_the_largest_amount)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->credit->tiers[0]->percent_of_charges = S("100");
	t->kpis[0]->credit->tiers[1]->amount_minor = 1000000000000000;
	t->kpis[0]->credit->tiers[2]->amount_minor_per_unit = 1;
	expect_passes(t);
}
