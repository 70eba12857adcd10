#include <string.h>

#include "acts/concluding.h"
#include "acts/filing.h"
#include "base/ensure.h"

/*
 * What follows from time: of each series the parts that are overdue become missing, one
 * after the other, until the first that has a report or is not overdue.
 */

/* Once an outcome is this large nothing more is added, so that its envelope stays below
 * the limit (envelope/envelope.h). */
#define OUTCOME_BYTES_FULL 131072

struct due_work {
	struct concluding concluding;
	struct schedule schedule;
	const uint8_t *contract_id;
};

static bool is_full(const struct concluding *concluding)
{
	const SlbOutcome *outcome = concluding->outcome;

	return outcome->n_missing >= ACT_DUE_PARTS_MAX ||
	       outcome->n_periods >= ACT_DUE_PERIODS_MAX ||
	       concluding->bytes >= OUTCOME_BYTES_FULL;
}

/* ---- one part ---------------------------------------------------------------- */

static void tell_missing(struct due_work *work, const struct filing *filing,
			 int64_t due_ms)
{
	struct arena *arena = work->concluding.arena;
	SlbOutcome *outcome = work->concluding.outcome;
	SlbSlot *slot = arena_new(arena, SlbSlot);

	if (outcome->missing == NULL)
		outcome->missing = arena_array(arena, SlbSlot *, ACT_DUE_PARTS_MAX);
	slb_slot__init(slot);
	slot->series =
		arena_strdup(arena, filing->law->terms->series[filing->series]->name);
	slot->start_s = filing->span.start_s;
	slot->end_s = filing->span.end_s;
	slot->due_s = due_ms / 1000;
	slot->missing = true;
	outcome->missing[outcome->n_missing++] = slot;
}

static void put_slot(struct due_work *work, const struct filing *filing)
{
	struct row_key key = slot_row_key(
		&filing->version_place, (uint8_t)filing->series, filing->span.start_s);
	SlbSlotRow row;

	slb_slot_row__init(&row);
	row.missing_index = work->concluding.moment->outcome_index;
	state_put(&work->concluding.conclusion->changes, &key, &row.base);
}

/* Counts the part; a period that nothing more can complete is judged. */
static enum err settle(struct due_work *work, const struct judged_version *version,
		       const struct filing *filing)
{
	const struct frame *frame = version->law->frame;
	SlbPeriodRow *row;
	bool is_complete = false;
	enum err err = draft_period(&work->concluding, &version->place,
				    frame->cuts[filing->span.cut].days.start_s, &row);

	if (err != ERR_OK)
		return err;
	row->settled_count++;
	err = period_is_complete(&work->concluding, version, filing->period,
				 &is_complete);
	if (err == ERR_OK && is_complete)
		err = judge_one_period(&work->concluding, version, filing->period);
	return err;
}

/* Sets expected to the next part without a report, or takes it off the schedule. */
static enum err advance(struct due_work *work, const struct judged_version *version,
			const struct filing *filing, SlbExpectedPart *expected)
{
	struct state *state = work->concluding.state;
	struct expectation expectation = { .law = version->law,
					   .from_ms = version->row->expected_from_ms };
	struct state_range outages = outages_since(
		nominal_due_ms(&expectation, filing->series, filing->part));
	size_t next = 0;
	enum err err = ERR_OK;

	state_want_range(state, &outages);
	while (err == ERR_OK &&
	       (!first_unsettled(filing, filing->part + 1, state, state, &next) ||
		state_wants(state)))
		err = state_load(state);
	if (err != ERR_OK)
		return err;
	if (next == frame_part_count(version->law->frame, filing->series)) {
		schedule_remove(&work->schedule, expected);
		return ERR_OK;
	}
	expectation.outages = state_rows(state, &outages);
	expected->part = (uint32_t)next;
	expected->due_ms = part_due_ms(&expectation, filing->series, next);
	return ERR_OK;
}

static enum err miss_part(struct due_work *work, const struct judged_version *version,
			  SlbExpectedPart *expected)
{
	const struct frame *frame = version->law->frame;
	struct filing filing = { .version_place = version->place,
				 .version = version->row,
				 .law = version->law,
				 .series = expected->series,
				 .part = expected->part };
	enum err err;

	filing.span = frame_part(frame, filing.series, filing.part);
	filing.period = frame_period_of_part(frame, filing.series, filing.part);
	tell_missing(work, &filing, expected->due_ms);
	put_slot(work, &filing);
	err = settle(work, version, &filing);
	return err == ERR_OK ? advance(work, version, &filing, expected) : err;
}

/* ---- the schedule ------------------------------------------------------------ */

static enum err miss_series(struct due_work *work, SlbExpectedPart *expected)
{
	struct judged_version version = { .place = { work->contract_id,
						     expected->version_id.data } };
	struct concluding *concluding = &work->concluding;
	size_t count = work->schedule.count;
	enum err err = version_fetch(concluding, &version);

	while (err == ERR_OK && work->schedule.count == count && !is_full(concluding) &&
	       expected->due_ms < concluding->moment->log_time_ms)
		err = miss_part(work, &version, expected);
	return err;
}

static enum err miss_all(struct due_work *work)
{
	size_t i = 0;
	enum err err = ERR_OK;

	while (err == ERR_OK && i < work->schedule.count) {
		SlbExpectedPart *expected = work->schedule.expected[i];

		err = miss_series(work, expected);
		if (i < work->schedule.count && work->schedule.expected[i] == expected)
			i++;
	}
	return err;
}

enum err acts_due(const struct act_moment *moment,
		  const uint8_t contract_id[CONTRACT_BYTES], struct state *state,
		  bool *is_overdue, struct act_conclusion *conclusion)
{
	struct row_key key = schedule_row_key(contract_id);
	struct due_work work = { .contract_id = contract_id };
	const ProtobufCMessage *found;
	const SlbScheduleRow *row;
	enum err err;

	*is_overdue = false;
	concluding_start(&work.concluding, moment, state, conclusion);
	err = state_fetch(state, &key, &found);
	if (err != ERR_OK || found == NULL)
		return err;
	row = (const SlbScheduleRow *)found;
	if (row->due_ms >= moment->log_time_ms)
		return ERR_OK;
	*is_overdue = true;
	law_next_turn(moment->acts);
	schedule_open(&work.schedule, state->arena, row);
	err = miss_all(&work);
	if (err != ERR_OK)
		return err;
	schedule_write(&work.schedule, contract_id, &conclusion->changes);
	concluding_finish(&work.concluding);
	ensure(conclusion->outcome != NULL);
	return ERR_OK;
}
