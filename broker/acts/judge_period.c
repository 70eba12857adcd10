#include <string.h>

#include "acts/concluding.h"
#include "acts/deciding.h"
#include "acts/filing.h"
#include "acts/months.h"
#include "base/ensure.h"
#include "envelope/envelope.h"
#include "envelope/unpack.h"
#include "notice/judgement.h"

/*
 * One period judged from the reports that are in force in it, and put into the form in
 * which an outcome carries it.
 */

#define STATED_MAX     100
/* A term may be one period of 18,300 days: what is open in it must fit an envelope. */
#define OPEN_SLOTS_MAX 1000
#define SLICES_MAX     10
/* Reports that an outcome names by their content ids: it must fit an envelope. */
#define IDENTIFIED_MAX 400

/* A period being judged; what it needs is gone afterwards. */
struct period_work {
	struct concluding *concluding;
	const struct judged_version *version;
	const struct judged_period *period;
	struct arena *arena;
	struct report_input *inputs; /* by series, then part */
	uint64_t *replaces; /* of each: the sequence number that it restates, or 0 */
	size_t input_count;
	size_t *series_end; /* exclusive, in inputs */
	int64_t as_of_s;
};

/* ---- the reports --------------------------------------------------------- */

struct state_range slots_of_period(const struct judged_version *version, size_t series,
				   const struct judged_period *period)
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

static enum err load_slots(const struct period_work *work)
{
	struct state *state = work->concluding->state;

	for (size_t i = 0; i < work->version->law->terms->n_series; i++) {
		struct state_range range =
			slots_of_period(work->version, i, work->period);

		state_want_range(state, &range);
	}
	return state_load(state);
}

static struct state_entries slots_of(const struct period_work *work, size_t series)
{
	struct state_range range = slots_of_period(work->version, series, work->period);

	return state_rows(work->concluding->state, &range);
}

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

static enum err unpack_report(struct period_work *work, uint64_t index,
			      const SlbReport **out)
{
	const struct act_reader *reader = work->concluding->moment->reader;
	const SlbStatement *statement;
	struct bytes received;
	enum err err = reader->read(reader->context, work->arena, index, &received);

	if (err != ERR_OK)
		return err;
	statement = reader->is_sealed ? statement_reopen(work->arena, received)
				      : parse_again(work->arena, received);
	if (statement == NULL || statement->body_case != SLB_STATEMENT__BODY_REPORT)
		return ERR_STORE_FOREIGN;
	*out = statement->report;
	return ERR_OK;
}

/* Which report replaces which is settled; the law need not look for it again. */
static enum err read_report(struct period_work *work, const SlbSlotRow *slot)
{
	const struct act_reader *reader = work->concluding->moment->reader;
	struct report_input *input = &work->inputs[work->input_count];
	const SlbReport *found = NULL;
	SlbReport *report;
	enum err err = ERR_OK;

	if (reader->report != NULL)
		found = reader->report(reader->context, slot->index);
	if (found == NULL)
		err = unpack_report(work, slot->index, &found);
	if (err != ERR_OK)
		return err;
	ensure(found != NULL);
	if (found->restatement != NULL)
		work->replaces[work->input_count] = found->restatement->replaces;
	report = arena_new(work->arena, SlbReport);
	*report = *found;
	report->restatement = NULL;
	input->report = report;
	input->digest = message_bytes(slot->content_id);
	input->is_signed = true;
	work->input_count++;
	return ERR_OK;
}

/* A slot without an index is one whose report was erased before a replay. */
static enum err read_slot(struct period_work *work, const SlbSlotRow *slot)
{
	if (slot->index == 0)
		return slot->missing_index != 0 ? ERR_OK : ERR_EVIDENCE_ERASED;
	return read_report(work, slot);
}

static enum err read_reports(struct period_work *work)
{
	size_t series_count = work->version->law->terms->n_series;
	size_t room = 0;

	for (size_t i = 0; i < series_count; i++)
		room += slots_of(work, i).count;
	work->inputs = arena_array(work->arena, struct report_input, room);
	work->replaces = arena_array(work->arena, uint64_t, room);
	work->series_end = arena_array(work->arena, size_t, series_count);
	for (size_t i = 0; i < series_count; i++) {
		struct state_entries slots = slots_of(work, i);

		for (size_t s = 0; s < slots.count; s++) {
			enum err err = read_slot(
				work, (const SlbSlotRow *)slots.entries[s].row);

			if (err != ERR_OK)
				return err;
		}
		work->series_end[i] = work->input_count;
	}
	return ERR_OK;
}

/* ---- the judgement ------------------------------------------------------- */

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

/* The law knows nothing of acceptance and outages, which moved due times. */
static enum err correct_due(const struct period_work *work, SlbSlot *slot)
{
	const struct frame *frame = work->version->law->frame;
	struct filing filing;
	int64_t due_ms = 0;
	size_t series;
	size_t part;
	enum err err;

	ensure(frame_find_series(frame, slot->series, &series));
	ensure(frame_find_part(frame, series, slot->start_s, &part));
	filing = filing_of_part(work->version, series, part);
	err = due_of_part(work->concluding, &filing, &due_ms);
	slot->due_s = due_ms / 1000;
	return err;
}

static enum err judge_reports(const struct period_work *work, SlbPeriodJudgement **out)
{
	const struct judgement_request request = {
		.terms = work->version->law->terms,
		.frame = work->version->law->frame,
		.version_id = { work->version->place.version_id, DIGEST_BYTES },
		.reports = work->inputs,
		.report_count = work->input_count,
		.as_of_s = work->as_of_s,
		.is_one_period = true,
		.period_start_s = work->period->days.start_s,
	};
	SlbJudgement *judgement = NULL;
	struct diag diag;
	enum err err = ERR_OK;

	diag_init(&diag, work->arena);
	ensure(judge(work->arena, &request, &judgement, &diag) == ERR_OK &&
	       judgement->n_periods == 1);
	*out = judgement->periods[0];
	for (size_t i = 0; i < (*out)->n_verdicts; i++)
		strip_verdict((*out)->verdicts[i]);
	for (size_t i = 0; i < (*out)->n_comparisons; i++)
		strip_comparison((*out)->comparisons[i]);
	if ((*out)->n_open_slots > OPEN_SLOTS_MAX)
		(*out)->n_open_slots = OPEN_SLOTS_MAX;
	for (size_t i = 0; i < (*out)->n_open_slots && err == ERR_OK; i++)
		err = correct_due(work, (*out)->open_slots[i]);
	return err;
}

/* ---- what the reports give ----------------------------------------------- */

static void add_statistics(const struct period_work *work, SlbPeriodOutcome *outcome)
{
	const struct frame *frame = work->version->law->frame;
	const SlbReport **reports =
		arena_array(work->arena, const SlbReport *, work->input_count);
	size_t first = 0;

	for (size_t i = 0; i < work->input_count; i++)
		reports[i] = work->inputs[i].report;
	outcome->statistics =
		arena_array(work->arena, SlbReport *, frame->terms->n_series);
	for (size_t i = 0; i < frame->terms->n_series; i++) {
		size_t count = work->series_end[i] - first;

		if (count > 0) {
			SlbReport *table = pool_reports(work->arena, frame,
							&reports[first], count);

			table->start_s = work->period->days.start_s;
			table->end_s = work->period->days.end_s;
			outcome->statistics[outcome->n_statistics++] = table;
		}
		first = work->series_end[i];
	}
}

/* ---- the reports that it rests on ---------------------------------------- */

static SlbReportsRelied *begin_relied(const struct period_work *work, size_t series,
				      const SlbSlotRow *slot, size_t room,
				      SlbPeriodOutcome *outcome)
{
	SlbReportsRelied *relied = arena_new(work->arena, SlbReportsRelied);

	slb_reports_relied__init(relied);
	relied->series = work->version->law->terms->series[series]->name;
	relied->organisation = slot->issuer;
	relied->sequences = arena_array(work->arena, uint64_t, room);
	relied->log_indexes = arena_array(work->arena, uint64_t, room);
	relied->content_ids = arena_array(work->arena, ProtobufCBinaryData, room);
	relied->log_times_ms = arena_array(work->arena, int64_t, room);
	relied->replaces = arena_array(work->arena, uint64_t, room);
	outcome->reports[outcome->n_reports++] = relied;
	return relied;
}

/* place: among the reports of the period. */
static void name_report(const struct period_work *work, const SlbSlotRow *slot,
			size_t place, SlbReportsRelied *relied)
{
	relied->sequences[relied->n_sequences++] = slot->sequence;
	relied->log_indexes[relied->n_log_indexes++] = slot->index;
	if (place >= IDENTIFIED_MAX)
		return;
	relied->content_ids[relied->n_content_ids++] = slot->content_id;
	relied->log_times_ms[relied->n_log_times_ms++] = slot->log_time_ms;
	relied->replaces[relied->n_replaces++] = work->replaces[place];
}

/* A series has several reporters where one side recorded the contract alone at first. */
static void add_relied(const struct period_work *work, SlbPeriodOutcome *outcome)
{
	size_t place = 0;

	outcome->reports =
		arena_array(work->arena, SlbReportsRelied *, work->input_count);
	for (size_t series = 0; series < work->version->law->terms->n_series;
	     series++) {
		struct state_entries slots = slots_of(work, series);
		SlbReportsRelied *relied = NULL;

		for (size_t i = 0; i < slots.count; i++) {
			const SlbSlotRow *slot =
				(const SlbSlotRow *)slots.entries[i].row;

			if (slot->index == 0)
				continue;
			if (relied == NULL ||
			    strcmp(relied->organisation, slot->issuer) != 0)
				relied = begin_relied(work, series, slot,
						      slots.count - i, outcome);
			name_report(work, slot, place++, relied);
		}
	}
}

/* ---- rows ---------------------------------------------------------------- */

static enum err count_revision(const struct period_work *work, uint32_t *revision)
{
	SlbPeriodRow *row;
	enum err err = draft_period(work->concluding, &work->version->place,
				    work->period->days.start_s, &row);

	if (err != ERR_OK)
		return err;
	row->revision++;
	row->outcome_index = work->concluding->moment->outcome_index;
	*revision = row->revision;
	return ERR_OK;
}

/* Until when the last part of a series in the period may be reported. */
static enum err find_window_end(const struct period_work *work, size_t series,
				int64_t *end_s)
{
	const struct frame *frame = work->version->law->frame;
	struct filing filing;
	int64_t due_ms = 0;
	size_t first;
	size_t count = frame_parts_in(frame, series, work->period, &first);
	enum err err;

	*end_s = 0;
	if (count == 0)
		return ERR_OK;
	filing = filing_of_part(work->version, series, first + count - 1);
	err = due_of_part(work->concluding, &filing, &due_ms);
	*end_s = frame_deadline_s(frame, frame->terms->restatement_window,
				  due_ms / 1000);
	return err;
}

/* As long as the verdict may be claimed upon, or change, what it rests on is needed. */
static enum err find_needed_until(const struct period_work *work, int64_t *until_s)
{
	const struct frame *frame = work->version->law->frame;
	enum err err = ERR_OK;

	*until_s = frame_deadline_s(frame, frame->terms->claim_window, work->as_of_s);
	for (size_t i = 0; i < frame->terms->n_series && err == ERR_OK; i++) {
		int64_t end_s;

		err = find_window_end(work, i, &end_s);
		if (*until_s < end_s)
			*until_s = end_s;
	}
	return err;
}

static enum err keep_evidence(const struct period_work *work)
{
	const struct frame *frame = work->version->law->frame;
	int64_t until_s;
	enum err needed = find_needed_until(work, &until_s);

	if (needed != ERR_OK)
		return needed;
	for (size_t series = 0; series < frame->terms->n_series; series++) {
		struct state_entries slots = slots_of(work, series);

		for (size_t i = 0; i < slots.count; i++) {
			const SlbSlotRow *slot =
				(const SlbSlotRow *)slots.entries[i].row;
			SlbEvidenceRow *row;
			enum err err;

			if (slot->index == 0)
				continue;
			err = draft_evidence(work->concluding,
					     work->version->place.contract_id,
					     evidence_month(slot->log_time_ms), &row);
			if (err != ERR_OK)
				return err;
			if (row->needed_until_s < until_s)
				row->needed_until_s = until_s;
		}
	}
	return ERR_OK;
}

/* ---- the whole ----------------------------------------------------------- */

static void add_period(struct concluding *concluding, const SlbPeriodOutcome *period)
{
	struct arena *arena = concluding->arena;
	struct bytes packed = pack_message(arena, &period->base);
	SlbOutcome *outcome = concluding->outcome;
	ProtobufCMessage *copy = NULL;
	struct diag diag;

	diag_init(&diag, arena);
	ensure(unpack_message(arena, &slb_period_outcome__descriptor, packed, &copy,
			      &diag) == ERR_OK);
	if (outcome->n_periods == concluding->period_room) {
		size_t room =
			concluding->period_room == 0 ? 4 : 2 * concluding->period_room;
		SlbPeriodOutcome **grown = arena_array(arena, SlbPeriodOutcome *, room);

		if (outcome->n_periods > 0)
			memcpy(grown, outcome->periods,
			       outcome->n_periods * sizeof(*grown));
		outcome->periods = grown;
		concluding->period_room = room;
	}
	outcome->periods[outcome->n_periods++] = (SlbPeriodOutcome *)copy;
	concluding->bytes += packed.len;
}

static enum err conclude_period(struct period_work *work)
{
	SlbPeriodOutcome outcome;
	enum err err = load_slots(work);

	slb_period_outcome__init(&outcome);
	outcome.version_id = binary_data(
		(struct bytes){ work->version->place.version_id, DIGEST_BYTES });
	if (err == ERR_OK)
		err = read_reports(work);
	if (err == ERR_OK)
		err = judge_reports(work, &outcome.judgement);
	if (err == ERR_OK)
		err = add_heads(work->concluding, work->version, &outcome);
	if (err == ERR_OK)
		err = count_revision(work, &outcome.revision);
	if (err == ERR_OK)
		err = keep_evidence(work);
	if (err != ERR_OK)
		return err;
	add_statistics(work, &outcome);
	add_relied(work, &outcome);
	add_period(work->concluding, &outcome);
	return ERR_OK;
}

enum err judge_one_period(struct concluding *concluding,
			  const struct judged_version *version, size_t period)
{
	int64_t now_ms = concluding->moment->log_time_ms;
	const SlbOutcome *outcome;
	struct period_work work = {
		.concluding = concluding,
		.version = version,
		.period = &version->law->frame->periods[period],
		.arena = acts_workspace(concluding->moment->acts),
		/* The next whole second: what was due before it is late at it. */
		.as_of_s = now_ms / 1000 + (now_ms % 1000 > 0),
	};
	enum err err;

	err = conclude_period(&work);
	arena_empty(work.arena);
	if (err != ERR_OK)
		return err;
	outcome = concluding->outcome;
	return follow_findings(concluding, version,
			       outcome->periods[outcome->n_periods - 1]);
}
