/*
 * Opening an LMDB store: is what lies there ours?
 *
 * The unnamed database holds the tables, each a named database, and one record that
 * says what is kept here: the purpose and the tables' names, a line each.  The record's
 * key has a blank, and so is no table's name.
 */

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/lmdb_store.h"

#define RECORD_KEY       "slabroker store"
#define RECORD_BYTES_MAX 65536

static const char *describe(struct arena *arena, const struct store_options *options)
{
	struct text record;

	text_init(&record, arena);
	text_printf(&record, "%s\n", options->purpose);
	for (uint8_t i = 0; i < options->table_count; i++)
		text_printf(&record, "%s\n", options->tables[i]);
	return text_chars(&record);
}

static enum err foreign(const struct lmdb_store *lmdb, const char *purpose,
			struct diag *diag, const char *found)
{
	struct diag_place place = { .file = lmdb->folder.path };

	return diag_error(diag, ERR_STORE_FOREIGN, place,
			  "%s; expected a store of %s as this release keeps it", found,
			  purpose);
}

/* Says in what an existing store differs. */
static enum err compare_record(const struct lmdb_store *lmdb, MDB_val found,
			       const char *record, const char *purpose,
			       struct diag *diag)
{
	struct bytes text = lmdb_bytes(found);
	size_t purpose_len = strlen(purpose) + 1; /* with its line's end */

	if (bytes_equal(text, bytes_of_string(record)))
		return ERR_OK;
	if (text.len >= purpose_len && memcmp(text.data, record, purpose_len) == 0)
		return foreign(lmdb, purpose, diag,
			       "the store here has other tables than this release");
	return foreign(
		lmdb, purpose, diag,
		"the store here was made for something else, or by another release");
}

static int open_tables(struct lmdb_store *lmdb, MDB_txn *txn,
		       const struct store_options *options, unsigned flags)
{
	int status = 0;

	for (uint8_t i = 0; status == 0 && i < options->table_count; i++)
		status = mdb_dbi_open(txn, options->tables[i], flags, &lmdb->tables[i]);
	return status;
}

static enum err open_env(struct lmdb_store *lmdb, const char *path, unsigned flags,
			 struct diag *diag)
{
	int status;

	ensure(mdb_env_create(&lmdb->env) == 0);
	status = mdb_env_set_maxdbs(lmdb->env, lmdb->store.table_count);
	if (status == 0)
		status = mdb_env_set_maxreaders(lmdb->env, READERS_MAX);
	if (status == 0)
		status = mdb_env_set_mapsize(lmdb->env, lmdb->store.size_bytes_max);
	if (status == 0)
		status = mdb_env_open(lmdb->env, path, flags | MDB_NOTLS, 0600);
	if (status == MDB_INVALID || status == MDB_VERSION_MISMATCH ||
	    status == MDB_CORRUPTED)
		return lmdb_say(diag, lmdb, ERR_STORE_FOREIGN, "opening", status);
	return status == 0 ? ERR_OK : lmdb_say(diag, lmdb, ERR_IO, "opening", status);
}

/* ---- a new store ---------------------------------------------------------------- */

static int put_record(MDB_txn *txn, const char *record)
{
	MDB_val key = lmdb_val(bytes_of_string(RECORD_KEY));
	MDB_val value = lmdb_val(bytes_of_string(record));
	MDB_dbi unnamed;
	int status = mdb_dbi_open(txn, NULL, 0, &unnamed);

	return status != 0 ? status : mdb_put(txn, unnamed, &key, &value, 0);
}

static enum err fill(struct lmdb_store *lmdb, const struct store_options *options,
		     const char *record, struct diag *diag)
{
	MDB_txn *txn;
	int status = mdb_txn_begin(lmdb->env, NULL, 0, &txn);

	if (status != 0)
		return lmdb_say(diag, lmdb, ERR_IO, "making", status);
	status = put_record(txn, record);
	if (status == 0)
		status = open_tables(lmdb, txn, options, MDB_CREATE);
	if (status == 0)
		status = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	return status == 0 ? ERR_OK : lmdb_say(diag, lmdb, ERR_IO, "making", status);
}

/* The folder is held by us, so that LMDB needs no lock file of this one. */
static enum err make(struct lmdb_store *lmdb, const struct store_options *options,
		     const char *record, struct arena *arena, struct diag *diag)
{
	const char *path;
	enum err err = folder_make_begin(&lmdb->folder, diag);

	if (err != ERR_OK)
		return err;
	path = arena_printf(arena, "%s/%s", lmdb->folder.path, FOLDER_NEW_FILE);
	err = open_env(lmdb, path, MDB_NOSUBDIR | MDB_NOLOCK, diag);
	if (err == ERR_OK)
		err = fill(lmdb, options, record, diag);
	mdb_env_close(lmdb->env);
	lmdb->env = NULL;
	if (err == ERR_OK)
		err = folder_make_keep(&lmdb->folder, diag);
	return err;
}

/* ---- an existing store ---------------------------------------------------------- */

static enum err read_existing(struct lmdb_store *lmdb, MDB_txn *txn,
			      const struct store_options *options, const char *record,
			      struct diag *diag)
{
	MDB_val key = lmdb_val(bytes_of_string(RECORD_KEY)), found;
	MDB_dbi unnamed;
	int status = mdb_dbi_open(txn, NULL, 0, &unnamed);
	enum err err;

	if (status == 0)
		status = mdb_get(txn, unnamed, &key, &found);
	if (status == MDB_NOTFOUND || status == MDB_INCOMPATIBLE)
		return foreign(lmdb, options->purpose, diag,
			       "an LMDB file of some other program lies here");
	if (status != 0)
		return lmdb_say(diag, lmdb, ERR_STORE_FOREIGN, "reading", status);
	err = compare_record(lmdb, found, record, options->purpose, diag);
	if (err != ERR_OK)
		return err;
	status = open_tables(lmdb, txn, options, 0);
	return status == 0 ? ERR_OK
			   : lmdb_say(diag, lmdb, ERR_STORE_FOREIGN, "reading", status);
}

static enum err open_existing(struct lmdb_store *lmdb,
			      const struct store_options *options, const char *record,
			      struct diag *diag)
{
	MDB_txn *txn;
	int status = mdb_txn_begin(lmdb->env, NULL, MDB_RDONLY, &txn);
	enum err err;

	if (status != 0)
		return lmdb_say(diag, lmdb, ERR_IO, "reading", status);
	err = read_existing(lmdb, txn, options, record, diag);
	if (err != ERR_OK) {
		mdb_txn_abort(txn);
		return err;
	}
	status = mdb_txn_commit(txn); /* which keeps the tables open */
	return status == 0 ? ERR_OK : lmdb_say(diag, lmdb, ERR_IO, "reading", status);
}

static enum err open_present(struct lmdb_store *lmdb, const char *record,
			     struct diag *diag)
{
	const struct store_options *options = &lmdb->options;
	enum err err = open_env(lmdb, lmdb->folder.path,
				options->read_only ? MDB_RDONLY : 0, diag);

	return err == ERR_OK ? open_existing(lmdb, options, record, diag) : err;
}

/* Where a new one was wanted: what is foreign is left without even a lock file in it. */
static enum err look_at_present(struct lmdb_store *lmdb, const char *record,
				struct diag *diag)
{
	enum err err = open_env(lmdb, lmdb->folder.path, MDB_RDONLY | MDB_NOLOCK, diag);

	if (err == ERR_OK)
		err = open_existing(lmdb, &lmdb->options, record, diag);
	mdb_env_close(lmdb->env);
	lmdb->env = NULL;
	return err;
}

static enum err open_all(struct lmdb_store *lmdb, struct diag *diag)
{
	const struct store_options *options = &lmdb->options;
	uint32_t cleared_count;
	struct arena arena;
	const char *record;
	enum err err = ERR_OK;

	arena_init(&arena, RECORD_BYTES_MAX);
	record = describe(&arena, options);
	if (!lmdb->folder.has_store)
		err = make(lmdb, options, record, &arena, diag);
	else if (options->create)
		err = look_at_present(lmdb, record, diag);
	if (err == ERR_OK)
		err = open_present(lmdb, record, diag);
	/* The rest is the owner's. */
	if (err == ERR_OK && !options->read_only)
		err = folder_sync(&lmdb->folder, diag);
	if (err == ERR_OK && !options->read_only)
		err = lmdb_check_readers(&lmdb->store, &cleared_count, diag);
	arena_release(&arena);
	return err;
}

enum err store_open_lmdb(const char *folder, const struct store_options *options,
			 struct store **store, struct diag *diag)
{
	struct folder taken;
	struct lmdb_store *lmdb;
	enum err err = options->read_only
			       ? folder_visit(&taken, folder, diag)
			       : folder_take(&taken, folder, options->create, diag);

	*store = NULL;
	if (err != ERR_OK)
		return err;
	lmdb = store_allocate(sizeof(*lmdb));
	store_init(&lmdb->store, &lmdb_backend, options);
	ensure(pthread_mutex_init(&lmdb->lock, NULL) == 0);
	lmdb->path = strdup(folder);
	ensure(lmdb->path != NULL);
	lmdb->folder = taken;
	lmdb->folder.path = lmdb->path;
	lmdb->options = *options;
	err = open_all(lmdb, diag);
	if (err != ERR_OK)
		lmdb_discard(&lmdb->store);
	else
		*store = &lmdb->store;
	return err;
}

void store_discard_lmdb(struct store *store)
{
	if (store != NULL)
		lmdb_discard(store);
}

enum err lmdb_reopen(struct store *store, struct diag *diag)
{
	struct lmdb_store *lmdb = (struct lmdb_store *)store;
	struct arena arena;
	enum err err;

	lmdb_drop_idle(lmdb);
	mdb_env_close(lmdb->env);
	lmdb->env = NULL;
	arena_init(&arena, RECORD_BYTES_MAX);
	err = open_present(lmdb, describe(&arena, &lmdb->options), diag);
	arena_release(&arena);
	if (err != ERR_OK) {
		mdb_env_close(lmdb->env);
		lmdb->env = NULL;
	}
	return err;
}

enum err store_copy_remove(const char *folder, struct diag *diag)
{
	return folder_copy_remove(folder, diag);
}
