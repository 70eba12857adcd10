#include "import/grid.h"

#include "base/ensure.h"
#include "calendar/civil.h"

static int64_t day_of(const char *text)
{
	int64_t day;
	bool parsed = civil_parse_day(bytes_of_string(text), &day);

	ensure(parsed);
	return day;
}

static struct zone_table zone_of(struct arena *arena, const SlbZone *zone)
{
	struct zone_transition *transitions =
		arena_array(arena, struct zone_transition, zone->n_transitions + 1);

	for (size_t i = 0; i < zone->n_transitions; i++) {
		transitions[i].at_s = zone->transitions[i]->at_s;
		transitions[i].offset_s = zone->transitions[i]->offset_s;
	}
	return (struct zone_table){
		.name = zone->name,
		.first_offset_s = zone->first_offset_s,
		.transitions = transitions,
		.transition_count = zone->n_transitions,
	};
}

static struct period_rule rule_of(struct arena *arena, const SlbPeriod *period)
{
	static const enum period_kind kinds[] = {
		[SLB_PERIOD_KIND__PERIOD_KIND_DAY] = PERIOD_DAY,
		[SLB_PERIOD_KIND__PERIOD_KIND_WEEK] = PERIOD_WEEK,
		[SLB_PERIOD_KIND__PERIOD_KIND_MONTH] = PERIOD_MONTH,
		[SLB_PERIOD_KIND__PERIOD_KIND_LIST] = PERIOD_LIST,
	};
	int64_t *boundaries = arena_array(arena, int64_t, period->n_boundaries + 1);

	for (size_t i = 0; i < period->n_boundaries; i++)
		boundaries[i] = day_of(period->boundaries[i]);
	return (struct period_rule){
		.kind = kinds[period->kind],
		.week_start = (enum weekday)period->week_start,
		.month_start_day = period->month_start_day,
		.boundary_days = boundaries,
		.boundary_count = period->n_boundaries,
	};
}

void grid_init(struct grid *grid, struct arena *arena, const SlbTerms *terms,
	       const SlbSeries *series)
{
	int64_t first_day = day_of(terms->first_day);
	int64_t end_day = day_of(terms->last_day) + 1;

	*grid = (struct grid){
		.zone = zone_of(arena, terms->zone),
		.rule = rule_of(arena, terms->period),
		.kind = series->interval,
		.interval_s = series->interval_s,
		.first_day = first_day,
		.end_day = end_day,
		.wanted_first_day = first_day,
		.wanted_end_day = end_day,
		.wanted_from_s = INT64_MIN,
		.wanted_until_s = INT64_MAX,
	};
}

void grid_clip(struct grid *grid, int64_t first_day, int64_t end_day)
{
	grid->wanted_first_day = first_day;
	grid->wanted_end_day = end_day;
}

void grid_clip_to_whole(struct grid *grid, int64_t from_s, int64_t until_s)
{
	grid->wanted_from_s = from_s;
	grid->wanted_until_s = until_s;
}

/* The part of a local day; false when it is not wanted. */
static bool part_of_day(const struct grid *grid, int64_t day, struct grid_part *out)
{
	struct period period;
	struct term_period cut;

	if (grid->kind != SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD)
		period = period_of_days(&grid->zone, day, day + 1);
	else if (!period_of_day(&grid->rule, &grid->zone, day, &period))
		return false;
	if (!period_in_term(&grid->zone, &period, grid->first_day, grid->end_day, &cut))
		return false;
	out->start_s = cut.part.start_s;
	out->end_s = cut.part.end_s;
	return cut.part.first_day >= grid->wanted_first_day &&
	       cut.part.first_day < grid->wanted_end_day &&
	       cut.part.start_s >= grid->wanted_from_s &&
	       cut.part.end_s <= grid->wanted_until_s;
}

bool grid_slot(struct grid *grid, int64_t at_s, struct grid_slot *out)
{
	if (at_s < grid->last.start_s || at_s >= grid->last.end_s) {
		struct grid_part part;
		int64_t day = zone_day_at(&grid->zone, at_s);

		if (day < grid->first_day || day >= grid->end_day ||
		    !part_of_day(grid, day, &part))
			return false;
		grid->last = part;
	}
	out->part = grid->last;
	out->interval = 0;
	out->start_s = out->part.start_s;
	out->end_s = out->part.end_s;
	if (grid->kind == SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS) {
		int64_t length_s = grid->interval_s;

		out->interval = (uint32_t)((at_s - out->part.start_s) / length_s);
		out->start_s += (int64_t)out->interval * length_s;
		if (out->end_s > out->start_s + length_s)
			out->end_s = out->start_s + length_s;
	}
	return true;
}

/* Days are tried one by one: a day not wanted is passed over, a few at most. */
bool grid_next_part(struct grid *grid, int64_t at_s, struct grid_part *out)
{
	int64_t day = zone_day_at(&grid->zone, at_s);

	if (day < grid->first_day)
		day = grid->first_day;
	if (day < grid->wanted_first_day)
		day = grid->wanted_first_day;
	for (; day < grid->end_day && day < grid->wanted_end_day; day++) {
		if (part_of_day(grid, day, out) && out->end_s > at_s)
			return true;
	}
	return false;
}
