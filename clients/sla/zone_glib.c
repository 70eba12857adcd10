#include "sla/zone_glib.h"

#include <glib.h>
#include <string.h>

#include "base/bytes.h"
#include "calendar/civil.h"
#include "calendar/zone.h"
#include "sla/files.h"
#include "sla/terminal.h"

/* No zone has changed twice within so short a time. */
#define STEP_S ((int64_t)6 * 3600)

/* A contract's term is at most decades, a zone changes a few times a year. */
#define TRANSITIONS_MAX 4096

static int32_t offset_at(GTimeZone *zone, int64_t at_s)
{
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at_s);

	return g_time_zone_get_offset(zone, interval);
}

/* The first instant with another offset than at before_s, which after_s has. */
static int64_t narrow(GTimeZone *zone, int64_t before_s, int64_t after_s)
{
	int32_t before = offset_at(zone, before_s);

	while (after_s - before_s > 1) {
		int64_t middle_s = before_s + (after_s - before_s) / 2;

		if (offset_at(zone, middle_s) == before)
			before_s = middle_s;
		else
			after_s = middle_s;
	}
	return after_s;
}

/* The next change after from_s, at most at until_s; false when there is none. */
static bool next_change(GTimeZone *zone, int64_t from_s, int64_t until_s, int64_t *at_s)
{
	int32_t offset = offset_at(zone, from_s);

	while (from_s < until_s) {
		int64_t to_s = until_s - from_s < STEP_S ? until_s : from_s + STEP_S;

		if (offset_at(zone, to_s) != offset) {
			*at_s = narrow(zone, from_s, to_s);
			return true;
		}
		from_s = to_s;
	}
	return false;
}

static SlbZoneTransition *transition_of(struct arena *arena, GTimeZone *zone,
					int64_t at_s)
{
	SlbZoneTransition *transition = arena_new(arena, SlbZoneTransition);

	slb_zone_transition__init(transition);
	transition->at_s = at_s;
	transition->offset_s = offset_at(zone, at_s);
	return transition;
}

static void fill(struct arena *arena, GTimeZone *zone, struct zone_span span,
		 SlbZone *out)
{
	SlbZoneTransition **transitions =
		arena_array(arena, SlbZoneTransition *, TRANSITIONS_MAX);
	int64_t at_s = span.first_s;

	out->first_offset_s = offset_at(zone, span.first_s);
	out->transitions = transitions;
	while (out->n_transitions < TRANSITIONS_MAX &&
	       next_change(zone, at_s, span.until_s, &at_s))
		transitions[out->n_transitions++] = transition_of(arena, zone, at_s);
}

const char *zone_database_version(struct arena *arena)
{
	static const char mark[] = "# version ";
	const char *folder = environment("TZDIR");
	struct diag unheard;
	struct bytes content;
	const char *name;
	size_t len;

	diag_init(&unheard, arena);
	name = path_join(arena, folder != NULL ? folder : "/usr/share/zoneinfo",
			 "tzdata.zi");
	if (file_read(arena, name, (size_t)1 << 24, &content, &unheard) != ERR_OK ||
	    content.len < sizeof mark ||
	    memcmp(content.data, mark, sizeof mark - 1) != 0)
		return "unknown";
	content.data += sizeof mark - 1;
	content.len -= sizeof mark - 1;
	for (len = 0; len < content.len && content.data[len] > ' ';)
		len++;
	return arena_strndup(arena, (const char *)content.data, len);
}

enum err zone_table_make(struct arena *arena, const char *name, struct zone_span span,
			 struct diag_place place, SlbZone **out, struct diag *diag)
{
	GTimeZone *zone = g_time_zone_new_identifier(name);
	SlbZone *table = arena_new(arena, SlbZone);

	if (zone == NULL) {
		(void)diag_error(diag, ERR_USAGE, place,
				 "the zone database of this machine has no zone \"%s\"",
				 name);
		diag_hint(diag, "write an IANA name such as Europe/Rome; on Debian, "
				"package tzdata has them");
		return ERR_USAGE;
	}
	slb_zone__init(table);
	table->name = arena_strdup(arena, name);
	table->tzdata_version = arena_strdup(arena, zone_database_version(arena));
	fill(arena, zone, span, table);
	g_time_zone_unref(zone);
	*out = table;
	return ERR_OK;
}

/* ---- comparing ---- */

static int32_t table_offset(const SlbZone *zone, int64_t at_s)
{
	int32_t offset = zone->first_offset_s;
	size_t i;

	for (i = 0; i < zone->n_transitions && zone->transitions[i]->at_s <= at_s; i++)
		offset = zone->transitions[i]->offset_s;
	return offset;
}

static void warn(struct arena *arena, const SlbZone *zone, const SlbZone *installed,
		 int64_t at_s, struct diag *diag)
{
	int32_t theirs = table_offset(zone, at_s);
	int32_t ours = table_offset(installed, at_s);

	diag_warning(diag, diag_at("zone"),
		     "from %s the table has an offset of %d s, the zone database of "
		     "this machine (%s) %d s",
		     civil_instant_text(arena, at_s, 0), (int)theirs,
		     installed->tzdata_version, (int)ours);
	diag_hint(diag,
		  "the table decides; write what both parties mean by %s, at_s: %lld, "
		  "offset_s: %d if it is the database",
		  zone->name, (long long)at_s, (int)ours);
}

/* Offsets change only at instants that one of the two tables names. */
static bool compare_at(struct arena *arena, const SlbZone *zone,
		       const SlbZone *installed, int64_t at_s, struct diag *diag)
{
	if (table_offset(zone, at_s) == table_offset(installed, at_s))
		return true;
	warn(arena, zone, installed, at_s, diag);
	return false;
}

static bool compare_all(struct arena *arena, const SlbZone *zone,
			const SlbZone *installed, struct zone_span span,
			const SlbZone *instants, struct diag *diag)
{
	size_t i;

	for (i = 0; i < instants->n_transitions; i++) {
		int64_t at_s = instants->transitions[i]->at_s;

		if (at_s > span.first_s && at_s < span.until_s &&
		    !compare_at(arena, zone, installed, at_s, diag))
			return false;
	}
	return true;
}

void zone_table_compare(struct arena *arena, const SlbZone *zone, struct zone_span span,
			struct diag *diag)
{
	SlbZone *installed;
	struct diag unheard;

	diag_init(&unheard, arena);
	if (zone_table_make(arena, zone->name, span, diag_at("zone.name"), &installed,
			    &unheard) != ERR_OK) {
		diag_note(diag, diag_at("zone.name"),
			  "the zone database of this machine has no zone \"%s\", so "
			  "the table was not compared",
			  zone->name);
		return;
	}
	/* The first difference is told: the rest follows from it. */
	if (compare_at(arena, zone, installed, span.first_s, diag) &&
	    compare_all(arena, zone, installed, span, installed, diag))
		(void)compare_all(arena, zone, installed, span, zone, diag);
}
