/* The back end that forgets: a version of a tree for each table. */

#include <stdlib.h>

#include "base/ensure.h"
#include "store/backend.h"
#include "store/tree.h"

/* What an entry takes beside its bytes, about. */
#define ENTRY_OVERHEAD_BYTES 96

struct table {
	struct tree *tree;
	uint64_t entry_count;
};

/* The store at one instant. */
struct snapshot {
	struct snapshot *older; /* among the open read views, in no order */
	struct snapshot *newer;
	uint64_t commit_number;
	uint64_t used_bytes;
	struct table tables[STORE_TABLES_MAX];
};

struct memory_store {
	struct store store;
	pthread_mutex_t lock; /* over what follows */
	struct snapshot committed;
	struct snapshot *views;
};

static struct memory_store *memory_of(struct store *store)
{
	return (struct memory_store *)store;
}

static void release_tables(struct snapshot *snapshot)
{
	for (size_t i = 0; i < STORE_TABLES_MAX; i++)
		tree_release(snapshot->tables[i].tree);
}

static void memory_close(struct store *store)
{
	struct memory_store *memory = memory_of(store);

	release_tables(&memory->committed);
	ensure(pthread_mutex_destroy(&memory->lock) == 0);
	store_release(store);
	free(memory);
}

static void lock(struct memory_store *memory)
{
	ensure(pthread_mutex_lock(&memory->lock) == 0);
}

static void unlock(struct memory_store *memory)
{
	ensure(pthread_mutex_unlock(&memory->lock) == 0);
}

/* ---- views ---------------------------------------------------------------------- */

static void enlist(struct memory_store *memory, struct snapshot *snapshot)
{
	snapshot->newer = NULL;
	snapshot->older = memory->views;
	if (snapshot->older != NULL)
		snapshot->older->newer = snapshot;
	memory->views = snapshot;
}

static void delist(struct memory_store *memory, struct snapshot *snapshot)
{
	if (snapshot->newer != NULL)
		snapshot->newer->older = snapshot->older;
	else
		memory->views = snapshot->older;
	if (snapshot->older != NULL)
		snapshot->older->newer = snapshot->newer;
}

static enum err memory_begin(struct store_view *view)
{
	struct memory_store *memory = memory_of(view->store);
	struct snapshot *snapshot = store_allocate(sizeof(*snapshot));

	lock(memory);
	*snapshot = memory->committed;
	for (size_t i = 0; i < STORE_TABLES_MAX; i++)
		(void)tree_share(snapshot->tables[i].tree);
	if (!view->writing)
		enlist(memory, snapshot);
	unlock(memory);
	view->snapshot = snapshot;
	return ERR_OK;
}

static void memory_end(struct store_view *view)
{
	struct memory_store *memory = memory_of(view->store);
	struct snapshot *snapshot = view->snapshot;

	if (!view->writing) {
		lock(memory);
		delist(memory, snapshot);
		unlock(memory);
	}
	release_tables(snapshot);
	free(snapshot);
}

static enum err memory_commit(struct store_view *view)
{
	struct memory_store *memory = memory_of(view->store);
	struct snapshot *written = view->snapshot;
	struct snapshot before;

	written->commit_number++;
	lock(memory);
	before = memory->committed;
	memory->committed = *written;
	unlock(memory);
	release_tables(&before);
	free(written);
	return ERR_OK;
}

static struct table *table_of(const struct store_view *view, uint8_t number)
{
	struct snapshot *snapshot = view->snapshot;

	return &snapshot->tables[number];
}

static enum err memory_get(struct store_view *view, const struct store_key *key,
			   struct bytes *value)
{
	if (!tree_find(table_of(view, key->table)->tree, key->key, value))
		*value = (struct bytes){ NULL, 0 };
	return ERR_OK;
}

/* ---- puts ----------------------------------------------------------------------- */

static uint64_t entry_bytes(struct bytes key, struct bytes value)
{
	return (uint64_t)key.len + value.len + ENTRY_OVERHEAD_BYTES;
}

/* Counts out the entry that is deleted or replaced; false when there is none. */
static bool discount(struct snapshot *snapshot, struct table *table, struct bytes key)
{
	struct bytes value;

	if (!tree_find(table->tree, key, &value))
		return false;
	snapshot->used_bytes -= entry_bytes(key, value);
	table->entry_count--;
	return true;
}

static bool follows_last(const struct table *table, struct bytes key)
{
	struct bytes last;

	return !tree_last_key(table->tree, &last) || bytes_compare(key, last) > 0;
}

static enum err memory_put(struct store_view *view, const struct store_put *put)
{
	struct snapshot *snapshot = view->snapshot;
	struct table *table = table_of(view, put->table);

	if (put->op == STORE_APPEND && !follows_last(table, put->key))
		return store_refuse_order(view);
	if (discount(snapshot, table, put->key) && put->op == STORE_DELETE)
		table->tree = tree_delete(table->tree, put->key);
	if (put->op == STORE_DELETE)
		return ERR_OK;
	snapshot->used_bytes += entry_bytes(put->key, put->value);
	table->entry_count++;
	if (snapshot->used_bytes > view->store->size_bytes_max)
		return store_refuse_full(view);
	table->tree = tree_put(table->tree, put->key, put->value);
	return ERR_OK;
}

/* ---- scans ---------------------------------------------------------------------- */

static enum err memory_scan_open(struct store_scan *scan)
{
	struct tree_cursor *cursor = store_allocate(sizeof(*cursor));
	const struct store_range *range = &scan->range;

	tree_cursor_init(cursor, table_of(scan->view, range->table)->tree, range->from,
			 range->to, range->reverse);
	scan->cursor = cursor;
	return ERR_OK;
}

static enum err memory_scan_next(struct store_scan *scan, struct store_entry *entry,
				 bool *found)
{
	*found = tree_cursor_next(scan->cursor, &entry->key, &entry->value);
	return ERR_OK;
}

static void memory_scan_close(struct store_scan *scan)
{
	free(scan->cursor);
}

/* ---- looking after it ----------------------------------------------------------- */

static enum err memory_check_readers(struct store *store, uint32_t *cleared_count,
				     struct diag *diag)
{
	(void)store; /* its readers cannot die without it */
	(void)diag;
	*cleared_count = 0;
	return ERR_OK;
}

static enum err memory_read_stats(struct store_view *view, struct store_stats *stats)
{
	struct memory_store *memory = memory_of(view->store);
	uint64_t oldest, newest;

	lock(memory);
	oldest = newest = memory->committed.commit_number;
	for (struct snapshot *open = memory->views; open != NULL; open = open->older)
		oldest = open->commit_number < oldest ? open->commit_number : oldest;
	stats->used_bytes = memory->committed.used_bytes;
	unlock(memory);
	stats->oldest_reader_lag = newest - oldest;
	for (uint8_t i = 0; i < view->store->table_count; i++)
		stats->entry_count[i] = table_of(view, i)->entry_count;
	return ERR_OK;
}

static uint64_t memory_free_bytes(struct store *store)
{
	(void)store;
	return UINT64_MAX;
}

static enum err memory_reopen(struct store *store, struct diag *diag)
{
	(void)store;
	(void)diag;
	return ERR_OK;
}

static const struct store_backend backend = {
	.close = memory_close,
	.reopen = memory_reopen,
	.begin = memory_begin,
	.end = memory_end,
	.commit = memory_commit,
	.get = memory_get,
	.put = memory_put,
	.scan_open = memory_scan_open,
	.scan_next = memory_scan_next,
	.scan_close = memory_scan_close,
	.check_readers = memory_check_readers,
	.free_bytes = memory_free_bytes,
	.read_stats = memory_read_stats,
};

struct store *store_open_memory(const struct store_options *options)
{
	struct memory_store *memory = store_allocate(sizeof(*memory));

	store_init(&memory->store, &backend, options);
	ensure(pthread_mutex_init(&memory->lock, NULL) == 0);
	return &memory->store;
}
