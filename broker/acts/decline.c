#include "acts/life.h"
#include "acts/versions.h"

/* The other side does not accept.  A unilateral record stays what it is, so marked. */

void decline_needs(const struct act_case *act, struct state *state)
{
	ProtobufCBinaryData id = act->statement->decline->version_id;
	struct version_place place = { act->statement->book.data, id.data };
	struct row_key key;

	if (id.len != DIGEST_BYTES)
		return;
	key = version_row_key(&place);
	state_want(state, &key);
}

static enum err check(struct deciding *deciding, const SlbVersionRow **version)
{
	const SlbDecline *decline = deciding->statement->decline;
	enum err err = check_width(deciding, "decline.version_id", decline->version_id,
				   DIGEST_BYTES, "the id of the version declined");

	deciding->place.version_id = decline->version_id.data;
	if (err == ERR_OK)
		err = check_text(deciding, "decline.reason", decline->reason, 1,
				 REASON_BYTES_MAX);
	if (err == ERR_OK)
		err = find_pending(deciding, "decline.version_id", version);
	return err == ERR_OK ? check_other_side(deciding, *version) : err;
}

enum err decline_decide(struct deciding *deciding)
{
	const SlbVersionRow *version = NULL;
	struct row_key key = contract_row_key(deciding->place.contract_id);
	SlbContractRow contract = *deciding->contract;
	SlbVersionRow declined;
	enum err err = check(deciding, &version);

	if (err != ERR_OK)
		return err;
	if (version->status == SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL) {
		declined = *version;
		declined.declined_index = deciding->act->index;
		key = version_row_key(&deciding->place);
		state_put(&deciding->effects->changes, &key, &declined.base);
		return ERR_OK;
	}
	decide_version(deciding, version, SLB_VERSION_STATUS__VERSION_STATUS_DECLINED);
	contract.status = deciding->next;
	contract.pending_version_id = (ProtobufCBinaryData){ 0, NULL };
	state_put(&deciding->effects->changes, &key, &contract.base);
	return ERR_OK;
}
