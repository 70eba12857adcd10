#ifndef BROKER_ENVELOPE_BATCHES_H
#define BROKER_ENVELOPE_BATCHES_H

#include <stdbool.h>

#include "base/attribute.h"
#include "base/bytes.h"
#include "crypto/sign.h"

/*
 * Signatures of batches that were found good, so that the statements under one need one
 * check.  Known by SHA-256(public key || signature || message); only what verified is
 * kept, in a table of fixed size where newer ones take the place of older ones: a
 * stranger can cost others a check, and nothing else.
 *
 * Threads: any number at once.
 */

struct signed_batches;

/* Never NULL: where there is no memory for it, ensure() says so. */
struct signed_batches *signed_batches_open(void) MUST_CHECK;
void signed_batches_close(struct signed_batches *batches); /* NULL is fine */

/* signature_verify(), unless it is known already.  batches may be NULL. */
bool signed_batches_verify(struct signed_batches *batches, const struct public_key *key,
			   struct bytes message,
			   const struct signature *signature) MUST_CHECK;

#endif
