#include "unit/contract/fixture_build.h"

struct arena fixture_arena;
struct diag fixture_diag;

char *text_of(const char *text)
{
	return arena_strdup(ARENA, text);
}

NEW(Terms, terms)
NEW(Party, party)
NEW(NoticeAddress, notice_address)
NEW(Zone, zone)
NEW(ZoneTransition, zone_transition)
NEW(Hours, hours)
NEW(WeekdayHours, weekday_hours)
NEW(SpecialDay, special_day)
NEW(Opening, opening)
NEW(Period, period)
NEW(PartialPeriod, partial_period)
NEW(Measurement, measurement)
NEW(Dimension, dimension)
NEW(Series, series)
NEW(Counter, counter)
NEW(Histogram, histogram)
NEW(Conservation, conservation)
NEW(Comparison, comparison)
NEW(Kpi, kpi)
NEW(Step, step)
NEW(Sum, sum)
NEW(Quotient, quotient)
NEW(Product, product)
NEW(Over, over)
NEW(Term, term)
NEW(Range, range)
NEW(Slicing, slicing)
NEW(ScopeDimension, scope_dimension)
NEW(ScopeValue, scope_value)
NEW(MinimumVolume, minimum_volume)
NEW(Serving, serving)
NEW(Credit, credit)
NEW(CreditTier, credit_tier)
NEW(Money, money)
NEW(Delay, delay)

SlbDelay *delay_of(uint32_t amount, SlbDelayUnit unit)
{
	SlbDelay *delay = delay_new();

	delay->amount = amount;
	delay->unit = unit;
	return delay;
}

SlbTerm *term_counter_of(const char *weight, const char *counter)
{
	SlbTerm *term = term_new();

	term->weight = text_of(weight);
	term->operand_case = SLB_TERM__OPERAND_COUNTER;
	term->counter = text_of(counter);
	return term;
}

SlbTerm *term_range_of(const char *weight, const char *histogram, uint64_t above,
		       uint64_t up_to)
{
	SlbTerm *term = term_new();

	term->weight = text_of(weight);
	term->operand_case = SLB_TERM__OPERAND_RANGE;
	term->range = range_new();
	term->range->histogram = text_of(histogram);
	term->range->above = above;
	term->range->up_to = up_to;
	return term;
}

SlbTerm *term_step_of(const char *weight, const char *step)
{
	SlbTerm *term = term_new();

	term->weight = text_of(weight);
	term->operand_case = SLB_TERM__OPERAND_STEP;
	term->step = text_of(step);
	return term;
}

static SlbStep *step_of(const char *name, SlbStage stage)
{
	SlbStep *step = step_new();

	step->name = text_of(name);
	step->stage = stage;
	return step;
}

SlbStep *step_sum_of(const char *name, SlbStage stage, SlbTerm *term)
{
	SlbStep *step = step_of(name, stage);

	step->operation_case = SLB_STEP__OPERATION_SUM;
	step->sum = sum_new();
	ADD(step->sum, terms, term);
	return step;
}

SlbStep *step_quotient_of(const char *name, SlbStage stage, SlbTerm *numerator,
			  SlbTerm *denominator)
{
	SlbStep *step = step_of(name, stage);

	step->operation_case = SLB_STEP__OPERATION_QUOTIENT;
	step->quotient = quotient_new();
	ADD(step->quotient, numerator, numerator);
	ADD(step->quotient, denominator, denominator);
	return step;
}

SlbStep *step_over_of(const char *name, SlbStage stage, const char *over,
		      SlbAggregate aggregate)
{
	SlbStep *step = step_of(name, stage);

	step->operation_case = SLB_STEP__OPERATION_OVER;
	step->over = over_new();
	step->over->step = text_of(over);
	step->over->aggregate = aggregate;
	if (aggregate != SLB_AGGREGATE__AGGREGATE_SHARE)
		return step;
	step->over->comparator = SLB_COMPARATOR__COMPARATOR_AT_LEAST;
	step->over->bound = text_of("0.8");
	return step;
}

void set_steps(SlbKpi *kpi, size_t count, SlbStep *const *steps)
{
	kpi->n_steps = 0;
	for (size_t i = 0; i < count; i++)
		ADD(kpi, steps, steps[i]);
}

static void add_party(SlbTerms *terms, SlbPartyRole role, const char *name)
{
	SlbParty *party = party_new();
	SlbNoticeAddress *address = notice_address_new();

	party->role = role;
	party->organisation = text_of(name);
	party->legal_name = text_of("A legal name Ltd");
	party->registration_number = text_of("HRB 1");
	party->seat = text_of("1 High Street, London");
	address->medium = SLB_NOTICE_MEDIUM__NOTICE_MEDIUM_EMAIL;
	address->address = text_of("notices@party.example");
	ADD(party, notice_addresses, address);
	ADD(terms, parties, party);
}

static void add_transition(SlbZone *zone, int64_t at_s, int32_t offset_s)
{
	SlbZoneTransition *transition = zone_transition_new();

	transition->at_s = at_s;
	transition->offset_s = offset_s;
	ADD(zone, transitions, transition);
}

static void add_opening(SlbWeekdayHours *day)
{
	SlbOpening *opening = opening_new();

	opening->open_min = 540;
	opening->close_min = 1020;
	ADD(day, openings, opening);
}

static void set_calendar(SlbTerms *terms)
{
	static const char *const holidays[] = { "2027-04-05", "2027-05-03" };
	SlbHours *hours = hours_new();
	SlbSpecialDay *special = special_day_new();

	terms->first_day = text_of("2027-01-10");
	terms->last_day = text_of("2027-12-20");
	terms->zone = zone_new();
	terms->zone->name = text_of("Europe/Rome");
	terms->zone->tzdata_version = text_of("2024a");
	terms->zone->first_offset_s = 3600;
	add_transition(terms->zone, 1806195600, 7200);
	add_transition(terms->zone, 1824944400, 3600);
	for (int day = SLB_WEEKDAY__WEEKDAY_MONDAY; day <= SLB_WEEKDAY__WEEKDAY_FRIDAY;
	     day++) {
		SlbWeekdayHours *weekday = weekday_hours_new();

		weekday->weekday = (SlbWeekday)day;
		add_opening(weekday);
		ADD(hours, week, weekday);
	}
	for (size_t i = 0; i < ARRAY_SIZE(holidays); i++)
		ADD(hours, holidays, text_of(holidays[i]));
	special->day = text_of("2027-12-24");
	ADD(hours, special_days, special);
	terms->business_hours = hours;
}

static SlbPartialPeriod *partial_of(SlbPartialVerdict verdict, SlbPartialShare share)
{
	SlbPartialPeriod *partial = partial_period_new();

	partial->verdict = verdict;
	partial->money = share;
	partial->minimum_volume = share;
	return partial;
}

static void set_period(SlbTerms *terms)
{
	terms->period = period_new();
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_MONTH;
	terms->period->month_start_day = 1;
	terms->period->first_partial =
		partial_of(SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_JUDGED,
			   SLB_PARTIAL_SHARE__PARTIAL_SHARE_PRO_RATED);
	terms->period->last_partial =
		partial_of(SLB_PARTIAL_VERDICT__PARTIAL_VERDICT_MERGED,
			   SLB_PARTIAL_SHARE__PARTIAL_SHARE_FULL);
	terms->measurement = measurement_new();
	terms->measurement->attribution = SLB_ATTRIBUTION__ATTRIBUTION_ENTERED_QUEUE;
	terms->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_FLOWED_OUT;
	terms->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_NONE_SHARED;
}

static void add_dimension(SlbTerms *terms, const char *name)
{
	SlbDimension *dimension = dimension_new();

	dimension->name = text_of(name);
	dimension->title = text_of("what it means");
	ADD(terms, dimensions, dimension);
}

static void add_series(SlbTerms *terms, const char *name, SlbPartyRole source,
		       SlbIntervalKind interval)
{
	SlbSeries *series = series_new();

	series->name = text_of(name);
	series->source = source;
	if (source == SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY)
		series->organisation = text_of("survey-house");
	series->interval = interval;
	if (interval == SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS)
		series->interval_s = 1800;
	series->cadence = interval == SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD
				  ? SLB_CADENCE__CADENCE_PERIOD
				  : SLB_CADENCE__CADENCE_DAILY;
	series->due_delay = delay_of(2, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	ADD(terms, series, series);
}

static void add_counter(SlbTerms *terms, const char *name, SlbCounterUnit unit,
			SlbCounterRole role, const char *series)
{
	SlbCounter *counter = counter_new();

	counter->name = text_of(name);
	counter->title = text_of("what is counted");
	counter->unit = unit;
	counter->role = role;
	counter->pooling = strcmp(name, "longest_s") == 0 ? SLB_POOLING__POOLING_MAXIMUM
							  : SLB_POOLING__POOLING_SUM;
	counter->series = text_of(series);
	counter->row_maximum = 1000;
	ADD(terms, counters, counter);
}

static void add_histogram(SlbTerms *terms, const char *name, SlbCounterRole role,
			  const char *series)
{
	static const uint64_t bounds[] = { 5000, 20000, 60000 };
	SlbHistogram *histogram = histogram_new();

	histogram->name = text_of(name);
	histogram->title = text_of("what is counted");
	histogram->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS;
	histogram->role = role;
	histogram->series = text_of(series);
	histogram->bucket_maximum = 1000;
	histogram->n_bounds = ARRAY_SIZE(bounds);
	histogram->bounds = arena_array(ARENA, uint64_t, ARRAY_SIZE(bounds));
	memcpy(histogram->bounds, bounds, sizeof bounds);
	ADD(terms, histograms, histogram);
}

#define CONTACTS     SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS
#define SECONDS      SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS
#define MILLISECONDS SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS
#define ITEMS        SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS
#define OTHER        SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER
#define OFFERED      SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED
#define ANSWERED     SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED
#define ABANDONED    SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED
#define FLOWED_OUT   SLB_COUNTER_ROLE__COUNTER_ROLE_FLOWED_OUT

static void add_columns(SlbTerms *terms)
{
	add_series(terms, "calls", SLB_PARTY_ROLE__PARTY_ROLE_CENTRE,
		   SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS);
	add_series(terms, "surveys", SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY,
		   SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD);
	add_series(terms, "plans", SLB_PARTY_ROLE__PARTY_ROLE_CLIENT,
		   SLB_INTERVAL_KIND__INTERVAL_KIND_DAY);
	add_counter(terms, "offered", CONTACTS, OFFERED, "calls");
	add_counter(terms, "answered", CONTACTS, ANSWERED, "calls");
	add_counter(terms, "abandoned", CONTACTS, ABANDONED, "calls");
	add_counter(terms, "flowed", CONTACTS, FLOWED_OUT, "calls");
	add_counter(terms, "talk_ms", MILLISECONDS, OTHER, "calls");
	add_counter(terms, "longest_s", SECONDS, OTHER, "calls");
	add_counter(terms, "points", ITEMS, OTHER, "surveys");
	add_counter(terms, "answers", ITEMS, OTHER, "surveys");
	add_counter(terms, "planned", ITEMS, OTHER, "plans");
	add_histogram(terms, "wait_answered", ANSWERED, "calls");
	add_histogram(terms, "wait_abandoned", ABANDONED, "calls");
}

static void add_conservation(SlbTerms *terms)
{
	SlbConservation *identity = conservation_new();

	identity->name = text_of("every-call-ends");
	ADD(identity, total, term_counter_of("", "offered"));
	ADD(identity, parts, term_counter_of("", "answered"));
	ADD(identity, parts, term_range_of("", "wait_abandoned", 0, 0));
	identity->level = SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW;
	identity->tolerated_percent = text_of("2.5");
	identity->excess = SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_REPORTED;
	ADD(terms, conservation, identity);
}

static SlbScopeDimension *all_of(const char *dimension)
{
	SlbScopeDimension *scope = scope_dimension_new();

	scope->dimension = text_of(dimension);
	scope->all = true;
	return scope;
}

SlbComparison *add_comparison(SlbTerms *terms, const char *record, const char *control)
{
	SlbComparison *comparison = comparison_new();

	comparison->name = arena_printf(ARENA, "twice-%zu", terms->n_comparisons + 1);
	ADD(comparison, record, term_counter_of("", record));
	ADD(comparison, control, term_counter_of("", control));
	ADD(comparison, scope, all_of("queue"));
	ADD(comparison, scope, all_of("channel"));
	comparison->tolerated_percent = text_of("1");
	ADD(terms, comparisons, comparison);
	return comparison;
}

SlbSlicing *slicing_of(SlbSliceKind kind, const char *dimension)
{
	SlbSlicing *slicing = slicing_new();

	slicing->kind = kind;
	slicing->dimension = text_of(dimension);
	return slicing;
}

static void add_scope(SlbKpi *kpi)
{
	static const char *const values[] = { "sales", "support" };
	SlbScopeDimension *queue = scope_dimension_new();

	queue->dimension = text_of("queue");
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		SlbScopeValue *value = scope_value_new();

		value->value = text_of(values[i]);
		ADD(queue, values, value);
	}
	queue->values[1]->first_day = text_of("2027-02-01");
	queue->values[1]->last_day = text_of("2027-11-30");
	ADD(kpi, scope, queue);
	ADD(kpi, scope, all_of("channel"));
}

static SlbKpi *add_kpi(SlbTerms *terms, const char *name, SlbAbandonRule abandons,
		       const char *volume)
{
	SlbKpi *kpi = kpi_new();

	kpi->name = text_of(name);
	kpi->title = text_of("What people call it");
	kpi->clause = text_of("Schedule 3, 1");
	add_scope(kpi);
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
	kpi->comparator = SLB_COMPARATOR__COMPARATOR_AT_LEAST;
	kpi->target = text_of("80");
	kpi->minimum_volume = minimum_volume_new();
	ADD(kpi->minimum_volume, volume, term_counter_of("", volume));
	kpi->minimum_volume->at_least = 100;
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	kpi->abandons = abandons;
	kpi->missing = SLB_MISSING_RULE__MISSING_RULE_MISSING;
	kpi->severity = SLB_SEVERITY__SEVERITY_STANDARD;
	kpi->display_decimals = 2;
	kpi->display_rounding = SLB_ROUNDING__ROUNDING_HALF_UP;
	kpi->numerator_title = text_of("counted");
	kpi->serving = serving_new();
	kpi->serving->mode = SLB_SERVING_MODE__SERVING_MODE_ON_DECISION;
	kpi->serving->notice_title = text_of("service-level failure notice");
	kpi->serving->acknowledge_by =
		delay_of(2, SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS);
	ADD(terms, kpis, kpi);
	return kpi;
}

static void add_tier(SlbKpi *kpi, const char *worse_than,
		     SlbCreditTier__AmountCase by_what)
{
	SlbCreditTier *tier = credit_tier_new();

	tier->worse_than = text_of(worse_than);
	tier->amount_case = by_what;
	if (by_what == SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR)
		tier->amount_minor = 50000;
	else if (by_what == SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES)
		tier->percent_of_charges = text_of("2.5");
	else
		tier->amount_minor_per_unit = 100;
	if (kpi->credit == NULL)
		kpi->credit = credit_new();
	ADD(kpi->credit, tiers, tier);
}

static void add_service_level(SlbTerms *terms)
{
	SlbKpi *kpi = add_kpi(terms, "service-level",
			      SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED, "offered");
	SlbStep *step = step_quotient_of("level", SLB_STAGE__STAGE_WINDOW,
					 term_range_of("", "wait_answered", 0, 20000),
					 term_counter_of("", "answered"));

	ADD(step->quotient, denominator, term_counter_of("", "abandoned"));
	ADD(step->quotient, denominator,
	    term_range_of("-1", "wait_abandoned", 0, 5000));
	set_steps(kpi, 1, &step);
	kpi->missing = SLB_MISSING_RULE__MISSING_RULE_DEEMED_MISSED;
	kpi->severity = SLB_SEVERITY__SEVERITY_CRITICAL;
	kpi->metric = text_of("service-level/short-abandons-removed");
	add_tier(kpi, "", SLB_CREDIT_TIER__AMOUNT_PERCENT_OF_CHARGES);
	add_tier(kpi, "75", SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR);
	add_tier(kpi, "70", SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT);
	kpi->credit->when_deemed_missed = SLB_DEEMED_TIER__DEEMED_TIER_FIRST;
}

static void add_answer_rate(SlbTerms *terms)
{
	SlbKpi *kpi = add_kpi(terms, "answer-rate", SLB_ABANDON_RULE__ABANDON_RULE_ALL,
			      "offered");
	SlbStep *step = step_quotient_of("rate", SLB_STAGE__STAGE_WINDOW,
					 term_counter_of("", "answered"),
					 term_counter_of("", "offered"));

	set_steps(kpi, 1, &step);
	kpi->serving->mode = SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY;
	kpi->serving->notice_title = text_of("");
	kpi->serving->acknowledge_by = NULL;
}

static void add_talk_time(SlbTerms *terms)
{
	SlbKpi *kpi = add_kpi(terms, "talk-time",
			      SLB_ABANDON_RULE__ABANDON_RULE_IGNORED, "answered");
	SlbStep *step = step_quotient_of("talk", SLB_STAGE__STAGE_WINDOW,
					 term_counter_of("0.001", "talk_ms"),
					 term_counter_of("", "answered"));

	set_steps(kpi, 1, &step);
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_SECONDS;
	kpi->comparator = SLB_COMPARATOR__COMPARATOR_BETWEEN;
	kpi->target = text_of("240");
	kpi->target_upper = text_of("360");
	kpi->numerator_title = text_of("");
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED;
	add_tier(kpi, "", SLB_CREDIT_TIER__AMOUNT_AMOUNT_MINOR_PER_UNIT);
}

static void add_best_days(SlbTerms *terms)
{
	SlbKpi *kpi = add_kpi(terms, "best-days", SLB_ABANDON_RULE__ABANDON_RULE_ALL,
			      "offered");
	SlbStep *const steps[] = {
		step_quotient_of("of-interval", SLB_STAGE__STAGE_INTERVAL,
				 term_counter_of("", "answered"),
				 term_counter_of("", "offered")),
		step_over_of("of-day", SLB_STAGE__STAGE_SLICE, "of-interval",
			     SLB_AGGREGATE__AGGREGATE_MINIMUM),
		step_over_of("share-of-days", SLB_STAGE__STAGE_WINDOW, "of-day",
			     SLB_AGGREGATE__AGGREGATE_SHARE),
	};

	set_steps(kpi, ARRAY_SIZE(steps), steps);
	kpi->slicing = slicing_new();
	kpi->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DAY;
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES;
	kpi->minimum_volume->allowed_misses = 1;
}

static void add_satisfaction(SlbTerms *terms)
{
	SlbKpi *kpi = add_kpi(terms, "satisfaction-score",
			      SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED, "answers");
	SlbStep *const steps[] = {
		step_quotient_of("mean", SLB_STAGE__STAGE_WINDOW,
				 term_counter_of("", "points"),
				 term_counter_of("", "answers")),
		step_sum_of("longest", SLB_STAGE__STAGE_WINDOW,
			    term_counter_of("", "longest_s")),
		step_sum_of("product", SLB_STAGE__STAGE_WINDOW,
			    term_step_of("", "mean")),
		step_sum_of("score", SLB_STAGE__STAGE_SCORE,
			    term_step_of("0.5", "product")),
	};

	steps[2]->operation_case = SLB_STEP__OPERATION_PRODUCT;
	steps[2]->product = product_new();
	steps[2]->product->left = term_step_of("", "mean");
	steps[2]->product->right = term_step_of("2", "longest");
	set_steps(kpi, ARRAY_SIZE(steps), steps);
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_NUMBER;
	kpi->comparator = SLB_COMPARATOR__COMPARATOR_MORE_THAN;
	kpi->target = text_of("3.5");
}

SlbTerms *fixture_terms(void)
{
	SlbTerms *terms;

	if (ARENA->ceiling_bytes == 0)
		arena_init(ARENA, (size_t)1 << 30);
	diag_init(&fixture_diag, ARENA);
	terms = terms_new();
	terms->semantics = 1;
	terms->title = text_of("Inbound voice");
	add_party(terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "client");
	add_party(terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE, "centre");
	add_party(terms, SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY, "survey-house");
	set_calendar(terms);
	set_period(terms);
	add_dimension(terms, "queue");
	add_dimension(terms, "channel");
	add_columns(terms);
	add_conservation(terms);
	add_service_level(terms);
	add_answer_rate(terms);
	add_talk_time(terms);
	add_best_days(terms);
	add_satisfaction(terms);
	terms->money = money_new();
	terms->money->currency = text_of("EUR");
	terms->money->minor_digits = 2;
	terms->money->rounding = SLB_ROUNDING__ROUNDING_HALF_UP;
	terms->money->period_charges_minor = 10000000;
	terms->money->period_cap_minor = 1000000;
	terms->money->combination = SLB_CREDIT_COMBINATION__CREDIT_COMBINATION_SUM;
	terms->restatement_window = delay_of(10, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	terms->claim_window = delay_of(0, SLB_DELAY_UNIT__DELAY_UNIT_HOURS);
	fixture_add_notices(terms);
	return terms;
}
