#ifndef BROKER_NOTICE_WAIVED_H
#define BROKER_NOTICE_WAIVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/notice.pb-c.h"
#include "slabroker/v1/notice_service.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * What is said where the client gives up credit, strike or both of a notice that stands
 * (SEMANTICS.md, 12).  The notice stays as it was given.
 *
 * Messages live in the arena and point into what is given.  Threads: pure functions.
 */

struct waiver_case {
	const SlbTerms *terms;               /* in force in the period */
	const SlbPeriodJudgement *judgement; /* the last one of the period */
	size_t kpi;                          /* its place in the terms */
	uint64_t number;                     /* of the notice */
	bool credit; /* given up by this statement; or strike, or both */
	bool strike;
	const bool *credit_waived;     /* by KPI of the terms; by this statement, too */
	bool strike_waived;            /* likewise */
	uint64_t waiver_index;         /* of the client's statement */
	ProtobufCBinaryData waiver_id; /* its content id, 32 bytes */
	SlbNoticeSigner **signers;     /* who signed it */
	size_t signer_count;
	const char *reason;
};

/* Its packed form depends on nothing but the case. */
SlbNoticeWaiver *compose_waiver(struct arena *arena, const struct waiver_case *given);

/* What of a notice is given up by now, before it was given or since: credit, strike, or
 * neither; nothing else is set. */
SlbNoticeWaiver waived_by_now(const SlbLoggedNotice *logged);

/* "credit", "strike", "credit and strike": what is given up.  Static storage. */
const char *waived_parts(const SlbNoticeWaiver *waiver);

#endif
