#ifndef TESTS_UNIT_LEDGER_MONTH_H
#define TESTS_UNIT_LEDGER_MONTH_H

#include "world.h"

/* A contract's days through the ledger: acme and nordcall, from 1 January 2026 on. */

struct month {
	struct world world;
	struct agreed agreed;
	struct digest last; /* content id of the last report */
	uint64_t sequence;
	uint64_t next; /* log index */
};

/* A contract of so many days is in force: entries 5 and 6. */
void month_start(struct month *m, bool on_disk, unsigned days);

/* The next report of the series, of a day of January. */
struct said month_report(struct month *m, unsigned day, const char *counts);

/* The broker runs all the time until then. */
void month_pass(struct month *m, int64_t until_ms);

/* The broker is away for an hour again and again: deadlines inside move with that. */
void month_skip(struct month *m, int64_t until_ms);

/* The broker was away for long; the operator confirms the time. */
void month_leap(struct month *m, int64_t until_ms);

/* An hour after the end of a day. */
int64_t month_after_day_ms(unsigned day);

/* One report for each day, as soon as it is over. */
void month_report_days(struct month *m, unsigned days);

const SlbOutcome *month_outcome(struct month *m, uint64_t index);
uint64_t month_last_index(struct month *m);

/* Closes the ledger and checks all of the log. */
struct check_report month_check(struct month *m);

#endif
