#include "sla/commands.h"

#include <inttypes.h>
#include <string.h>

#include "calendar/civil.h"
#include "sla/answer.h"
#include "sla/listing.h"
#include "sla/page_report.h"
#include "sla/phrases.h"
#include "sla/remote.h"
#include "slabroker/v1/report_service.pb-c.h"

/* clang-format off */
const struct option report_list_options[] = {
	OPTION_ROW_PROFILE,
	{ "series", OPTION_TEXT, 0, false, false, "NAME", NULL,
	  "only this series" },
	{ "from", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "only parts that end later" },
	{ "until", OPTION_TIME, 0, false, false, "TIME", NULL,
	  "only parts that begin earlier" },
	OPTION_ROW_PASSPHRASE_FILE,
	OPTION_ROW_PASSPHRASE_FD,
	OPTION_ROW_OUTPUT,
	OPTION_ROW_TO,
	OPTION_ROW_END
};
/* clang-format on */

/* ---- sla report list ---- */

static void add_report(struct page *page, const struct zone_table *zone,
		       const SlbLoggedReport *report)
{
	page_cell(page, TONE_PLAIN, "%s", report->series);
	page_cell(page, TONE_PLAIN, "%" PRIu64, report->sequence);
	page_cell(page, TONE_PLAIN, "%s",
		  phrase_span(page->arena, zone, report->start_s, report->end_s));
	page_cell(page, report->late ? TONE_BAD : TONE_PLAIN, "%s",
		  report->late ? "late" : "in time");
	if (report->replaced_by_log_index != 0)
		page_cell(page, TONE_FAINT, "replaced by entry %" PRIu64,
			  report->replaced_by_log_index);
	else
		page_cell(page, TONE_PLAIN, "in force");
	page_cell(page, TONE_PLAIN, "%" PRIu64, report->log_index);
	page_cell(page, TONE_PLAIN, "%s",
		  civil_instant_text(page->arena, report->log_time_ms / 1000, 0));
}

static enum err give_list(struct invocation *in, const struct zone_table *zone,
			  const SlbListReportsResponse *list)
{
	static const struct page_column columns[] = {
		{ "Series", false },  { "No.", true },     { "Part", false },
		{ "Came", false },    { "Stands", false }, { "Log index", true },
		{ "Log time", false }
	};
	struct page page;
	struct answer answer = { .page = &page, .message = &list->base };
	size_t i;

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Reports of %s", in->operands[0]));
	if (list->n_reports == 0)
		page_paragraph(&page, TONE_PLAIN, "The broker has no such report.");
	else
		page_table(&page, columns, ARRAY_SIZE(columns));
	for (i = 0; i < list->n_reports; i++)
		add_report(&page, zone, list->reports[i]);
	return answer_give(in, &answer);
}

/* An empty list is no answer to a name that was mistyped; one of an earlier version may
 * still have reports. */
static enum err check_series(struct invocation *in,
			     const struct remote_version *version,
			     const SlbListReportsResponse *list)
{
	const char *series = option_text(&in->options, "series");
	const SlbTerms *terms = version->terms;
	const char *names = "";
	size_t i;

	if (series == NULL || list->n_reports > 0)
		return ERR_OK;
	for (i = 0; i < terms->n_series; i++) {
		if (strcmp(terms->series[i]->name, series) == 0)
			return ERR_OK;
		names = arena_printf(in->arena, "%s%s%s", names, i == 0 ? "" : ", ",
				     terms->series[i]->name);
	}
	return usage_error(in, "the contract has no series \"%s\"; it has %s", series,
			   names);
}

enum err report_list(struct invocation *in)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_REPORTS, SlbListReportsRequest,
			SlbListReportsResponse, reports);
	const char *series = option_text(&in->options, "series");
	SlbListReportsRequest request;
	struct remote_version version;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e = connection_open(in, CONNECTION_READ, &connection);

	slb_list_reports_request__init(&request);
	if (series != NULL)
		request.series = arena_strdup(in->arena, series);
	request.from_s = option_number(&in->options, "from", 0);
	request.to_s = option_number(&in->options, "until", 0);
	if (e == ERR_OK)
		e = contract_operand(in, &request.contract);
	if (e == ERR_OK)
		e = remote_version_open(&connection, in->operands[0], NULL, &version);
	if (e == ERR_OK)
		e = listing_fetch(&connection, &listing, &request.base, &answer);
	if (e == ERR_OK)
		e = check_series(in, &version, (const SlbListReportsResponse *)answer);
	if (e == ERR_OK)
		e = give_list(in, &version.frame->zone,
			      (const SlbListReportsResponse *)answer);
	connection_close(&connection);
	return e;
}

/* ---- sla report show CONTRACT SERIES NUMBER ---- */

static enum err give_report(struct invocation *in, const struct remote_version *version,
			    const SlbLoggedReport *logged)
{
	struct page page;
	struct answer answer = { .page = &page, .message = &logged->base };

	page_init(&page, in->arena,
		  arena_printf(in->arena, "Report %" PRIu64 " of series %s",
			       logged->sequence, logged->series));
	page_fact(&page, "Log index", "%" PRIu64, logged->log_index);
	page_fact(&page, "Log time", "%s%s",
		  civil_instant_text(in->arena, logged->log_time_ms / 1000, 0),
		  logged->late ? ", late" : "");
	if (logged->replaces != 0)
		page_fact(&page, "Replaces", "report %" PRIu64, logged->replaces);
	if (logged->replaced_by_log_index != 0)
		page_fact(&page, "Replaced by", "entry %" PRIu64 " of the log",
			  logged->replaced_by_log_index);
	if (logged->report == NULL)
		page_paragraph(&page, TONE_FAINT,
			       "Its content was erased; what was concluded from it "
			       "stays.");
	else
		page_report(&page, logged->report, version->frame);
	return answer_give(in, &answer);
}

enum err report_show_remote(struct invocation *in)
{
	SlbGetReportRequest request;
	struct remote_version version;
	struct connection connection;
	ProtobufCMessage *answer;
	enum err e;

	slb_get_report_request__init(&request);
	if (in->operand_count != 3 || !parse_place(in->operands[2], &request.sequence))
		return usage_error(in, "expected sla report show FILE, or CONTRACT, "
				       "series and a number from 1");
	request.series = arena_strdup(in->arena, in->operands[1]);
	e = connection_open(in, CONNECTION_READ, &connection);
	if (e == ERR_OK)
		e = contract_operand(in, &request.contract);
	if (e == ERR_OK)
		e = remote_version_open(&connection, in->operands[0], NULL, &version);
	if (e == ERR_OK)
		e = connection_call(&connection, METHOD_GET_REPORT, &request.base,
				    &answer);
	if (e == ERR_OK)
		e = give_report(in, &version, (const SlbLoggedReport *)answer);
	connection_close(&connection);
	return e;
}
