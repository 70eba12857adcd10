#ifndef CLIENTS_SLA_EVIDENCE_H
#define CLIENTS_SLA_EVIDENCE_H

#include "sla/input.h"

/*
 * Whose signatures count: the public keys that a person trusts, as files.  A public key
 * is a PEM file, a key file, or text with 64 hexadecimal digits.
 *
 * A key speaks for one organisation: the one before "=" in ORG=FILE, else the name in its
 * key file.  Without that a client could sign the centre's reports with its own key.
 */

struct trusted_key {
	struct key_id id;
	struct public_key key;
	const char *file;
	const char *organisation; /* or NULL: nobody said whose it is */
};

struct trusted_keys {
	struct trusted_key *keys;
	size_t count;
};

/* Every value of the option --key. */
enum err trusted_keys_open(struct invocation *in, struct trusted_keys *out) MUST_CHECK;

/* Every signature holds under one of the keys, and each of these is the issuer's. */
enum err evidence_verify(struct invocation *in, struct input *input,
			 const struct trusted_keys *keys) MUST_CHECK;

/* ERR_SIGNATURE_INVALID: a document where a signed statement was needed. */
enum err evidence_unsigned(struct invocation *in, const struct input *input) MUST_CHECK;

#endif
