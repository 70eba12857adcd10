#ifndef CLIENTS_LIB_STATEMENTS_H
#define CLIENTS_LIB_STATEMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "crypto/hash.h"
#include "envelope/ids.h"
#include "envelope/seal.h"
#include "slabroker/v1/statement.pb-c.h"

/*
 * What parties and the operator say, as statements that are ready to be sealed
 * (envelope/seal.h).  Everything lies in the arena; what is given is copied, but for
 * reports and texts, which must outlive the statement.  Threads: no shared state.
 */

/* What stands at the head of every statement. */
struct statement_head {
	const char *audience; /* origin of the broker's log */
	const char *issuer;
	int64_t claimed_time_ms;
	const struct contract_id *book; /* NULL: belongs to no contract yet */
};

/* Terms offered.  previous: the version they amend; paper: SHA-256 of a signed paper
 * contract that one side records alone; both may be NULL. */
SlbStatement *statement_offer(struct arena *arena, const struct statement_head *head,
			      struct bytes terms, const struct digest *previous,
			      const struct digest *paper);

SlbStatement *statement_acceptance(struct arena *arena,
				   const struct statement_head *head,
				   const struct digest *version);
SlbStatement *statement_decline(struct arena *arena, const struct statement_head *head,
				const struct digest *version, const char *reason);
SlbStatement *statement_withdrawal(struct arena *arena,
				   const struct statement_head *head,
				   const struct digest *version, const char *reason);

struct termination {
	struct digest version; /* in force */
	const char *last_day;  /* "YYYY-MM-DD" in the contract's zone */
	const char *reason;
};

SlbStatement *statement_termination(struct arena *arena,
				    const struct statement_head *head,
				    const struct termination *termination);

/* The place of a report in its series. */
struct report_place {
	uint64_t sequence; /* from 1 */
	uint32_t attempt;
	struct digest previous; /* content id of the one before; unused at 1 */
};

SlbStatement *statement_report(struct arena *arena, const struct statement_head *head,
			       SlbReport *report, const struct report_place *place);

/* A missed KPI as found in a contract. */
struct finding_place {
	struct digest version; /* that it was judged under */
	int64_t start_s;       /* of the period */
	const char *kpi;
};

struct waiver {
	bool credit;
	bool strike;
	const char *reason;
};

SlbStatement *statement_serving(struct arena *arena, const struct statement_head *head,
				const struct finding_place *place);
/* until_day: "YYYY-MM-DD" in the contract's zone, included */
SlbStatement *statement_hold(struct arena *arena, const struct statement_head *head,
			     const struct finding_place *place, const char *until_day,
			     const char *reason);
SlbStatement *statement_waiver(struct arena *arena, const struct statement_head *head,
			       const struct finding_place *place,
			       const struct waiver *waiver);
/* notice: its number in the contract, from 1 */
SlbStatement *statement_acknowledgement(struct arena *arena,
					const struct statement_head *head,
					uint64_t notice);

/*
 * A statement of any kind but a report, whose body the caller has made; body must outlive
 * the statement.
 */
SlbStatement *statement_request(struct arena *arena, const struct statement_head *head,
				SlbStatement__BodyCase kind, ProtobufCMessage *body);

/* The bytes that are signed, and what names them. */
struct statement_bytes {
	const char *kind; /* e.g. "offer"; static storage */
	struct seal_item item;
	struct digest content_id;
};

struct statement_bytes statement_pack(struct arena *arena,
				      const SlbStatement *statement);

ProtobufCBinaryData binary_copy(struct arena *arena, struct bytes bytes);

#endif
