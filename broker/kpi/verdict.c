#include "kpi/verdict.h"

#include "kpi/shown.h"
#include "kpi/stated.h"
#include "kpi/trace.h"
#include "report/words.h"

char *target_words(struct arena *arena, const SlbKpi *kpi)
{
	const char *words = comparator_words(kpi->comparator);
	const char *unit = shown_unit(kpi->unit);

	if (kpi->comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN)
		return arena_printf(arena, "%s %s and %s%s", words,
				    words_grouped(arena, kpi->target),
				    words_grouped(arena, kpi->target_upper), unit);
	return arena_printf(arena, "%s %s%s", words, words_grouped(arena, kpi->target),
			    unit);
}

static char *value_words(struct arena *arena, const struct formula *formula,
			 const struct value *value)
{
	const SlbKpi *kpi = formula->kpi;
	const struct shown_rule rule = {
		.decimals = kpi->display_decimals,
		.rounding = rounding_of_terms(kpi->display_rounding),
		.bounds = { formula->target, formula->target_upper },
		.bound_count = 2,
	};

	if (value->lack != LACKS_NOTHING)
		return arena_strdup(arena, lack_words(value->lack));
	return arena_printf(arena, "%s%s", shown_number(arena, value->number, &rule),
			    shown_unit(kpi->unit));
}

static void copy_terms(struct arena *arena, const SlbKpi *kpi, SlbVerdict *verdict)
{
	verdict->kpi = arena_strdup(arena, kpi->name);
	verdict->title = arena_strdup(arena, kpi->title);
	verdict->clause = arena_strdup(arena, kpi->clause);
	verdict->unit = kpi->unit;
	verdict->comparator = kpi->comparator;
	verdict->target = arena_strdup(arena, kpi->target);
	verdict->target_upper = arena_strdup(arena, kpi->target_upper);
	verdict->displayed_target = target_words(arena, kpi);
	verdict->severity = kpi->severity;
}

static void set_value(struct arena *arena, const struct evaluation *evaluation,
		      SlbVerdict *verdict)
{
	const struct value *value = &evaluation->value;

	if (value->lack == LACKS_NOTHING)
		verdict->value = ratio_text(arena, value->number);
	if (value->has_parts) {
		verdict->numerator = ratio_text(arena, value->numerator);
		verdict->denominator = ratio_text(arena, value->denominator);
	}
	verdict->displayed = value_words(arena, evaluation->formula, value);
	if (evaluation->volume.lack == LACKS_NOTHING)
		verdict->volume = ratio_text(arena, evaluation->volume.number);
}

struct kpi_outcome judge_kpi(struct arena *arena, struct arena *scratch,
			     const struct period_facts *facts,
			     const struct formula *formula, const struct window *window)
{
	struct evaluation evaluation = evaluate(scratch, facts->frame, formula, window);
	struct conclusion conclusion = conclude(scratch, facts, &evaluation);
	SlbVerdict *verdict = arena_new(arena, SlbVerdict);
	struct kpi_outcome outcome = { .formula = formula,
				       .line = conclusion.line,
				       .value = evaluation.value.number,
				       .verdict = verdict };

	slb_verdict__init(verdict);
	copy_terms(arena, formula->kpi, verdict);
	verdict->result = conclusion.result;
	verdict->reason = conclusion_reason(arena, facts, &evaluation, &conclusion);
	set_value(arena, &evaluation, verdict);
	verdict->minimum_volume = ratio_text(arena, conclusion.minimum_volume);
	if (conclusion.line == LINE_MISSED) {
		outcome.shortfall = shortfall_of(scratch, &evaluation);
		verdict->shortfall =
			shortfall_message(arena, &evaluation, &outcome.shortfall);
	}
	trace_evaluation(arena, facts->frame, &evaluation, window, facts->period->label,
			 verdict);
	outcome.stated_differing =
		compare_stated(arena, scratch, facts->frame, formula, window, verdict);
	return outcome;
}
