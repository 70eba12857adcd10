#include "acts/concluding.h"

#include "acts/filing.h"
#include "base/ensure.h"

struct draft {
	struct draft *next;
	struct row_key key;
	union {
		ProtobufCMessage base;
		SlbPeriodRow period;
		SlbEvidenceRow evidence;
		SlbFindingRow finding;
		SlbNoticeRow notice;
	} row;
};

void concluding_start(struct concluding *concluding, const struct act_moment *moment,
		      struct state *state, struct act_conclusion *conclusion)
{
	*conclusion = (struct act_conclusion){ .outcome = NULL };
	state_changes_init(&conclusion->changes, state->arena);
	*concluding = (struct concluding){ .moment = moment,
					   .state = state,
					   .arena = state->arena,
					   .conclusion = conclusion };
	concluding->outcome = arena_new(state->arena, SlbOutcome);
	slb_outcome__init(concluding->outcome);
}

/* Notices that ended are older than those that were given. */
static void put_notice_event(const struct concluding *concluding)
{
	const SlbOutcome *outcome = concluding->outcome;
	struct row_key key = notice_event_row_key(concluding->moment->outcome_index);
	SlbNoticeEventRow row;

	slb_notice_event_row__init(&row);
	row.contract_id =
		binary_data((struct bytes){ concluding->contract_id, CONTRACT_BYTES });
	row.numbers = arena_array(concluding->arena, uint64_t,
				  outcome->n_endings + outcome->n_notices +
					  outcome->n_waivers);
	for (size_t i = 0; i < outcome->n_endings; i++)
		row.numbers[row.n_numbers++] = outcome->endings[i]->number;
	for (size_t i = 0; i < outcome->n_notices; i++)
		row.numbers[row.n_numbers++] = outcome->notices[i]->number;
	for (size_t i = 0; i < outcome->n_waivers; i++)
		row.numbers[row.n_numbers++] = outcome->waivers[i]->number;
	state_put(&concluding->conclusion->changes, &key, &row.base);
}

void concluding_finish(struct concluding *concluding)
{
	const SlbOutcome *outcome = concluding->outcome;

	for (struct draft *draft = concluding->drafts; draft != NULL;
	     draft = draft->next)
		state_put(&concluding->conclusion->changes, &draft->key,
			  &draft->row.base);
	if (concluding->contract_id != NULL)
		put_notice_event(concluding);
	if (outcome->n_missing > 0 || outcome->n_periods > 0 ||
	    outcome->n_notices > 0 || outcome->n_waivers > 0)
		concluding->conclusion->outcome = outcome;
}

enum err version_fetch(const struct concluding *concluding,
		       struct judged_version *version)
{
	struct row_key key = version_row_key(&version->place);
	const ProtobufCMessage *row;
	enum err err = state_fetch(concluding->state, &key, &row);

	if (err != ERR_OK)
		return err;
	ensure(row != NULL);
	version->row = (const SlbVersionRow *)row;
	law_needs(concluding->moment->acts, &version->place, version->row->last_day,
		  concluding->state);
	err = state_load(concluding->state);
	if (err == ERR_OK)
		version->law =
			law_of_version(concluding->moment->acts, &version->place,
				       version->row->last_day, concluding->state);
	return err;
}

struct filing filing_of_part(const struct judged_version *version, size_t series,
			     size_t part)
{
	struct filing filing = { .version_place = version->place,
				 .version = version->row,
				 .law = version->law,
				 .series = series,
				 .part = part };

	filing.span = frame_part(version->law->frame, series, part);
	filing.period = frame_period_of_part(version->law->frame, series, part);
	return filing;
}

enum err due_of_part(const struct concluding *concluding, const struct filing *filing,
		     int64_t *due_ms)
{
	struct expectation expectation = { .law = filing->law,
					   .from_ms =
						   filing->version->expected_from_ms };
	struct state_range outages = outages_since(
		nominal_due_ms(&expectation, filing->series, filing->part));
	enum err err =
		state_fetch_rows(concluding->state, &outages, &expectation.outages);

	if (err == ERR_OK)
		*due_ms = part_due_ms(&expectation, filing->series, filing->part);
	return err;
}

SlbSlot *missing_slot(struct arena *arena, const struct filing *filing, int64_t due_ms)
{
	SlbSlot *slot = arena_new(arena, SlbSlot);

	slb_slot__init(slot);
	slot->series =
		arena_strdup(arena, filing->law->terms->series[filing->series]->name);
	slot->start_s = filing->span.start_s;
	slot->end_s = filing->span.end_s;
	slot->due_s = due_ms / 1000;
	slot->missing = true;
	return slot;
}

/* ---- drafts -------------------------------------------------------------- */

static struct draft *find_draft(const struct concluding *concluding,
				const struct row_key *key)
{
	struct draft *draft = concluding->drafts;

	while (draft != NULL &&
	       !bytes_equal(row_key_bytes(&draft->key), row_key_bytes(key)))
		draft = draft->next;
	return draft;
}

/* row: NULL where it is a draft already, or there was none. */
static enum err open_draft(struct concluding *concluding, const struct row_key *key,
			   struct draft **draft, const ProtobufCMessage **row)
{
	*row = NULL;
	*draft = find_draft(concluding, key);
	if (*draft != NULL)
		return ERR_OK;
	*draft = arena_new(concluding->arena, struct draft);
	(*draft)->key = *key;
	(*draft)->next = concluding->drafts;
	concluding->drafts = *draft;
	return state_fetch(concluding->state, key, row);
}

enum err draft_period(struct concluding *concluding,
		      const struct version_place *version, int64_t start_s,
		      SlbPeriodRow **row)
{
	struct row_key key = period_row_key(version, start_s);
	const ProtobufCMessage *before;
	struct draft *draft;
	enum err err = open_draft(concluding, &key, &draft, &before);

	if (before != NULL)
		draft->row.period = *(const SlbPeriodRow *)before;
	else if (draft->row.base.descriptor == NULL)
		slb_period_row__init(&draft->row.period);
	*row = &draft->row.period;
	return err;
}

enum err draft_evidence(struct concluding *concluding, const uint8_t *contract_id,
			uint32_t month, SlbEvidenceRow **row)
{
	struct row_key key = evidence_row_key(contract_id, month);
	const ProtobufCMessage *before;
	struct draft *draft;
	enum err err = open_draft(concluding, &key, &draft, &before);

	if (before != NULL)
		draft->row.evidence = *(const SlbEvidenceRow *)before;
	else if (draft->row.base.descriptor == NULL)
		slb_evidence_row__init(&draft->row.evidence);
	*row = &draft->row.evidence;
	return err;
}

enum err draft_finding(struct concluding *concluding,
		       const struct version_place *version, int64_t start_s,
		       const char *kpi, SlbFindingRow **row)
{
	struct row_key key = finding_row_key(version, start_s, kpi);
	const ProtobufCMessage *before;
	struct draft *draft;
	enum err err = open_draft(concluding, &key, &draft, &before);

	if (before != NULL)
		draft->row.finding = *(const SlbFindingRow *)before;
	else if (draft->row.base.descriptor == NULL)
		slb_finding_row__init(&draft->row.finding);
	*row = &draft->row.finding;
	return err;
}

enum err peek_finding(const struct concluding *concluding,
		      const struct version_place *version, int64_t start_s,
		      const char *kpi, const SlbFindingRow **row)
{
	struct row_key key = finding_row_key(version, start_s, kpi);
	const struct draft *draft = find_draft(concluding, &key);
	const ProtobufCMessage *before = NULL;
	enum err err = ERR_OK;

	if (draft == NULL)
		err = state_fetch(concluding->state, &key, &before);
	*row = draft != NULL ? &draft->row.finding : (const SlbFindingRow *)before;
	return err;
}

enum err draft_notice(struct concluding *concluding, const uint8_t *contract_id,
		      uint64_t number, SlbNoticeRow **row)
{
	struct row_key key = notice_row_key(contract_id, number);
	const ProtobufCMessage *before;
	struct draft *draft;
	enum err err = open_draft(concluding, &key, &draft, &before);

	if (before != NULL)
		draft->row.notice = *(const SlbNoticeRow *)before;
	else if (draft->row.base.descriptor == NULL)
		slb_notice_row__init(&draft->row.notice);
	*row = &draft->row.notice;
	return err;
}

/* ---- completeness -------------------------------------------------------- */

enum err period_is_complete(struct concluding *concluding,
			    const struct judged_version *version, size_t period,
			    bool *is_complete)
{
	const struct frame *frame = version->law->frame;
	const struct judged_period *judged = &frame->periods[period];

	*is_complete = true;
	for (size_t i = 0; i < judged->cut_count && *is_complete; i++) {
		size_t cut = judged->first_cut + i;
		SlbPeriodRow *row;
		enum err err = draft_period(concluding, &version->place,
					    frame->cuts[cut].days.start_s, &row);

		if (err != ERR_OK)
			return err;
		*is_complete = row->settled_count >= version->law->cut_parts[cut];
	}
	return ERR_OK;
}
