/*
 * How long the law takes for a contract-year: 12 months, 30 queues, 48 intervals a day,
 * 40 counters.  Prints one line of key=value; with a file name, writes the same rows there
 * as tab-separated text for the other contenders.
 *
 * usage: judge_year [ROWS_FILE]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/ensure.h"
#include "notice/judgement.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/report.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

enum {
	DAYS = 365,
	QUEUES = 30,
	INTERVALS = 48,
	COUNTERS = 40,
	KPIS = 10,
	ROWS_A_DAY = QUEUES * INTERVALS,
	RUNS = 5,
};

#define FIRST_DAY_S ((int64_t)1767225600) /* 2026-01-01T00:00:00Z */
#define DAY_S       ((int64_t)86400)
#define ARENA_BYTES ((size_t)4 << 30)

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static SlbTerm *counter_term(struct arena *arena, int number)
{
	SlbTerm *term = arena_new(arena, SlbTerm);

	slb_term__init(term);
	term->operand_case = SLB_TERM__OPERAND_COUNTER;
	term->counter = arena_printf(arena, "c%02d", number);
	return term;
}

static SlbTerm **term_list(struct arena *arena, int first, int count)
{
	SlbTerm **terms = arena_array(arena, SlbTerm *, (size_t)count);

	for (int i = 0; i < count; i++)
		terms[i] = counter_term(arena, first + i);
	return terms;
}

/* Counters 4 * number to 4 * number + 3: the first over the sum of the others. */
static SlbKpi *make_kpi(struct arena *arena, int number)
{
	SlbKpi *kpi = arena_new(arena, SlbKpi);
	SlbStep *step = arena_new(arena, SlbStep);
	SlbQuotient *quotient = arena_new(arena, SlbQuotient);
	SlbScopeDimension *scope = arena_new(arena, SlbScopeDimension);

	slb_quotient__init(quotient);
	quotient->n_numerator = 1;
	quotient->numerator = term_list(arena, 4 * number, 1);
	quotient->n_denominator = 3;
	quotient->denominator = term_list(arena, 4 * number + 1, 3);
	slb_step__init(step);
	step->name = arena_strdup(arena, "share");
	step->stage = SLB_STAGE__STAGE_WINDOW;
	step->operation_case = SLB_STEP__OPERATION_QUOTIENT;
	step->quotient = quotient;
	slb_scope_dimension__init(scope);
	scope->dimension = arena_strdup(arena, "queue");
	scope->all = true;
	slb_kpi__init(kpi);
	kpi->name = arena_printf(arena, "kpi%d", number);
	kpi->title = kpi->name;
	kpi->n_steps = 1;
	kpi->steps = arena_array(arena, SlbStep *, 1);
	kpi->steps[0] = step;
	kpi->n_scope = 1;
	kpi->scope = arena_array(arena, SlbScopeDimension *, 1);
	kpi->scope[0] = scope;
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
	kpi->comparator = SLB_COMPARATOR__COMPARATOR_AT_LEAST;
	kpi->target = arena_strdup(arena, "33.3");
	kpi->minimum_volume = arena_new(arena, SlbMinimumVolume);
	slb_minimum_volume__init(kpi->minimum_volume);
	kpi->minimum_volume->n_volume = 3;
	kpi->minimum_volume->volume = quotient->denominator;
	kpi->minimum_volume->at_least = 1;
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	kpi->missing = SLB_MISSING_RULE__MISSING_RULE_MISSING;
	kpi->display_decimals = 2;
	kpi->display_rounding = SLB_ROUNDING__ROUNDING_HALF_UP;
	kpi->severity = SLB_SEVERITY__SEVERITY_STANDARD;
	kpi->serving = arena_new(arena, SlbServing);
	slb_serving__init(kpi->serving);
	kpi->serving->mode = SLB_SERVING_MODE__SERVING_MODE_REPORTED_ONLY;
	return kpi;
}

static SlbCounter *make_counter(struct arena *arena, int number)
{
	SlbCounter *counter = arena_new(arena, SlbCounter);

	slb_counter__init(counter);
	counter->name = arena_printf(arena, "c%02d", number);
	counter->title = counter->name;
	counter->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
	counter->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	counter->pooling = SLB_POOLING__POOLING_SUM;
	counter->series = arena_strdup(arena, "calls");
	return counter;
}

static SlbSeries *make_series(struct arena *arena)
{
	SlbSeries *series = arena_new(arena, SlbSeries);

	slb_series__init(series);
	series->name = arena_strdup(arena, "calls");
	series->source = SLB_PARTY_ROLE__PARTY_ROLE_CENTRE;
	series->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS;
	series->interval_s = (uint32_t)(DAY_S / INTERVALS);
	series->cadence = SLB_CADENCE__CADENCE_DAILY;
	series->due_delay = arena_new(arena, SlbDelay);
	slb_delay__init(series->due_delay);
	series->due_delay->unit = SLB_DELAY_UNIT__DELAY_UNIT_HOURS;
	series->due_delay->amount = 24;
	return series;
}

static SlbTerms *make_terms(struct arena *arena)
{
	SlbTerms *terms = arena_new(arena, SlbTerms);

	slb_terms__init(terms);
	terms->semantics = 1;
	terms->title = arena_strdup(arena, "a contract-year");
	terms->first_day = arena_strdup(arena, "2026-01-01");
	terms->last_day = arena_strdup(arena, "2026-12-31");
	terms->zone = arena_new(arena, SlbZone);
	slb_zone__init(terms->zone);
	terms->zone->name = arena_strdup(arena, "UTC");
	terms->period = arena_new(arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_MONTH;
	terms->period->month_start_day = 1;
	terms->n_dimensions = 1;
	terms->dimensions = arena_array(arena, SlbDimension *, 1);
	terms->dimensions[0] = arena_new(arena, SlbDimension);
	slb_dimension__init(terms->dimensions[0]);
	terms->dimensions[0]->name = arena_strdup(arena, "queue");
	terms->n_series = 1;
	terms->series = arena_array(arena, SlbSeries *, 1);
	terms->series[0] = make_series(arena);
	terms->n_counters = COUNTERS;
	terms->counters = arena_array(arena, SlbCounter *, COUNTERS);
	for (int i = 0; i < COUNTERS; i++)
		terms->counters[i] = make_counter(arena, i);
	terms->n_kpis = KPIS;
	terms->kpis = arena_array(arena, SlbKpi *, KPIS);
	for (int i = 0; i < KPIS; i++)
		terms->kpis[i] = make_kpi(arena, i);
	return terms;
}

static SlbDimensionColumn *make_queues(struct arena *arena)
{
	SlbDimensionColumn *queues = arena_new(arena, SlbDimensionColumn);

	slb_dimension_column__init(queues);
	queues->dimension = arena_strdup(arena, "queue");
	queues->n_values = QUEUES;
	queues->values = arena_array(arena, char *, QUEUES);
	for (int i = 0; i < QUEUES; i++)
		queues->values[i] = arena_printf(arena, "queue%02d", i);
	queues->n_index = ROWS_A_DAY;
	queues->index = arena_array(arena, uint32_t, ROWS_A_DAY);
	for (uint32_t row = 0; row < ROWS_A_DAY; row++)
		queues->index[row] = row % QUEUES;
	return queues;
}

static SlbReport *make_report(struct arena *arena, int day, struct bytes version_id,
			      uint64_t *seed)
{
	SlbReport *report = arena_new(arena, SlbReport);

	slb_report__init(report);
	report->version_id.len = version_id.len;
	report->version_id.data = arena_alloc(arena, version_id.len);
	memcpy(report->version_id.data, version_id.data, version_id.len);
	report->series = arena_strdup(arena, "calls");
	report->start_s = FIRST_DAY_S + day * DAY_S;
	report->end_s = report->start_s + DAY_S;
	report->n_interval = ROWS_A_DAY;
	report->interval = arena_array(arena, uint32_t, ROWS_A_DAY);
	for (uint32_t row = 0; row < ROWS_A_DAY; row++)
		report->interval[row] = row / QUEUES;
	report->n_dimensions = 1;
	report->dimensions = arena_array(arena, SlbDimensionColumn *, 1);
	report->dimensions[0] = make_queues(arena);
	report->n_columns = COUNTERS;
	report->columns = arena_array(arena, SlbColumn *, COUNTERS);
	for (int i = 0; i < COUNTERS; i++) {
		SlbColumn *column = arena_new(arena, SlbColumn);

		slb_column__init(column);
		column->counter = arena_printf(arena, "c%02d", i);
		column->n_values = ROWS_A_DAY;
		column->values = arena_array(arena, uint64_t, ROWS_A_DAY);
		for (int row = 0; row < ROWS_A_DAY; row++)
			column->values[row] = next_random(seed) % 1000;
		report->columns[i] = column;
	}
	return report;
}

static void write_rows(FILE *file, const struct report_input *inputs)
{
	for (int day = 0; day < DAYS; day++) {
		const SlbReport *report = inputs[day].report;

		for (int row = 0; row < ROWS_A_DAY; row++) {
			(void)fprintf(file, "%" PRId64 "\t%s",
				      report->start_s +
					      report->interval[row] * DAY_S / INTERVALS,
				      report->dimensions[0]->values[row % QUEUES]);
			for (int i = 0; i < COUNTERS; i++)
				(void)fprintf(file, "\t%" PRIu64,
					      report->columns[i]->values[row]);
			(void)fputc('\n', file);
		}
	}
}

static int64_t cpu_time_us(void)
{
	struct timespec now;

	ensure(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int compare_times(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* The median CPU time of judging the year, reports checked and all. */
static int64_t judge_us(const struct judgement_request *request)
{
	int64_t took_us[RUNS];

	for (int run = 0; run < RUNS; run++) {
		struct arena arena;
		struct diag diag;
		SlbJudgement *judgement;
		int64_t start_us = cpu_time_us();

		arena_init(&arena, ARENA_BYTES);
		diag_init(&diag, &arena);
		ensure(judge(&arena, request, &judgement, &diag) == ERR_OK);
		took_us[run] = cpu_time_us() - start_us;
		ensure(judgement->n_periods == 12);
		ensure(judgement->periods[0]->verdicts[0]->value[0] != '\0');
		arena_release(&arena);
	}
	qsort(took_us, RUNS, sizeof(took_us[0]), compare_times);
	return took_us[RUNS / 2];
}

int main(int argc, char **argv)
{
	static const uint8_t version[32] = { 1 };
	struct bytes version_id = BYTES_OF_ARRAY(version);
	struct judgement_request request = { 0 };
	struct report_input *inputs;
	struct arena arena;
	uint64_t seed = 1;
	int64_t took_us;

	arena_init(&arena, ARENA_BYTES);
	inputs = arena_array(&arena, struct report_input, DAYS);
	for (int day = 0; day < DAYS; day++) {
		inputs[day].report = make_report(&arena, day, version_id, &seed);
		inputs[day].source = "bench";
		inputs[day].sequence = (uint64_t)day + 1;
	}
	if (argc > 1) {
		FILE *file = fopen(argv[1], "w");

		ensure(file != NULL);
		write_rows(file, inputs);
		ensure(fclose(file) == 0);
	}
	request = (struct judgement_request){ .terms = make_terms(&arena),
					      .version_id = version_id,
					      .reports = inputs,
					      .report_count = DAYS,
					      .as_of_s = FIRST_DAY_S + 400 * DAY_S };
	took_us = judge_us(&request);
	(void)printf("rows=%d counters=%d seconds=%" PRId64 ".%06" PRId64
		     " rows_per_second=%" PRId64 "\n",
		     DAYS * ROWS_A_DAY, COUNTERS, took_us / 1000000, took_us % 1000000,
		     (int64_t)DAYS * ROWS_A_DAY * 1000000 / took_us);
	arena_release(&arena);
	return EXIT_SUCCESS;
}
