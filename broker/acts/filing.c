#include "acts/filing.h"

#include <string.h>

#include "base/ensure.h"

#define SERIES_BYTES_MAX 64
#define SLOTS_AT_ONCE    64

/* Whether the row can be read; else it was asked for. */
static bool can_read(const struct state *state, struct state *asking,
		     const struct row_key *key)
{
	if (state_has(state, key))
		return true;
	ensure(asking != NULL);
	state_want(asking, key);
	return false;
}

static bool can_read_range(const struct state *state, struct state *asking,
			   const struct state_range *range)
{
	if (state_has_range(state, range))
		return true;
	ensure(asking != NULL);
	state_want_range(asking, range);
	return false;
}

static bool find_version_row(const struct state *state, struct state *asking,
			     struct filing *filing)
{
	struct row_key key;

	if (filing->report->version_id.len != DIGEST_BYTES)
		return false;
	key = version_row_key(&filing->version_place);
	if (can_read(state, asking, &key))
		filing->version = state_version_row(state, &key);
	return filing->version != NULL && filing->version->expected_from_ms != 0;
}

static bool find_law(const struct act_case *act, const struct state *state,
		     struct state *asking, struct filing *filing)
{
	struct row_key key = terms_row_key(&filing->version_place);

	if (!law_is_known(act->acts, message_bytes(filing->report->version_id),
			  filing->version->last_day) &&
	    !can_read(state, asking, &key))
		return false;
	filing->law = law_of_version(act->acts, &filing->version_place,
				     filing->version->last_day, state);
	return true;
}

static bool find_part(struct filing *filing)
{
	const struct frame *frame = filing->law->frame;

	if (!frame_find_part(frame, filing->series, filing->report->start_s,
			     &filing->part))
		return false;
	filing->span = frame_part(frame, filing->series, filing->part);
	filing->period = frame_period_of_part(frame, filing->series, filing->part);
	return filing->span.end_s == filing->report->end_s &&
	       filing->span.start_s < filing->span.end_s;
}

static struct row_key key_of_part(const struct filing *filing, int64_t start_s)
{
	const struct frame *frame = filing->law->frame;

	return slot_row_key(&filing->version_place,
			    frame->terms->series[filing->series]->name, start_s);
}

struct row_key filing_slot_key(const struct filing *filing)
{
	return key_of_part(filing, filing->span.start_s);
}

static bool find_slot(const struct state *state, struct state *asking,
		      struct filing *filing)
{
	const struct frame *frame = filing->law->frame;
	struct expectation expectation = { .law = filing->law,
					   .from_ms =
						   filing->version->expected_from_ms };
	struct state_range outages = outages_since(
		nominal_due_ms(&expectation, filing->series, filing->part));
	struct row_key key = filing_slot_key(filing);
	bool has_slot = can_read(state, asking, &key);

	if (!can_read_range(state, asking, &outages) || !has_slot)
		return false;
	expectation.outages = state_rows(state, &outages);
	filing->due_ms = part_due_ms(&expectation, filing->series, filing->part);
	filing->window_end_s = frame_deadline_s(frame, frame->terms->restatement_window,
						filing->due_ms / 1000);
	filing->slot = state_slot_row(state, &key);
	return true;
}

static enum filing_reach begin(const SlbStatement *statement, struct filing *filing)
{
	const SlbReport *report = statement->report;

	*filing = (struct filing){ .report = report };
	filing->place = (struct series_place){ statement->book.data, statement->issuer,
					       report->series };
	filing->version_place =
		(struct version_place){ statement->book.data, report->version_id.data };
	return strlen(report->series) > SERIES_BYTES_MAX ? FILING_NOWHERE
							 : FILING_PLACE;
}

/* Whether the next reach is found. */
static bool find_next(const struct act_case *act, struct state *asking,
		      struct found_filing *found)
{
	struct filing *filing = &found->filing;

	switch (found->reach) {
	case FILING_PLACE:
		return find_version_row(found->state, asking, filing);
	case FILING_VERSION:
		return find_law(act, found->state, asking, filing);
	case FILING_LAW:
		return frame_find_series(filing->law->frame, filing->report->series,
					 &filing->series);
	case FILING_SERIES:
		return find_part(filing);
	case FILING_PART:
		return find_slot(found->state, asking, filing);
	case FILING_NOWHERE:
	case FILING_SLOT:
		break;
	}
	return false;
}

enum filing_reach filing_find(const struct act_case *act, const struct state *state,
			      struct state *asking, struct filing *filing)
{
	struct found_filing *found = acts_found_filing(act->acts);

	if (found->report != act->statement->report || found->state != state) {
		*found = (struct found_filing){ .report = act->statement->report,
						.state = state };
		found->reach = begin(act->statement, &found->filing);
	}
	while (find_next(act, asking, found))
		found->reach++;
	*filing = found->filing;
	return found->reach;
}

/* ---- what is expected after it ----------------------------------------------------- */

static struct state_range slots_from(const struct filing *filing, size_t part)
{
	struct report_part first = frame_part(filing->law->frame, filing->series, part);
	struct row_key key = key_of_part(filing, first.start_s);

	return (struct state_range){ .from = key_of_part(filing, INT64_MAX),
				     .to = row_key_after(&key),
				     .reverse = true,
				     .limit = SLOTS_AT_ONCE };
}

bool first_unsettled(const struct filing *filing, size_t index,
		     const struct state *state, struct state *asking, size_t *out)
{
	const struct law *law = filing->law;
	size_t part = next_part(law, filing->series, index);

	while (part < frame_part_count(law->frame, filing->series)) {
		struct state_range range = slots_from(filing, part);
		struct state_entries slots;
		size_t i = 0;

		if (!can_read_range(state, asking, &range))
			return false;
		slots = state_rows(state, &range);
		for (; i < slots.count; i++) {
			struct report_part span =
				frame_part(law->frame, filing->series, part);

			if (slot_row_key_start(slots.entries[i].key) != span.start_s)
				break;
			part = next_part(law, filing->series, part + 1);
		}
		if (i < SLOTS_AT_ONCE)
			break;
	}
	*out = part;
	return true;
}
