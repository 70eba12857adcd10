#include "acts/versions.h"
#include "calendar/civil.h"

/*
 * A contract in force ends earlier than its terms say.  Days up to the last one are
 * reported and judged as before; an offer that is undecided falls.
 */

static bool parse_last_day(const struct act_case *act, int64_t *last_day)
{
	return civil_parse_day(bytes_of_string(act->statement->termination->last_day),
			       last_day);
}

void termination_needs(const struct act_case *act, struct state *state)
{
	ProtobufCBinaryData id = act->statement->termination->version_id;
	struct version_place place = { act->statement->book.data, id.data };
	struct row_key key = contract_row_key(act->statement->book.data);
	const SlbVersionRow *version;
	int64_t last_day;

	if (state_has(state, &key) && state_contract_row(state, &key) != NULL) {
		ProtobufCBinaryData pending =
			state_contract_row(state, &key)->pending_version_id;
		struct version_place falling = { place.contract_id, pending.data };

		if (pending.len == DIGEST_BYTES) {
			key = version_row_key(&falling);
			state_want(state, &key);
		}
	}
	if (id.len != DIGEST_BYTES)
		return;
	key = version_row_key(&place);
	state_want(state, &key);
	if (!state_has(state, &key) || !parse_last_day(act, &last_day))
		return;
	version = state_version_row(state, &key);
	if (version == NULL)
		return;
	law_needs(act->acts, &place, version->last_day, state);
	limit_needs(act, last_day, state);
}

static enum err check_version(struct deciding *deciding, const SlbVersionRow **version)
{
	const SlbTermination *termination = deciding->statement->termination;
	enum err err =
		check_width(deciding, "termination.version_id", termination->version_id,
			    DIGEST_BYTES, "the id of the version in force");

	deciding->place.version_id = termination->version_id.data;
	if (err == ERR_OK)
		err = find_version(deciding, "termination.version_id", version);
	if (err != ERR_OK || bytes_equal(message_bytes(termination->version_id),
					 message_bytes(deciding->contract->version_id)))
		return err;
	return diag_error(
		deciding->diag, ERR_CONTRACT_STATUS, diag_at("termination.version_id"),
		"version %s of contract %s is in force; this names %s",
		words_digest(deciding->arena,
			     message_bytes(deciding->contract->version_id)),
		words_contract(deciding->arena, deciding->place.contract_id),
		words_digest(deciding->arena, message_bytes(termination->version_id)));
}

static enum err check_last_day(const struct deciding *deciding,
			       const SlbVersionRow *version, int64_t last_day)
{
	const struct law *law = law_of_version(deciding->act->acts, &deciding->place,
					       version->last_day, deciding->state);
	int64_t today = local_day(law, deciding->act->log_time_ms);
	const char *path = "termination.last_day";

	if (last_day < today)
		return diag_error(deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
				  "the last day %s is past; today is %s in the zone of "
				  "the contract",
				  deciding->statement->termination->last_day,
				  civil_day_text(deciding->arena, today));
	if (last_day >= day_number(version->last_day))
		return diag_error(
			deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
			"the contract ends on %s as it is; a termination ends "
			"it earlier",
			version->last_day);
	return ERR_OK;
}

static enum err check(struct deciding *deciding, int64_t *last_day)
{
	const SlbVersionRow *version = NULL;
	enum err err = check_version(deciding, &version);

	if (err == ERR_OK &&
	    !is_principal(deciding->contract, deciding->statement->issuer))
		err = diag_error(
			deciding->diag, ERR_NOT_A_PARTY, diag_at("issuer"),
			"a contract is terminated by its client or its centre; "
			"\"%s\" is neither",
			deciding->statement->issuer);
	if (err == ERR_OK)
		err = check_text(deciding, "termination.reason",
				 deciding->statement->termination->reason, 1,
				 REASON_BYTES_MAX);
	if (err == ERR_OK && !parse_last_day(deciding->act, last_day))
		err = diag_error(deciding->diag, ERR_STATEMENT_FIELD,
				 diag_at("termination.last_day"),
				 "a day is written \"YYYY-MM-DD\"");
	return err == ERR_OK ? check_last_day(deciding, version, *last_day) : err;
}

enum err termination_decide(struct deciding *deciding)
{
	struct row_key key = contract_row_key(deciding->place.contract_id);
	SlbContractRow contract = *deciding->contract;
	struct schedule schedule;
	int64_t last_day = 0;
	enum err err = check(deciding, &last_day);

	if (err != ERR_OK)
		return err;
	supersede_pending(deciding);
	contract.status = deciding->next;
	contract.pending_version_id = (ProtobufCBinaryData){ 0, NULL };
	contract.terminated_index = deciding->act->index;
	state_put(&deciding->effects->changes, &key, &contract.base);
	key = schedule_row_key(deciding->place.contract_id);
	schedule_open(&schedule, deciding->arena,
		      state_schedule_row(deciding->state, &key));
	limit_versions(deciding, last_day, &schedule);
	schedule_write(&schedule, deciding->place.contract_id,
		       &deciding->effects->changes);
	return ERR_OK;
}
