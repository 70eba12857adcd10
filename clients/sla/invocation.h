#ifndef CLIENTS_SLA_INVOCATION_H
#define CLIENTS_SLA_INVOCATION_H

#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/err.h"
#include "sla/options.h"
#include "sla/terminal.h"

/*
 * One run of the tool: what was asked, and where answers and complaints go.
 *
 * A command gets an invocation and returns an enum err; what it has to say about a
 * refusal is in diag, which the caller prints.  Everything it allocates is the arena's.
 */

struct command;

struct invocation {
	struct arena *arena;
	struct diag diag;
	const struct command *command;
	struct option_values options;
	const char *const *operands; /* what is neither option nor an option's value */
	size_t operand_count;
	struct terminal out; /* answers */
	struct terminal err; /* complaints and progress */
	struct clock clock;
};

/* Exit codes: the same for every program of the project (lib/slabroker.h). */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,     /* the input is not accepted, or a file is not usable */
	EXIT_USAGE = 2,       /* the command line was not understood */
	EXIT_UNREACHABLE = 3, /* a service did not answer */
	EXIT_EVIDENCE = 4,    /* a signature or a proof does not hold */
	EXIT_INTERNAL = 5,    /* our own mistake */
};

enum exit_code exit_code_of(enum err e);

/* Adds "what is wrong with the command line"; returns ERR_USAGE. */
enum err usage_error(struct invocation *in, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
