#include <string.h>

#include "base/ensure.h"
#include "notice/page.h"
#include "notice/waived.h"
#include "service/filter.h"
#include "service/listing.h"
#include "service/notice_watch.h"
#include "service/service.h"

static SlbNoticeState state_of(const SlbNoticeRow *row)
{
	if (row->ended_index != 0)
		return row->replaced_by != 0 ? SLB_NOTICE_STATE__NOTICE_STATE_REPLACED
					     : SLB_NOTICE_STATE__NOTICE_STATE_WITHDRAWN;
	return row->acknowledged_index != 0
		       ? SLB_NOTICE_STATE__NOTICE_STATE_ACKNOWLEDGED
		       : SLB_NOTICE_STATE__NOTICE_STATE_GIVEN;
}

/* The outcome that its row names carries it. */
static enum err find_notice(struct reading *reading, const SlbNoticeRow *row,
			    uint64_t number, struct read_outcome *last,
			    SlbLoggedNotice *message)
{
	const SlbOutcome *outcome;
	enum err err = ERR_OK;

	if (last->statement == NULL || last->log_index != row->given_index)
		err = reading_statement(reading, row->given_index, &last->statement);
	if (err != ERR_OK)
		return err;
	last->log_index = row->given_index;
	outcome = last->statement->outcome;
	for (size_t i = 0; i < outcome->n_notices; i++) {
		if (outcome->notices[i]->number == number)
			message->notice = outcome->notices[i];
	}
	ensure(message->notice != NULL);
	return ERR_OK;
}

static void fill_message(const SlbNoticeRow *row, SlbLoggedNotice *message)
{
	message->state = state_of(row);
	message->given_index = row->given_index;
	message->acknowledged_index = row->acknowledged_index;
	message->acknowledged_ms = row->acknowledged_ms;
	message->acknowledged_late =
		row->acknowledged_ms > row->acknowledge_by_s * 1000;
	message->ended_index = row->ended_index;
	message->ended_ms = row->ended_ms;
	message->replaced_by = row->replaced_by;
}

/* ---- what was waived since ----------------------------------------------- */

/* The outcome that says so: its cause is the client's statement. */
static enum err add_waiver(struct reading *reading, uint64_t log_index,
			   SlbLoggedNotice *message)
{
	SlbLoggedWaiver *waiver = arena_new(reading->arena, SlbLoggedWaiver);
	const SlbStatement *statement;
	enum err err = reading_statement(reading, log_index, &statement);

	if (err != ERR_OK)
		return err;
	ensure(statement->outcome->n_waivers == 1);
	slb_logged_waiver__init(waiver);
	waiver->log_index = log_index;
	waiver->log_time_ms = statement->claimed_time_ms;
	waiver->waiver_index = statement->outcome->cause;
	waiver->waiver = statement->outcome->waivers[0];
	message->waivers[message->n_waivers++] = waiver;
	return ERR_OK;
}

static enum err add_waivers(struct reading *reading, const SlbNoticeRow *row,
			    SlbLoggedNotice *message)
{
	enum err err = ERR_OK;

	message->waivers =
		arena_array(reading->arena, SlbLoggedWaiver *, row->n_waiver_indexes);
	for (size_t i = 0; i < row->n_waiver_indexes && err == ERR_OK; i++)
		err = add_waiver(reading, row->waiver_indexes[i], message);
	return err;
}

enum err notice_message(struct reading *reading, const struct read_contract *contract,
			uint64_t number, struct read_outcome *last,
			SlbLoggedNotice **out)
{
	struct row_key key = notice_row_key(contract->id, number);
	const ProtobufCMessage *row = NULL;
	enum err err = state_fetch(&reading->state, &key, &row);

	if (err != ERR_OK)
		return err;
	if (row == NULL)
		return diag_error(&reading->diag, ERR_NOT_FOUND, diag_at("number"),
				  "the contract has no notice of this number; notices "
				  "are numbered from 1 in the order of the log");
	*out = arena_new(reading->arena, SlbLoggedNotice);
	slb_logged_notice__init(*out);
	fill_message((const SlbNoticeRow *)row, *out);
	err = add_waivers(reading, (const SlbNoticeRow *)row, *out);
	return err == ERR_OK ? find_notice(reading, (const SlbNoticeRow *)row, number,
					   last, *out)
			     : err;
}

/* The outcome that ended it says why. */
static enum err find_end(struct reading *reading, uint64_t number,
			 const SlbLoggedNotice *message, struct notice_end *out)
{
	const SlbStatement *statement;
	enum err err = reading_statement(reading, message->ended_index, &statement);

	if (err != ERR_OK)
		return err;
	*out = (struct notice_end){ .ended_ms = message->ended_ms,
				    .log_index = message->ended_index,
				    .replaced_by = message->replaced_by };
	for (size_t i = 0; i < statement->outcome->n_endings; i++) {
		const SlbNoticeEnding *ending = statement->outcome->endings[i];

		if (ending->number == number)
			out->reason = ending->reason;
	}
	ensure(out->reason != NULL);
	return ERR_OK;
}

static const struct notice_waived *waived_since(struct reading *reading,
						const SlbLoggedNotice *message)
{
	struct notice_waived *waived =
		arena_array(reading->arena, struct notice_waived, message->n_waivers);

	for (size_t i = 0; i < message->n_waivers; i++) {
		const SlbLoggedWaiver *logged = message->waivers[i];

		waived[i] = (struct notice_waived){ logged->log_time_ms,
						    logged->log_index, logged->waiver };
	}
	return waived;
}

static enum err write_page(struct reading *reading, uint64_t number,
			   SlbLoggedNotice *message)
{
	bool has_ended = message->ended_index != 0;
	struct notice_end end;
	const struct notice_since since = { .end = has_ended ? &end : NULL,
					    .waived = waived_since(reading, message),
					    .waived_count = message->n_waivers };
	enum err err = has_ended ? find_end(reading, number, message, &end) : ERR_OK;

	if (err == ERR_OK)
		message->page = notice_page(reading->arena, message->notice, &since);
	return err;
}

/* What the notice itself could not say: it was not signed and sealed yet. */
static enum err identify(struct reading *reading, SlbLoggedNotice *message)
{
	struct log_entry entry;
	struct envelope envelope;
	struct digest hash;
	enum err err = log_view_entry(&reading->view, message->given_index, &entry);

	if (err == ERR_OK)
		err = reading_envelope(reading, message->given_index, &envelope);
	if (err != ERR_OK)
		return err;
	hash = leaf_hash(&entry.leaf);
	message->leaf_hash = reading_bytes(reading->arena, digest_bytes(&hash));
	message->content_id =
		reading_bytes(reading->arena, digest_bytes(&envelope.content_id));
	return ERR_OK;
}

static void get_notice(struct rpc_call *call)
{
	const SlbGetNoticeRequest *request =
		(const SlbGetNoticeRequest *)rpc_request(call);
	SlbLoggedNotice *message = NULL;
	struct read_outcome last = { .statement = NULL };
	struct read_contract contract;
	struct reading reading;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = reading_whole_contract(&reading, request->contract, &contract);
	if (err == ERR_OK)
		err = request->number != 0
			      ? notice_message(&reading, &contract, request->number,
					       &last, &message)
			      : reading_malformed(
					&reading, "number", "",
					"1 or more, as ListNotices gives them");
	if (err == ERR_OK) {
		ensure(message != NULL);
		err = write_page(&reading, request->number, message);
	}
	if (err == ERR_OK)
		err = identify(&reading, message);
	reading_answer(&reading, err, (const ProtobufCMessage *)message);
}

static bool has_state(const SlbListNoticesRequest *request, const SlbNoticeRow *row)
{
	return request->state == SLB_NOTICE_STATE__NOTICE_STATE_UNSPECIFIED ||
	       request->state == state_of(row);
}

/* The number is one that is known: filter_check(). */
static bool has_waived(const SlbListNoticesRequest *request,
		       const SlbLoggedNotice *message)
{
	const SlbNoticeWaiver waived = waived_by_now(message);
	const bool holds[] = {
		[SLB_NOTICE_WAIVED__NOTICE_WAIVED_UNSPECIFIED] = true,
		[SLB_NOTICE_WAIVED__NOTICE_WAIVED_NOTHING] =
			!waived.credit && !waived.strike,
		[SLB_NOTICE_WAIVED__NOTICE_WAIVED_ANYTHING] =
			waived.credit || waived.strike,
		[SLB_NOTICE_WAIVED__NOTICE_WAIVED_CREDIT] = waived.credit,
		[SLB_NOTICE_WAIVED__NOTICE_WAIVED_STRIKE] = waived.strike,
	};

	return holds[request->waived];
}

struct listed_notices {
	struct reading *reading;
	const SlbListNoticesRequest *request;
	struct read_contract contract;
	struct read_outcome last;
	SlbListNoticesResponse message;
};

static enum err take_notice(void *context, const struct state_entry *entry)
{
	struct listed_notices *listed = context;
	SlbListNoticesResponse *message = &listed->message;
	SlbLoggedNotice *notice = NULL;
	enum err err;

	if (!has_state(listed->request, (const SlbNoticeRow *)entry->row))
		return ERR_OK;
	err = notice_message(listed->reading, &listed->contract,
			     notice_row_key_number(entry->key), &listed->last, &notice);
	if (err != ERR_OK)
		return err;
	ensure(notice != NULL);
	if (has_waived(listed->request, notice))
		message->notices[message->n_notices++] = notice;
	return ERR_OK;
}

static enum err list_page(struct listed_notices *listed)
{
	const SlbListNoticesRequest *request = listed->request;
	struct arena *arena = listed->reading->arena;
	const struct listing listing = {
		.query = { .method = "ListNotices",
			   .filters = arena_printf(
				   arena, "%s\n%d\n%d\n", request->contract,
				   (int)request->state, (int)request->waived),
			   .page_size = request->page_size,
			   .page_token = request->page_token },
		.all = rows_of_contract(ROW_NOTICE, listed->contract.id),
		.take = take_notice,
		.context = listed,
	};

	listed->message.notices = arena_array(arena, SlbLoggedNotice *, PAGE_SIZE_MAX);
	return listing_page(listed->reading, &listing,
			    &listed->message.next_page_token);
}

static void list_notices(struct rpc_call *call)
{
	struct reading reading;
	struct listed_notices listed = {
		.reading = &reading,
		.request = (const SlbListNoticesRequest *)rpc_request(call),
	};
	enum err err;

	slb_list_notices_response__init(&listed.message);
	if (!reading_begin(&reading, call))
		return;
	err = filter_check("state", &slb_notice_state__descriptor,
			   (int)listed.request->state, &reading.diag);
	if (err == ERR_OK)
		err = filter_check("waived", &slb_notice_waived__descriptor,
				   (int)listed.request->waived, &reading.diag);
	if (err == ERR_OK)
		err = reading_whole_contract(&reading, listed.request->contract,
					     &listed.contract);
	if (err == ERR_OK)
		err = list_page(&listed);
	reading_answer(&reading, err, &listed.message.base);
}

struct method_table notice_service(void)
{
	static const struct rpc_method methods[] = {
		READ_METHOD("NoticeService/GetNotice", get_notice_request,
			    logged_notice, get_notice),
		READ_METHOD("NoticeService/ListNotices", list_notices_request,
			    list_notices_response, list_notices),
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
