#include "kpi/formula.h"

#include <string.h>

#include "base/ensure.h"
#include "kpi/value.h"

/* What is needed on the way from names to places. */
struct compilation {
	struct arena *arena;
	const struct frame *frame;
	const SlbKpi *kpi;
	struct operand_table *operands;
};

static size_t place_of(struct arena *arena, struct operand_table *table,
		       const struct operand *operand)
{
	struct operand *grown;

	for (size_t i = 0; i < table->count; i++) {
		if (operand_same(&table->operands[i], operand))
			return i;
	}
	if (table->count == table->room) {
		table->room = table->room * 2 + 4;
		grown = arena_array(arena, struct operand, table->room);
		for (size_t i = 0; i < table->count; i++)
			grown[i] = table->operands[i];
		table->operands = grown;
	}
	table->operands[table->count] = *operand;
	return table->count++;
}

static size_t step_of_name(const SlbKpi *kpi, const char *name)
{
	size_t i = 0;

	while (strcmp(kpi->steps[i]->name, name) != 0) {
		i++;
		ensure(i < kpi->n_steps);
	}
	return i;
}

static struct weighted weighted_of(const struct compilation *compilation,
				   const SlbTerm *term)
{
	struct arena *arena = compilation->arena;
	struct weighted weighted = { .weight = decimal_of_terms(arena, term->weight),
				     .weight_text = term->weight };
	struct operand operand;

	if (term->operand_case == SLB_TERM__OPERAND_STEP) {
		weighted.is_step = true;
		weighted.index = step_of_name(compilation->kpi, term->step);
		return weighted;
	}
	operand = operand_of_term(arena, compilation->frame, term);
	weighted.index = place_of(arena, compilation->operands, &operand);
	return weighted;
}

static struct weighted_sum sum_of(const struct compilation *compilation,
				  SlbTerm *const *terms, size_t count)
{
	struct weighted *weighted =
		arena_array(compilation->arena, struct weighted, count);

	for (size_t i = 0; i < count; i++)
		weighted[i] = weighted_of(compilation, terms[i]);
	return (struct weighted_sum){ .terms = weighted, .count = count };
}

struct weighted_sum weighted_sum_of(struct arena *arena, const struct frame *frame,
				    struct operand_table *operands,
				    SlbTerm *const *terms, size_t count)
{
	const struct compilation compilation = { .arena = arena,
						 .frame = frame,
						 .operands = operands };

	return sum_of(&compilation, terms, count);
}

static void set_over(const struct compilation *compilation, const SlbOver *over,
		     struct step *step)
{
	step->kind = STEP_OVER;
	step->over = step_of_name(compilation->kpi, over->step);
	step->aggregate = over->aggregate;
	if (over->aggregate != SLB_AGGREGATE__AGGREGATE_SHARE)
		return;
	step->comparator = over->comparator;
	step->bound = decimal_of_terms(compilation->arena, over->bound);
}

static struct step step_of(const struct compilation *compilation, const SlbStep *source)
{
	struct step step = { .source = source, .stage = source->stage };

	if (source->operation_case == SLB_STEP__OPERATION_SUM) {
		step.kind = STEP_SUM;
		step.left =
			sum_of(compilation, source->sum->terms, source->sum->n_terms);
	} else if (source->operation_case == SLB_STEP__OPERATION_QUOTIENT) {
		step.kind = STEP_QUOTIENT;
		step.left = sum_of(compilation, source->quotient->numerator,
				   source->quotient->n_numerator);
		step.right = sum_of(compilation, source->quotient->denominator,
				    source->quotient->n_denominator);
	} else if (source->operation_case == SLB_STEP__OPERATION_PRODUCT) {
		step.kind = STEP_PRODUCT;
		step.left = sum_of(compilation, &source->product->left, 1);
		step.right = sum_of(compilation, &source->product->right, 1);
	} else {
		ensure(source->operation_case == SLB_STEP__OPERATION_OVER);
		set_over(compilation, source->over, &step);
	}
	return step;
}

static void mark_operands(const struct weighted_sum *sum, bool *used)
{
	for (size_t i = 0; i < sum->count; i++) {
		if (!sum->terms[i].is_step)
			used[sum->terms[i].index] = true;
	}
}

/* Which operands each stage uses; a score uses what a window does. */
static void mark_stages(struct arena *arena, struct formula *formula)
{
	bool *used[FORMULA_STAGES] = { NULL };

	for (size_t i = 0; i < formula->step_count; i++) {
		const struct step *step = &formula->steps[i];

		if (used[step->stage] == NULL)
			used[step->stage] =
				arena_array(arena, bool, formula->operands.count);
		mark_operands(&step->left, used[step->stage]);
		mark_operands(&step->right, used[step->stage]);
	}
	memcpy(formula->stage_operands, used, sizeof used);
}

static const bool *series_of(struct arena *arena, const struct formula *formula,
			     size_t series_count, size_t operand_count)
{
	bool *uses = arena_array(arena, bool, series_count);

	for (size_t i = 0; i < operand_count; i++)
		uses[formula->operands.operands[i].series] = true;
	return uses;
}

static struct ratio factor_of(SlbKpiUnit unit)
{
	if (unit == SLB_KPI_UNIT__KPI_UNIT_PERCENT ||
	    unit == SLB_KPI_UNIT__KPI_UNIT_POINTS)
		return ratio_int(100);
	return ratio_int(unit == SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND ? 1000 : 1);
}

struct formula *formula_of_kpi(struct arena *arena, const struct frame *frame,
			       const SlbKpi *kpi)
{
	struct formula *formula = arena_new(arena, struct formula);
	struct compilation compilation = { .arena = arena,
					   .frame = frame,
					   .kpi = kpi,
					   .operands = &formula->operands };
	struct step *steps = arena_array(arena, struct step, kpi->n_steps);
	const SlbMinimumVolume *minimum = kpi->minimum_volume;

	formula->kpi = kpi;
	formula->steps = steps;
	formula->step_count = kpi->n_steps;
	for (size_t i = 0; i < kpi->n_steps; i++)
		steps[i] = step_of(&compilation, kpi->steps[i]);
	formula->formula_operand_count = formula->operands.count;
	formula->volume = sum_of(&compilation, minimum->volume, minimum->n_volume);
	mark_stages(arena, formula);
	formula->formula_series = series_of(arena, formula, frame->terms->n_series,
					    formula->formula_operand_count);
	formula->uses_series = series_of(arena, formula, frame->terms->n_series,
					 formula->operands.count);
	formula->factor = factor_of(kpi->unit);
	formula->target = decimal_of_terms(arena, kpi->target);
	formula->target_upper = formula->target;
	if (kpi->comparator == SLB_COMPARATOR__COMPARATOR_BETWEEN)
		formula->target_upper = decimal_of_terms(arena, kpi->target_upper);
	return formula;
}
