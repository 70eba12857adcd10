#include <inttypes.h>
#include <string.h>

#include "acts/filing.h"
#include "acts/judge_reports.h"
#include "acts/life.h"
#include "acts/months.h"
#include "base/ensure.h"
#include "calendar/civil.h"
#include "report/check.h"
#include "report/party.h"

/* A part of a series: counted, checked by the terms, and entered in its slot. */

static struct row_key evidence_key(const struct act_case *act)
{
	return evidence_row_key(act->statement->book.data,
				evidence_month(act->log_time_ms));
}

/* The report that is in force in the slot. */
static struct row_key replaced_key(const struct filing *filing)
{
	struct series_place place = filing->place;

	place.issuer = filing->slot->issuer;
	return report_place_row_key(&place, filing->slot->sequence);
}

static bool has_report(const struct filing *filing)
{
	return filing->slot != NULL && filing->slot->index != 0;
}

/* Parts count towards their period as it is cut, before any joining. */
static struct row_key period_key(const struct filing *filing, size_t cut)
{
	return period_row_key(&filing->version_place,
			      filing->law->frame->cuts[cut].days.start_s);
}

/* Asks for the rows of all that are judged together. */
static void periods_need(const struct filing *filing, struct state *state)
{
	const struct judged_period *period =
		&filing->law->frame->periods[filing->period];

	for (size_t i = 0; i < period->cut_count; i++) {
		struct row_key key = period_key(filing, period->first_cut + i);

		state_want(state, &key);
	}
}

void report_needs(const struct act_case *act, struct state *state)
{
	const SlbStatement *statement = act->statement;
	struct filing filing;
	enum filing_reach reach = filing_find(act, state, state, &filing);
	struct row_key key;
	size_t next;

	if (act->origin == ACT_REPLAYED) {
		key = erasure_row_key(statement->book.data);
		state_want(state, &key);
	}
	if (reach == FILING_NOWHERE)
		return;
	key = series_row_key(&filing.place);
	state_want(state, &key);
	key = report_place_row_key(&filing.place, statement->position->sequence);
	state_want(state, &key);
	if (reach < FILING_SLOT)
		return;
	key = schedule_row_key(statement->book.data);
	state_want(state, &key);
	periods_need(&filing, state);
	key = evidence_key(act);
	state_want(state, &key);
	if (has_report(&filing)) {
		key = replaced_key(&filing);
		state_want(state, &key);
	}
	if (!first_unsettled(&filing, filing.part + 1, state, state, &next))
		return;
}

/* ---- said before ------------------------------------------------------------------- */

enum err report_check_place(struct deciding *deciding)
{
	const SlbStatement *statement = deciding->statement;
	const SlbPosition *position = statement->position;
	struct series_place place = { statement->book.data, statement->issuer,
				      statement->report->series };
	const SlbReportRow *row;
	struct filing filing;
	struct row_key key;

	if (filing_find(deciding->act, deciding->state, NULL, &filing) ==
	    FILING_NOWHERE)
		return diag_error(deciding->diag, ERR_REPORT_MALFORMED,
				  diag_at("report.series"),
				  "the name of a series has at most 64 bytes");
	key = report_place_row_key(&place, position->sequence);
	row = state_report_row(deciding->state, &key);
	if (row == NULL || row->attempt != position->attempt)
		return ERR_OK;
	if (!bytes_equal(message_bytes(row->content_id),
			 digest_bytes(&deciding->act->content_id)))
		return diag_error(
			deciding->diag, ERR_REPORT_EQUIVOCATION, diag_at("position"),
			"\"%s\" signed another report with number %" PRIu64
			" of the series \"%s\", which is entry %" PRIu64
			" of the log; the two together prove that it said two things "
			"in one place",
			statement->issuer, position->sequence, place.series,
			row->index);
	deciding->effects->is_duplicate = true;
	deciding->effects->first_index = row->index;
	return ERR_OK;
}

/* ---- version, series, place -------------------------------------------------------- */

static enum err check_version(struct deciding *deciding, const struct filing *filing)
{
	const SlbVersionRow *version = NULL;
	const char *path = "report.version_id";
	enum err err = check_width(deciding, path, filing->report->version_id,
				   DIGEST_BYTES, "the id of the version in force");

	if (err != ERR_OK)
		return err;
	deciding->place.version_id = filing->report->version_id.data;
	err = find_version(deciding, path, &version);
	if (err != ERR_OK)
		return err;
	if (version->status == SLB_VERSION_STATUS__VERSION_STATUS_IN_FORCE ||
	    version->status == SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_CONTRACT_STATUS, diag_at(path),
		"version %s of contract %s is not in force, and nothing is reported "
		"under it; in force is %s",
		words_digest(deciding->arena,
			     message_bytes(filing->report->version_id)),
		words_contract(deciding->arena, deciding->place.contract_id),
		words_digest(deciding->arena,
			     message_bytes(deciding->contract->version_id)));
}

/* A unilateral record is reported on by who recorded it, whatever its sources are. */
static enum err check_source(const struct deciding *deciding,
			     const struct filing *filing)
{
	const SlbTerms *terms = filing->law->terms;
	const char *issuer = deciding->statement->issuer;
	const char *source =
		party_of_series(terms, terms->series[filing->series])->organisation;

	if (filing->version->status == SLB_VERSION_STATUS__VERSION_STATUS_UNILATERAL)
		source = filing->version->offered_by;
	if (strcmp(source, issuer) == 0)
		return ERR_OK;
	return diag_error(deciding->diag, ERR_REPORT_SOURCE, diag_at("issuer"),
			  "the series \"%s\" is reported by \"%s\"; the issuer is "
			  "\"%s\"",
			  filing->report->series, source, issuer);
}

/* What was erased of the contract before a replay, or NULL. */
static const SlbErasureRow *erasure_of(const struct deciding *deciding)
{
	struct row_key key = erasure_row_key(deciding->place.contract_id);

	return deciding->act->origin == ACT_REPLAYED
		       ? state_erasure_row(deciding->state, &key)
		       : NULL;
}

/* Whether a report that was erased may have followed this one. */
static bool may_have_gone_on(const struct deciding *deciding,
			     const SlbSeriesRow *series)
{
	const SlbErasureRow *erasure = erasure_of(deciding);

	return erasure != NULL &&
	       (series == NULL || series->index < erasure->until_index);
}

/* Whether a report that was erased may be in force in the slot.  A report comes when its
 * part is over, and a part is told missing when it has none. */
static bool may_have_filled(const struct deciding *deciding,
			    const struct filing *filing)
{
	const SlbErasureRow *erasure = erasure_of(deciding);
	const SlbSlotRow *slot = filing->slot;

	return erasure != NULL && filing->span.start_s * 1000 < erasure->until_ms &&
	       (slot == NULL || (slot->index < erasure->until_index &&
				 slot->missing_index < erasure->until_index));
}

static enum err check_sequence(const struct deciding *deciding,
			       const struct filing *filing)
{
	const SlbPosition *position = deciding->statement->position;
	struct row_key key = series_row_key(&filing->place);
	const SlbSeriesRow *series;
	uint64_t expected;

	series = state_series_row(deciding->state, &key);
	if (may_have_gone_on(deciding, series))
		return ERR_OK;
	expected = series == NULL ? 1 : series->sequence + 1;
	if (position->sequence != expected)
		return diag_error(
			deciding->diag, ERR_REPORT_SEQUENCE,
			diag_at("position.sequence"),
			"the next report of \"%s\" in the series \"%s\" has number "
			"%" PRIu64 "; this one has number %" PRIu64,
			deciding->statement->issuer, filing->report->series, expected,
			position->sequence);
	if (series == NULL || bytes_equal(message_bytes(series->content_id),
					  message_bytes(position->previous)))
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_REPORT_SEQUENCE, diag_at("position.previous"),
		"report number %" PRIu64 " follows number %" PRIu64
		", whose content id begins with %s; it names %s",
		position->sequence, series->sequence,
		words_digest(deciding->arena, message_bytes(series->content_id)),
		words_digest(deciding->arena, message_bytes(position->previous)));
}

/* ---- the part ---------------------------------------------------------------------- */

static enum err check_time(const struct deciding *deciding, const struct filing *filing)
{
	const struct zone_table *zone = &filing->law->frame->zone;
	int64_t now_ms = deciding->act->log_time_ms;

	if (now_ms < filing->span.end_s * 1000)
		return diag_error(
			deciding->diag, ERR_REPORT_EARLY, diag_at("report.end_s"),
			"the part of series \"%s\" that begins on %s is over at %s; "
			"it is %s",
			filing->report->series,
			civil_day_text(deciding->arena, filing->span.day),
			zone_text(deciding->arena, zone, filing->span.end_s),
			zone_text(deciding->arena, zone, now_ms / 1000));
	if (now_ms <= filing->window_end_s * 1000)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_REPORT_WINDOW, diag_at("report.start_s"),
		"the part of series \"%s\" that begins on %s could be reported and "
		"restated until %s; it is %s",
		filing->report->series,
		civil_day_text(deciding->arena, filing->span.day),
		zone_text(deciding->arena, zone, filing->window_end_s),
		zone_text(deciding->arena, zone, now_ms / 1000));
}

/* To judge a period again needs all that was reported of it. */
static enum err check_evidence(const struct deciding *deciding,
			       const struct filing *filing)
{
	const struct judged_period *period =
		&filing->law->frame->periods[filing->period];
	int64_t until_s = deciding->contract->redacted_until_s;

	if (period->days.start_s >= until_s)
		return ERR_OK;
	return diag_error(
		deciding->diag, ERR_REPORT_WINDOW, diag_at("report.start_s"),
		"nothing more is reported of the period %s: evidence of this contract "
		"that came before %s was given up, and what began before that is not "
		"judged again",
		period->label, words_instant_s(deciding->arena, until_s));
}

/* Which report of the issuer must be named as replaced; 0: none. */
static uint64_t sequence_in_force(const struct deciding *deciding,
				  const struct filing *filing)
{
	if (!has_report(filing) ||
	    strcmp(filing->slot->issuer, deciding->statement->issuer) != 0)
		return 0;
	return filing->slot->sequence;
}

static enum err check_slot(const struct deciding *deciding, const struct filing *filing)
{
	const SlbRestatement *restatement = filing->report->restatement;
	uint64_t in_force = sequence_in_force(deciding, filing);
	uint64_t named = restatement == NULL ? 0 : restatement->replaces;
	const char *day = civil_day_text(deciding->arena, filing->span.day);

	if (in_force == named || may_have_filled(deciding, filing))
		return ERR_OK;
	if (in_force == 0)
		return diag_error(
			deciding->diag, ERR_REPORT_SEQUENCE,
			diag_at("report.restatement.replaces"),
			"the part of series \"%s\" that begins on %s has no report of "
			"\"%s\" that number %" PRIu64 " could stand for",
			filing->report->series, day, deciding->statement->issuer,
			named);
	return diag_error(
		deciding->diag, ERR_REPORT_SEQUENCE,
		diag_at("report.restatement.replaces"),
		"the part of series \"%s\" that begins on %s is reported by number "
		"%" PRIu64 "; a report that corrects it names that number under "
		"restatement, not %" PRIu64,
		filing->report->series, day, in_force, named);
}

static enum err check_content(struct deciding *deciding, const struct filing *filing)
{
	enum err err;

	diag_under(deciding->diag, "report");
	err = report_check(filing->law->frame, filing->law->terms,
			   message_bytes(filing->report->version_id), filing->report,
			   NULL, deciding->diag);
	diag_under(deciding->diag, NULL);
	return err;
}

static enum err check(struct deciding *deciding, struct filing *filing)
{
	enum filing_reach reach =
		filing_find(deciding->act, deciding->state, NULL, filing);
	enum err err = check_version(deciding, filing);

	if (err != ERR_OK)
		return err;
	if (reach >= FILING_SERIES)
		err = check_source(deciding, filing);
	if (err == ERR_OK && reach >= FILING_SERIES)
		err = check_sequence(deciding, filing);
	if (err == ERR_OK)
		err = check_content(deciding, filing);
	if (err != ERR_OK)
		return err;
	ensure(reach == FILING_SLOT);
	err = check_time(deciding, filing);
	if (err == ERR_OK)
		err = check_evidence(deciding, filing);
	return err == ERR_OK ? check_slot(deciding, filing) : err;
}

/* ---- effects ----------------------------------------------------------------------- */

static void put_series(struct deciding *deciding, const struct filing *filing)
{
	const SlbPosition *position = deciding->statement->position;
	struct row_key key = series_row_key(&filing->place);
	SlbSeriesRow row;

	slb_series_row__init(&row);
	row.sequence = position->sequence;
	row.attempt = position->attempt;
	row.content_id = binary_data(digest_bytes(&deciding->act->content_id));
	row.index = deciding->act->index;
	state_put(&deciding->effects->changes, &key, &row.base);
}

static void put_report(struct deciding *deciding, const struct filing *filing)
{
	const SlbPosition *position = deciding->statement->position;
	struct row_key key = report_place_row_key(&filing->place, position->sequence);
	SlbReportRow row;

	slb_report_row__init(&row);
	row.index = deciding->act->index;
	row.content_id = binary_data(digest_bytes(&deciding->act->content_id));
	row.attempt = position->attempt;
	row.log_time_ms = deciding->act->log_time_ms;
	row.version_id = filing->report->version_id;
	row.start_s = filing->span.start_s;
	row.end_s = filing->span.end_s;
	row.late = deciding->act->log_time_ms > filing->due_ms;
	if (filing->report->restatement != NULL)
		row.replaces = filing->report->restatement->replaces;
	state_put(&deciding->effects->changes, &key, &row.base);
}

static void mark_replaced(struct deciding *deciding, const struct filing *filing)
{
	struct row_key key;
	SlbReportRow row;

	if (!has_report(filing))
		return;
	key = replaced_key(filing);
	if (state_report_row(deciding->state, &key) == NULL)
		return; /* erased */
	row = *state_report_row(deciding->state, &key);
	row.replaced_index = deciding->act->index;
	state_put(&deciding->effects->changes, &key, &row.base);
}

static void put_slot(struct deciding *deciding, const struct filing *filing)
{
	struct row_key key = filing_slot_key(filing);
	SlbSlotRow row;

	slb_slot_row__init(&row);
	row.index = deciding->act->index;
	row.content_id = binary_data(digest_bytes(&deciding->act->content_id));
	row.sequence = deciding->statement->position->sequence;
	row.issuer = deciding->statement->issuer;
	row.log_time_ms = deciding->act->log_time_ms;
	row.cell_count = report_cell_count(filing->report);
	if (filing->slot != NULL)
		row.missing_index = filing->slot->missing_index;
	state_put(&deciding->effects->changes, &key, &row.base);
}

static void count_part(struct deciding *deciding, const struct filing *filing)
{
	struct row_key key = period_key(filing, filing->span.cut);
	const SlbPeriodRow *before = state_period_row(deciding->state, &key);
	SlbPeriodRow row;

	if (filing->slot != NULL)
		return;
	slb_period_row__init(&row);
	if (before != NULL)
		row = *before;
	row.settled_count++;
	state_put(&deciding->effects->changes, &key, &row.base);
}

/* Where this part was the next one expected, it is the next without a report now. */
static void advance_schedule(struct deciding *deciding, const struct filing *filing)
{
	struct row_key key = schedule_row_key(deciding->place.contract_id);
	struct expectation expectation = { .law = filing->law,
					   .from_ms =
						   filing->version->expected_from_ms };
	struct state_range outages = outages_since(
		nominal_due_ms(&expectation, filing->series, filing->part));
	struct schedule schedule;
	SlbExpectedPart *expected;
	size_t next = 0;

	schedule_open(&schedule, deciding->arena,
		      state_schedule_row(deciding->state, &key));
	expected = schedule_find(&schedule, message_bytes(filing->report->version_id),
				 filing->series);
	if (expected == NULL || expected->part != filing->part)
		return;
	ensure(first_unsettled(filing, filing->part + 1, deciding->state, NULL, &next));
	if (next == frame_part_count(filing->law->frame, filing->series)) {
		schedule_remove(&schedule, expected);
	} else {
		expectation.outages = state_rows(deciding->state, &outages);
		expected->part = (uint32_t)next;
		expected->due_ms = part_due_ms(&expectation, filing->series, next);
	}
	schedule_write(&schedule, deciding->place.contract_id,
		       &deciding->effects->changes);
}

static void put_evidence(struct deciding *deciding, const struct filing *filing)
{
	struct row_key key = evidence_key(deciding->act);
	const SlbEvidenceRow *before = state_evidence_row(deciding->state, &key);
	SlbEvidenceRow row;

	slb_evidence_row__init(&row);
	if (before != NULL)
		row = *before;
	if (row.needed_until_s < filing->window_end_s)
		row.needed_until_s = filing->window_end_s;
	state_put(&deciding->effects->changes, &key, &row.base);
}

/* Whether nothing is open in its period any more. */
static bool completes_period(const struct deciding *deciding,
			     const struct filing *filing)
{
	const struct judged_period *period =
		&filing->law->frame->periods[filing->period];

	for (size_t i = 0; i < period->cut_count; i++) {
		size_t cut = period->first_cut + i;
		struct row_key key = period_key(filing, cut);
		const SlbPeriodRow *row = state_period_row(deciding->state, &key);
		uint32_t settled = row == NULL ? 0 : row->settled_count;

		if (cut == filing->span.cut && filing->slot == NULL)
			settled++;
		if (settled < filing->law->cut_parts[cut])
			return false;
	}
	return true;
}

static void tell_touched(struct deciding *deciding, const struct filing *filing)
{
	struct act_touched *touched = &deciding->effects->touched;

	touched->has_report = true;
	touched->completes_period = completes_period(deciding, filing);
	memcpy(touched->contract_id, deciding->place.contract_id, CONTRACT_BYTES);
	memcpy(touched->version_id, filing->report->version_id.data, DIGEST_BYTES);
	touched->series = (uint8_t)filing->series;
	touched->part = (uint32_t)filing->part;
}

enum err report_decide(struct deciding *deciding)
{
	struct filing filing;
	enum err err = check(deciding, &filing);

	if (err != ERR_OK)
		return err;
	put_series(deciding, &filing);
	put_report(deciding, &filing);
	mark_replaced(deciding, &filing);
	put_slot(deciding, &filing);
	count_part(deciding, &filing);
	advance_schedule(deciding, &filing);
	put_evidence(deciding, &filing);
	tell_touched(deciding, &filing);
	return ERR_OK;
}
