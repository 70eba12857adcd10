#include "sla/page_contract.h"

#include <inttypes.h>
#include <string.h>

#include "base/attribute.h"
#include "kpi/formula.h"
#include "report/operand.h"
#include "report/words.h"
#include "sla/phrases.h"

#define ADD_TABLE(page, columns) page_table(page, columns, ARRAY_SIZE(columns))
#define WORDS(page, name, value) \
	phrase_enum((page)->arena, &slb_##name##__descriptor, (int)(value))

/* A bound in a range's name has the unit of its histogram. */
static void add_operand(struct page *page, const SlbTerms *terms,
			const struct operand *operand)
{
	const char *unit = "";

	if (operand->is_range)
		unit = arena_printf(page->arena, ", in %s",
				    WORDS(page, counter_unit,
					  terms->histograms[operand->column]->unit));
	page_item(page, TONE_PLAIN, "%s: %s%s.", operand->name, operand->title, unit);
}

static void add_formula(struct page *page, const SlbTerms *terms,
			const struct formula *formula)
{
	size_t i;

	for (i = 0; i < formula->step_count; i++) {
		const SlbStep *step = formula->steps[i].source;

		page_paragraph(page, TONE_PLAIN, "Step %s, for each %s: %s.",
			       step->name, WORDS(page, stage, step->stage),
			       formula_words(page->arena, formula, i));
		page_code(page, formula_symbols(page->arena, formula, i));
	}
	for (i = 0; i < formula->operands.count; i++)
		add_operand(page, terms, &formula->operands.operands[i]);
}

static const char *volume_words(struct arena *arena, const struct frame *frame,
				const SlbMinimumVolume *minimum)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < minimum->n_volume; i++) {
		const SlbTerm *term = minimum->volume[i];

		words_enumerate(&text, i, minimum->n_volume);
		if (term->weight[0] != '\0' && strcmp(term->weight, "1") != 0)
			text_printf(&text, "%s x ", term->weight);
		text_add(&text, operand_of_term(arena, frame, term).name);
	}
	return text_chars(&text);
}

static void add_rules(struct page *page, const struct frame *frame, const SlbKpi *kpi)
{
	const SlbMinimumVolume *minimum = kpi->minimum_volume;
	size_t i;

	page_fact(page, "Target", "%s", phrase_target(page->arena, kpi));
	for (i = 0; i < kpi->n_scope; i++)
		page_fact(page,
			  arena_printf(page->arena, "Counts %s",
				       kpi->scope[i]->dimension),
			  "%s", phrase_scope(page->arena, kpi->scope[i]));
	page_fact(page, "Abandoned contacts", "%s",
		  WORDS(page, abandon_rule, kpi->abandons));
	page_fact(page, "Minimum volume", "%s of %s; below it: %s%s",
		  words_u64(page->arena, minimum->at_least),
		  volume_words(page->arena, frame, minimum),
		  WORDS(page, below_minimum, minimum->below),
		  minimum->below == SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES
			  ? arena_printf(page->arena, ", %u",
					 (unsigned)minimum->allowed_misses)
			  : "");
	page_fact(page, "A missing report", "%s",
		  WORDS(page, missing_rule, kpi->missing));
	page_fact(page, "Severity", "%s", WORDS(page, severity, kpi->severity));
	page_fact(page, "Shown", "rounded %s to %s; compared exactly",
		  WORDS(page, rounding, kpi->display_rounding),
		  phrase_decimals(page->arena, kpi->display_decimals));
}

static void add_serving(struct page *page, const SlbServing *serving)
{
	if (serving->mode == SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY)
		page_fact(page, "A miss is", "shown; no notice leaves");
	else
		page_fact(page, "A miss is",
			  "served %s as \"%s\", receipt to be acknowledged within %s",
			  WORDS(page, serving_mode, serving->mode),
			  serving->notice_title,
			  phrase_delay(page->arena, serving->acknowledge_by));
}

/* What a distance from the target is counted in. */
static const char *distance_unit(SlbKpiUnit unit)
{
	if (unit == SLB_KPI_UNIT__KPI_UNIT_PERCENT)
		return "percentage point";
	if (unit == SLB_KPI_UNIT__KPI_UNIT_SECONDS)
		return "second";
	return "point";
}

static const char *tier_amount(struct arena *arena, const SlbTerms *terms,
			       const SlbCreditTier *tier, SlbKpiUnit unit)
{
	struct currency currency = currency_of(terms->money);

	switch (tier->amount_case) {
	case SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES:
		return arena_printf(arena, "%s %% of the period's charges",
				    tier->percent_of_charges);
	case SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT:
		return arena_printf(arena, "%s for each %s from the target",
				    money_text(arena, currency,
					       (int64_t)tier->amount_minor_per_unit),
				    distance_unit(unit));
	case SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR:
		return money_text(arena, currency, (int64_t)tier->amount_minor);
	case SLB_CREDIT_TIER__AMOUNT__NOT_SET:
	case _SLB_CREDIT_TIER__AMOUNT__CASE_IS_INT_SIZE:
		break;
	}
	return "-";
}

static void add_credit(struct page *page, const SlbTerms *terms, const SlbKpi *kpi)
{
	static const struct page_column columns[] = { { "Missed by value", false },
						      { "Service credit", false } };
	size_t i;

	if (kpi->credit == NULL)
		return;
	ADD_TABLE(page, columns);
	for (i = 0; i < kpi->credit->n_tiers; i++) {
		const SlbCreditTier *tier = kpi->credit->tiers[i];

		if (tier->worse_than[0] == '\0')
			page_cell(page, TONE_PLAIN, "from the target on");
		else
			page_cell(page, TONE_PLAIN, "worse than %s%s", tier->worse_than,
				  phrase_unit(kpi->unit));
		page_cell(page, TONE_PLAIN, "%s",
			  tier_amount(page->arena, terms, tier, kpi->unit));
	}
	if (kpi->credit->when_deemed_missed != SLB_DEEMED_TIER__DEEMED_TIER_UNSPECIFIED)
		page_paragraph(
			page, TONE_PLAIN,
			"Where a missing report makes the target deemed missed: %s.",
			WORDS(page, deemed_tier, kpi->credit->when_deemed_missed));
}

void page_kpis(struct page *page, const struct frame *frame)
{
	const SlbTerms *terms = frame->terms;
	size_t i;

	page_heading(page, 2, "What is judged");
	for (i = 0; i < terms->n_kpis; i++) {
		const SlbKpi *kpi = terms->kpis[i];

		page_heading(page, 3, "%s%s%s", kpi->title,
			     kpi->clause[0] != '\0' ? ", " : "",
			     kpi->clause[0] != '\0'
				     ? words_clause(page->arena, kpi->clause)
				     : "");
		add_rules(page, frame, kpi);
		add_serving(page, kpi->serving);
		add_formula(page, terms, formula_of_kpi(page->arena, frame, kpi));
		add_credit(page, terms, kpi);
	}
}
