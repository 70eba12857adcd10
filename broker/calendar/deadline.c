#include "calendar/deadline.h"

#include <stddef.h>

#include "base/ensure.h"

bool deadline_after(struct delay delay, const struct hours *hours,
		    const struct zone_table *zone, int64_t event_s, int64_t *out_s)
{
	const int64_t length_s = (int64_t)delay.amount * 3600;
	const int64_t day = zone_day_at(zone, event_s);

	*out_s = event_s;
	if (delay.amount == 0)
		return true;
	if (delay.unit == DELAY_HOURS) {
		*out_s = event_s + length_s;
		return true;
	}
	if (delay.unit == DELAY_DAYS) {
		*out_s = zone_day_start(zone, day + (int64_t)delay.amount + 1);
		return true;
	}
	ensure(hours != NULL);
	if (delay.unit == DELAY_BUSINESS_HOURS)
		return hours_add(hours, zone, event_s, length_s, out_s);
	return hours_add_business_days(hours, zone, event_s, delay.amount, out_s);
}
