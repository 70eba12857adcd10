#include "import/wall_clock.h"

struct wall_clock wall_clock_of(const struct zone_table *zone, SlbClock clock,
				SlbRepeated repeated_hour)
{
	return (struct wall_clock){
		.zone = zone,
		.utc = clock == SLB_CLOCK__CLOCK_UTC,
		.repeated_hour = repeated_hour,
	};
}

/* Rows in the order of time go back once in a repeated hour: then it is the second one. */
static bool is_second_time(struct wall_clock *clock, int64_t local_s)
{
	if (clock->any && local_s < clock->last_local_s)
		clock->went_back = true;
	return clock->went_back;
}

enum wall_clock_result wall_clock_instant(struct wall_clock *clock, int64_t local_s,
					  int64_t *out_s)
{
	enum wall_clock_result result = WALL_CLOCK_OK;
	struct zone_reading reading;

	if (clock->utc) {
		*out_s = local_s;
		return WALL_CLOCK_OK;
	}
	reading = zone_read(clock->zone, local_s);
	*out_s = reading.first_s;
	if (reading.times == 0) {
		result = WALL_CLOCK_SKIPPED;
	} else if (reading.times == 1) {
		clock->went_back = false;
	} else if (clock->repeated_hour == SLB_REPEATED__REPEATED_LATER ||
		   (clock->repeated_hour == SLB_REPEATED__REPEATED_IN_ORDER &&
		    is_second_time(clock, local_s))) {
		*out_s = reading.last_s;
	} else if (clock->repeated_hour == SLB_REPEATED__REPEATED_UNSPECIFIED) {
		result = WALL_CLOCK_TWICE;
	}
	clock->last_local_s = local_s;
	clock->any = true;
	return result;
}

const char *wall_clock_result_text(enum wall_clock_result result)
{
	static const char *const texts[] = {
		[WALL_CLOCK_OK] = "is a time",
		[WALL_CLOCK_SKIPPED] = "was never shown in the contract's zone: clocks "
				       "were put forward",
		[WALL_CLOCK_TWICE] =
			"was shown twice in the contract's zone, since clocks "
			"were put back: say which under repeated_hour",
	};
	return texts[result];
}
