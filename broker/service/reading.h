#ifndef BROKER_SERVICE_READING_H
#define BROKER_SERVICE_READING_H

#include <stdbool.h>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "ledger/read.h"
#include "rpc/call.h"
#include "service/page.h"
#include "service/reader.h"
#include "service/tallies.h"

/*
 * A read: who asks, and what is committed now, from the token to the answer.
 *
 *	if (!reading_begin(&reading, call))
 *		return;
 *	err = ...;
 *	reading_answer(&reading, err, &message.base);
 *
 * Absent and foreign things get the same answer (reading_unknown), so that nobody learns
 * what exists.  Threads: a worker's, which owns the call until reading_answer().
 */

/* What every service works with; outlives the server. */
struct service {
	struct ledger *ledger;
	const char *origin;
	struct signed_batches *batches; /* of statements taken in; may be NULL */
	struct clock clock;
	struct tallies *tallies; /* or NULL: nobody counts */
};

struct reading {
	const struct service *service;
	struct rpc_call *call;
	struct arena *arena;
	struct log_view view;
	struct state state;
	struct reader reader;
	int64_t now_s;
	struct diag diag;
};

/* False: the call was refused. */
bool reading_begin(struct reading *reading, struct rpc_call *call);

/* Ends the view, and answers: a refusal with what the diag holds unless err is ERR_OK. */
void reading_answer(struct reading *reading, enum err err,
		    const ProtobufCMessage *message);

/* Whether a page should end with what it has: a client takes 4 MiB, and what is read
 * lies in the arena until the answer is packed. */
bool reading_is_full(const struct reading *reading);

/* A copy in the arena, as messages have it. */
ProtobufCBinaryData reading_bytes(struct arena *arena, struct bytes bytes);

/* ERR_NOT_FOUND, in the same words whether it is absent or another's. */
enum err reading_unknown(struct reading *reading, const char *field,
			 const char *what) MUST_CHECK;

/* ERR_REQUEST_MALFORMED: what stands in the field, "" where nothing does, names nothing of
 * its kind; the same for everybody, whatever exists.  The field's name is also what people
 * call it; expected is the form that such names have. */
enum err reading_malformed(struct reading *reading, const char *field, const char *text,
			   const char *expected) MUST_CHECK;

/* The reader's part in a contract; ..._UNSPECIFIED: none, or there is no such contract. */
enum err reading_role(struct reading *reading,
		      const uint8_t contract_id[CONTRACT_BYTES],
		      SlbPartyRole *out) MUST_CHECK;

/* A contract that the reader has a part in. */
struct read_contract {
	uint8_t id[CONTRACT_BYTES];
	const char *name; /* "c-" and 26 characters, in the arena */
	const SlbContractRow *row;
	SlbPartyRole role; /* the reader's */
};

/* ERR_REQUEST_MALFORMED: no contract has such a name; ERR_NOT_FOUND: this reader has no
 * part in it, or nobody opened it. */
enum err reading_contract(struct reading *reading, const char *name,
			  struct read_contract *out) MUST_CHECK;

/* The same for parties that see the whole book: client and centre. */
enum err reading_whole_contract(struct reading *reading, const char *name,
				struct read_contract *out) MUST_CHECK;

/* The envelope at a log index; ERR_EVIDENCE_ERASED, or what the ledger says. */
enum err reading_envelope(struct reading *reading, uint64_t log_index,
			  struct envelope *out) MUST_CHECK;

/* The statement at a log index; ERR_EVIDENCE_ERASED, or what the ledger says. */
enum err reading_statement(struct reading *reading, uint64_t log_index,
			   const SlbStatement **out) MUST_CHECK;

#endif
