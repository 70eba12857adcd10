#include <string.h>

#include "kpi/formula.h"
#include "kpi/value.h"
#include "report/words.h"

#define TIMES " \xc3\x97 " /* a multiplication sign */

static const char *name_of(const struct formula *formula,
			   const struct weighted *weighted)
{
	if (weighted->is_step)
		return formula->steps[weighted->index].source->name;
	return formula->operands.operands[weighted->index].name;
}

static bool is_minus(const struct weighted *weighted)
{
	return weighted->weight_text[0] == '-';
}

/* The weight without its sign; "" where it is 1. */
static const char *magnitude_of(const struct weighted *weighted)
{
	const char *text = weighted->weight_text + (is_minus(weighted) ? 1 : 0);

	return strcmp(text, "1") == 0 ? "" : text;
}

/* "answered minus 0.5 times abandoned"; after a first term, its sign is a word. */
static void add_sum_words(struct text *text, const struct formula *formula,
			  const struct weighted_sum *sum)
{
	for (size_t i = 0; i < sum->count; i++) {
		const struct weighted *weighted = &sum->terms[i];
		const char *magnitude = magnitude_of(weighted);

		if (is_minus(weighted))
			text_add(text, i == 0 ? "minus " : " minus ");
		else if (i > 0)
			text_add(text, " plus ");
		if (magnitude[0] != '\0')
			text_printf(text, "%s times ", magnitude);
		text_add(text, name_of(formula, weighted));
	}
}

static void add_sum_symbols(struct text *text, const struct formula *formula,
			    const struct weighted_sum *sum)
{
	for (size_t i = 0; i < sum->count; i++) {
		const struct weighted *weighted = &sum->terms[i];
		const char *magnitude = magnitude_of(weighted);
		const char *name = name_of(formula, weighted);
		bool in_brackets = strchr(name, ' ') != NULL;

		if (is_minus(weighted))
			text_add(text, i == 0 ? "-" : " - ");
		else if (i > 0)
			text_add(text, " + ");
		if (magnitude[0] != '\0')
			text_printf(text, "%s" TIMES, magnitude);
		text_printf(text, in_brackets ? "(%s)" : "%s", name);
	}
}

static void add_factor_symbols(struct text *text, const struct formula *formula,
			       const struct weighted_sum *sum)
{
	if (sum->count > 1)
		text_add(text, "(");
	add_sum_symbols(text, formula, sum);
	if (sum->count > 1)
		text_add(text, ")");
}

/* What the groups are that a step is taken over. */
static const char *groups_words(const struct formula *formula, const struct step *step)
{
	const SlbStage stage = formula->steps[step->over].stage;

	if (stage == SLB_STAGE__STAGE_INTERVAL)
		return "intervals";
	if (stage != SLB_STAGE__STAGE_SLICE)
		return "period";
	return formula->kpi->slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY
		       ? "days"
		       : formula->kpi->slicing->dimension;
}

static const char *aggregate_words(SlbAggregate aggregate)
{
	static const char *const words[] = {
		[SLB_AGGREGATE__AGGREGATE_UNSPECIFIED] = "",
		[SLB_AGGREGATE__AGGREGATE_MEAN] = "mean",
		[SLB_AGGREGATE__AGGREGATE_MINIMUM] = "smallest",
		[SLB_AGGREGATE__AGGREGATE_MAXIMUM] = "largest",
		[SLB_AGGREGATE__AGGREGATE_SHARE] = "share",
	};

	return words[aggregate];
}

static void add_over_words(struct text *text, const struct formula *formula,
			   const struct step *step)
{
	const char *name = formula->steps[step->over].source->name;
	const char *groups = groups_words(formula, step);

	if (step->aggregate != SLB_AGGREGATE__AGGREGATE_SHARE) {
		text_printf(text, "the %s %s over the %s",
			    aggregate_words(step->aggregate), name, groups);
		return;
	}
	text_printf(text, "the share of the %s with %s %s %s", groups, name,
		    comparator_words(step->comparator), step->source->over->bound);
}

char *formula_words(struct arena *arena, const struct formula *formula, size_t step)
{
	const struct step *said = &formula->steps[step];
	struct text text;

	if (said->source->words[0] != '\0')
		return arena_strdup(arena, said->source->words);
	text_init(&text, arena);
	if (said->kind == STEP_OVER) {
		add_over_words(&text, formula, said);
		return arena_strdup(arena, text_chars(&text));
	}
	add_sum_words(&text, formula, &said->left);
	if (said->kind == STEP_SUM)
		return arena_strdup(arena, text_chars(&text));
	text_add(&text, said->kind == STEP_PRODUCT ? ", times " : ", divided by ");
	text_add(&text, said->right.count > 1 ? "(" : "");
	add_sum_words(&text, formula, &said->right);
	text_add(&text, said->right.count > 1 ? ")" : "");
	return arena_strdup(arena, text_chars(&text));
}

static void add_over_symbols(struct text *text, const struct formula *formula,
			     const struct step *step)
{
	static const char *const signs[] = {
		[SLB_COMPARATOR__COMPARATOR_AT_LEAST] = ">=",
		[SLB_COMPARATOR__COMPARATOR_MORE_THAN] = ">",
		[SLB_COMPARATOR__COMPARATOR_AT_MOST] = "<=",
		[SLB_COMPARATOR__COMPARATOR_LESS_THAN] = "<",
	};
	const char *name = formula->steps[step->over].source->name;

	text_printf(text, "%s(%s", aggregate_words(step->aggregate), name);
	if (step->aggregate == SLB_AGGREGATE__AGGREGATE_SHARE)
		text_printf(text, " %s %s", signs[step->comparator],
			    step->source->over->bound);
	text_printf(text, ") over the %s", groups_words(formula, step));
}

char *formula_symbols(struct arena *arena, const struct formula *formula, size_t step)
{
	const struct step *said = &formula->steps[step];
	bool is_scaled = step + 1 == formula->step_count &&
			 ratio_compare(formula->factor, ratio_int(1)) != 0;
	struct text text;

	text_init(&text, arena);
	if (said->kind == STEP_OVER)
		add_over_symbols(&text, formula, said);
	else if (said->kind == STEP_SUM && !is_scaled)
		add_sum_symbols(&text, formula, &said->left);
	else
		add_factor_symbols(&text, formula, &said->left);
	if (said->kind == STEP_QUOTIENT)
		text_add(&text, " / ");
	if (said->kind == STEP_PRODUCT)
		text_add(&text, TIMES);
	if (said->kind == STEP_QUOTIENT || said->kind == STEP_PRODUCT)
		add_factor_symbols(&text, formula, &said->right);
	if (is_scaled)
		text_printf(&text, TIMES "%s", ratio_text(arena, formula->factor));
	return arena_strdup(arena, text_chars(&text));
}
