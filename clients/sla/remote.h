#ifndef CLIENTS_SLA_REMOTE_H
#define CLIENTS_SLA_REMOTE_H

#include "envelope/ids.h"
#include "report/frame.h"
#include "sla/connection.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/contract_service.pb-c.h"
#include "slabroker/v1/log_service.pb-c.h"

/*
 * Contracts and their versions as a broker has them.  The broker is not believed: a
 * version is what its hash says, and an offer what its signatures say.
 */

/* Whether an operand is meant as a contract at a broker, and not as a file. */
bool names_contract(const char *operand);

/* The contract that an operand names. */
enum err contract_named(struct invocation *in, const char *text,
			struct contract_id *out) MUST_CHECK;

/* The first operand, for a request. */
enum err contract_operand(struct invocation *in, char **out) MUST_CHECK;

/* The number of a report or notice, which count from 1; false: it is none. */
bool parse_place(const char *text, uint64_t *out);

struct remote_contract {
	struct contract_id id;
	const SlbContract *message;
};

enum err remote_contract_open(struct connection *connection, const char *text,
			      struct remote_contract *out) MUST_CHECK;

struct remote_version {
	struct digest id;
	const SlbContractVersion *message;
	const SlbTerms *terms; /* checked */
	struct frame *frame;
};

/* version is its id in hex; NULL: the one in force, or else the one offered. */
enum err remote_version_open(struct connection *connection, const char *contract,
			     const char *version,
			     struct remote_version *out) MUST_CHECK;

/*
 * Opens the signed offer of a version from the log: its signatures hold, it is of this
 * contract, and its terms are the version's.  *offered_by is its issuer.
 */
enum err remote_offer_verify(struct connection *connection,
			     const struct remote_contract *contract,
			     const struct remote_version *version,
			     const char **offered_by) MUST_CHECK;

/* An entry of the log, and what was signed in it. */
struct remote_entry {
	const SlbLoggedStatement *message;
	struct envelope envelope;
	const SlbStatement *statement; /* NULL: its content is not given */
};

/* Its signatures hold, and are its issuer's; where it lies in the log is not looked at. */
enum err remote_entry_open(struct connection *connection, uint64_t log_index,
			   struct remote_entry *out) MUST_CHECK;

#endif
