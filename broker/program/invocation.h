#ifndef BROKER_PROGRAM_INVOCATION_H
#define BROKER_PROGRAM_INVOCATION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "program/config.h"

/*
 * A command line, read by two tables: options and commands.  One thread.
 */

enum option_name {
	OPTION_CONFIG,
	OPTION_ORIGIN,
	OPTION_STORE,
	OPTION_STATE,
	OPTION_MASTER_KEY,
	OPTION_LOG_KEY,
	OPTION_NOTICE_KEY,
	OPTION_NEXT_LOG_KEY,
	OPTION_NEXT_NOTICE_KEY,
	OPTION_OPERATOR_KEY,
	OPTION_PASSPHRASE_FILE,
	OPTION_LISTEN,
	OPTION_TLS_CERTIFICATE,
	OPTION_TLS_KEY,
	OPTION_TLS_CLIENT_CA,
	OPTION_PLAIN_ANYWHERE,
	OPTION_QUEUES,
	OPTION_WORKERS,
	OPTION_GRACE_S,
	OPTION_METRICS,
	OPTION_WAITING_MAX,
	OPTION_WAITING_MAX_EACH,
	OPTION_COUNT,
};

struct option {
	const char *name;
	const char *value;    /* what help calls it; "" where it takes none */
	const char *fallback; /* NULL: it must be given where a command uses it */
	const char *help;
	bool is_config; /* a key of the configuration file too (config.h) */
};

extern const struct option options[OPTION_COUNT];

struct invocation {
	const char
		*values[OPTION_COUNT]; /* set for the options that the command uses */
	const char *operand;           /* or NULL */
	SlbBrokerConfig *config;       /* file and options together, complete */
	struct arena arena;
	struct diag diag;
};

struct command {
	const char *name;
	const char *operand; /* "" for none */
	const char *sentence;
	const char *details;
	unsigned uses; /* options, a bit each */
	enum err (*run)(struct invocation *in);
};

#define USES(name) (1u << OPTION_##name)
#define USES_PLACES \
	(USES(CONFIG) | USES(ORIGIN) | USES(STORE) | USES(STATE) | USES(MASTER_KEY))

/*
 * words end with NULL: --name VALUE, --name=VALUE, or the operand.  What they do not say
 * the configuration file does: that of --config, or the usual one where it is there.
 * ERR_USAGE with every missing one told; errors of config.h.
 */
enum err invocation_read(struct invocation *in, const struct command *command,
			 char *const *words) MUST_CHECK;

/* To standard output. */
void help_command(const struct command *command);
void help_program(const struct command *commands, size_t count);

#endif
