#include "kpi/value.h"

#include "base/ensure.h"

const char *lack_words(enum lack lack)
{
	static const char *const words[] = {
		[LACKS_NOTHING] = "",
		[LACKS_VOLUME] = "no volume",
		[LACKS_AGREEMENT] = "contradictory",
		[LACKS_MEASUREMENT] = "not measured",
	};

	return words[lack];
}

bool comparator_holds(SlbComparator comparator, struct ratio value, struct ratio target)
{
	int order = ratio_compare(value, target);

	if (comparator == SLB_COMPARATOR__COMPARATOR_AT_LEAST)
		return order >= 0;
	if (comparator == SLB_COMPARATOR__COMPARATOR_MORE_THAN)
		return order > 0;
	if (comparator == SLB_COMPARATOR__COMPARATOR_AT_MOST)
		return order <= 0;
	ensure(comparator == SLB_COMPARATOR__COMPARATOR_LESS_THAN);
	return order < 0;
}

bool comparator_met(SlbComparator comparator, struct ratio value, struct ratio target,
		    struct ratio target_upper)
{
	if (comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN)
		return ratio_compare(value, target) >= 0 &&
		       ratio_compare(value, target_upper) <= 0;
	return comparator_holds(comparator, value, target);
}

const char *comparator_words(SlbComparator comparator)
{
	static const char *const words[] = {
		[SLB_COMPARATOR__COMPARATOR_AT_LEAST] = "at least",
		[SLB_COMPARATOR__COMPARATOR_MORE_THAN] = "more than",
		[SLB_COMPARATOR__COMPARATOR_AT_MOST] = "at most",
		[SLB_COMPARATOR__COMPARATOR_LESS_THAN] = "less than",
		[SLB_COMPARATOR__COMPARATOR_BETWEEN] = "between",
	};

	ensure(comparator >= SLB_COMPARATOR__COMPARATOR_AT_LEAST &&
	       comparator <= SLB_COMPARATOR__COMPARATOR_BETWEEN);
	return words[comparator];
}

struct ratio decimal_of_terms(struct arena *arena, const char *text)
{
	struct ratio number = ratio_int(1);

	if (*text != '\0')
		ensure(ratio_parse_decimal(arena, bytes_of_string(text), &number,
					   NULL));
	return number;
}
