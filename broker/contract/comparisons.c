#include <string.h>

#include "contract/rules.h"
#include "contract/steps.h"
#include "kpi/comparison.h"

/* ---- who counts ---------------------------------------------------------- */

static bool same_source(const SlbSeries *a, const SlbSeries *b)
{
	return a->source == b->source && strcmp(a->organisation, b->organisation) == 0;
}

static const char *source_words(const SlbSeries *series)
{
	if (series->source == SLB_PARTY_ROLE__PARTY_ROLE_CLIENT)
		return "the client";
	return series->source == SLB_PARTY_ROLE__PARTY_ROLE_CENTRE
		       ? "the centre"
		       : series->organisation;
}

/* used: a bit for each series; NULL where there is none of them. */
static const SlbSeries *first_series(const struct inquiry *inquiry, uint32_t used)
{
	for (size_t i = 0; i < inquiry->series.count; i++) {
		if ((used >> i & 1) != 0)
			return inquiry->terms->series[i];
	}
	return NULL;
}

/* first: the first series of those used. */
static void check_one_source(struct inquiry *inquiry, const SlbComparison *comparison,
			     const SlbSeries *first, uint32_t used,
			     const struct path *side)
{
	for (size_t i = 0; i < inquiry->series.count; i++) {
		const SlbSeries *series = inquiry->terms->series[i];

		if ((used >> i & 1) == 0 || same_source(first, series))
			continue;
		say(inquiry, WRONG, side,
		    "comparison %s adds up what %s and %s report as one count",
		    shown(comparison->name).chars, source_words(first),
		    source_words(series));
		diag_hint(inquiry->diag,
			  "write under each of record: and control: what one "
			  "organisation reports");
		return;
	}
}

static void check_sources(struct inquiry *inquiry, const SlbComparison *comparison,
			  const struct path *path)
{
	struct path record = path_field(path, "record");
	struct path control = path_field(path, "control");
	uint32_t recorded =
		term_list_series(inquiry, comparison->record, comparison->n_record);
	uint32_t controlled =
		term_list_series(inquiry, comparison->control, comparison->n_control);
	const SlbSeries *first = first_series(inquiry, recorded);
	const SlbSeries *second = first_series(inquiry, controlled);

	if (first == NULL || second == NULL)
		return; /* has been said */
	check_one_source(inquiry, comparison, first, recorded, &record);
	check_one_source(inquiry, comparison, second, controlled, &control);
	if (!same_source(first, second))
		return;
	say(inquiry, WRONG, &control,
	    "%s reports both counts of comparison %s, and nobody controls itself",
	    source_words(first), shown(comparison->name).chars);
	diag_hint(inquiry->diag,
		  "write under control: counters of a series that has another source:, "
		  "and declare that series and its counters where they are not there");
}

/* ---- what is counted ----------------------------------------------------- */

/* The unit of what a term counts; unspecified where the terms do not say. */
static SlbCounterUnit unit_of_term(const struct inquiry *inquiry, const SlbTerm *term)
{
	const SlbCounter *counter = term_counter(inquiry, term);
	const SlbHistogram *histogram = term_histogram(inquiry, term);

	if (counter != NULL)
		return counter->unit;
	/* The unit of a histogram is that of its bounds; it counts by them. */
	return histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER
		       ? SLB_COUNTER_UNIT__COUNTER_UNIT_UNSPECIFIED
		       : SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
}

static bool clashes(SlbCounterUnit a, SlbCounterUnit b)
{
	return a != b && a != SLB_COUNTER_UNIT__COUNTER_UNIT_UNSPECIFIED &&
	       b != SLB_COUNTER_UNIT__COUNTER_UNIT_UNSPECIFIED;
}

/* False when a unit of the list is another than that of the first term of the record. */
static bool check_units(struct inquiry *inquiry, const SlbComparison *comparison,
			SlbTerm *const *terms, size_t count, const struct path *side)
{
	SlbCounterUnit first = unit_of_term(inquiry, comparison->record[0]);

	for (size_t i = 0; i < count; i++) {
		if (!clashes(first, unit_of_term(inquiry, terms[i])))
			continue;
		say(inquiry, WRONG, side,
		    "comparison %s holds counts of different units against each other",
		    shown(comparison->name).chars);
		diag_hint(inquiry->diag, "compare counters that have the same unit:");
		return false;
	}
	return true;
}

/* ---- slices -------------------------------------------------------------- */

static void check_days(struct inquiry *inquiry, const SlbComparison *comparison,
		       const struct path *slicing)
{
	const SlbTerms *terms = inquiry->terms;
	struct path kind = path_field(slicing, "kind");
	uint32_t used =
		term_list_series(inquiry, comparison->record, comparison->n_record) |
		term_list_series(inquiry, comparison->control, comparison->n_control);

	for (size_t i = 0; i < terms->n_series; i++) {
		if ((used >> i & 1) == 0 ||
		    terms->series[i]->interval !=
			    SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD)
			continue;
		say(inquiry, WRONG, &kind,
		    "comparison %s compares day by day, but a report of series %s "
		    "covers a whole period",
		    shown(comparison->name).chars, shown(terms->series[i]->name).chars);
		diag_hint(inquiry->diag,
			  "leave slicing: out, or slice by a dimension, or have that "
			  "series reported by day");
		return;
	}
}

static void check_slicing(struct inquiry *inquiry, const SlbComparison *comparison,
			  const struct path *path)
{
	struct path slicing = path_field(path, "slicing");
	struct path dimension = path_field(&slicing, "dimension");

	if (comparison->slicing == NULL)
		return;
	if (comparison->slicing->kind == SLB_SLICE_KIND__SLICE_KIND_DAY) {
		check_days(inquiry, comparison, &slicing);
		return;
	}
	if (names_find(inquiry->dimensions, comparison->slicing->dimension) <
	    inquiry->dimensions.count)
		return;
	say(inquiry, WRONG, &dimension,
	    "comparison %s compares by dimension %s, which there is not",
	    shown(comparison->name).chars, shown(comparison->slicing->dimension).chars);
	diag_hint(inquiry->diag,
		  "write a name that stands under dimensions:, which the reports of "
		  "both sides carry");
}

void rules_comparison(struct inquiry *inquiry, const SlbComparison *comparison,
		      const struct path *path)
{
	struct path record = path_field(path, "record");
	struct path control = path_field(path, "control");
	size_t flaws = inquiry->flaw_count;

	term_list_names(inquiry, comparison->record, comparison->n_record, path,
			"record");
	term_list_names(inquiry, comparison->control, comparison->n_control, path,
			"control");
	if (inquiry->flaw_count != flaws)
		return;
	check_sources(inquiry, comparison, path);
	if (check_units(inquiry, comparison, comparison->record, comparison->n_record,
			&record))
		check_units(inquiry, comparison, comparison->control,
			    comparison->n_control, &control);
	check_slicing(inquiry, comparison, path);
}

/* ---- beside KPIs and each other ------------------------------------------ */

/* The name of a control's operand that is of one column with one of others; or NULL. */
static const char *shared_with(const struct comparison *comparison,
			       const struct operand *others, size_t count)
{
	const struct operand_table *own = &comparison->operands;

	for (size_t i = comparison->record_operand_count; i < own->count; i++) {
		for (size_t k = 0; k < count; k++) {
			if (operand_same_column(&own->operands[i], &others[k]))
				return own->operands[i].name;
		}
	}
	return NULL;
}

static void check_kpis(struct inquiry *inquiry, const struct frame *frame,
		       const struct comparison *comparison, const struct path *control)
{
	for (size_t i = 0; i < inquiry->terms->n_kpis; i++) {
		const SlbKpi *kpi = inquiry->terms->kpis[i];
		const struct formula *formula =
			formula_of_kpi(inquiry->arena, frame, kpi);
		const char *name = shared_with(comparison, formula->operands.operands,
					       formula->operands.count);

		if (name == NULL)
			continue;
		say(inquiry, CLASHES, control,
		    "%s is the control in comparison %s, and yet KPI %s is computed "
		    "from it",
		    name, shown(comparison->terms->name).chars, shown(kpi->name).chars);
		diag_hint(inquiry->diag,
			  "compute the KPI from what stands under record:, or exchange "
			  "record: and control:");
	}
}

static void check_others(struct inquiry *inquiry, const struct comparison *all,
			 size_t own, const struct path *control)
{
	for (size_t i = 0; i < inquiry->terms->n_comparisons; i++) {
		const char *name = shared_with(&all[own], all[i].operands.operands,
					       all[i].record_operand_count);

		if (name == NULL)
			continue;
		say(inquiry, CLASHES, control,
		    "%s is the control in comparison %s, and of record in comparison "
		    "%s",
		    name, shown(all[own].terms->name).chars,
		    shown(all[i].terms->name).chars);
		diag_hint(inquiry->diag,
			  "compare each control with the count that KPIs are computed "
			  "from");
	}
}

void rules_controls(struct inquiry *inquiry, const struct frame *frame)
{
	const SlbTerms *terms = inquiry->terms;
	struct comparison *all =
		arena_array(inquiry->arena, struct comparison, terms->n_comparisons);

	for (size_t i = 0; i < terms->n_comparisons; i++)
		all[i] = comparison_of_terms(inquiry->arena, frame,
					     terms->comparisons[i]);
	for (size_t i = 0; i < terms->n_comparisons; i++) {
		struct path item = path_item(NULL, "comparisons", i);
		struct path control = path_field(&item, "control");

		check_kpis(inquiry, frame, &all[i], &control);
		check_others(inquiry, all, i, &control);
	}
}
