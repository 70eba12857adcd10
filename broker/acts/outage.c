#include "acts/deciding.h"
#include "acts/schedule.h"

/*
 * The broker was away.  What would have been due meanwhile is due later by as long as it
 * was: our outage is nobody's fault.
 */

static struct state_range all_schedules(void)
{
	struct row_key all = rows_of_type(ROW_SCHEDULE);

	return (struct state_range){ .from = all, .to = row_key_after(&all) };
}

void outage_needs(const struct act_case *act, struct state *state)
{
	struct state_range range = all_schedules();

	(void)act;
	state_want_range(state, &range);
}

/* Whether anything of the schedule was due in the outage; then it is moved. */
static bool move_parts(struct schedule *schedule, const SlbOutage *outage)
{
	bool moved = false;

	for (size_t i = 0; i < schedule->count; i++) {
		SlbExpectedPart *part = schedule->expected[i];

		if (part->due_ms <= outage->from_ms || part->due_ms > outage->until_ms)
			continue;
		part->due_ms += outage->until_ms - outage->from_ms;
		moved = true;
	}
	return moved;
}

static void move_schedules(struct deciding *deciding, const SlbOutage *outage)
{
	struct state_range range = all_schedules();
	struct state_entries rows = state_rows(deciding->state, &range);

	for (size_t i = 0; i < rows.count; i++) {
		const SlbScheduleRow *row = (const SlbScheduleRow *)rows.entries[i].row;
		struct schedule schedule;

		schedule_open(&schedule, deciding->arena, row);
		if (move_parts(&schedule, outage))
			schedule_write(
				&schedule,
				row_key_tail(rows.entries[i].key, CONTRACT_BYTES).data,
				&deciding->effects->changes);
	}
}

enum err outage_decide(struct deciding *deciding)
{
	const SlbOutage *outage = deciding->statement->outage;
	struct row_key key = outage_row_key(outage->until_ms);
	SlbOutageRow row;

	if (outage->from_ms < 0 || outage->from_ms >= outage->until_ms ||
	    outage->until_ms != deciding->act->log_time_ms)
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				  diag_at("outage.until_ms"),
				  "an outage ends at the log time of its entry, after "
				  "it began");
	slb_outage_row__init(&row);
	row.from_ms = outage->from_ms;
	row.index = deciding->act->index;
	state_put(&deciding->effects->changes, &key, &row.base);
	move_schedules(deciding, outage);
	deciding->effects->book = book_of_kind(BOOK_OUTAGES);
	return ERR_OK;
}
