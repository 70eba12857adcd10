#ifndef CLIENTS_SLA_KEYS_H
#define CLIENTS_SLA_KEYS_H

#include "crypto/keyfile.h"
#include "sla/invocation.h"

/* Keys as the commands take them from files, and the passphrases that open them. */

#define PASSPHRASE_BYTES_MAX 1023

struct passphrase {
	char chars[PASSPHRASE_BYTES_MAX + 1];
	size_t len;
};

/*
 * From --passphrase-file or --passphrase-fd, else asked for on the terminal; twice where
 * it is a new one.  The caller wipes it.
 */
enum err passphrase_ask(struct invocation *in, const char *what, bool is_new,
			struct passphrase *out) MUST_CHECK;

/* A secret key from its file, opened with a passphrase where it is locked.  The caller
 * frees the key.  owner may be NULL. */
enum err signing_key_open(struct invocation *in, const char *file,
			  struct key_owner *owner, struct signing_key **out) MUST_CHECK;

/* The same, not opened: whose key it is, for what. */
enum err signing_key_owner(struct invocation *in, const char *file,
			   struct key_owner *out) MUST_CHECK;

/* Who a public key belongs to, where its file says it. */
struct public_key_file {
	struct public_key key;
	bool has_owner;
	bool is_secret; /* the file also holds the secret key */
	bool is_locked;
	struct key_owner owner;
};

/*
 * A public key from a PEM file, from a key file of either form, or from 64 hexadecimal
 * digits.
 */
enum err public_key_open(struct invocation *in, const char *file,
			 struct public_key_file *out) MUST_CHECK;

/* The same of a key for one purpose, where its file says the purpose.  That it is named
 * after somebody else than the organisation, or NULL, is noted.  ERR_USAGE. */
enum err public_key_for(struct invocation *in, const char *file,
			enum key_purpose purpose, const char *organisation,
			struct public_key *out) MUST_CHECK;

/* Notes that a key is named after somebody else: a slip here lets others speak, and keeps
 * the key from whose it is. */
void note_other_owner(struct invocation *in, const char *file, const char *organisation,
		      const struct key_owner *owner);

#endif
