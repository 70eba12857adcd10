#include "calendar/zone.h"

#include <stdio.h>
#include <string.h>

#include "zones.h"

static struct arena arena;
static struct diag diag;

static void set_up(void)
{
	arena_init(&arena, 4 << 20);
	diag_init(&diag, &arena);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(zone, .init = set_up, .fini = tear_down);

#define TRANSITIONS_MAX 64

/* The table that the file's rows belong to, as far as it is read. */
struct table_reader {
	struct zone_transition transitions[TRANSITIONS_MAX];
	struct zone_table zone;
	char name[64];
	size_t rows;
};

static void check_reading(const struct zone_table *zone, const char *line)
{
	char first[32];
	char last[32];
	struct zone_reading reading;
	char text[32];
	unsigned times;

	cr_assert_eq(
		sscanf(line, "reading %31s %u %31s %31s", text, &times, first, last),
		4);
	reading = zone_read(zone, local(text));
	cr_assert_eq(reading.times, times, "%s %s", zone->name, line);
	cr_assert_eq(reading.first_s, at(first), "%s %s", zone->name, line);
	cr_assert_eq(reading.last_s, at(last), "%s %s", zone->name, line);
	cr_assert_eq(zone_instant(zone, local(text)), at(first));
}

static void check_day(const struct zone_table *zone, const char *line)
{
	char start[32];
	char text[32];

	cr_assert_eq(sscanf(line, "day %31s %31s", text, start), 2);
	cr_assert_eq(zone_day_start(zone, day(text)), at(start), "%s %s", zone->name,
		     line);
}

static void check_row(struct table_reader *reader, const char *line)
{
	struct zone_table *zone = &reader->zone;
	char shown[32];
	char text[32];
	int offset_s;

	if (sscanf(line, "zone %63s %d", reader->name, &offset_s) == 2) {
		*zone = (struct zone_table){ .name = reader->name,
					     .first_offset_s = offset_s,
					     .transitions = reader->transitions };
	} else if (sscanf(line, "transition %31s %d", text, &offset_s) == 2) {
		cr_assert_lt(zone->transition_count, TRANSITIONS_MAX);
		reader->transitions[zone->transition_count++] =
			(struct zone_transition){ at(text), offset_s };
	} else if (sscanf(line, "at %31s %31s", text, shown) == 2) {
		cr_assert_str_eq(zone_text(&arena, zone, at(text)), shown, "%s",
				 zone->name);
	} else if (strncmp(line, "reading", 7) == 0) {
		check_reading(zone, line);
	} else {
		check_day(zone, line);
	}
	cr_assert_eq(zone_check(zone, &diag, "zone"), ERR_OK);
	reader->rows++;
}

Test(zone, agrees_with_the_table_made_from_tzdata)
{
	FILE *table = fopen("tests/vectors/calendar/zones.txt", "r");
	struct table_reader reader = { .rows = 0 };
	char line[160];

	cr_assert_not_null(table);
	while (fgets(line, sizeof line, table) != NULL) {
		if (line[0] != '#' && line[0] != '\n')
			check_row(&reader, line);
	}
	cr_assert_gt(reader.rows, 1300);
	(void)fclose(table);
}

Test(zone, without_transitions_has_one_offset)
{
	struct zone_table india = { .first_offset_s = 19800 };

	cr_assert_eq(zone_offset_at(&india, INT64_C(1) << 40), 19800);
	cr_assert_eq(zone_local(&india, 0), 19800);
	cr_assert_eq(zone_read(&india, 0).times, 1);
	cr_assert_eq(zone_instant(&india, 0), -19800);
	cr_assert_eq(zone_day_start(&india, 1), 86400 - 19800);
	cr_assert_eq(zone_day_at(&india, 86400 - 19801), 0);
	cr_assert_eq(zone_day_at(&india, 86400 - 19800), 1);
	cr_assert_eq(zone_day_start(&utc, -3), -3 * 86400);
}

Test(zone, has_days_of_23_and_25_hours)
{
	cr_assert_eq(zone_day_start(&rome, day("2026-03-30")) -
			     zone_day_start(&rome, day("2026-03-29")),
		     23 * 3600);
	cr_assert_eq(zone_day_start(&rome, day("2026-10-26")) -
			     zone_day_start(&rome, day("2026-10-25")),
		     25 * 3600);
	cr_assert_eq(zone_day_start(&rome, day("2026-06-02")) -
			     zone_day_start(&rome, day("2026-06-01")),
		     24 * 3600);
}

/* Back twice, forward twice, over a day, and back over a gap: no real zone does it all. */
static const struct zone_transition wild_transitions[] = {
	{ 1000020, 7200 },   { 1000620, 10800 },  { 2000040, 3600 },
	{ 2003640, -3600 },  { 3000000, 0 },      { 3000060, -64800 },
	{ 3000120, 64800 },  { 4000020, -64800 }, { 4600020, -60000 },
	{ 5000040, -54000 }, { 5001000, -61200 },
};
static const struct zone_table wild = {
	.first_offset_s = 3600,
	.transitions = wild_transitions,
	.transition_count = ARRAY_SIZE(wild_transitions),
};

Test(zone, reads_local_times_as_a_search_of_every_minute_does)
{
	for (int64_t local_s = 900000; local_s < 5100000; local_s += 420) {
		struct zone_reading reading = zone_read(&wild, local_s);
		int64_t reached_s = INT64_MAX;
		unsigned times = 0;
		int64_t last_s = 0;

		for (int64_t at_s = local_s - ZONE_OFFSET_MAX_S;
		     at_s <= local_s + ZONE_OFFSET_MAX_S; at_s += 60) {
			int64_t shown_s = zone_local(&wild, at_s);

			if (shown_s >= local_s && reached_s == INT64_MAX)
				reached_s = at_s;
			if (shown_s != local_s)
				continue;
			if (times == 0)
				cr_assert_eq(reading.first_s, at_s);
			last_s = at_s;
			times++;
		}
		cr_assert_eq(reading.times, times, "%lld", (long long)local_s);
		if (times > 0)
			cr_assert_eq(reading.last_s, last_s);
		else
			cr_assert_eq(reading.last_s, reading.first_s);
		cr_assert_eq(zone_reaches(&wild, local_s), reached_s);
	}
}

Test(zone, gives_every_instant_exactly_one_day)
{
	int64_t before = zone_day_at(&wild, 800000);

	for (int64_t at_s = 800000; at_s < 4900000; at_s += 300) {
		int64_t found = zone_day_at(&wild, at_s);

		cr_assert_geq(found, before, "days never go back");
		cr_assert_leq(zone_day_start(&wild, found), at_s);
		cr_assert_gt(zone_day_start(&wild, found + 1), at_s);
		before = found;
	}
}

static const struct {
	struct zone_table zone;
	struct zone_transition transitions[3];
	const char *place;
	const char *text;
} wrong[] = {
	{ { .first_offset_s = 64860 },
	  { { 0, 0 } },
	  "zone.first_offset_s",
	  "the offset from UTC is 64860 seconds; a zone's offset lies within 18 hours, "
	  "-64800 to 64800 seconds" },
	{ { .first_offset_s = -64860 },
	  { { 0, 0 } },
	  "zone.first_offset_s",
	  "the offset from UTC is -64860 seconds; a zone's offset lies within 18 hours, "
	  "-64800 to 64800 seconds" },
	{ { .first_offset_s = 3599 },
	  { { 0, 0 } },
	  "zone.first_offset_s",
	  "the offset from UTC is 3599 seconds, which is not a whole number of minutes" },
	{ { .transition_count = 2 },
	  { { 5, 3600 }, { 6, 1 } },
	  "zone.transitions[1].offset_s",
	  "the offset from UTC is 1 seconds, which is not a whole number of minutes" },
	{ { .transition_count = 3 },
	  { { 5, 3600 }, { 6, 0 }, { 6, 3600 } },
	  "zone.transitions[2].at_s",
	  "the instant 6 is not after the one before it, 6" },
	{ { .transition_count = 2 },
	  { { 6, 3600 }, { 5, 0 } },
	  "zone.transitions[1].at_s",
	  "the instant 5 is not after the one before it, 6" },
	{ { .transition_count = 1 },
	  { { 1774746000000, 3600 } },
	  "zone.transitions[0].at_s",
	  "the instant 1774746000000 lies outside the years 1 to 9999" },
	{ { .transition_count = 1 },
	  { { -1774746000000, 3600 } },
	  "zone.transitions[0].at_s",
	  "the instant -1774746000000 lies outside the years 1 to 9999" },
};

Test(zone, says_what_is_wrong_with_a_table)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct zone_table zone = wrong[i].zone;

		diag_init(&diag, &arena);
		zone.transitions = wrong[i].transitions;
		cr_assert_eq(zone_check(&zone, &diag, "zone"), ERR_CONTRACT_INVALID);
		cr_assert_eq(diag.error_count, 1);
		cr_assert_str_eq(diag.first->place.path, wrong[i].place);
		cr_assert_str_eq(diag.first->text, wrong[i].text);
		cr_assert_not_null(diag.first->hint);
	}
}

Test(zone, names_every_mistake_in_one_run)
{
	static const struct zone_transition transitions[] = { { 7, 1 }, { 7, 65000 } };
	struct zone_table zone = { .first_offset_s = 1,
				   .transitions = transitions,
				   .transition_count = 2 };

	cr_assert_eq(zone_check(&zone, &diag, "zone"), ERR_CONTRACT_INVALID);
	cr_assert_eq(diag.error_count, 4);
}

Test(zone, accepts_offsets_and_instants_up_to_the_bounds)
{
	static const struct zone_transition transitions[] = {
		{ CIVIL_INSTANT_MIN_S, 64800 }, { CIVIL_INSTANT_MAX_S, -64800 }
	};
	struct zone_table zone = { .first_offset_s = -64800,
				   .transitions = transitions,
				   .transition_count = 2 };

	cr_assert_eq(zone_check(&zone, &diag, "zone"), ERR_OK);
	cr_assert_null(diag.first);
}
