#ifndef BROKER_CRYPTO_SIGN_H
#define BROKER_CRYPTO_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attribute.h"
#include "base/bytes.h"
#include "base/err.h"
#include "crypto/hash.h"

/*
 * Ed25519 signatures (RFC 8032, pure), made and checked by libsodium.
 *
 * Implementations differ on crafted signatures.  Here "valid" means what libsodium 1.0.18
 * accepts: no cofactor, S below the group order, public key and R canonical and not of
 * small order.
 *
 * The secret seed lies in guarded, locked, read-only memory that is overwritten when
 * freed.  Threads: a signing key may be used by several threads at once.
 */

#define SEED_BYTES       32
#define PUBLIC_KEY_BYTES 32
#define SIGNATURE_BYTES  64

struct public_key {
	uint8_t bytes[PUBLIC_KEY_BYTES];
};

struct signature {
	uint8_t bytes[SIGNATURE_BYTES];
};

/* A signature with the key that it verifies under. */
struct signer {
	struct public_key key;
	struct signature signature;
};

/* Lower-case hex of SHA-256 over the 32 bytes of the public key. */
#define KEY_ID_SIZE DIGEST_HEX_SIZE

struct key_id {
	char hex[KEY_ID_SIZE];
};

struct key_id key_id_of(const struct public_key *key);
bool public_key_equal(const struct public_key *a, const struct public_key *b);
/* As messages hold it.  False: it has not the length of one. */
bool public_key_from_bytes(struct bytes bytes, struct public_key *out) MUST_CHECK;
/* Whether anybody can hold its secret: a canonical point of the main subgroup (RFC 8032,
 * section 5.1.3, and no point of small order). */
bool public_key_is_sound(const struct public_key *key);

/* One key serves one purpose, which its file and its enrolment name. */
/* clang-format off */
#define KEY_PURPOSE_TABLE(X) \
	X(ROOT,       "root")       /* an organisation's: adds and revokes its keys */ \
	X(STATEMENTS, "statements") /* an organisation's: signs what it says */ \
	X(TOKENS,     "tokens")     /* an organisation's: signs tokens for reads */ \
	X(LOG,        "log")        /* the broker's: signs checkpoints */ \
	X(NOTICES,    "notices")    /* the broker's: signs what the broker says */ \
	X(OPERATOR,   "operator")   /* the operator's: enrols, rotates, redacts */
/* clang-format on */

enum key_purpose {
#define X(name, text) KEY_PURPOSE_##name,
	KEY_PURPOSE_TABLE(X)
#undef X
		KEY_PURPOSE_COUNT
};

/* As written in key files; static storage. */
const char *key_purpose_name(enum key_purpose purpose);
/* False when no purpose has that name. */
bool key_purpose_parse(struct bytes name, enum key_purpose *out) MUST_CHECK;

struct signing_key;

/* A new random key.  ERR_NO_MEMORY when guarded memory is not to be had. */
enum err signing_key_new(struct signing_key **out) MUST_CHECK;
/* Copies the seed; the caller wipes theirs. */
enum err signing_key_from_seed(const uint8_t seed[SEED_BYTES],
			       struct signing_key **out) MUST_CHECK;
/* key may be NULL. */
void signing_key_free(struct signing_key *key);

const struct public_key *signing_key_public(const struct signing_key *key);
/* For key files and PEM alone: the 32 bytes live as long as the key; never copy them
 * to memory that is not wiped. */
const uint8_t *signing_key_seed(const struct signing_key *key);

/* Verifies what it made before it returns: a flipped bit in a signature can betray the
 * key. */
struct signature sign_message(const struct signing_key *key, struct bytes message);

bool signature_verify(const struct public_key *key, struct bytes message,
		      const struct signature *signature) MUST_CHECK;

/* Overwrites memory that held a secret; never optimised away. */
void wipe(void *memory, size_t len);

#endif
