#include "kpi/comparison.h"

#include "base/ensure.h"
#include "kpi/evaluate.h"
#include "kpi/shown.h"
#include "kpi/trace.h"
#include "report/party.h"
#include "report/words.h"

/* ---- the terms ----------------------------------------------------------- */

/* By series: one of the operands from first on is of it. */
static const bool *series_from(struct arena *arena, const struct frame *frame,
			       const struct operand_table *operands, size_t first)
{
	bool *uses = arena_array(arena, bool, frame->terms->n_series);

	for (size_t i = first; i < operands->count; i++)
		uses[operands->operands[i].series] = true;
	return uses;
}

/* All terms of a sum are reported by one organisation. */
static const SlbParty *source_of(const struct frame *frame,
				 const struct comparison *comparison,
				 const struct weighted_sum *sum)
{
	size_t series = comparison->operands.operands[sum->terms[0].index].series;

	return party_of_series(frame->terms, frame->terms->series[series]);
}

struct comparison comparison_of_terms(struct arena *arena, const struct frame *frame,
				      const SlbComparison *terms)
{
	struct comparison comparison = { .terms = terms };

	comparison.record = weighted_sum_of(arena, frame, &comparison.operands,
					    terms->record, terms->n_record);
	comparison.record_operand_count = comparison.operands.count;
	comparison.control = weighted_sum_of(arena, frame, &comparison.operands,
					     terms->control, terms->n_control);
	comparison.uses_series = series_from(arena, frame, &comparison.operands, 0);
	comparison.controls_series = series_from(arena, frame, &comparison.operands,
						 comparison.record_operand_count);
	comparison.record_source = source_of(frame, &comparison, &comparison.record);
	comparison.control_source = source_of(frame, &comparison, &comparison.control);
	comparison.tolerated_percent =
		decimal_of_terms(arena, terms->tolerated_percent);
	comparison.tolerated_number = ratio_uint(arena, terms->tolerated_number);
	return comparison;
}

bool comparison_controls(const struct comparison *comparison, size_t counter)
{
	const struct operand_table *table = &comparison->operands;

	for (size_t i = comparison->record_operand_count; i < table->count; i++) {
		if (!table->operands[i].is_range &&
		    table->operands[i].column == counter)
			return true;
	}
	return false;
}

bool comparison_concerns(const struct comparison *comparison,
			 const struct formula *formula)
{
	for (size_t i = 0; i < comparison->record_operand_count; i++) {
		for (size_t k = 0; k < formula->operands.count; k++) {
			if (operand_same_column(&comparison->operands.operands[i],
						&formula->operands.operands[k]))
				return true;
		}
	}
	return false;
}

/* ---- one slice ----------------------------------------------------------- */

/* The counts of a period, slice by slice. */
struct comparing {
	struct arena *arena;
	struct arena *scratch;
	const struct frame *frame;
	const struct comparison *comparison;
	struct stage_pools slices;
};

/* Both sides of a slice, and what came of it. */
struct slice {
	struct value record;
	struct value control;
	struct ratio difference; /* unless not compared */
	struct ratio tolerated;  /* where the record was measured */
	SlbComparisonState state;
};

static struct ratio tolerated_of(const struct comparing *comparing, struct ratio record)
{
	struct arena *scratch = comparing->scratch;
	struct ratio share =
		ratio_div(scratch,
			  ratio_mul(scratch, ratio_abs(scratch, record),
				    comparing->comparison->tolerated_percent),
			  ratio_int(100));
	struct ratio number = comparing->comparison->tolerated_number;

	return ratio_compare(share, number) > 0 ? share : number;
}

static bool is_within(struct arena *scratch, struct ratio difference,
		      struct ratio tolerated)
{
	return ratio_compare(ratio_abs(scratch, difference), tolerated) <= 0;
}

static struct slice compare_slice(const struct comparing *comparing, size_t group)
{
	const struct comparison *comparison = comparing->comparison;
	struct arena *scratch = comparing->scratch;
	struct slice slice = {
		.record = evaluate_sum(scratch, &comparison->record, &comparing->slices,
				       group),
		.control = evaluate_sum(scratch, &comparison->control,
					&comparing->slices, group),
		.state = SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED,
	};

	if (slice.record.lack != LACKS_NOTHING)
		return slice;
	slice.tolerated = tolerated_of(comparing, slice.record.number);
	if (slice.control.lack != LACKS_NOTHING)
		return slice;
	slice.difference =
		ratio_sub(scratch, slice.control.number, slice.record.number);
	slice.state = is_within(scratch, slice.difference, slice.tolerated)
			      ? SLB_COMPARISON_STATE__COMPARISON_STATE_AGREES
			      : SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS;
	return slice;
}

static SlbComparedSlice *slice_message(const struct comparing *comparing, size_t group,
				       const struct slice *slice)
{
	struct arena *arena = comparing->arena;
	SlbComparedSlice *message = arena_new(arena, SlbComparedSlice);

	slb_compared_slice__init(message);
	if (comparing->slices.groups != NULL)
		message->slice =
			group_words(arena, comparing->frame, SLB_STAGE__STAGE_SLICE,
				    &comparing->slices.groups[group]);
	if (slice->record.lack == LACKS_NOTHING) {
		message->record = ratio_text(arena, slice->record.number);
		message->tolerated = ratio_text(arena, slice->tolerated);
	}
	if (slice->control.lack == LACKS_NOTHING)
		message->control = ratio_text(arena, slice->control.number);
	if (slice->state != SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED)
		message->difference = ratio_text(arena, slice->difference);
	message->state = slice->state;
	return message;
}

/* ---- all slices ---------------------------------------------------------- */

static bool lacks_reports(const struct comparison *comparison,
			  const struct compared_period *period)
{
	for (size_t i = 0; i < period->gap_count; i++) {
		if (comparison->uses_series[period->gaps[i].series])
			return true;
	}
	return false;
}

/* The slices of one state, as far as there is room. */
static void add_slices(const struct comparing *comparing, const struct slice *slices,
		       SlbComparisonState state, SlbComparisonResult *result)
{
	for (size_t i = 0; i < comparing->slices.group_count &&
			   result->n_slices < COMPARED_SLICES_MAX;
	     i++) {
		if (slices[i].state == state)
			result->slices[result->n_slices++] =
				slice_message(comparing, i, &slices[i]);
	}
}

static SlbComparisonState state_of(const SlbComparisonResult *result)
{
	if (result->differing_count > 0)
		return SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS;
	return result->not_compared_count > 0
		       ? SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED
		       : SLB_COMPARISON_STATE__COMPARISON_STATE_AGREES;
}

static void compare_slices(const struct comparing *comparing,
			   SlbComparisonResult *result)
{
	size_t count = comparing->slices.group_count;
	struct slice *slices = arena_array(comparing->scratch, struct slice, count);

	for (size_t i = 0; i < count; i++) {
		slices[i] = compare_slice(comparing, i);
		result->differing_count +=
			slices[i].state ==
			SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS;
		result->not_compared_count +=
			slices[i].state ==
			SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED;
	}
	result->slice_count = (uint32_t)count;
	result->slices =
		arena_array(comparing->arena, SlbComparedSlice *,
			    count < COMPARED_SLICES_MAX ? count : COMPARED_SLICES_MAX);
	add_slices(comparing, slices, SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS,
		   result);
	add_slices(comparing, slices,
		   SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED, result);
	add_slices(comparing, slices, SLB_COMPARISON_STATE__COMPARISON_STATE_AGREES,
		   result);
	result->state = state_of(result);
}

static struct stage_pools slices_of(struct arena *scratch,
				    const struct comparison *comparison,
				    const struct compared_period *period,
				    const struct stage_pools *whole)
{
	const struct grouping grouping = {
		.operands = &comparison->operands,
		.series = comparison->uses_series,
		.stage = SLB_STAGE__STAGE_SLICE,
		.slicing = comparison->terms->slicing,
	};

	if (grouping.slicing == NULL)
		return *whole;
	return pools_of_groups(scratch, period->frame, &grouping, &period->window);
}

SlbComparisonResult *compare_counts(struct arena *arena, struct arena *scratch,
				    const struct comparison *comparison,
				    const struct compared_period *period)
{
	struct comparing comparing = { .arena = arena,
				       .scratch = scratch,
				       .frame = period->frame,
				       .comparison = comparison };
	SlbComparisonResult *result = arena_new(arena, SlbComparisonResult);
	struct stage_pools whole;

	slb_comparison_result__init(result);
	result->name = arena_strdup(arena, comparison->terms->name);
	result->record_source =
		arena_strdup(arena, comparison->record_source->organisation);
	result->control_source =
		arena_strdup(arena, comparison->control_source->organisation);
	result->state = SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED;
	if (lacks_reports(comparison, period))
		return result;
	whole = pools_of_window(scratch, period->frame, &comparison->operands,
				&period->window);
	comparing.slices = slices_of(scratch, comparison, period, &whole);
	compare_slices(&comparing, result);
	result->n_operands = comparison->operands.count;
	result->operands =
		trace_operands(arena, &comparison->operands, &whole, &period->window);
	return result;
}

/* ---- in words ------------------------------------------------------------ */

static char *exact_words(struct arena *arena, const char *number)
{
	struct ratio exact;

	ensure(ratio_parse(arena, bytes_of_string(number), &exact));
	return shown_exact(arena, exact);
}

/* " for queue sales", " on 2026-11-03"; "" for the whole period. */
static char *slice_words(struct arena *arena, const struct comparison *comparison,
			 const SlbComparedSlice *slice)
{
	const SlbSlicing *slicing = comparison->terms->slicing;

	if (slicing == NULL)
		return arena_strdup(arena, "");
	if (slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY)
		return arena_printf(arena, " on %s", slice->slice);
	return arena_printf(arena, " for %s %s", slicing->dimension, slice->slice);
}

static char *difference_words(struct arena *arena, const struct comparison *comparison,
			      const SlbComparisonResult *result)
{
	const SlbComparedSlice *first = result->slices[0];
	const char *difference = first->difference;
	struct text text;

	if (difference[0] == '-')
		difference++;
	text_init(&text, arena);
	text_printf(&text,
		    "by \"%s\", %s counts %s and %s %s%s: the difference is %s, and %s "
		    "is tolerated",
		    result->name, comparison->record_source->legal_name,
		    exact_words(arena, first->record),
		    comparison->control_source->legal_name,
		    exact_words(arena, first->control),
		    slice_words(arena, comparison, first),
		    exact_words(arena, difference),
		    exact_words(arena, first->tolerated));
	if (result->slice_count > 1)
		text_printf(&text, "; of %s compared, %s %s",
			    words_u64(arena, result->slice_count),
			    words_u64(arena, result->differing_count),
			    result->differing_count == 1 ? "differs" : "differ");
	if (result->not_compared_count > 0)
		text_printf(&text,
			    "; %s cannot be compared, as a cell was not measured",
			    words_u64(arena, result->not_compared_count));
	return arena_strdup(arena, text_chars(&text));
}

char *comparison_sentence(struct arena *arena, const struct comparison *comparison,
			  const SlbComparisonResult *result)
{
	if (result->state == SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS)
		return difference_words(arena, comparison, result);
	if (result->not_compared_count == 0)
		return NULL;
	return arena_printf(
		arena,
		"by \"%s\", the counts of %s and %s cannot be compared%s: a cell was "
		"not measured%s",
		result->name, comparison->record_source->legal_name,
		comparison->control_source->legal_name,
		slice_words(arena, comparison, result->slices[0]),
		result->not_compared_count == 1
			? ""
			: arena_printf(
				  arena, "; nor %s more",
				  words_u64(arena, result->not_compared_count - 1)));
}
