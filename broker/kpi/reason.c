#include "base/ensure.h"
#include "kpi/conclude.h"
#include "kpi/shown.h"
#include "report/words.h"

/* One conclusion being put in words. */
struct reason {
	struct arena *arena;
	const struct period_facts *facts;
	const struct evaluation *evaluation;
	const struct conclusion *conclusion;
};

static char *number_words(struct arena *arena, struct ratio number)
{
	return words_grouped(arena, ratio_text(arena, number));
}

/* "report "inbound" of 2026-11-03", and how many more. */
static char *gap_words(const struct reason *reason)
{
	const struct conclusion *conclusion = reason->conclusion;
	const struct frame *frame = reason->facts->frame;
	struct arena *arena = reason->arena;
	const struct gap *gap = conclusion->first_gap;
	char *first = arena_printf(arena, "report \"%s\" of %s",
				   frame->terms->series[gap->series]->name,
				   civil_day_text(arena, gap->part.day));

	if (conclusion->gap_count == 1)
		return first;
	return arena_printf(arena, "%s and %s", first,
			    words_count(arena, conclusion->gap_count - 1, "more report",
					"more reports"));
}

static char *excluded_reason(const struct reason *reason)
{
	return arena_strdup(reason->arena, "the contract does not judge this period, "
					   "which its term cuts short");
}

static char *open_reason(const struct reason *reason)
{
	const struct gap *gap = reason->conclusion->first_gap;
	bool is_one = reason->conclusion->gap_count == 1;

	if (reason->conclusion->gap_count == 0)
		return arena_printf(reason->arena, "the period ends at %s",
				    zone_text(reason->arena,
					      &reason->facts->frame->zone,
					      reason->facts->period->days.end_s));
	return arena_printf(
		reason->arena, "%s %s not due yet; %s due at %s", gap_words(reason),
		is_one ? "is" : "are", is_one ? "it is" : "the first is",
		zone_text(reason->arena, &reason->facts->frame->zone, gap->due_s));
}

static char *missing_and(const struct reason *reason, const char *consequence)
{
	bool is_one = reason->conclusion->gap_count == 1;

	return arena_printf(reason->arena, "%s %s missing%s", gap_words(reason),
			    is_one ? "is" : "are", consequence);
}

static char *missing_reason(const struct reason *reason)
{
	return missing_and(reason, "");
}

static char *deemed_missed_reason(const struct reason *reason)
{
	return missing_and(reason, "; the contract then deems the target missed");
}

static char *unaccounted_reason(const struct reason *reason)
{
	size_t place = reason->conclusion->identity;
	const struct identity *identity = &reason->facts->identities[place];

	return arena_printf(reason->arena,
			    "the counters contradict each other: by \"%s\", %s",
			    identity->terms->name,
			    balance_words(reason->arena, identity,
					  &reason->facts->balances[place]));
}

/* The first operand with cells that were not measured, and in how many rows. */
static char *unmeasured_reason(const struct reason *reason, const char *for_what)
{
	const struct evaluation *evaluation = reason->evaluation;
	const struct stage_pools *window = &evaluation->stages[SLB_STAGE__STAGE_WINDOW];
	const struct operand_table *operands = &evaluation->formula->operands;
	size_t i = 0;

	ensure(operands->count > 0);
	while (window->pools[i][0].null_rows == 0) {
		i++;
		ensure(i < operands->count);
	}
	return arena_printf(reason->arena,
			    "%s, which the %s needs, was not measured in %s",
			    operands->operands[i].name, for_what,
			    words_count(reason->arena, window->pools[i][0].null_rows,
					"row", "rows"));
}

static char *lack_reason(const struct reason *reason)
{
	const struct evaluation *evaluation = reason->evaluation;

	if (evaluation->value.lack == LACKS_MEASUREMENT)
		return unmeasured_reason(reason, "formula");
	if (evaluation->value.lack == LACKS_AGREEMENT)
		return arena_strdup(reason->arena,
				    "the formula divides something by zero: its "
				    "counters contradict each other");
	return unmeasured_reason(reason, "volume");
}

static char *no_volume_reason(const struct reason *reason)
{
	struct ratio volume = reason->evaluation->volume.number;

	if (ratio_sign(volume) > 0)
		return arena_strdup(reason->arena,
				    "too few contacts to judge: the formula has "
				    "nothing to divide by");
	return arena_printf(reason->arena,
			    "too few contacts to judge: the volume is %s",
			    number_words(reason->arena, volume));
}

/* A minimum that was pro-rated may be a fraction. */
static char *below_and(const struct reason *reason, const char *consequence)
{
	struct arena *arena = reason->arena;
	struct ratio volume = reason->evaluation->volume.number;
	struct ratio minimum = reason->conclusion->minimum_volume;

	return arena_printf(
		arena,
		"too few contacts to judge: a volume of %s, below the minimum of %s%s",
		number_words(arena, volume), shown_beside(arena, minimum, volume),
		consequence);
}

static char *too_few_reason(const struct reason *reason)
{
	return below_and(reason, "");
}

static char *deemed_met_reason(const struct reason *reason)
{
	return below_and(reason, "; the contract then deems the target met");
}

static char *allowed_reason(const struct reason *reason)
{
	struct arena *arena = reason->arena;
	const SlbMinimumVolume *minimum =
		reason->evaluation->formula->kpi->minimum_volume;

	return below_and(reason,
			 arena_printf(arena, "; %s bad, and the contract allows %s",
				      number_words(arena, reason->conclusion->bad),
				      words_u64(arena, minimum->allowed_misses)));
}

/* Compared with the target; a gap is said all the same. */
static char *compared_reason(const struct reason *reason)
{
	if (reason->conclusion->gap_count == 0)
		return arena_strdup(reason->arena, "");
	return missing_and(reason, "; what was reported is judged");
}

char *conclusion_reason(struct arena *arena, const struct period_facts *facts,
			const struct evaluation *evaluation,
			const struct conclusion *conclusion)
{
	static char *(*const writers[])(const struct reason *reason) = {
		[LINE_EXCLUDED] = excluded_reason,
		[LINE_OPEN] = open_reason,
		[LINE_MISSING] = missing_reason,
		[LINE_DEEMED_MISSED] = deemed_missed_reason,
		[LINE_UNACCOUNTED] = unaccounted_reason,
		[LINE_NOT_COMPUTABLE] = lack_reason,
		[LINE_NO_VOLUME] = no_volume_reason,
		[LINE_TOO_FEW] = too_few_reason,
		[LINE_DEEMED_MET] = deemed_met_reason,
		[LINE_ALLOWED_MISSES] = allowed_reason,
		[LINE_MET] = compared_reason,
		[LINE_MISSED] = compared_reason,
	};
	const struct reason reason = { arena, facts, evaluation, conclusion };

	return writers[conclusion->line](&reason);
}
