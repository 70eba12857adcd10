#ifndef CLIENTS_LIB_REFUSAL_H
#define CLIENTS_LIB_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "google/rpc/status.pb-c.h"
#include "lib/profile.h"

/*
 * How a call ended, as the broker told it: gRPC's status and, where it sent them, the
 * details of google.rpc.Status (googleapis, google/rpc/error_details.proto).
 *
 * What is received is not trusted: details that cannot be read are left out.
 * Everything lies in the arena.  Threads: pure functions.
 */

struct refusal {
	int code;            /* gRPC status code; 0: not refused */
	const char *message; /* for a person; never NULL */
	const char *reason;  /* e.g. "REPORT_SEQUENCE"; NULL where none was sent */
	bool says_when;      /* whether retry_ms was sent */
	uint32_t retry_ms;   /* wait at least this long; at most REFUSAL_RETRY_MS_MAX */
	size_t fault_count;
	struct refusal_fault {
		const char *field; /* path; may be empty */
		const char *text;
	} * faults;
	const char *left_out; /* how many faults were not sent; NULL: none */
};

#define REFUSAL_RETRY_MS_MAX      60000
#define REFUSAL_DETAILS_MAX_BYTES 65536

/* details: the trailer grpc-status-details-bin, not in base64; may be empty. */
void refusal_read(struct arena *arena, int code, const char *message,
		  struct bytes details, struct refusal *out);

/* The same, of one statement in a stream. */
void refusal_of_status(struct arena *arena, const Google__Rpc__Status *status,
		       struct refusal *out);

/* Whether the same call may later be taken: nothing is wrong with it as such. */
bool refusal_may_pass(const struct refusal *refusal);

/*
 * Tells it: who said it, what for, then fault by fault; where nobody answered, which
 * address of which profile that was, what to look at, and what gRPC says.
 * ERR_UNREACHABLE where the broker did not answer, or may take the same later; else
 * ERR_REFUSED.  Each item's code is the reason, where it is one of err.h.
 */
enum err refusal_tell(const struct refusal *refusal, const struct profile *profile,
		      struct diag *diag);

#endif
