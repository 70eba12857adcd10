#ifndef CLIENTS_LIB_SESSION_H
#define CLIENTS_LIB_SESSION_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/err.h"
#include "envelope/envelope.h"
#include "lib/channel.h"
#include "lib/known_log.h"
#include "lib/methods.h"
#include "lib/profile.h"
#include "lib/retry.h"

/*
 * Talking to one broker as one organisation: calls with tokens and retries, and the log
 * that must go on from what was seen of it before.  What is sent: submit.h.
 *
 * Everything it allocates is the arena's, answers too.  Threads: one at a time.
 */

#define SESSION_KEYS_MAX        256
#define SESSION_CHECKPOINT_FILE "checkpoint" /* in the state folder; known_log.h */

struct session {
	struct arena *arena;
	const struct profile *profile;
	struct clock clock;
	void (*sleep_ms)(uint32_t wait_ms);
	struct retry_rule retry;
	unsigned wait_ms; /* the longest that one attempt may take */
	struct channel *channel;
	const struct signing_key *tokens_key; /* NULL: none */
	const char *token;
	int64_t token_until_s;
	struct known_log known;
	struct public_key keys[SESSION_KEYS_MAX]; /* that signatures may be by */
	size_t key_count;
};

struct session_options {
	const struct profile *profile;        /* outlives the session */
	const struct signing_key *tokens_key; /* the same; NULL: open reads only */
	struct clock clock;
};

/* Makes the state folder; nothing is sent yet.  On error there is nothing to close. */
enum err session_open(struct session *session, struct arena *arena,
		      const struct session_options *options,
		      struct diag *diag) MUST_CHECK;
void session_close(struct session *session);

/* A token that holds for a while; NULL without a key for tokens. */
const char *session_token(struct session *session);

/*
 * A unary call, tried again where that may help.  ERR_USAGE: it needs a token, and there
 * is no key for that.  ERR_UNREACHABLE, ERR_REFUSED: what the broker said is in the diag
 * and in *refusal, which may be NULL.  ERR_REFUSED also for an answer that is none.
 */
enum err session_call(struct session *session, enum method method,
		      const ProtobufCMessage *request, ProtobufCMessage **answer,
		      struct refusal *refusal, struct diag *diag) MUST_CHECK;

/* Says that there is no key for tokens, and what to do: ERR_USAGE. */
void session_tell_token_needed(const struct session *session, struct diag *diag);

/* Who takes the messages of a stream, each in its turn.  An error of take() ends it. */
struct stream_taker {
	enum err (*take)(void *context, struct bytes message, struct diag *diag);
	void *context;
};

/*
 * A method that answers with a stream of messages, of any length.  It is tried again where
 * that may help and nothing was taken yet; a token that ends before the stream does ends
 * it.  Errors of session_call(), and of take().
 */
enum err session_stream(struct session *session, enum method method,
			const ProtobufCMessage *request,
			const struct stream_taker *taker, struct diag *diag) MUST_CHECK;

/* A unary call of any method, in bytes, until it is answered or there is no point in asking
 * again.  ERR_REFUSED: nothing is told yet. */
enum err session_exchange(struct session *session, const char *path, bool with_token,
			  struct bytes request, struct bytes *answer,
			  struct refusal *refusal) MUST_CHECK;

/* How long to wait after so many attempts that failed; 0: not again. */
uint32_t session_retry_ms(const struct session *session, unsigned attempts,
			  const struct refusal *refusal);

/* The log's signed head, as it is now, if it goes on from what was seen (known_log.h).
 * *note may be NULL. */
enum err session_checkpoint(struct session *session, struct checkpoint *out,
			    const char **note, struct diag *diag) MUST_CHECK;
/* The same check of a checkpoint that came with something else. */
enum err session_advance(struct session *session, const char *note,
			 struct diag *diag) MUST_CHECK;

/* A key that signatures may be by, e.g. that of a key file.  When there are too many the
 * oldest one makes room. */
void session_add_key(struct session *session, const struct public_key *key);

/*
 * Verifies an envelope; keys that are not known yet are asked for from the broker, whose
 * word is not needed for that: a key id names its key.  Errors of envelope_verify().
 */
enum err session_verify(struct session *session, struct envelope *envelope,
			const char *issuer, struct diag *diag) MUST_CHECK;

#endif
