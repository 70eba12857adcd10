#include "sla/page_judgement.h"

#include <inttypes.h>
#include <string.h>

#include "base/attribute.h"
#include "base/ensure.h"
#include "base/ratio.h"
#include "report/words.h"
#include "sla/phrases.h"

#define ADD_TABLE(page, columns) page_table(page, columns, ARRAY_SIZE(columns))

/* ---- what counts ---- */

static void add_scope(struct page *page, const SlbKpi *kpi, const SlbVerdict *verdict)
{
	size_t i;

	for (i = 0; i < kpi->n_scope; i++)
		page_fact(page,
			  arena_printf(page->arena, "Counts %s",
				       kpi->scope[i]->dimension),
			  "%s", phrase_scope(page->arena, kpi->scope[i]));
	page_fact(page, "Rows", "%s in scope, %s left out",
		  words_u64(page->arena, verdict->rows_in_scope),
		  words_u64(page->arena, verdict->rows_out_of_scope));
	page_fact(page, "Abandoned contacts", "%s",
		  phrase_enum(page->arena, &slb_abandon_rule__descriptor,
			      (int)kpi->abandons));
}

/* ---- counters ---- */

static const char *measured(struct arena *arena, const char *value)
{
	return value[0] == '\0' ? "not measured" : phrase_exact(arena, value);
}

static void add_contributions(struct page *page, const SlbOperandTrace *operand)
{
	size_t i;

	for (i = 0; i < operand->n_contributions; i++) {
		const SlbContribution *part = operand->contributions[i];

		page_cell(page, TONE_PLAIN, "%s", operand->name);
		page_cell(page, TONE_PLAIN, "%u", (unsigned)part->report);
		page_cell(page, TONE_PLAIN, "%s", words_u64(page->arena, part->rows));
		page_cell(page, TONE_PLAIN, "%s",
			  words_u64(page->arena, part->null_rows));
		page_cell(page, TONE_PLAIN, "%s", measured(page->arena, part->value));
	}
}

static void add_operands(struct page *page, SlbOperandTrace *const *operands,
			 size_t count)
{
	static const struct page_column totals[] = { { "Counter", false },
						     { "What is counted", false },
						     { "Together", true } };
	static const struct page_column parts[] = { { "Counter", false },
						    { "Report", true },
						    { "Rows", true },
						    { "Not measured", true },
						    { "Value", true } };
	size_t i;

	if (count == 0)
		return;
	ADD_TABLE(page, totals);
	for (i = 0; i < count; i++) {
		const SlbOperandTrace *operand = operands[i];

		page_cell(page, TONE_PLAIN, "%s", operand->name);
		page_cell(page, TONE_PLAIN, "%s", operand->title);
		page_cell(page, TONE_STRONG, "%s",
			  measured(page->arena, operand->value));
	}
	page_paragraph(page, TONE_PLAIN, "What each report contributed:");
	ADD_TABLE(page, parts);
	for (i = 0; i < count; i++)
		add_contributions(page, operands[i]);
}

/* ---- steps ---- */

static const struct page_column group_columns[] = { { "Group", false },
						    { "Numerator", true },
						    { "Denominator", true },
						    { "Value", true } };

static void add_group_cells(struct page *page, const SlbGroupValue *value)
{
	page_cell(page, TONE_PLAIN, "%s", value->group);
	page_cell(page, TONE_PLAIN, "%s",
		  phrase_or_dash(page->arena, value->numerator));
	page_cell(page, TONE_PLAIN, "%s",
		  phrase_or_dash(page->arena, value->denominator));
	page_cell(page, TONE_PLAIN, "%s",
		  value->lacking[0] != '\0'
			  ? value->lacking
			  : phrase_or_dash(page->arena, value->value));
}

/* What the unit multiplies the last step by, as formulas write it. */
static const char *factor_of(SlbKpiUnit unit)
{
	switch (unit) {
	case SLB_KPI_UNIT__KPI_UNIT_PERCENT:
	case SLB_KPI_UNIT__KPI_UNIT_POINTS:
		return " \xc3\x97 100";
	case SLB_KPI_UNIT__KPI_UNIT_PER_THOUSAND:
		return " \xc3\x97 1,000";
	case SLB_KPI_UNIT__KPI_UNIT_SECONDS:
	case SLB_KPI_UNIT__KPI_UNIT_NUMBER:
	case SLB_KPI_UNIT__KPI_UNIT_UNSPECIFIED:
	case _SLB_KPI_UNIT_IS_INT_SIZE:
		break;
	}
	return "";
}

/* The only value of a step; of the last step in the KPI's unit. */
static const char *one_value(struct arena *arena, const SlbVerdict *verdict,
			     const SlbStepTrace *step)
{
	const SlbGroupValue *value = step->values[0];
	bool last = step == verdict->steps[verdict->n_steps - 1];
	const char *factor = last ? factor_of(verdict->unit) : "";
	const char *result = last ? verdict->value : value->value;

	if (value->lacking[0] != '\0')
		return value->lacking;
	if (value->denominator[0] != '\0')
		return arena_printf(arena, "%s / %s%s = %s",
				    phrase_exact(arena, value->numerator),
				    phrase_exact(arena, value->denominator), factor,
				    phrase_exact(arena, result));
	if (factor[0] != '\0')
		return arena_printf(arena, "%s%s = %s",
				    phrase_exact(arena, value->value), factor,
				    phrase_exact(arena, result));
	return phrase_exact(arena, result);
}

static void add_step(struct page *page, const SlbVerdict *verdict,
		     const SlbStepTrace *step)
{
	bool single = step->n_values == 1 && step->values_omitted == 0;
	size_t i;

	page_paragraph(
		page, TONE_PLAIN, "Step %s, for each %s: %s.", step->name,
		phrase_enum(page->arena, &slb_stage__descriptor, (int)step->stage),
		step->words);
	page_code(page, single ? arena_printf(page->arena, "%s\n= %s", step->symbols,
					      one_value(page->arena, verdict, step))
			       : step->symbols);
	if (single || step->n_values == 0)
		return;
	ADD_TABLE(page, group_columns);
	for (i = 0; i < step->n_values; i++)
		add_group_cells(page, step->values[i]);
	if (step->values_omitted > 0)
		page_paragraph(page, TONE_FAINT, "And %s more.",
			       words_u64(page->arena, step->values_omitted));
}

/* ---- value, rounding, comparison ---- */

static const char *sign_between(struct arena *arena, const char *value,
				const char *target)
{
	struct ratio left;
	struct ratio right;
	int order;

	if (!ratio_parse(arena, bytes_of_string(value), &left) ||
	    !ratio_parse_decimal(arena, bytes_of_string(target), &right, NULL))
		return "?";
	order = ratio_compare(left, right);
	if (order == 0)
		return "=";
	return order < 0 ? "<" : ">";
}

static const char *comparison_of(struct arena *arena, const SlbVerdict *verdict)
{
	const char *low = sign_between(arena, verdict->value, verdict->target);
	const char *exact = words_grouped(arena, verdict->value);

	if (verdict->comparator != SLB_COMPARATOR__COMPARATOR_BETWEEN)
		return arena_printf(arena, "%s %s %s", exact, low, verdict->target);
	return arena_printf(arena, "%s %s %s and %s %s %s", exact, low, verdict->target,
			    exact,
			    sign_between(arena, verdict->value, verdict->target_upper),
			    verdict->target_upper);
}

static void add_comparison(struct page *page, const SlbKpi *kpi,
			   const SlbVerdict *verdict)
{
	struct arena *arena = page->arena;

	if (verdict->volume[0] != '\0')
		page_fact(page, "Volume", "%s; the contract judges from %s on%s",
			  phrase_exact(arena, verdict->volume),
			  phrase_or_dash(arena, verdict->minimum_volume),
			  strcmp(verdict->volume, verdict->minimum_volume) == 0
				  ? ", which is reached"
				  : "");
	if (verdict->value[0] != '\0') {
		page_fact(page, "Exact value", "%s%s",
			  phrase_exact(arena, verdict->value), phrase_unit(kpi->unit));
		page_fact(page, "Shown as",
			  "%s (rounded %s to %s; never as a target it missed)",
			  verdict->displayed,
			  phrase_enum(arena, &slb_rounding__descriptor,
				      (int)kpi->display_rounding),
			  phrase_decimals(arena, kpi->display_decimals));
		page_fact(page, "Compared", "%s, exactly: %s",
			  verdict->displayed_target, comparison_of(arena, verdict));
	}
	page_fact(page, "Result", "%s%s%s", phrase_result(verdict->result),
		  verdict->reason[0] != '\0' ? ": " : "", verdict->reason);
	if (verdict->shortfall != NULL)
		page_fact(page, "Shortfall", "%s (distance %s%s)",
			  verdict->shortfall->sentence,
			  phrase_or_dash(arena, verdict->shortfall->distance),
			  phrase_unit(kpi->unit));
}

static void add_stated(struct page *page, const SlbVerdict *verdict)
{
	static const struct page_column columns[] = { { "Report", true },
						      { "Row", true },
						      { "Stated", true },
						      { "From its counters", true },
						      { "Agrees", false } };
	size_t i;

	if (verdict->n_stated == 0)
		return;
	ADD_TABLE(page, columns);
	for (i = 0; i < verdict->n_stated; i++) {
		const SlbStatedResult *stated = verdict->stated[i];
		bool computed = stated->recomputed[0] != '\0';

		page_cell(page, TONE_PLAIN, "%u", (unsigned)stated->report);
		if (stated->row != 0)
			page_cell(page, TONE_PLAIN, "%u", (unsigned)stated->row);
		else
			page_cell(page, TONE_PLAIN, "all");
		page_cell(page, TONE_PLAIN, "%s", stated->stated);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_or_dash(page->arena, stated->recomputed));
		page_cell(page, computed && !stated->agrees ? TONE_BAD : TONE_PLAIN,
			  "%s",
			  !computed        ? "cannot be said"
			  : stated->agrees ? "yes"
					   : "no");
	}
}

/* ---- the whole ---- */

static void explain_verdict(struct page *page, const struct judgement_view *view,
			    const SlbVerdict *verdict)
{
	const SlbKpi *kpi = kpi_of_verdict(view->terms, verdict);
	size_t i;

	page_heading(page, 3, "%s%s%s%s", verdict->title,
		     verdict->clause[0] != '\0' ? ", " : "",
		     verdict->clause[0] != '\0'
			     ? words_clause(page->arena, verdict->clause)
			     : "",
		     verdict->result == SLB_RESULT__RESULT_MISSED ? ": missed" : "");
	add_scope(page, kpi, verdict);
	add_operands(page, verdict->operands, verdict->n_operands);
	for (i = 0; i < verdict->n_steps; i++)
		add_step(page, verdict, verdict->steps[i]);
	add_comparison(page, kpi, verdict);
	add_stated(page, verdict);
}

static const SlbComparison *comparison_of_result(const SlbTerms *terms,
						 const SlbComparisonResult *result)
{
	size_t i = 0;

	while (i < terms->n_comparisons &&
	       strcmp(terms->comparisons[i]->name, result->name) != 0)
		i++;
	ensure(i < terms->n_comparisons);
	return terms->comparisons[i];
}

static void explain_comparison(struct page *page, const struct judgement_view *view,
			       const SlbComparisonResult *result)
{
	const SlbComparison *comparison = comparison_of_result(view->terms, result);
	size_t i;

	page_heading(page, 3, "Counted twice: %s", result->name);
	page_fact(page, "Of record", "as %s counts; verdicts rest on it",
		  result->record_source);
	page_fact(page, "Control", "as %s counts", result->control_source);
	for (i = 0; i < comparison->n_scope; i++)
		page_fact(page,
			  arena_printf(page->arena, "Compares %s",
				       comparison->scope[i]->dimension),
			  "%s", phrase_scope(page->arena, comparison->scope[i]));
	page_fact(page, "Tolerated", "%s", phrase_tolerance(page->arena, comparison));
	add_operands(page, result->operands, result->n_operands);
	if (result->n_slices > 0)
		ADD_TABLE(page, compared_columns);
	for (i = 0; i < result->n_slices; i++)
		page_compared(page, result->name, result->slices[i]);
	if (result->slice_count > result->n_slices)
		page_paragraph(
			page, TONE_FAINT, "And %s more.",
			words_u64(page->arena, result->slice_count - result->n_slices));
}

static void explain_credits(struct page *page, const struct judgement_view *view,
			    const SlbPeriodJudgement *period)
{
	static const struct page_column columns[] = { { "Line", false },
						      { "Exact, minor units", true },
						      { "Rounded once", true } };
	struct currency currency = currency_of(view->terms->money);
	size_t i;

	if (period->n_credits == 0)
		return;
	page_heading(page, 3, "Money, line by line");
	page_paragraph(page, TONE_PLAIN, "Each line is rounded once, %s.",
		       phrase_enum(page->arena, &slb_rounding__descriptor,
				   (int)view->terms->money->rounding));
	ADD_TABLE(page, columns);
	for (i = 0; i < period->n_credits; i++) {
		const SlbCreditLine *line = period->credits[i];

		page_cell(page, TONE_PLAIN, "%s", line->sentence);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_or_dash(page->arena, line->exact_minor));
		page_cell(page, TONE_PLAIN, "%s",
			  money_text(page->arena, currency, line->amount_minor));
	}
}

void page_explanation(struct page *page, const struct judgement_view *view,
		      const SlbPeriodJudgement *period)
{
	size_t i;

	page_heading(page, 2, "%s: how each verdict comes about", period->label);
	for (i = 0; i < period->n_verdicts; i++)
		explain_verdict(page, view, period->verdicts[i]);
	for (i = 0; i < period->n_comparisons; i++)
		explain_comparison(page, view, period->comparisons[i]);
	explain_credits(page, view, period);
}

static const char *standing_of(struct arena *arena, const SlbReportUsed *report)
{
	if (report->replaced_by == 0)
		return "in force";
	return arena_printf(arena, "replaced by %u", (unsigned)report->replaced_by);
}

void page_reports(struct page *page, const struct judgement_view *view)
{
	static const struct page_column columns[] = {
		{ "Report", true },     { "From", false },   { "Series", false },
		{ "Days", false },      { "Rows", true },    { "Standing", false },
		{ "Signature", false }, { "SHA-256", false }
	};
	size_t i;

	page_heading(page, 2, "The reports");
	ADD_TABLE(page, columns);
	for (i = 0; i < view->judgement->n_reports; i++) {
		const SlbReportUsed *report = view->judgement->reports[i];
		struct bytes digest = { report->digest.data, report->digest.len };

		page_cell(page, TONE_PLAIN, "%zu", i + 1);
		page_cell(page, TONE_PLAIN, "%s", report->source);
		page_cell(page, TONE_PLAIN, "%s", report->series);
		page_cell(page, TONE_PLAIN, "%s",
			  phrase_span(page->arena, &view->zone, report->start_s,
				      report->end_s));
		page_cell(page, TONE_PLAIN, "%s",
			  words_u64(page->arena, report->row_count));
		page_cell(page, TONE_PLAIN, "%s", standing_of(page->arena, report));
		page_cell(page, TONE_PLAIN, "%s",
			  report->signed_ ? "verified" : "unsigned");
		page_cell(page, TONE_FAINT, "%s", hex_encode(page->arena, digest));
	}
}
