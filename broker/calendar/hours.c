#include "calendar/hours.h"

#include "base/ensure.h"
#include "calendar/ascending.h"
#include "calendar/civil.h"

/* An opening on a date: [start_s, end_s), empty where clocks jumped over it. */
struct stretch {
	int64_t start_s;
	int64_t end_s;
};

static struct stretch stretch_of(const struct zone_table *zone, int64_t day,
				 struct hours_opening opening)
{
	int64_t midnight_s = day * CIVIL_DAY_S;

	return (struct stretch){
		.start_s =
			zone_reaches(zone, midnight_s + (int64_t)opening.open_min * 60),
		.end_s = zone_reaches(zone,
				      midnight_s + (int64_t)opening.close_min * 60),
	};
}

/* NULL when the day is not a special one. */
static const struct hours_special_day *special_day(const struct hours *hours,
						   int64_t day)
{
	size_t count = ascending_up_to(hours->special_days, hours->special_day_count,
				       sizeof *hours->special_days, day);
	_Static_assert(offsetof(struct hours_special_day, day) == 0, "the key");

	if (count == 0 || hours->special_days[count - 1].day != day)
		return NULL;
	return &hours->special_days[count - 1];
}

static bool is_holiday(const struct hours *hours, int64_t day)
{
	size_t count = ascending_up_to(hours->holidays, hours->holiday_count,
				       sizeof *hours->holidays, day);

	return count > 0 && hours->holidays[count - 1] == day;
}

static struct hours_day hours_of_day(const struct hours *hours, int64_t day)
{
	const struct hours_special_day *special = special_day(hours, day);

	if (special != NULL)
		return special->hours;
	if (is_holiday(hours, day))
		return (struct hours_day){ .opening_count = 0 };
	return hours->week[civil_weekday(day) - MONDAY];
}

bool hours_is_open(const struct hours *hours, const struct zone_table *zone,
		   int64_t at_s)
{
	int64_t day = zone_day_at(zone, at_s);
	struct hours_day today = hours_of_day(hours, day);

	for (size_t i = 0; i < today.opening_count; i++) {
		struct stretch open = stretch_of(zone, day, today.openings[i]);

		if (open.start_s <= at_s && at_s < open.end_s)
			return true;
	}
	return false;
}

/* The part of an opening that lies in [from_s, until_s), in seconds. */
static int64_t overlap_s(struct stretch open, int64_t from_s, int64_t until_s)
{
	int64_t start_s = open.start_s > from_s ? open.start_s : from_s;
	int64_t end_s = open.end_s < until_s ? open.end_s : until_s;

	return end_s > start_s ? end_s - start_s : 0;
}

int64_t hours_between(const struct hours *hours, const struct zone_table *zone,
		      int64_t from_s, int64_t until_s)
{
	int64_t last_day = zone_day_at(zone, until_s);
	int64_t open_s = 0;

	for (int64_t day = zone_day_at(zone, from_s); day <= last_day; day++) {
		struct hours_day today = hours_of_day(hours, day);

		for (size_t i = 0; i < today.opening_count; i++)
			open_s += overlap_s(stretch_of(zone, day, today.openings[i]),
					    from_s, until_s);
	}
	return open_s;
}

bool hours_add(const struct hours *hours, const struct zone_table *zone,
	       int64_t start_s, int64_t open_s, int64_t *out_s)
{
	int64_t first_day = zone_day_at(zone, start_s);

	ensure(open_s >= 0);
	if (open_s == 0) {
		*out_s = start_s;
		return true;
	}
	for (int64_t day = first_day; day <= first_day + HOURS_SEARCH_DAYS_MAX; day++) {
		struct hours_day today = hours_of_day(hours, day);

		for (size_t i = 0; i < today.opening_count; i++) {
			struct stretch open = stretch_of(zone, day, today.openings[i]);
			int64_t left_s = overlap_s(open, start_s, open.end_s);

			if (left_s >= open_s) {
				*out_s = open.end_s - (left_s - open_s);
				return true;
			}
			open_s -= left_s;
		}
	}
	return false;
}

/* Whether the day has open time; *close_s is its end. */
static bool is_business_day(const struct hours *hours, const struct zone_table *zone,
			    int64_t day, int64_t *close_s)
{
	struct hours_day today = hours_of_day(hours, day);
	bool has_open_time = false;

	for (size_t i = 0; i < today.opening_count; i++) {
		struct stretch open = stretch_of(zone, day, today.openings[i]);

		if (open.end_s > open.start_s) {
			has_open_time = true;
			*close_s = open.end_s;
		}
	}
	return has_open_time;
}

bool hours_add_business_days(const struct hours *hours, const struct zone_table *zone,
			     int64_t start_s, uint32_t business_days, int64_t *out_s)
{
	int64_t start_day = zone_day_at(zone, start_s);
	int64_t close_s = start_s;

	for (int64_t ahead = 1; business_days > 0; ahead++) {
		if (ahead > HOURS_SEARCH_DAYS_MAX)
			return false;
		if (is_business_day(hours, zone, start_day + ahead, &close_s))
			business_days--;
	}
	*out_s = close_s;
	return true;
}
