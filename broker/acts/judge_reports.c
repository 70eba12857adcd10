#include "acts/judge_reports.h"

#include <string.h>

#include "acts/deciding.h"
#include "base/ensure.h"
#include "envelope/envelope.h"
#include "notice/judgement.h"

#define STATED_MAX 100
#define SLICES_MAX 10

/* The reports of a period, unpacked. */
struct reading {
	const struct reported_period *reported;
	const struct act_reader *reader;
	struct arena *arena;
	struct report_input *inputs; /* in the order of slots */
	uint64_t *replaces;
	size_t count;
	size_t *series_end; /* exclusive, in inputs */
};

/* ---- slots ------------------------------------------------------------------- */

static struct state_range slots_range(const struct judged_version *version,
				      size_t series, const struct judged_period *period)
{
	const char *name = version->law->terms->series[series]->name;
	struct row_key first =
		slot_row_key(&version->place, name, period->days.start_s);

	return (struct state_range){
		.from = slot_row_key(&version->place, name, period->days.end_s - 1),
		.to = row_key_after(&first),
		.reverse = true,
	};
}

/* All series in one list. */
static void gather_slots(const struct state *state, struct arena *arena,
			 const struct judged_version *version,
			 const struct judged_period *period, struct period_slots *out)
{
	size_t series_count = version->law->terms->n_series;
	struct state_entries *by_series =
		arena_array(arena, struct state_entries, series_count);
	struct state_entry *entries;
	size_t room = 0;

	for (size_t i = 0; i < series_count; i++) {
		struct state_range range = slots_range(version, i, period);

		by_series[i] = state_rows(state, &range);
		room += by_series[i].count;
	}
	entries = arena_array(arena, struct state_entry, room);
	*out = (struct period_slots){ .entries = entries };
	out->series_end = arena_array(arena, size_t, series_count);
	for (size_t i = 0; i < series_count; i++) {
		for (size_t k = 0; k < by_series[i].count; k++)
			entries[out->count++] = by_series[i].entries[k];
		out->series_end[i] = out->count;
	}
}

enum err load_slots(struct state *state, struct arena *arena,
		    const struct judged_version *version,
		    const struct judged_period *period, struct period_slots *out)
{
	enum err err;

	for (size_t i = 0; i < version->law->terms->n_series; i++) {
		struct state_range range = slots_range(version, i, period);

		state_want_range(state, &range);
	}
	err = state_load(state);
	if (err == ERR_OK)
		gather_slots(state, arena, version, period, out);
	return err;
}

struct state_entries slots_of_series(const struct period_slots *slots, size_t series)
{
	size_t first = series == 0 ? 0 : slots->series_end[series - 1];

	return (struct state_entries){ &slots->entries[first],
				       slots->series_end[series] - first };
}

/* ---- the reports ------------------------------------------------------------- */

/* NULL: it is not what was taken in. */
static const SlbStatement *parse_again(struct arena *arena, struct bytes received)
{
	const SlbStatement *statement = NULL;
	struct envelope envelope;
	struct diag diag;

	diag_init(&diag, arena);
	if (envelope_parse(arena, received, &envelope, &diag) != ERR_OK ||
	    statement_parse(arena, &envelope, NULL, &statement, &diag) != ERR_OK)
		return NULL;
	return statement;
}

static enum err unpack_report(const struct reading *reading, uint64_t index,
			      const SlbReport **out)
{
	const struct act_reader *reader = reading->reader;
	const SlbStatement *statement;
	struct bytes received;
	enum err err = reader->read(reader->context, reading->arena, index, &received);

	if (err != ERR_OK)
		return err;
	statement = reader->is_sealed ? statement_reopen(reading->arena, received)
				      : parse_again(reading->arena, received);
	if (statement == NULL || statement->body_case != SLB_STATEMENT__BODY_REPORT)
		return ERR_STORE_FOREIGN;
	*out = statement->report;
	return ERR_OK;
}

/* Which report replaces which is settled; the law need not look for it again. */
static enum err read_report(struct reading *reading, const SlbSlotRow *slot)
{
	const struct act_reader *reader = reading->reader;
	struct report_input *input = &reading->inputs[reading->count];
	const SlbReport *found = NULL;
	SlbReport *report;
	enum err err = ERR_OK;

	if (reader->report != NULL)
		found = reader->report(reader->context, slot->index);
	if (found == NULL)
		err = unpack_report(reading, slot->index, &found);
	if (err != ERR_OK)
		return err;
	ensure(found != NULL);
	if (found->restatement != NULL)
		reading->replaces[reading->count] = found->restatement->replaces;
	report = arena_new(reading->arena, SlbReport);
	*report = *found;
	report->restatement = NULL;
	input->report = report;
	input->digest = message_bytes(slot->content_id);
	reading->count++;
	return ERR_OK;
}

/* A slot without an index is one whose report was erased before a replay. */
static enum err read_slot(struct reading *reading, const SlbSlotRow *slot)
{
	if (slot->index == 0)
		return slot->missing_index != 0 ? ERR_OK : ERR_EVIDENCE_ERASED;
	return read_report(reading, slot);
}

static enum err read_reports(struct reading *reading)
{
	const struct period_slots *slots = &reading->reported->slots;
	size_t series_count = reading->reported->version->law->terms->n_series;

	reading->inputs =
		arena_array(reading->arena, struct report_input, slots->count);
	reading->replaces = arena_array(reading->arena, uint64_t, slots->count);
	reading->series_end = arena_array(reading->arena, size_t, series_count);
	for (size_t i = 0; i < series_count; i++) {
		struct state_entries of_series = slots_of_series(slots, i);

		for (size_t k = 0; k < of_series.count; k++) {
			enum err err = read_slot(
				reading, (const SlbSlotRow *)of_series.entries[k].row);

			if (err != ERR_OK)
				return err;
		}
		reading->series_end[i] = reading->count;
	}
	return ERR_OK;
}

/* ---- the judgement ----------------------------------------------------------- */

/* What anyone with the reports computes again is left out. */
static void strip_verdict(SlbVerdict *verdict)
{
	size_t kept = 0;

	verdict->n_steps = 0;
	verdict->n_operands = 0;
	for (size_t i = 0; i < verdict->n_stated && kept < STATED_MAX; i++) {
		if (!verdict->stated[i]->agrees)
			verdict->stated[kept++] = verdict->stated[i];
	}
	verdict->n_stated = kept;
}

static void strip_comparison(SlbComparisonResult *comparison)
{
	comparison->n_operands = 0;
	if (comparison->n_slices > SLICES_MAX)
		comparison->n_slices = SLICES_MAX;
}

static SlbPeriodJudgement *judge_inputs(const struct reading *reading)
{
	const struct reported_period *reported = reading->reported;
	const struct judged_version *version = reported->version;
	const struct judgement_request request = {
		.terms = version->law->terms,
		.frame = version->law->frame,
		.version_id = { version->place.version_id, DIGEST_BYTES },
		.reports = reading->inputs,
		.report_count = reading->count,
		.are_checked = reading->reader->is_sealed,
		.as_of_s = reported->as_of_s,
		.is_one_period = true,
		.period_start_s = reported->period->days.start_s,
	};
	SlbJudgement *judgement = NULL;
	SlbPeriodJudgement *period;
	struct diag diag;

	diag_init(&diag, reading->arena);
	ensure(judge(reading->arena, &request, &judgement, &diag) == ERR_OK &&
	       judgement->n_periods == 1);
	period = judgement->periods[0];
	for (size_t i = 0; i < period->n_verdicts; i++)
		strip_verdict(period->verdicts[i]);
	for (size_t i = 0; i < period->n_comparisons; i++)
		strip_comparison(period->comparisons[i]);
	if (period->n_open_slots > OPEN_SLOTS_MAX)
		period->n_open_slots = OPEN_SLOTS_MAX;
	return period;
}

/* ---- what the reports give --------------------------------------------------- */

static void add_statistics(const struct reading *reading, SlbPeriodOutcome *outcome)
{
	const struct frame *frame = reading->reported->version->law->frame;
	const struct period *days = &reading->reported->period->days;
	const SlbReport **reports =
		arena_array(reading->arena, const SlbReport *, reading->count);
	size_t first = 0;

	for (size_t i = 0; i < reading->count; i++)
		reports[i] = reading->inputs[i].report;
	outcome->statistics =
		arena_array(reading->arena, SlbReport *, frame->terms->n_series);
	for (size_t i = 0; i < frame->terms->n_series; i++) {
		size_t count = reading->series_end[i] - first;

		if (count > 0) {
			SlbReport *table = pool_reports(reading->arena, frame,
							&reports[first], count);

			table->start_s = days->start_s;
			table->end_s = days->end_s;
			outcome->statistics[outcome->n_statistics++] = table;
		}
		first = reading->series_end[i];
	}
}

/* ---- the whole --------------------------------------------------------------- */

int64_t judged_as_of_s(const struct act_moment *moment)
{
	int64_t now_ms = moment->log_time_ms;

	return now_ms / 1000 + (now_ms % 1000 > 0);
}

enum err judge_reports(struct arena *arena, const struct act_reader *reader,
		       const struct reported_period *reported,
		       SlbPeriodOutcome *outcome, const uint64_t **replaces)
{
	struct reading reading = { .reported = reported,
				   .reader = reader,
				   .arena = arena };
	enum err err = read_reports(&reading);

	if (err != ERR_OK)
		return err;
	outcome->judgement = judge_inputs(&reading);
	add_statistics(&reading, outcome);
	*replaces = reading.replaces;
	return ERR_OK;
}
