#ifndef BROKER_SERVICE_CONFIG_H
#define BROKER_SERVICE_CONFIG_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "slabroker/v1/config.pb-c.h"

/*
 * How a broker runs: slabroker.yaml (config.proto), and what it leaves unsaid.
 *
 * Threads: no shared state.
 */

#define CONFIG_FILE      "/etc/slabroker/slabroker.yaml"
#define CONFIG_BYTES_MAX 65536

/*
 * Reads the text of a configuration; what is absent gets its default.  Errors are told
 * with file, line and field: those of document_read(), and ERR_USAGE for a value that
 * cannot be.
 */
enum err config_parse(struct arena *arena, const char *file_name, struct bytes text,
		      SlbBrokerConfig **out, struct diag *diag) MUST_CHECK;

/* The same from a file.  ERR_IO. */
enum err config_read(struct arena *arena, const char *file_name, SlbBrokerConfig **out,
		     struct diag *diag) MUST_CHECK;

#endif
