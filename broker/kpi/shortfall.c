#include "kpi/shortfall.h"

#include "kpi/shown.h"
#include "report/words.h"

/* Higher is better, or the value is below its band. */
static bool lacks_more(const struct formula *formula, struct ratio value)
{
	const SlbComparator comparator = formula->kpi->comparator;

	if (comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN)
		return ratio_compare(value, formula->target) < 0;
	return comparator == SLB_COMPARATOR__COMPARATOR_AT_LEAST ||
	       comparator == SLB_COMPARATOR__COMPARATOR_MORE_THAN;
}

/*
 * The numerator at which the bound is met exactly is bound x d / f.  What lacks to reach
 * it is rounded up; where to reach it is not enough, the next whole number is taken.
 */
static struct ratio contacts_lacking(struct arena *arena, const struct formula *formula,
				     const struct value *value,
				     const struct shortfall *shortfall)
{
	const SlbComparator comparator = formula->kpi->comparator;
	struct ratio wanted =
		ratio_div(arena, ratio_mul(arena, shortfall->bound, value->denominator),
			  formula->factor);
	struct ratio lacking = shortfall->is_below
				       ? ratio_sub(arena, wanted, value->numerator)
				       : ratio_sub(arena, value->numerator, wanted);

	if (comparator == SLB_COMPARATOR__COMPARATOR_MORE_THAN ||
	    comparator == SLB_COMPARATOR__COMPARATOR_LESS_THAN)
		return ratio_add(arena, ratio_round_to(arena, lacking, 0, ROUND_FLOOR),
				 ratio_int(1));
	return ratio_round_to(arena, lacking, 0, ROUND_CEILING);
}

struct shortfall shortfall_of(struct arena *arena, const struct evaluation *evaluation)
{
	const struct formula *formula = evaluation->formula;
	const struct value *value = &evaluation->value;
	struct shortfall shortfall = { .bound = formula->target };

	shortfall.is_below = lacks_more(formula, value->number);
	if (formula->kpi->comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN &&
	    !shortfall.is_below)
		shortfall.bound = formula->target_upper;
	shortfall.distance = shortfall.is_below
				     ? ratio_sub(arena, shortfall.bound, value->number)
				     : ratio_sub(arena, value->number, shortfall.bound);
	shortfall.has_contacts = value->has_parts &&
				 ratio_sign(value->denominator) > 0 &&
				 formula->kpi->numerator_title[0] != '\0';
	if (shortfall.has_contacts)
		shortfall.contacts =
			contacts_lacking(arena, formula, value, &shortfall);
	return shortfall;
}

/* "148 more answered within 20 s were needed". */
static char *contacts_sentence(struct arena *arena, const SlbKpi *kpi,
			       const struct shortfall *shortfall)
{
	bool is_one = ratio_compare(shortfall->contacts, ratio_int(1)) == 0;

	return arena_printf(
		arena, "%s %s %s %s needed",
		words_grouped(arena, ratio_text(arena, shortfall->contacts)),
		shortfall->is_below ? "more" : "fewer", kpi->numerator_title,
		is_one ? "was" : "were");
}

/* "the value is 4.2 s above the target of at most 30 s". */
static char *distance_sentence(struct arena *arena, const SlbKpi *kpi,
			       const struct shortfall *shortfall)
{
	const struct shown_rule rule = {
		.decimals = kpi->display_decimals,
		.rounding = rounding_of_terms(kpi->display_rounding),
		.bounds = { ratio_int(0) },
		.bound_count = 1,
	};
	const char *unit = shown_unit(kpi->unit);

	if (ratio_sign(shortfall->distance) == 0)
		return arena_printf(arena, "the value lies on the target of %s %s%s",
				    comparator_words(kpi->comparator), kpi->target,
				    unit);
	return arena_printf(arena, "the value is %s%s %s the target",
			    shown_number(arena, shortfall->distance, &rule),
			    kpi->unit == SLB_KPI_UNIT__KPI_UNIT_PERCENT ? " points"
									: unit,
			    shortfall->is_below ? "below" : "above");
}

SlbShortfall *shortfall_message(struct arena *arena,
				const struct evaluation *evaluation,
				const struct shortfall *shortfall)
{
	const SlbKpi *kpi = evaluation->formula->kpi;
	SlbShortfall *message = arena_new(arena, SlbShortfall);

	slb_shortfall__init(message);
	message->distance = ratio_text(arena, shortfall->distance);
	if (shortfall->has_contacts) {
		message->contacts = ratio_text(arena, shortfall->contacts);
		message->sentence = contacts_sentence(arena, kpi, shortfall);
	} else {
		message->sentence = distance_sentence(arena, kpi, shortfall);
	}
	return message;
}
