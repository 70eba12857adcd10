#include "acts/versions.h"

#include <string.h>

#include "base/ensure.h"
#include "calendar/civil.h"

struct state_range versions_range(const uint8_t contract_id[CONTRACT_BYTES])
{
	struct row_key all = rows_of_contract(ROW_VERSION, contract_id);

	return (struct state_range){ .from = all, .to = row_key_after(&all) };
}

static struct bytes version_bytes(const struct version_place *place)
{
	return (struct bytes){ place->version_id, DIGEST_BYTES };
}

void law_needs(struct acts *acts, const struct version_place *place,
	       const char *last_day, struct state *state)
{
	struct row_key key = terms_row_key(place);

	if (!law_is_known(acts, version_bytes(place), last_day))
		state_want(state, &key);
}

const struct law *law_of_version(struct acts *acts, const struct version_place *place,
				 const char *last_day, const struct state *state)
{
	struct row_key key = terms_row_key(place);
	const SlbTermsRow *row;

	if (law_is_known(acts, version_bytes(place), last_day))
		return law_get(acts, version_bytes(place), last_day,
			       (struct bytes){ NULL, 0 });
	row = state_terms_row(state, &key);
	ensure(row != NULL);
	return law_get(acts, version_bytes(place), last_day, message_bytes(row->terms));
}

int64_t day_number(const char *text)
{
	int64_t day = 0;

	ensure(civil_parse_day(bytes_of_string(text), &day));
	return day;
}

int64_t local_day(const struct law *law, int64_t at_ms)
{
	return zone_day_at(&law->frame->zone, at_ms / 1000);
}

/* ---- finding ----------------------------------------------------------------------- */

enum err find_version(const struct deciding *deciding, const char *path,
		      const SlbVersionRow **out)
{
	struct row_key key = version_row_key(&deciding->place);

	*out = state_version_row(deciding->state, &key);
	if (*out != NULL)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_VERSION_UNKNOWN, diag_at(path),
		"contract %s has no version %s",
		words_contract(deciding->arena, deciding->place.contract_id),
		words_digest(deciding->arena, version_bytes(&deciding->place)));
}

static const char *status_words(SlbVersionStatus status)
{
	static const char *const words[] = {
		[SLB_VERSION_STATUS__VERSION_STATUS_UNSPECIFIED] = "",
		[SLB_VERSION_STATUS__VERSION_STATUS_OFFERED] = "was offered",
		[SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL] =
			"is recorded by one side alone",
		[SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE] = "was accepted",
		[SLB_VERSION_STATUS__VERSION_STATUS_DECLINED] = "was declined",
		[SLB_VERSION_STATUS__VERSION_STATUS_WITHDRAWN] = "was withdrawn",
		[SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED] =
			"was superseded by another one",
	};

	return words[status];
}

enum err find_pending(const struct deciding *deciding, const char *path,
		      const SlbVersionRow **out)
{
	enum err err = find_version(deciding, path, out);

	if (err != ERR_OK)
		return err;
	ensure(*out != NULL);
	if (bytes_equal(message_bytes(deciding->contract->pending_version_id),
			version_bytes(&deciding->place)))
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_CONTRACT_STATUS, diag_at(path),
		"version %s of contract %s %s; it is not open to this",
		words_digest(deciding->arena, version_bytes(&deciding->place)),
		words_contract(deciding->arena, deciding->place.contract_id),
		status_words((*out)->status));
}

bool is_principal(const SlbContractRow *contract, const char *slug)
{
	for (size_t i = 0; i < contract->n_parties; i++) {
		const SlbContractParty *party = contract->parties[i];

		if (strcmp(party->organisation, slug) == 0)
			return party->role != SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	}
	return false;
}

enum err check_other_side(const struct deciding *deciding, const SlbVersionRow *version)
{
	const char *issuer = deciding->statement->issuer;

	if (is_principal(deciding->contract, issuer) &&
	    strcmp(issuer, version->offered_by) != 0)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_NOT_A_PARTY, diag_at("issuer"),
			  "\"%s\" made this offer; the other side, client or centre, "
			  "answers it, not \"%s\"",
			  version->offered_by, issuer);
}

void decide_version(struct deciding *deciding, const SlbVersionRow *version,
		    SlbVersionStatus status)
{
	struct row_key key = version_row_key(&deciding->place);
	SlbVersionRow row = *version;

	row.status = status;
	row.decided_index = deciding->act->index;
	row.decided_ms = deciding->act->log_time_ms;
	state_put(&deciding->effects->changes, &key, &row.base);
}

void supersede_pending(struct deciding *deciding)
{
	ProtobufCBinaryData pending = deciding->contract->pending_version_id;
	struct row_key key;

	if (pending.len != DIGEST_BYTES)
		return;
	deciding->place.version_id = pending.data;
	key = version_row_key(&deciding->place);
	decide_version(deciding, state_version_row(deciding->state, &key),
		       SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED);
}

/* ---- cutting short ----------------------------------------------------------------- */

static bool is_cut(const SlbVersionRow *version, int64_t last_day)
{
	return version->status == SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE &&
	       day_number(version->last_day) > last_day;
}

static struct version_place place_of_entry(const struct state_entry *entry)
{
	struct bytes ids = row_key_tail(entry->key, CONTRACT_BYTES + DIGEST_BYTES);

	return (struct version_place){ ids.data, ids.data + CONTRACT_BYTES };
}

void limit_needs(const struct act_case *act, int64_t last_day, struct state *state)
{
	struct state_range range = versions_range(act->statement->book.data);
	struct row_key key = schedule_row_key(act->statement->book.data);
	char *cut = civil_day_text(state->arena, last_day);
	struct state_entries versions;

	state_want(state, &key);
	state_want_range(state, &range);
	if (!state_has_range(state, &range))
		return;
	versions = state_rows(state, &range);
	for (size_t i = 0; i < versions.count; i++) {
		const SlbVersionRow *row =
			(const SlbVersionRow *)versions.entries[i].row;
		struct version_place place = place_of_entry(&versions.entries[i]);

		if (is_cut(row, last_day) && day_number(row->first_day) <= last_day)
			law_needs(act->acts, &place, cut, state);
	}
}

/*
 * Parts after the last day are not expected; one that it shortens is due earlier.  The
 * last day is not over, so only due times in the future change, which no outage moved.
 */
static void limit_expected(struct schedule *schedule, const struct version_place *place,
			   const struct expectation *expectation, int64_t now_ms)
{
	size_t i = 0;

	while (i < schedule->count) {
		SlbExpectedPart *part = schedule->expected[i];

		if (!bytes_equal(message_bytes(part->version_id),
				 version_bytes(place))) {
			i++;
		} else if (expectation->law == NULL ||
			   part->part >= frame_part_count(expectation->law->frame,
							  part->series)) {
			schedule_remove(schedule, part);
		} else {
			int64_t due_ms =
				nominal_due_ms(expectation, part->series, part->part);

			if (due_ms > now_ms)
				part->due_ms = due_ms;
			i++;
		}
	}
}

static void limit_version(struct deciding *deciding, const struct state_entry *entry,
			  int64_t last_day, struct schedule *schedule)
{
	struct version_place place = place_of_entry(entry);
	struct row_key key = version_row_key(&place);
	SlbVersionRow row = *(const SlbVersionRow *)entry->row;
	struct expectation expectation = { .from_ms = row.expected_from_ms };

	if (day_number(row.first_day) > last_day) {
		row.status = SLB_VERSION_STATUS__VERSION_STATUS_SUPERSEDED;
	} else {
		row.last_day = civil_day_text(deciding->arena, last_day);
		expectation.law = law_of_version(deciding->act->acts, &place,
						 row.last_day, deciding->state);
	}
	limit_expected(schedule, &place, &expectation, deciding->act->log_time_ms);
	state_put(&deciding->effects->changes, &key, &row.base);
}

void limit_versions(struct deciding *deciding, int64_t last_day,
		    struct schedule *schedule)
{
	struct state_range range = versions_range(deciding->place.contract_id);
	struct state_entries versions = state_rows(deciding->state, &range);

	for (size_t i = 0; i < versions.count; i++) {
		if (is_cut((const SlbVersionRow *)versions.entries[i].row, last_day))
			limit_version(deciding, &versions.entries[i], last_day,
				      schedule);
	}
}
