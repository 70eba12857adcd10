#include "unit/contract/fixture.h"

#define REFUSES_SUITE credits
#define S             text_of
#define LEVEL         (t->kpis[0])

REFUSES(a_tier_that_begins_at_the_target, INVALID, "kpis[0].credit.tiers[1].worse_than",
	"the tier beyond 80 is not worse", "each bound lower",
	LEVEL->credit->tiers[1]->worse_than = S("80");)
REFUSES(a_tier_on_the_met_side, INVALID, "kpis[0].credit.tiers[1].worse_than",
	"the tier beyond 85 is not worse", "from least to worst",
	LEVEL->credit->tiers[1]->worse_than = S("85");)
REFUSES(tiers_out_of_order, INVALID, "kpis[0].credit.tiers[2].worse_than",
	"the tier beyond 76 is not worse", "",
	LEVEL->credit->tiers[2]->worse_than = S("76");)
REFUSES(a_lower_tier_where_higher_is_worse, INVALID,
	"kpis[0].credit.tiers[1].worse_than", "the tier beyond 75 is not worse",
	"each bound higher", LEVEL->comparator = SLB_COMPARATOR__COMPARATOR_AT_MOST;)
REFUSES(a_tier_at_the_target_of_more_than, INVALID,
	"kpis[0].credit.tiers[1].worse_than", "the tier beyond 80", "lower",
	LEVEL->comparator = SLB_COMPARATOR__COMPARATOR_MORE_THAN;
	LEVEL->credit->tiers[1]->worse_than = S("80");)
REFUSES(a_band_with_two_tiers, INVALID, "kpis[2].credit.tiers",
	"missed on two sides, and 2 tiers", "write one tier",
	SlbCreditTier *list[2] = { t->kpis[2]->credit->tiers[0],
				   LEVEL->credit->tiers[1] };
	t->kpis[2]->credit->tiers = list; t->kpis[2]->credit->n_tiers = 2;)
REFUSES(deemed_missed_without_a_tier, INCOMPLETE, "kpis[0].credit.when_deemed_missed",
	"which credit is then due", "first, last or none",
	LEVEL->credit->when_deemed_missed = SLB_DEEMED_TIER__DEEMED_TIER_UNSPECIFIED;)
REFUSES(deemed_missed_by_an_unknown_distance, INVALID,
	"kpis[0].credit.when_deemed_missed", "the distance", "none",
	LEVEL->credit->when_deemed_missed = SLB_DEEMED_TIER__DEEMED_TIER_LAST;)
REFUSES(deemed_missed_by_the_unknown_distance_of_the_first, INVALID,
	"kpis[0].credit.when_deemed_missed", "the distance", "none",
	LEVEL->credit->tiers[0]->amount_case =
		SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT;
	LEVEL->credit->tiers[0]->amount_minor_per_unit = 1;)
REFUSES(a_percentage_of_charges_unsaid, INCOMPLETE, "kpis[0].credit.tiers[0]",
	"a percentage of the period's charges",
	"period_charges_minor:", t->money->period_charges_minor = 0;)
REFUSES(a_credit_by_distance_without_a_cap, INCOMPLETE, "kpis[2].credit.tiers[0]",
	"does not say where it stops",
	"period_cap_minor:", t->money->period_cap_minor = 0;)
REFUSES(a_third_tier_by_distance_without_a_cap, INCOMPLETE, "kpis[0].credit.tiers[2]",
	"does not say where it stops", "", t->money->period_cap_minor = 0;)
REFUSES(a_tier_at_the_target_where_higher_is_worse, INVALID,
	"kpis[0].credit.tiers[1].worse_than", "the tier beyond 80 is not worse",
	"each bound higher", LEVEL->comparator = SLB_COMPARATOR__COMPARATOR_LESS_THAN;
	LEVEL->credit->tiers[1]->worse_than = S("80");)
REFUSES(a_credit_of_information, INVALID, "kpis[0].credit", "for information",
	"standard or critical", LEVEL->severity = SLB_SEVERITY__SEVERITY_INFORMATION;)
REFUSES(credits_without_money, INCOMPLETE, "money", "in which currency",
	"currency:", t->money = NULL;)
REFUSES(a_later_credit_without_money, INCOMPLETE, "money", "in which currency", "",
	t->money = NULL;
	LEVEL->credit = NULL;)

Test(credits, takes_tiers_that_rise_and_a_comparator_that_was_refused_before)
{
	SlbTerms *t = fixture_terms();

	LEVEL->comparator = SLB_COMPARATOR__COMPARATOR_LESS_THAN;
	LEVEL->credit->tiers[1]->worse_than = S("80.5");
	LEVEL->credit->tiers[2]->worse_than = S("81");
	expect_passes(t);
	LEVEL->comparator = SLB_COMPARATOR__COMPARATOR_UNSPECIFIED;
	expect_refused(t, ERR_CONTRACT_INCOMPLETE, "kpis[0].comparator", "", "");
	cr_assert_eq(fixture_diag.error_count, 1);
}

Test(credits, takes_deemed_misses_that_cost_nothing_or_a_fixed_amount)
{
	SlbTerms *t = fixture_terms();

	LEVEL->credit->when_deemed_missed = SLB_DEEMED_TIER__DEEMED_TIER_NONE;
	expect_passes(t);
	LEVEL->credit->when_deemed_missed = SLB_DEEMED_TIER__DEEMED_TIER_LAST;
	LEVEL->credit->n_tiers = 2;
	expect_passes(t);
}

Test(credits, needs_no_base_where_amounts_are_fixed)
{
	SlbTerms *t = fixture_terms();

	LEVEL->credit->tiers[0] = LEVEL->credit->tiers[1];
	LEVEL->credit->tiers[0]->worse_than = S("");
	LEVEL->credit->n_tiers = 1;
	t->kpis[2]->credit = NULL;
	t->money->period_charges_minor = 0;
	t->money->period_cap_minor = 0;
	expect_passes(t);
}

Test(credits, warns_of_a_credit_that_is_only_reported)
{
	SlbTerms *t = fixture_terms();

	LEVEL->serving->mode = SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY;
	expect_warned(t, "kpis[0].credit", "is only reported");
}

Test(credits, warns_of_money_without_credits)
{
	SlbTerms *t = fixture_terms();

	LEVEL->credit = NULL;
	t->kpis[2]->credit = NULL;
	expect_warned(t, "money", "no KPI has a credit");
	t->money = NULL;
	t->notices = NULL;
	diag_init(&fixture_diag, ARENA);
	expect_passes(t);
}

struct digits_row {
	const char *currency;
	uint32_t digits;
	const char *text; /* NULL: passes */
};

static const struct digits_row digits_rows[] = {
	{ "EUR", 2, NULL },
	{ "EUR", 0, "amounts have 0 digits behind the point, and EUR has 2" },
	{ "AUD", 3, "and AUD has 2" },
	{ "JPY", 0, NULL },
	{ "JPY", 2, "and JPY has 0" },
	{ "KWD", 2, "and KWD has 3" },
	{ "TND", 2, "and TND has 3" },
	{ "XTS", 4, NULL },
};

Test(credits, warns_of_digits_that_the_currency_does_not_have)
{
	for (size_t i = 0; i < ARRAY_SIZE(digits_rows); i++) {
		SlbTerms *t = fixture_terms();

		t->money->currency = S(digits_rows[i].currency);
		t->money->minor_digits = digits_rows[i].digits;
		if (digits_rows[i].text == NULL)
			expect_passes(t);
		else
			expect_warned(t, "money.minor_digits", digits_rows[i].text);
	}
}

/* ISO 4217. */
static const char *const currencies_by_digits[] = {
	[0] = "JPY KRW VND",
	[2] = "AUD BGN BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF INR MXN NOK NZD PHP PLN "
	      "RON SEK SGD TRY USD ZAR",
	[3] = "BHD JOD KWD OMR TND",
};

static void check_digits_of(const char *currency, uint32_t digits)
{
	SlbTerms *t = fixture_terms();

	t->money->currency = arena_strndup(ARENA, currency, 3);
	t->money->minor_digits = digits;
	expect_passes(t);
	t->money->minor_digits = digits + 1;
	expect_warned(t, "money.minor_digits",
		      arena_printf(ARENA,
				   "amounts have %u digits behind the point, and %.3s "
				   "has %u",
				   (unsigned)digits + 1, currency, (unsigned)digits));
}

Test(credits, knows_the_digits_of_currencies)
{
	for (uint32_t digits = 0; digits < ARRAY_SIZE(currencies_by_digits); digits++) {
		const char *list = currencies_by_digits[digits];

		for (; list != NULL && *list != '\0'; list += strspn(list + 3, " ") + 3)
			check_digits_of(list, digits);
	}
}
