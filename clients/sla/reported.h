#ifndef CLIENTS_SLA_REPORTED_H
#define CLIENTS_SLA_REPORTED_H

#include "sla/remote.h"
#include "slabroker/v1/report_service.pb-c.h"

/*
 * One's own reports that are in force at a broker, and whether a file says the same.  The
 * broker's list only says where to look: what is compared is what was signed.
 */

/* All reports of a series, whoever's. */
enum err reported_list(struct connection *connection, const char *contract,
		       const char *series,
		       const SlbListReportsResponse **out) MUST_CHECK;

struct reported {
	const SlbLoggedReport *in_force; /* of the same part and version; NULL: none */
	bool is_same; /* every figure, and so is what it says to replace, if it does */
	bool is_erased; /* the content in the log: nothing is known about it */
};

/* How the report stands to what is in force in its part. */
enum err reported_find(struct connection *connection, const struct contract_id *book,
		       const SlbListReportsResponse *list, const SlbReport *report,
		       struct reported *out) MUST_CHECK;

#endif
