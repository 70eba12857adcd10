#ifndef TESTS_SUPPORT_LAW_TERMS_H
#define TESTS_SUPPORT_LAW_TERMS_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/ensure.h"
#include "calendar/civil.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * Small contracts for tests of the law, written as text where a test is read.
 *
 * Sums are written "answered + 0.5*abandoned - wait[5..20] + @step": counters, ranges of
 * histograms ("[..20]", "[5..]" and "[..]" leave a side open), earlier steps.
 */

#define LAW_ARENA_BYTES ((size_t)256 << 20)
#define LAW_DAY_S       INT64_C(86400)

/* Appends item to the repeated field list of message. */
#define LAW_APPEND(arena, message, list, item)                                      \
	((message)->list = law_grown((arena), (message)->list, (message)->n_##list, \
				     sizeof *(message)->list),                      \
	 (message)->list[(message)->n_##list++] = (item))

static inline void *law_grown(struct arena *arena, const void *items, size_t count,
			      size_t size_bytes)
{
	void *grown = arena_alloc_array(arena, count + 1, size_bytes);

	if (count > 0)
		memcpy(grown, items, count * size_bytes);
	return grown;
}

static inline char *law_text(struct arena *arena, const char *text)
{
	return arena_strdup(arena, text);
}

/* The instant at which a day begins in UTC. */
static inline int64_t law_day_s(const char *text)
{
	int64_t day = 0;

	ensure(civil_parse_day(bytes_of_string(text), &day));
	return day * LAW_DAY_S;
}

static inline SlbDelay *law_delay(struct arena *arena, uint32_t amount,
				  SlbDelayUnit unit)
{
	SlbDelay *delay = arena_new(arena, SlbDelay);

	slb_delay__init(delay);
	delay->amount = amount;
	delay->unit = unit;
	return delay;
}

/* ---- formulas ----------------------------------------------------------------------- */

/* "wait[5..20]": from after 5 up to 20. */
static inline SlbRange *law_range(struct arena *arena, const char *text)
{
	const char *open = strchr(text, '[');
	const char *dots = strstr(text, "..");
	SlbRange *range = arena_new(arena, SlbRange);

	slb_range__init(range);
	range->histogram = arena_strndup(arena, text, (size_t)(open - text));
	range->above = strtoull(open + 1, NULL, 10);
	range->up_to = strtoull(dots + 2, NULL, 10);
	return range;
}

/* One term; sign is '+' or '-'. */
static inline SlbTerm *law_term(struct arena *arena, const char *text, char sign)
{
	const char *star = strchr(text, '*');
	SlbTerm *term = arena_new(arena, SlbTerm);

	slb_term__init(term);
	if (star != NULL)
		term->weight = arena_printf(arena, "%s%.*s", sign == '-' ? "-" : "",
					    (int)(star - text), text);
	else if (sign == '-')
		term->weight = law_text(arena, "-1");
	text = star == NULL ? text : star + 1;
	if (*text == '@') {
		term->operand_case = SLB_TERM__OPERAND_STEP;
		term->step = law_text(arena, text + 1);
	} else if (strchr(text, '[') != NULL) {
		term->operand_case = SLB_TERM__OPERAND_RANGE;
		term->range = law_range(arena, text);
	} else {
		term->operand_case = SLB_TERM__OPERAND_COUNTER;
		term->counter = law_text(arena, text);
	}
	return term;
}

struct law_terms_list {
	SlbTerm **terms;
	size_t n_terms;
};

static inline struct law_terms_list law_sum_of(struct arena *arena, const char *text)
{
	struct law_terms_list list = { NULL, 0 };
	char *rest = law_text(arena, text);
	char sign = '+';

	for (char *word = strtok_r(rest, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		if (strcmp(word, "+") == 0 || strcmp(word, "-") == 0)
			sign = *word;
		else
			LAW_APPEND(arena, &list, terms, law_term(arena, word, sign));
	}
	return list;
}

static inline SlbStep *law_step(struct arena *arena, const char *name, SlbStage stage)
{
	SlbStep *step = arena_new(arena, SlbStep);

	slb_step__init(step);
	step->name = law_text(arena, name);
	step->stage = stage;
	return step;
}

static inline SlbStep *law_sum(struct arena *arena, const char *name, SlbStage stage,
			       const char *terms)
{
	SlbStep *step = law_step(arena, name, stage);
	struct law_terms_list list = law_sum_of(arena, terms);

	step->operation_case = SLB_STEP__OPERATION_SUM;
	step->sum = arena_new(arena, SlbSum);
	slb_sum__init(step->sum);
	step->sum->n_terms = list.n_terms;
	step->sum->terms = list.terms;
	return step;
}

static inline SlbStep *law_quotient(struct arena *arena, const char *name,
				    SlbStage stage, const char *numerator,
				    const char *denominator)
{
	SlbStep *step = law_step(arena, name, stage);
	struct law_terms_list above = law_sum_of(arena, numerator);
	struct law_terms_list below = law_sum_of(arena, denominator);

	step->operation_case = SLB_STEP__OPERATION_QUOTIENT;
	step->quotient = arena_new(arena, SlbQuotient);
	slb_quotient__init(step->quotient);
	step->quotient->n_numerator = above.n_terms;
	step->quotient->numerator = above.terms;
	step->quotient->n_denominator = below.n_terms;
	step->quotient->denominator = below.terms;
	return step;
}

static inline SlbStep *law_product(struct arena *arena, const char *name,
				   SlbStage stage, const char *left, const char *right)
{
	SlbStep *step = law_step(arena, name, stage);

	step->operation_case = SLB_STEP__OPERATION_PRODUCT;
	step->product = arena_new(arena, SlbProduct);
	slb_product__init(step->product);
	step->product->left = law_sum_of(arena, left).terms[0];
	step->product->right = law_sum_of(arena, right).terms[0];
	return step;
}

static inline SlbStep *law_over(struct arena *arena, const char *name, SlbStage stage,
				const char *step_name, SlbAggregate aggregate)
{
	SlbStep *step = law_step(arena, name, stage);

	step->operation_case = SLB_STEP__OPERATION_OVER;
	step->over = arena_new(arena, SlbOver);
	slb_over__init(step->over);
	step->over->step = law_text(arena, step_name);
	step->over->aggregate = aggregate;
	return step;
}

static inline SlbStep *law_share(struct arena *arena, const char *name, SlbStage stage,
				 const char *step_name, SlbComparator comparator,
				 const char *bound)
{
	SlbStep *step =
		law_over(arena, name, stage, step_name, SLB_AGGREGATE__AGGREGATE_SHARE);

	step->over->comparator = comparator;
	step->over->bound = law_text(arena, bound);
	return step;
}

/* ---- terms -------------------------------------------------------------------------- */

static inline void law_add_dimension(struct arena *arena, SlbTerms *terms,
				     const char *name)
{
	SlbDimension *dimension = arena_new(arena, SlbDimension);

	slb_dimension__init(dimension);
	dimension->name = law_text(arena, name);
	dimension->title = law_text(arena, name);
	LAW_APPEND(arena, terms, dimensions, dimension);
}

/* Daily, due with the end of the day; of interval_s, or of days where that is 0. */
static inline SlbSeries *law_add_series(struct arena *arena, SlbTerms *terms,
					const char *name, uint32_t interval_s)
{
	SlbSeries *series = arena_new(arena, SlbSeries);

	slb_series__init(series);
	series->name = law_text(arena, name);
	series->source = SLB_PARTY_ROLE__PARTY_ROLE_CENTRE;
	series->interval = interval_s == 0 ? SLB_INTERVAL_KIND__INTERVAL_KIND_DAY
					   : SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS;
	series->interval_s = interval_s;
	series->cadence = SLB_CADENCE__CADENCE_DAILY;
	series->due_delay = law_delay(arena, 0, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	LAW_APPEND(arena, terms, series, series);
	return series;
}

static inline SlbCounter *law_add_counter(struct arena *arena, SlbTerms *terms,
					  const char *series, const char *name,
					  SlbCounterRole role)
{
	SlbCounter *counter = arena_new(arena, SlbCounter);

	slb_counter__init(counter);
	counter->name = law_text(arena, name);
	counter->title = arena_printf(arena, "contacts %s", name);
	counter->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
	counter->role = role;
	counter->pooling = SLB_POOLING__POOLING_SUM;
	counter->series = law_text(arena, series);
	LAW_APPEND(arena, terms, counters, counter);
	return counter;
}

static inline SlbHistogram *law_add_histogram(struct arena *arena, SlbTerms *terms,
					      const char *series, const char *name,
					      const uint64_t *bounds,
					      size_t bound_count)
{
	SlbHistogram *histogram = arena_new(arena, SlbHistogram);

	slb_histogram__init(histogram);
	histogram->name = law_text(arena, name);
	histogram->title = arena_printf(arena, "contacts by %s", name);
	histogram->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS;
	histogram->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	histogram->series = law_text(arena, series);
	histogram->bounds = arena_array(arena, uint64_t, bound_count);
	histogram->n_bounds = bound_count;
	memcpy(histogram->bounds, bounds, bound_count * sizeof *bounds);
	LAW_APPEND(arena, terms, histograms, histogram);
	return histogram;
}

static inline SlbConservation *law_add_identity(struct arena *arena, SlbTerms *terms,
						const char *name, const char *total,
						const char *parts)
{
	SlbConservation *identity = arena_new(arena, SlbConservation);
	struct law_terms_list total_terms = law_sum_of(arena, total);
	struct law_terms_list part_terms = law_sum_of(arena, parts);

	slb_conservation__init(identity);
	identity->name = law_text(arena, name);
	identity->n_total = total_terms.n_terms;
	identity->total = total_terms.terms;
	identity->n_parts = part_terms.n_terms;
	identity->parts = part_terms.terms;
	identity->level = SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_PERIOD;
	identity->tolerated_percent = law_text(arena, "0");
	identity->excess = SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_REPORTED;
	LAW_APPEND(arena, terms, conservation, identity);
	return identity;
}

static inline SlbParty *law_add_party(struct arena *arena, SlbTerms *terms,
				      SlbPartyRole role, const char *slug,
				      const char *legal_name)
{
	SlbParty *party = arena_new(arena, SlbParty);

	slb_party__init(party);
	party->role = role;
	party->organisation = law_text(arena, slug);
	party->legal_name = law_text(arena, legal_name);
	LAW_APPEND(arena, terms, parties, party);
	return party;
}

/* A dimension of a scope; value NULL is all, also new ones. */
static inline SlbScopeDimension *law_scope(struct arena *arena, const char *dimension,
					   const char *value)
{
	SlbScopeDimension *scope = arena_new(arena, SlbScopeDimension);
	SlbScopeValue *covered;

	slb_scope_dimension__init(scope);
	scope->dimension = law_text(arena, dimension);
	scope->all = value == NULL;
	if (value == NULL)
		return scope;
	covered = arena_new(arena, SlbScopeValue);
	slb_scope_value__init(covered);
	covered->value = law_text(arena, value);
	LAW_APPEND(arena, scope, values, covered);
	return scope;
}

/* All rows of the period at once; nothing is tolerated. */
static inline SlbComparison *law_add_comparison(struct arena *arena, SlbTerms *terms,
						const char *name, const char *record,
						const char *control)
{
	SlbComparison *comparison = arena_new(arena, SlbComparison);
	struct law_terms_list record_terms = law_sum_of(arena, record);
	struct law_terms_list control_terms = law_sum_of(arena, control);

	slb_comparison__init(comparison);
	comparison->name = law_text(arena, name);
	comparison->n_record = record_terms.n_terms;
	comparison->record = record_terms.terms;
	comparison->n_control = control_terms.n_terms;
	comparison->control = control_terms.terms;
	comparison->tolerated_percent = law_text(arena, "0");
	for (size_t i = 0; i < terms->n_dimensions; i++)
		LAW_APPEND(arena, comparison, scope,
			   law_scope(arena, terms->dimensions[i]->name, NULL));
	LAW_APPEND(arena, terms, comparisons, comparison);
	return comparison;
}

/* By day, or by a dimension. */
static inline SlbSlicing *law_slicing(struct arena *arena, const char *dimension)
{
	SlbSlicing *slicing = arena_new(arena, SlbSlicing);

	slb_slicing__init(slicing);
	slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DAY;
	if (dimension == NULL)
		return slicing;
	slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	slicing->dimension = law_text(arena, dimension);
	return slicing;
}

/*
 * Percent, all rows, judged from a volume of 1 on, "missing" where a report is; its steps
 * are the test's to add.
 */
static inline SlbKpi *law_add_kpi(struct arena *arena, SlbTerms *terms,
				  const char *name, SlbComparator comparator,
				  const char *target)
{
	SlbKpi *kpi = arena_new(arena, SlbKpi);

	slb_kpi__init(kpi);
	kpi->name = law_text(arena, name);
	kpi->title = arena_printf(arena, "KPI %s", name);
	kpi->clause = law_text(arena, "7.1");
	for (size_t i = 0; i < terms->n_dimensions; i++)
		LAW_APPEND(arena, kpi, scope,
			   law_scope(arena, terms->dimensions[i]->name, NULL));
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
	kpi->comparator = comparator;
	kpi->target = law_text(arena, target);
	kpi->minimum_volume = arena_new(arena, SlbMinimumVolume);
	slb_minimum_volume__init(kpi->minimum_volume);
	kpi->minimum_volume->at_least = 1;
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	kpi->missing = SLB_MISSING_RULE__MISSING_RULE_MISSING;
	kpi->severity = SLB_SEVERITY__SEVERITY_STANDARD;
	kpi->display_rounding = SLB_ROUNDING__ROUNDING_HALF_UP;
	kpi->display_decimals = 2;
	kpi->serving = arena_new(arena, SlbServing);
	slb_serving__init(kpi->serving);
	kpi->serving->mode = SLB_SERVING_MODE__SERVING_MODE_ON_DECISION;
	kpi->serving->notice_title = law_text(arena, "service-level failure notice");
	kpi->serving->acknowledge_by =
		law_delay(arena, 48, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	LAW_APPEND(arena, terms, kpis, kpi);
	return kpi;
}

static inline void law_set_volume(struct arena *arena, SlbKpi *kpi, const char *volume)
{
	struct law_terms_list list = law_sum_of(arena, volume);

	kpi->minimum_volume->n_volume = list.n_terms;
	kpi->minimum_volume->volume = list.terms;
}

static inline SlbPartialPeriod *
law_partial(struct arena *arena, SlbPartialVerdict verdict, SlbPartialShare share)
{
	SlbPartialPeriod *partial = arena_new(arena, SlbPartialPeriod);

	slb_partial_period__init(partial);
	partial->verdict = verdict;
	partial->money = share;
	partial->minimum_volume = share;
	return partial;
}

/* In UTC, by calendar months, partial ones judged in full; no dimension, nothing else. */
static inline SlbTerms *law_terms(struct arena *arena, const char *first_day,
				  const char *last_day)
{
	SlbTerms *terms = arena_new(arena, SlbTerms);

	slb_terms__init(terms);
	terms->semantics = 1;
	terms->title = law_text(arena, "Inbound voice");
	terms->first_day = law_text(arena, first_day);
	terms->last_day = law_text(arena, last_day);
	terms->zone = arena_new(arena, SlbZone);
	slb_zone__init(terms->zone);
	terms->zone->name = law_text(arena, "UTC");
	terms->period = arena_new(arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_MONTH;
	terms->period->month_start_day = 1;
	terms->period->first_partial =
		law_partial(arena, SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_JUDGED,
			    SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL);
	terms->period->last_partial =
		law_partial(arena, SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_JUDGED,
			    SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL);
	return terms;
}

static inline void law_add_transition(struct arena *arena, SlbZone *zone, int64_t at_s,
				      int32_t offset_s)
{
	SlbZoneTransition *transition = arena_new(arena, SlbZoneTransition);

	slb_zone_transition__init(transition);
	transition->at_s = at_s;
	transition->offset_s = offset_s;
	LAW_APPEND(arena, zone, transitions, transition);
}

/* Rome in 2026: 29 March has 23 hours, 25 October has 25. */
static inline void law_use_rome(struct arena *arena, SlbTerms *terms)
{
	terms->zone->name = law_text(arena, "Europe/Rome");
	terms->zone->first_offset_s = 3600;
	law_add_transition(arena, terms->zone, 1774746000, 7200);
	law_add_transition(arena, terms->zone, 1792890000, 3600);
}

/* Monday to Friday, 9 to 17. */
static inline void law_use_office_hours(struct arena *arena, SlbTerms *terms)
{
	terms->business_hours = arena_new(arena, SlbHours);
	slb_hours__init(terms->business_hours);
	for (int day = 0; day < 5; day++) {
		SlbWeekdayHours *hours = arena_new(arena, SlbWeekdayHours);
		SlbOpening *opening = arena_new(arena, SlbOpening);

		slb_weekday_hours__init(hours);
		slb_opening__init(opening);
		hours->weekday = (SlbWeekday)(SLB_WEEKDAY__WEEKDAY_MONDAY + day);
		opening->open_min = 9 * 60;
		opening->close_min = 17 * 60;
		LAW_APPEND(arena, hours, openings, opening);
		LAW_APPEND(arena, terms->business_hours, week, hours);
	}
}

#endif
