#ifndef CLIENTS_SLA_CONNECTION_H
#define CLIENTS_SLA_CONNECTION_H

#include "lib/session.h"
#include "lib/spool.h"
#include "lib/statements.h"
#include "sla/invocation.h"

/*
 * A broker as --profile names it.  A command that reads or signs opens one; commands that
 * need no broker never do, so that gRPC is not even started for them.
 */

#define OPTION_ROW_PROFILE                                                         \
	{                                                                          \
		"profile", OPTION_FILE, 'p', false, false, "NAME|FILE", "default", \
			"which broker, and as whom: a profile of sla profile new"  \
	}

/* What a connection is for. */
enum connection_use {
	CONNECTION_OPEN, /* what anybody may ask */
	CONNECTION_READ, /* with a token */
	CONNECTION_SEND, /* with a token where there is one, and the spool */
};

struct connection {
	struct invocation *in;
	struct profile profile;
	struct session session;
	struct spool spool;
	struct signing_key *tokens_key;
	bool is_open;
	bool has_spool;
};

/* The profile of --profile. */
enum err profile_open(struct invocation *in, struct profile *out) MUST_CHECK;
struct profile_places profile_places_of_environment(void);

/* Closed also after an error. */
enum err connection_open(struct invocation *in, enum connection_use use,
			 struct connection *out) MUST_CHECK;
void connection_close(struct connection *connection);

/* A call; NULL after an error, which is told. */
enum err connection_call(struct connection *connection, enum method method,
			 const ProtobufCMessage *request,
			 ProtobufCMessage **answer) MUST_CHECK;

/* The same, with the answer in an arena of its own. */
enum err connection_call_into(struct connection *connection, struct arena *arena,
			      enum method method, const ProtobufCMessage *request,
			      ProtobufCMessage **answer) MUST_CHECK;

/* The head of what the profile's organisation says now; book may be NULL. */
struct statement_head connection_head(const struct connection *connection,
				      const struct contract_id *book);

#endif
