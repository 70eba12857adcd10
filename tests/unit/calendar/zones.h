#ifndef TESTS_UNIT_CALENDAR_ZONES_H
#define TESTS_UNIT_CALENDAR_ZONES_H

#include <criterion/criterion.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "calendar/zone.h"

/* Zones of the tests, and instants and days as a person writes them. */

static const struct zone_table utc = { .name = "UTC" };

static const struct zone_transition rome_transitions[] = {
	{ 1774746000, 7200 }, /* 2026-03-29T01:00:00Z: 02:00 becomes 03:00 */
	{ 1792890000, 3600 }, /* 2026-10-25T01:00:00Z: 03:00 becomes 02:00 */
	{ 1806195600, 7200 }, /* 2027-03-28T01:00:00Z */
};
static const struct zone_table rome = {
	.name = "Europe/Rome",
	.first_offset_s = 3600,
	.transitions = rome_transitions,
	.transition_count = ARRAY_SIZE(rome_transitions),
};

static inline int64_t at(const char *text)
{
	int64_t at_s = 0;

	cr_assert(civil_parse_instant(bytes_of_string(text), &at_s, NULL), "%s", text);
	return at_s;
}

static inline int64_t local(const char *text)
{
	int64_t local_s = 0;

	cr_assert(civil_parse_local(bytes_of_string(text), &local_s), "%s", text);
	return local_s;
}

static inline int64_t day(const char *text)
{
	int64_t number = 0;

	cr_assert(civil_parse_day(bytes_of_string(text), &number), "%s", text);
	return number;
}

#endif
