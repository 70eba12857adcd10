#include <criterion/criterion.h>
#include <string.h>

#include "calendar/civil.h"
#include "sla/zone_glib.h"

static struct arena arena;
static struct diag diag;

static void open_arena(void)
{
	arena_init(&arena, 1 << 22);
	diag_init(&diag, &arena);
}

static void close_arena(void)
{
	arena_release(&arena);
}

TestSuite(zone_glib, .init = open_arena, .fini = close_arena);

static int64_t instant(const char *text)
{
	int64_t at_s;
	cr_assert(civil_parse_instant(bytes_of_string(text), &at_s, NULL), "%s", text);
	return at_s;
}

static SlbZone *make(const char *name, const char *first, const char *until)
{
	struct zone_span span = { instant(first), instant(until) };
	SlbZone *zone;
	cr_assert_eq(zone_table_make(&arena, name, span, diag_at(NULL), &zone, &diag),
		     ERR_OK);
	return zone;
}

/* Changes that governments published, by instants of UTC. */
Test(zone_glib, changes_to_the_second)
{
	static const struct {
		const char *zone;
		const char *first;
		const char *until;
		int32_t first_offset_s;
		const char *at;
		int32_t offset_s;
	} cases[] = {
		{ "Europe/Rome", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", 3600,
		  "2026-03-29T01:00:00Z", 7200 },
		{ "America/New_York", "2026-06-01T00:00:00Z", "2026-12-31T00:00:00Z",
		  -14400, "2026-11-01T06:00:00Z", -18000 },
		{ "Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z",
		  39600, "2026-04-04T15:00:00Z", 37800 },
		{ "Asia/Tehran", "2022-07-01T00:00:00Z", "2023-12-31T00:00:00Z", 16200,
		  "2022-09-21T19:30:00Z", 12600 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		SlbZone *zone = make(cases[i].zone, cases[i].first, cases[i].until);
		cr_expect_eq(zone->first_offset_s, cases[i].first_offset_s, "%s",
			     cases[i].zone);
		cr_assert_eq(zone->n_transitions, 1, "%s", cases[i].zone);
		cr_expect_eq(zone->transitions[0]->at_s, instant(cases[i].at), "%s",
			     cases[i].zone);
		cr_expect_eq(zone->transitions[0]->offset_s, cases[i].offset_s, "%s",
			     cases[i].zone);
	}
}

Test(zone_glib, a_zone_without_changes)
{
	SlbZone *zone = make("UTC", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
	cr_expect_eq(zone->first_offset_s, 0);
	cr_expect_eq(zone->n_transitions, 0);
	cr_expect_str_neq(zone->tzdata_version, "");
}

Test(zone_glib, the_first_and_the_last_instant_belong_to_the_span)
{
	SlbZone *zone =
		make("Europe/Rome", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z");
	cr_expect_eq(zone->first_offset_s, 7200);
	cr_assert_eq(zone->n_transitions, 1);
	cr_expect_eq(zone->transitions[0]->offset_s, 3600);
}

Test(zone_glib, an_unknown_zone_is_told)
{
	struct zone_span span = { 0, 86400 };
	SlbZone *zone;
	cr_expect_eq(zone_table_make(&arena, "Europe/Atlantis", span, diag_at("zone"),
				     &zone, &diag),
		     ERR_USAGE);
	cr_expect_not_null(strstr(diag.first->text, "\"Europe/Atlantis\""));
}

static const struct zone_span year = { 1767225600, 1798761600 }; /* 2026 */

Test(zone_glib, a_right_table_says_nothing)
{
	SlbZone *zone =
		make("Europe/Rome", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
	zone_table_compare(&arena, zone, year, &diag);
	cr_expect_eq(diag.item_count, 0);
}

Test(zone_glib, the_first_difference_is_told)
{
	SlbZone *zone =
		make("Europe/Rome", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
	zone->transitions[0]->at_s -= 3600;
	zone_table_compare(&arena, zone, year, &diag);
	cr_assert_eq(diag.warning_count, 1);
	cr_expect_not_null(strstr(diag.first->text, "from 2026-03-29T00:00:00Z"), "%s",
			   diag.first->text);
}

Test(zone_glib, a_table_without_a_change_is_told)
{
	SlbZone *zone =
		make("Europe/Rome", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
	zone->n_transitions = 1;
	zone_table_compare(&arena, zone, year, &diag);
	cr_assert_eq(diag.warning_count, 1);
	cr_expect_not_null(strstr(diag.first->text, "from 2026-10-25T01:00:00Z"), "%s",
			   diag.first->text);
}

Test(zone_glib, a_wrong_offset_from_the_start_is_told)
{
	SlbZone *zone =
		make("Europe/Rome", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
	zone->first_offset_s = 0;
	zone_table_compare(&arena, zone, year, &diag);
	cr_assert_eq(diag.warning_count, 1);
}

Test(zone_glib, a_zone_that_this_machine_does_not_know_is_a_note)
{
	SlbZone *zone = make("UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
	zone->name = arena_strdup(&arena, "Europe/Atlantis");
	zone_table_compare(&arena, zone, year, &diag);
	cr_expect_eq(diag.warning_count, 0);
	cr_expect_eq(diag.error_count, 0);
	cr_expect_eq(diag.item_count, 1);
}
