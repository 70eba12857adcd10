#include "acts/months.h"

#include "calendar/civil.h"

#define FIRST_YEAR 1970
#define DAY_MS     (CIVIL_DAY_S * 1000)

uint32_t evidence_month(int64_t log_time_ms)
{
	struct civil_date date = civil_date_of(log_time_ms / DAY_MS);

	return (uint32_t)((date.year - FIRST_YEAR) * 12 + date.month - 1);
}

int64_t evidence_month_end_ms(uint32_t month)
{
	struct civil_date next = { .year = FIRST_YEAR + ((int64_t)month + 1) / 12,
				   .month = (month + 1) % 12 + 1,
				   .day = 1 };

	return civil_day(next) * DAY_MS;
}
