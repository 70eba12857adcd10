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

struct notice_case {
	const struct frame *frame; /* of the terms in force in the period */
	const char *contract;      /* "c-" and 26 characters */
	const SlbPeriodOutcome *outcome;
	uint64_t outcome_index; /* its place in the log */
	size_t kpi;             /* its place in the terms; missed in the outcome */
	uint64_t number;        /* from 1 */
	uint64_t replaces;      /* the notice that it replaces; 0: none */
	int64_t given_ms;
	const bool *credit_waived; /* by KPI of the terms: of this period */
	bool strike_waived;
	uint64_t serving_index; /* of the client's statement; 0: the broker gives it */
	char **signatories;     /* functions of who signed that */
	size_t signatory_count;
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
