#ifndef BROKER_REPORT_TERMS_CALENDAR_H
#define BROKER_REPORT_TERMS_CALENDAR_H

#include "base/arena.h"
#include "calendar/deadline.h"
#include "calendar/hours.h"
#include "calendar/period.h"
#include "calendar/zone.h"
#include "slabroker/v1/common.pb-c.h"
#include "slabroker/v1/contract.pb-c.h"

/*
 * Terms as calendar/ reads them.  Days, enumerations and their presence must have been
 * checked; what zone_check(), hours_check() and period_rule_check() look at need not.
 * Results live in the arena and point into the message.
 */

int64_t day_of_terms(const char *text); /* "YYYY-MM-DD" */
struct zone_table zone_of_terms(struct arena *arena, const SlbZone *zone);
struct hours *hours_of_terms(struct arena *arena, const SlbHours *hours);
struct period_rule period_rule_of_terms(struct arena *arena, const SlbPeriod *period);
struct delay delay_of_terms(const SlbDelay *delay);

#endif
