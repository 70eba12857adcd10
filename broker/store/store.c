#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"
#include "store/backend.h"

#define DEFAULT_SIZE_BYTES_MAX ((uint64_t)1 << 40)
#define REOPEN_WAIT_S          1

void *store_allocate(size_t size_bytes)
{
	void *memory = calloc(1, size_bytes);
	bool memory_is_left = memory != NULL;

	ensure(memory_is_left); /* base/memory.h */
	return memory;
}

/* Waits by a clock that nobody sets. */
static void init_left(pthread_cond_t *left)
{
	pthread_condattr_t attributes;

	ensure(pthread_condattr_init(&attributes) == 0);
	ensure(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	ensure(pthread_cond_init(left, &attributes) == 0);
	ensure(pthread_condattr_destroy(&attributes) == 0);
}

void store_init(struct store *store, const struct store_backend *backend,
		const struct store_options *options)
{
	ensure(options->purpose != NULL && options->purpose[0] != '\0');
	ensure(options->table_count > 0 && options->table_count <= STORE_TABLES_MAX);
	store->backend = backend;
	store->table_count = options->table_count;
	store->read_only = options->read_only;
	store->size_bytes_max = options->size_bytes_max != 0 ? options->size_bytes_max
							     : DEFAULT_SIZE_BYTES_MAX;
	atomic_init(&store->failed, false);
	ensure(pthread_mutex_init(&store->writer, NULL) == 0);
	ensure(pthread_mutex_init(&store->gate, NULL) == 0);
	init_left(&store->left);
}

void store_release(struct store *store)
{
	ensure(pthread_cond_destroy(&store->left) == 0);
	ensure(pthread_mutex_destroy(&store->gate) == 0);
	ensure(pthread_mutex_destroy(&store->writer) == 0);
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	ensure(store->user_count == 0);
	store->backend->close(store);
}

bool store_failed(const struct store *store)
{
	return atomic_load(&store->failed);
}

/* Passes the error on, remembering one that closes the store for writing. */
static enum err noted(struct store *store, enum err err)
{
	if (err == ERR_STORE_FAILED)
		atomic_store(&store->failed, true);
	return err;
}

/* ---- who uses it ---------------------------------------------------------------- */

static void lock(struct store *store)
{
	ensure(pthread_mutex_lock(&store->gate) == 0);
}

static void unlock(struct store *store)
{
	ensure(pthread_mutex_unlock(&store->gate) == 0);
}

static enum err enter(struct store *store, struct diag *diag)
{
	bool is_shut;

	lock(store);
	is_shut = store->is_shut;
	if (!is_shut)
		store->user_count++;
	unlock(store);
	if (!is_shut)
		return ERR_OK;
	return diag_error(diag, ERR_STORE_FAILED, (struct diag_place){ 0 },
			  "the store is being opened anew after a failure");
}

static void leave(struct store *store)
{
	lock(store);
	if (--store->user_count == 0)
		ensure(pthread_cond_broadcast(&store->left) == 0);
	unlock(store);
}

/* Lets nobody in any more; whether all have gone. */
static bool shut(struct store *store)
{
	struct timespec until;
	int status = 0;
	bool is_empty;

	ensure(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_sec += REOPEN_WAIT_S;
	lock(store);
	store->is_shut = true;
	while (store->user_count > 0 && status == 0)
		status = pthread_cond_timedwait(&store->left, &store->gate, &until);
	is_empty = store->user_count == 0;
	unlock(store);
	return is_empty;
}

static void let_in(struct store *store)
{
	lock(store);
	store->is_shut = false;
	unlock(store);
}

enum err store_reopen(struct store *store, struct diag *diag)
{
	enum err err;

	if (!shut(store)) {
		let_in(store);
		return diag_error(diag, ERR_STORE_FAILED, (struct diag_place){ 0 },
				  "the store is still read from, and cannot be opened "
				  "anew before that ends");
	}
	err = store->backend->reopen(store, diag);
	if (err != ERR_OK)
		return err;
	atomic_store(&store->failed, false);
	let_in(store);
	return ERR_OK;
}

static void check_key(const struct store *store, uint8_t table, struct bytes key)
{
	ensure(table < store->table_count);
	ensure(key.len > 0 && key.len <= STORE_KEY_BYTES_MAX);
}

enum err store_refuse_full(const struct store_view *view)
{
	return diag_error(view->diag, ERR_STORE_FULL, (struct diag_place){ 0 },
			  "the store cannot grow past its limit of %llu bytes",
			  (unsigned long long)view->store->size_bytes_max);
}

enum err store_refuse_order(const struct store_view *view)
{
	return diag_error(view->diag, ERR_STORE_ORDER, (struct diag_place){ 0 },
			  "an appended key does not follow the last key of its table");
}

/* ---- views ---------------------------------------------------------------------- */

static enum err begin(struct store *store, struct store_view *view, struct diag *diag)
{
	enum err err;

	view->store = store;
	view->diag = diag;
	err = enter(store, diag);
	if (err != ERR_OK)
		return err;
	err = noted(store, store->backend->begin(view));
	if (err != ERR_OK)
		leave(store);
	return err;
}

static void drop_cursor(struct store_scan *scan)
{
	if (scan->cursor != NULL)
		scan->view->store->backend->scan_close(scan);
	scan->cursor = NULL;
}

static void free_scans(struct store_view *view)
{
	while (view->scans != NULL) {
		struct store_scan *scan = view->scans;

		view->scans = scan->next_of_view;
		drop_cursor(scan);
		free(scan);
	}
}

enum err store_read_begin(struct store *store, struct diag *diag,
			  struct store_view **view)
{
	struct store_view *begun = store_allocate(sizeof(*begun));
	enum err err = begin(store, begun, diag);

	if (err != ERR_OK)
		free(begun);
	*view = err == ERR_OK ? begun : NULL;
	return err;
}

void store_read_end(struct store_view *view)
{
	struct store *store = view->store;

	ensure(!view->writing);
	free_scans(view);
	store->backend->end(view);
	free(view);
	leave(store);
}

/* What a later put may overwrite in place, into the arena. */
static enum err keep(struct store_view *view, struct arena *arena, struct bytes *value)
{
	uint8_t *copy = arena_try_alloc(arena, value->len + 1); /* data is never NULL */

	if (copy == NULL)
		return diag_error(view->diag, ERR_NO_MEMORY, (struct diag_place){ 0 },
				  "no memory is left for a value of %zu bytes",
				  value->len);
	memcpy(copy, value->data, value->len);
	value->data = copy;
	return ERR_OK;
}

enum err store_get_many(struct store_view *view, struct arena *arena,
			const struct store_key *keys, size_t count,
			struct bytes *values)
{
	struct store *store = view->store;

	if (view->spoilt != ERR_OK)
		return view->spoilt;
	for (size_t i = 0; i < count; i++) {
		enum err err;

		check_key(store, keys[i].table, keys[i].key);
		err = noted(store, store->backend->get(view, &keys[i], &values[i]));
		if (err == ERR_OK && view->writing && values[i].data != NULL)
			err = keep(view, arena, &values[i]);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

/* ---- scans ---------------------------------------------------------------------- */

enum err store_scan_open(struct store_view *view, const struct store_range *range,
			 struct store_scan **scan)
{
	struct store *store = view->store;
	struct store_scan *opened;
	enum err err;

	*scan = NULL;
	if (view->spoilt != ERR_OK)
		return view->spoilt;
	ensure(range->table < store->table_count);
	ensure(range->from.len <= STORE_KEY_BYTES_MAX);
	ensure(range->to.len <= STORE_KEY_BYTES_MAX);
	opened = store_allocate(sizeof(*opened));
	opened->view = view;
	opened->range = *range;
	err = noted(store, store->backend->scan_open(opened));
	if (err != ERR_OK) {
		free(opened);
		return err;
	}
	opened->next_of_view = view->scans;
	view->scans = opened;
	*scan = opened;
	return ERR_OK;
}

bool store_scan_next(struct store_scan *scan, struct store_entry *entry)
{
	struct store *store = scan->view->store;
	bool found = false;

	ensure(!scan->overtaken);
	if (scan->cursor == NULL)
		return false;
	if (scan->range.limit == 0 || scan->entry_count < scan->range.limit)
		scan->err =
			noted(store, store->backend->scan_next(scan, entry, &found));
	if (scan->err != ERR_OK || !found) {
		drop_cursor(scan);
		return false;
	}
	scan->entry_count++;
	return true;
}

enum err store_scan_close(struct store_scan *scan)
{
	struct store_scan **link = &scan->view->scans;
	enum err err = scan->err;

	while (*link != scan) {
		ensure(*link != NULL);
		link = &(*link)->next_of_view;
	}
	*link = scan->next_of_view;
	drop_cursor(scan);
	free(scan);
	return err;
}

/* ---- the write ------------------------------------------------------------------ */

enum err store_write_begin(struct store *store, struct diag *diag,
			   struct store_write **write)
{
	struct store_write *begun;
	enum err err;

	ensure(!store->read_only);
	begun = store_allocate(sizeof(*begun));
	begun->view.writing = true;
	ensure(pthread_mutex_lock(&store->writer) == 0);
	if (store_failed(store))
		err = diag_error(diag, ERR_STORE_FAILED, (struct diag_place){ 0 },
				 "the store takes no writes, since an earlier one "
				 "failed; it must be opened anew");
	else
		err = begin(store, &begun->view, diag);
	if (err != ERR_OK) {
		ensure(pthread_mutex_unlock(&store->writer) == 0);
		free(begun);
	}
	*write = err == ERR_OK ? begun : NULL;
	return err;
}

struct store_view *store_write_view(struct store_write *write)
{
	return &write->view;
}

/* A put may move what the cursors stand on. */
static void overtake_scans(struct store_view *view)
{
	for (struct store_scan *scan = view->scans; scan != NULL;
	     scan = scan->next_of_view) {
		drop_cursor(scan);
		scan->overtaken = true;
	}
}

enum err store_put_many(struct store_write *write, const struct store_put *puts,
			size_t count)
{
	struct store *store = write->view.store;

	overtake_scans(&write->view);
	for (size_t i = 0; i < count && write->view.spoilt == ERR_OK; i++) {
		check_key(store, puts[i].table, puts[i].key);
		write->view.spoilt =
			noted(store, store->backend->put(&write->view, &puts[i]));
	}
	return write->view.spoilt;
}

/* The back end has ended its part. */
static void end_write(struct store_write *write)
{
	struct store *store = write->view.store;

	free(write);
	leave(store);
	ensure(pthread_mutex_unlock(&store->writer) == 0);
}

enum err store_commit(struct store_write *write)
{
	struct store *store = write->view.store;
	enum err err = write->view.spoilt;

	free_scans(&write->view);
	if (err == ERR_OK)
		err = noted(store, store->backend->commit(&write->view));
	else
		store->backend->end(&write->view);
	end_write(write);
	return err;
}

void store_abort(struct store_write *write)
{
	free_scans(&write->view);
	write->view.store->backend->end(&write->view);
	end_write(write);
}

/* ---- looking after it ----------------------------------------------------------- */

enum err store_check_readers(struct store *store, uint32_t *cleared_count,
			     struct diag *diag)
{
	enum err err = enter(store, diag);

	if (err != ERR_OK)
		return err;
	err = store->backend->check_readers(store, cleared_count, diag);
	leave(store);
	return err;
}

uint64_t store_free_bytes(struct store *store)
{
	return store->backend->free_bytes(store);
}

enum err store_read_stats(struct store *store, struct store_stats *stats,
			  struct diag *diag)
{
	struct store_view *view;
	enum err err = store_read_begin(store, diag, &view);

	if (err != ERR_OK)
		return err;
	*stats = (struct store_stats){ .size_bytes_max = store->size_bytes_max };
	err = noted(store, store->backend->read_stats(view, stats));
	store_read_end(view);
	return err;
}

enum err store_copy(struct store *store, const char *folder, struct diag *diag)
{
	enum err err = enter(store, diag);

	ensure(store->backend->copy != NULL);
	if (err != ERR_OK)
		return err;
	err = store->backend->copy(store, folder, diag);
	leave(store);
	return err;
}
