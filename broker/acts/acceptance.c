#include <string.h>

#include "acts/versions.h"
#include "calendar/civil.h"

/*
 * The other side accepts the terms that are offered, or a record that was unilateral.  An
 * amendment takes over from its first day on.
 */

static bool find_place(const struct act_case *act, struct version_place *place)
{
	ProtobufCBinaryData id = act->statement->acceptance->version_id;

	*place = (struct version_place){ act->statement->book.data, id.data };
	return id.len == DIGEST_BYTES;
}

void acceptance_needs(const struct act_case *act, struct state *state)
{
	struct version_place place;
	const SlbVersionRow *version;
	struct row_key key;

	if (!find_place(act, &place))
		return;
	key = version_row_key(&place);
	state_want(state, &key);
	if (!state_has(state, &key))
		return;
	version = state_version_row(state, &key);
	if (version == NULL)
		return;
	law_needs(act->acts, &place, version->last_day, state);
	limit_needs(act, day_number(version->first_day) - 1, state);
}

/* The parts that the earlier versions keep must not have been reported by then. */
static enum err check_first_day(const struct deciding *deciding,
				const SlbVersionRow *version, const struct law *law)
{
	struct state_range range = versions_range(deciding->place.contract_id);
	struct state_entries versions = state_rows(deciding->state, &range);
	int64_t first_day = day_number(version->first_day);
	int64_t today = local_day(law, deciding->act->log_time_ms);

	for (size_t i = 0; i < versions.count; i++) {
		const SlbVersionRow *other =
			(const SlbVersionRow *)versions.entries[i].row;

		if (other->status != SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE ||
		    day_number(other->last_day) < first_day || first_day > today)
			continue;
		return diag_error(
			deciding->diag, ERR_CONTRACT_STATUS,
			diag_at("acceptance.version_id"),
			"the amendment begins on %s and today is %s: days that the "
			"version in force has begun to judge are not judged by "
			"another; offer it with a later first day",
			version->first_day, civil_day_text(deciding->arena, today));
	}
	return ERR_OK;
}

static bool has_party(const SlbContractRow *contract, const char *slug)
{
	for (size_t i = 0; i < contract->n_parties; i++) {
		if (strcmp(contract->parties[i]->organisation, slug) == 0)
			return true;
	}
	return false;
}

/* Third parties that the version brings in; former ones keep what they said. */
static void join_parties(struct deciding *deciding, const SlbTerms *terms,
			 SlbContractRow *contract)
{
	SlbContractParty **parties =
		arena_array(deciding->arena, SlbContractParty *,
			    contract->n_parties + terms->n_parties);

	if (contract->n_parties > 0)
		memcpy(parties, contract->parties,
		       contract->n_parties * sizeof(*parties));
	contract->parties = parties;
	for (size_t i = 0; i < terms->n_parties; i++) {
		SlbContractParty *party = arena_new(deciding->arena, SlbContractParty);
		SlbPartyRow row;
		struct row_key key = party_row_key(terms->parties[i]->organisation,
						   deciding->place.contract_id);

		slb_party_row__init(&row);
		if (has_party(contract, terms->parties[i]->organisation))
			continue;
		slb_contract_party__init(party);
		party->organisation = terms->parties[i]->organisation;
		party->role = terms->parties[i]->role;
		contract->parties[contract->n_parties++] = party;
		row.role = party->role;
		row.since_index = deciding->act->index;
		state_put(&deciding->effects->changes, &key, &row.base);
	}
}

/* What a unilateral record expects, it expects since its opening. */
static void bring_into_force(struct deciding *deciding, const SlbVersionRow *version,
			     const struct law *law)
{
	struct row_key key = schedule_row_key(deciding->place.contract_id);
	struct expectation expectation = { .law = law,
					   .from_ms = deciding->act->log_time_ms };
	SlbVersionRow accepted = *version;
	struct schedule schedule;

	if (version->status == SLB_VERSION_STATUS__VERSION_STATUS_OFFERED) {
		schedule_open(&schedule, deciding->arena,
			      state_schedule_row(deciding->state, &key));
		limit_versions(deciding, day_number(version->first_day) - 1, &schedule);
		schedule_start(
			&schedule,
			(struct bytes){ deciding->place.version_id, DIGEST_BYTES },
			&expectation);
		schedule_write(&schedule, deciding->place.contract_id,
			       &deciding->effects->changes);
		accepted.expected_from_ms = deciding->act->log_time_ms;
	}
	decide_version(deciding, &accepted,
		       SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE);
}

static void put_contract(struct deciding *deciding, const struct law *law)
{
	struct row_key key = contract_row_key(deciding->place.contract_id);
	SlbContractRow contract = *deciding->contract;

	contract.status = deciding->next;
	contract.title = law->terms->title;
	contract.version_id = deciding->statement->acceptance->version_id;
	contract.pending_version_id = (ProtobufCBinaryData){ 0, NULL };
	contract.term_end_s = law->frame->term.end_s;
	join_parties(deciding, law->terms, &contract);
	state_put(&deciding->effects->changes, &key, &contract.base);
}

enum err acceptance_decide(struct deciding *deciding)
{
	const SlbVersionRow *version = NULL;
	const struct law *law;
	enum err err = check_width(deciding, "acceptance.version_id",
				   deciding->statement->acceptance->version_id,
				   DIGEST_BYTES, "the id of the version accepted");

	if (err != ERR_OK)
		return err;
	deciding->place.version_id = deciding->statement->acceptance->version_id.data;
	err = find_pending(deciding, "acceptance.version_id", &version);
	if (err == ERR_OK)
		err = check_other_side(deciding, version);
	if (err != ERR_OK)
		return err;
	law = law_of_version(deciding->act->acts, &deciding->place, version->last_day,
			     deciding->state);
	err = check_first_day(deciding, version, law);
	if (err != ERR_OK)
		return err;
	bring_into_force(deciding, version, law);
	put_contract(deciding, law);
	return ERR_OK;
}
