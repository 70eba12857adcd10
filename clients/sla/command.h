#ifndef CLIENTS_SLA_COMMAND_H
#define CLIENTS_SLA_COMMAND_H

#include "sla/invocation.h"

/*
 * The commands of the tool are rows of a table; help, the search for the nearest name and
 * the check of operands and options are the same for all.
 */

struct command {
	const char *name;     /* "key new": one word, or a group and a word */
	const char *operands; /* "CONTRACT REPORT...", "" for none */
	size_t operand_min;
	size_t operand_max;
	const char *sentence;         /* what it does, without a full stop */
	const struct option *options; /* ends with a row without a name */
	const char *details;          /* for its help, or NULL */
	const char *example;          /* one or more command lines */
	enum err (*run)(struct invocation *in);
};

/* A word under which several commands stand. */
struct command_group {
	const char *name;
	const char *sentence;
};

struct program {
	const char *name;
	const char *version;
	const char *sentence;
	const char *details; /* what holds for every command */
	const struct command_group *groups;
	size_t group_count;
	const struct command *commands;
	size_t command_count;
};

#define OPERANDS_ANY ((size_t)-1)

/* Runs the command that the arguments name; the exit code of the process. */
int program_main(const struct program *program, int argc, char *const argv[]);

/* Help for everything, for a group, for a command; in the arena. */
const char *help_program(struct arena *arena, const struct program *program);
const char *help_group(struct arena *arena, const struct program *program,
		       const struct command_group *group);
const char *help_command(struct arena *arena, const struct program *program,
			 const struct command *command);

#endif
