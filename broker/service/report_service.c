#include <inttypes.h>
#include <string.h>

#include "base/ensure.h"
#include "base/slug.h"
#include "service/listing.h"
#include "service/service.h"
#include "slabroker/v1/report_service.pb-c.h"

/* A report as its row and the key of that say. */
struct filed {
	struct series_place place;
	uint64_t sequence;
	const SlbReportRow *row;
};

static SlbLoggedReport *report_message(struct arena *arena, const char *contract,
				       const struct filed *filed)
{
	const SlbReportRow *row = filed->row;
	SlbLoggedReport *message = arena_new(arena, SlbLoggedReport);

	ensure(row != NULL);
	slb_logged_report__init(message);
	message->contract = arena_strdup(arena, contract);
	message->series = arena_strdup(arena, filed->place.series);
	message->issuer = arena_strdup(arena, filed->place.issuer);
	message->sequence = filed->sequence;
	message->attempt = row->attempt;
	message->log_index = row->index;
	message->log_time_ms = row->log_time_ms;
	message->start_s = row->start_s;
	message->end_s = row->end_s;
	message->late = row->late;
	message->replaces = row->replaces;
	message->replaced_by_log_index = row->replaced_index;
	return message;
}

/* Clients and centres read all reports, a third party its own. */
static bool reads_reports_of(const struct reading *reading,
			     const struct read_contract *contract, const char *issuer)
{
	return contract->role != SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY ||
	       strcmp(issuer, reading->reader.organisation) == 0;
}

/* The report of that series and number, whoever of the parties reports the series. */
static enum err find_report(struct reading *reading,
			    const struct read_contract *contract,
			    const SlbGetReportRequest *request, struct filed *out)
{
	for (size_t i = 0; i < contract->row->n_parties; i++) {
		const char *issuer = contract->row->parties[i]->organisation;
		const ProtobufCMessage *row;
		struct row_key key;
		enum err err;

		if (!reads_reports_of(reading, contract, issuer))
			continue;
		out->place =
			(struct series_place){ contract->id, issuer, request->series };
		key = report_place_row_key(&out->place, request->sequence);
		err = state_fetch(&reading->state, &key, &row);
		if (err != ERR_OK)
			return err;
		out->sequence = request->sequence;
		out->row = (const SlbReportRow *)row;
		if (row != NULL)
			return ERR_OK;
	}
	return reading_unknown(reading, "sequence", "report");
}

static enum err check_series(struct reading *reading, const char *series)
{
	if (slug_is_name(series))
		return ERR_OK;
	return reading_malformed(reading, "series", series,
				 "1 to 64 of a-z, 0-9, _ and -, a letter first");
}

static enum err check_place(struct reading *reading, const SlbGetReportRequest *request)
{
	enum err err = check_series(reading, request->series);

	if (err == ERR_OK && request->sequence == 0)
		err = reading_malformed(reading, "sequence", "",
					"1 or more, as ListReports gives them");
	return err;
}

static enum err one_report(struct reading *reading, const SlbGetReportRequest *request,
			   SlbLoggedReport **out)
{
	struct read_contract contract;
	const SlbStatement *statement;
	struct filed filed = { .row = NULL };
	enum err err = reading_contract(reading, request->contract, &contract);

	if (err != ERR_OK)
		return err;
	err = check_place(reading, request);
	if (err != ERR_OK)
		return err;
	err = find_report(reading, &contract, request, &filed);
	if (err != ERR_OK)
		return err;
	*out = report_message(reading->arena, contract.name, &filed);
	err = reading_statement(reading, filed.row->index, &statement);
	if (err == ERR_EVIDENCE_ERASED)
		return ERR_OK;
	if (err == ERR_OK)
		(*out)->report = statement->report;
	return err;
}

static void get_report(struct rpc_call *call)
{
	SlbLoggedReport *message = NULL;
	struct reading reading;
	enum err err;

	if (!reading_begin(&reading, call))
		return;
	err = one_report(&reading, (const SlbGetReportRequest *)rpc_request(call),
			 &message);
	reading_answer(&reading, err, (const ProtobufCMessage *)message);
}

static bool is_asked_for(const SlbListReportsRequest *request,
			 const struct filed *filed)
{
	if (request->series[0] != '\0' &&
	    strcmp(request->series, filed->place.series) != 0)
		return false;
	if (request->from_s != 0 && filed->row->end_s <= request->from_s)
		return false;
	return request->to_s == 0 || filed->row->start_s < request->to_s;
}

struct listed_reports {
	struct reading *reading;
	const SlbListReportsRequest *request;
	struct read_contract contract;
	SlbListReportsResponse message;
};

static enum err take_report(void *context, const struct state_entry *entry)
{
	struct listed_reports *listed = context;
	struct filed filed = { .row = (const SlbReportRow *)entry->row };

	report_row_key_place(entry->key, &filed.place, &filed.sequence);
	if (is_asked_for(listed->request, &filed) &&
	    reads_reports_of(listed->reading, &listed->contract, filed.place.issuer))
		listed->message.reports[listed->message.n_reports++] = report_message(
			listed->reading->arena, listed->contract.name, &filed);
	return ERR_OK;
}

static enum err list_page(struct listed_reports *listed)
{
	const SlbListReportsRequest *request = listed->request;
	struct arena *arena = listed->reading->arena;
	const struct listing listing = {
		.query = { .method = "ListReports",
			   .filters = arena_printf(arena,
						   "%s\n%s\n%" PRId64 "\n%" PRId64 "\n",
						   request->contract, request->series,
						   request->from_s, request->to_s),
			   .page_size = request->page_size,
			   .page_token = request->page_token },
		.all = series_rows_of_contract(listed->contract.id),
		.type = ROW_REPORT,
		.take = take_report,
		.context = listed,
	};

	listed->message.reports = arena_array(arena, SlbLoggedReport *, PAGE_SIZE_MAX);
	return listing_page(listed->reading, &listing,
			    &listed->message.next_page_token);
}

static void list_reports(struct rpc_call *call)
{
	struct reading reading;
	struct listed_reports listed = {
		.reading = &reading,
		.request = (const SlbListReportsRequest *)rpc_request(call),
	};
	enum err err;

	slb_list_reports_response__init(&listed.message);
	if (!reading_begin(&reading, call))
		return;
	err = reading_contract(&reading, listed.request->contract, &listed.contract);
	if (err == ERR_OK && listed.request->series[0] != '\0')
		err = check_series(&reading, listed.request->series);
	if (err == ERR_OK)
		err = list_page(&listed);
	reading_answer(&reading, err, &listed.message.base);
}

/* The terms' series, each with its last report. */
static enum err list_heads(struct reading *reading,
			   const struct read_contract *contract,
			   SlbListSeriesResponse *out)
{
	const struct row_key all = rows_of_contract(ROW_SERIES, contract->id);
	const struct state_range range = { .from = all, .to = row_key_after(&all) };
	struct state_entries entries;
	enum err err = state_fetch_rows(&reading->state, &range, &entries);

	if (err != ERR_OK)
		return err;
	out->series = arena_array(reading->arena, SlbSeriesHead *, entries.count);
	for (size_t i = 0; i < entries.count; i++) {
		const SlbSeriesRow *row = (const SlbSeriesRow *)entries.entries[i].row;
		struct series_place place;
		SlbSeriesHead *head;

		series_row_key_place(entries.entries[i].key, &place);
		if (!reads_reports_of(reading, contract, place.issuer))
			continue;
		head = arena_new(reading->arena, SlbSeriesHead);
		slb_series_head__init(head);
		head->series = arena_strdup(reading->arena, place.series);
		head->organisation = arena_strdup(reading->arena, place.issuer);
		head->sequence = row->sequence;
		head->attempt = row->attempt;
		head->content_id = row->content_id;
		out->series[out->n_series++] = head;
	}
	return ERR_OK;
}

static void list_series(struct rpc_call *call)
{
	const SlbListSeriesRequest *request =
		(const SlbListSeriesRequest *)rpc_request(call);
	SlbListSeriesResponse message;
	struct read_contract contract;
	struct reading reading;
	enum err err;

	slb_list_series_response__init(&message);
	if (!reading_begin(&reading, call))
		return;
	err = reading_contract(&reading, request->contract, &contract);
	if (err == ERR_OK)
		err = list_heads(&reading, &contract, &message);
	reading_answer(&reading, err, &message.base);
}

struct method_table report_service(void)
{
	static const struct rpc_method methods[] = {
		READ_METHOD("ReportService/GetReport", get_report_request,
			    logged_report, get_report),
		READ_METHOD("ReportService/ListReports", list_reports_request,
			    list_reports_response, list_reports),
		READ_METHOD("ReportService/ListSeries", list_series_request,
			    list_series_response, list_series),
	};

	return (struct method_table){ methods, ARRAY_SIZE(methods) };
}
