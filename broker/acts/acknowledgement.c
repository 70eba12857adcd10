#include <inttypes.h>

#include "acts/standing.h"

/* The centre says that it received a notice.  That admits nothing. */

static struct row_key notice_key(const SlbStatement *statement)
{
	return notice_row_key(statement->book.data, statement->acknowledgement->notice);
}

void acknowledgement_needs(const struct act_case *act, struct state *state)
{
	struct row_key key = notice_key(act->statement);

	state_want(state, &key);
}

static enum err refuse(const struct deciding *deciding, enum err code, const char *why)
{
	return diag_error(deciding->diag, code, diag_at("acknowledgement.notice"),
			  "notice %" PRIu64 " of contract %s %s",
			  deciding->statement->acknowledgement->notice,
			  words_contract(deciding->arena, deciding->place.contract_id),
			  why);
}

static enum err check_notice(const struct deciding *deciding, const SlbNoticeRow *row)
{
	struct arena *arena = deciding->arena;

	if (row == NULL)
		return refuse(deciding, ERR_NOTICE_UNKNOWN, "was not given");
	if (row->ended_index != 0)
		return refuse(
			deciding, ERR_NOTICE_STATUS,
			arena_printf(arena,
				     "was %s at entry %" PRIu64
				     " of the log; its receipt needs no "
				     "acknowledgement any more",
				     row->replaced_by == 0 ? "withdrawn" : "replaced",
				     row->ended_index));
	if (row->acknowledged_index != 0)
		return refuse(deciding, ERR_NOTICE_STATUS,
			      arena_printf(arena,
					   "is acknowledged already, at entry %" PRIu64
					   " of the log",
					   row->acknowledged_index));
	return ERR_OK;
}

static void put_event(struct deciding *deciding)
{
	struct row_key key = notice_event_row_key(deciding->act->index);
	uint64_t number = deciding->statement->acknowledgement->notice;
	SlbNoticeEventRow row;

	slb_notice_event_row__init(&row);
	row.contract_id = deciding->statement->book;
	row.n_numbers = 1;
	row.numbers = &number;
	state_put(&deciding->effects->changes, &key, &row.base);
}

enum err acknowledgement_decide(struct deciding *deciding)
{
	struct row_key key = notice_key(deciding->statement);
	const SlbNoticeRow *row = state_notice_row(deciding->state, &key);
	SlbNoticeRow changed;
	enum err err = check_role(deciding, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE,
				  "acknowledges receipt of its notices");

	if (err == ERR_OK)
		err = check_notice(deciding, row);
	if (err != ERR_OK)
		return err;
	changed = *row;
	changed.acknowledged_index = deciding->act->index;
	changed.acknowledged_ms = deciding->act->log_time_ms;
	state_put(&deciding->effects->changes, &key, &changed.base);
	put_event(deciding);
	return ERR_OK;
}
