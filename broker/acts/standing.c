#include "acts/standing.h"

#include <inttypes.h>
#include <string.h>

#include "acts/versions.h"
#include "base/ensure.h"
#include "notice/compose.h"

#define KPI_BYTES_MAX 64

enum finding_standing finding_standing(const SlbFindingRow *row, int64_t log_time_ms)
{
	if (!row->stands)
		return FINDING_GONE;
	if (row->notice != 0)
		return FINDING_SERVED;
	if (row->credit_waived && row->strike_waived)
		return FINDING_WAIVED;
	return log_time_ms < row->held_until_s * 1000 ? FINDING_HELD : FINDING_OPEN;
}

/* Which statements fit a finding that is open, held or served.  They fit no other. */
static const struct {
	SlbStatement__BodyCase kind;
	bool fits_held;
	bool fits_served;
	bool needs_notice; /* the terms must let it be served */
} steps[] = {
	{ SLB_STATEMENT__BODY_SERVING, false, false, true },
	{ SLB_STATEMENT__BODY_HOLD, true, false, true },
	{ SLB_STATEMENT__BODY_WAIVER, true, true, false },
};

/* ---- needs --------------------------------------------------------------- */

static bool names_one(const SlbFindingPlace *named)
{
	return named != NULL && named->version_id.len == DIGEST_BYTES &&
	       named->kpi[0] != '\0' && strlen(named->kpi) <= KPI_BYTES_MAX;
}

void finding_needs(const struct act_case *act, const SlbFindingPlace *named,
		   struct state *state)
{
	struct version_place place = { act->statement->book.data, NULL };
	const SlbVersionRow *version;
	struct row_key key;

	if (!names_one(named))
		return;
	place.version_id = named->version_id.data;
	key = finding_row_key(&place, named->start_s, named->kpi);
	state_want(state, &key);
	key = version_row_key(&place);
	state_want(state, &key);
	if (!state_has(state, &key))
		return;
	version = state_version_row(state, &key);
	if (version != NULL)
		law_needs(act->acts, &place, version->last_day, state);
}

/* ---- checks -------------------------------------------------------------- */

enum err check_role(const struct deciding *deciding, SlbPartyRole role,
		    const char *does)
{
	const SlbContractRow *contract = deciding->contract;

	for (size_t i = 0; i < contract->n_parties; i++) {
		if (contract->parties[i]->role == role &&
		    strcmp(contract->parties[i]->organisation,
			   deciding->statement->issuer) == 0)
			return ERR_OK;
	}
	return diag_error(deciding->diag, ERR_NOT_A_PARTY, diag_at("issuer"),
			  "only the %s of the contract %s; the issuer is \"%s\"",
			  role == SLB_PARTY_ROLE__PARTY_ROLE_CLIENT ? "client"
								    : "centre",
			  does, deciding->statement->issuer);
}

static enum err check_named(const struct deciding *deciding, const char *path,
			    const SlbFindingPlace *named)
{
	if (names_one(named))
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_STATEMENT_FIELD, diag_at(path),
		"a finding is named by the id of the version it was judged under, 32 "
		"bytes, the start of its period, and its KPI");
}

static enum err check_known(const struct deciding *deciding, const char *path,
			    const struct finding *finding)
{
	if (finding->row != NULL)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_FINDING_UNKNOWN, diag_at(path),
		"KPI \"%s\" was not found missed in a period of contract %s that "
		"begins at %s under version %s",
		finding->named->kpi,
		words_contract(deciding->arena, deciding->place.contract_id),
		words_instant_s(deciding->arena, finding->named->start_s),
		words_digest(deciding->arena,
			     message_bytes(finding->named->version_id)));
}

static char *standing_words(const struct deciding *deciding,
			    const struct finding *finding,
			    enum finding_standing standing)
{
	const SlbFindingRow *row = finding->row;
	struct arena *arena = deciding->arena;

	switch (standing) {
	case FINDING_GONE:
		return arena_printf(arena,
				    "the period was judged again at entry %" PRIu64
				    " of the log, and the KPI is no longer missed",
				    row->outcome_index);
	case FINDING_SERVED:
		return arena_printf(arena, "it is served as notice %" PRIu64,
				    row->notice);
	case FINDING_HELD:
		return arena_printf(arena, "it is held until %s",
				    zone_text(arena, &finding->law->frame->zone,
					      row->held_until_s));
	case FINDING_WAIVED:
		return arena_strdup(arena, "its credit and its strike are waived");
	case FINDING_OPEN:
	default:
		return arena_strdup(
			arena, "the terms only report it; no notice is given upon it");
	}
}

/* What a party may do instead. */
static const char *way_out(SlbStatement__BodyCase kind, enum finding_standing standing)
{
	switch (standing) {
	case FINDING_GONE:
		return "nothing is left to decide on";
	case FINDING_SERVED:
		return kind == SLB_STATEMENT__BODY_SERVING
			       ? "a finding is served once"
			       : "a hold comes before the notice, which now stands until "
				 "its period is judged again; its credit and its strike "
				 "can be waived";
	case FINDING_HELD:
		return "it can be served from then on; until then it can be held "
		       "longer, or waived";
	case FINDING_WAIVED:
		return "a waiver is not taken back";
	case FINDING_OPEN:
	default:
		return "its credit and its strike can be waived";
	}
}

static bool fits(SlbStatement__BodyCase kind, enum finding_standing standing,
		 const SlbKpi *kpi)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].kind != kind)
			continue;
		return (standing == FINDING_OPEN ||
			(standing == FINDING_HELD && steps[i].fits_held) ||
			(standing == FINDING_SERVED && steps[i].fits_served)) &&
		       (!steps[i].needs_notice || notice_may_be_served(kpi));
	}
	return false;
}

static enum err check_standing(const struct deciding *deciding, const char *path,
			       const struct finding *finding)
{
	SlbStatement__BodyCase kind = deciding->statement->body_case;
	enum finding_standing standing =
		finding_standing(finding->row, deciding->act->log_time_ms);

	if (fits(kind, standing, finding->kpi))
		return ERR_OK;
	diag_error(deciding->diag, ERR_FINDING_STATUS, diag_at(path),
		   "a statement of kind \"%s\" does not fit the finding on \"%s\": %s",
		   deciding->kind->name, finding->named->kpi,
		   standing_words(deciding, finding, standing));
	diag_hint(deciding->diag, "%s", way_out(kind, standing));
	return ERR_FINDING_STATUS;
}

/* What was claimed in time, by a notice that stands, can be given up at any time. */
static enum err check_claim(const struct deciding *deciding, const char *path,
			    const struct finding *finding)
{
	if (finding->row->notice != 0 ||
	    deciding->act->log_time_ms <= finding->lapses_s * 1000)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_FINDING_LAPSED, diag_at(path),
			  "the finding could be claimed upon until %s; it is %s",
			  zone_text(deciding->arena, &finding->law->frame->zone,
				    finding->lapses_s),
			  zone_text(deciding->arena, &finding->law->frame->zone,
				    deciding->act->log_time_ms / 1000));
}

/* What a finding's row names exists: it was judged. */
static void open_law(const struct deciding *deciding, struct finding *finding)
{
	struct row_key key = version_row_key(&finding->place);
	const SlbVersionRow *version = state_version_row(deciding->state, &key);
	const struct frame *frame;
	size_t kpi = 0;

	ensure(version != NULL);
	finding->law = law_of_version(deciding->act->acts, &finding->place,
				      version->last_day, deciding->state);
	frame = finding->law->frame;
	ensure(notice_find_kpi(frame->terms, finding->named->kpi, &kpi));
	finding->kpi = frame->terms->kpis[kpi];
	finding->lapses_s = frame_deadline_s(
		frame, frame->terms->claim_window,
		finding->row->judged_ms / 1000 + (finding->row->judged_ms % 1000 > 0));
}

enum err finding_find(const struct deciding *deciding, const char *path,
		      const SlbFindingPlace *named, struct finding *out)
{
	enum err err = check_role(deciding, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT,
				  "serves, holds and waives what was found");

	if (err == ERR_OK)
		err = check_named(deciding, path, named);
	if (err != ERR_OK)
		return err;
	*out = (struct finding){ .named = named };
	out->place = (struct version_place){ deciding->place.contract_id,
					     named->version_id.data };
	out->key = finding_row_key(&out->place, named->start_s, named->kpi);
	out->row = state_finding_row(deciding->state, &out->key);
	err = check_known(deciding, path, out);
	if (err != ERR_OK)
		return err;
	open_law(deciding, out);
	err = check_standing(deciding, path, out);
	return err == ERR_OK ? check_claim(deciding, path, out) : err;
}
