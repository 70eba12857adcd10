#ifndef CLIENTS_LIB_CLIENT_H
#define CLIENTS_LIB_CLIENT_H

#include "lib/session.h"
#include "lib/slabroker.h"

/*
 * Private to the public functions (slabroker.h).  What a client is made of lives in kept;
 * what a call gives out, in given, which the next call empties.
 */

struct slabroker {
	struct arena kept;
	struct arena given;
	struct diag diag;
	const char *said;
	struct slabroker_options options;
	struct profile profile;
	struct session session;
	struct signing_key *tokens_key;
	bool is_open;
};

/* Empties what the call before gave out. */
void client_begin(struct slabroker *client);

/* ERR_USAGE for a client that slabroker_open() did not open well. */
enum err client_check_open(struct slabroker *client) MUST_CHECK;

/* Puts what was told into words. */
enum slabroker_result client_end(struct slabroker *client, enum err e);

/* A key file of the profile, opened.  ERR_USAGE: the profile names none. */
enum err client_key(struct slabroker *client, const char *file,
		    enum key_purpose purpose, struct signing_key **out) MUST_CHECK;

#endif
