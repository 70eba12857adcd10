#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/unpack.h"
#include "notice/judgement.h"
#include "notice/page.h"
#include "notice/waived.h"
#include "report/frame.h"
#include "sla/page_judgement.h"
#include "sla/showing_evidence.h"
#include "sla/value.h"

/* The notice of a bundle: where it stands, what it says, and how that comes about. */

struct noticed {
	const SlbNoticeRow *row;
	const SlbNotice *notice;
	struct digest given_id;          /* content id of the outcome with it */
	const SlbPeriodOutcome *outcome; /* that it rests on */
	int64_t judged_ms;
	struct notice_end end; /* without a reason where it stands */
	struct notice_since since;
};

static enum err read_outcome(struct showing *showing, uint64_t index,
			     struct bundle_statement *out)
{
	return bundle_statement_read(showing->bundle, showing->arena, index, out,
				     showing->shown->diag);
}

/* The outcome that ended it says why. */
static enum err find_end(struct showing *showing, struct noticed *out)
{
	const SlbOutcome *outcome;
	struct bundle_statement ended;
	enum err e;

	if (out->row->ended_index == 0)
		return ERR_OK;
	out->end.log_index = out->row->ended_index;
	out->end.replaced_by = out->row->replaced_by;
	out->end.ended_ms = out->row->ended_ms;
	e = read_outcome(showing, out->end.log_index, &ended);
	if (e != ERR_OK)
		return e;
	outcome = ended.message->outcome;
	for (size_t i = 0; i < outcome->n_endings; i++) {
		if (outcome->endings[i]->number == showing->facts->notice)
			out->end.reason = outcome->endings[i]->reason;
	}
	ensure(out->end.reason != NULL);
	return ERR_OK;
}

/* What was waived of it since it was given, in the order of the log. */
static enum err find_waivers(struct showing *showing, struct noticed *out)
{
	size_t count = out->row->n_waiver_indexes;
	struct notice_waived *waived =
		arena_array(showing->arena, struct notice_waived, count);
	enum err e = ERR_OK;

	for (size_t i = 0; i < count && e == ERR_OK; i++) {
		uint64_t index = out->row->waiver_indexes[i];
		struct bundle_statement said;

		e = read_outcome(showing, index, &said);
		if (e != ERR_OK)
			return e;
		ensure(said.message->outcome->n_waivers == 1);
		waived[i] =
			(struct notice_waived){ said.message->claimed_time_ms, index,
						said.message->outcome->waivers[0] };
	}
	out->since.waived = waived;
	out->since.waived_count = count;
	return e;
}

/* The bundle was folded: its notice and the period of it are there. */
static enum err find_given(struct showing *showing, struct noticed *out)
{
	const SlbOutcome *outcome;
	struct bundle_statement given;
	enum err e = read_outcome(showing, out->row->given_index, &given);

	if (e != ERR_OK)
		return e;
	outcome = given.message->outcome;
	out->given_id = given.content_id;
	for (size_t i = 0; i < outcome->n_notices; i++) {
		if (outcome->notices[i]->number == showing->facts->notice)
			out->notice = outcome->notices[i];
	}
	ensure(out->notice != NULL);
	return ERR_OK;
}

/* What the broker says has its log time as the claimed one. */
static enum err find_judged(struct showing *showing, struct noticed *out)
{
	const SlbOutcome *outcome;
	struct bundle_statement judged;
	enum err e = read_outcome(showing, out->notice->facts->outcome_index, &judged);

	if (e != ERR_OK)
		return e;
	outcome = judged.message->outcome;
	out->judged_ms = judged.message->claimed_time_ms;
	for (size_t i = 0; i < outcome->n_periods; i++) {
		const SlbPeriodOutcome *period = outcome->periods[i];

		if (period->judgement->start_s == out->row->start_s &&
		    memcmp(period->version_id.data, out->row->version_id.data,
			   DIGEST_BYTES) == 0)
			out->outcome = period;
	}
	ensure(out->outcome != NULL);
	return ERR_OK;
}

static enum err find_notice(struct showing *showing, struct noticed *out)
{
	struct row_key key =
		notice_row_key(showing->facts->contract_id, showing->facts->notice);
	const ProtobufCMessage *row;
	enum err e = state_fetch(&showing->state, &key, &row);

	if (e != ERR_OK)
		return e;
	out->row = (const SlbNoticeRow *)row;
	e = find_given(showing, out);
	if (e == ERR_OK)
		e = find_judged(showing, out);
	if (e == ERR_OK)
		e = find_waivers(showing, out);
	return e == ERR_OK ? find_end(showing, out) : e;
}

/* What it claims: what it said when it was given, or what the last waiver of it says. */
static const SlbNoticeCredit *claimed_by(const struct noticed *noticed)
{
	return noticed->since.waived_count == 0
		       ? noticed->notice->credit
		       : noticed->since.waived[noticed->since.waived_count - 1]
				 .waiver->claimed;
}

static const char *state_of(const SlbNoticeRow *row)
{
	if (row->replaced_by != 0)
		return "replaced";
	if (row->ended_index != 0)
		return "withdrawn";
	return row->acknowledged_index != 0 ? "acknowledged" : "given";
}

static void value_of_notice(const struct showing *showing,
			    const struct noticed *noticed)
{
	struct arena *arena = showing->arena;
	struct node *value = value_add_fields(arena, showing->value, "notice");
	const SlbNotice *notice = noticed->notice;
	const SlbNoticeCredit *claimed = claimed_by(noticed);

	value_add_number(arena, value, "number", notice->number);
	value_add_text(arena, value, "state", state_of(noticed->row));
	value_add_text(arena, value, "period", notice->obligation->period);
	value_add_text(arena, value, "kpi", notice->obligation->kpi);
	value_add_text(arena, value, "value", notice->facts->value);
	value_add_text(arena, value, "displayed", notice->facts->displayed);
	value_add_text(arena, value, "target", notice->obligation->target);
	value_add_text(arena, value, "shortfall", notice->facts->shortfall);
	value_add_text(arena, value, "currency", claimed->currency);
	value_add_number(arena, value, "credit_minor", claimed->total_minor);
	value_add_truth(arena, value, "credit_waived", claimed->credit_waived);
	value_add_truth(arena, value, "strike_waived", claimed->strike_waived);
	value_add_number(arena, value, "given_index", noticed->row->given_index);
	value_add_number(arena, value, "acknowledged_index",
			 noticed->row->acknowledged_index);
}

static void show_state(const struct showing *showing, const struct noticed *noticed)
{
	const SlbNoticeRow *row = noticed->row;

	page_fact(showing->page, "Stands", "%s",
		  row->ended_index == 0 ? state_of(row) : "no longer");
	page_fact(showing->page, "Given", "%s",
		  evidence_entry(showing, row->given_ms, row->given_index));
	page_fact(showing->page, "Content id", "%s",
		  hex_encode(showing->arena, digest_bytes(&noticed->given_id)));
	if (noticed->notice->giver->serving_index != 0)
		page_fact(showing->page, "Served by the client", "entry %" PRIu64,
			  noticed->notice->giver->serving_index);
	if (row->acknowledged_index != 0)
		page_fact(showing->page, "Receipt acknowledged", "%s%s",
			  evidence_entry(showing, row->acknowledged_ms,
					 row->acknowledged_index),
			  row->acknowledged_ms > row->acknowledge_by_s * 1000 ? ", late"
									      : "");
	for (size_t i = 0; i < noticed->since.waived_count; i++)
		page_fact(showing->page, "Waived since", "%s, %s",
			  waived_parts(noticed->since.waived[i].waiver),
			  evidence_entry(showing, noticed->since.waived[i].waived_ms,
					 noticed->since.waived[i].log_index));
	if (row->ended_index == 0)
		return;
	page_fact(showing->page, row->replaced_by == 0 ? "Withdrawn" : "Replaced",
		  "%s%s", evidence_entry(showing, row->ended_ms, row->ended_index),
		  row->replaced_by == 0
			  ? ""
			  : arena_printf(showing->arena, ", by notice %" PRIu64,
					 row->replaced_by));
}

/* ---- how it comes about -------------------------------------------------- */

static enum err read_terms(struct showing *showing, const struct noticed *noticed,
			   SlbTerms **out)
{
	struct version_place place = { showing->facts->contract_id,
				       noticed->row->version_id.data };
	struct row_key keys[] = { terms_row_key(&place), version_row_key(&place) };
	const ProtobufCMessage *rows[ARRAY_SIZE(keys)];
	ProtobufCMessage *message = NULL;
	const SlbTermsRow *row;
	enum err e = state_fetch(&showing->state, &keys[0], &rows[0]);

	if (e == ERR_OK)
		e = state_fetch(&showing->state, &keys[1], &rows[1]);
	if (e != ERR_OK)
		return e;
	row = (const SlbTermsRow *)rows[0];
	e = unpack_message(showing->arena, &slb_terms__descriptor,
			   (struct bytes){ row->terms.data, row->terms.len }, &message,
			   showing->shown->diag);
	*out = (SlbTerms *)message;
	/* As it was judged: an amendment or a termination may have cut it short. */
	if (e == ERR_OK)
		(*out)->last_day = ((const SlbVersionRow *)rows[1])->last_day;
	return e;
}

static enum err read_report(struct showing *showing, uint64_t index,
			    struct report_input *out)
{
	struct bundle_statement statement;
	SlbReport *report;
	uint8_t *digest;
	enum err e = bundle_statement_read(showing->bundle, showing->arena, index,
					   &statement, showing->shown->diag);

	if (e != ERR_OK)
		return e;
	report = arena_new(showing->arena, SlbReport);
	*report = *statement.message->report;
	digest = arena_array(showing->arena, uint8_t, DIGEST_BYTES);
	memcpy(digest, statement.content_id.bytes, DIGEST_BYTES);
	report->restatement = NULL; /* which replaces which is settled */
	*out = (struct report_input){
		.report = report,
		.source = arena_printf(showing->arena, "entry %" PRIu64, index),
		.sequence = statement.message->position->sequence,
		.digest = { digest, DIGEST_BYTES },
		.is_signed = true,
	};
	return ERR_OK;
}

static enum err read_reports(struct showing *showing, const SlbPeriodOutcome *outcome,
			     struct judgement_request *request)
{
	struct report_input *inputs;
	size_t room = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; i < outcome->n_reports; i++)
		room += outcome->reports[i]->n_log_indexes;
	inputs = arena_array(showing->arena, struct report_input, room);
	for (size_t i = 0; i < outcome->n_reports && e == ERR_OK; i++) {
		const SlbReportsRelied *relied = outcome->reports[i];

		for (size_t r = 0; r < relied->n_log_indexes && e == ERR_OK; r++)
			e = read_report(showing, relied->log_indexes[r],
					&inputs[request->report_count++]);
	}
	request->reports = inputs;
	return e;
}

static enum err explain(struct showing *showing, const struct noticed *noticed)
{
	const SlbPeriodJudgement *period = noticed->outcome->judgement;
	struct judgement_request request = {
		.version_id = { noticed->row->version_id.data, DIGEST_BYTES },
		.is_one_period = true,
		.period_start_s = period->start_s,
		.as_of_s = noticed->judged_ms / 1000 + (noticed->judged_ms % 1000 > 0),
	};
	struct judgement_view view = { 0 };
	SlbJudgement *judgement = NULL;
	SlbTerms *terms = NULL;
	enum err e = read_terms(showing, noticed, &terms);

	if (e == ERR_OK)
		e = read_reports(showing, noticed->outcome, &request);
	if (e == ERR_EVIDENCE_ERASED) {
		page_paragraph(showing->page, TONE_DOUBT,
			       "The reports of this period were erased: how its "
			       "figures come about cannot be shown any more.");
		return ERR_OK;
	}
	request.terms = terms;
	if (e == ERR_OK)
		e = judge(showing->arena, &request, &judgement, showing->shown->diag);
	if (e != ERR_OK)
		return e;
	view.terms = terms;
	view.judgement = judgement;
	view.zone = frame_of_terms(showing->arena, terms)->zone;
	page_explanation(showing->page, &view, judgement->periods[0]);
	page_reports(showing->page, &view);
	return ERR_OK;
}

enum err evidence_notice(struct showing *showing)
{
	struct noticed noticed = { .row = NULL };
	enum err e;

	if (showing->facts->notice == 0)
		return ERR_OK;
	e = find_notice(showing, &noticed);
	if (e != ERR_OK)
		return e;
	page_heading(showing->page, 2, "Notice %" PRIu64, showing->facts->notice);
	show_state(showing, &noticed);
	if (noticed.end.reason != NULL)
		noticed.since.end = &noticed.end;
	page_code(showing->page,
		  notice_page(showing->arena, noticed.notice, &noticed.since));
	value_of_notice(showing, &noticed);
	return showing->shown->explain ? explain(showing, &noticed) : ERR_OK;
}
