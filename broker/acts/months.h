#ifndef BROKER_ACTS_MONTHS_H
#define BROKER_ACTS_MONTHS_H

#include <stdint.h>

/*
 * The epochs of evidence: UTC months of log time, counted from January 1970 as 0
 * (RECORD.md, section 7).
 */
uint32_t evidence_month(int64_t log_time_ms);
/* The instant at which a month is over, ms since 1970-01-01T00:00:00Z. */
int64_t evidence_month_end_ms(uint32_t month);

#endif
