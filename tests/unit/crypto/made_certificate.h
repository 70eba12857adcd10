#ifndef TESTS_UNIT_CRYPTO_MADE_CERTIFICATE_H
#define TESTS_UNIT_CRYPTO_MADE_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Certificates as authorities make them, for tests; each of a new key. */

struct made_certificate {
	const char *certificate; /* PEM */
	const char *key;         /* PEM */
	int64_t end_s;
};

/* Of an authority, signed by itself; it lasts two days. */
struct made_certificate made_authority(struct arena *arena, const char *name);

/* Of the server of that name, until end_s. */
struct made_certificate made_certificate(struct arena *arena, const char *name,
					 int64_t end_s,
					 const struct made_certificate *authority);

/* Of a key that no machine of today takes: RSA with 512 bits. */
struct made_certificate made_weak_certificate(struct arena *arena, const char *name);

/* Its key under a passphrase. */
const char *made_locked_key(struct arena *arena, const struct made_certificate *made);

#endif
