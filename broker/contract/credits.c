#include <string.h>

#include "contract/need.h"
#include "contract/rules.h"
#include "kpi/value.h"

static bool is_lower_worse(const SlbKpi *kpi)
{
	return kpi->comparator == SLB_COMPARATOR__COMPARATOR_AT_LEAST ||
	       kpi->comparator == SLB_COMPARATOR__COMPARATOR_MORE_THAN;
}

static void check_tier_order(struct inquiry *inquiry, const SlbKpi *kpi,
			     const struct path *credit)
{
	struct ratio before = decimal_of_terms(inquiry->arena, kpi->target);
	bool lower = is_lower_worse(kpi);

	for (size_t i = 1; i < kpi->credit->n_tiers; i++) {
		const SlbCreditTier *tier = kpi->credit->tiers[i];
		struct path item = path_item(credit, "tiers", i);
		struct path field = path_field(&item, "worse_than");
		struct ratio bound = decimal_of_terms(inquiry->arena, tier->worse_than);
		int order = ratio_compare(bound, before);

		if (lower ? order >= 0 : order <= 0) {
			say(inquiry, CLASHES, &field,
			    "the tier beyond %s is not worse than what stands before "
			    "it",
			    tier->worse_than);
			diag_hint(inquiry->diag,
				  "write the tiers from least to worst, each bound %s "
				  "than the target and than the one before",
				  lower ? "lower" : "higher");
			return;
		}
		before = bound;
	}
}

static void check_tiers(struct inquiry *inquiry, const SlbKpi *kpi,
			const struct path *credit)
{
	struct path tiers = path_field(credit, "tiers");

	if (kpi->comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN) {
		if (kpi->credit->n_tiers == 1)
			return;
		say(inquiry, CLASHES, &tiers,
		    "the KPI has a band, which can be missed on two sides, and %zu "
		    "tiers",
		    kpi->credit->n_tiers);
		diag_hint(inquiry->diag, "write one tier; amount_minor_per_unit: grows "
					 "with the distance from the band");
		return;
	}
	if (kpi->comparator != SLB_COMPARATOR__COMPARATOR_UNSPECIFIED)
		check_tier_order(inquiry, kpi, credit);
}

static void check_deemed(struct inquiry *inquiry, const SlbKpi *kpi,
			 const struct path *credit)
{
	const SlbCredit *said = kpi->credit;
	struct path field = path_field(credit, "when_deemed_missed");
	const SlbCreditTier *tier;

	if (kpi->missing != SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED)
		return;
	if (said->when_deemed_missed == SLB_DEEMED_TIER__DEEMED_TIER_UNSPECIFIED) {
		say(inquiry, UNSAID, &field,
		    "a missing report makes the KPI deemed missed, and the contract "
		    "does not say which credit is then due");
		diag_hint(inquiry->diag,
			  "write when_deemed_missed: first, last or none");
		return;
	}
	if (said->when_deemed_missed == SLB_DEEMED_TIER__DEEMED_TIER_NONE)
		return;
	tier = said->tiers[said->when_deemed_missed ==
					   SLB_DEEMED_TIER__DEEMED_TIER_FIRST
				   ? 0
				   : said->n_tiers - 1];
	if (tier->amount_case != SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT)
		return;
	say(inquiry, CLASHES, &field,
	    "a KPI deemed missed has no value, so the distance that this tier is paid "
	    "by is not known");
	diag_hint(inquiry->diag, "write when_deemed_missed: none, or point to a tier "
				 "with a fixed amount or a percentage");
}

static void check_bases(struct inquiry *inquiry, const SlbKpi *kpi,
			const struct path *credit)
{
	const SlbMoney *money = inquiry->terms->money;

	for (size_t i = 0; i < kpi->credit->n_tiers && money != NULL; i++) {
		SlbCreditTier__AmountCase by = kpi->credit->tiers[i]->amount_case;
		struct path item = path_item(credit, "tiers", i);

		if (by == SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES &&
		    money->period_charges_minor == 0) {
			say(inquiry, UNSAID, &item,
			    "the credit is a percentage of the period's charges, which "
			    "the contract does not say");
			diag_hint(inquiry->diag,
				  "write money: period_charges_minor: with the charges "
				  "of a whole period in minor units");
		}
		if (by == SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT &&
		    money->period_cap_minor == 0) {
			say(inquiry, UNSAID, &item,
			    "the credit grows with the distance from the target, and "
			    "the contract does not say where it stops");
			diag_hint(inquiry->diag,
				  "write money: period_cap_minor: with the most that "
				  "one period may cost");
		}
	}
}

void rules_credit(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path)
{
	struct path credit = path_field(path, "credit");

	if (kpi->credit == NULL)
		return;
	check_tiers(inquiry, kpi, &credit);
	check_deemed(inquiry, kpi, &credit);
	check_bases(inquiry, kpi, &credit);
	if (kpi->severity == SLB_SEVERITY__SEVERITY_INFORMATION) {
		say(inquiry, CLASHES, &credit,
		    "the KPI is for information, and yet a miss costs something");
		diag_hint(inquiry->diag,
			  "write severity: standard or critical, or take credit: out");
	}
	if (kpi->serving->mode == SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY) {
		say(inquiry, WARNED, &credit,
		    "a miss costs something, but is only reported and never noticed "
		    "to the centre");
		diag_hint(inquiry->diag,
			  "credits that nobody claims are lost: write serving: mode: "
			  "on_decision or automatic");
	}
}

/* ISO 4217, of the currencies that contracts are mostly in. */
static const struct currency {
	const char *code;
	uint32_t minor_digits;
} currencies[] = {
	{ "AUD", 2 }, { "BGN", 2 }, { "BRL", 2 }, { "CAD", 2 }, { "CHF", 2 },
	{ "CNY", 2 }, { "CZK", 2 }, { "DKK", 2 }, { "EUR", 2 }, { "GBP", 2 },
	{ "HKD", 2 }, { "HUF", 2 }, { "INR", 2 }, { "MXN", 2 }, { "NOK", 2 },
	{ "NZD", 2 }, { "PHP", 2 }, { "PLN", 2 }, { "RON", 2 }, { "SEK", 2 },
	{ "SGD", 2 }, { "TRY", 2 }, { "USD", 2 }, { "ZAR", 2 }, { "JPY", 0 },
	{ "KRW", 0 }, { "VND", 0 }, { "BHD", 3 }, { "JOD", 3 }, { "KWD", 3 },
	{ "OMR", 3 }, { "TND", 3 },
};

static void check_digits(struct inquiry *inquiry, const SlbMoney *money)
{
	struct path path = path_field(NULL, "money");
	struct path field = path_field(&path, "minor_digits");

	for (size_t i = 0; i < ARRAY_SIZE(currencies); i++) {
		const struct currency *known = &currencies[i];

		if (strcmp(known->code, money->currency) != 0 ||
		    known->minor_digits == money->minor_digits)
			continue;
		say(inquiry, WARNED, &field,
		    "amounts have %u digits behind the point, and %s has %u",
		    (unsigned)money->minor_digits, known->code,
		    (unsigned)known->minor_digits);
		diag_hint(inquiry->diag, "write minor_digits: %u",
			  (unsigned)known->minor_digits);
	}
}

void rules_money(struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;
	struct path path = path_field(NULL, "money");
	bool has_credit = false;

	if (terms->money != NULL)
		check_digits(inquiry, terms->money);
	for (size_t i = 0; i < terms->n_kpis; i++)
		has_credit |= terms->kpis[i]->credit != NULL;
	if (has_credit && terms->money == NULL) {
		say(inquiry, MISSING, &path,
		    "a KPI has a credit, and the contract does not say in which "
		    "currency and how it is rounded");
		diag_hint(inquiry->diag, "write money: with currency:, minor_digits:, "
					 "rounding: and combination:");
	}
	if (!has_credit && terms->money != NULL) {
		say(inquiry, WARNED, &path,
		    "there are rules for money, but no KPI has a credit");
		diag_hint(inquiry->diag, "add credit: to a KPI, or take money: out");
	}
}
