/*
 * The back end that keeps: LMDB 0.9, one named database for each table.
 *
 * Every commit is synced: MDB_WRITEMAP, MDB_NOSYNC, MDB_NOMETASYNC and MDB_MAPASYNC are
 * never set.  LMDB writes pages, syncs them, then writes the meta page through a
 * descriptor that syncs; after a failure in between, whether the commit took place is
 * known only when the store is opened anew.
 */

#include "store/lmdb_store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

static struct lmdb_store *lmdb_of(struct store *store)
{
	return (struct lmdb_store *)store;
}

/* ---- what went wrong ------------------------------------------------------------ */

/* LMDB's own errors are negative, the system's are positive. */
static const char *reason_of(int status, char *room, size_t room_bytes)
{
	if (status < 0)
		return mdb_strerror(status);
	return strerror_r(status, room, room_bytes) == 0 ? room : "unknown error";
}

enum err lmdb_say(struct diag *diag, const struct lmdb_store *lmdb, enum err err,
		  const char *doing, int status)
{
	struct diag_place place = { .file = lmdb->folder.path };
	char room[128];

	return diag_error(diag, err, place, "%s the store failed: %s", doing,
			  reason_of(status, room, sizeof(room)));
}

static enum err fail_read(const struct store_view *view, int status)
{
	enum err err = ERR_STORE_FAILED;

	if (status == MDB_READERS_FULL)
		err = ERR_LIMIT_EXCEEDED;
	else if (status == ENOMEM) /* which says nothing of the disk */
		err = ERR_NO_MEMORY;
	return lmdb_say(view->diag, lmdb_of(view->store), err, "reading", status);
}

/* LMDB calls a write that a full disk cut short an input/output error. */
static enum err fail_write(const struct store_view *view, int status)
{
	const struct lmdb_store *lmdb = lmdb_of(view->store);
	uint64_t free_bytes = folder_free_bytes(&lmdb->folder);

	if (status == MDB_MAP_FULL || status == MDB_TXN_FULL)
		return store_refuse_full(view);
	(void)lmdb_say(view->diag, lmdb, ERR_STORE_FAILED, "writing to", status);
	diag_hint(view->diag,
		  "%llu KiB are free on its disk; once the cause is removed, a broker "
		  "that serves goes on by itself",
		  (unsigned long long)free_bytes >> 10);
	return ERR_STORE_FAILED;
}

/* ---- views ---------------------------------------------------------------------- */

static void lock(struct lmdb_store *lmdb)
{
	ensure(pthread_mutex_lock(&lmdb->lock) == 0);
}

static void unlock(struct lmdb_store *lmdb)
{
	ensure(pthread_mutex_unlock(&lmdb->lock) == 0);
}

/* NULL when none is idle. */
static MDB_txn *take_idle(struct lmdb_store *lmdb)
{
	MDB_txn *txn = NULL;

	lock(lmdb);
	if (lmdb->idle_count > 0)
		txn = lmdb->idle[--lmdb->idle_count];
	unlock(lmdb);
	return txn;
}

static int begin_read(struct lmdb_store *lmdb, MDB_txn **txn)
{
	int status;

	*txn = take_idle(lmdb);
	if (*txn == NULL)
		return mdb_txn_begin(lmdb->env, NULL, MDB_RDONLY, txn);
	status = mdb_txn_renew(*txn);
	if (status != 0)
		mdb_txn_abort(*txn);
	return status;
}

static enum err lmdb_begin(struct store_view *view)
{
	struct lmdb_store *lmdb = lmdb_of(view->store);
	MDB_txn *txn;
	int status = view->writing ? mdb_txn_begin(lmdb->env, NULL, 0, &txn)
				   : begin_read(lmdb, &txn);

	if (status != 0)
		return view->writing ? fail_write(view, status)
				     : fail_read(view, status);
	view->snapshot = txn;
	return ERR_OK;
}

static void lmdb_end(struct store_view *view)
{
	struct lmdb_store *lmdb = lmdb_of(view->store);
	MDB_txn *txn = view->snapshot;

	if (view->writing) {
		mdb_txn_abort(txn);
		return;
	}
	mdb_txn_reset(txn);
	lock(lmdb);
	ensure(lmdb->idle_count < READERS_MAX);
	lmdb->idle[lmdb->idle_count++] = txn;
	unlock(lmdb);
}

static enum err lmdb_commit(struct store_view *view)
{
	int status = mdb_txn_commit(view->snapshot);

	return status == 0 ? ERR_OK : fail_write(view, status);
}

static enum err lmdb_get(struct store_view *view, const struct store_key *key,
			 struct bytes *value)
{
	MDB_val k = lmdb_val(key->key), v;
	int status = mdb_get(view->snapshot, lmdb_of(view->store)->tables[key->table],
			     &k, &v);

	*value = (struct bytes){ NULL, 0 };
	if (status == 0)
		*value = lmdb_bytes(v);
	else if (status != MDB_NOTFOUND)
		return fail_read(view, status);
	return ERR_OK;
}

static enum err lmdb_put(struct store_view *view, const struct store_put *put)
{
	MDB_dbi table = lmdb_of(view->store)->tables[put->table];
	MDB_val key = lmdb_val(put->key), value = lmdb_val(put->value);
	int status;

	if (put->op == STORE_DELETE) {
		status = mdb_del(view->snapshot, table, &key, NULL);
		if (status == MDB_NOTFOUND)
			return ERR_OK;
	} else {
		status = mdb_put(view->snapshot, table, &key, &value,
				 put->op == STORE_APPEND ? MDB_APPEND : 0);
	}
	if (status == MDB_KEYEXIST)
		return store_refuse_order(view);
	return status == 0 ? ERR_OK : fail_write(view, status);
}

/* ---- scans ---------------------------------------------------------------------- */

static enum err lmdb_scan_open(struct store_scan *scan)
{
	struct store_view *view = scan->view;
	MDB_cursor *cursor;
	int status = mdb_cursor_open(view->snapshot,
				     lmdb_of(view->store)->tables[scan->range.table],
				     &cursor);

	if (status != 0)
		return fail_read(view, status);
	scan->cursor = cursor;
	return ERR_OK;
}

/* The cursor is on the first entry at or after the key. */
static int seek(MDB_cursor *cursor, struct bytes from, MDB_val *key, MDB_val *value)
{
	*key = lmdb_val(from);
	return mdb_cursor_get(cursor, key, value,
			      from.len == 0 ? MDB_FIRST : MDB_SET_RANGE);
}

/* The cursor is on the last entry before the key. */
static int seek_before(MDB_cursor *cursor, struct bytes to, MDB_val *key,
		       MDB_val *value)
{
	int status = MDB_NOTFOUND;

	*key = lmdb_val(to);
	if (to.len > 0)
		status = mdb_cursor_get(cursor, key, value, MDB_SET_RANGE);
	if (status == MDB_NOTFOUND)
		return mdb_cursor_get(cursor, key, value, MDB_LAST);
	return status != 0 ? status : mdb_cursor_get(cursor, key, value, MDB_PREV);
}

static int step(const struct store_scan *scan, MDB_val *key, MDB_val *value)
{
	const struct store_range *range = &scan->range;

	if (scan->entry_count > 0)
		return mdb_cursor_get(scan->cursor, key, value,
				      range->reverse ? MDB_PREV : MDB_NEXT);
	return range->reverse ? seek_before(scan->cursor, range->to, key, value)
			      : seek(scan->cursor, range->from, key, value);
}

static bool lies_inside(const struct store_range *range, struct bytes key)
{
	if (range->reverse)
		return bytes_compare(key, range->from) >= 0;
	return range->to.len == 0 || bytes_compare(key, range->to) < 0;
}

static enum err lmdb_scan_next(struct store_scan *scan, struct store_entry *entry,
			       bool *found)
{
	MDB_val key, value;
	int status = step(scan, &key, &value);

	*found = status == 0 && lies_inside(&scan->range, lmdb_bytes(key));
	if (*found)
		*entry = (struct store_entry){ lmdb_bytes(key), lmdb_bytes(value) };
	if (status != 0 && status != MDB_NOTFOUND)
		return fail_read(scan->view, status);
	return ERR_OK;
}

static void lmdb_scan_close(struct store_scan *scan)
{
	mdb_cursor_close(scan->cursor);
}

/* ---- looking after it ----------------------------------------------------------- */

enum err lmdb_check_readers(struct store *store, uint32_t *cleared_count,
			    struct diag *diag)
{
	struct lmdb_store *lmdb = lmdb_of(store);
	int cleared = 0;
	int status = mdb_reader_check(lmdb->env, &cleared);

	*cleared_count = (uint32_t)cleared;
	return status == 0 ? ERR_OK
			   : lmdb_say(diag, lmdb, ERR_IO, "checking the readers of",
				      status);
}

/*
 * LMDB lists its readers as text only, a line "pid thread transaction" each, with a
 * dash for one that reads nothing now.
 */
static int note_reader(const char *line, void *context)
{
	uint64_t *oldest = context;
	const char *number = strrchr(line, ' ');
	unsigned long long transaction;
	char *end;

	if (number == NULL || number[1] < '0' || number[1] > '9')
		return 0;
	errno = 0;
	transaction = strtoull(number + 1, &end, 10);
	if (errno == 0 && (*end == '\0' || *end == '\n') && transaction < *oldest)
		*oldest = transaction;
	return 0;
}

static enum err lmdb_read_stats(struct store_view *view, struct store_stats *stats)
{
	struct lmdb_store *lmdb = lmdb_of(view->store);
	uint64_t oldest;
	MDB_envinfo info;
	MDB_stat stat;
	int status;

	ensure(mdb_env_info(lmdb->env, &info) == 0);
	ensure(mdb_env_stat(lmdb->env, &stat) == 0);
	oldest = info.me_last_txnid;
	status = mdb_reader_list(lmdb->env, note_reader, &oldest) < 0 ? EIO : 0;
	for (size_t i = 0; status == 0 && i < view->store->table_count; i++) {
		status = mdb_stat(view->snapshot, lmdb->tables[i], &stat);
		stats->entry_count[i] = stat.ms_entries;
	}
	if (status != 0)
		return fail_read(view, status);
	stats->used_bytes = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
	stats->size_bytes_max = info.me_mapsize;
	stats->oldest_reader_lag = info.me_last_txnid - oldest;
	return ERR_OK;
}

static uint64_t lmdb_free_bytes(struct store *store)
{
	return folder_free_bytes(&lmdb_of(store)->folder);
}

/* LMDB does not say which of the two sides failed; without room it was the copy's. */
static enum err fail_copy(const char *path, int status, struct diag *diag)
{
	char room[128];

	(void)diag_error(diag, ERR_IO, (struct diag_place){ .file = path },
			 "copying the store failed: %s",
			 reason_of(status, room, sizeof(room)));
	if (status == ENOSPC || status == EDQUOT)
		diag_hint(diag,
			  "the disk that the copy was to lie on has no room left; "
			  "the store is not touched");
	return ERR_IO;
}

static enum err lmdb_copy(struct store *store, const char *path, struct diag *diag)
{
	struct lmdb_store *lmdb = lmdb_of(store);
	struct folder_copy copy;
	enum err err = folder_copy_begin(&copy, path, diag);
	int status;

	if (err != ERR_OK)
		return err;
	status = mdb_env_copyfd2(lmdb->env, copy.file_fd, MDB_CP_COMPACT);
	if (status != 0) {
		folder_copy_drop(&copy);
		return fail_copy(path, status, diag);
	}
	return folder_copy_keep(&copy, diag);
}

void lmdb_drop_idle(struct lmdb_store *lmdb)
{
	while (lmdb->idle_count > 0)
		mdb_txn_abort(lmdb->idle[--lmdb->idle_count]);
}

static void end_with(struct lmdb_store *lmdb, void (*leave)(struct folder *folder))
{
	lmdb_drop_idle(lmdb);
	mdb_env_close(lmdb->env);
	leave(&lmdb->folder);
	ensure(pthread_mutex_destroy(&lmdb->lock) == 0);
	store_release(&lmdb->store);
	free(lmdb->path);
	free(lmdb);
}

void lmdb_close(struct store *store)
{
	end_with(lmdb_of(store), folder_leave);
}

void lmdb_discard(struct store *store)
{
	end_with(lmdb_of(store), folder_discard);
}

const struct store_backend lmdb_backend = {
	.close = lmdb_close,
	.reopen = lmdb_reopen,
	.begin = lmdb_begin,
	.end = lmdb_end,
	.commit = lmdb_commit,
	.get = lmdb_get,
	.put = lmdb_put,
	.scan_open = lmdb_scan_open,
	.scan_next = lmdb_scan_next,
	.scan_close = lmdb_scan_close,
	.check_readers = lmdb_check_readers,
	.free_bytes = lmdb_free_bytes,
	.read_stats = lmdb_read_stats,
	.copy = lmdb_copy,
};
