#include <string.h>

#include "acts/concluding.h"
#include "acts/deciding.h"
#include "acts/filing.h"
#include "acts/judge_reports.h"
#include "acts/months.h"
#include "base/ensure.h"
#include "envelope/unpack.h"

/*
 * One period judged from the reports that are in force in it, and put into the form in
 * which an outcome carries it.
 */

/* Reports that an outcome names by their content ids: it must fit an envelope. */
#define IDENTIFIED_MAX 400

/* A period being judged; what it needs is gone afterwards. */
struct period_work {
	struct concluding *concluding;
	const struct judged_version *version;
	const struct judged_period *period;
	struct arena *arena;
	struct reported_period reported;
	const uint64_t *replaces; /* of each report, in the order of slots */
};

/* ---- the judgement ------------------------------------------------------- */

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

static enum err judge_slots(struct period_work *work, SlbPeriodOutcome *outcome)
{
	const struct act_moment *moment = work->concluding->moment;
	SlbPeriodJudgement *judgement;
	enum err err = ERR_OK;

	if (!take_foreseen(work->arena, moment->foresight, &work->reported, outcome,
			   &work->replaces))
		err = judge_reports(work->arena, moment->reader, &work->reported,
				    outcome, &work->replaces);
	if (err != ERR_OK)
		return err;
	judgement = outcome->judgement;
	for (size_t i = 0; i < judgement->n_open_slots && err == ERR_OK; i++)
		err = correct_due(work, judgement->open_slots[i]);
	return err;
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

	outcome->reports = arena_array(work->arena, SlbReportsRelied *,
				       work->reported.slots.count);
	for (size_t series = 0; series < work->version->law->terms->n_series;
	     series++) {
		struct state_entries slots =
			slots_of_series(&work->reported.slots, series);
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

	*until_s = frame_deadline_s(frame, frame->terms->claim_window,
				    work->reported.as_of_s);
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
		struct state_entries slots =
			slots_of_series(&work->reported.slots, series);

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
	/* At a replay an outcome that somebody made up may have any number. */
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
	enum err err = load_slots(work->concluding->state, work->arena, work->version,
				  work->period, &work->reported.slots);

	slb_period_outcome__init(&outcome);
	outcome.version_id = binary_data(
		(struct bytes){ work->version->place.version_id, DIGEST_BYTES });
	if (err == ERR_OK)
		err = judge_slots(work, &outcome);
	if (err == ERR_OK)
		err = add_heads(work->concluding, work->version, &outcome);
	if (err == ERR_OK)
		err = count_revision(work, &outcome.revision);
	if (err == ERR_OK)
		err = keep_evidence(work);
	if (err != ERR_OK)
		return err;
	add_relied(work, &outcome);
	add_period(work->concluding, &outcome);
	return ERR_OK;
}

enum err judge_one_period(struct concluding *concluding,
			  const struct judged_version *version, size_t period)
{
	const struct judged_period *judged = &version->law->frame->periods[period];
	const SlbOutcome *outcome;
	struct period_work work = {
		.concluding = concluding,
		.version = version,
		.period = judged,
		.arena = acts_workspace(concluding->moment->acts),
		.reported = { version, judged,
			      .as_of_s = judged_as_of_s(concluding->moment) },
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
