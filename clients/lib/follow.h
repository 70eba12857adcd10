#ifndef CLIENTS_LIB_FOLLOW_H
#define CLIENTS_LIB_FOLLOW_H

#include <pthread.h>

#include "lib/session.h"

/*
 * A stream from the broker, followed for as long as somebody wants it: opened again with a
 * new token when the old one has ended, and with growing pauses while the broker is away.
 * Each time it is opened, the log must go on from what was seen of it (known_log.h).
 *
 * What it says of itself it says through `lost`; what cannot pass by waiting ends it.
 *
 * Threads: one runs it; follow_stop by any.
 */

struct follow_options {
	const struct session_options *session;
	enum method method; /* that streams from the server, with a token */
	/* What to ask for now: from where the last message ended. */
	const ProtobufCMessage *(*request)(void *context);
	/*
	 * A message, which lives until it returns, as what it makes in the arena does.
	 * *is_enough ends the following well.
	 */
	enum err (*take)(void *context, struct arena *arena,
			 const ProtobufCMessage *message, bool *is_enough);
	/* The broker is away, and is asked again after wait_ms. */
	void (*lost)(void *context, const struct diag *said, uint32_t wait_ms);
	void *context;
};

struct follow {
	struct follow_options options;
	struct retry_rule
		patience;     /* pauses while the broker is away, without an end */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	struct stream *stream; /* that is open now */
	bool is_stopped;
};

void follow_init(struct follow *follow, const struct follow_options *options);
void follow_release(struct follow *follow);

/* ERR_OK: stopped, or it was enough.  Else what `take` said, or what session.h does. */
enum err follow_run(struct follow *follow, struct arena *arena,
		    struct diag *diag) MUST_CHECK;

/* Ends it as soon as the message that is being taken is. */
void follow_stop(struct follow *follow);

/* Whether a stream is open, as far as is known. */
bool follow_is_open(struct follow *follow);

#endif
