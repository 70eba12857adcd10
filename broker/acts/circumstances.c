#include <string.h>

#include "acts/concluding.h"
#include "acts/deciding.h"
#include "acts/schedule.h"
#include "base/ensure.h"

/* What a notice says that only its place in the log knows. */

/* A notice that is about to be composed. */
struct circumstances {
	struct concluding *concluding;
	const struct judged_version *version;
	const SlbPeriodJudgement *judgement;
	struct notice_case *given;
};

/* ---- the log, the version ------------------------------------------------- */

static enum err add_log(const struct circumstances *circumstances)
{
	struct concluding *concluding = circumstances->concluding;
	struct notice_case *given = circumstances->given;
	struct row_key key = log_row_key();
	const ProtobufCMessage *found;
	const SlbLogRow *row;
	struct digest *id;
	enum err err = state_fetch(concluding->state, &key, &found);

	if (err != ERR_OK)
		return err;
	ensure(found != NULL);
	row = (const SlbLogRow *)found;
	id = arena_new(concluding->arena, struct digest);
	*id = sha256(message_bytes(row->notice_key));
	given->log = row->origin;
	given->index = concluding->moment->outcome_index;
	given->notice_key_id = binary_data(digest_bytes(id));
	return ERR_OK;
}

static enum err add_version(const struct circumstances *circumstances)
{
	const SlbVersionRow *row = circumstances->version->row;
	struct notice_case *given = circumstances->given;

	given->previous_version_id = row->previous_version_id;
	given->offered_index = row->offered_index;
	if (row->status == SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE)
		given->accepted_index = row->decided_index;
	return ERR_OK;
}

/* ---- the findings of the period ------------------------------------------- */

enum err credits_waived(const struct concluding *concluding,
			const struct judged_version *version, int64_t start_s,
			const bool **waived)
{
	const SlbTerms *terms = version->law->terms;
	bool *out = arena_array(concluding->arena, bool, terms->n_kpis);
	enum err err = ERR_OK;

	for (size_t i = 0; i < terms->n_kpis && err == ERR_OK; i++) {
		const SlbFindingRow *row;

		err = peek_finding(concluding, &version->place, start_s,
				   terms->kpis[i]->name, &row);
		if (err == ERR_OK && row != NULL)
			out[i] = row->credit_waived;
	}
	*waived = out;
	return err;
}

static enum err add_waived(const struct circumstances *circumstances)
{
	return credits_waived(circumstances->concluding, circumstances->version,
			      circumstances->judgement->start_s,
			      &circumstances->given->credit_waived);
}

/* Of each KPI: the notice that stands. */
static enum err add_standing(const struct circumstances *circumstances)
{
	const SlbTerms *terms = circumstances->version->law->terms;
	struct concluding *concluding = circumstances->concluding;
	uint64_t *standing = arena_array(concluding->arena, uint64_t, terms->n_kpis);
	enum err err = ERR_OK;

	for (size_t i = 0; i < terms->n_kpis && err == ERR_OK; i++) {
		const SlbFindingRow *row;

		err = peek_finding(concluding, &circumstances->version->place,
				   circumstances->judgement->start_s,
				   terms->kpis[i]->name, &row);
		if (err == ERR_OK && row != NULL)
			standing[i] = row->notice;
	}
	circumstances->given->standing = standing;
	return err;
}

/* ---- how long its reports may be restated --------------------------------- */

/*
 * The last part of a series in the period that has any time; false: there is none.  The
 * period is as it was judged: terms cut short since may have joined another to it.
 */
static bool find_last_part(const struct circumstances *circumstances, size_t series,
			   const struct judged_period *period, size_t *part)
{
	const struct frame *frame = circumstances->version->law->frame;
	size_t first;
	size_t count = frame_parts_in(frame, series, period, &first);

	for (*part = first + count; (*part)-- > first;) {
		struct report_part span = frame_part(frame, series, *part);

		if (span.start_s < span.end_s &&
		    span.end_s <= circumstances->judgement->end_s)
			return true;
	}
	return false;
}

/* Its due time is that of acceptance and outages too. */
static enum err find_window_end(const struct circumstances *circumstances,
				size_t series, size_t part, int64_t *until_s)
{
	const struct frame *frame = circumstances->version->law->frame;
	struct filing filing = filing_of_part(circumstances->version, series, part);
	int64_t due_ms = 0;
	enum err err = due_of_part(circumstances->concluding, &filing, &due_ms);

	*until_s = frame_deadline_s(frame, frame->terms->restatement_window,
				    due_ms / 1000);
	return err;
}

static size_t period_of(const struct circumstances *circumstances)
{
	const struct frame *frame = circumstances->version->law->frame;
	size_t place = 0;

	while (place < frame->period_count &&
	       frame->periods[place].days.start_s != circumstances->judgement->start_s)
		place++;
	ensure(place < frame->period_count);
	return place;
}

static enum err add_windows(const struct circumstances *circumstances)
{
	const struct frame *frame = circumstances->version->law->frame;
	const struct judged_period *period = &frame->periods[period_of(circumstances)];
	int64_t *until_s = arena_array(circumstances->concluding->arena, int64_t,
				       frame->terms->n_series);
	enum err err = ERR_OK;

	for (size_t i = 0; i < frame->terms->n_series && err == ERR_OK; i++) {
		size_t part;

		if (find_last_part(circumstances, i, period, &part))
			err = find_window_end(circumstances, i, part, &until_s[i]);
	}
	circumstances->given->restatable_until_s = until_s;
	return err;
}

/* ---- misses before it ----------------------------------------------------- */

static enum err add_missed(const struct circumstances *circumstances,
			   const struct judged_period *period)
{
	struct concluding *concluding = circumstances->concluding;
	struct notice_case *given = circumstances->given;
	const SlbTerms *terms = circumstances->version->law->terms;
	const SlbFindingRow *row;
	SlbMissedPeriod *missed;
	enum err err =
		peek_finding(concluding, &circumstances->version->place,
			     period->days.start_s, terms->kpis[given->kpi]->name, &row);

	if (err != ERR_OK || row == NULL || !row->stands)
		return err;
	missed = arena_new(concluding->arena, SlbMissedPeriod);
	slb_missed_period__init(missed);
	missed->period = arena_strdup(concluding->arena, period->label);
	missed->notice = row->notice;
	missed->strike_waived = row->strike_waived;
	given->missed[given->missed_count++] = missed;
	return ERR_OK;
}

static enum err add_misses(const struct circumstances *circumstances)
{
	const struct frame *frame = circumstances->version->law->frame;
	struct notice_case *given = circumstances->given;
	size_t place = period_of(circumstances);
	size_t first = place < NOTICE_PERIODS_MAX ? 0 : place + 1 - NOTICE_PERIODS_MAX;
	enum err err = ERR_OK;

	given->missed = arena_array(circumstances->concluding->arena, SlbMissedPeriod *,
				    NOTICE_PERIODS_MAX);
	given->periods_looked_at = (uint32_t)(place - first + 1);
	for (size_t i = first; i < place && err == ERR_OK; i++)
		err = add_missed(circumstances, &frame->periods[i]);
	return err;
}

enum err add_circumstances(struct concluding *concluding,
			   const struct judged_version *version,
			   const SlbPeriodOutcome *outcome, struct notice_case *given)
{
	static enum err (*const parts[])(const struct circumstances *circumstances) = {
		add_log, add_version, add_waived, add_standing, add_windows, add_misses,
	};
	const struct circumstances circumstances = { concluding, version,
						     outcome->judgement, given };
	enum err err = ERR_OK;

	for (size_t i = 0; i < ARRAY_SIZE(parts) && err == ERR_OK; i++)
		err = parts[i](&circumstances);
	return err;
}
