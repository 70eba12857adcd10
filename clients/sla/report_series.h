#ifndef CLIENTS_SLA_REPORT_SERIES_H
#define CLIENTS_SLA_REPORT_SERIES_H

#include "lib/statements.h"
#include "sla/reported.h"

/*
 * Where this organisation's series of a contract stand at the broker, and which of their
 * places were signed before and refused: what a new report has to follow.
 *
 * The profile's spool is open all the while, so that nobody else signs for it.
 */

/* A place that was signed, and refused. */
struct refused_place {
	const struct refused_place *next;
	uint64_t sequence;
	uint32_t attempt;
};

struct report_series {
	const char *name;
	struct report_place next; /* of the report that is signed next */
	const struct refused_place *refused;
	const SlbListReportsResponse *reports; /* NULL: this organisation has none */
};

struct series_list {
	struct connection *connection;
	const char *contract; /* as it was named */
	struct contract_id book;
	const SlbListSeriesResponse *heads;
	struct report_series *series; /* that were asked for */
	size_t count;
};

/* For at most series_max of them; contract and connection outlive the list. */
enum err series_list_open(struct connection *connection, const char *contract,
			  const struct contract_id *book, size_t series_max,
			  struct series_list *out) MUST_CHECK;

/* The series of this name, which must be in the terms; it may have no report yet. */
enum err series_find(struct series_list *list, const char *name,
		     struct report_series **out) MUST_CHECK;

/* The report as a statement in the series' next place, which then is the one after it. */
const SlbStatement *series_add(struct series_list *list, struct report_series *series,
			       SlbReport *report);

#endif
