#ifndef BROKER_CRYPTO_KEYFILE_H
#define BROKER_CRYPTO_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/aead.h"
#include "crypto/sign.h"

/*
 * Key files, proto/RECORD.md "Key files": text that names the key in clear and holds its
 * seed, sealed under a passphrase (Argon2id, XChaCha20-Poly1305) or bare for services
 * that start alone.  A public key has a file form too.
 *
 * Whoever holds a struct keyfile or secret_text wipes it.  Errors: ERR_KEY_MALFORMED,
 * ERR_KEY_LOCKED, ERR_NO_MEMORY, with the line in the diag.  Threads: no shared state.
 */

#define KEYFILE_BYTES_MAX  2048
#define KEYFILE_NAME_MAX   128 /* bytes; a name that may stand in a note, note.h */
#define KEYFILE_SALT_BYTES 16

/* What a key file says in clear. */
struct key_owner {
	char name[KEYFILE_NAME_MAX + 1];
	enum key_purpose purpose;
	struct public_key key;
};

/* Of Argon2id: how often memory is passed over, and how much of it. */
struct keyfile_cost {
	uint32_t passes;     /* 1..KEYFILE_PASSES_MAX */
	uint32_t memory_kib; /* KEYFILE_MEMORY_KIB_MIN..KEYFILE_MEMORY_KIB_MAX */
};

/* Who sends us a key file must not choose how much we work to open it. */
#define KEYFILE_PASSES_MAX     16
#define KEYFILE_MEMORY_KIB_MIN 8
#define KEYFILE_MEMORY_KIB_MAX 1048576

/* libsodium's "moderate", about a second, and "sensitive", some seconds. */
#define KEYFILE_COST_DAILY ((struct keyfile_cost){ 3, 262144 })
#define KEYFILE_COST_ROOT  ((struct keyfile_cost){ 4, 1048576 })

struct keyfile_lock {
	struct bytes passphrase; /* not empty */
	struct keyfile_cost cost;
};

/* A key file that was read and is not opened yet. */
struct keyfile {
	struct key_owner owner;
	bool locked; /* by a passphrase */
	struct keyfile_cost cost;
	uint8_t salt[KEYFILE_SALT_BYTES];
	uint8_t nonce[AEAD_NONCE_BYTES];
	uint8_t secret[SEED_BYTES + AEAD_TAG_BYTES]; /* no tag where it is not locked */
	size_t associated_len;
	uint8_t associated[KEYFILE_BYTES_MAX];
};

struct secret_text {
	size_t len;
	char chars[KEYFILE_BYTES_MAX];
};

/* The file of a key.  name is 1..KEYFILE_NAME_MAX bytes; lock may be NULL. */
enum err keyfile_write(const char *name, enum key_purpose purpose,
		       const struct signing_key *key, const struct keyfile_lock *lock,
		       struct secret_text *out) MUST_CHECK;

enum err keyfile_parse(struct bytes text, struct keyfile *out,
		       struct diag *diag) MUST_CHECK;

/* passphrase is not looked at where the file is not locked. */
enum err keyfile_unlock(const struct keyfile *keyfile, struct bytes passphrase,
			struct signing_key **out, struct diag *diag) MUST_CHECK;

/* The file form of a public key. */
char *public_keyfile_write(struct arena *arena, const struct key_owner *owner);
enum err public_keyfile_parse(struct bytes text, struct key_owner *out,
			      struct diag *diag) MUST_CHECK;

#endif
