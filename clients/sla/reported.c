#include "sla/reported.h"

#include <inttypes.h>
#include <string.h>

#include "envelope/unpack.h"
#include "sla/listing.h"

enum err reported_list(struct connection *connection, const char *contract,
		       const char *series, const SlbListReportsResponse **out)
{
	static const struct listing listing =
		LISTING(METHOD_LIST_REPORTS, SlbListReportsRequest,
			SlbListReportsResponse, reports);
	struct arena *arena = connection->in->arena;
	SlbListReportsRequest request;
	ProtobufCMessage *answer = NULL;
	enum err e;

	slb_list_reports_request__init(&request);
	request.contract = arena_strdup(arena, contract);
	request.series = arena_strdup(arena, series);
	e = listing_fetch(connection, &listing, &request.base, &answer);
	*out = (const SlbListReportsResponse *)answer;
	return e;
}

static struct bytes bytes_in(ProtobufCBinaryData data)
{
	return (struct bytes){ data.data, data.len };
}

/* Whether the statement is the one that the list has there. */
static bool is_listed(const struct connection *connection,
		      const struct contract_id *book, const SlbLoggedReport *listed,
		      const SlbStatement *statement)
{
	return statement->body_case == SLB_STATEMENT__BODY_REPORT &&
	       strcmp(statement->issuer, connection->profile.message->organisation) ==
		       0 &&
	       bytes_equal(bytes_in(statement->book), BYTES_OF_ARRAY(book->bytes)) &&
	       strcmp(statement->report->series, listed->series) == 0 &&
	       statement->report->start_s == listed->start_s &&
	       statement->position->sequence == listed->sequence;
}

/* What was signed; *out is NULL where its content was erased. */
static enum err fetch(struct connection *connection, const struct contract_id *book,
		      const SlbLoggedReport *listed, const SlbReport **out)
{
	struct remote_entry entry;
	enum err e = remote_entry_open(connection, listed->log_index, &entry);

	*out = NULL;
	if (e != ERR_OK || entry.statement == NULL)
		return e;
	if (!is_listed(connection, book, listed, entry.statement))
		return diag_error(
			&connection->in->diag, ERR_RECEIPT_INVALID, diag_at(NULL),
			"the broker's answer contradicts itself: entry "
			"%" PRIu64 " of the log is not report %" PRIu64 " of series %s",
			listed->log_index, listed->sequence, listed->series);
	*out = entry.statement->report;
	return ERR_OK;
}

/* A restatement in the log says what a plain report of the same figures does not. */
static bool says_the_same(struct arena *arena, const SlbReport *report,
			  const SlbReport *logged)
{
	SlbReport said = *logged;

	if (report->restatement == NULL)
		said.restatement = NULL;
	return bytes_equal(pack_message(arena, &report->base),
			   pack_message(arena, &said.base));
}

static bool may_be_of_part(const struct connection *connection,
			   const SlbLoggedReport *listed, const SlbReport *report)
{
	return listed->replaced_by_log_index == 0 &&
	       listed->start_s == report->start_s &&
	       strcmp(listed->series, report->series) == 0 &&
	       strcmp(listed->issuer, connection->profile.message->organisation) == 0;
}

enum err reported_find(struct connection *connection, const struct contract_id *book,
		       const SlbListReportsResponse *list, const SlbReport *report,
		       struct reported *out)
{
	struct arena *arena = connection->in->arena;
	enum err e = ERR_OK;
	size_t i;

	*out = (struct reported){ NULL, false, false };
	for (i = 0; e == ERR_OK && i < list->n_reports; i++) {
		const SlbLoggedReport *listed = list->reports[i];
		const SlbReport *logged;

		if (!may_be_of_part(connection, listed, report))
			continue;
		e = fetch(connection, book, listed, &logged);
		if (e == ERR_OK && logged == NULL)
			*out = (struct reported){ listed, false, true };
		/* Each version that covers a part has a report of it. */
		if (e != ERR_OK || logged == NULL ||
		    !bytes_equal(bytes_in(logged->version_id),
				 bytes_in(report->version_id)))
			continue;
		*out = (struct reported){ listed, says_the_same(arena, report, logged),
					  false };
		return ERR_OK;
	}
	return e;
}
