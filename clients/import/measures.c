#include "import/measures.h"

#include <inttypes.h>
#include <string.h>

#include "base/attribute.h"
#include "import/hint.h"

enum kind { KIND_CONTACTS, KIND_SECONDS, KIND_MILLISECONDS };

/* The names under which a column finds its measure without a mapping. */
static const struct {
	const char *name;
	enum kind kind;
} measures_table[] = {
#define ROW(m, k) [SLB_QUEUE_MEASURE__QUEUE_MEASURE_##m] = { #m, k }
	ROW(OFFERED, KIND_CONTACTS),
	ROW(ANSWERED, KIND_CONTACTS),
	ROW(ABANDONED, KIND_CONTACTS),
	ROW(FLOWOUT_TIMEOUT, KIND_CONTACTS),
	ROW(FLOWOUT_KEY, KIND_CONTACTS),
	ROW(FLOWOUT_EMPTY, KIND_CONTACTS),
	ROW(WITHDRAWN, KIND_CONTACTS),
	ROW(AGENT_DUMP, KIND_CONTACTS),
	ROW(INCOMPATIBLE, KIND_CONTACTS),
	ROW(OPEN, KIND_CONTACTS),
	ROW(HANDLED, KIND_CONTACTS),
	ROW(TRANSFERS_BLIND, KIND_CONTACTS),
	ROW(TRANSFERS_ATTENDED, KIND_CONTACTS),
	ROW(RING_NO_ANSWER, KIND_CONTACTS),
	ROW(WAIT_ANSWERED_S, KIND_SECONDS),
	ROW(WAIT_ABANDONED_S, KIND_SECONDS),
	ROW(WAIT_S, KIND_SECONDS),
	ROW(MAX_WAIT_S, KIND_SECONDS),
	ROW(TALK_S, KIND_SECONDS),
	ROW(RING_NO_ANSWER_MS, KIND_MILLISECONDS),
#undef ROW
};

/* "WAIT_ANSWERED_S" is found by "wait_answered_s", and by a histogram "wait_answered". */
static bool is_named(const char *measure, const char *column, bool without_unit)
{
	size_t len = strlen(measure);

	if (without_unit && len > 2 && strcmp(measure + len - 2, "_S") == 0)
		len -= 2;
	if (strlen(column) != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = column[i] >= 'a' && column[i] <= 'z'
				 ? (char)(column[i] - 'a' + 'A')
				 : column[i];

		if (c != measure[i])
			return false;
	}
	return true;
}

/* The contacts whose size the measure is are those that the histogram sorts. */
static bool sorts_the_same(const SlbHistogram *histogram, size_t measure)
{
	switch (measure) {
	case SLB_QUEUE_MEASURE__QUEUE_MEASURE_WAIT_ANSWERED_S:
	case SLB_QUEUE_MEASURE__QUEUE_MEASURE_TALK_S:
		return histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	case SLB_QUEUE_MEASURE__QUEUE_MEASURE_WAIT_ABANDONED_S:
		return histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
	case SLB_QUEUE_MEASURE__QUEUE_MEASURE_WAIT_S:
		return histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	default:
		return false;
	}
}

/* The measure with the name of this column; 0 when there is none. */
static size_t measure_for(const struct tally_column *column)
{
	for (size_t m = 1; m < ARRAY_SIZE(measures_table); m++) {
		if (is_named(measures_table[m].name, column->name,
			     column->histogram != NULL) &&
		    (column->counter || sorts_the_same(column->histogram, m)))
			return m;
	}
	return 0;
}

static uint32_t bit(size_t measure)
{
	return (uint32_t)1 << measure;
}

/* 1000 where seconds become milliseconds, else 1; 0 where the units do not fit. */
static uint64_t factor_to(const struct tally_column *column, enum kind kind)
{
	SlbCounterUnit unit =
		column->counter ? column->counter->unit : column->histogram->unit;

	if (kind == KIND_CONTACTS)
		return unit == SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS ||
		       unit == SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS;
	if (unit == SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS)
		return kind == KIND_SECONDS ? 1000 : 1;
	return unit == SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS && kind == KIND_SECONDS;
}

static void fill(struct measures *measures, struct tally_column *column, size_t measure)
{
	measures->of_column[column - measures->tally->columns] |= bit(measure);
	column->filled = true;
}

static void plan_measure(struct measures *measures, struct tally_column *column,
			 size_t measure, struct diag_place place)
{
	if (measure == 0 || measure >= ARRAY_SIZE(measures_table)) {
		diag_error(measures->diag, ERR_IMPORT_MAPPING, place,
			   "a measure of a queue_log is expected");
		return;
	}
	if (factor_to(column, measures_table[measure].kind) == 0 ||
	    (column->histogram && measures_table[measure].kind == KIND_CONTACTS)) {
		diag_error(measures->diag, ERR_IMPORT_MAPPING, place,
			   "measure %s does not fit the unit of \"%s\"",
			   measures_table[measure].name, column->name);
		return;
	}
	fill(measures, column, measure);
}

static void plan_source(struct measures *measures, const SlbQueueSource *source,
			const char *path)
{
	struct tally_column *column =
		tally_column_named(measures->tally, source->counter);
	struct diag_place place = diag_at(path);

	if (column == NULL) {
		diag_error(measures->diag, ERR_IMPORT_MAPPING, place,
			   "the series \"%s\" has no counter or histogram \"%s\"",
			   measures->tally->series->name, source->counter);
		hint_column(measures->diag, measures->tally, source->counter);
	} else if (column->filled) {
		diag_error(measures->diag, ERR_IMPORT_MAPPING, place,
			   "\"%s\" is given twice", source->counter);
	} else if (source->n_measures == 0 ||
		   (column->histogram && source->n_measures != 1)) {
		diag_error(measures->diag, ERR_IMPORT_MAPPING, place,
			   "\"%s\" needs %s under measures", source->counter,
			   column->histogram ? "exactly one measure of a time"
					     : "at least one measure");
	} else {
		for (size_t i = 0; i < source->n_measures; i++)
			plan_measure(measures, column, (size_t)source->measures[i],
				     place);
	}
}

enum err measures_plan(struct measures *measures, SlbQueueSource *const *sources,
		       size_t source_count, const char *path)
{
	struct tally *tally = measures->tally;
	size_t errors_before = measures->diag->error_count;

	for (size_t i = 0; i < source_count; i++)
		plan_source(measures, sources[i],
			    arena_printf(tally->arena, "%s.sources[%zu]", path, i));
	for (size_t c = 0; c < tally->column_count; c++) {
		struct tally_column *column = &tally->columns[c];
		size_t m = column->filled ? 0 : measure_for(column);

		if (m != 0)
			plan_measure(measures, column, m, diag_at(column->name));
	}
	return measures->diag->error_count > errors_before ? ERR_IMPORT_MAPPING
							   : ERR_OK;
}

/* The unanswered visits that each end stands for. */
static SlbQueueMeasure left_by(enum visit_end end)
{
	static const SlbQueueMeasure measures[VISIT_END_COUNT] = {
		[VISIT_END_NONE] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_OPEN,
		[VISIT_END_ABANDON] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_ABANDONED,
		[VISIT_END_TIMEOUT] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_FLOWOUT_TIMEOUT,
		[VISIT_END_EMPTY] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_FLOWOUT_EMPTY,
		[VISIT_END_KEY] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_FLOWOUT_KEY,
		[VISIT_END_WITHDRAW] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_WITHDRAWN,
		[VISIT_END_AGENT_DUMP] = SLB_QUEUE_MEASURE__QUEUE_MEASURE_AGENT_DUMP,
		[VISIT_END_INCOMPATIBLE] =
			SLB_QUEUE_MEASURE__QUEUE_MEASURE_INCOMPATIBLE,
	};

	return measures[end];
}

/* What a visit gives to each measure; present has a bit for those it concerns. */
struct given {
	uint32_t present;
	uint64_t values[ARRAY_SIZE(measures_table)];
};

static void give(struct given *given, SlbQueueMeasure measure, uint64_t value)
{
	given->present |= bit((size_t)measure);
	given->values[measure] = value;
}

#define MEASURE(name) SLB_QUEUE_MEASURE__QUEUE_MEASURE_##name

static struct given given_by(const struct visit *visit)
{
	struct given given = { 0 };

	give(&given, MEASURE(OFFERED), 1);
	give(&given, MEASURE(RING_NO_ANSWER), visit->rings);
	give(&given, MEASURE(RING_NO_ANSWER_MS), visit->ring_ms);
	if (visit->wait_known) {
		give(&given, MEASURE(WAIT_S), visit->wait_s);
		give(&given, MEASURE(MAX_WAIT_S), visit->wait_s);
	}
	if (!visit->answered) {
		SlbQueueMeasure left = left_by(visit->end);

		if (left != MEASURE(UNSPECIFIED))
			give(&given, left, 1);
		if (left == MEASURE(ABANDONED))
			give(&given, MEASURE(WAIT_ABANDONED_S), visit->wait_s);
		return given;
	}
	give(&given, MEASURE(ANSWERED), 1);
	give(&given, MEASURE(WAIT_ANSWERED_S), visit->wait_s);
	if (visit->talk_known) {
		give(&given, MEASURE(HANDLED), 1);
		give(&given, MEASURE(TALK_S), visit->talk_s);
	}
	if (visit->end == VISIT_END_BLIND)
		give(&given, MEASURE(TRANSFERS_BLIND), 1);
	if (visit->end == VISIT_END_ATTENDED)
		give(&given, MEASURE(TRANSFERS_ATTENDED), 1);
	return given;
}

static bool add_given(const struct measures *measures, struct tally_row *row,
		      const struct given *given)
{
	for (size_t c = 0; c < measures->tally->column_count; c++) {
		const struct tally_column *column = &measures->tally->columns[c];
		uint32_t taken = measures->of_column[c] & given->present;

		for (size_t m = 1; taken >> m != 0; m++) {
			uint64_t value;

			if ((taken & bit(m)) == 0)
				continue;
			if (__builtin_mul_overflow(
				    given->values[m],
				    factor_to(column, measures_table[m].kind), &value))
				return false;
			if (!(column->counter ? tally_add(row, column, value)
					      : tally_add_size(row, column, value, 1)))
				return false;
		}
	}
	return true;
}

static struct diag_place place_of(const struct visit *visit)
{
	return (struct diag_place){ .line = visit->place.line };
}

static void remark_unfinished(const struct measures *measures,
			      const struct visit *visit)
{
	if (visit->end != VISIT_END_NONE)
		return;
	if (!visit->answered)
		measures->summary->open++;
	import_remark(measures->summary,
		      visit->answered ? REMARK_NO_END : REMARK_STILL_OPEN,
		      visit->place);
}

enum err measures_take(void *context, const struct visit *visit)
{
	struct measures *measures = context;
	struct bytes values[TALLY_DIMENSIONS_MAX];
	struct grid_slot slot;
	struct tally_row *row;
	struct given given;

	if (!grid_slot(measures->grid, visit->enter_s, &slot)) {
		import_remark(measures->summary, REMARK_OUT_OF_RANGE, visit->place);
		return ERR_OK;
	}
	for (size_t d = 0; d < measures->dimensions->count; d++) {
		const SlbDimensionSource *source = measures->dimensions->sources[d];
		enum dimension_result result =
			dimension_value(source, visit->queue, &values[d]);

		if (result == DIMENSION_LEFT_OUT) {
			import_remark(measures->summary, REMARK_OTHER_QUEUE,
				      visit->place);
			return ERR_OK;
		}
		if (result != DIMENSION_OK)
			return diag_error(
				measures->diag, ERR_IMPORT_DATA, place_of(visit),
				"the queue, for dimension \"%s\", %s",
				source->dimension, dimension_result_text(result));
	}
	row = tally_row(measures->tally, &slot, values);
	if (row == NULL)
		return diag_error(measures->diag, ERR_NO_MEMORY, place_of(visit),
				  "the figures do not fit into memory");
	given = given_by(visit);
	if (!add_given(measures, row, &given))
		return diag_error(measures->diag, ERR_IMPORT_DATA, place_of(visit),
				  "a sum exceeds 64 bits");
	measures->summary->contacts++;
	remark_unfinished(measures, visit);
	return ERR_OK;
}
