#include "acts/standing.h"
#include "acts/versions.h"
#include "calendar/civil.h"

/* The client lets a finding rest until the end of a day.  That day can only move later. */

void hold_needs(const struct act_case *act, struct state *state)
{
	finding_needs(act, act->statement->hold->finding, state);
}

static enum err check_day(const struct deciding *deciding,
			  const struct finding *finding, int64_t until_s)
{
	const struct zone_table *zone = &finding->law->frame->zone;
	const char *path = "hold.until_day";

	if (until_s * 1000 <= deciding->act->log_time_ms)
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			"the day is past; today is %s in the zone of the contract",
			civil_day_text(
				deciding->arena,
				local_day(finding->law, deciding->act->log_time_ms)));
	if (until_s <= finding->row->held_until_s)
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			"the finding is held until %s already; a hold is only prolonged",
			zone_text(deciding->arena, zone, finding->row->held_until_s));
	if (until_s > finding->lapses_s)
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
				  "the finding can be claimed upon until %s; a hold "
				  "ends before that",
				  zone_text(deciding->arena, zone, finding->lapses_s));
	return ERR_OK;
}

enum err hold_decide(struct deciding *deciding)
{
	const SlbHold *hold = deciding->statement->hold;
	struct finding finding;
	SlbFindingRow row;
	int64_t day = 0;
	int64_t until_s;
	enum err err = finding_find(deciding, "hold.finding", hold->finding, &finding);

	if (err == ERR_OK)
		err = check_text(deciding, "hold.reason", hold->reason, 1,
				 REASON_BYTES_MAX);
	if (err != ERR_OK)
		return err;
	if (!civil_parse_day(bytes_of_string(hold->until_day), &day))
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				  diag_at("hold.until_day"),
				  "a day is written \"YYYY-MM-DD\"");
	until_s = zone_day_start(&finding.law->frame->zone, day + 1);
	err = check_day(deciding, &finding, until_s);
	if (err != ERR_OK)
		return err;
	row = *finding.row;
	row.held_until_s = until_s;
	state_put(&deciding->effects->changes, &finding.key, &row.base);
	return ERR_OK;
}
