#ifndef BROKER_SERVICE_READER_H
#define BROKER_SERVICE_READER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/err.h"
#include "state/state.h"

/*
 * Who reads: an organisation, by a token of one of its keys.
 *
 * A token is PASETO v4.public (crypto/paseto.h) with the claims of token.proto, and an
 * empty implicit assertion.  The key must be the issuer's, of purpose tokens, and hold
 * now, by the rules of keys in the log.
 *
 * Everything wrong with a token is ERR_TOKEN_INVALID, with what and what to do; errors of
 * the store are handed through.  Threads: no shared state.
 */

#define TOKEN_LIFE_S_MAX 600 /* from iat to exp */
#define TOKEN_SKEW_S     60  /* how far two clocks may differ */

struct reader {
	const char *organisation; /* slug, in the arena */
	int64_t until_s; /* when the token ends: no later than that a stream ends */
};

/* What is known on this side. */
struct reader_question {
	struct bytes authorization; /* the value of the first such header */
	size_t authorization_count; /* of such headers */
	const char *origin;
	int64_t now_s;
};

/* state is a new one over a view of what is committed. */
enum err reader_open(struct state *state, const struct reader_question *question,
		     struct reader *out, struct diag *diag) MUST_CHECK;

#endif
