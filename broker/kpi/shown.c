#include "kpi/shown.h"

#include <string.h>

#include "base/ensure.h"
#include "report/words.h"

#define SHARE_DECIMALS  2
#define BESIDE_DECIMALS 2

enum rounding rounding_of_terms(SlbRounding rounding)
{
	static const enum rounding roundings[] = {
		[SLB_ROUNDING__ROUNDING_HALF_UP] = ROUND_HALF_UP,
		[SLB_ROUNDING__ROUNDING_HALF_EVEN] = ROUND_HALF_EVEN,
		[SLB_ROUNDING__ROUNDING_DOWN] = ROUND_DOWN,
		[SLB_ROUNDING__ROUNDING_UP] = ROUND_UP,
	};

	ensure(rounding >= SLB_ROUNDING__ROUNDING_HALF_UP &&
	       rounding <= SLB_ROUNDING__ROUNDING_UP);
	return roundings[rounding];
}

static int sign_of(int order)
{
	return (order > 0) - (order < 0);
}

static bool compares_alike(struct ratio shown, struct ratio value,
			   const struct shown_rule *rule)
{
	for (size_t i = 0; i < rule->bound_count; i++) {
		if (sign_of(ratio_compare(shown, rule->bounds[i])) !=
		    sign_of(ratio_compare(value, rule->bounds[i])))
			return false;
	}
	return true;
}

char *shown_number(struct arena *arena, struct ratio value,
		   const struct shown_rule *rule)
{
	for (unsigned decimals = rule->decimals; decimals <= SHOWN_DECIMALS_MAX;
	     decimals++) {
		struct ratio shown =
			ratio_round_to(arena, value, decimals, rule->rounding);

		if (compares_alike(shown, value, rule))
			return words_grouped(
				arena,
				ratio_decimal(arena, shown, decimals, ROUND_DOWN));
	}
	return words_grouped(arena, ratio_text(arena, value));
}

char *shown_exact(struct arena *arena, struct ratio value)
{
	const struct shown_rule rule = { .rounding = ROUND_DOWN,
					 .bounds = { value },
					 .bound_count = 1 };

	return shown_number(arena, value, &rule);
}

char *shown_beside(struct arena *arena, struct ratio value, struct ratio other)
{
	const struct shown_rule rule = { .decimals = BESIDE_DECIMALS,
					 .rounding = ROUND_DOWN,
					 .bounds = { other },
					 .bound_count = 1 };
	char *exact = shown_exact(arena, value);

	if (strchr(exact, '/') == NULL)
		return exact;
	return arena_printf(arena, "%s (exactly %s)", shown_number(arena, value, &rule),
			    exact);
}

const char *shown_unit(SlbKpiUnit unit)
{
	static const char *const units[] = {
		[SLB_KPI_UNIT__KPI_UNIT_PERCENT] = " %",
		[SLB_KPI_UNIT__KPI_UNIT_POINTS] = " points",
		[SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND] = " per 1,000",
		[SLB_KPI_UNIT__KPI_UNIT_SECONDS] = " s",
		[SLB_KPI_UNIT__KPI_UNIT_NUMBER] = "",
	};

	ensure(unit >= SLB_KPI_UNIT__KPI_UNIT_PERCENT &&
	       unit <= SLB_KPI_UNIT__KPI_UNIT_NUMBER);
	return units[unit];
}

char *shown_share(struct arena *arena, struct ratio part, struct ratio whole)
{
	const struct shown_rule rule = {
		.decimals = SHARE_DECIMALS,
		.rounding = ROUND_HALF_UP,
		.bounds = { ratio_int(0), ratio_int(100) },
		.bound_count = 2,
	};
	struct ratio percent =
		ratio_mul(arena, ratio_div(arena, part, whole), ratio_int(100));

	return arena_printf(arena, "%s %%", shown_number(arena, percent, &rule));
}
