#ifndef BROKER_REPORT_CHAIN_H
#define BROKER_REPORT_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "report/frame.h"
#include "slabroker/v1/report.pb-c.h"

/*
 * Which report of each part is in force, and which parts have none (SEMANTICS.md,
 * section 2).
 */

#define CHAIN_NONE SIZE_MAX

/* One report that passed the check. */
struct filed_report {
	const SlbReport *report;
	const char *source;
	uint64_t sequence;   /* in its series, from 1; 0: no restatement can name it */
	size_t input;        /* the caller's number for it */
	struct bytes digest; /* of its content; where empty it is like no other */
	/* Set by chains_of(). */
	size_t series;
	size_t part;
	size_t replaced_by; /* the place of another, or CHAIN_NONE: in force */
};

struct chains {
	struct filed_report *reports; /* by series, sequence, start */
	size_t report_count;
	const size_t *const *in_force; /* [series][part]: a place in reports, or NONE */
};

/*
 * Sorts reports, which becomes part of *out, leaves out what is there already with the
 * same digest, and links restatements.  Every mistake is said and is ERR_REPORT_SEQUENCE:
 * two reports of one sequence number, a restatement of a report that is not there, is
 * later or is of another part, two in force for one part.  Numbers that are absent below
 * the highest of a series are a warning.
 */
enum err chains_of(struct arena *arena, const struct frame *frame,
		   struct filed_report *reports, size_t count, struct chains *out,
		   struct diag *diag) MUST_CHECK;

/* A part that is expected and not there: missing when it is late, else open. */
struct gap {
	size_t series;
	struct report_part part;
	int64_t due_s;
	bool is_missing;
};

/* The gaps of a period, by series and start; *out lives in the arena. */
size_t chains_gaps(struct arena *arena, const struct frame *frame,
		   const struct chains *chains, const struct judged_period *period,
		   int64_t as_of_s, struct gap **out);

#endif
