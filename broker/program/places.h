#ifndef BROKER_PROGRAM_PLACES_H
#define BROKER_PROGRAM_PLACES_H

#include "crypto/sign.h"
#include "ledger/master_key.h"
#include "program/invocation.h"
#include "store/store.h"

/*
 * Where keys and stores are, as the options say.  Stores are LMDB: here and nowhere else
 * is that chosen.
 */

/* A secret key from a key file; only the operator's may be locked. */
enum err open_key(struct invocation *in, enum option_name option,
		  enum key_purpose purpose, struct signing_key **out) MUST_CHECK;

struct stores {
	struct store *log;
	struct store *content_keys;
	struct master_key master_key;
	bool made_state; /* the folder */
};

enum stores_use {
	STORES_HOLD, /* nobody else has them */
	STORES_READ, /* beside whoever holds them */
};

/* Closed by close_stores(), also after an error. */
enum err open_stores(struct invocation *in, enum stores_use use,
		     struct stores *out) MUST_CHECK;
void close_stores(struct stores *stores);

/* Makes those that are not there, and holds them; without the master key, which is still
 * to be made or read.  Closed by either, also after an error. */
enum err make_stores(struct invocation *in, struct stores *out) MUST_CHECK;
/* As it was before they were made. */
void discard_stores(struct invocation *in, struct stores *stores);

/* Opens the copy of a store; for struct backup_options. */
enum err open_copy(const char *folder, const struct store_options *store_options,
		   struct store **store, struct diag *diag) MUST_CHECK;

#endif
