#include <string.h>

#include "acts/life.h"
#include "acts/versions.h"

/* Who made an offer takes it back before it is decided. */

void withdrawal_needs(const struct act_case *act, struct state *state)
{
	ProtobufCBinaryData id = act->statement->withdrawal->version_id;
	struct version_place place = { act->statement->book.data, id.data };
	struct row_key key;

	key = schedule_row_key(act->statement->book.data);
	state_want(state, &key);
	if (id.len != DIGEST_BYTES)
		return;
	key = version_row_key(&place);
	state_want(state, &key);
}

static enum err check(struct deciding *deciding, const SlbVersionRow **version)
{
	const SlbWithdrawal *withdrawal = deciding->statement->withdrawal;
	enum err err =
		check_width(deciding, "withdrawal.version_id", withdrawal->version_id,
			    DIGEST_BYTES, "the id of the version withdrawn");

	deciding->place.version_id = withdrawal->version_id.data;
	if (err == ERR_OK)
		err = check_text(deciding, "withdrawal.reason", withdrawal->reason, 1,
				 REASON_BYTES_MAX);
	if (err == ERR_OK)
		err = find_pending(deciding, "withdrawal.version_id", version);
	if (err != ERR_OK)
		return err;
	if (strcmp((*version)->offered_by, deciding->statement->issuer) == 0)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_NOT_A_PARTY, diag_at("issuer"),
			  "\"%s\" made this offer and can take it back; \"%s\" cannot",
			  (*version)->offered_by, deciding->statement->issuer);
}

/* Nothing more is expected of a unilateral record; of an offer nothing was. */
static void end_expectations(struct deciding *deciding)
{
	struct row_key key = schedule_row_key(deciding->place.contract_id);
	const SlbScheduleRow *row = state_schedule_row(deciding->state, &key);
	struct schedule schedule;

	if (row == NULL)
		return;
	schedule_open(&schedule, deciding->arena, row);
	schedule.count = 0;
	schedule_write(&schedule, deciding->place.contract_id,
		       &deciding->effects->changes);
}

enum err withdrawal_decide(struct deciding *deciding)
{
	const SlbVersionRow *version = NULL;
	struct row_key key = contract_row_key(deciding->place.contract_id);
	SlbContractRow contract = *deciding->contract;
	enum err err = check(deciding, &version);

	if (err != ERR_OK)
		return err;
	if (version->status == SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL)
		end_expectations(deciding);
	decide_version(deciding, version, SLB_VERSION_STATUS__VERSION_STATUS_WITHDRAWN);
	contract.status = deciding->next;
	contract.pending_version_id = (ProtobufCBinaryData){ 0, NULL };
	state_put(&deciding->effects->changes, &key, &contract.base);
	return ERR_OK;
}
