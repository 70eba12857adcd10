#ifndef BROKER_ACTS_JUDGE_REPORTS_H
#define BROKER_ACTS_JUDGE_REPORTS_H

#include "acts/concluding.h"

/*
 * Private to acts/: a period judged from its reports.  The result depends on what is said
 * here and on nothing else, so that it may be found out beforehand (foresee.c).
 */

/* A term may be one period of 18,300 days: what is open in it must fit an envelope. */
#define OPEN_SLOTS_MAX 1000

/* Rows of the slots that have a report or were told missing, by series, then part. */
struct period_slots {
	const struct state_entry *entries;
	size_t count;
	size_t *series_end; /* of each series: exclusive, in entries */
};

struct reported_period {
	const struct judged_version *version;
	const struct judged_period *period;
	struct period_slots slots;
	int64_t as_of_s;
};

/* The next whole second: what was due before it is late at it. */
int64_t judged_as_of_s(const struct act_moment *moment);

/* Errors are the store's. */
enum err load_slots(struct state *state, struct arena *arena,
		    const struct judged_version *version,
		    const struct judged_period *period,
		    struct period_slots *out) MUST_CHECK;
struct state_entries slots_of_series(const struct period_slots *slots, size_t series);

/*
 * Sets what an outcome says of it: judgement and statistics.  Reports are read, and laid
 * down, in the arena.  *replaces: of each report, in the order of slots, the sequence
 * number that it restates, or 0.  Errors are the reader's.
 */
enum err judge_reports(struct arena *arena, const struct act_reader *reader,
		       const struct reported_period *reported,
		       SlbPeriodOutcome *outcome, const uint64_t **replaces) MUST_CHECK;

/*
 * foresee.c: the same, where it was foreseen from the same reports under the same terms,
 * and would not be judged otherwise now.  foresight: may be NULL.
 */
bool take_foreseen(struct arena *arena, const struct act_foresight *foresight,
		   const struct reported_period *reported, SlbPeriodOutcome *outcome,
		   const uint64_t **replaces) MUST_CHECK;

/* How many numbers the rows of a report have. */
uint64_t report_cell_count(const SlbReport *report);

#endif
