#include <string.h>

#include "contract/rules.h"
#include "contract/shape.h"
#include "kpi/value.h"

/* Weights are the only way to a value below zero. */
static bool has_negative_weight(const SlbKpi *kpi)
{
	for (size_t i = 0; i < kpi->n_steps; i++) {
		struct term_list lists[STEP_TERM_LISTS_MAX];
		size_t count = step_term_lists(kpi->steps[i], lists);

		for (size_t l = 0; l < count; l++) {
			for (size_t t = 0; t < lists[l].count; t++) {
				if (lists[l].terms[t]->weight[0] == '-')
					return true;
			}
		}
	}
	return false;
}

static bool is_upward(const SlbKpi *kpi)
{
	return kpi->comparator == SLB_COMPARATOR__COMPARATOR_AT_LEAST ||
	       kpi->comparator == SLB_COMPARATOR__COMPARATOR_MORE_THAN;
}

/* A share in (0, 1), e.g. "0.995", as the percentage that it probably is: "99.5". */
static const char *as_percent(struct inquiry *inquiry, const char *share)
{
	struct ratio percent =
		ratio_mul(inquiry->arena, decimal_of_terms(inquiry->arena, share),
			  ratio_int(100));
	size_t decimals = strlen(strchr(share, '.') + 1);

	return ratio_decimal(inquiry->arena, percent,
			     decimals > 2 ? (unsigned)decimals - 2 : 0, ROUND_HALF_UP);
}

static void check_percent(struct inquiry *inquiry, const SlbKpi *kpi,
			  struct ratio target, const struct path *field)
{
	if (ratio_compare(target, ratio_int(100)) > 0) {
		say(inquiry, WARNED, field,
		    "the target is %s %%, and a part is never more than 100 %% of its "
		    "whole",
		    kpi->target);
		diag_hint(inquiry->diag, "write at most 100, unless the numerator is "
					 "no part of the denominator");
	} else if (is_upward(kpi) && ratio_sign(target) > 0 &&
		   ratio_compare(target, ratio_int(1)) < 0) {
		say(inquiry, WARNED, field, "%s %% is nearly nothing: is %s meant?",
		    kpi->target, as_percent(inquiry, kpi->target));
		diag_hint(inquiry->diag,
			  "write the target in percent: \"90\" for 90 %%");
	}
}

void rules_target_range(struct inquiry *inquiry, const SlbKpi *kpi,
			const struct path *path)
{
	struct path field = path_field(path, "target");
	struct ratio target = decimal_of_terms(inquiry->arena, kpi->target);

	if (has_negative_weight(kpi))
		return;
	if (ratio_sign(target) < 0) {
		say(inquiry, WARNED, &field,
		    "the target is %s, and nothing in the formula is taken off: no "
		    "value is below 0",
		    kpi->target);
		diag_hint(inquiry->diag, "write a target of 0 or more, or the negative "
					 "weight that is lacking");
	}
	if (kpi->unit == SLB_KPI_UNIT__KPI_UNIT_PERCENT)
		check_percent(inquiry, kpi, target, &field);
}

/* Days are compared as they are written: year, month, day. */
static bool is_outside(const SlbTerms *terms, const SlbScopeValue *value)
{
	return strcmp(value->first_day, terms->last_day) > 0 ||
	       (value->last_day[0] != '\0' &&
		strcmp(value->last_day, terms->first_day) < 0);
}

void rules_scope_days(struct inquiry *inquiry, SlbScopeDimension *const *scope,
		      size_t count, const struct path *path)
{
	const SlbTerms *terms = inquiry->terms;

	for (size_t i = 0; i < count; i++) {
		struct path item = path_item(path, "scope", i);

		for (size_t j = 0; j < scope[i]->n_values; j++) {
			struct path value = path_item(&item, "values", j);

			if (!is_outside(terms, scope[i]->values[j]))
				continue;
			say(inquiry, WARNED, &value,
			    "%s is covered on no day of the term, which is from %s to "
			    "%s",
			    shown(scope[i]->values[j]->value).chars, terms->first_day,
			    terms->last_day);
			diag_hint(inquiry->diag, "correct first_day: or last_day:, or "
						 "take the value out");
		}
	}
}
