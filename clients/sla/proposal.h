#ifndef CLIENTS_SLA_PROPOSAL_H
#define CLIENTS_SLA_PROPOSAL_H

#include "lib/submit.h"
#include "sla/connection.h"
#include "sla/page.h"

/*
 * What a command is about to sign: shown with its digest, confirmed, signed, handed over,
 * and told with its place in the log.
 */

/* clang-format off */
#define OPTION_ROWS_SIGNING \
	OPTION_ROW_PROFILE, \
	{ "key", OPTION_FILE, 'k', true, false, "KEY", NULL, \
	  "key file to sign with (default: that of the profile)" }, \
	{ "yes", OPTION_FLAG, 'y', false, false, NULL, NULL, \
	  "sign without asking" }, \
	OPTION_ROW_PASSPHRASE_FILE, \
	OPTION_ROW_PASSPHRASE_FD, \
	OPTION_ROW_OUTPUT
/* clang-format on */

/* A report that is not signed, since the broker has it. */
struct left_out {
	const char *file;
	const char *series;
	uint64_t sequence; /* that it has there */
	bool is_erased;    /* there: the two could not be compared */
};

struct proposal {
	struct connection *connection;
	enum key_purpose purpose; /* of the keys that sign */
	const char *default_key;  /* a file, of the profile; may be "" */
	const SlbStatement **statements;
	size_t count;
	struct page *about; /* shown before the statements; NULL: nothing */
	const struct left_out *left_out; /* told with what became of the others */
	size_t left_out_count;
};

/* Everything from showing to telling; of no statements only the telling.  ERR_USAGE where
 * nobody can be asked and --yes is not given; ERR_REFUSED also where the answer was no. */
enum err proposal_run(const struct proposal *proposal) MUST_CHECK;

/* One statement, signed by a key for statements, which the operator has none of. */
enum err proposal_of_one(struct connection *connection, const SlbStatement *statement,
			 struct page *about) MUST_CHECK;

/* What became of statements, as the answer of a command. */
enum err submitted_give(struct invocation *in, const char *title,
			const struct submitted *rows, size_t count) MUST_CHECK;

#endif
