#ifndef BROKER_CRYPTO_PASETO_H
#define BROKER_CRYPTO_PASETO_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/sign.h"

/*
 * PASETO v4.public tokens: a signed message that fits a header line.  Format:
 * github.com/paseto-standard/paseto-spec, docs/01-Protocol-Versions/Version4.md.
 *
 *	token = "v4.public." base64url(message || signature) ["." base64url(footer)]
 *	signature over PAE("v4.public.", message, footer, implicit assertion)
 *
 * The message is JSON, which the caller reads after verifying it.  Errors are
 * ERR_TOKEN_INVALID.  Results lie in the arena.  Threads: pure functions.
 */

#define PASETO_TOKEN_BYTES_MAX 2048

struct paseto {
	struct bytes message;
	struct bytes footer; /* may be empty */
	struct signature signature;
};

/* The token as text. */
char *paseto_sign(struct arena *arena, const struct signing_key *key,
		  struct bytes message, struct bytes footer, struct bytes implicit);

/* Takes a token apart.  Nothing is verified yet: the footer is a hint which key to try. */
enum err paseto_parse(struct arena *arena, struct bytes token, struct paseto *out,
		      struct diag *diag) MUST_CHECK;

/* implicit is what both sides know and the token does not carry; may be empty. */
enum err paseto_verify(struct arena *arena, const struct paseto *token,
		       const struct public_key *key, struct bytes implicit,
		       struct diag *diag) MUST_CHECK;

#endif
