#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "calendar/civil.h"
#include "notice/waived.h"
#include "sla/answer.h"
#include "sla/listing.h"
#include "sla/phrases.h"
#include "sla/proposal.h"
#include "sla/remote.h"
#include "slabroker/v1/notice_service.pb-c.h"

/* Notices that were given: read, and their receipt acknowledged. */

/* clang-format off */
const struct option notice_list_options[] = {
	OPTION_ROW_PROFILE,
	{ "state", OPTION_CHOICE, 0, false, false,
	  "given|acknowledged|withdrawn|replaced", NULL,
	  "only notices that stand so" },
	{ "waived", OPTION_CHOICE, 0, false, false,
	  "nothing|anything|credit|strike", NULL,
	  "only notices of which the client waived this, before they were given or since" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};

const struct option notice_show_options[] = {
	OPTION_ROW_PROFILE,
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_HTML,
	OPTION_ROW_END
};

const struct option notice_acknowledge_options[] = {
	OPTION_ROWS_SIGNING,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

static const char *time_of(struct arena *arena, int64_t at_ms)
{
	return civil_instant_text(arena, at_ms / 1000, 0);
}

static const char *hex_of(struct arena *arena, ProtobufCBinaryData bytes)
{
	return hex_encode(arena, (struct bytes){ bytes.data, bytes.len });
}

static const char *state_of(struct arena *arena, SlbNoticeState state)
{
	return phrase_enum(arena, &slb_notice_state__descriptor, (int)state);
}

/* ---- sla notice list ---- */

static void add_notice(struct page *page, const SlbLoggedNotice *logged)
{
	const SlbNotice *notice = logged->notice;
	SlbNoticeWaiver waived;

	if (notice == NULL || notice->obligation == NULL)
		return;
	waived = waived_by_now(logged);
	page_cell(page, TONE_PLAIN, "%" PRIu64, notice->number);
	page_cell(page, TONE_PLAIN, "%s", notice->obligation->period);
	page_cell(page, TONE_PLAIN, "%s", notice->obligation->title);
	page_cell(page, TONE_PLAIN, "%s", time_of(page->arena, notice->given_ms));
	page_cell(page, TONE_PLAIN, "%s",
		  civil_instant_text(page->arena, notice->acknowledge_by_s, 0));
	page_cell(page, TONE_PLAIN, "%s%s%s%s%s%s",
		  state_of(page->arena, logged->state),
		  logged->acknowledged_late ? ", acknowledged late" : "",
		  waived.credit || waived.strike ? ", " : "",
		  waived.credit || waived.strike ? waived_parts(&waived) : "",
		  waived.credit || waived.strike ? " waived" : "",
		  notice->facts != NULL && notice->facts->n_doubts > 0 ? ", in doubt"
								       : "");
}

static enum err give_list(struct invocation *in, const SlbListNoticesResponse *list)
{
	static const struct page_column columns[] = {
		{ "Number", true }, { "Period", false },         { "KPI", false },
		{ "Given", false }, { "Acknowledge by", false }, { "Stands", false }
	};
	struct page page;
	struct answer answer = { .page = &page, .message = &list->base };
	size_t i;

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Notices of %s", in->operands[0]));
	if (list->n_notices == 0)
		page_paragraph(&page, TONE_PLAIN, "%s",
			       option_given(&in->options, "state") ||
					       option_given(&in->options, "waived")
				       ? "No notice of this contract stands so."
				       : "No notice was given under this contract.");
	else
		page_table(&page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < list->n_notices; i++)
		add_notice(&page, list->notices[i]);
	return answer_give(in, &answer);
}

/* The choices of the option are the words for the values; 0 where it is not given. */
static int wanted(const struct invocation *in, const char *option,
		  const ProtobufCEnumDescriptor *type)
{
	const char *word = option_text(&in->options, option);
	unsigned i;

	for (i = 0; word != NULL && i < type->n_values; i++) {
		if (strcmp(phrase_enum(in->arena, type, type->values[i].value), word) ==
		    0)
			return type->values[i].value;
	}
	return 0;
}

enum err notice_list(struct invocation *in)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_NOTICES, SlbListNoticesRequest,
			SlbListNoticesResponse, notices);
	SlbListNoticesRequest request;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_list_notices_request__init(&request);
	request.state =
		(SlbNoticeState)wanted(in, "state", &slb_notice_state__descriptor);
	request.waived =
		(SlbNoticeWaived)wanted(in, "waived", &slb_notice_waived__descriptor);
	if (e == ERR_OK)
		e = contract_operand(in, &request.contract);
	if (e == ERR_OK)
		e = listing_fetch(&connection, &listing, &request.base, &answer);
	if (e == ERR_OK)
		e = give_list(in, (const SlbListNoticesResponse *)answer);
	connection_close(&connection);
	return e;
}

/* ---- sla notice show ---- */

/* The notice that the operands name. */
static enum err fetch(struct connection *connection, const SlbLoggedNotice **out)
{
	struct invocation *in = connection->in;
	SlbGetNoticeRequest request;
	ProtobufCMessage *answer;
	enum err e;

	slb_get_notice_request__init(&request);
	e = contract_operand(in, &request.contract);
	if (e != ERR_OK)
		return e;
	if (!parse_place(in->operands[1], &request.number)) {
		usage_error(in, "\"%s\" is no number of a notice; they count from 1",
			    in->operands[1]);
		return ERR_USAGE;
	}
	e = connection_call(connection, METHOD_GET_NOTICE, &request.base, &answer);
	if (e != ERR_OK)
		return e;
	*out = (const SlbLoggedNotice *)answer;
	if ((*out)->notice == NULL || (*out)->notice->number != request.number)
		return diag_error(&in->diag, ERR_RECEIPT_INVALID, diag_at("notice"),
				  "the broker's notice is not number %" PRIu64,
				  request.number);
	return ERR_OK;
}

static bool has_ended(const SlbLoggedNotice *logged)
{
	return logged->ended_index != 0;
}

static void add_end(struct page *page, const SlbLoggedNotice *logged)
{
	const char *by = logged->replaced_by == 0
				 ? ""
				 : arena_printf(page->arena, ", by notice %" PRIu64,
						logged->replaced_by);

	page_fact(page, logged->replaced_by == 0 ? "Withdrawn" : "Replaced",
		  "%s, entry %" PRIu64 "%s", time_of(page->arena, logged->ended_ms),
		  logged->ended_index, by);
}

/* What the client waived of it since it was given. */
static void add_waiver(struct page *page, const SlbLoggedWaiver *logged)
{
	const SlbNoticeWaiver *waiver = logged->waiver;

	if (waiver == NULL)
		return;
	page_fact(page, "Waived since", "%s, %s, entry %" PRIu64 ": %s",
		  waived_parts(waiver), time_of(page->arena, logged->log_time_ms),
		  logged->log_index, waiver->reason);
}

/* Credit and strike can be given up as long as it stands. */
static void add_waivable(const struct invocation *in, struct page *page,
			 const SlbLoggedNotice *logged)
{
	const SlbNoticeObligation *obligation = logged->notice->obligation;
	const SlbNoticeWaiver waived = waived_by_now(logged);

	if (has_ended(logged) || obligation == NULL || (waived.credit && waived.strike))
		return;
	page_fact(page, "If it is settled",
		  "the client may waive %s: sla notice waive %s %s %s%s%s",
		  waived.credit   ? "the strike"
		  : waived.strike ? "the credit"
				  : "credit or strike",
		  in->operands[0], obligation->period, obligation->kpi,
		  waived.credit ? "" : " --credit", waived.strike ? "" : " --strike");
}

/* What there is to do, and by which command. */
static void add_next(const struct invocation *in, struct page *page,
		     const SlbLoggedNotice *logged)
{
	const SlbNotice *notice = logged->notice;

	if (logged->state == SLB_NOTICE_STATE__NOTICE_STATE_GIVEN &&
	    notice->addressee != NULL)
		page_fact(page, "To do",
			  "%s acknowledges receipt by %s: sla notice acknowledge %s "
			  "%" PRIu64,
			  notice->addressee->organisation,
			  civil_instant_text(page->arena, notice->acknowledge_by_s, 0),
			  in->operands[0], notice->number);
	add_waivable(in, page, logged);
	page_fact(page, "Evidence",
		  "sla notice export %s %" PRIu64 " --to notice-%" PRIu64 ".evidence",
		  in->operands[0], notice->number, notice->number);
}

/* What the terms count from it. */
static void add_times(struct page *page, const SlbNotice *notice)
{
	if (notice->received_s != 0)
		page_fact(page, "Counts as received", "%s",
			  civil_instant_text(page->arena, notice->received_s, 0));
	if (notice->object_by_s != 0)
		page_fact(page, "Objections until", "%s",
			  civil_instant_text(page->arena, notice->object_by_s, 0));
}

/* Where it stands, then the page as the other side reads it. */
static struct page *page_of(struct invocation *in, const SlbLoggedNotice *logged)
{
	struct page *page = arena_new(in->arena, struct page);
	const char *stands = state_of(in->arena, logged->state);

	page_init(page, in->arena,
		  arena_printf(in->arena, "Notice %" PRIu64 " of %s%s%s",
			       logged->notice->number, in->operands[0],
			       has_ended(logged) ? ", " : "",
			       has_ended(logged) ? stands : ""));
	page_fact(page, "Stands", "%s", has_ended(logged) ? "no longer" : stands);
	page_fact(page, "Given", "%s, entry %" PRIu64 " of the log",
		  time_of(in->arena, logged->notice->given_ms), logged->given_index);
	add_times(page, logged->notice);
	page_fact(page, "Content id", "%s", hex_of(in->arena, logged->content_id));
	page_fact(page, "Hash in the log", "%s", hex_of(in->arena, logged->leaf_hash));
	if (logged->acknowledged_index != 0)
		page_fact(page, "Receipt acknowledged", "%s%s, entry %" PRIu64,
			  time_of(in->arena, logged->acknowledged_ms),
			  logged->acknowledged_late ? ", late" : "",
			  logged->acknowledged_index);
	for (size_t i = 0; i < logged->n_waivers; i++)
		add_waiver(page, logged->waivers[i]);
	if (has_ended(logged))
		add_end(page, logged);
	add_next(in, page, logged);
	page_code(page, logged->page);
	return page;
}

enum err notice_show(struct invocation *in)
{
	const SlbLoggedNotice *logged = NULL;
	struct connection connection;
	struct answer answer = { 0 };
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	if (e == ERR_OK)
		e = fetch(&connection, &logged);
	if (e == ERR_OK) {
		answer.page = page_of(in, logged);
		answer.message = &logged->base;
		e = answer_give(in, &answer);
	}
	connection_close(&connection);
	return e;
}

/* ---- sla notice acknowledge ---- */

static enum err acknowledge(struct connection *connection)
{
	struct invocation *in = connection->in;
	const SlbLoggedNotice *logged = NULL;
	struct contract_id book;
	struct statement_head head;
	enum err e;

	e = contract_named(in, in->operands[0], &book);
	if (e == ERR_OK)
		e = fetch(connection, &logged);
	if (e != ERR_OK)
		return e;
	head = connection_head(connection, &book);
	return proposal_of_one(
		connection,
		statement_acknowledgement(in->arena, &head, logged->notice->number),
		page_of(in, logged));
}

enum err notice_acknowledge(struct invocation *in)
{
	struct connection connection;
	enum err e = connection_open(in, CONNECTION_SEND, &connection);

	if (e == ERR_OK)
		e = acknowledge(&connection);
	connection_close(&connection);
	return e;
}
