#include "kpi/conclude.h"

#include "base/ensure.h"

/* A KPI in a period, on the way to its verdict. */
struct matter {
	struct arena *arena;
	const struct period_facts *facts;
	const struct evaluation *evaluation;
	const SlbKpi *kpi;
};

struct ratio partial_amount(struct arena *arena, const struct judged_period *period,
			    SlbPartialShare share, struct ratio amount)
{
	if (share == SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL)
		return amount;
	if (share == SLB_PARTIAL_SHARE__PARTIAL_SHARE_NONE)
		return ratio_int(0);
	ensure(share == SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED);
	return ratio_mul(arena, amount,
			 ratio_make(arena, period->day_count, period->whole_days));
}

static struct ratio minimum_of(const struct matter *matter)
{
	const struct judged_period *period = matter->facts->period;
	struct ratio at_least =
		ratio_uint(matter->arena, matter->kpi->minimum_volume->at_least);

	if (period->partial == NULL)
		return at_least;
	return partial_amount(matter->arena, period, period->partial->minimum_volume,
			      at_least);
}

/* Counts the gaps of one kind in the series that the KPI uses. */
static void count_gaps(const struct matter *matter, bool missing,
		       struct conclusion *conclusion)
{
	conclusion->gap_count = 0;
	for (size_t i = 0; i < matter->facts->gap_count; i++) {
		const struct gap *gap = &matter->facts->gaps[i];

		if (gap->is_missing != missing ||
		    !matter->evaluation->formula->uses_series[gap->series])
			continue;
		if (conclusion->gap_count == 0)
			conclusion->first_gap = gap;
		conclusion->gap_count++;
	}
}

/* The first identity that fails and makes the KPI not computable; else their number. */
static size_t failed_identity(const struct matter *matter)
{
	const struct period_facts *facts = matter->facts;
	size_t i = 0;

	while (i < facts->identity_count &&
	       (!facts->balances[i].fails ||
		facts->identities[i].terms->excess !=
			SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_NOT_COMPUTABLE ||
		!identity_concerns(&facts->identities[i], matter->evaluation->formula)))
		i++;
	return i;
}

static bool has_no_agreement(const struct value *value)
{
	return value->lack == LACKS_MEASUREMENT || value->lack == LACKS_AGREEMENT;
}

/* What is bad among the contacts of a share. */
static struct ratio bad_of(const struct matter *matter)
{
	const struct value *value = &matter->evaluation->value;
	const SlbComparator comparator = matter->kpi->comparator;

	ensure(value->has_parts);
	if (comparator == SLB_COMPARATOR__COMPARATOR_AT_LEAST ||
	    comparator == SLB_COMPARATOR__COMPARATOR_MORE_THAN)
		return ratio_sub(matter->arena, value->denominator, value->numerator);
	return value->numerator;
}

/* Lines 1 to 4: whether there is anything to compute with. */
static enum verdict_line conclude_reports(const struct matter *matter,
					  struct conclusion *conclusion)
{
	const SlbMissingRule rule = matter->kpi->missing;

	if (matter->facts->period->is_excluded)
		return LINE_EXCLUDED;
	count_gaps(matter, false, conclusion);
	if (conclusion->gap_count > 0 || matter->facts->is_running)
		return LINE_OPEN;
	count_gaps(matter, true, conclusion);
	if (conclusion->gap_count == 0)
		return LINE_NONE;
	if (rule == SLB_MISSING_RULE__MISSING_RULE_MISSING)
		return LINE_MISSING;
	return rule == SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED ? LINE_DEEMED_MISSED
								    : LINE_NONE;
}

/* Lines 5 to 7. */
static enum verdict_line conclude_values(const struct matter *matter,
					 struct conclusion *conclusion)
{
	const struct value *value = &matter->evaluation->value;
	const struct value *volume = &matter->evaluation->volume;

	conclusion->identity = failed_identity(matter);
	if (conclusion->identity < matter->facts->identity_count)
		return LINE_UNACCOUNTED;
	if (has_no_agreement(value) || has_no_agreement(volume))
		return LINE_NOT_COMPUTABLE;
	if (ratio_sign(volume->number) <= 0 || value->lack == LACKS_VOLUME)
		return LINE_NO_VOLUME;
	return LINE_NONE;
}

/* Lines 8 to 10. */
static enum verdict_line conclude_volume(const struct matter *matter,
					 struct conclusion *conclusion)
{
	const SlbMinimumVolume *minimum = matter->kpi->minimum_volume;

	if (ratio_compare(matter->evaluation->volume.number,
			  conclusion->minimum_volume) >= 0)
		return LINE_NONE;
	if (minimum->below == SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW)
		return LINE_TOO_FEW;
	if (minimum->below == SLB_BELOW_MINIMUM__BELOW_MINIMUM_DEEMED_MET)
		return LINE_DEEMED_MET;
	if (minimum->below != SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES)
		return LINE_NONE;
	conclusion->bad = bad_of(matter);
	return ratio_compare(conclusion->bad,
			     ratio_int((int64_t)minimum->allowed_misses)) <= 0
		       ? LINE_ALLOWED_MISSES
		       : LINE_NONE;
}

static enum verdict_line conclude_target(const struct matter *matter)
{
	const struct formula *formula = matter->evaluation->formula;

	return comparator_met(matter->kpi->comparator, matter->evaluation->value.number,
			      formula->target, formula->target_upper)
		       ? LINE_MET
		       : LINE_MISSED;
}

struct conclusion conclude(struct arena *arena, const struct period_facts *facts,
			   const struct evaluation *evaluation)
{
	static const SlbResult results[] = {
		[LINE_EXCLUDED] = SLB_RESULT__RESULT_EXCLUDED,
		[LINE_OPEN] = SLB_RESULT__RESULT_OPEN,
		[LINE_MISSING] = SLB_RESULT__RESULT_MISSING,
		[LINE_DEEMED_MISSED] = SLB_RESULT__RESULT_MISSED,
		[LINE_UNACCOUNTED] = SLB_RESULT__RESULT_NOT_COMPUTABLE,
		[LINE_NOT_COMPUTABLE] = SLB_RESULT__RESULT_NOT_COMPUTABLE,
		[LINE_NO_VOLUME] = SLB_RESULT__RESULT_TOO_FEW,
		[LINE_TOO_FEW] = SLB_RESULT__RESULT_TOO_FEW,
		[LINE_DEEMED_MET] = SLB_RESULT__RESULT_MET,
		[LINE_ALLOWED_MISSES] = SLB_RESULT__RESULT_MET,
		[LINE_MET] = SLB_RESULT__RESULT_MET,
		[LINE_MISSED] = SLB_RESULT__RESULT_MISSED,
	};
	const struct matter matter = { .arena = arena,
				       .facts = facts,
				       .evaluation = evaluation,
				       .kpi = evaluation->formula->kpi };
	struct conclusion conclusion = { .minimum_volume = minimum_of(&matter) };

	conclusion.line = conclude_reports(&matter, &conclusion);
	if (conclusion.line == LINE_NONE)
		conclusion.line = conclude_values(&matter, &conclusion);
	if (conclusion.line == LINE_NONE)
		conclusion.line = conclude_volume(&matter, &conclusion);
	if (conclusion.line == LINE_NONE)
		conclusion.line = conclude_target(&matter);
	conclusion.result = results[conclusion.line];
	return conclusion;
}
