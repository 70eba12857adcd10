#ifndef CLIENTS_LIB_TOKEN_H
#define CLIENTS_LIB_TOKEN_H

#include <stdint.h>

#include "base/arena.h"
#include "crypto/sign.h"

/*
 * The token with which an organisation reads: PASETO v4.public, signed by one of its keys
 * for tokens, sent as "authorization: Bearer TOKEN".
 *
 *	claims  {"iss":ORGANISATION,"aud":ORIGIN,"iat":RFC 3339,"exp":RFC 3339}
 *	footer  {"kid":key id, 64 hex digits}
 *	implicit assertion empty
 *
 * Threads: pure functions.
 */

#define TOKEN_LIFE_MAX_S 600

struct token_claims {
	const char *organisation; /* a slug */
	const char *origin;       /* of the broker's log */
	int64_t issued_s;         /* since 1970 */
	int64_t expires_s;        /* at most TOKEN_LIFE_MAX_S after issued_s */
};

/* In the arena.  organisation and origin are those of a checked profile. */
char *token_make(struct arena *arena, const struct token_claims *claims,
		 const struct signing_key *key);

#endif
