#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "calendar/civil.h"
#include "sla/answer.h"
#include "sla/listing.h"
#include "sla/page_judgement.h"
#include "sla/phrases.h"
#include "sla/remote.h"
#include "slabroker/v1/report_service.pb-c.h"

/* clang-format off */
const struct option verdict_list_options[] = {
	OPTION_ROW_PROFILE,
	{ "from", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "only periods that end later" },
	{ "until", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "only periods that begin earlier" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option verdict_show_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

static const SlbPeriodJudgement *judgement_of(const SlbLoggedOutcome *outcome)
{
	return outcome->period == NULL ? NULL : outcome->period->judgement;
}

/* ---- sla verdict list ---- */

static void add_outcome(struct page *page, const SlbLoggedOutcome *outcome)
{
	const SlbPeriodJudgement *judgement = judgement_of(outcome);
	size_t i;

	for (i = 0; judgement != NULL && i < judgement->n_verdicts; i++) {
		const SlbVerdict *verdict = judgement->verdicts[i];

		page_cell(page, TONE_PLAIN, "%s", judgement->label);
		page_cell(page, TONE_PLAIN, "%s", verdict->title);
		page_cell(page, tone_of_result(verdict->result), "%s",
			  phrase_result(verdict->result));
		page_cell(page, TONE_PLAIN, "%s",
			  verdict->displayed[0] == '\0' ? "-" : verdict->displayed);
		page_cell(page, TONE_PLAIN, "%s", verdict->displayed_target);
		page_cell(page, TONE_PLAIN, "%" PRIu64, outcome->log_index);
	}
}

/* What the table does not say: a missed KPI stands in it. */
static void add_findings(struct page *page, const SlbLoggedOutcome *outcome)
{
	const SlbPeriodJudgement *judgement = judgement_of(outcome);
	size_t i;

	for (i = 0; judgement != NULL && i < judgement->n_findings; i++) {
		const SlbFinding *finding = judgement->findings[i];

		if (finding->kind != SLB_FINDING_KIND__FINDING_KIND_MISSED)
			page_item(page, TONE_DOUBT, "%s: %s.", judgement->label,
				  finding->sentence);
	}
}

static enum err give_list(struct invocation *in, const SlbListVerdictsResponse *list)
{
	static const struct page_column columns[] = {
		{ "Period", false }, { "KPI", false },    { "Result", false },
		{ "Shown", true },   { "Target", false }, { "Log index", true }
	};
	struct page page;
	struct answer answer = { .page = &page, .message = &list->base };
	size_t i;

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Verdicts of %s", in->operands[0]));
	if (list->n_outcomes == 0)
		page_paragraph(
			&page, TONE_PLAIN,
			"No period was judged yet. That happens when each of its reports "
			"is there, or was due.");
	else
		page_table(&page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < list->n_outcomes; i++)
		add_outcome(&page, list->outcomes[i]);
	for (i = 0; i < list->n_outcomes; i++)
		add_findings(&page, list->outcomes[i]);
	return answer_give(in, &answer);
}

enum err verdict_list(struct invocation *in)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_VERDICTS, SlbListVerdictsRequest,
			SlbListVerdictsResponse, outcomes);
	SlbListVerdictsRequest request;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_list_verdicts_request__init(&request);
	request.from_s = option_number(&in->options, "from", 0);
	request.to_s = option_number(&in->options, "until", 0);
	if (e == ERR_OK)
		e = contract_operand(in, &request.contract);
	if (e == ERR_OK)
		e = listing_fetch(&connection, &listing, &request.base, &answer);
	if (e == ERR_OK)
		e = give_list(in, (const SlbListVerdictsResponse *)answer);
	connection_close(&connection);
	return e;
}

/* ---- sla verdict show ---- */

static bool fits(const SlbTerms *terms, const SlbPeriodJudgement *judgement)
{
	return judgement != NULL && judgement->n_verdicts == terms->n_kpis;
}

/* Until when the client may decide on what a judgement found. */
static int64_t decided_until_s(const struct frame *frame,
			       const SlbLoggedOutcome *outcome)
{
	int64_t judged_s =
		outcome->log_time_ms / 1000 + (outcome->log_time_ms % 1000 > 0);

	return frame_deadline_s(frame, frame->terms->claim_window, judged_s);
}

static const SlbFindingStanding *standing_of(const SlbLoggedOutcome *outcome,
					     const char *kpi)
{
	for (size_t i = 0; i < outcome->n_standings; i++) {
		if (strcmp(outcome->standings[i]->kpi, kpi) == 0)
			return outcome->standings[i];
	}
	return NULL;
}

/* A miss, what became of it, and how to name it to a command. */
struct miss {
	const SlbFinding *finding;
	const SlbFindingStanding *standing;
	bool is_held;
	bool is_open; /* the client may still do something about it */
};

static struct miss miss_of(const struct invocation *in, const struct frame *frame,
			   const SlbLoggedOutcome *outcome, const SlbFinding *finding)
{
	int64_t now_s = clock_now_ms(&in->clock) / 1000;
	const SlbFindingStanding *standing = standing_of(outcome, finding->subject);
	struct miss miss = { .finding = finding, .standing = standing };

	if (standing == NULL)
		return miss;
	miss.is_held = standing->held_until_s > now_s;
	miss.is_open = standing->notice == 0 &&
		       !(standing->credit_waived && standing->strike_waived) &&
		       finding->serving == SLB_SERVING_MODE__SERVING_MODE_ON_DECISION &&
		       decided_until_s(frame, outcome) >= now_s;
	return miss;
}

static const char *waived_words(const SlbFindingStanding *standing)
{
	if (standing->credit_waived && standing->strike_waived)
		return standing->notice == 0
			       ? "credit and strike are waived: no notice is given"
			       : "credit and strike are waived";
	if (standing->credit_waived)
		return "the credit is waived";
	return standing->strike_waived ? "the strike is waived" : NULL;
}

static const char *miss_words(struct arena *arena, const struct zone_table *zone,
			      const struct miss *miss)
{
	const SlbFindingStanding *standing = miss->standing;
	const char *waived = waived_words(standing);
	const char *words = NULL;

	if (standing->notice != 0)
		words = arena_printf(arena, "served as notice %" PRIu64,
				     standing->notice);
	else if (miss->is_held)
		words = arena_printf(arena, "held: no notice until %s",
				     zone_text(arena, zone, standing->held_until_s));
	else if (waived == NULL)
		words = miss->is_open ? "nobody has decided yet" : "no notice is given";
	if (waived == NULL || words == NULL)
		return waived == NULL ? words : waived;
	return arena_printf(arena, "%s; %s", words, waived);
}

static const char *title_of(const SlbPeriodJudgement *judgement, const char *kpi)
{
	for (size_t i = 0; i < judgement->n_verdicts; i++) {
		if (strcmp(judgement->verdicts[i]->kpi, kpi) == 0)
			return judgement->verdicts[i]->title;
	}
	return kpi;
}

static void add_open_misses(struct page *page, const struct invocation *in,
			    const struct frame *frame, const SlbLoggedOutcome *outcome)
{
	const SlbPeriodJudgement *judgement = judgement_of(outcome);
	bool is_first = true;

	for (size_t i = 0; judgement != NULL && i < judgement->n_findings; i++) {
		struct miss miss = miss_of(in, frame, outcome, judgement->findings[i]);

		if (!miss.is_open)
			continue;
		if (is_first)
			page_paragraph(page, TONE_PLAIN,
				       "Until %s the client may still decide:",
				       zone_text(page->arena, &frame->zone,
						 decided_until_s(frame, outcome)));
		is_first = false;
		page_item(page, TONE_PLAIN, "sla notice %s %s %s %s",
			  miss.is_held ? "hold|waive" : "serve|hold|waive",
			  outcome->contract, judgement->label, miss.finding->subject);
	}
}

/* What became of the misses, and on which of them the client may still decide. */
static void add_misses(struct page *page, const struct invocation *in,
		       const struct frame *frame, const SlbLoggedOutcome *outcome)
{
	const SlbPeriodJudgement *judgement = judgement_of(outcome);
	size_t count = 0;

	for (size_t i = 0; judgement != NULL && i < judgement->n_findings; i++) {
		struct miss miss = miss_of(in, frame, outcome, judgement->findings[i]);

		if (miss.standing == NULL)
			continue;
		if (count++ == 0)
			page_heading(page, 3, "What became of the misses");
		page_fact(page, title_of(judgement, miss.finding->subject), "%s",
			  miss_words(page->arena, &frame->zone, &miss));
	}
	add_open_misses(page, in, frame, outcome);
}

static enum err give_outcome(struct invocation *in,
			     const struct remote_version *version,
			     const SlbLoggedOutcome *outcome)
{
	struct judgement_view view = { .terms = version->terms,
				       .zone = version->frame->zone };
	struct page page;
	struct answer answer = { .page = &page, .message = &outcome->base };

	if (!fits(version->terms, judgement_of(outcome)))
		return diag_error(&in->diag, ERR_RECEIPT_INVALID, diag_at("period"),
				  "the broker's outcome is not one of this contract "
				  "version");
	page_init(&page, in->arena, version->terms->title);
	page_fact(&page, "Contract", "%s", outcome->contract);
	page_fact(&page, "Version", "%s", version->message->version);
	page_fact(&page, "Concluded by the broker", "%s, entry %" PRIu64 " of its log",
		  civil_instant_text(in->arena, outcome->log_time_ms / 1000, 0),
		  outcome->log_index);
	page_fact(&page, "Judgement", "number %u of this period",
		  (unsigned)outcome->period->revision);
	if (outcome->unilateral)
		page_paragraph(&page, TONE_DOUBT,
			       "The contract is a record of one side alone: the other "
			       "has not accepted it.");
	page_period(&page, &view, judgement_of(outcome));
	if (!outcome->unilateral)
		add_misses(&page, in, version->frame, outcome);
	return answer_give(in, &answer);
}

enum err verdict_show(struct invocation *in)
{
	SlbGetVerdictRequest request;
	const SlbLoggedOutcome *outcome;
	struct remote_version version;
	struct connection connection;
	ProtobufCMessage *answer;
	struct bytes id;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_get_verdict_request__init(&request);
	request.period = arena_strdup(in->arena, in->operands[1]);
	if (e == ERR_OK)
		e = contract_operand(in, &request.contract);
	if (e == ERR_OK)
		e = connection_call(&connection, METHOD_GET_VERDICT, &request.base,
				    &answer);
	if (e == ERR_OK) {
		outcome = (const SlbLoggedOutcome *)answer;
		id = outcome->period == NULL
			     ? (struct bytes){ NULL, 0 }
			     : (struct bytes){ outcome->period->version_id.data,
					       outcome->period->version_id.len };
		e = remote_version_open(&connection, in->operands[0],
					hex_encode(in->arena, id), &version);
		if (e == ERR_OK)
			e = give_outcome(in, &version, outcome);
	}
	connection_close(&connection);
	return e;
}
