#include "calendar/period.h"

#include "calendar/ascending.h"

#define MONTHS 12

static enum err check_boundaries(const struct period_rule *rule, struct diag *diag,
				 const char *path)
{
	struct diag_path field;
	enum err err = ERR_OK;

	if (rule->boundary_count < 2) {
		err = diag_error(diag, ERR_CONTRACT_INVALID,
				 diag_at_path(&field, "%s.boundaries", path),
				 "the list has %zu boundaries; one period needs 2",
				 rule->boundary_count);
		diag_hint(diag,
			  "write the first day of every period, and at the end the "
			  "day after the last period");
	}
	for (size_t i = 1; i < rule->boundary_count; i++) {
		if (rule->boundary_days[i - 1] < rule->boundary_days[i])
			continue;
		err = diag_error(diag, ERR_CONTRACT_INVALID,
				 diag_at_path(&field, "%s.boundaries[%zu]", path, i),
				 "this boundary is not after the one before it");
		diag_hint(diag,
			  "list the first days of the periods by date, each once");
	}
	return err;
}

enum err period_rule_check(const struct period_rule *rule, struct diag *diag,
			   const char *path)
{
	struct diag_path field;

	if (rule->kind == PERIOD_LIST)
		return check_boundaries(rule, diag, path);
	if (rule->kind == PERIOD_WEEK &&
	    (rule->week_start < MONDAY || rule->week_start > SUNDAY))
		return diag_error(
			diag, ERR_CONTRACT_INVALID,
			diag_at_path(&field, "%s.week_start", path),
			"a weekly period does not say on which weekday the week "
			"starts");
	if (rule->kind == PERIOD_MONTH &&
	    (rule->month_start_day < 1 || rule->month_start_day > 28))
		return diag_error(
			diag, ERR_CONTRACT_INVALID,
			diag_at_path(&field, "%s.month_start_day", path),
			"a month cannot start on day %u; write 1 for calendar "
			"months, or a day up to 28, which every month has",
			rule->month_start_day);
	return ERR_OK;
}

struct period period_of_days(const struct zone_table *zone, int64_t first_day,
			     int64_t end_day)
{
	return (struct period){
		.first_day = first_day,
		.end_day = end_day,
		.start_s = zone_day_start(zone, first_day),
		.end_s = zone_day_start(zone, end_day),
	};
}

static int64_t month_start(const struct period_rule *rule, int64_t month_index)
{
	return civil_day((struct civil_date){
		.year = month_index / MONTHS,
		.month = (unsigned)(month_index % MONTHS) + 1,
		.day = rule->month_start_day,
	});
}

static struct period month_of_day(const struct period_rule *rule,
				  const struct zone_table *zone, int64_t day)
{
	struct civil_date date = civil_date_of(day);
	int64_t month_index = date.year * MONTHS + (int64_t)date.month - 1;

	if (date.day < rule->month_start_day)
		month_index--;
	return period_of_days(zone, month_start(rule, month_index),
			      month_start(rule, month_index + 1));
}

static bool listed_of_day(const struct period_rule *rule, const struct zone_table *zone,
			  int64_t day, struct period *out)
{
	size_t begun = ascending_up_to(rule->boundary_days, rule->boundary_count,
				       sizeof *rule->boundary_days, day);

	if (begun == 0 || begun == rule->boundary_count)
		return false;
	*out = period_of_days(zone, rule->boundary_days[begun - 1],
			      rule->boundary_days[begun]);
	return true;
}

bool period_of_day(const struct period_rule *rule, const struct zone_table *zone,
		   int64_t day, struct period *out)
{
	int64_t into_week;

	if (rule->kind == PERIOD_LIST)
		return listed_of_day(rule, zone, day, out);
	if (rule->kind == PERIOD_MONTH) {
		*out = month_of_day(rule, zone, day);
		return true;
	}
	if (rule->kind == PERIOD_WEEK) {
		into_week = (civil_weekday(day) + 7 - rule->week_start) % 7;
		*out = period_of_days(zone, day - into_week, day - into_week + 7);
		return true;
	}
	*out = period_of_days(zone, day, day + 1);
	return true;
}

bool period_at(const struct period_rule *rule, const struct zone_table *zone,
	       int64_t at_s, struct period *out)
{
	return period_of_day(rule, zone, zone_day_at(zone, at_s), out);
}

bool period_next(const struct period_rule *rule, const struct zone_table *zone,
		 const struct period *period, struct period *out)
{
	return period_of_day(rule, zone, period->end_day, out);
}

int64_t period_days(const struct period *period)
{
	return period->end_day - period->first_day;
}

bool period_in_term(const struct zone_table *zone, const struct period *period,
		    int64_t term_first_day, int64_t term_end_day,
		    struct term_period *out)
{
	bool first_partial = term_first_day > period->first_day;
	bool last_partial = term_end_day < period->end_day;
	int64_t first_day = first_partial ? term_first_day : period->first_day;
	int64_t end_day = last_partial ? term_end_day : period->end_day;

	if (first_day >= end_day)
		return false;
	*out = (struct term_period){
		.whole = *period,
		.part = period_of_days(zone, first_day, end_day),
		.first_partial = first_partial,
		.last_partial = last_partial,
	};
	return true;
}

char *period_label(struct arena *arena, const struct period_rule *rule,
		   const struct period *period)
{
	struct civil_date date = civil_date_of(period->first_day);
	struct civil_week week = civil_week_of(period->first_day);

	if (rule->kind == PERIOD_DAY)
		return civil_day_text(arena, period->first_day);
	if (rule->kind == PERIOD_WEEK && rule->week_start == MONDAY)
		return arena_printf(arena, "%04lld-W%02u", (long long)week.year,
				    week.week);
	if (rule->kind == PERIOD_MONTH && rule->month_start_day == 1)
		return arena_printf(arena, "%04lld-%02u", (long long)date.year,
				    date.month);
	return arena_printf(arena, "%s/%s", civil_day_text(arena, period->first_day),
			    civil_day_text(arena, period->end_day));
}
