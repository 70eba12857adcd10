#ifndef BROKER_SERVICE_TALLIES_H
#define BROKER_SERVICE_TALLIES_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"

/*
 * What became of the statements that were submitted, by kind and reason, and by nothing
 * that could name who submitted them.
 *
 * Threads: any; without locks.
 */

#define TALLIES_KINDS 64 /* numbers of bodies in Statement; 0: it could not be read */

struct tallies {
	atomic_uint_fast64_t logged[TALLIES_KINDS];
	atomic_uint_fast64_t repeated[TALLIES_KINDS]; /* logged before, same receipt */
	atomic_uint_fast64_t refused[TALLIES_KINDS][ERR_COUNT];
};

/* kind: what is not in the range counts as 0.  tallies may be NULL: nobody counts. */
void tallies_logged(struct tallies *tallies, unsigned kind);
void tallies_repeated(struct tallies *tallies, unsigned kind);
void tallies_refused(struct tallies *tallies, unsigned kind, enum err err);

#endif
