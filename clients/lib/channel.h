#ifndef CLIENTS_LIB_CHANNEL_H
#define CLIENTS_LIB_CHANNEL_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "lib/refusal.h"
#include "slabroker/v1/profile.pb-c.h"

/*
 * The way to a broker: calls that block until they are answered, over a unix socket, TCP
 * on this machine, or TLS with or without a certificate of the client's own.
 *
 * Threads: a channel may be used by several threads at once; a stream belongs to one.
 * gRPC starts threads of its own with the first channel, so that a process must not fork
 * afterwards.
 */

struct channel;

struct channel_options {
	const char *address;      /* as in slabroker.v1.Profile */
	const SlbProfileTls *tls; /* NULL: none; only for this machine */
};

/* Whether the files that it names are there and are what they should be.  ERR_IO,
 * ERR_KEY_EXPOSED. */
enum err channel_files_check(const SlbProfileTls *tls, struct diag *diag) MUST_CHECK;

/* Nothing is sent yet.  Errors are those of channel_files_check(). */
enum err channel_open(const struct channel_options *options, struct channel **out,
		      struct diag *diag) MUST_CHECK;
/* After every stream was closed.  NULL is legal. */
void channel_close(struct channel *channel);

/* One call, as it is sent. */
struct call {
	const char *method; /* "/package.Service/Method" */
	const char *token;  /* of token.h; NULL: none is sent */
	unsigned wait_ms;   /* the longest that it may take; 0: no limit */
};

/*
 * A unary call.  ERR_OK with the answer's bytes in the arena; ERR_REFUSED with *refusal
 * where the broker or gRPC ended it otherwise; ERR_LIMIT_EXCEEDED where the answer does
 * not fit the arena.
 */
enum err channel_call(struct channel *channel, struct arena *arena,
		      const struct call *call, struct bytes request,
		      struct bytes *answer, struct refusal *refusal) MUST_CHECK;

/*
 * A call of many messages.  server streaming: stream_open, stream_send once,
 * stream_half_close, then stream_receive until it gives no more.  Bidirectional: sends and
 * receives in turn, or as the method wants.
 */
struct stream;

/* ERR_NO_MEMORY. */
enum err stream_open(struct channel *channel, const struct call *call,
		     struct stream **out) MUST_CHECK;

/* False: the stream has ended, and stream_end() says how. */
bool stream_send(struct stream *stream, struct bytes message) MUST_CHECK;
/* Nothing more will be sent. */
bool stream_half_close(struct stream *stream) MUST_CHECK;

/* Waits for the next message; *more is false when there is none.  ERR_LIMIT_EXCEEDED. */
enum err stream_receive(struct stream *stream, struct arena *arena, bool *more,
			struct bytes *message) MUST_CHECK;

/* How the stream ended; waits for it.  ERR_OK, or ERR_REFUSED with *refusal. */
enum err stream_end(struct stream *stream, struct arena *arena,
		    struct refusal *refusal) MUST_CHECK;

/* Ends it; whoever waits for a message gets no more.  Any thread, while it is open. */
void stream_cancel(struct stream *stream);

/* Cancels what has not ended.  NULL is legal. */
void stream_close(struct stream *stream);

#endif
