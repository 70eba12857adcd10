#include "report/terms_calendar.h"

#include "base/bytes.h"
#include "base/ensure.h"

int64_t day_of_terms(const char *text)
{
	int64_t day;

	ensure(civil_parse_day(bytes_of_string(text), &day));
	return day;
}

static const int64_t *days_of_terms(struct arena *arena, char *const *texts,
				    size_t count)
{
	int64_t *days = arena_array(arena, int64_t, count);

	for (size_t i = 0; i < count; i++)
		days[i] = day_of_terms(texts[i]);
	return days;
}

struct zone_table zone_of_terms(struct arena *arena, const SlbZone *zone)
{
	struct zone_transition *transitions =
		arena_array(arena, struct zone_transition, zone->n_transitions);

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

static struct hours_day openings_of_terms(struct arena *arena, SlbOpening *const *list,
					  size_t count)
{
	struct hours_opening *openings =
		arena_array(arena, struct hours_opening, count);

	for (size_t i = 0; i < count; i++) {
		openings[i].open_min = list[i]->open_min;
		openings[i].close_min = list[i]->close_min;
	}
	return (struct hours_day){ .openings = openings, .opening_count = count };
}

struct hours *hours_of_terms(struct arena *arena, const SlbHours *hours)
{
	struct hours *out = arena_new(arena, struct hours);
	struct hours_special_day *special =
		arena_array(arena, struct hours_special_day, hours->n_special_days);

	for (size_t i = 0; i < hours->n_week; i++) {
		const SlbWeekdayHours *day = hours->week[i];

		ensure(day->weekday >= SLB_WEEKDAY__WEEKDAY_MONDAY &&
		       day->weekday <= SLB_WEEKDAY__WEEKDAY_SUNDAY);
		out->week[day->weekday - SLB_WEEKDAY__WEEKDAY_MONDAY] =
			openings_of_terms(arena, day->openings, day->n_openings);
	}
	for (size_t i = 0; i < hours->n_special_days; i++) {
		const SlbSpecialDay *day = hours->special_days[i];

		special[i].day = day_of_terms(day->day);
		special[i].hours =
			openings_of_terms(arena, day->openings, day->n_openings);
	}
	out->holidays = days_of_terms(arena, hours->holidays, hours->n_holidays);
	out->holiday_count = hours->n_holidays;
	out->special_days = special;
	out->special_day_count = hours->n_special_days;
	return out;
}

struct period_rule period_rule_of_terms(struct arena *arena, const SlbPeriod *period)
{
	static const enum period_kind kinds[] = {
		[SLB_PERIOD_KIND__PERIOD_KIND_DAY] = PERIOD_DAY,
		[SLB_PERIOD_KIND__PERIOD_KIND_WEEK] = PERIOD_WEEK,
		[SLB_PERIOD_KIND__PERIOD_KIND_MONTH] = PERIOD_MONTH,
		[SLB_PERIOD_KIND__PERIOD_KIND_LIST] = PERIOD_LIST,
	};

	ensure(period->kind >= SLB_PERIOD_KIND__PERIOD_KIND_DAY &&
	       period->kind <= SLB_PERIOD_KIND__PERIOD_KIND_LIST);
	return (struct period_rule){
		.kind = kinds[period->kind],
		.week_start = (enum weekday)period->week_start,
		.month_start_day = period->month_start_day,
		.boundary_days =
			days_of_terms(arena, period->boundaries, period->n_boundaries),
		.boundary_count = period->n_boundaries,
	};
}

struct delay delay_of_terms(const SlbDelay *delay)
{
	static const enum delay_unit units[] = {
		[SLB_DELAY_UNIT__DELAY_UNIT_HOURS] = DELAY_HOURS,
		[SLB_DELAY_UNIT__DELAY_UNIT_DAYS] = DELAY_DAYS,
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_HOURS] = DELAY_BUSINESS_HOURS,
		[SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS] = DELAY_BUSINESS_DAYS,
	};

	ensure(delay->unit >= SLB_DELAY_UNIT__DELAY_UNIT_HOURS &&
	       delay->unit <= SLB_DELAY_UNIT__DELAY_UNIT_BUSINESS_DAYS);
	return (struct delay){ .amount = delay->amount, .unit = units[delay->unit] };
}
