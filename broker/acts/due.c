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
	int64_t erased_until_ms; /* 0: every report is there that was taken */
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

	if (outcome->missing == NULL)
		outcome->missing = arena_array(arena, SlbSlot *, ACT_DUE_PARTS_MAX);
	outcome->missing[outcome->n_missing++] = missing_slot(arena, filing, due_ms);
}

static void put_slot(struct due_work *work, const struct filing *filing)
{
	struct row_key key = filing_slot_key(filing);
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
	struct filing filing =
		filing_of_part(version, expected->series, expected->part);
	enum err err;

	tell_missing(work, &filing, expected->due_ms);
	put_slot(work, &filing);
	err = settle(work, version, &filing);
	return err == ERR_OK ? advance(work, version, &filing, expected) : err;
}

/* ---- what was erased --------------------------------------------------------- */

/* Only at a replay: a store that was rebuilt from such a log knows every part. */
static enum err find_erasure(struct due_work *work)
{
	struct row_key key = erasure_row_key(work->contract_id);
	const ProtobufCMessage *row;
	enum err err;

	if (work->concluding.moment->said == NULL)
		return ERR_OK;
	err = state_fetch(work->concluding.state, &key, &row);
	if (err == ERR_OK && row != NULL)
		work->erased_until_ms = ((const SlbErasureRow *)row)->until_ms;
	return err;
}

/* How the part stands that a series expects next, where reports may be gone. */
enum part_standing {
	PART_WAITS,
	PART_REPORTED, /* so another one is the next */
	PART_OVERDUE,
};

static bool says_nothing(const SlbOutcome *said)
{
	return said == NULL ||
	       (said->n_missing == 0 && said->n_periods == 0 && said->n_notices == 0);
}

/* Parts are told missing in their order: those before one had a report. */
static enum part_standing standing_as_said(const SlbOutcome *said,
					   const struct filing *filing)
{
	const struct frame *frame = filing->law->frame;
	const char *name = frame->terms->series[filing->series]->name;
	enum part_standing standing = PART_WAITS;

	for (size_t i = 0; i < said->n_missing; i++) {
		const SlbSlot *slot = said->missing[i];
		size_t part;

		if (slot->start_s < filing->span.start_s ||
		    strcmp(slot->series, name) != 0 ||
		    !frame_find_part(frame, filing->series, slot->start_s, &part))
			continue;
		if (slot->start_s == filing->span.start_s)
			return PART_OVERDUE;
		standing = PART_REPORTED;
	}
	return standing;
}

/*
 * A report that is gone was of a part that began before it.  Of those only the log tells
 * which one was the next: where a statement stands, nothing was overdue that had not been
 * told; where an outcome stands that tells none, nobody knows what the series waited for.
 */
static enum part_standing find_standing(const struct due_work *work,
					const struct filing *filing, int64_t due_ms)
{
	const struct act_moment *moment = work->concluding.moment;
	bool is_due = due_ms < moment->log_time_ms;
	enum part_standing standing;

	if (work->erased_until_ms == 0 ||
	    filing->span.start_s * 1000 >= work->erased_until_ms)
		return is_due ? PART_OVERDUE : PART_WAITS;
	if (says_nothing(moment->said))
		return is_due ? PART_REPORTED : PART_WAITS;
	standing = standing_as_said(moment->said, filing);
	return standing == PART_OVERDUE && !is_due ? PART_WAITS : standing;
}

/* Whether the next part of a series is overdue; count: of the schedule while it expects
 * one. */
static enum err find_overdue(struct due_work *work,
			     const struct judged_version *version,
			     SlbExpectedPart *expected, size_t count, bool *is_overdue)
{
	enum err err = ERR_OK;

	*is_overdue = false;
	while (err == ERR_OK && work->schedule.count == count) {
		struct filing filing =
			filing_of_part(version, expected->series, expected->part);
		enum part_standing standing =
			find_standing(work, &filing, expected->due_ms);

		if (standing != PART_REPORTED) {
			*is_overdue = standing == PART_OVERDUE;
			return ERR_OK;
		}
		err = advance(work, version, &filing, expected);
	}
	return err;
}

/* ---- the schedule ------------------------------------------------------------ */

static enum err miss_series(struct due_work *work, SlbExpectedPart *expected)
{
	struct judged_version version = { .place = { work->contract_id,
						     expected->version_id.data } };
	size_t count = work->schedule.count;
	bool is_overdue = false;
	enum err err = version_fetch(&work->concluding, &version);

	if (err == ERR_OK)
		err = find_overdue(work, &version, expected, count, &is_overdue);
	while (err == ERR_OK && is_overdue && !is_full(&work->concluding)) {
		err = miss_part(work, &version, expected);
		if (err == ERR_OK)
			err = find_overdue(work, &version, expected, count,
					   &is_overdue);
	}
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
	if (row->due_ms >= moment->log_time_ms && says_nothing(moment->said))
		return ERR_OK;
	err = find_erasure(&work);
	if (err != ERR_OK)
		return err;
	if (row->due_ms >= moment->log_time_ms && work.erased_until_ms == 0)
		return ERR_OK;
	law_next_turn(moment->acts);
	schedule_open(&work.schedule, state->arena, row);
	err = miss_all(&work);
	if (err != ERR_OK)
		return err;
	schedule_write(&work.schedule, contract_id, &conclusion->changes);
	concluding_finish(&work.concluding);
	*is_overdue = conclusion->outcome != NULL;
	ensure(*is_overdue || work.erased_until_ms > 0);
	return ERR_OK;
}
