#include <inttypes.h>
#include <string.h>

#include "acts/concluding.h"
#include "acts/filing.h"
#include "base/money.h"
#include "base/ratio.h"
#include "envelope/unpack.h"

/*
 * Replay without the evidence: what an outcome says is entered as it stands, so that what
 * comes later goes on from the same facts.
 */

struct restoring {
	struct concluding concluding;
	struct schedule schedule;
	const uint8_t *contract_id;
	int64_t until_ms; /* of what was erased */
	struct diag *diag;
};

static enum err unfounded(const struct restoring *restoring, const char *path,
			  const char *what)
{
	diag_error(restoring->diag, ERR_OUTCOME_UNFOUNDED, diag_at(path),
		   "the outcome at entry %" PRIu64
		   " of the log cannot rest on evidence that was erased: %s",
		   restoring->concluding.moment->outcome_index, what);
	return ERR_OUTCOME_UNFOUNDED;
}

/* ---- parts --------------------------------------------------------------- */

/* Settles a part unless it is; *was_settled tells which. */
static enum err settle_part(struct restoring *restoring, const struct filing *filing,
			    bool is_missing, bool *was_settled)
{
	struct concluding *concluding = &restoring->concluding;
	struct row_key key = filing_slot_key(filing);
	const ProtobufCMessage *found;
	SlbSlotRow row;
	enum err err = state_fetch(concluding->state, &key, &found);

	*was_settled = found != NULL;
	if (err != ERR_OK || found != NULL)
		return err;
	slb_slot_row__init(&row);
	if (is_missing)
		row.missing_index = concluding->moment->outcome_index;
	state_put(&concluding->conclusion->changes, &key, &row.base);
	return ERR_OK;
}

/* The parts from one on to that of the filing are settled: one of them is expected no
 * more. */
static enum err expect_after(struct restoring *restoring, const struct filing *filing,
			     size_t from)
{
	struct state *state = restoring->concluding.state;
	struct expectation expectation = { .law = filing->law,
					   .from_ms =
						   filing->version->expected_from_ms };
	struct bytes version = { filing->version_place.version_id, DIGEST_BYTES };
	SlbExpectedPart *expected =
		schedule_find(&restoring->schedule, version, filing->series);
	struct state_range outages;
	size_t next = 0;
	enum err err = ERR_OK;

	if (expected == NULL || expected->part > filing->part || expected->part < from)
		return ERR_OK;
	outages = outages_since(
		nominal_due_ms(&expectation, filing->series, filing->part));
	state_want_range(state, &outages);
	while (err == ERR_OK &&
	       (!first_unsettled(filing, filing->part + 1, state, state, &next) ||
		state_wants(state)))
		err = state_load(state);
	if (err != ERR_OK)
		return err;
	if (next == frame_part_count(filing->law->frame, filing->series)) {
		schedule_remove(&restoring->schedule, expected);
		return ERR_OK;
	}
	expectation.outages = state_rows(state, &outages);
	expected->part = (uint32_t)next;
	expected->due_ms = part_due_ms(&expectation, filing->series, next);
	return ERR_OK;
}

/* The version that expects the part which a slot names. */
static enum err find_missing(const struct restoring *restoring, const SlbSlot *slot,
			     struct judged_version *version, struct filing *filing)
{
	const struct schedule *schedule = &restoring->schedule;

	for (size_t i = 0; i < schedule->count; i++) {
		const SlbExpectedPart *expected = schedule->expected[i];
		size_t part;
		enum err err;

		version->place = (struct version_place){ restoring->contract_id,
							 expected->version_id.data };
		err = version_fetch(&restoring->concluding, version);
		if (err != ERR_OK)
			return err;
		if (strcmp(version->law->terms->series[expected->series]->name,
			   slot->series) != 0 ||
		    !frame_find_part(version->law->frame, expected->series,
				     slot->start_s, &part) ||
		    part < expected->part)
			continue;
		*filing = filing_of_part(version, expected->series, part);
		return ERR_OK;
	}
	return unfounded(restoring, "outcome.missing",
			 "no version expects a part that it tells missing");
}

/* It had no report and was due: that much is known of every part. */
static enum err check_missing(const struct restoring *restoring,
			      const struct filing *filing, const SlbSlot *slot)
{
	const struct concluding *concluding = &restoring->concluding;
	struct arena *arena = concluding->arena;
	const SlbSlot *missing;
	int64_t due_ms = 0;
	enum err err = due_of_part(concluding, filing, &due_ms);

	if (err != ERR_OK)
		return err;
	missing = missing_slot(arena, filing, due_ms);
	if (due_ms < concluding->moment->log_time_ms &&
	    bytes_equal(pack_message(arena, &missing->base),
			pack_message(arena, &slot->base)))
		return ERR_OK;
	return unfounded(restoring, "outcome.missing",
			 "a part that it tells missing was not due then");
}

static enum err restore_missing(struct restoring *restoring, const SlbSlot *slot)
{
	struct judged_version version;
	struct filing filing;
	SlbPeriodRow *row;
	bool was_settled = false;
	enum err err;

	err = find_missing(restoring, slot, &version, &filing);
	if (err == ERR_OK)
		err = check_missing(restoring, &filing, slot);
	if (err == ERR_OK)
		err = settle_part(restoring, &filing, true, &was_settled);
	if (err != ERR_OK)
		return err;
	if (was_settled)
		return unfounded(restoring, "outcome.missing",
				 "a part that it tells missing has a report");
	err = draft_period(&restoring->concluding, &version.place,
			   version.law->frame->cuts[filing.span.cut].days.start_s,
			   &row);
	if (err != ERR_OK)
		return err;
	row->settled_count++;
	/* Parts are told missing in their order: those before it are settled too. */
	return expect_after(restoring, &filing, 0);
}

/* ---- periods ------------------------------------------------------------- */

static bool is_open_slot(const SlbPeriodJudgement *judgement, const char *series,
			 int64_t start_s)
{
	for (size_t i = 0; i < judgement->n_open_slots; i++) {
		const SlbSlot *slot = judgement->open_slots[i];

		if (slot->start_s == start_s && strcmp(slot->series, series) == 0)
			return true;
	}
	return false;
}

static enum err settle_series(struct restoring *restoring,
			      const struct judged_version *version, size_t series,
			      const SlbPeriodOutcome *outcome, size_t period)
{
	const struct frame *frame = version->law->frame;
	const char *name = frame->terms->series[series]->name;
	size_t first;
	size_t count = frame_parts_in(frame, series, &frame->periods[period], &first);
	enum err err = ERR_OK;

	for (size_t i = first; i < first + count && err == ERR_OK; i++) {
		struct filing filing = filing_of_part(version, series, i);
		bool was_settled;

		if (filing.span.start_s == filing.span.end_s)
			continue;
		err = settle_part(
			restoring, &filing,
			is_open_slot(outcome->judgement, name, filing.span.start_s),
			&was_settled);
		if (err == ERR_OK && i + 1 == first + count)
			err = expect_after(restoring, &filing, first);
	}
	return err;
}

static struct bytes packed_heads(struct arena *arena, const SlbPeriodOutcome *outcome)
{
	SlbPeriodOutcome heads;

	slb_period_outcome__init(&heads);
	heads.n_heads = outcome->n_heads;
	heads.heads = outcome->heads;
	return pack_message(arena, &heads.base);
}

/* Where the series stood, as far as that is known. */
static enum err restore_heads(const struct restoring *restoring,
			      const struct judged_version *version,
			      const SlbPeriodOutcome *outcome)
{
	struct arena *arena = restoring->concluding.arena;
	SlbPeriodOutcome known;
	enum err err;

	slb_period_outcome__init(&known);
	err = add_heads(&restoring->concluding, version, &known);
	if (err != ERR_OK ||
	    bytes_equal(packed_heads(arena, &known), packed_heads(arena, outcome)))
		return err;
	return unfounded(restoring, "outcome.periods",
			 "the series did not stand where it says");
}

static enum err count_period(struct restoring *restoring,
			     const struct judged_version *version,
			     const SlbPeriodOutcome *outcome, size_t period)
{
	const struct frame *frame = version->law->frame;
	const struct judged_period *judged = &frame->periods[period];
	SlbPeriodRow *row;
	enum err err = ERR_OK;

	for (size_t i = 0; i < judged->cut_count && err == ERR_OK; i++) {
		size_t cut = judged->first_cut + i;

		err = draft_period(&restoring->concluding, &version->place,
				   frame->cuts[cut].days.start_s, &row);
		row->settled_count = version->law->cut_parts[cut];
	}
	if (err == ERR_OK)
		err = draft_period(&restoring->concluding, &version->place,
				   judged->days.start_s, &row);
	if (err != ERR_OK)
		return err;
	row->revision++;
	if (row->revision != outcome->revision)
		return unfounded(restoring, "outcome.periods",
				 "a period in it was not judged that often");
	row->outcome_index = restoring->concluding.moment->outcome_index;
	return ERR_OK;
}

static enum err find_period(const struct restoring *restoring,
			    const SlbPeriodOutcome *outcome,
			    struct judged_version *version, size_t *period)
{
	struct row_key key;
	const ProtobufCMessage *row;
	enum err err;

	if (outcome->version_id.len != DIGEST_BYTES || outcome->judgement == NULL)
		return unfounded(restoring, "outcome.periods",
				 "a period in it is incomplete");
	version->place = (struct version_place){ restoring->contract_id,
						 outcome->version_id.data };
	key = version_row_key(&version->place);
	err = state_fetch(restoring->concluding.state, &key, &row);
	if (err != ERR_OK)
		return err;
	if (row == NULL)
		return unfounded(restoring, "outcome.periods",
				 "the contract has no such version");
	err = version_fetch(&restoring->concluding, version);
	if (err != ERR_OK)
		return err;
	for (*period = 0; *period < version->law->frame->period_count; (*period)++) {
		if (version->law->frame->periods[*period].days.start_s ==
		    outcome->judgement->start_s)
			return ERR_OK;
	}
	return unfounded(restoring, "outcome.periods",
			 "the version has no period that begins then");
}

/* ---- what is taken as it was signed ---------------------------------------- */

static bool is_number(struct arena *arena, const char *text)
{
	struct ratio number;

	return ratio_parse(arena, bytes_of_string(text), &number);
}

/* Of a miss by value a notice compares both. */
static bool has_volumes(struct arena *arena, const SlbVerdict *verdict)
{
	return verdict->shortfall == NULL ||
	       (is_number(arena, verdict->volume) &&
		is_number(arena, verdict->minimum_volume));
}

/* Lines of KPIs are amounts, and can be added up. */
static bool can_be_credited(const SlbPeriodJudgement *judgement)
{
	int64_t sum_minor = 0;

	for (size_t i = 0; i < judgement->n_credits; i++) {
		const SlbCreditLine *line = judgement->credits[i];

		if (line->kpi[0] != '\0' &&
		    (line->amount_minor < 0 ||
		     !money_add(sum_minor, line->amount_minor, &sum_minor)))
			return false;
	}
	return true;
}

static bool names_reports(const SlbReportsRelied *relied)
{
	return relied->n_log_indexes == relied->n_sequences &&
	       relied->n_content_ids <= relied->n_sequences &&
	       relied->n_log_times_ms == relied->n_content_ids &&
	       relied->n_replaces == relied->n_content_ids;
}

/* A notice is composed from it again. */
static enum err check_figures(const struct restoring *restoring,
			      const SlbPeriodOutcome *outcome)
{
	struct arena *arena = restoring->concluding.arena;
	bool holds = can_be_credited(outcome->judgement);

	for (size_t i = 0; i < outcome->judgement->n_verdicts; i++)
		holds &= has_volumes(arena, outcome->judgement->verdicts[i]);
	for (size_t i = 0; i < outcome->n_reports; i++)
		holds &= names_reports(outcome->reports[i]);
	return holds ? ERR_OK
		     : unfounded(restoring, "outcome.periods",
				 "a figure in it is none, or a report is half named");
}

/* Nothing that it rests on is gone. */
static enum err judge_again(struct restoring *restoring,
			    const struct judged_version *version,
			    const SlbPeriodOutcome *outcome, size_t period)
{
	struct concluding *concluding = &restoring->concluding;
	const SlbPeriodOutcome *again;
	bool is_complete = false;
	enum err err = period_is_complete(concluding, version, period, &is_complete);

	if (err == ERR_OK && is_complete)
		err = judge_one_period(concluding, version, period);
	if (err != ERR_OK)
		return err;
	again = is_complete ? concluding->outcome
				      ->periods[concluding->outcome->n_periods - 1]
			    : NULL;
	if (is_complete && bytes_equal(pack_message(concluding->arena, &again->base),
				       pack_message(concluding->arena, &outcome->base)))
		return ERR_OK;
	return unfounded(restoring, "outcome.periods",
			 "a period that begins later is not what the log gives");
}

static enum err restore_period(struct restoring *restoring,
			       const SlbPeriodOutcome *outcome)
{
	struct judged_version version;
	size_t period = 0;
	enum err err = find_period(restoring, outcome, &version, &period);

	if (err == ERR_OK && outcome->judgement->start_s * 1000 >= restoring->until_ms)
		return judge_again(restoring, &version, outcome, period);
	if (err == ERR_OK &&
	    outcome->judgement->n_verdicts != version.law->terms->n_kpis)
		err = unfounded(restoring, "outcome.periods",
				"a period in it has not a verdict for each KPI");
	if (err == ERR_OK)
		err = check_figures(restoring, outcome);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < version.law->terms->n_series && err == ERR_OK; i++)
		err = settle_series(restoring, &version, i, outcome, period);
	if (err == ERR_OK)
		err = restore_heads(restoring, &version, outcome);
	if (err == ERR_OK)
		err = count_period(restoring, &version, outcome, period);
	return err == ERR_OK
		       ? follow_findings(&restoring->concluding, &version, outcome)
		       : err;
}

/* What becomes of notices follows from the verdicts alone. */
static enum err check_notices(const struct restoring *restoring,
			      const SlbOutcome *outcome)
{
	struct arena *arena = restoring->concluding.arena;
	SlbOutcome given = *restoring->concluding.outcome;
	SlbOutcome said = *outcome;

	given.n_periods = said.n_periods = 0;
	given.n_missing = said.n_missing = 0;
	given.cause = said.cause = 0;
	if (bytes_equal(pack_message(arena, &given.base),
			pack_message(arena, &said.base)))
		return ERR_OK;
	return unfounded(restoring, "outcome.notices",
			 "its notices do not follow from its verdicts");
}

/* ---- the whole ----------------------------------------------------------- */

/* An outcome is computed again as one: what rests on nothing erased may stand beside what
 * does. */
static enum err check_reach(const struct restoring *restoring,
			    const SlbOutcome *outcome)
{
	for (size_t i = 0; i < outcome->n_missing; i++) {
		if (outcome->missing[i]->start_s * 1000 < restoring->until_ms)
			return ERR_OK;
	}
	for (size_t i = 0; i < outcome->n_periods; i++) {
		const SlbPeriodJudgement *judgement = outcome->periods[i]->judgement;

		if (judgement != NULL &&
		    judgement->start_s * 1000 < restoring->until_ms)
			return ERR_OK;
	}
	return unfounded(restoring, "outcome", "all that it tells begins later");
}

static enum err open_schedule(struct restoring *restoring)
{
	struct concluding *concluding = &restoring->concluding;
	struct row_key key = schedule_row_key(restoring->contract_id);
	const ProtobufCMessage *row;
	enum err err = state_fetch(concluding->state, &key, &row);

	if (err != ERR_OK)
		return err;
	schedule_open(&restoring->schedule, concluding->arena,
		      (const SlbScheduleRow *)row);
	key = erasure_row_key(restoring->contract_id);
	err = state_fetch(concluding->state, &key, &row);
	if (err == ERR_OK && row == NULL)
		err = unfounded(restoring, "outcome", "none of its contract was");
	if (err == ERR_OK)
		restoring->until_ms = ((const SlbErasureRow *)row)->until_ms;
	return err;
}

enum err acts_restore(const struct act_moment *moment,
		      const uint8_t contract_id[CONTRACT_BYTES],
		      const SlbOutcome *outcome, struct state *state,
		      struct state_changes *changes, struct diag *diag)
{
	struct restoring restoring = { .contract_id = contract_id, .diag = diag };
	struct act_moment taken_at_word = *moment;
	struct act_conclusion conclusion;
	enum err err;

	taken_at_word.said = outcome;
	law_next_turn(moment->acts);
	concluding_start(&restoring.concluding, &taken_at_word, state, &conclusion);
	err = open_schedule(&restoring);
	if (err == ERR_OK)
		err = check_reach(&restoring, outcome);
	if (err == ERR_OK && outcome->cause != 0 &&
	    outcome->cause != moment->outcome_index - 1)
		err = unfounded(&restoring, "outcome.cause",
				"its cause is not the entry before it");
	for (size_t i = 0; i < outcome->n_missing && err == ERR_OK; i++)
		err = restore_missing(&restoring, outcome->missing[i]);
	for (size_t i = 0; i < outcome->n_periods && err == ERR_OK; i++)
		err = restore_period(&restoring, outcome->periods[i]);
	if (err == ERR_OK)
		err = check_notices(&restoring, outcome);
	if (err != ERR_OK)
		return err;
	schedule_write(&restoring.schedule, contract_id, &conclusion.changes);
	concluding_finish(&restoring.concluding);
	*changes = conclusion.changes;
	return ERR_OK;
}

void acts_erased(const uint8_t contract_id[CONTRACT_BYTES], uint64_t index,
		 int64_t log_time_ms, struct state_changes *changes)
{
	struct row_key key = erasure_row_key(contract_id);
	SlbErasureRow row;

	slb_erasure_row__init(&row);
	row.until_ms = log_time_ms;
	row.until_index = index;
	state_put(changes, &key, &row.base);
}

bool acts_row_is_retained(struct bytes key)
{
	static const enum row_type of_single_reports[] = { ROW_SERIES, ROW_REPORT,
							   ROW_SLOT, ROW_EVIDENCE,
							   ROW_ERASURE };
	const uint8_t type = row_key_type(key);

	for (size_t i = 0; i < ARRAY_SIZE(of_single_reports); i++) {
		if (type == of_single_reports[i])
			return false;
	}
	return true;
}
