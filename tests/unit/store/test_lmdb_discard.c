#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

static bool has_file(struct fixture *f, const char *name)
{
	return access(arena_printf(&f->arena, "%s/%s", f->store_path, name), F_OK) == 0;
}

static void discard(struct fixture *f)
{
	store_discard_lmdb(f->store);
	f->store = NULL;
}

Test(lmdb_discard, leaves_nothing_where_nothing_was)
{
	struct fixture f;

	fixture_start(&f);
	fixture_open(&f, IN_LMDB);
	cr_assert(has_file(&f, "data.mdb"));
	discard(&f);
	cr_assert_eq(access(f.store_path, F_OK), -1);
	discard(&f);
	fixture_end(&f);
}

Test(lmdb_discard, leaves_a_folder_that_was_there)
{
	struct fixture f;

	fixture_start(&f);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	fixture_open(&f, IN_LMDB);
	discard(&f);
	cr_assert_eq(rmdir(f.store_path), 0, "something was left in it");
	fixture_end(&f);
}

Test(lmdb_discard, leaves_a_store_that_was_there)
{
	struct fixture f;

	fixture_start(&f);
	fixture_open(&f, IN_LMDB);
	keep(&f, put(FIRST, "a", "1"));
	fixture_reopen(&f);
	discard(&f);
	f.options.create = false;
	fixture_open(&f, IN_LMDB);
	cr_assert_str_eq(entries_now(&f, FIRST), "a=1");
	fixture_end(&f);
}

Test(lmdb_discard, is_how_a_refusal_leaves_what_is_foreign)
{
	struct fixture f;
	int fd;

	fixture_start(&f);
	cr_assert_eq(mkdir(f.store_path, 0700), 0);
	fd = open(arena_printf(&f.arena, "%s/data.mdb", f.store_path),
		  O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(write(fd, "somebody's notes", 16), 16);
	cr_assert_eq(close(fd), 0);
	cr_assert_eq(store_open_lmdb(f.store_path, &f.options, &f.store, &f.diag),
		     ERR_STORE_FOREIGN);
	cr_assert(has_file(&f, "data.mdb"));
	cr_assert_not(has_file(&f, "lock.mdb"));
	cr_assert_not(has_file(&f, "open.lock"));
	fixture_end(&f);
}
