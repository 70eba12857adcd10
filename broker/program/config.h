#ifndef BROKER_PROGRAM_CONFIG_H
#define BROKER_PROGRAM_CONFIG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "slabroker/v1/config.pb-c.h"

/*
 * How a broker runs: slabroker.yaml (config.proto), what the command line says instead,
 * and what both leave unsaid.
 *
 * Threads: no shared state.
 */

#define CONFIG_FILE       "/etc/slabroker/slabroker.yaml"
#define CONFIG_BYTES_MAX  65536
#define CONFIG_LISTEN_MAX 8

/*
 * Reads a file; nothing is checked but its form, nothing filled in.  Errors are those of
 * document_read(), with file, line and field, and ERR_IO.
 */
enum err config_read(struct arena *arena, const char *file_name, SlbBrokerConfig **out,
		     struct diag *diag) MUST_CHECK;

/*
 * Sets a field as the command line says it: name as in config.proto, with "-" for "_".
 * Of a list the first value replaces what the file said.  ERR_USAGE: the value is not of
 * its kind.
 */
struct config_change {
	SlbBrokerConfig *config;
	bool listens; /* a listener was named before */
};

enum err config_set(struct arena *arena, struct config_change *change, const char *name,
		    const char *value, struct diag *diag) MUST_CHECK;

/* Checks what is said, telling every mistake, and fills in what is not.  ERR_USAGE. */
enum err config_complete(struct arena *arena, SlbBrokerConfig *config,
			 struct diag *diag) MUST_CHECK;

#endif
