#ifndef BROKER_NOTICE_JUDGEMENT_H
#define BROKER_NOTICE_JUDGEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "report/frame.h"
#include "slabroker/v1/contract.pb-c.h"
#include "slabroker/v1/report.pb-c.h"
#include "slabroker/v1/verdict.pb-c.h"

/*
 * The law, whole: terms, reports and an instant in, verdicts with the way to them,
 * findings and credits out.  proto/SEMANTICS.md is the specification.
 */

struct report_input {
	const SlbReport *report;
	const char *source; /* a file name, or a place in the log */
	/*
	 * The place in its series, from 1: what a restatement names.  Where nothing is
	 * signed the caller counts; 0 is a report that no restatement can name.
	 */
	uint64_t sequence;
	struct bytes digest; /* SHA-256 of the report's bytes */
	bool is_signed;      /* and verified */
};

struct judgement_request {
	const SlbTerms *terms;     /* that passed the contract check */
	const struct frame *frame; /* of these terms; NULL: it is laid out */
	struct bytes version_id;
	const struct report_input *reports; /* in any order */
	size_t report_count;
	bool are_checked; /* the reports passed the check, and nobody could change them */
	int64_t as_of_s; /* the instant judged for */
	/* Judges one period alone, that whose days begin then; the reports are its own. */
	bool is_one_period;
	int64_t period_start_s;
};

/*
 * Checks every report that was not (report/check.h), then judges all periods that begin
 * before as_of_s or contain a part that was reported; or of these the one asked for.
 *
 * A report that is given twice, by its digest, counts once.  Two reports in force for one
 * part, two with one sequence number, and a restatement of something else are refused
 * with ERR_REPORT_SEQUENCE; sequence numbers that are not there are told by a warning.
 * *out lives in the arena; in it, sequence is 0 for a report that is not signed.  The
 * result does not depend on the order of the reports.
 */
enum err judge(struct arena *arena, const struct judgement_request *request,
	       SlbJudgement **out, struct diag *diag) MUST_CHECK;

#endif
