#ifndef BROKER_NOTICE_COMPOSE_H
#define BROKER_NOTICE_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "report/frame.h"
#include "slabroker/v1/notice.pb-c.h"
#include "slabroker/v1/outcome.pb-c.h"

/*
 * What a notice says: all of it from the terms, the outcome that judged the period, and
 * who gives it.  It rests on the clause of the contract, asserts nothing that the terms do
 * not say, and claims no conformity with a standard.
 *
 * Messages live in the arena and point into what is given.  Threads: pure functions.
 */

/* Of how many periods, this one included, it tells the misses. */
#define NOTICE_PERIODS_MAX 12

struct notice_case {
	const struct frame *frame; /* of the terms in force in the period */
	const char *contract;      /* "c-" and 26 characters */
	const SlbPeriodOutcome *outcome;
	uint64_t outcome_index; /* its place in the log */
	ProtobufCBinaryData
		outcome_id; /* its content id; none where it carries the notice */
	size_t kpi;         /* its place in the terms; missed in the outcome */
	uint64_t number;    /* from 1 */
	uint64_t replaces;  /* the notice that it replaces; 0: none */
	int64_t given_ms;
	bool strike_waived;

	/* The entry that will carry it. */
	const char *log; /* its origin */
	uint64_t index;
	ProtobufCBinaryData
		notice_key_id; /* of the key that signs the entry, 32 bytes */

	/* Who gives it. */
	uint64_t serving_index; /* of the client's statement; 0: the broker gives it */
	ProtobufCBinaryData serving_id; /* its content id, 32 bytes */
	int64_t serving_claimed_ms;
	SlbNoticeSigner **signers; /* who signed it */
	size_t signer_count;

	/* How the version came about. */
	ProtobufCBinaryData previous_version_id; /* none in the first version */
	uint64_t offered_index;
	uint64_t accepted_index; /* 0: it was not */

	/* The period, and those before it. */
	const bool *credit_waived; /* by KPI of the terms */
	const uint64_t *standing;  /* by KPI: its notice that stands; 0: none */
	const int64_t
		*restatable_until_s; /* by series: its last report of the period */
	SlbMissedPeriod **missed;    /* earlier ones that missed the KPI, ascending */
	size_t missed_count;
	uint32_t periods_looked_at; /* 1 to NOTICE_PERIODS_MAX, this one included */
};

/* Its packed form, and with it the log, depends on nothing but the case. */
SlbNotice *compose_notice(struct arena *arena, const struct notice_case *given);

/*
 * The facts and the credit alone, without what tells one judgement from another that says
 * the same: a notice stands as long as they do.
 */
SlbNotice *notice_basis(struct arena *arena, const SlbTerms *terms,
			const SlbPeriodJudgement *judgement, size_t kpi);

/* The place of a KPI in the terms; false when there is none of that name. */
bool notice_find_kpi(const SlbTerms *terms, const char *name, size_t *out) MUST_CHECK;

/* Whether its finding may be served, and is served without a decision. */
bool notice_may_be_served(const SlbKpi *kpi);
bool notice_is_automatic(const SlbKpi *kpi);

#endif
