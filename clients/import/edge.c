#include "import/edge.h"

#include <inttypes.h>

#include "calendar/civil.h"

#define MINUTE_S 60
#define HOUR_S   3600

size_t import_edges(SlbReport *const *reports, size_t report_count, int64_t first_s,
		    int64_t last_s, struct import_edge out[IMPORT_EDGES_MAX])
{
	const SlbReport *first;
	const SlbReport *last;
	size_t count = 0;

	if (report_count == 0)
		return 0;
	first = reports[0];
	last = reports[report_count - 1];
	if (first->start_s < first_s)
		out[count++] = (struct import_edge){ false, first_s, first->start_s,
						     first->end_s };
	if (last->end_s > last_s + 1)
		out[count++] = (struct import_edge){ true, last_s, last->start_s,
						     last->end_s };
	return count;
}

static const char *duration_text(struct arena *arena, int64_t duration_s)
{
	if (duration_s < MINUTE_S)
		return arena_printf(arena, "%" PRId64 " s", duration_s);
	if (duration_s < HOUR_S)
		return arena_printf(arena, "%" PRId64 " min", duration_s / MINUTE_S);
	if (duration_s < 2 * CIVIL_DAY_S)
		return arena_printf(arena, "%" PRId64 " h %" PRId64 " min",
				    duration_s / HOUR_S,
				    duration_s % HOUR_S / MINUTE_S);
	return arena_printf(arena, "%" PRId64 " days", duration_s / CIVIL_DAY_S);
}

/* "2026-03-02", or "2026-03-01 to 2026-03-31". */
static const char *days_text(struct arena *arena, const struct zone_table *zone,
			     const struct import_edge *edge)
{
	int64_t first_day = zone_day_at(zone, edge->part_start_s);
	int64_t last_day = zone_day_at(zone, edge->part_end_s - 1);

	if (first_day == last_day)
		return civil_day_text(arena, first_day);
	return arena_printf(arena, "%s to %s", civil_day_text(arena, first_day),
			    civil_day_text(arena, last_day));
}

const char *import_edge_text(struct arena *arena, const struct zone_table *zone,
			     const struct import_edge *edge)
{
	int64_t unseen_s = edge->at_end ? edge->part_end_s - edge->log_s
					: edge->log_s - edge->part_start_s;

	return arena_printf(
		arena, "the log %s at %s; %s of %s are %s it",
		edge->at_end ? "ends" : "begins", zone_text(arena, zone, edge->log_s),
		duration_text(arena, unseen_s), days_text(arena, zone, edge),
		edge->at_end ? "after" : "before");
}
