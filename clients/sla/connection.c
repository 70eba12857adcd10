#include "sla/connection.h"

#include <stdlib.h>

#include "sla/keys.h"

struct profile_places profile_places_of_environment(void)
{
	return (struct profile_places){ environment("XDG_CONFIG_HOME"),
					environment("XDG_STATE_HOME"),
					environment("HOME") };
}

enum err profile_open(struct invocation *in, struct profile *out)
{
	struct profile_places places = profile_places_of_environment();
	const char *name = option_text(&in->options, "profile");
	const char *file;
	enum err e = profile_find(in->arena, &places, name, &file, &in->diag);

	if (e == ERR_OK)
		e = profile_read(in->arena, &places, file, out, &in->diag);
	if (e == ERR_IO)
		diag_hint(&in->diag, "sla profile new writes one; --profile names it");
	return e;
}

/* One key serves one purpose. */
static enum err open_tokens_key(struct connection *connection)
{
	struct invocation *in = connection->in;
	const char *file = connection->profile.message->tokens_key;
	struct key_owner owner;
	enum err e;

	if (file[0] == '\0')
		return ERR_OK;
	e = signing_key_open(in, file, &owner, &connection->tokens_key);
	if (e == ERR_OK && owner.purpose != KEY_PURPOSE_TOKENS)
		e = usage_error(in,
				"the purpose of key %s is %s; expected a key for "
				"tokens",
				file, key_purpose_name(owner.purpose));
	return e;
}

/* One's own signatures are verified without asking anybody.  The public half of a key
 * file is in clear; a file that is not there is told when it is needed. */
static void know_own_key(struct connection *connection, const char *file)
{
	struct invocation *in = connection->in;
	const struct diag said = in->diag;
	struct public_key_file key;

	if (file[0] == '\0')
		return;
	diag_init(&in->diag, in->arena);
	if (public_key_open(in, file, &key) == ERR_OK)
		session_add_key(&connection->session, &key.key);
	in->diag = said;
}

enum err connection_open(struct invocation *in, enum connection_use use,
			 struct connection *out)
{
	struct session_options options = { .clock = in->clock };
	enum err e;

	*out = (struct connection){ .in = in };
	/* Failures are told in our words; gRPC tells them on its own, too, unless told
	 * otherwise before it is started. */
	(void)setenv("GRPC_VERBOSITY", "NONE", 0); /* NOLINT(concurrency-mt-unsafe) */
	e = profile_open(in, &out->profile);
	if (e == ERR_OK && use != CONNECTION_OPEN)
		e = open_tokens_key(out);
	options.profile = &out->profile;
	options.tokens_key = out->tokens_key;
	if (e == ERR_OK)
		e = session_open(&out->session, in->arena, &options, &in->diag);
	out->is_open = e == ERR_OK;
	if (e == ERR_OK && use == CONNECTION_SEND) {
		know_own_key(out, out->profile.message->statements_key);
		know_own_key(out, out->profile.message->root_key);
	}
	if (e == ERR_OK && use == CONNECTION_SEND)
		e = spool_open_in_turn(in->arena, out->profile.message->state_folder,
				       out->session.sleep_ms, &out->spool, &in->diag);
	out->has_spool = e == ERR_OK && use == CONNECTION_SEND;
	return e;
}

void connection_close(struct connection *connection)
{
	if (connection->has_spool)
		spool_close(&connection->spool);
	if (connection->is_open)
		session_close(&connection->session);
	signing_key_free(connection->tokens_key);
}

enum err connection_call(struct connection *connection, enum method method,
			 const ProtobufCMessage *request, ProtobufCMessage **answer)
{
	return session_call(&connection->session, method, request, answer, NULL,
			    &connection->in->diag);
}

/* A token lies in the session's arena, where it is made on the way. */
static void use_arena(struct connection *connection, struct arena *arena)
{
	connection->session.arena = arena;
	connection->session.token = NULL;
}

enum err connection_call_into(struct connection *connection, struct arena *arena,
			      enum method method, const ProtobufCMessage *request,
			      ProtobufCMessage **answer)
{
	enum err e;

	use_arena(connection, arena);
	e = connection_call(connection, method, request, answer);
	use_arena(connection, connection->in->arena);
	return e;
}

struct statement_head connection_head(const struct connection *connection,
				      const struct contract_id *book)
{
	const SlbProfile *profile = connection->profile.message;

	return (struct statement_head){
		.audience = profile->origin,
		.issuer = profile->organisation,
		.claimed_time_ms = clock_now_ms(&connection->in->clock),
		.book = book,
	};
}
