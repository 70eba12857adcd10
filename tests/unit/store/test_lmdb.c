#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ensure.h"
#include "fixture.h"

static void start_lmdb(struct fixture *f)
{
	fixture_start(f);
	fixture_open(f, IN_LMDB);
}

/* What opening says; the store is closed again when it opens. */
static enum err try_open(struct fixture *f)
{
	struct store *store;
	enum err err;

	diag_init(&f->diag, &f->arena);
	err = store_open_lmdb(f->store_path, &f->options, &store, &f->diag);
	if (err == ERR_OK)
		store_close(store);
	else
		cr_assert_null(store);
	return err;
}

static const char *file_of(struct fixture *f, const char *name)
{
	return arena_printf(&f->arena, "%s/%s", f->store_path, name);
}

/* ---- what is opened ------------------------------------------------------------- */

Test(lmdb, is_there_when_opened_again)
{
	struct fixture f;

	start_lmdb(&f);
	keep(&f, put(FIRST, "a", "1"));
	keep(&f, append(LOG, "b", ""));
	f.options.create = false;
	f.options.purpose = "test/0";
	fixture_reopen(&f);
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	cr_assert_str_eq(entries_now(&f, LOG), "b=");
	keep(&f, append(LOG, "c", "2"));
	fixture_reopen(&f);
	cr_assert_str_eq(entries_now(&f, LOG), "b= c=2");
	fixture_end(&f);
}

Test(lmdb, belongs_to_its_owner_alone)
{
	static const char *const files[] = { "data.mdb", "lock.mdb", "open.lock" };
	struct stat status;
	struct fixture f;
	mode_t before = umask(0);

	start_lmdb(&f);
	(void)umask(before);
	cr_assert_eq(stat(f.store_path, &status), 0);
	cr_assert_eq(status.st_mode & 0777u, 0700);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		cr_assert_eq(stat(file_of(&f, files[i]), &status), 0);
		cr_assert_eq(status.st_mode & 0777u, 0600, "%s", files[i]);
	}
	fixture_end(&f);
}

Test(lmdb, is_opened_once_in_a_process)
{
	struct fixture f;

	start_lmdb(&f);
	cr_assert_eq(try_open(&f), ERR_STORE_IN_USE);
	cr_assert_str_eq(f.diag.first->place.file, f.store_path);
	keep(&f, put(FIRST, "a", "1")); /* the first is none the worse */
	fixture_end(&f);
}

Test(lmdb, is_opened_by_one_process)
{
	struct fixture f;
	int status;
	pid_t child;

	start_lmdb(&f);
	child = fork();
	if (child == 0)
		_exit(try_open(&f) == ERR_STORE_IN_USE ? 0 : 1);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0);
	fixture_end(&f);
}

/* In another process: reads beside us, copies, and finds what was there. */
static bool reads_beside(struct fixture *f, const char *copy)
{
	bool holds;

	f->options.create = false;
	f->options.read_only = true;
	if (store_open_lmdb(f->store_path, &f->options, &f->store, &f->diag) != ERR_OK)
		return false;
	holds = strcmp(entries_now(f, FIRST), "a=1") == 0 &&
		store_copy(f->store, copy, &f->diag) == ERR_OK;
	store_close(f->store);
	return holds;
}

Test(lmdb, is_read_and_copied_beside_the_process_that_has_it)
{
	struct fixture f;
	const char *copy;
	uint32_t cleared_count;
	int status;
	pid_t child;

	start_lmdb(&f);
	keep(&f, put(FIRST, "a", "1"));
	copy = arena_printf(&f.arena, "%s/copy", f.folder);
	child = fork();
	if (child == 0)
		_exit(reads_beside(&f, copy) ? 0 : 1);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0);
	keep(&f, put(FIRST, "a", "2"));
	cr_assert_eq(store_check_readers(f.store, &cleared_count, &f.diag), ERR_OK);
	cr_assert_eq(cleared_count, 0, "it ended well");
	store_close(f.store);
	f.store_path = arena_strdup(&f.arena, copy);
	fixture_open(&f, IN_LMDB);
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	fixture_end(&f);
}

Test(lmdb, is_read_while_nobody_has_it)
{
	struct fixture f;

	start_lmdb(&f);
	keep(&f, put(FIRST, "a", "1"));
	f.options.create = false;
	f.options.read_only = true;
	cr_assert_eq(try_open(&f), ERR_STORE_IN_USE, "not twice in one process");
	fixture_reopen(&f);
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	fixture_end(&f);
}

Test(lmdb, is_not_made_by_reading)
{
	struct fixture f;

	fixture_start(&f);
	f.options.read_only = true;
	cr_assert_eq(try_open(&f), ERR_STORE_ABSENT);
	cr_assert_eq(access(f.store_path, F_OK), -1);
	fixture_end(&f);
}

static void write_to_it(void *context)
{
	struct fixture *f = context;
	struct store_write *write;

	(void)!store_write_begin(f->store, &f->diag, &write);
}

Test(lmdb, is_not_written_by_who_only_reads)
{
	struct ensure_failure failure;
	struct fixture f;

	start_lmdb(&f);
	f.options.create = false;
	f.options.read_only = true;
	fixture_reopen(&f);
	cr_assert_not(ensure_run(write_to_it, &f, &failure));
	fixture_end(&f);
}

Test(lmdb, is_made_only_when_asked)
{
	struct fixture f;

	fixture_start(&f);
	f.options.create = false;
	cr_assert_eq(try_open(&f), ERR_STORE_ABSENT);
	cr_assert_eq(access(f.store_path, F_OK), -1);
	fixture_end(&f);
}

/* An LMDB file as another program makes one. */
static void make_lmdb(struct fixture *f, const char *key)
{
	char copy[16];
	MDB_val k = { strlen(key), copy }, v = k;
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;

	strcpy(copy, key);
	cr_assert_eq(mkdir(f->store_path, 0700), 0);
	cr_assert_eq(mdb_env_create(&env), 0);
	cr_assert_eq(mdb_env_open(env, f->store_path, 0, 0600), 0);
	cr_assert_eq(mdb_txn_begin(env, NULL, 0, &txn), 0);
	cr_assert_eq(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
	cr_assert_eq(mdb_put(txn, dbi, &k, &v, 0), 0);
	cr_assert_eq(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
}

Test(lmdb, whose_making_was_cut_short_is_absent_until_made)
{
	struct fixture f;
	int fd;

	fixture_start(&f);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	fd = open(file_of(&f, "new.mdb"), O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(write(fd, "half a page", 11), 11);
	cr_assert_eq(close(fd), 0);
	f.options.create = false;
	cr_assert_eq(try_open(&f), ERR_STORE_ABSENT);
	f.options.create = true;
	cr_assert_eq(try_open(&f), ERR_OK);
	cr_assert_eq(access(file_of(&f, "new.mdb"), F_OK), -1);
	f.options.create = false;
	cr_assert_eq(try_open(&f), ERR_OK);
	fixture_end(&f);
}

Test(lmdb, takes_the_place_of_no_other_file)
{
	struct fixture f;
	struct stat status;
	int fd;

	fixture_start(&f);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	fd = open(file_of(&f, "data.mdb"), O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(write(fd, "somebody's notes, a line or two", 31), 31);
	cr_assert_eq(close(fd), 0);
	cr_assert_eq(try_open(&f), ERR_STORE_FOREIGN);
	cr_assert_eq(stat(file_of(&f, "data.mdb"), &status), 0);
	cr_assert_eq(status.st_size, 31);
	fixture_end(&f);
}

Test(lmdb, of_another_program_is_refused)
{
	struct fixture f;

	fixture_start(&f);
	make_lmdb(&f, "something");
	cr_assert_eq(try_open(&f), ERR_STORE_FOREIGN);
	cr_assert_str_eq(said(&f),
			 "an LMDB file of some other program lies here; "
			 "expected a store of test/0 as this release keeps it");
	fixture_end(&f);
}

Test(lmdb, of_another_purpose_is_refused)
{
	struct fixture f;

	start_lmdb(&f);
	store_close(f.store);
	f.store = NULL;
	f.options.purpose = "test/00";
	cr_assert_eq(try_open(&f), ERR_STORE_FOREIGN);
	cr_assert_not_null(strstr(said(&f), "made for something else"));
	f.options.purpose = "test/";
	cr_assert_eq(try_open(&f), ERR_STORE_FOREIGN);
	f.options.purpose = "test/0";
	f.options.table_count--;
	cr_assert_eq(try_open(&f), ERR_STORE_FOREIGN);
	cr_assert_not_null(strstr(said(&f), "other tables"));
	f.options.table_count++;
	cr_assert_eq(try_open(&f), ERR_OK);
	fixture_end(&f);
}

Test(lmdb, that_is_no_lmdb_file_is_refused)
{
	struct fixture f;
	int fd;

	fixture_start(&f);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	fd = open(file_of(&f, "data.mdb"), O_WRONLY | O_CREAT, 0600);
	for (int i = 0; i < 2000; i++)
		cr_assert_eq(write(fd, "not a page ", 11), 11);
	cr_assert_eq(close(fd), 0);
	cr_assert_eq(try_open(&f), ERR_STORE_FOREIGN);
	cr_assert_not_null(strstr(said(&f), "opening the store failed"));
	fixture_end(&f);
}

/* ---- crashes and failures ------------------------------------------------------- */

/* Keeps a number a commit; the last write is left open. */
static void write_and_die(struct fixture *f, int commit_count)
{
	struct store_put what = put(SECOND, "never", "committed");
	struct store_write *write;

	fixture_open(f, IN_LMDB);
	for (int i = 0; i < commit_count; i++) {
		const char *key = arena_printf(&f->arena, "%02d", i);

		keep(f, append(LOG, key, key));
		keep(f, put(FIRST, "last", key));
	}
	write = begin_write(f);
	_exit(store_put_many(write, &what, 1) == ERR_OK ? 0 : 1);
}

Test(lmdb, shows_exactly_what_was_committed_before_a_crash)
{
	struct fixture f;
	struct store_stats stats;
	int status;
	pid_t child;

	fixture_start(&f);
	child = fork();
	if (child == 0)
		write_and_die(&f, 12);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0);
	f.options.create = false;
	fixture_open(&f, IN_LMDB);
	cr_assert_eq(store_read_stats(f.store, &stats, &f.diag), ERR_OK);
	cr_assert_eq(stats.entry_count[LOG], 12);
	cr_assert_str_eq(value_now(&f, LOG, "11"), "11");
	cr_assert_str_eq(entries_now(&f, FIRST), "last=11");
	cr_assert_str_eq(entries_now(&f, SECOND), "");
	keep(&f, append(LOG, "12", "goes on"));
	fixture_end(&f);
}

/* Files may not grow: what LMDB writes past their end fails with EFBIG. */
static void set_file_limit(rlim_t bytes)
{
	struct rlimit limit;

	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(lmdb, takes_no_write_after_one_that_failed)
{
	static const uint8_t large[1 << 20];
	struct store_put what = {
		STORE_PUT, FIRST, bytes_of_string("large"), { large, sizeof(large) }
	};
	struct store_write *write;
	struct store_view *open_view;
	struct fixture f;

	start_lmdb(&f);
	keep(&f, put(FIRST, "a", "1"));
	open_view = begin_read(&f);
	write = begin_write(&f);
	cr_assert_eq(store_put_many(write, &what, 1), ERR_OK);
	set_file_limit(128 << 10);
	cr_assert_eq(store_commit(write), ERR_STORE_FAILED);
	cr_assert_not_null(strstr(said(&f), "writing to the store failed"));
	cr_assert_not_null(strstr(f.diag.first->hint, "KiB are free on its disk"));
	cr_assert_not_null(strstr(f.diag.first->hint, "goes on by itself"));
	set_file_limit(RLIM_INFINITY);
	cr_assert(store_failed(f.store));
	cr_assert_eq(store_write_begin(f.store, &f.diag, &write), ERR_STORE_FAILED);
	cr_assert_null(write);
	cr_assert_str_eq(f.diag.last->text,
			 "the store takes no writes, since an earlier one failed; it "
			 "must be opened anew");
	cr_assert_str_eq(value_in(&f, open_view, FIRST, "a"), "1");
	cr_assert_str_eq(value_now(&f, FIRST, "a"), "1");
	store_read_end(open_view);
	fixture_reopen(&f);
	cr_assert_not(store_failed(f.store));
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	keep(&f, what);
	fixture_end(&f);
}

/* A write that fails. */
static void fail_write(struct fixture *f)
{
	static const uint8_t large[1 << 20];
	struct store_put what = {
		STORE_PUT, FIRST, bytes_of_string("large"), { large, sizeof(large) }
	};
	struct store_write *write = begin_write(f);

	cr_assert_eq(store_put_many(write, &what, 1), ERR_OK);
	set_file_limit(128 << 10);
	cr_assert_eq(store_commit(write), ERR_STORE_FAILED);
	set_file_limit(RLIM_INFINITY);
}

Test(lmdb, is_opened_anew_where_it_is)
{
	struct store_view *open_view;
	struct fixture f;

	start_lmdb(&f);
	keep(&f, put(FIRST, "a", "1"));
	open_view = begin_read(&f);
	fail_write(&f);
	cr_assert_eq(store_reopen(f.store, &f.diag), ERR_STORE_FAILED);
	cr_assert_str_eq(f.diag.last->text, "the store is still read from, and cannot "
					    "be opened anew before that ends");
	cr_assert_str_eq(value_in(&f, open_view, FIRST, "a"), "1");
	cr_assert_str_eq(value_now(&f, FIRST, "a"), "1");
	store_read_end(open_view);
	cr_assert_eq(store_reopen(f.store, &f.diag), ERR_OK);
	cr_assert_not(store_failed(f.store));
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	keep(&f, put(FIRST, "b", "2"));
	keep(&f, append(LOG, "1", "goes on"));
	fixture_reopen(&f);
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1 b=2");
	fixture_end(&f);
}

Test(lmdb, that_cannot_be_opened_anew_is_shut_until_it_can)
{
	struct store_view *view;
	struct fixture f;
	const char *file;
	const char *aside;

	start_lmdb(&f);
	keep(&f, put(FIRST, "a", "1"));
	fail_write(&f);
	file = arena_printf(&f.arena, "%s/data.mdb", f.store_path);
	aside = arena_printf(&f.arena, "%s/aside", f.folder);
	cr_assert_eq(rename(file, aside), 0);
	cr_assert_eq(mkdir(file, 0700), 0);
	cr_assert_eq(store_reopen(f.store, &f.diag), ERR_IO);
	cr_assert_eq(store_read_begin(f.store, &f.diag, &view), ERR_STORE_FAILED);
	cr_assert_str_eq(f.diag.last->text,
			 "the store is being opened anew after a failure");
	cr_assert_eq(rmdir(file), 0);
	cr_assert_eq(rename(aside, file), 0);
	cr_assert_eq(store_reopen(f.store, &f.diag), ERR_OK);
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	keep(&f, put(FIRST, "b", "2"));
	fixture_end(&f);
}

/* ---- readers -------------------------------------------------------------------- */

/* Reads the store past us, as mdb_copy does, until killed. */
static void read_until_killed(struct fixture *f, int ready_fd)
{
	MDB_env *env;
	MDB_txn *txn;
	bool reading = mdb_env_create(&env) == 0 &&
		       mdb_env_open(env, f->store_path, MDB_RDONLY, 0600) == 0 &&
		       mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) == 0;

	if (write(ready_fd, reading ? "y" : "n", 1) == 1)
		(void)pause();
	_exit(1);
}

Test(lmdb, frees_the_slots_of_readers_that_died)
{
	struct store_stats stats;
	uint32_t cleared_count;
	struct fixture f;
	char answer;
	int ready[2];
	pid_t child;

	start_lmdb(&f);
	cr_assert_eq(pipe(ready), 0);
	child = fork();
	if (child == 0)
		read_until_killed(&f, ready[1]);
	cr_assert_eq(read(ready[0], &answer, 1), 1);
	cr_assert_eq(answer, 'y');
	keep(&f, put(FIRST, "a", "1"));
	keep(&f, put(FIRST, "a", "2"));
	cr_assert_eq(store_check_readers(f.store, &cleared_count, &f.diag), ERR_OK);
	cr_assert_eq(cleared_count, 0);
	cr_assert_eq(kill(child, SIGKILL), 0);
	cr_assert_eq(waitpid(child, NULL, 0), child);
	cr_assert_eq(store_read_stats(f.store, &stats, &f.diag), ERR_OK);
	cr_assert_eq(stats.oldest_reader_lag, 2);
	cr_assert_eq(store_check_readers(f.store, &cleared_count, &f.diag), ERR_OK);
	cr_assert_eq(cleared_count, 1);
	cr_assert_eq(store_read_stats(f.store, &stats, &f.diag), ERR_OK);
	cr_assert_eq(stats.oldest_reader_lag, 0);
	fixture_end(&f);
}

Test(lmdb, gives_a_thousand_views_and_refuses_more)
{
	static struct store_view *views[1000];
	struct store_view *more;
	struct fixture f;

	start_lmdb(&f);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(views); i++)
			views[i] = begin_read(&f);
		cr_assert_eq(store_read_begin(f.store, &f.diag, &more),
			     ERR_LIMIT_EXCEEDED);
		cr_assert_null(more);
		for (size_t i = 0; i < ARRAY_SIZE(views); i++)
			store_read_end(views[i]);
	}
	cr_assert_not(store_failed(f.store));
	fixture_end(&f);
}

/* ---- copies --------------------------------------------------------------------- */

Test(lmdb, copies_itself_while_it_goes_on)
{
	struct fixture f, copy;
	struct stat status;

	start_lmdb(&f);
	fixture_start(&copy);
	for (int i = 100; i < 400; i++) {
		const char *key = arena_printf(&f.arena, "%d", i);

		keep(&f, put(i % 3 == 0 ? FIRST : SECOND, key, key));
	}
	cr_assert_eq(store_copy(f.store, copy.store_path, &f.diag), ERR_OK, "%s",
		     said(&f));
	cr_assert_eq(stat(file_of(&copy, "data.mdb"), &status), 0);
	cr_assert_eq(status.st_mode & 0777u, 0600);
	copy.options.create = false;
	fixture_open(&copy, IN_LMDB);
	cr_assert_str_eq(entries_now(&copy, FIRST), entries_now(&f, FIRST));
	cr_assert_str_eq(entries_now(&copy, SECOND), entries_now(&f, SECOND));
	keep(&copy, put(LOG, "only", "in the copy"));
	cr_assert_str_eq(entries_now(&f, LOG), "");
	fixture_end(&copy);
	fixture_end(&f);
}

Test(lmdb, leaves_nothing_of_a_copy_that_failed)
{
	static const uint8_t large[1 << 20] = { 1 };
	struct store_put what = {
		STORE_PUT, FIRST, bytes_of_string("large"), { large, sizeof(large) }
	};
	const char *path;
	struct fixture f;

	start_lmdb(&f);
	keep(&f, what);
	path = arena_printf(&f.arena, "%s/copy", f.folder);
	set_file_limit(256 << 10);
	cr_assert_eq(store_copy(f.store, path, &f.diag), ERR_IO);
	set_file_limit(RLIM_INFINITY);
	cr_assert_not_null(strstr(said(&f), "copying the store failed"));
	cr_assert_eq(access(path, F_OK), -1);
	cr_assert_eq(store_copy(f.store, f.folder, &f.diag), ERR_IO);
	cr_assert_not(store_failed(f.store));
	fixture_end(&f);
}

Test(lmdb, removes_a_copy_and_nothing_else)
{
	struct fixture f;
	const char *path;

	start_lmdb(&f);
	path = arena_printf(&f.arena, "%s/copy", f.folder);
	cr_assert_eq(store_copy_remove(path, &f.diag), ERR_OK, "there is none");
	cr_assert_eq(store_copy(f.store, path, &f.diag), ERR_OK);
	cr_assert_eq(store_copy_remove(path, &f.diag), ERR_OK);
	cr_assert_eq(access(path, F_OK), -1);
	cr_assert_eq(store_copy(f.store, path, &f.diag), ERR_OK);
	cr_assert_eq(mkdir(arena_printf(&f.arena, "%s/mine", path), 0700), 0);
	cr_assert_eq(store_copy_remove(path, &f.diag), ERR_IO);
	cr_assert_eq(access(path, F_OK), 0);
	fixture_end(&f);
}
