/*
 * A store and a fixed series of transactions, for run_store_faults.py to interfere with.
 *
 *	store_driver write FOLDER COUNT [LIMIT_BYTES]
 *	store_driver check FOLDER
 *
 * write: opens or makes the store, then commits COUNT further transactions of the
 * series.  A line each: "holds N" when open, "acknowledged N" when transaction N (from 1)
 * is durable.  After a failure: "failed ERROR", then what the next write and the next
 * read say ("write ERROR", "read ERROR"), and exit status 3.
 *
 * check: opens the store and compares all of it with the first N transactions applied to
 * a store in memory: "holds N", or "damaged", and exit status 4.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

enum { LAST, LOG, INDEX };

#define INDEXED     5    /* random keys of a transaction */
#define LOG_BYTES   3000 /* past LMDB's page */
#define ARENA_BYTES (64 << 20)

static const char *const tables[] = { "last", "log", "index" };

struct driver {
	struct arena arena;
	struct diag diag;
	struct store *store;
};

static int say_failed(const struct driver *d, enum err err)
{
	printf("failed %s\n", err_name(err));
	if (d->diag.first != NULL)
		fprintf(stderr, "store_driver: %s: %s\n",
			d->diag.first->place.file != NULL ? d->diag.first->place.file
							  : "store",
			d->diag.first->text);
	return 3;
}

static struct bytes number_bytes(struct arena *arena, uint64_t number)
{
	struct buffer buffer;

	buffer_init(&buffer, arena);
	buffer_add_u64be(&buffer, number);
	return buffer_bytes(&buffer);
}

/* An odd factor is a permutation of the numbers: keys all over the table. */
static struct bytes scattered_key(struct arena *arena, uint64_t number)
{
	return number_bytes(arena, number * 0x9e3779b97f4a7c15u);
}

static struct bytes log_value(struct arena *arena, uint64_t number)
{
	uint8_t *value = arena_alloc(arena, LOG_BYTES);

	for (size_t i = 0; i < LOG_BYTES; i++)
		value[i] = (uint8_t)(number * 31 + i);
	return (struct bytes){ value, LOG_BYTES };
}

/*
 * Transaction n: its number, an entry of the log, random keys, and of what transaction
 * n - 3 indexed one key deleted and one changed.
 */
static enum err put_transaction(struct arena *arena, struct store_write *write,
				uint64_t n)
{
	struct store_put puts[INDEXED + 4];
	struct bytes number = number_bytes(arena, n);
	size_t count = 0;

	puts[count++] =
		(struct store_put){ STORE_PUT, LAST, bytes_of_string("last"), number };
	puts[count++] =
		(struct store_put){ STORE_APPEND, LOG, number, log_value(arena, n) };
	for (uint64_t i = 0; i < INDEXED; i++)
		puts[count++] = (struct store_put){
			STORE_PUT, INDEX, scattered_key(arena, n * INDEXED + i), number
		};
	if (n > 3) {
		uint64_t earlier = (n - 3) * INDEXED;

		puts[count++] = (struct store_put){
			.op = STORE_DELETE,
			.table = INDEX,
			.key = scattered_key(arena, earlier),
		};
		puts[count++] =
			(struct store_put){ STORE_PUT, INDEX,
					    scattered_key(arena, earlier + 1), number };
	}
	return store_put_many(write, puts, count);
}

static enum err commit_transaction(struct driver *d, struct store *store, uint64_t n)
{
	struct arena_mark mark = arena_mark(&d->arena);
	struct store_write *write;
	enum err err = store_write_begin(store, &d->diag, &write);

	if (err != ERR_OK)
		return err;
	(void)!put_transaction(&d->arena, write, n); /* the commit says the same */
	err = store_commit(write);
	if (err == ERR_OK)
		arena_rewind(&d->arena, mark);
	return err;
}

/* The number of the last transaction, 0 when there is none. */
static enum err read_last(struct driver *d, uint64_t *last)
{
	struct store_key key = { LAST, bytes_of_string("last") };
	struct store_view *view;
	struct cursor cursor;
	struct bytes value;
	enum err err = store_read_begin(d->store, &d->diag, &view);

	if (err != ERR_OK)
		return err;
	err = store_get_many(view, &d->arena, &key, 1, &value);
	cursor = cursor_over(value);
	*last = err == ERR_OK && value.data != NULL ? cursor_u64be(&cursor) : 0;
	store_read_end(view);
	return err;
}

static enum err open_store(struct driver *d, const char *folder, uint64_t limit_bytes)
{
	struct store_options options = { .purpose = "crash/0",
					 .tables = tables,
					 .table_count = ARRAY_SIZE(tables),
					 .size_bytes_max = limit_bytes,
					 .create = true };

	return store_open_lmdb(folder, &options, &d->store, &d->diag);
}

static int write_series(struct driver *d, uint64_t count)
{
	struct store_write *write;
	uint64_t last, read;
	enum err err = read_last(d, &last);

	if (err != ERR_OK)
		return say_failed(d, err);
	printf("holds %llu\n", (unsigned long long)last);
	for (uint64_t n = last + 1; n <= last + count; n++) {
		err = commit_transaction(d, d->store, n);
		if (err != ERR_OK)
			break;
		printf("acknowledged %llu\n", (unsigned long long)n);
	}
	if (err == ERR_OK)
		return 0;
	(void)say_failed(d, err);
	err = store_write_begin(d->store, &d->diag, &write);
	printf("write %s\n", err_name(err));
	if (err == ERR_OK)
		store_abort(write);
	printf("read %s\n", err_name(read_last(d, &read)));
	return 3;
}

/* ---- check ---------------------------------------------------------------------- */

static bool same_entries(struct store_scan *one, struct store_scan *other)
{
	struct store_entry a, b;

	while (store_scan_next(one, &a))
		if (!store_scan_next(other, &b) || !bytes_equal(a.key, b.key) ||
		    !bytes_equal(a.value, b.value))
			return false;
	return !store_scan_next(other, &b);
}

static bool same_table(struct store_view *one, struct store_view *other, uint8_t table)
{
	struct store_range range = { .table = table };
	struct store_scan *a, *b;
	bool same;

	if (store_scan_open(one, &range, &a) != ERR_OK ||
	    store_scan_open(other, &range, &b) != ERR_OK)
		return false;
	same = same_entries(a, b);
	return (store_scan_close(a) == ERR_OK) & (store_scan_close(b) == ERR_OK) & same;
}

static bool same_stores(struct driver *d, struct store *other)
{
	struct store_view *a, *b;
	bool same = true;

	if (store_read_begin(d->store, &d->diag, &a) != ERR_OK ||
	    store_read_begin(other, &d->diag, &b) != ERR_OK)
		return false;
	for (uint8_t i = 0; i < ARRAY_SIZE(tables); i++)
		same = same && same_table(a, b, i);
	store_read_end(a);
	store_read_end(b);
	return same;
}

static int check_store(struct driver *d)
{
	struct store_options options = { .purpose = "crash/0",
					 .tables = tables,
					 .table_count = ARRAY_SIZE(tables) };
	struct store *expected = store_open_memory(&options);
	uint64_t last;
	enum err err = read_last(d, &last);
	bool same;

	for (uint64_t n = 1; err == ERR_OK && n <= last; n++)
		err = commit_transaction(d, expected, n);
	same = err == ERR_OK && same_stores(d, expected);
	store_close(expected);
	if (err != ERR_OK)
		return say_failed(d, err);
	if (same)
		printf("holds %llu\n", (unsigned long long)last);
	else
		printf("damaged\n");
	return same ? 0 : 4;
}

int main(int argc, char **argv)
{
	bool writes = argc >= 4 && strcmp(argv[1], "write") == 0;
	struct driver d = { 0 };
	int status = 2;
	enum err err;

	if (!writes && (argc != 3 || strcmp(argv[1], "check") != 0)) {
		fputs("usage: store_driver write FOLDER COUNT [LIMIT_BYTES]\n"
		      "       store_driver check FOLDER\n",
		      stderr);
		return status;
	}
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	arena_init(&d.arena, ARENA_BYTES);
	diag_init(&d.diag, &d.arena);
	err = open_store(&d, argv[2], argc > 4 ? strtoull(argv[4], NULL, 10) : 0);
	if (err != ERR_OK)
		status = say_failed(&d, err);
	else
		status = writes ? write_series(&d, strtoull(argv[3], NULL, 10))
				: check_store(&d);
	store_close(d.store);
	arena_release(&d.arena);
	return status;
}
