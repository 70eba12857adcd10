#include "sla/commands.h"

#include <inttypes.h>

#include "calendar/civil.h"
#include "envelope/envelope.h"
#include "merkle/leaf.h"
#include "notice/waived.h"
#include "sla/answer.h"
#include "sla/listing.h"
#include "sla/page_statement.h"
#include "sla/phrases.h"
#include "sla/remote.h"
#include "sla/value.h"

/* What was said in a contract: its book, an entry a row. */

/* clang-format off */
const struct option contract_history_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};
/* clang-format on */

struct history {
	struct invocation *in;
	const struct zone_table *zone;
	const char *origin;
	struct page page;
	struct node *list;
};

/* ---- what each kind says, in a few words ---- */

static const char *version_words(const struct history *history,
				 const ProtobufCBinaryData *id)
{
	size_t shown = id->len < 8 ? id->len : 8;

	return arena_printf(
		history->in->arena, "version %s",
		hex_encode(history->in->arena, (struct bytes){ id->data, shown }));
}

static const char *finding_words(const struct history *history,
				 const SlbFindingPlace *finding)
{
	if (finding == NULL)
		return "a miss that is not named";
	return arena_printf(
		history->in->arena, "the miss of %s in the period from %s",
		finding->kpi,
		zone_text(history->in->arena, history->zone, finding->start_s));
}

static void say_offer(const struct history *history, const SlbStatement *statement,
		      struct text *text)
{
	const SlbOffer *offer = statement->offer;

	if (offer->unilateral != NULL)
		text_printf(text, "recorded the terms of a paper contract alone");
	else
		text_printf(text, "offered terms");
	if (offer->previous_version_id.len > 0)
		text_printf(text, " in the place of %s",
			    version_words(history, &offer->previous_version_id));
}

static void say_acceptance(const struct history *history, const SlbStatement *statement,
			   struct text *text)
{
	text_printf(text, "accepted %s",
		    version_words(history, &statement->acceptance->version_id));
}

static void say_decline(const struct history *history, const SlbStatement *statement,
			struct text *text)
{
	text_printf(text, "declined %s: %s",
		    version_words(history, &statement->decline->version_id),
		    statement->decline->reason);
}

static void say_withdrawal(const struct history *history, const SlbStatement *statement,
			   struct text *text)
{
	text_printf(text, "withdrew %s: %s",
		    version_words(history, &statement->withdrawal->version_id),
		    statement->withdrawal->reason);
}

static void say_termination(const struct history *history,
			    const SlbStatement *statement, struct text *text)
{
	text_printf(text, "ended %s after %s: %s",
		    version_words(history, &statement->termination->version_id),
		    statement->termination->last_day, statement->termination->reason);
}

static void say_report(const struct history *history, const SlbStatement *statement,
		       struct text *text)
{
	const SlbReport *report = statement->report;

	text_printf(text, "reported %s of %s as number %" PRIu64, report->series,
		    phrase_span(history->in->arena, history->zone, report->start_s,
				report->end_s),
		    statement->position->sequence);
	if (report->restatement != NULL)
		text_printf(text, " in the place of %" PRIu64 ": %s",
			    report->restatement->replaces, report->restatement->reason);
}

static void say_serving(const struct history *history, const SlbStatement *statement,
			struct text *text)
{
	text_printf(text, "served %s",
		    finding_words(history, statement->serving->finding));
}

static void say_hold(const struct history *history, const SlbStatement *statement,
		     struct text *text)
{
	text_printf(text, "held %s until the end of %s: %s",
		    finding_words(history, statement->hold->finding),
		    statement->hold->until_day, statement->hold->reason);
}

static void say_waiver(const struct history *history, const SlbStatement *statement,
		       struct text *text)
{
	const SlbWaiver *waiver = statement->waiver;

	text_printf(text, "waived %s%s%s of %s: %s", waiver->credit ? "the credit" : "",
		    waiver->credit && waiver->strike ? " and " : "",
		    waiver->strike ? "the strike" : "",
		    finding_words(history, waiver->finding), waiver->reason);
}

static void say_acknowledgement(const struct history *history,
				const SlbStatement *statement, struct text *text)
{
	(void)history;
	text_printf(text, "acknowledged receipt of notice %" PRIu64,
		    statement->acknowledgement->notice);
}

static const char *separator(const struct text *text)
{
	return text->len == 0 ? "" : "; ";
}

static const char *label_of(const SlbPeriodOutcome *period)
{
	return period->judgement == NULL ? "a period" : period->judgement->label;
}

static void say_outcome(const struct history *history, const SlbStatement *statement,
			struct text *text)
{
	const SlbOutcome *outcome = statement->outcome;
	struct arena *arena = history->in->arena;

	for (size_t i = 0; i < outcome->n_missing; i++)
		text_printf(text, "%s%s of %s is missing", separator(text),
			    outcome->missing[i]->series,
			    phrase_span(arena, history->zone,
					outcome->missing[i]->start_s,
					outcome->missing[i]->end_s));
	for (size_t i = 0; i < outcome->n_periods; i++)
		text_printf(text, "%s%s is judged%s", separator(text),
			    label_of(outcome->periods[i]),
			    outcome->periods[i]->revision > 1 ? " again" : "");
	for (size_t i = 0; i < outcome->n_endings; i++)
		text_printf(text, "%snotice %" PRIu64 " is %s", separator(text),
			    outcome->endings[i]->number,
			    outcome->endings[i]->replaced_by == 0 ? "withdrawn"
								  : "replaced");
	for (size_t i = 0; i < outcome->n_notices; i++)
		text_printf(text, "%snotice %" PRIu64 " is given", separator(text),
			    outcome->notices[i]->number);
	for (size_t i = 0; i < outcome->n_waivers; i++)
		text_printf(text, "%s%s of notice %" PRIu64 " %s waived",
			    separator(text), waived_parts(outcome->waivers[i]),
			    outcome->waivers[i]->number,
			    outcome->waivers[i]->credit && outcome->waivers[i]->strike
				    ? "are"
				    : "is");
}

static const struct {
	SlbStatement__BodyCase body;
	void (*say)(const struct history *history, const SlbStatement *statement,
		    struct text *text);
} bodies[] = {
	{ SLB_STATEMENT__BODY_OFFER, say_offer },
	{ SLB_STATEMENT__BODY_ACCEPTANCE, say_acceptance },
	{ SLB_STATEMENT__BODY_DECLINE, say_decline },
	{ SLB_STATEMENT__BODY_WITHDRAWAL, say_withdrawal },
	{ SLB_STATEMENT__BODY_TERMINATION, say_termination },
	{ SLB_STATEMENT__BODY_REPORT, say_report },
	{ SLB_STATEMENT__BODY_SERVING, say_serving },
	{ SLB_STATEMENT__BODY_HOLD, say_hold },
	{ SLB_STATEMENT__BODY_WAIVER, say_waiver },
	{ SLB_STATEMENT__BODY_ACKNOWLEDGEMENT, say_acknowledgement },
	{ SLB_STATEMENT__BODY_OUTCOME, say_outcome },
};

static const char *statement_words(const struct history *history,
				   const SlbStatement *statement)
{
	struct text text;

	text_init(&text, history->in->arena);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		if (bodies[i].body == statement->body_case)
			bodies[i].say(history, statement, &text);
	}
	return text_chars(&text);
}

/* ---- rows ---- */

struct row {
	uint64_t log_index;
	const char *log_time;
	const char *issuer;
	const char *kind;
	const char *says;
};

static void add_row(struct history *history, const struct row *row)
{
	struct arena *arena = history->in->arena;
	struct node *value = value_add_fields(arena, history->list, NULL);

	page_cell(&history->page, TONE_PLAIN, "%" PRIu64, row->log_index);
	page_cell(&history->page, TONE_PLAIN, "%s", row->log_time);
	page_cell(&history->page, TONE_PLAIN, "%s", row->issuer);
	page_cell(&history->page, TONE_PLAIN, "%s", row->says);
	value_add_number(arena, value, "log_index", row->log_index);
	value_add_text(arena, value, "log_time", row->log_time);
	value_add_text(arena, value, "issuer", row->issuer);
	value_add_text(arena, value, "kind", row->kind);
	value_add_text(arena, value, "says", row->says);
}

static enum err add_entry(struct history *history, const SlbLoggedStatement *entry,
			  struct arena *scratch)
{
	struct invocation *in = history->in;
	struct bytes bytes = { entry->envelope.data, entry->envelope.len };
	struct row row = { .log_index = entry->log_index,
			   .issuer = "-",
			   .kind = "-",
			   .says = "its content was erased" };
	const SlbStatement *statement;
	struct envelope envelope;
	struct leaf leaf;
	enum err e = leaf_decode((struct bytes){ entry->leaf.data, entry->leaf.len },
				 &leaf, &in->diag);

	if (e == ERR_OK && bytes.len > 0)
		e = envelope_parse(scratch, bytes, &envelope, &in->diag);
	if (e == ERR_OK && bytes.len > 0)
		e = statement_parse(scratch, &envelope, history->origin, &statement,
				    &in->diag);
	if (e != ERR_OK)
		return e;
	row.log_time =
		civil_instant_text(in->arena, (int64_t)leaf.log_time_ms / 1000, 0);
	if (bytes.len > 0) {
		row.issuer = statement->issuer;
		row.kind = envelope.kind;
		row.says = statement_words(history, statement);
	}
	add_row(history, &row);
	return ERR_OK;
}

static enum err add_page(void *context, const ProtobufCMessage *page,
			 struct arena *scratch)
{
	const SlbListEntriesResponse *list = (const SlbListEntriesResponse *)page;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < list->n_entries; i++) {
		struct arena_mark mark = arena_mark(scratch);

		e = add_entry(context, list->entries[i], scratch);
		arena_rewind(scratch, mark);
	}
	return e;
}

static enum err give_history(struct history *history, struct connection *connection,
			     SlbListEntriesRequest *request)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_ENTRIES, SlbListEntriesRequest,
			SlbListEntriesResponse, entries);
	static const struct page_column columns[] = {
		{ "Entry", true },
		{ "Logged", false },
		{ "By", false },
		{ "What", false },
	};
	const struct page_taker taker = { add_page, history };
	struct invocation *in = history->in;
	struct node *value = value_fields(in->arena);
	struct answer answer = { .page = &history->page, .value = value };
	enum err e;

	page_init(&history->page, in->arena,
		  arena_printf(in->arena, "History of %s", in->operands[0]));
	page_table(&history->page, columns, ARRAY_SIZE(columns));
	history->list = value_add_list(in->arena, value, "entries");
	e = listing_each(connection, &listing, &request->base, &taker);
	if (e != ERR_OK)
		return e;
	page_paragraph(
		&history->page, TONE_FAINT,
		"As the broker tells it: sla log prove ENTRY proves one of them, "
		"sla contract export all.");
	return answer_give(in, &answer);
}

enum err contract_history(struct invocation *in)
{
	struct history history = { .in = in };
	SlbListEntriesRequest request;
	struct remote_version version;
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_list_entries_request__init(&request);
	if (e == ERR_OK)
		e = contract_operand(in, &request.contract);
	if (e == ERR_OK)
		e = remote_version_open(&connection, in->operands[0], NULL, &version);
	if (e == ERR_OK) {
		history.zone = &version.frame->zone;
		history.origin = connection.profile.message->origin;
		e = give_history(&history, &connection, &request);
	}
	connection_close(&connection);
	return e;
}
