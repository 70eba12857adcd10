#include "kpi/trace.h"

/* A verdict's evaluation being written down. */
struct tracing {
	struct arena *arena;
	const struct frame *frame;
	const struct evaluation *evaluation;
	const struct window *window;
	const char *label;
};

static SlbGroupValue *value_message(const struct tracing *tracing,
				    const struct value *value, char *group)
{
	SlbGroupValue *message = arena_new(tracing->arena, SlbGroupValue);

	slb_group_value__init(message);
	message->group = group;
	if (value->has_parts) {
		message->numerator = ratio_text(tracing->arena, value->numerator);
		message->denominator = ratio_text(tracing->arena, value->denominator);
	}
	if (value->lack == LACKS_NOTHING)
		message->value = ratio_text(tracing->arena, value->number);
	else
		message->lacking =
			arena_strdup(tracing->arena, lack_words(value->lack));
	return message;
}

static SlbStepTrace *step_message(const struct tracing *tracing, size_t index)
{
	const struct formula *formula = tracing->evaluation->formula;
	const struct step *step = &formula->steps[index];
	const struct stage_pools *stage = &tracing->evaluation->stages[step->stage];
	SlbStepTrace *message = arena_new(tracing->arena, SlbStepTrace);
	size_t count = stage->group_count;

	slb_step_trace__init(message);
	message->name = arena_strdup(tracing->arena, step->source->name);
	message->stage = step->stage;
	message->words = formula_words(tracing->arena, formula, index);
	message->symbols = formula_symbols(tracing->arena, formula, index);
	if (count > TRACE_VALUES_MAX) {
		message->values_omitted = (uint32_t)(count - TRACE_VALUES_MAX);
		count = TRACE_VALUES_MAX;
	}
	message->n_values = count;
	message->values = arena_array(tracing->arena, SlbGroupValue *, count);
	for (size_t i = 0; i < count; i++) {
		char *group = stage->groups == NULL
				      ? arena_strdup(tracing->arena, tracing->label)
				      : group_words(tracing->arena, tracing->frame,
						    step->stage, &stage->groups[i]);

		message->values[i] = value_message(
			tracing, &tracing->evaluation->steps[index][i], group);
	}
	return message;
}

static SlbContribution *contribution_message(const struct tracing *tracing,
					     const struct pool *pool, size_t view)
{
	SlbContribution *message = arena_new(tracing->arena, SlbContribution);

	slb_contribution__init(message);
	message->report = (uint32_t)tracing->window->views[view].place;
	message->rows = (uint32_t)tracing->window->selections[view].count;
	message->null_rows = (uint32_t)pool->null_rows;
	message->value = ratio_text(tracing->arena, pool_number(tracing->arena, pool));
	return message;
}

static SlbOperandTrace *operand_message(const struct tracing *tracing, size_t index)
{
	const struct evaluation *evaluation = tracing->evaluation;
	const struct operand *operand = &evaluation->formula->operands.operands[index];
	const struct stage_pools *whole = &evaluation->stages[SLB_STAGE__STAGE_WINDOW];
	struct value pooled = pool_value(tracing->arena, whole->pools[index]);
	SlbOperandTrace *message = arena_new(tracing->arena, SlbOperandTrace);

	slb_operand_trace__init(message);
	message->name = arena_strdup(tracing->arena, operand->name);
	message->title = arena_strdup(tracing->arena, operand->title);
	if (pooled.lack == LACKS_NOTHING)
		message->value = ratio_text(tracing->arena, pooled.number);
	message->contributions =
		arena_array(tracing->arena, SlbContribution *, tracing->window->count);
	for (size_t view = 0; view < tracing->window->count; view++) {
		if (tracing->window->views[view].series == operand->series)
			message->contributions[message->n_contributions++] =
				contribution_message(
					tracing, &whole->by_view[index][view], view);
	}
	return message;
}

static void count_rows(const struct tracing *tracing, SlbVerdict *verdict)
{
	const struct formula *formula = tracing->evaluation->formula;

	for (size_t view = 0; view < tracing->window->count; view++) {
		const struct report_view *report = &tracing->window->views[view];
		size_t selected = tracing->window->selections[view].count;

		if (!formula->uses_series[report->series])
			continue;
		verdict->rows_in_scope += selected;
		verdict->rows_out_of_scope += report->row_count - selected;
	}
}

void trace_evaluation(struct arena *arena, const struct frame *frame,
		      const struct evaluation *evaluation, const struct window *window,
		      const char *label, SlbVerdict *verdict)
{
	const struct formula *formula = evaluation->formula;
	const struct tracing tracing = { arena, frame, evaluation, window, label };

	verdict->n_steps = formula->step_count;
	verdict->steps = arena_array(arena, SlbStepTrace *, formula->step_count);
	for (size_t i = 0; i < formula->step_count; i++)
		verdict->steps[i] = step_message(&tracing, i);
	verdict->n_operands = formula->operands.count;
	verdict->operands =
		arena_array(arena, SlbOperandTrace *, formula->operands.count);
	for (size_t i = 0; i < formula->operands.count; i++)
		verdict->operands[i] = operand_message(&tracing, i);
	count_rows(&tracing, verdict);
}
