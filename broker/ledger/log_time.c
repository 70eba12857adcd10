#include "ledger/log_time.h"

#include <inttypes.h>

static enum err behind(const struct log_time *time, int64_t now_ms, struct diag *diag)
{
	return diag_error(diag, ERR_CLOCK_BEHIND, diag_at(""),
			  "the broker's clock is %" PRId64
			  " s behind the last entry of "
			  "the log; nothing is logged until it has caught up",
			  (time->last_ms - now_ms) / 1000);
}

static enum err ahead(int64_t from_ms, int64_t now_ms, struct diag *diag)
{
	(void)diag_error(diag, ERR_CLOCK_AHEAD, diag_at(""),
			 "the broker's clock is %" PRId64 " minutes ahead of the log, "
			 "which may not step more than %" PRId64 " by itself",
			 (now_ms - from_ms) / 60000, LOG_TIME_AHEAD_MAX_MS / 60000);
	diag_hint(diag, "where the clock is right, the operator says so with: sla log "
			"confirm; where it is wrong, set it and start again");
	return ERR_CLOCK_AHEAD;
}

/* No later try mends what was said: the confirmed time is signed. */
static enum err apart(bool broker_is_ahead, int64_t apart_ms, struct diag *diag)
{
	(void)diag_error(diag, ERR_STATEMENT_FIELD, diag_at("confirmed_ms"),
			 "the broker's clock is %" PRId64
			 " minutes %s the confirmed time, and may be %" PRId64 " apart",
			 apart_ms / 60000, broker_is_ahead ? "ahead of" : "behind",
			 LOG_TIME_AHEAD_MAX_MS / 60000);
	diag_hint(diag,
		  "find out which of the two is wrong: set the broker's clock, or "
		  "confirm again with the right time");
	return ERR_STATEMENT_FIELD;
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

enum err log_time_next(const struct log_time *time, int64_t now_ms,
		       int64_t *log_time_ms, struct diag *diag)
{
	int64_t known_ms = greater(time->last_ms, time->confirmed_ms);

	if (now_ms < time->last_ms - LOG_TIME_BEHIND_MAX_MS)
		return behind(time, now_ms, diag);
	if (time->begun && now_ms - known_ms > LOG_TIME_AHEAD_MAX_MS)
		return ahead(known_ms, now_ms, diag);
	*log_time_ms = greater(now_ms, time->last_ms);
	return ERR_OK;
}

enum err log_time_confirm(struct log_time *time, int64_t confirmed_ms, int64_t now_ms,
			  struct diag *diag)
{
	int64_t apart_ms =
		now_ms > confirmed_ms ? now_ms - confirmed_ms : confirmed_ms - now_ms;

	if (apart_ms > LOG_TIME_AHEAD_MAX_MS)
		return apart(now_ms > confirmed_ms, apart_ms, diag);
	time->confirmed_ms = greater(time->confirmed_ms, confirmed_ms);
	return ERR_OK;
}

enum log_time_gap log_time_gap(const struct log_time *time, int64_t now_ms)
{
	int64_t gap_ms = now_ms - time->last_ms;

	if (gap_ms > LOG_TIME_OUTAGE_MS)
		return GAP_OUTAGE;
	return gap_ms >= LOG_TIME_CLOCK_MS ? GAP_CLOCK : GAP_NONE;
}
