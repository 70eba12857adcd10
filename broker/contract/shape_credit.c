#include "contract/need.h"
#include "contract/shape.h"

#define TIERS_MAX 16

static void shape_amount(struct inquiry *inquiry, const SlbCreditTier *tier,
			 const struct path *path)
{
	struct path amount = path_field(path, "amount_minor");
	struct path percent = path_field(path, "percent_of_charges");
	struct path per_unit = path_field(path, "amount_minor_per_unit");
	struct ratio share;

	switch ((int)tier->amount_case) {
	case SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR:
		need_amount(inquiry, &amount, tier->amount_minor,
			    "the amount of the credit");
		return;
	case SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES:
		if (!need_decimal(inquiry, &percent, tier->percent_of_charges,
				  "the share of the charges", &share) ||
		    (ratio_sign(share) > 0 &&
		     ratio_compare(share, ratio_int(100)) <= 0))
			return;
		say(inquiry, WRONG, &percent, "a credit of %s %% of charges cannot be",
		    shown(tier->percent_of_charges).chars);
		diag_hint(inquiry->diag, "write a percentage above 0, at most 100");
		return;
	case SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT:
		need_amount(inquiry, &per_unit, tier->amount_minor_per_unit,
			    "the amount for each unit of distance");
		return;
	default:
		say(inquiry, MISSING, path, "the tier does not say what it costs");
		diag_hint(inquiry->diag, "write amount_minor:, percent_of_charges: or "
					 "amount_minor_per_unit:");
	}
}

static void shape_tier(struct inquiry *inquiry, const SlbCreditTier *tier, bool first,
		       const struct path *path)
{
	struct path worse_than = path_field(path, "worse_than");
	struct ratio bound;

	shape_amount(inquiry, tier, path);
	if (!first) {
		need_decimal(inquiry, &worse_than, tier->worse_than,
			     "the bound beyond which the tier holds", &bound);
		return;
	}
	if (tier->worse_than[0] == '\0')
		return;
	say(inquiry, WRONG, &worse_than,
	    "the first tier begins where the target is missed, not at %s",
	    shown(tier->worse_than).chars);
	diag_hint(inquiry->diag, "leave worse_than: out of the first tier");
}

void shape_credit(struct inquiry *inquiry, const SlbCredit *credit,
		  const struct path *path)
{
	struct path tiers = path_field(path, "tiers");
	struct path deemed = path_field(path, "when_deemed_missed");

	if (need_count(inquiry, &tiers, credit->n_tiers, TIERS_MAX, "tier")) {
		for (size_t i = 0; i < credit->n_tiers; i++) {
			struct path item = path_item(path, "tiers", i);

			shape_tier(inquiry, credit->tiers[i], i == 0, &item);
		}
	}
	if (credit->when_deemed_missed != 0)
		need_choice(inquiry, &deemed, (int)credit->when_deemed_missed,
			    &slb_deemed_tier__descriptor,
			    "which tier a KPI deemed missed falls into");
}
