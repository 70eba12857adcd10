#include "acts/standing.h"

/*
 * The client gives up credit, strike or both of a finding, this once.  Where a notice
 * stands on it, acts_conclude() enters that, with what it says of the notice.
 */

void waiver_needs(const struct act_case *act, struct state *state)
{
	finding_needs(act, act->statement->waiver->finding, state);
}

/* What is waived already is not waived again: a statement says something. */
static enum err check_gain(const struct deciding *deciding,
			   const struct finding *finding)
{
	const SlbWaiver *waiver = deciding->statement->waiver;

	if ((waiver->credit && !finding->row->credit_waived) ||
	    (waiver->strike && !finding->row->strike_waived))
		return ERR_OK;
	return diag_error(deciding->diag, ERR_STATEMENT_FIELD,
			  diag_at(waiver->strike ? "waiver.strike" : "waiver.credit"),
			  "%s",
			  waiver->credit || waiver->strike
				  ? "what this waives is waived already"
				  : "a waiver says whether credit, strike or both are "
				    "waived");
}

enum err waiver_decide(struct deciding *deciding)
{
	const SlbWaiver *waiver = deciding->statement->waiver;
	struct finding finding;
	SlbFindingRow row;
	enum err err =
		finding_find(deciding, "waiver.finding", waiver->finding, &finding);

	if (err == ERR_OK)
		err = check_text(deciding, "waiver.reason", waiver->reason, 1,
				 REASON_BYTES_MAX);
	if (err == ERR_OK)
		err = check_gain(deciding, &finding);
	if (err != ERR_OK || finding.row->notice != 0)
		return err;
	row = *finding.row;
	row.credit_waived |= waiver->credit;
	row.strike_waived |= waiver->strike;
	state_put(&deciding->effects->changes, &finding.key, &row.base);
	return ERR_OK;
}
