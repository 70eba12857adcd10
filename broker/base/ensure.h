#ifndef BROKER_BASE_ENSURE_H
#define BROKER_BASE_ENSURE_H

#include <stdbool.h>

#include "base/attribute.h"

/*
 * ensure(): an invariant of our own code, in every build.
 *
 * Not for input: input is checked and refused with an enum err.  A broken invariant
 * inside ensure_run() returns control there, so that a writer can set one statement
 * aside and go on; elsewhere it prints and ends the process with abort().
 *
 * The branch of a failed ensure() lies here and not in the caller, so that the law's
 * branch coverage counts decisions only.
 *
 * Threads: the recovery point is the calling thread's own (the one thread-local
 * variable of the project).
 */

#ifndef STATIC_ANALYSIS
#define ensure(condition) \
	ensure_true((condition), #condition, __FILE__, __LINE__, __func__)
#else /* `make lint`: analyzers see that the condition holds afterwards */
#define ensure(condition) ((condition) ? (void)0 : __builtin_unreachable())
#endif

struct ensure_failure {
	const char *condition; /* source text, static storage */
	const char *file;
	const char *function;
	int line;
};

void ensure_true(bool holds, const char *condition, const char *file, int line,
		 const char *function);

/*
 * Run work(context).  True when it returned; false when an ensure() inside it failed:
 * *failure then says which.  What work had allocated outside arenas is lost, so work
 * uses arenas only.  Calls nest.
 */
bool ensure_run(void (*work)(void *context), void *context,
		struct ensure_failure *failure) MUST_CHECK;

#endif
