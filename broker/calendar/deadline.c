#include "calendar/deadline.h"

#include <stddef.h>

#include "base/ensure.h"

bool deadline_after(struct delay delay, const struct hours *hours,
		    const struct zone_table *zone, int64_t event_s, int64_t *out_s)
{
	const int64_t elapsed_s = (int64_t)delay.amount * 3600;

	*out_s = event_s;
	if (delay.amount == 0)
		return true;
	switch (delay.unit) {
	case DELAY_HOURS:
		*out_s = event_s + elapsed_s;
		return true;
	case DELAY_DAYS:
		*out_s = zone_day_start(zone, zone_day_at(zone, event_s) +
						      (int64_t)delay.amount + 1);
		return true;
	case DELAY_BUSINESS_HOURS:
		ensure(hours != NULL);
		return hours_add(hours, zone, event_s, elapsed_s, out_s);
	case DELAY_BUSINESS_DAYS:
		break;
	}
	ensure(hours != NULL);
	return hours_add_business_days(hours, zone, event_s, delay.amount, out_s);
}
