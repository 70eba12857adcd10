#include "sla/report_series.h"

#include <string.h>

static const char *issuer_of(const struct series_list *list)
{
	return list->connection->profile.message->organisation;
}

enum err series_list_open(struct connection *connection, const char *contract,
			  const struct contract_id *book, size_t series_max,
			  struct series_list *out)
{
	struct arena *arena = connection->in->arena;
	SlbListSeriesRequest request;
	ProtobufCMessage *answer;
	enum err e;

	slb_list_series_request__init(&request);
	request.contract = arena_strdup(arena, contract);
	e = connection_call(connection, METHOD_LIST_SERIES, &request.base, &answer);
	if (e != ERR_OK)
		return e;
	*out = (struct series_list){
		.connection = connection,
		.contract = contract,
		.book = *book,
		.heads = (const SlbListSeriesResponse *)answer,
		.series = arena_array(arena, struct report_series, series_max),
	};
	return ERR_OK;
}

/* The last report of a series of this organisation's; NULL: there is none. */
static const SlbSeriesHead *find_head(const struct series_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->heads->n_series; i++) {
		const SlbSeriesHead *head = list->heads->series[i];

		if (strcmp(head->series, name) == 0 &&
		    strcmp(head->organisation, issuer_of(list)) == 0)
			return head;
	}
	return NULL;
}

/* ---- what was refused ---- */

struct counting {
	const struct series_list *list;
	struct report_series *series;
};

static bool is_of_series(const struct counting *counting, const SlbStatement *statement)
{
	return statement->body_case == SLB_STATEMENT__BODY_REPORT &&
	       strcmp(statement->report->series, counting->series->name) == 0 &&
	       bytes_equal((struct bytes){ statement->book.data, statement->book.len },
			   BYTES_OF_ARRAY(counting->list->book.bytes));
}

static void count_refused(void *context, struct bytes bytes)
{
	const struct counting *counting = context;
	struct arena *arena = counting->list->connection->in->arena;
	struct report_series *series = counting->series;
	struct refused_place *place;
	const SlbStatement *statement;
	struct envelope envelope;
	struct diag unheard;

	diag_init(&unheard, arena);
	if (envelope_parse(arena, bytes, &envelope, &unheard) != ERR_OK ||
	    statement_parse(arena, &envelope, NULL, &statement, &unheard) != ERR_OK ||
	    !is_of_series(counting, statement))
		return;
	place = arena_new(arena, struct refused_place);
	*place = (struct refused_place){ series->refused, statement->position->sequence,
					 statement->position->attempt };
	series->refused = place;
}

/*
 * Who signs one place of a series twice with the same attempt has signed evidence against
 * itself, so what was refused before raises the attempt.
 */
static uint32_t next_attempt(const struct report_series *series)
{
	const struct refused_place *place = series->refused;
	uint32_t attempt = 0;

	for (; place != NULL; place = place->next) {
		if (place->sequence == series->next.sequence &&
		    place->attempt >= attempt)
			attempt = place->attempt + 1;
	}
	return attempt;
}

/* ---- a series ---- */

static enum err begin_after(struct series_list *list, const SlbSeriesHead *head,
			    struct report_series *out)
{
	const struct bytes content_id = { head->content_id.data, head->content_id.len };

	out->next.sequence = head->sequence + 1;
	if (!digest_from_bytes(content_id, &out->next.previous))
		return diag_error(&list->connection->in->diag, ERR_RECEIPT_INVALID,
				  diag_at(NULL),
				  "the broker does not name the last report of "
				  "series %s",
				  out->name);
	return reported_list(list->connection, list->contract, out->name,
			     &out->reports);
}

static enum err begin(struct series_list *list, const char *name,
		      struct report_series *out)
{
	struct invocation *in = list->connection->in;
	const SlbSeriesHead *head = find_head(list, name);
	struct counting counting = { list, out };
	enum err e = ERR_OK;

	*out = (struct report_series){ .name = name, .next = { .sequence = 1 } };
	if (head != NULL)
		e = begin_after(list, head, out);
	return e != ERR_OK ? e
			   : spool_visit_refused(&list->connection->spool, in->arena,
						 count_refused, &counting, &in->diag);
}

enum err series_find(struct series_list *list, const char *name,
		     struct report_series **out)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		*out = &list->series[i];
		if (strcmp((*out)->name, name) == 0)
			return ERR_OK;
	}
	*out = &list->series[list->count++];
	return begin(list, name, *out);
}

const SlbStatement *series_add(struct series_list *list, struct report_series *series,
			       SlbReport *report)
{
	struct arena *arena = list->connection->in->arena;
	struct statement_head head = connection_head(list->connection, &list->book);
	const SlbStatement *statement;

	series->next.attempt = next_attempt(series);
	statement = statement_report(arena, &head, report, &series->next);
	series->next = (struct report_place){
		.sequence = series->next.sequence + 1,
		.previous = statement_pack(arena, statement).content_id
	};
	return statement;
}
