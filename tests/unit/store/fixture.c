#include "fixture.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const tables[FIXTURE_TABLES] = { "first", "second", "log" };

void fixture_start(struct fixture *f)
{
	memset(f, 0, sizeof *f);
	arena_init(&f->arena, 64 << 20);
	diag_init(&f->diag, &f->arena);
	strcpy(f->folder, "/tmp/store-XXXXXX");
	cr_assert_not_null(mkdtemp(f->folder));
	f->store_path = arena_printf(&f->arena, "%s/store", f->folder);
	f->options = (struct store_options){
		.purpose = "test/0",
		.tables = tables,
		.table_count = FIXTURE_TABLES,
		.size_bytes_max = FIXTURE_BYTES_MAX,
		.create = true,
	};
}

void fixture_open(struct fixture *f, enum kept kept)
{
	enum err err = ERR_OK;

	f->kept = kept;
	if (kept == IN_MEMORY)
		f->store = store_open_memory(&f->options);
	else
		err = store_open_lmdb(f->store_path, &f->options, &f->store, &f->diag);
	cr_assert_eq(err, ERR_OK, "%s: %s", err_name(err), said(f));
}

void fixture_reopen(struct fixture *f)
{
	store_close(f->store);
	fixture_open(f, f->kept);
}

static void remove_all(struct arena *arena, const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *file;

	while (dir != NULL && (file = readdir(dir)) != NULL) {
		const char *below = arena_printf(arena, "%s/%s", path, file->d_name);

		if (strcmp(file->d_name, ".") == 0 || strcmp(file->d_name, "..") == 0)
			continue;
		if (unlink(below) != 0)
			remove_all(arena, below);
	}
	if (dir != NULL)
		(void)closedir(dir);
	cr_expect_eq(rmdir(path), 0, "%s", path);
}

void fixture_end(struct fixture *f)
{
	store_close(f->store);
	remove_all(&f->arena, f->folder);
	arena_release(&f->arena);
}

void fixture_run(enum kept kept, void (*test)(struct fixture *f))
{
	struct fixture f;

	fixture_start(&f);
	fixture_open(&f, kept);
	test(&f);
	fixture_end(&f);
}

struct store_put put(uint8_t table, const char *key, const char *value)
{
	return (struct store_put){ STORE_PUT, table, bytes_of_string(key),
				   bytes_of_string(value) };
}

struct store_put append(uint8_t table, const char *key, const char *value)
{
	return (struct store_put){ STORE_APPEND, table, bytes_of_string(key),
				   bytes_of_string(value) };
}

struct store_put delete (uint8_t table, const char *key)
{
	return (struct store_put){ .op = STORE_DELETE,
				   .table = table,
				   .key = bytes_of_string(key) };
}

struct store_view *begin_read(struct fixture *f)
{
	struct store_view *view;
	enum err err = store_read_begin(f->store, &f->diag, &view);

	cr_assert_eq(err, ERR_OK, "%s", said(f));
	return view;
}

struct store_write *begin_write(struct fixture *f)
{
	struct store_write *write;
	enum err err = store_write_begin(f->store, &f->diag, &write);

	cr_assert_eq(err, ERR_OK, "%s", said(f));
	return write;
}

void keep(struct fixture *f, struct store_put what)
{
	struct store_write *write = begin_write(f);

	cr_assert_eq(store_put_many(write, &what, 1), ERR_OK, "%s", said(f));
	cr_assert_eq(store_commit(write), ERR_OK, "%s", said(f));
}

const char *value_in(struct fixture *f, struct store_view *view, uint8_t table,
		     const char *key)
{
	struct store_key wanted = { table, bytes_of_string(key) };
	struct bytes value;

	cr_assert_eq(store_get_many(view, &f->arena, &wanted, 1, &value), ERR_OK, "%s",
		     said(f));
	if (value.data == NULL)
		return NULL;
	return arena_strndup(&f->arena, (const char *)value.data, value.len);
}

const char *value_now(struct fixture *f, uint8_t table, const char *key)
{
	struct store_view *view = begin_read(f);
	const char *value = value_in(f, view, table, key);

	store_read_end(view);
	return value;
}

const char *entries_in(struct fixture *f, struct store_view *view,
		       struct store_range range)
{
	struct store_entry entry;
	struct store_scan *scan;
	struct text text;

	text_init(&text, &f->arena);
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK, "%s", said(f));
	while (store_scan_next(scan, &entry)) {
		cr_assert_not_null(entry.value.data);
		text_printf(&text, "%s%.*s=%.*s", text.len > 0 ? " " : "",
			    (int)entry.key.len, (const char *)entry.key.data,
			    (int)entry.value.len, (const char *)entry.value.data);
	}
	cr_assert_eq(store_scan_close(scan), ERR_OK, "%s", said(f));
	return text_chars(&text);
}

const char *entries_now(struct fixture *f, uint8_t table)
{
	struct store_view *view = begin_read(f);
	const char *entries =
		entries_in(f, view, (struct store_range){ .table = table });

	store_read_end(view);
	return entries;
}

const char *said(const struct fixture *f)
{
	return f->diag.first != NULL ? f->diag.first->text : "nothing";
}
