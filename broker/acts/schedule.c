#include "acts/schedule.h"

#include <string.h>

/* ---- due times --------------------------------------------------------------------- */

/* Up to the next whole second, so that nothing is due before the delay has passed. */
static int64_t seconds_of_ms(int64_t at_ms)
{
	return at_ms / 1000 + (at_ms % 1000 > 0);
}

int64_t nominal_due_ms(const struct expectation *expectation, size_t series,
		       size_t part)
{
	const struct frame *frame = expectation->law->frame;
	int64_t due_s = frame_part_due_s(frame, series, part);
	int64_t at_least_s =
		frame_deadline_s(frame, frame->terms->series[series]->due_delay,
				 seconds_of_ms(expectation->from_ms));

	return (due_s > at_least_s ? due_s : at_least_s) * 1000;
}

/* Outages are in order of their ends and do not overlap. */
int64_t part_due_ms(const struct expectation *expectation, size_t series, size_t part)
{
	int64_t due_ms = nominal_due_ms(expectation, series, part);

	for (size_t i = 0; i < expectation->outages.count; i++) {
		const struct state_entry *entry = &expectation->outages.entries[i];
		const SlbOutageRow *outage = (const SlbOutageRow *)entry->row;
		int64_t until_ms = row_key_instant(entry->key);

		if (until_ms > expectation->from_ms && outage->from_ms < due_ms &&
		    due_ms <= until_ms)
			due_ms += until_ms - outage->from_ms;
	}
	return due_ms;
}

struct state_range outages_since(int64_t nominal_ms)
{
	struct row_key all = rows_of_type(ROW_OUTAGE);

	return (struct state_range){ .from = outage_row_key(nominal_ms),
				     .to = row_key_after(&all) };
}

size_t next_part(const struct law *law, size_t series, size_t index)
{
	size_t count = frame_part_count(law->frame, series);

	while (index < count) {
		struct report_part part = frame_part(law->frame, series, index);

		if (part.start_s < part.end_s)
			break;
		index++;
	}
	return index;
}

/* ---- the row ----------------------------------------------------------------------- */

static SlbExpectedPart *add(struct schedule *schedule)
{
	SlbExpectedPart *part = arena_new(schedule->arena, SlbExpectedPart);

	if (schedule->count == schedule->room) {
		size_t room = schedule->room == 0 ? 16 : 2 * schedule->room;
		SlbExpectedPart **grown =
			arena_array(schedule->arena, SlbExpectedPart *, room);

		if (schedule->count > 0)
			memcpy(grown, schedule->expected,
			       schedule->count * sizeof(*grown));
		schedule->expected = grown;
		schedule->room = room;
	}
	slb_expected_part__init(part);
	schedule->expected[schedule->count++] = part;
	return part;
}

void schedule_open(struct schedule *schedule, struct arena *arena,
		   const SlbScheduleRow *row)
{
	*schedule = (struct schedule){ .arena = arena };
	if (row == NULL)
		return;
	schedule->was_there = true;
	schedule->old_due_ms = row->due_ms;
	for (size_t i = 0; i < row->n_expected; i++)
		*add(schedule) = *row->expected[i];
}

SlbExpectedPart *schedule_find(const struct schedule *schedule, struct bytes version_id,
			       size_t series)
{
	for (size_t i = 0; i < schedule->count; i++) {
		SlbExpectedPart *part = schedule->expected[i];

		if (part->series == series &&
		    bytes_equal(message_bytes(part->version_id), version_id))
			return part;
	}
	return NULL;
}

void schedule_remove(struct schedule *schedule, SlbExpectedPart *part)
{
	size_t kept = 0;

	for (size_t i = 0; i < schedule->count; i++) {
		if (schedule->expected[i] != part)
			schedule->expected[kept++] = schedule->expected[i];
	}
	schedule->count = kept;
}

void schedule_start(struct schedule *schedule, struct bytes version_id,
		    const struct expectation *expectation)
{
	const struct law *law = expectation->law;

	for (size_t series = 0; series < law->terms->n_series; series++) {
		size_t first = next_part(law, series, 0);
		SlbExpectedPart *part;

		if (first == frame_part_count(law->frame, series))
			continue;
		part = add(schedule);
		part->version_id = binary_data(version_id);
		part->series = (uint32_t)series;
		part->part = (uint32_t)first;
		part->due_ms = part_due_ms(expectation, series, first);
	}
}

static int64_t earliest_ms(const struct schedule *schedule)
{
	int64_t due_ms = schedule->expected[0]->due_ms;

	for (size_t i = 1; i < schedule->count; i++) {
		if (schedule->expected[i]->due_ms < due_ms)
			due_ms = schedule->expected[i]->due_ms;
	}
	return due_ms;
}

void schedule_write(struct schedule *schedule,
		    const uint8_t contract_id[CONTRACT_BYTES],
		    struct state_changes *changes)
{
	struct row_key key = schedule_row_key(contract_id);
	SlbScheduleRow row;
	struct due_key due;

	slb_schedule_row__init(&row);
	if (schedule->was_there) {
		due = due_key(schedule->old_due_ms, contract_id);
		state_delete_due(changes, &due);
	}
	if (schedule->count == 0) {
		state_delete(changes, &key);
		return;
	}
	row.due_ms = earliest_ms(schedule);
	row.n_expected = schedule->count;
	row.expected = schedule->expected;
	state_put(changes, &key, &row.base);
	due = due_key(row.due_ms, contract_id);
	state_put_due(changes, &due);
}
