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

static SlbContribution *contribution_message(struct arena *arena,
					     const struct window *window,
					     const struct pool *pool, size_t view)
{
	SlbContribution *message = arena_new(arena, SlbContribution);

	slb_contribution__init(message);
	message->report = (uint32_t)window->views[view].place;
	message->rows = (uint32_t)window->selections[view].count;
	message->null_rows = (uint32_t)pool->null_rows;
	message->value = ratio_text(arena, pool_number(arena, pool));
	return message;
}

/* by_view: what each report of the window added to pool. */
static SlbOperandTrace *operand_message(struct arena *arena,
					const struct operand *operand,
					const struct pool *pool,
					const struct pool *by_view,
					const struct window *window)
{
	struct value pooled = pool_value(arena, pool);
	SlbOperandTrace *message = arena_new(arena, SlbOperandTrace);

	slb_operand_trace__init(message);
	message->name = arena_strdup(arena, operand->name);
	message->title = arena_strdup(arena, operand->title);
	if (pooled.lack == LACKS_NOTHING)
		message->value = ratio_text(arena, pooled.number);
	message->contributions = arena_array(arena, SlbContribution *, window->count);
	for (size_t view = 0; view < window->count; view++) {
		if (window->views[view].series == operand->series)
			message->contributions[message->n_contributions++] =
				contribution_message(arena, window, &by_view[view],
						     view);
	}
	return message;
}

SlbOperandTrace **trace_operands(struct arena *arena,
				 const struct operand_table *operands,
				 const struct stage_pools *whole,
				 const struct window *window)
{
	SlbOperandTrace **messages =
		arena_array(arena, SlbOperandTrace *, operands->count);

	for (size_t i = 0; i < operands->count; i++)
		messages[i] =
			operand_message(arena, &operands->operands[i], whole->pools[i],
					whole->by_view[i], window);
	return messages;
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
		trace_operands(arena, &formula->operands,
			       &evaluation->stages[SLB_STAGE__STAGE_WINDOW], window);
	count_rows(&tracing, verdict);
}
