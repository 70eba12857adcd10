#include <string.h>

#include "acts/deciding.h"
#include "acts/judge_reports.h"
#include "base/ensure.h"
#include "envelope/unpack.h"
#include "notice/finding.h"

#define LEFT_MS_MAX 60000 /* what is left is entered long before */

/*
 * A period judged before its last report is entered.  To judge is a function of terms,
 * days and reports; what rests on the state besides is added when it is concluded.
 */

/* ---- how much there is to judge --------------------------------------------------- */

uint64_t report_cell_count(const SlbReport *report)
{
	uint64_t count = 0;

	for (size_t i = 0; i < report->n_columns; i++)
		count += report->columns[i]->n_values;
	for (size_t i = 0; i < report->n_histograms; i++)
		count += report->histograms[i]->n_counts;
	return count;
}

/* Whether a deadline comes, but not before a report that is left may be entered. */
static bool is_near(int64_t deadline_ms, int64_t log_time_ms)
{
	return log_time_ms <= deadline_ms && deadline_ms - log_time_ms < LEFT_MS_MAX;
}

/* It came in time: our taking longer must not make it late, or too late. */
static bool cannot_wait(const struct filing *filing, int64_t log_time_ms)
{
	return is_near(filing->due_ms, log_time_ms) ||
	       is_near(filing->window_end_s * 1000, log_time_ms);
}

/* Of a report that was decided. */
static const struct filing *filing_of(const struct act_case *act)
{
	const struct found_filing *found = acts_found_filing(act->acts);

	ensure(found->report == act->statement->report && found->reach == FILING_SLOT);
	return &found->filing;
}

static struct judged_version version_of(const struct filing *filing)
{
	return (struct judged_version){ filing->version_place, filing->version,
					filing->law };
}

static enum err load_slots_of(const struct filing *filing, struct state *state,
			      struct period_slots *slots)
{
	struct judged_version version = version_of(filing);

	return load_slots(state, state->arena, &version,
			  &filing->law->frame->periods[filing->period], slots);
}

static uint64_t count_cells(const struct filing *filing,
			    const struct period_slots *slots)
{
	uint64_t count = report_cell_count(filing->report);

	for (size_t i = 0; i < slots->count; i++)
		count += ((const SlbSlotRow *)slots->entries[i].row)->cell_count;
	return count;
}

enum err acts_measure_period(const struct act_case *act,
			     const struct act_effects *effects, struct state *state,
			     uint64_t *cells)
{
	const struct filing *filing;
	struct period_slots slots;
	enum err err;

	*cells = 0;
	if (!effects->touched.completes_period)
		return ERR_OK;
	filing = filing_of(act);
	if (cannot_wait(filing, act->log_time_ms))
		return ERR_OK;
	err = load_slots_of(filing, state, &slots);
	if (err == ERR_OK)
		*cells = count_cells(filing, &slots);
	return err;
}

/* ---- foreseeing ------------------------------------------------------------------- */

/* The slot of the report, as it will be. */
static struct state_entry own_entry(const struct act_case *act,
				    const struct filing *filing, struct arena *arena)
{
	struct row_key *key = arena_new(arena, struct row_key);
	SlbSlotRow *row = arena_new(arena, SlbSlotRow);

	*key = filing_slot_key(filing);
	slb_slot_row__init(row);
	row->index = act->index;
	row->content_id = binary_data(digest_bytes(&act->content_id));
	return (struct state_entry){ row_key_bytes(key), &row->base };
}

/* In the order of parts; a slot that is there is that of a report that is restated, or
 * was told missing. */
static size_t merge_slot(struct state_entries slots, const struct state_entry *own,
			 struct state_entry *out)
{
	int64_t start_s = slot_row_key_start(own->key);
	size_t count = 0;
	size_t i = 0;

	while (i < slots.count && slot_row_key_start(slots.entries[i].key) < start_s)
		out[count++] = slots.entries[i++];
	out[count++] = *own;
	if (i < slots.count && slot_row_key_start(slots.entries[i].key) == start_s)
		i++;
	while (i < slots.count)
		out[count++] = slots.entries[i++];
	return count;
}

static struct period_slots enter_slot(const struct act_case *act,
				      const struct filing *filing,
				      const struct period_slots *slots,
				      struct arena *arena)
{
	size_t series_count = filing->law->terms->n_series;
	struct state_entry own = own_entry(act, filing, arena);
	struct state_entry *entries =
		arena_array(arena, struct state_entry, slots->count + 1);
	struct period_slots entered = { .entries = entries };

	entered.series_end = arena_array(arena, size_t, series_count);
	for (size_t i = 0; i < series_count; i++) {
		struct state_entries of_series = slots_of_series(slots, i);

		if (i == filing->series) {
			entered.count +=
				merge_slot(of_series, &own, &entries[entered.count]);
		} else if (of_series.count > 0) {
			memcpy(&entries[entered.count], of_series.entries,
			       of_series.count * sizeof(own));
			entered.count += of_series.count;
		}
		entered.series_end[i] = entered.count;
	}
	return entered;
}

/* What is judged from reports of these contents, as far as the instant does not matter. */
static struct digest basis_of(const struct reported_period *reported)
{
	const struct judged_version *version = reported->version;
	struct period days = reported->period->days;
	struct sha256_stream stream;

	sha256_start(&stream);
	sha256_add(&stream, (struct bytes){ version->place.version_id, DIGEST_BYTES });
	sha256_add(&stream, bytes_of_string(version->law->terms->last_day));
	sha256_add(&stream, (struct bytes){ (const uint8_t *)&days, sizeof(days) });
	for (size_t i = 0; i < reported->slots.count; i++) {
		const SlbSlotRow *slot =
			(const SlbSlotRow *)reported->slots.entries[i].row;

		sha256_add(&stream, message_bytes(slot->content_id));
	}
	return sha256_finish(&stream);
}

static enum err foresee(const struct act_moment *moment, struct arena *arena,
			const struct reported_period *reported,
			struct act_foresight *out)
{
	struct arena *workspace = acts_workspace(moment->acts);
	const uint64_t *replaces = NULL;
	SlbPeriodOutcome outcome;
	enum err err;

	slb_period_outcome__init(&outcome);
	err = judge_reports(workspace, moment->reader, reported, &outcome, &replaces);
	if (err == ERR_OK) {
		size_t count = reported->slots.count;

		*out = (struct act_foresight){
			.basis = basis_of(reported),
			.as_of_s = reported->as_of_s,
			.judged = pack_message(arena, &outcome.base),
			.replaces = arena_array(arena, uint64_t, count),
		};
		memcpy(out->replaces, replaces, count * sizeof(*replaces));
	}
	arena_empty(workspace);
	return err;
}

enum err acts_foresee(const struct act_moment *moment, const struct act_case *cause,
		      const struct act_effects *effects, struct state *state,
		      struct act_foresight *out)
{
	const struct filing *filing = filing_of(cause);
	struct judged_version version;
	struct reported_period reported;
	struct period_slots slots;
	enum err err;

	ensure(effects->touched.has_report);
	version = version_of(filing);
	err = load_slots_of(filing, state, &slots);
	if (err != ERR_OK)
		return err;
	reported = (struct reported_period){
		.version = &version,
		.period = &filing->law->frame->periods[filing->period],
		.slots = enter_slot(cause, filing, &slots, state->arena),
		.as_of_s = judged_as_of_s(moment),
	};
	return foresee(moment, state->arena, &reported, out);
}

/* ---- taking what was foreseen ----------------------------------------------------- */

/* Whether it would be judged the same now. */
static bool holds(const struct act_foresight *foresight,
		  const struct reported_period *reported,
		  const SlbPeriodJudgement *judgement)
{
	if (foresight->as_of_s < reported->period->days.end_s ||
	    foresight->as_of_s > reported->as_of_s ||
	    judgement->n_open_slots == OPEN_SLOTS_MAX)
		return false;
	for (size_t i = 0; i < judgement->n_open_slots; i++) {
		if (!judgement->open_slots[i]->missing)
			return false;
	}
	return true;
}

bool take_foreseen(struct arena *arena, const struct act_foresight *foresight,
		   const struct reported_period *reported, SlbPeriodOutcome *outcome,
		   const uint64_t **replaces)
{
	const struct frame *frame = reported->version->law->frame;
	ProtobufCMessage *message = NULL;
	SlbPeriodOutcome *judged;
	struct digest basis;
	struct diag diag;
	bool memory_is_left; /* base/memory.h */
	enum err err;

	if (foresight == NULL)
		return false;
	basis = basis_of(reported);
	if (!digest_equal(&foresight->basis, &basis))
		return false;
	diag_init(&diag, arena);
	err = unpack_message(arena, &slb_period_outcome__descriptor, foresight->judged,
			     &message, &diag);
	memory_is_left = err != ERR_NO_MEMORY;
	ensure(memory_is_left);
	ensure(err == ERR_OK);
	judged = (SlbPeriodOutcome *)message;
	if (!holds(foresight, reported, judged->judgement))
		return false;
	outcome->judgement = judged->judgement;
	outcome->n_statistics = judged->n_statistics;
	outcome->statistics = judged->statistics;
	*replaces = foresight->replaces;
	date_findings(frame, reported->as_of_s, outcome->judgement);
	return true;
}
