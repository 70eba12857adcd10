#include "kpi/evaluate.h"

#include "base/ensure.h"

static struct value number_value(struct ratio number)
{
	return (struct value){ .number = number };
}

static struct value lacking(enum lack lack)
{
	return (struct value){ .lack = lack };
}

/* One group of one step's stage. */
struct place {
	const struct evaluation *evaluation; /* NULL outside of a formula */
	const struct stage_pools *stage;
	size_t group;
};

static struct value term_value(struct arena *arena, const struct place *place,
			       const struct weighted *term)
{
	struct value value;

	if (term->is_step) {
		ensure(place->evaluation != NULL);
		value = place->evaluation->steps[term->index][place->group];
	} else {
		value = pool_value(arena,
				   &place->stage->pools[term->index][place->group]);
	}
	if (value.lack != LACKS_NOTHING)
		return lacking(value.lack);
	return number_value(ratio_mul(arena, term->weight, value.number));
}

static struct value sum_value(struct arena *arena, const struct place *place,
			      const struct weighted_sum *sum)
{
	struct value total = number_value(ratio_int(0));

	for (size_t i = 0; i < sum->count; i++) {
		struct value value = term_value(arena, place, &sum->terms[i]);

		if (value.lack > total.lack)
			total.lack = value.lack;
		if (total.lack == LACKS_NOTHING)
			total.number = ratio_add(arena, total.number, value.number);
	}
	return total.lack == LACKS_NOTHING ? total : lacking(total.lack);
}

struct value evaluate_sum(struct arena *arena, const struct weighted_sum *sum,
			  const struct stage_pools *stage, size_t group)
{
	const struct place place = { .stage = stage, .group = group };

	return sum_value(arena, &place, sum);
}

static struct value quotient_value(struct arena *arena, struct ratio numerator,
				   struct ratio denominator)
{
	struct value value = { .has_parts = true,
			       .numerator = numerator,
			       .denominator = denominator };

	if (ratio_sign(denominator) != 0)
		value.number = ratio_div(arena, numerator, denominator);
	else
		value.lack =
			ratio_sign(numerator) == 0 ? LACKS_VOLUME : LACKS_AGREEMENT;
	return value;
}

/* Of a product or a quotient. */
static struct value pair_value(struct arena *arena, const struct place *place,
			       const struct step *step)
{
	struct value left = sum_value(arena, place, &step->left);
	struct value right = sum_value(arena, place, &step->right);

	if (left.lack != LACKS_NOTHING || right.lack != LACKS_NOTHING)
		return lacking(left.lack > right.lack ? left.lack : right.lack);
	if (step->kind == STEP_PRODUCT)
		return number_value(ratio_mul(arena, left.number, right.number));
	return quotient_value(arena, left.number, right.number);
}

/* The numbers of groups taken together, those of no volume left out. */
struct taken {
	struct ratio *numbers;
	size_t count;
	enum lack lack; /* what one of them lacks, other than volume */
};

static void take(struct taken *taken, const struct value *value)
{
	if (value->lack == LACKS_NOTHING)
		taken->numbers[taken->count++] = value->number;
	else if (value->lack != LACKS_VOLUME && value->lack > taken->lack)
		taken->lack = value->lack;
}

/* The first group of a stage whose day is not before day. */
static size_t first_of_day(const struct stage_pools *stage, int64_t day)
{
	size_t low = 0;
	size_t high = stage->group_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stage->groups[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The groups of a finer stage that lie in one place: count of them from *first on. */
static void groups_within(const struct place *place, SlbStage finer, size_t *first,
			  size_t *count)
{
	const struct stage_pools *stage = &place->evaluation->stages[finer];
	const struct group *group;

	*first = 0;
	*count = stage->group_count;
	if (place->stage->groups == NULL)
		return;
	group = &place->stage->groups[place->group];
	if (group->value != NULL) {
		*count = 0;
		return;
	}
	*first = first_of_day(stage, group->day);
	*count = first_of_day(stage, group->day + 1) - *first;
}

/* By halves, so that denominators grow together: as exact as one after the other. */
static struct ratio sum_of_numbers(struct arena *arena, struct ratio *numbers,
				   size_t count)
{
	while (count > 1) {
		size_t half = count / 2;

		for (size_t i = 0; i < half; i++)
			numbers[i] =
				ratio_add(arena, numbers[2 * i], numbers[2 * i + 1]);
		if (count % 2 != 0)
			numbers[half++] = numbers[count - 1];
		count = half;
	}
	return numbers[0];
}

static struct ratio extreme_of(const struct taken *taken, SlbComparator wanted)
{
	struct ratio extreme = taken->numbers[0];

	for (size_t i = 1; i < taken->count; i++) {
		if (comparator_holds(wanted, taken->numbers[i], extreme))
			extreme = taken->numbers[i];
	}
	return extreme;
}

static struct value share_of(struct arena *arena, const struct taken *taken,
			     const struct step *step)
{
	int64_t passed = 0;

	for (size_t i = 0; i < taken->count; i++)
		passed += comparator_holds(step->comparator, taken->numbers[i],
					   step->bound);
	return quotient_value(arena, ratio_int(passed),
			      ratio_int((int64_t)taken->count));
}

static struct value over_value(struct arena *arena, const struct place *place,
			       const struct step *step)
{
	const struct value *values = place->evaluation->steps[step->over];
	struct taken taken = { 0 };
	size_t first;
	size_t count;

	groups_within(place, place->evaluation->formula->steps[step->over].stage,
		      &first, &count);
	taken.numbers = arena_array(arena, struct ratio, count);
	for (size_t i = 0; i < count; i++)
		take(&taken, &values[first + i]);
	if (taken.lack != LACKS_NOTHING)
		return lacking(taken.lack);
	if (step->aggregate == SLB_AGGREGATE__AGGREGATE_SHARE)
		return share_of(arena, &taken, step);
	if (taken.count == 0)
		return lacking(LACKS_VOLUME);
	if (step->aggregate == SLB_AGGREGATE__AGGREGATE_MINIMUM)
		return number_value(
			extreme_of(&taken, SLB_COMPARATOR__COMPARATOR_LESS_THAN));
	if (step->aggregate == SLB_AGGREGATE__AGGREGATE_MAXIMUM)
		return number_value(
			extreme_of(&taken, SLB_COMPARATOR__COMPARATOR_MORE_THAN));
	ensure(step->aggregate == SLB_AGGREGATE__AGGREGATE_MEAN);
	return number_value(ratio_div(arena,
				      sum_of_numbers(arena, taken.numbers, taken.count),
				      ratio_int((int64_t)taken.count)));
}

static void evaluate_step(struct arena *arena, struct evaluation *evaluation,
			  size_t index)
{
	const struct step *step = &evaluation->formula->steps[index];
	struct place place = { .evaluation = evaluation,
			       .stage = &evaluation->stages[step->stage] };
	struct value *values =
		arena_array(arena, struct value, place.stage->group_count);

	for (size_t group = 0; group < place.stage->group_count; group++) {
		place.group = group;
		if (step->kind == STEP_SUM)
			values[group] = sum_value(arena, &place, &step->left);
		else if (step->kind == STEP_OVER)
			values[group] = over_value(arena, &place, step);
		else
			values[group] = pair_value(arena, &place, step);
	}
	evaluation->steps[index] = values;
}

static void pool_stages(struct arena *arena, const struct frame *frame,
			const struct window *window, struct evaluation *evaluation)
{
	static const SlbStage grouped[] = { SLB_STAGE__STAGE_INTERVAL,
					    SLB_STAGE__STAGE_SLICE };
	const struct formula *formula = evaluation->formula;

	for (size_t i = 0; i < ARRAY_SIZE(grouped); i++) {
		if (formula->stage_operands[grouped[i]] != NULL)
			evaluation->stages[grouped[i]] = pools_of_stage(
				arena, frame, formula, window, grouped[i]);
	}
	evaluation->stages[SLB_STAGE__STAGE_WINDOW] =
		pools_of_window(arena, frame, &formula->operands, window);
	evaluation->stages[SLB_STAGE__STAGE_SCORE] =
		evaluation->stages[SLB_STAGE__STAGE_WINDOW];
}

struct evaluation evaluate(struct arena *arena, const struct frame *frame,
			   const struct formula *formula, const struct window *window)
{
	struct evaluation evaluation = { .formula = formula };
	size_t last = formula->step_count - 1;

	evaluation.steps = arena_array(arena, struct value *, formula->step_count);
	pool_stages(arena, frame, window, &evaluation);
	for (size_t i = 0; i < formula->step_count; i++)
		evaluate_step(arena, &evaluation, i);
	evaluation.value = evaluation.steps[last][0];
	if (evaluation.value.lack == LACKS_NOTHING)
		evaluation.value.number =
			ratio_mul(arena, evaluation.value.number, formula->factor);
	evaluation.volume =
		evaluate_sum(arena, &formula->volume,
			     &evaluation.stages[SLB_STAGE__STAGE_WINDOW], 0);
	return evaluation;
}
