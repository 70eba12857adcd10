#ifndef BROKER_LEDGER_MASTER_KEY_H
#define BROKER_LEDGER_MASTER_KEY_H

#include <stdint.h>

#include "base/attribute.h"
#include "base/diag.h"
#include "base/err.h"
#include "crypto/aead.h"

/*
 * The key that wraps every content key; proto/RECORD.md, "Master key file".
 *
 * It lies in a file of its own, which only its owner may read, and is backed up apart
 * from the content keys: who has both reads everything, who has one reads nothing.
 * Whoever holds a struct master_key wipes it.  Threads: no shared state.
 */

struct master_key {
	uint8_t bytes[AEAD_KEY_BYTES];
};

/* A new random key in a new file, synced.  ERR_IO; then there is no new file. */
enum err master_key_create(const char *path, struct diag *diag) MUST_CHECK;

/* ERR_KEY_MALFORMED, ERR_KEY_EXPOSED, ERR_IO. */
enum err master_key_read(const char *path, struct master_key *out,
			 struct diag *diag) MUST_CHECK;

/* The reader's part alone: the bytes of such a file. */
enum err master_key_parse(struct bytes text, struct master_key *out,
			  struct diag *diag) MUST_CHECK;

#endif
