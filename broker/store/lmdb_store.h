#ifndef BROKER_STORE_LMDB_STORE_H
#define BROKER_STORE_LMDB_STORE_H

#include <lmdb.h>

#include "store/backend.h"
#include "store/folder.h"

/* What opening a store (lmdb_open.c) and using it (lmdb.c) share. */

/* Slots of 64 bytes in lock.mdb. */
#define READERS_MAX 1000

struct lmdb_store {
	struct store store;
	struct folder folder;
	char *path; /* the folder's */
	struct store_options options;
	MDB_env *env;
	MDB_dbi tables[STORE_TABLES_MAX];
	pthread_mutex_t lock; /* over what follows */
	size_t idle_count;
	MDB_txn *idle[READERS_MAX]; /* reset read transactions, ready to be renewed */
};

extern const struct store_backend lmdb_backend;

/* Says what LMDB or the system answered; returns err. */
enum err lmdb_say(struct diag *diag, const struct lmdb_store *lmdb, enum err err,
		  const char *doing, int status);

enum err lmdb_check_readers(struct store *store, uint32_t *cleared_count,
			    struct diag *diag);
void lmdb_close(struct store *store);
/* With what of it was not there before it was opened. */
void lmdb_discard(struct store *store);
/* Gives back what idle readers hold, which ends with the environment. */
void lmdb_drop_idle(struct lmdb_store *lmdb);
enum err lmdb_reopen(struct store *store, struct diag *diag);

/* LMDB writes through no value that is given to it. */
static inline MDB_val lmdb_val(struct bytes bytes)
{
	union {
		const uint8_t *given;
		void *taken;
	} data = { .given = bytes.data };

	return (MDB_val){ bytes.len, data.taken };
}

static inline struct bytes lmdb_bytes(MDB_val val)
{
	return (struct bytes){ val.mv_data, val.mv_size };
}

#endif
