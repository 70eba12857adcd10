#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "sla/phrases.h"
#include "sla/proposal.h"
#include "sla/remote.h"
#include "slabroker/v1/report_service.pb-c.h"

/* What the client makes of a miss: a notice, a delay, or nothing this once. */

/* clang-format off */
const struct option notice_serve_options[] = {
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option notice_hold_options[] = {
	{ "until", OPTION_TEXT, 0, false, true, "DAY", NULL,
	  "the last day on which it is held, in the contract's zone" },
	{ "reason", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why, for the other party" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option notice_waive_options[] = {
	{ "credit", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "give up the credit" },
	{ "strike", OPTION_FLAG, 0, false, false, NULL, NULL,
	  "do not count it towards repeated misses" },
	{ "reason", OPTION_TEXT, 0, false, true, "TEXT", NULL,
	  "why, for the other party" },
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

/* A miss that the operands name, as the broker judged it last. */
struct miss {
	struct connection connection;
	struct contract_id book;
	struct statement_head head;
	struct finding_place place;
	struct page *about;
};

/* What a miss costs, and how the contract has it served. */
static void add_consequences(struct page *page, const SlbPeriodJudgement *period,
			     const char *kpi)
{
	for (size_t i = 0; i < period->n_credits; i++) {
		if (strcmp(period->credits[i]->kpi, kpi) == 0)
			page_fact(page, "Service credit", "%s",
				  period->credits[i]->sentence);
	}
	for (size_t i = 0; i < period->n_findings; i++) {
		const SlbFinding *finding = period->findings[i];

		if (strcmp(finding->subject, kpi) == 0 &&
		    finding->notice_title[0] != '\0')
			page_fact(page, "Served as", "%s", finding->notice_title);
	}
}

/* Shown before it is signed. */
static struct page *about_verdict(struct invocation *in,
				  const SlbPeriodJudgement *period,
				  const SlbVerdict *verdict)
{
	struct page *page = arena_new(in->arena, struct page);

	page_init(page, in->arena,
		  arena_printf(in->arena, "%s, %s", verdict->title, period->label));
	page_fact(page, "Clause", "%s", verdict->clause);
	page_fact(page, "Result", "%s", phrase_result(verdict->result));
	if (verdict->displayed[0] != '\0')
		page_fact(page, "Shown", "%s", verdict->displayed);
	page_fact(page, "Target", "%s", verdict->displayed_target);
	page_fact(page, "Missed because", "%s",
		  verdict->shortfall == NULL ? verdict->reason
					     : verdict->shortfall->sentence);
	add_consequences(page, period, verdict->kpi);
	return page;
}

/* The notice that stands upon it; what is waived is waived of that. */
static void add_standing(struct page *page, const SlbLoggedOutcome *outcome,
			 const char *kpi)
{
	for (size_t i = 0; i < outcome->n_standings; i++) {
		const SlbFindingStanding *standing = outcome->standings[i];

		if (strcmp(standing->kpi, kpi) == 0 && standing->notice != 0)
			page_fact(page, "Notice", "number %" PRIu64 " stands upon it",
				  standing->notice);
	}
}

static const SlbVerdict *verdict_on(const SlbPeriodJudgement *judgement,
				    const char *kpi)
{
	size_t i;

	for (i = 0; i < judgement->n_verdicts; i++) {
		if (strcmp(judgement->verdicts[i]->kpi, kpi) == 0)
			return judgement->verdicts[i];
	}
	return NULL;
}

static enum err find_miss(struct miss *miss, const SlbLoggedOutcome *outcome)
{
	struct invocation *in = miss->connection.in;
	const SlbPeriodOutcome *period = outcome->period;
	const SlbVerdict *verdict;

	if (period == NULL || period->judgement == NULL ||
	    !digest_from_bytes(
		    (struct bytes){ period->version_id.data, period->version_id.len },
		    &miss->place.version))
		return diag_error(&in->diag, ERR_RECEIPT_INVALID, diag_at("period"),
				  "the broker's outcome judges no period");
	verdict = verdict_on(period->judgement, in->operands[2]);
	if (verdict == NULL)
		return usage_error(in,
				   "period %s has no KPI \"%s\"; sla verdict show %s "
				   "%s -o yaml names them",
				   in->operands[1], in->operands[2], in->operands[0],
				   in->operands[1]);
	if (verdict->result != SLB_RESULT__RESULT_MISSED)
		return usage_error(in,
				   "%s is %s in period %s; only a miss is served, held "
				   "or waived",
				   verdict->kpi,
				   phrase_enum(in->arena, &slb_result__descriptor,
					       (int)verdict->result),
				   in->operands[1]);
	miss->place.start_s = period->judgement->start_s;
	miss->place.kpi = verdict->kpi;
	miss->about = about_verdict(in, period->judgement, verdict);
	add_standing(miss->about, outcome, verdict->kpi);
	return ERR_OK;
}

static enum err miss_open(struct invocation *in, struct miss *miss)
{
	SlbGetVerdictRequest request;
	ProtobufCMessage *answer;
	enum err e = contract_named(in, in->operands[0], &miss->book);

	slb_get_verdict_request__init(&request);
	request.contract = arena_strdup(in->arena, in->operands[0]);
	request.period = arena_strdup(in->arena, in->operands[1]);
	if (e == ERR_OK)
		e = connection_open(in, CONNECTION_SEND, &miss->connection);
	if (e == ERR_OK)
		e = connection_call(&miss->connection, METHOD_GET_VERDICT,
				    &request.base, &answer);
	if (e == ERR_OK)
		e = find_miss(miss, (const SlbLoggedOutcome *)answer);
	if (e == ERR_OK)
		miss->head = connection_head(&miss->connection, &miss->book);
	return e;
}

enum err notice_serve(struct invocation *in)
{
	struct miss miss = { 0 };
	enum err e = miss_open(in, &miss);

	if (e == ERR_OK)
		e = proposal_of_one(
			&miss.connection,
			statement_serving(in->arena, &miss.head, &miss.place),
			miss.about);
	connection_close(&miss.connection);
	return e;
}

enum err notice_hold(struct invocation *in)
{
	struct miss miss = { 0 };
	enum err e = miss_open(in, &miss);

	if (e == ERR_OK)
		e = proposal_of_one(&miss.connection,
				    statement_hold(in->arena, &miss.head, &miss.place,
						   option_text(&in->options, "until"),
						   option_text(&in->options, "reason")),
				    miss.about);
	connection_close(&miss.connection);
	return e;
}

enum err notice_waive(struct invocation *in)
{
	const struct waiver waiver = {
		.credit = option_given(&in->options, "credit"),
		.strike = option_given(&in->options, "strike"),
		.reason = option_text(&in->options, "reason"),
	};
	struct miss miss = { 0 };
	enum err e;

	if (!waiver.credit && !waiver.strike)
		return usage_error(in, "--credit, --strike or both are needed: they "
				       "say what is waived");
	e = miss_open(in, &miss);
	if (e == ERR_OK)
		e = proposal_of_one(
			&miss.connection,
			statement_waiver(in->arena, &miss.head, &miss.place, &waiver),
			miss.about);
	connection_close(&miss.connection);
	return e;
}
