#include <inttypes.h>

#include "acts/deciding.h"

/*
 * The operator confirms that the clock is right after a jump, and the log goes on from
 * there.  The writer, which stopped, takes this statement at the time that it confirms.
 */

void clock_correction_needs(const struct act_case *act, struct state *state)
{
	(void)act;
	(void)state;
}

enum err clock_correction_decide(struct deciding *deciding)
{
	int64_t confirmed_ms = deciding->statement->clock_correction->confirmed_ms;
	int64_t now_ms = deciding->act->log_time_ms;

	if (confirmed_ms < 0 || confirmed_ms > now_ms)
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD,
			diag_at("clock_correction.confirmed_ms"),
			"a log time that has come is confirmed, ms since "
			"1970-01-01T00:00:00Z; it is %s, and %" PRId64 " ms is later",
			words_instant_ms(deciding->arena, now_ms), confirmed_ms);
	deciding->effects->book = book_of_kind(BOOK_BROKER);
	return ERR_OK;
}
