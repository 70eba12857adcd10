#ifndef BROKER_CRYPTO_PEM_H
#define BROKER_CRYPTO_PEM_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/keyfile.h"
#include "crypto/sign.h"

/*
 * Keys as other tools know them: PEM of PKCS#8 for an Ed25519 secret key, not encrypted,
 * and of SubjectPublicKeyInfo for a public key (RFC 8410, RFC 7468).
 *
 * Errors: ERR_KEY_MALFORMED, ERR_NO_MEMORY.  Threads: no shared state.
 */

#define PEM_BYTES_MAX 16384

enum err pem_read_secret(struct bytes pem, struct signing_key **out,
			 struct diag *diag) MUST_CHECK;
/* The caller wipes out. */
enum err pem_write_secret(const struct signing_key *key,
			  struct secret_text *out) MUST_CHECK;

enum err pem_read_public(struct bytes pem, struct public_key *out,
			 struct diag *diag) MUST_CHECK;
char *pem_write_public(struct arena *arena, const struct public_key *key);

#endif
