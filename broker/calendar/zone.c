#include "calendar/zone.h"

#include <stdbool.h>

#include "calendar/ascending.h"
#include "calendar/civil.h"

/*
 * Segment i of a table is the time before transition i and from transition i - 1 on; the
 * last segment has no end.
 */
static size_t segment_at(const struct zone_table *zone, int64_t at_s)
{
	_Static_assert(offsetof(struct zone_transition, at_s) == 0, "the key");

	return ascending_up_to(zone->transitions, zone->transition_count,
			       sizeof *zone->transitions, at_s);
}

static int32_t segment_offset(const struct zone_table *zone, size_t segment)
{
	return segment == 0 ? zone->first_offset_s
			    : zone->transitions[segment - 1].offset_s;
}

static bool ends_before(const struct zone_table *zone, size_t segment, int64_t at_s)
{
	return segment < zone->transition_count &&
	       zone->transitions[segment].at_s <= at_s;
}

static bool starts_after(const struct zone_table *zone, size_t segment, int64_t at_s)
{
	return segment > 0 && zone->transitions[segment - 1].at_s > at_s;
}

static enum err check_offset(int32_t offset_s, struct diag *diag,
			     struct diag_place place)
{
	enum err err = ERR_OK;

	if (offset_s < -ZONE_OFFSET_MAX_S || offset_s > ZONE_OFFSET_MAX_S) {
		err = diag_error(
			diag, ERR_CONTRACT_INVALID, place,
			"the offset from UTC is %d seconds; a zone's offset lies "
			"within 18 hours, -64800 to 64800 seconds",
			(int)offset_s);
	} else if (offset_s % 60 != 0) {
		err = diag_error(
			diag, ERR_CONTRACT_INVALID, place,
			"the offset from UTC is %d seconds, which is not a whole "
			"number of minutes",
			(int)offset_s);
	}
	if (err != ERR_OK)
		diag_hint(diag, "seconds east of UTC, e.g. 3600 for UTC+1");
	return err;
}

static enum err check_instant(const struct zone_table *zone, size_t i,
			      struct diag *diag, struct diag_place place)
{
	const struct zone_transition *transition = &zone->transitions[i];
	enum err err = ERR_OK;

	if (transition->at_s < CIVIL_INSTANT_MIN_S ||
	    transition->at_s > CIVIL_INSTANT_MAX_S) {
		err = diag_error(diag, ERR_CONTRACT_INVALID, place,
				 "the instant %lld lies outside the years 1 to 9999",
				 (long long)transition->at_s);
		diag_hint(diag,
			  "seconds, not milliseconds, since 1970-01-01T00:00:00Z");
	} else if (i > 0 && transition->at_s <= transition[-1].at_s) {
		err = diag_error(
			diag, ERR_CONTRACT_INVALID, place,
			"the instant %lld is not after the one before it, %lld",
			(long long)transition->at_s, (long long)transition[-1].at_s);
		diag_hint(diag, "list the transitions by time, each instant once");
	}
	return err;
}

enum err zone_check(const struct zone_table *zone, struct diag *diag, const char *path)
{
	struct diag_path field;
	enum err first;

	first = check_offset(zone->first_offset_s, diag,
			     diag_at_path(&field, "%s.first_offset_s", path));
	for (size_t i = 0; i < zone->transition_count; i++) {
		enum err at = check_instant(
			zone, i, diag,
			diag_at_path(&field, "%s.transitions[%zu].at_s", path, i));
		enum err offset = check_offset(
			zone->transitions[i].offset_s, diag,
			diag_at_path(&field, "%s.transitions[%zu].offset_s", path, i));

		if (first == ERR_OK)
			first = at != ERR_OK ? at : offset;
	}
	return first;
}

int32_t zone_offset_at(const struct zone_table *zone, int64_t at_s)
{
	return segment_offset(zone, segment_at(zone, at_s));
}

int64_t zone_local(const struct zone_table *zone, int64_t at_s)
{
	return at_s + zone_offset_at(zone, at_s);
}

/* The first segment in which the clock shows local_s or a later time. */
static size_t reaching_segment(const struct zone_table *zone, int64_t local_s)
{
	/* Whatever its offset, no earlier segment comes so far. */
	size_t segment = segment_at(zone, local_s - ZONE_OFFSET_MAX_S);

	while (ends_before(zone, segment, local_s - segment_offset(zone, segment)))
		segment++;
	return segment;
}

struct zone_reading zone_read(const struct zone_table *zone, int64_t local_s)
{
	size_t segment = reaching_segment(zone, local_s);
	int64_t at_s = local_s - segment_offset(zone, segment);
	struct zone_reading reading = { .times = 0 };

	if (starts_after(zone, segment, at_s))
		at_s = local_s - segment_offset(zone, segment - 1);
	reading.first_s = at_s;
	reading.last_s = at_s;
	for (; segment <= zone->transition_count &&
	       !starts_after(zone, segment, local_s + ZONE_OFFSET_MAX_S);
	     segment++) {
		at_s = local_s - segment_offset(zone, segment);
		if (ends_before(zone, segment, at_s) ||
		    starts_after(zone, segment, at_s))
			continue;
		if (reading.times == 0)
			reading.first_s = at_s;
		reading.last_s = at_s;
		reading.times++;
	}
	return reading;
}

int64_t zone_instant(const struct zone_table *zone, int64_t local_s)
{
	return zone_read(zone, local_s).first_s;
}

int64_t zone_reaches(const struct zone_table *zone, int64_t local_s)
{
	size_t segment = reaching_segment(zone, local_s);
	int64_t at_s = local_s - segment_offset(zone, segment);

	return starts_after(zone, segment, at_s) ? zone->transitions[segment - 1].at_s
						 : at_s;
}

int64_t zone_day_start(const struct zone_table *zone, int64_t day)
{
	return zone_reaches(zone, day * CIVIL_DAY_S);
}

int64_t zone_day_at(const struct zone_table *zone, int64_t at_s)
{
	int64_t day = civil_day_of_local(zone_local(zone, at_s));

	/* Clocks put back over midnight show a day that is over. */
	while (zone_day_start(zone, day + 1) <= at_s)
		day++;
	return day;
}

char *zone_text(struct arena *arena, const struct zone_table *zone, int64_t at_s)
{
	return civil_instant_text(arena, at_s, zone_offset_at(zone, at_s));
}
