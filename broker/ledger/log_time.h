#ifndef BROKER_LEDGER_LOG_TIME_H
#define BROKER_LEDGER_LOG_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"

/*
 * Which log time the next entry gets, from the clock and the log; proto/RECORD.md,
 * "Log time".
 *
 * Log time never decreases, so that a wrong step ahead could never be taken back: a step
 * of over an hour needs a word of the operator.  Times are ms since 1970.
 * Threads: pure functions.
 */

#define LOG_TIME_BEHIND_MAX_MS ((int64_t)5000)    /* the last time is used again */
#define LOG_TIME_AHEAD_MAX_MS  ((int64_t)3600000) /* without the operator's word */
#define LOG_TIME_CLOCK_MS      ((int64_t)600000)  /* then a clock entry is logged */
#define LOG_TIME_OUTAGE_MS     ((int64_t)660000)  /* a longer gap is an outage */

struct log_time {
	int64_t last_ms;      /* of the last entry */
	int64_t confirmed_ms; /* by the operator since; 0: nothing */
	bool begun;           /* the log has more than its opening */
};

/*
 * The log time of what is written when the clock shows now_ms.  ERR_CLOCK_BEHIND: the
 * clock is more than 5 s behind the log.  ERR_CLOCK_AHEAD: it is more than an hour ahead
 * of the log and of what the operator confirmed.
 */
enum err log_time_next(const struct log_time *time, int64_t now_ms,
		       int64_t *log_time_ms, struct diag *diag) MUST_CHECK;

/*
 * A clock correction that the operator signed, when the clock shows now_ms: ERR_OK when
 * it lets the log go on, which is when the clock is within an hour of it.
 * ERR_STATEMENT_FIELD: it is not.
 */
enum err log_time_confirm(struct log_time *time, int64_t confirmed_ms, int64_t now_ms,
			  struct diag *diag) MUST_CHECK;

enum log_time_gap { GAP_NONE, GAP_CLOCK, GAP_OUTAGE };

/* What the time since the last entry asks for: nothing, a clock entry, an outage. */
enum log_time_gap log_time_gap(const struct log_time *time, int64_t now_ms);

#endif
