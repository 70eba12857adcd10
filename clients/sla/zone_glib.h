#ifndef CLIENTS_SLA_ZONE_GLIB_H
#define CLIENTS_SLA_ZONE_GLIB_H

#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "slabroker/v1/common.pb-c.h"

/*
 * Zone tables for contracts, from the zone database of this machine.
 *
 * GLib is asked by instants of UTC only: asked by local time it silently moves a time
 * that does not exist.  It is asked every few hours, and a change is then narrowed down
 * to the second.
 */

/* From first_s to until_s, seconds since 1970-01-01T00:00:00Z. */
struct zone_span {
	int64_t first_s;
	int64_t until_s;
};

/*
 * The table of the zone with this IANA name, e.g. "Europe/Rome".  ERR_USAGE, with the
 * place given, when the database has no such zone.
 */
enum err zone_table_make(struct arena *arena, const char *name, struct zone_span span,
			 struct diag_place place, SlbZone **out,
			 struct diag *diag) MUST_CHECK;

/* Release of the installed database, e.g. "2026f"; "unknown" where it does not say. */
const char *zone_database_version(struct arena *arena);

/*
 * Warns where the database of this machine gives another offset than the table anywhere
 * in the span; notes where it does not know the zone.
 */
void zone_table_compare(struct arena *arena, const SlbZone *zone, struct zone_span span,
			struct diag *diag);

#endif
