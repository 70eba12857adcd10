#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "envelope/unpack.h"
#include "report/frame.h"
#include "service/listing.h"
#include "service/service.h"
#include "slabroker/v1/report_service.pb-c.h"

/* A period that was judged, as its row and the key of that say. */
struct judged {
	struct version_place version;
	int64_t start_s;
	const SlbPeriodRow *row;
};

static bool is_this_period(const SlbPeriodOutcome *period, const struct judged *judged)
{
	return period->judgement->start_s == judged->start_s &&
	       memcmp(period->version_id.data, judged->version.version_id,
		      DIGEST_BYTES) == 0;
}

static enum err add_standing(struct reading *reading, const struct judged *judged,
			     const char *kpi, SlbLoggedOutcome *message)
{
	struct row_key key = finding_row_key(&judged->version, judged->start_s, kpi);
	SlbFindingStanding *standing = arena_new(reading->arena, SlbFindingStanding);
	const ProtobufCMessage *found = NULL;
	const SlbFindingRow *row;
	enum err err = state_fetch(&reading->state, &key, &found);

	if (err != ERR_OK)
		return err;
	row = (const SlbFindingRow *)found;
	slb_finding_standing__init(standing);
	standing->kpi = arena_strdup(reading->arena, kpi);
	if (row != NULL) {
		standing->held_until_s = row->held_until_s;
		standing->credit_waived = row->credit_waived;
		standing->strike_waived = row->strike_waived;
		standing->notice = row->notice;
	}
	message->standings[message->n_standings++] = standing;
	return ERR_OK;
}

/* What its client made of each miss since. */
static enum err add_standings(struct reading *reading, const struct judged *judged,
			      SlbLoggedOutcome *message)
{
	const SlbPeriodJudgement *judgement = message->period->judgement;
	enum err err = ERR_OK;

	message->standings = arena_array(reading->arena, SlbFindingStanding *,
					 judgement->n_findings);
	for (size_t i = 0; err == ERR_OK && i < judgement->n_findings; i++) {
		const SlbFinding *finding = judgement->findings[i];

		if (finding->kind == SLB_FINDING_KIND__FINDING_KIND_MISSED)
			err = add_standing(reading, judged, finding->subject, message);
	}
	return err;
}

/* The last outcome of a period: the entry that its row names has it. */
static enum err outcome_message(struct reading *reading,
				const struct read_contract *contract,
				const struct judged *judged, SlbLoggedOutcome **out)
{
	SlbLoggedOutcome *message = arena_new(reading->arena, SlbLoggedOutcome);
	const SlbStatement *statement;
	enum err err =
		reading_statement(reading, judged->row->outcome_index, &statement);

	if (err != ERR_OK)
		return err;
	slb_logged_outcome__init(message);
	message->contract = arena_strdup(reading->arena, contract->name);
	message->log_index = judged->row->outcome_index;
	message->log_time_ms = statement->claimed_time_ms;
	message->unilateral = contract->row->status ==
			      SLB_CONTRACT_STATUS__CONTRACT_STATUS_UNILATERAL;
	for (size_t i = 0; i < statement->outcome->n_periods; i++) {
		if (is_this_period(statement->outcome->periods[i], judged))
			message->period = statement->outcome->periods[i];
	}
	ensure(message->period != NULL);
	*out = message;
	return add_standings(reading, judged, message);
}

/* Where a period of this label begins in a version. */
static bool find_label(struct reading *reading, const SlbTermsRow *row,
		       const char *label, int64_t *start_s)
{
	struct bytes bytes = { row->terms.data, row->terms.len };
	const struct frame *frame;
	ProtobufCMessage *terms;

	/* They were checked when they were offered. */
	ensure(unpack_message(reading->arena, &slb_terms__descriptor, bytes, &terms,
			      &reading->diag) == ERR_OK);
	frame = frame_of_terms(reading->arena, (const SlbTerms *)terms);
	for (size_t i = 0; i < frame->period_count; i++) {
		if (strcmp(frame->periods[i].label, label) == 0) {
			*start_s = frame->periods[i].days.start_s;
			return true;
		}
	}
	return false;
}

/* The judged period of this label in one version; out->row is NULL where there is none. */
static enum err find_in_version(struct reading *reading, const char *label,
				struct judged *out)
{
	const ProtobufCMessage *row = NULL;
	struct row_key key = terms_row_key(&out->version);
	enum err err = state_fetch(&reading->state, &key, &row);

	out->row = NULL;
	if (err != ERR_OK ||
	    !find_label(reading, (const SlbTermsRow *)row, label, &out->start_s))
		return err;
	key = period_row_key(&out->version, out->start_s);
	err = state_fetch(&reading->state, &key, &row);
	if (row != NULL && ((const SlbPeriodRow *)row)->revision > 0)
		out->row = (const SlbPeriodRow *)row;
	return err;
}

/* In the version that judges it: an amendment has periods of its own. */
static enum err find_judged(struct reading *reading,
			    const struct read_contract *contract, const char *label,
			    struct judged *out)
{
	const struct row_key all = rows_of_contract(ROW_VERSION, contract->id);
	const struct state_range range = { .from = all, .to = row_key_after(&all) };
	struct state_entries versions;
	enum err err = state_fetch_rows(&reading->state, &range, &versions);

	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < versions.count; i++) {
		struct bytes id = row_key_tail(versions.entries[i].key, DIGEST_BYTES);

		out->version = (struct version_place){ contract->id, id.data };
		err = find_in_version(reading, label, out);
		if (err != ERR_OK || out->row != NULL)
			return err;
	}
	return diag_error(&reading->diag, ERR_NOT_FOUND, diag_at("period"),
			  "the contract has no period \"%s\" that was judged; periods "
			  "are named as the list of verdicts names them, and judged "
			  "when each report is there, or was due",
			  label);
}

static void get_verdict(struct rpc_call *call)
{
	const SlbGetVerdictRequest *request =
		(const SlbGetVerdictRequest *)rpc_request(call);
	SlbLoggedOutcome *message = NULL;
	struct read_contract contract;
	struct reading reading;
	struct judged judged;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = reading_whole_contract(&reading, request->contract, &contract);
	if (err == ERR_OK)
		err = request->period[0] != '\0'
			      ? find_judged(&reading, &contract, request->period,
					    &judged)
			      : reading_malformed(&reading, "period", "",
						  "a label such as 2026-11, as "
						  "ListVerdicts gives them");
	if (err == ERR_OK)
		err = outcome_message(&reading, &contract, &judged, &message);
	reading_answer(&reading, err, (const ProtobufCMessage *)message);
}

static bool is_asked_for(const SlbListVerdictsRequest *request,
			 const SlbLoggedOutcome *message)
{
	const SlbPeriodJudgement *judgement = message->period->judgement;

	if (request->from_s != 0 && judgement->end_s <= request->from_s)
		return false;
	return request->to_s == 0 || judgement->start_s < request->to_s;
}

struct listed_verdicts {
	struct reading *reading;
	const SlbListVerdictsRequest *request;
	struct read_contract contract;
	SlbListVerdictsResponse message;
};

static enum err take_period(void *context, const struct state_entry *entry)
{
	struct listed_verdicts *listed = context;
	struct judged judged = { .row = (const SlbPeriodRow *)entry->row };
	SlbLoggedOutcome *message = NULL;
	enum err err;

	if (judged.row->revision == 0)
		return ERR_OK;
	period_row_key_place(entry->key, &judged.version, &judged.start_s);
	err = outcome_message(listed->reading, &listed->contract, &judged, &message);
	if (err == ERR_OK && is_asked_for(listed->request, message))
		listed->message.outcomes[listed->message.n_outcomes++] = message;
	return err;
}

static enum err list_page(struct listed_verdicts *listed)
{
	const SlbListVerdictsRequest *request = listed->request;
	struct arena *arena = listed->reading->arena;
	const struct listing listing = {
		.query = { .method = "ListVerdicts",
			   .filters = arena_printf(
				   arena, "%s\n%" PRId64 "\n%" PRId64 "\n",
				   request->contract, request->from_s, request->to_s),
			   .page_size = request->page_size,
			   .page_token = request->page_token },
		.all = rows_of_contract(ROW_PERIOD, listed->contract.id),
		.take = take_period,
		.context = listed,
	};

	listed->message.outcomes =
		arena_array(arena, SlbLoggedOutcome *, PAGE_SIZE_MAX);
	return listing_page(listed->reading, &listing,
			    &listed->message.next_page_token);
}

static void list_verdicts(struct rpc_call *call)
{
	struct reading reading;
	struct listed_verdicts listed = {
		.reading = &reading,
		.request = (const SlbListVerdictsRequest *)rpc_request(call),
	};
	enum err err;

	slb_list_verdicts_response__init(&listed.message);
	if (!reading_begin(&reading, call))
		return;
	err = reading_whole_contract(&reading, listed.request->contract,
				     &listed.contract);
	if (err == ERR_OK)
		err = list_page(&listed);
	reading_answer(&reading, err, &listed.message.base);
}

struct method_table verdict_service(void)
{
	static const struct rpc_method methods[] = {
		READ_METHOD("VerdictService/GetVerdict", get_verdict_request,
			    logged_outcome, get_verdict),
		READ_METHOD("VerdictService/ListVerdicts", list_verdicts_request,
			    list_verdicts_response, list_verdicts),
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
