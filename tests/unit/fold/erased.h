#ifndef TESTS_UNIT_FOLD_ERASED_H
#define TESTS_UNIT_FOLD_ERASED_H

#include "unit/fold/log.h"
#include "unit/fold/story.h"

/*
 * Contracts whose reports of January 2026 were erased, and what a broker may say instead
 * of the truth about them.  A story ends with story_end().
 */

/* January waits for its last two days until 21 February; from 1 February on an amendment is
 * judged by days. */
void erased_amended(struct story *story);
/* The same, but that the lender recorded January alone. */
void erased_recorded(struct story *story);
/* One period until the end of March, in which 10 February goes missing. */
void erased_quarter(struct story *story);

/* In the log of the amended contract one thing is said otherwise. */
struct erased_lie {
	const char *what;
	unsigned outcome; /* which one, in the order of the log */
	void (*bend)(struct arena *arena, SlbOutcome *outcome);
	enum err err; /* what a fold answers, and says */
	const char *text;
};

extern const struct erased_lie erased_lies[];
extern const size_t erased_lie_count;

/* The broker seals it. */
void erased_tell(struct story *story, struct log *log, const struct erased_lie *lie);

/* Where an outcome stands. */
uint64_t erased_outcome(const struct log *log, unsigned nth);

#endif
