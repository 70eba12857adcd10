#include "kpi/stated.h"

#include <string.h>

#include "base/ensure.h"

/* Where figures are compared with what rows give. */
struct comparison {
	struct arena *arena;
	struct arena *scratch;
	const struct frame *frame;
	const struct formula *formula;
};

static bool is_selected(const struct selection *selection, uint32_t row)
{
	size_t low = 0;
	size_t high = selection->count;

	if (selection->rows == NULL)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (selection->rows[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low < selection->count && selection->rows[low] == row;
}

static bool agrees(struct arena *arena, struct ratio value, const char *stated)
{
	struct ratio figure;
	unsigned decimals;

	ensure(ratio_parse_decimal(arena, bytes_of_string(stated), &figure, &decimals));
	return ratio_compare(ratio_round_to(arena, value, decimals, ROUND_HALF_UP),
			     figure) == 0;
}

/* One figure, beside the value of the rows in window. */
static SlbStatedResult *compare_figure(const struct comparison *comparison,
				       const SlbStated *stated,
				       const struct window *window)
{
	struct arena_mark mark = arena_mark(comparison->scratch);
	SlbStatedResult *message = arena_new(comparison->arena, SlbStatedResult);
	struct evaluation evaluation = evaluate(comparison->scratch, comparison->frame,
						comparison->formula, window);
	const struct value *value = &evaluation.value;

	slb_stated_result__init(message);
	message->report = (uint32_t)window->views[0].place;
	message->row = stated->row;
	message->stated = arena_strdup(comparison->arena, stated->value);
	if (value->lack == LACKS_NOTHING) {
		message->recomputed = ratio_text(comparison->arena, value->number);
		message->agrees =
			agrees(comparison->scratch, value->number, stated->value);
	}
	arena_rewind(comparison->scratch, mark);
	return message;
}

/* The rows of one report that a figure is about, as far as they are in scope. */
static SlbStatedResult *compare_rows(const struct comparison *comparison,
				     const SlbStated *stated,
				     const struct report_view *view,
				     const struct selection *in_scope)
{
	uint32_t row = stated->row - 1;
	struct selection selection = *in_scope;
	struct window window = { .views = view, .selections = &selection, .count = 1 };

	if (stated->row != 0)
		selection = (struct selection){ .rows = &row,
						.count = is_selected(in_scope, row) };
	return compare_figure(comparison, stated, &window);
}

static bool is_about(const SlbStated *stated, const struct formula *formula)
{
	return strcmp(stated->kpi, formula->kpi->name) == 0;
}

static size_t count_stated(const struct formula *formula, const struct window *window)
{
	size_t count = 0;

	for (size_t view = 0; view < window->count; view++) {
		const SlbReport *report = window->views[view].report;

		for (size_t i = 0; i < report->n_stated; i++)
			count += is_about(report->stated[i], formula);
	}
	return count;
}

size_t compare_stated(struct arena *arena, struct arena *scratch,
		      const struct frame *frame, const struct formula *formula,
		      const struct window *window, SlbVerdict *verdict)
{
	const struct comparison comparison = { arena, scratch, frame, formula };
	size_t differing = 0;

	verdict->stated =
		arena_array(arena, SlbStatedResult *, count_stated(formula, window));
	for (size_t view = 0; view < window->count; view++) {
		const SlbReport *report = window->views[view].report;

		for (size_t i = 0; i < report->n_stated; i++) {
			SlbStatedResult *result;

			if (!is_about(report->stated[i], formula))
				continue;
			result = compare_rows(&comparison, report->stated[i],
					      &window->views[view],
					      &window->selections[view]);
			verdict->stated[verdict->n_stated++] = result;
			differing += !result->agrees && result->recomputed[0] != '\0';
		}
	}
	return differing;
}
