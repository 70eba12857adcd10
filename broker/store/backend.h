#ifndef BROKER_STORE_BACKEND_H
#define BROKER_STORE_BACKEND_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/store.h"

/*
 * What a back end does and what store.c does for every back end.
 *
 * store.c checks the rules of use, lets one write in at a time, keeps the scans of a
 * view, remembers a failure, and copies what a write reads.  A back end says its errors
 * in view->diag, and returns ERR_STORE_FAILED for what must close the store for writing.
 */

struct store_backend {
	void (*close)(struct store *store);
	/* Nobody uses it.  After an error it can be closed, or this be tried again. */
	enum err (*reopen)(struct store *store, struct diag *diag);

	/* Sets view->snapshot; view->writing says for what. */
	enum err (*begin)(struct store_view *view);
	/* Ends a view; nothing that it wrote is kept. */
	void (*end)(struct store_view *view);
	/* Ends a view that writes, whatever is returned. */
	enum err (*commit)(struct store_view *view);

	/* An absent key gives data == NULL. */
	enum err (*get)(struct store_view *view, const struct store_key *key,
			struct bytes *value);
	enum err (*put)(struct store_view *view, const struct store_put *put);

	/* Sets scan->cursor. */
	enum err (*scan_open)(struct store_scan *scan);
	/* *found is false at the end of the range. */
	enum err (*scan_next)(struct store_scan *scan, struct store_entry *entry,
			      bool *found);
	void (*scan_close)(struct store_scan *scan);

	enum err (*check_readers)(struct store *store, uint32_t *cleared_count,
				  struct diag *diag);
	uint64_t (*free_bytes)(struct store *store);
	enum err (*read_stats)(struct store_view *view, struct store_stats *stats);
	enum err (*copy)(struct store *store, const char *folder, struct diag *diag);
};

/* The first member of a back end's own. */
struct store {
	const struct store_backend *backend;
	uint8_t table_count;
	bool read_only;
	uint64_t size_bytes_max;
	pthread_mutex_t writer; /* held from the beginning of a write to its end */
	atomic_bool failed;
	pthread_mutex_t gate; /* over what follows */
	pthread_cond_t left;  /* the last user went */
	unsigned user_count;  /* views, and who looks after it */
	bool is_shut;         /* nobody comes in: it is opened anew, or could not be */
};

struct store_view {
	struct store *store;
	struct diag *diag;
	struct store_scan *scans; /* not closed yet */
	void *snapshot;           /* the back end's */
	bool writing;
	enum err spoilt; /* of a write: the first error of a put; then it only ends */
};

struct store_write {
	struct store_view view;
};

struct store_scan {
	struct store_view *view;
	struct store_scan *next_of_view;
	struct store_range range;
	size_t entry_count; /* given so far */
	void *cursor;       /* the back end's; NULL when there is no more */
	enum err err;
	bool overtaken; /* a put came after it */
};

/* Checks the options; their table names are not kept. */
void store_init(struct store *store, const struct store_backend *backend,
		const struct store_options *options);
void store_release(struct store *store);

/* What a back end says of a put that it cannot take; each returns its error. */
enum err store_refuse_full(const struct store_view *view);
enum err store_refuse_order(const struct store_view *view);

/* Zeroed memory, never NULL; freed with free(). */
void *store_allocate(size_t size_bytes);

#endif
