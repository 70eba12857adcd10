#include "base/ensure.h"
#include "fixture.h"

/* ---- views ---------------------------------------------------------------------- */

TEST_OF_BOTH(is_empty_when_new)
{
	cr_assert_str_eq(entries_now(f, FIRST), "");
	cr_assert_null(value_now(f, FIRST, "a"));
}

TEST_OF_BOTH(shows_puts_to_views_begun_after_the_commit)
{
	struct store_view *before = begin_read(f), *during, *after;
	struct store_write *write = begin_write(f);
	struct store_put what = put(FIRST, "a", "1");

	cr_assert_eq(store_put_many(write, &what, 1), ERR_OK);
	during = begin_read(f);
	cr_assert_eq(store_commit(write), ERR_OK);
	after = begin_read(f);
	cr_assert_null(value_in(f, before, FIRST, "a"));
	cr_assert_null(value_in(f, during, FIRST, "a"));
	cr_assert_str_eq(value_in(f, after, FIRST, "a"), "1");
	store_read_end(during);
	store_read_end(after);
	store_read_end(before);
}

TEST_OF_BOTH(keeps_a_view_as_it_was)
{
	struct store_view *view;

	keep(f, put(FIRST, "a", "1"));
	keep(f, put(FIRST, "b", "2"));
	view = begin_read(f);
	keep(f, put(FIRST, "a", "changed"));
	keep(f, delete (FIRST, "b"));
	keep(f, put(FIRST, "c", "3"));
	cr_assert_str_eq(entries_in(f, view, (struct store_range){ .table = FIRST }),
			 "a=1 b=2");
	cr_assert_str_eq(value_in(f, view, FIRST, "b"), "2");
	store_read_end(view);
	cr_assert_str_eq(entries_now(f, FIRST), "a=changed c=3");
}

TEST_OF_BOTH(keeps_values_while_the_view_is_open)
{
	struct store_key key = { FIRST, bytes_of_string("a") };
	struct store_view *view;
	struct bytes value;

	keep(f, put(FIRST, "a", "first value"));
	view = begin_read(f);
	cr_assert_eq(store_get_many(view, &f->arena, &key, 1, &value), ERR_OK);
	for (int i = 0; i < 50; i++)
		keep(f, put(FIRST, "a", "another text"));
	cr_assert(bytes_equal(value, bytes_of_string("first value")));
	store_read_end(view);
}

TEST_OF_BOTH(gets_many_in_the_order_asked)
{
	struct store_key keys[] = {
		{ SECOND, bytes_of_string("b") }, { FIRST, bytes_of_string("b") },
		{ FIRST, bytes_of_string("a") },  { FIRST, bytes_of_string("empty") },
		{ FIRST, bytes_of_string("a") },
	};
	struct bytes values[ARRAY_SIZE(keys)];
	struct store_view *view;

	keep(f, put(FIRST, "a", "1"));
	keep(f, put(SECOND, "b", "2"));
	keep(f, put(FIRST, "empty", ""));
	view = begin_read(f);
	cr_assert_eq(store_get_many(view, &f->arena, keys, ARRAY_SIZE(keys), values),
		     ERR_OK);
	cr_assert(bytes_equal(values[0], bytes_of_string("2")));
	cr_assert_null(values[1].data);
	cr_assert(bytes_equal(values[2], bytes_of_string("1")));
	cr_assert_not_null(values[3].data);
	cr_assert_eq(values[3].len, 0);
	cr_assert(bytes_equal(values[4], bytes_of_string("1")));
	store_read_end(view);
}

/* ---- scans ---------------------------------------------------------------------- */

struct scan_case {
	const char *from;
	const char *to;
	bool reverse;
	size_t limit;
	const char *expected;
};

/* Over the keys b, d, dd and f. */
static const struct scan_case scan_cases[] = {
	{ "", "", false, 0, "b= d= dd= f=" },
	{ "", "", true, 0, "f= dd= d= b=" },
	{ "b", "", false, 0, "b= d= dd= f=" },
	{ "c", "", false, 0, "d= dd= f=" },
	{ "d", "", false, 0, "d= dd= f=" },
	{ "g", "", false, 0, "" },
	{ "", "d", false, 0, "b=" },
	{ "", "e", false, 0, "b= d= dd=" },
	{ "", "b", false, 0, "" },
	{ "", "a", false, 0, "" },
	{ "c", "f", false, 0, "d= dd=" },
	{ "d", "d", false, 0, "" },
	{ "f", "b", false, 0, "" },
	{ "", "f", true, 0, "dd= d= b=" },
	{ "", "g", true, 0, "f= dd= d= b=" },
	{ "", "e", true, 0, "dd= d= b=" },
	{ "", "b", true, 0, "" },
	{ "", "a", true, 0, "" },
	{ "d", "", true, 0, "f= dd= d=" },
	{ "c", "f", true, 0, "dd= d=" },
	{ "g", "", true, 0, "" },
	{ "d", "d", true, 0, "" },
	{ "f", "b", true, 0, "" },
	{ "", "", false, 2, "b= d=" },
	{ "", "", true, 1, "f=" },
	{ "c", "dd", true, 5, "d=" },
	{ "c", "", false, 3, "d= dd= f=" },
	{ "d", "dd", false, 1, "d=" },
};

TEST_OF_BOTH(scans_what_lies_in_the_range)
{
	struct store_view *view;

	keep(f, put(FIRST, "dd", ""));
	keep(f, put(FIRST, "b", ""));
	keep(f, put(FIRST, "f", ""));
	keep(f, put(FIRST, "d", ""));
	keep(f, put(SECOND, "e", ""));
	view = begin_read(f);
	for (size_t i = 0; i < ARRAY_SIZE(scan_cases); i++) {
		const struct scan_case *c = &scan_cases[i];
		struct store_range range = { FIRST, c->reverse,
					     bytes_of_string(c->from),
					     bytes_of_string(c->to), c->limit };

		cr_expect_str_eq(entries_in(f, view, range), c->expected, "case %zu",
				 i);
	}
	store_read_end(view);
}

TEST_OF_BOTH(orders_keys_as_unsigned_bytes_a_prefix_first)
{
	static const uint8_t keys[][3] = {
		{ 0xff, 0x00, 0x01 }, { 0x7f, 0xff, 0x00 }, { 0x00, 0x00, 0x00 },
		{ 0x80, 0x00, 0x00 }, { 0xff, 0x00, 0x00 }, { 0xff, 0xff, 0xff },
	};
	static const size_t lens[] = { 3, 2, 1, 1, 2, 1 };
	static const size_t expected[] = { 2, 1, 3, 5, 4, 0 };
	struct store_range range = { .table = FIRST };
	struct store_write *write = begin_write(f);
	struct store_entry entry;
	struct store_view *view;
	struct store_scan *scan;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct store_put what = {
			STORE_PUT, FIRST, { keys[i], lens[i] }, { keys[i], 1 }
		};

		cr_assert_eq(store_put_many(write, &what, 1), ERR_OK);
	}
	cr_assert_eq(store_commit(write), ERR_OK);
	view = begin_read(f);
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		cr_assert(store_scan_next(scan, &entry));
		cr_expect(bytes_equal(entry.key, (struct bytes){ keys[expected[i]],
								 lens[expected[i]] }));
	}
	cr_assert_not(store_scan_next(scan, &entry));
	cr_assert_not(store_scan_next(scan, &entry));
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	store_read_end(view);
}

TEST_OF_BOTH(runs_several_scans_of_a_view_at_once)
{
	struct store_range ahead = { .table = FIRST };
	struct store_range back = { .table = FIRST, .reverse = true };
	struct store_entry entry;
	struct store_scan *a, *b;
	struct store_view *view;

	keep(f, put(FIRST, "1", ""));
	keep(f, put(FIRST, "2", ""));
	view = begin_read(f);
	cr_assert_eq(store_scan_open(view, &ahead, &a), ERR_OK);
	cr_assert_eq(store_scan_open(view, &back, &b), ERR_OK);
	cr_assert(store_scan_next(a, &entry));
	cr_assert_eq(entry.key.data[0], '1');
	cr_assert(store_scan_next(b, &entry));
	cr_assert_eq(entry.key.data[0], '2');
	cr_assert_eq(store_scan_close(a), ERR_OK);
	cr_assert(store_scan_next(b, &entry));
	cr_assert_eq(entry.key.data[0], '1');
	store_read_end(view); /* which frees b: the sanitizers would see it */
}

/* ---- the write ------------------------------------------------------------------ */

TEST_OF_BOTH(shows_a_write_its_own_puts)
{
	struct store_put puts[] = { put(FIRST, "a", "new"), delete (FIRST, "b"),
				    put(FIRST, "c", "3"), put(FIRST, "c", "4") };
	struct store_write *write;
	struct store_view *view;

	keep(f, put(FIRST, "a", "old"));
	keep(f, put(FIRST, "b", "2"));
	write = begin_write(f);
	view = store_write_view(write);
	cr_assert_str_eq(value_in(f, view, FIRST, "a"), "old");
	cr_assert_eq(store_put_many(write, puts, ARRAY_SIZE(puts)), ERR_OK);
	cr_assert_str_eq(entries_in(f, view, (struct store_range){ .table = FIRST }),
			 "a=new c=4");
	cr_assert_str_eq(value_in(f, view, FIRST, "a"), "new");
	cr_assert_null(value_in(f, view, FIRST, "b"));
	cr_assert_eq(store_commit(write), ERR_OK);
	cr_assert_str_eq(entries_now(f, FIRST), "a=new c=4");
}

TEST_OF_BOTH(keeps_nothing_of_an_aborted_write)
{
	struct store_put puts[] = { put(FIRST, "a", "new"), put(SECOND, "b", "2"),
				    delete (FIRST, "a") };
	struct store_write *write;

	keep(f, put(FIRST, "a", "old"));
	write = begin_write(f);
	cr_assert_eq(store_put_many(write, puts, ARRAY_SIZE(puts)), ERR_OK);
	store_abort(write);
	cr_assert_str_eq(entries_now(f, FIRST), "a=old");
	cr_assert_str_eq(entries_now(f, SECOND), "");
}

TEST_OF_BOTH(keeps_values_of_a_write_past_its_later_puts)
{
	struct store_key key = { FIRST, bytes_of_string("a") };
	struct store_put other = put(FIRST, "a", "another text");
	struct store_write *write;
	struct bytes value;

	keep(f, put(FIRST, "a", "first value"));
	write = begin_write(f);
	cr_assert_eq(store_put_many(write, &other, 1), ERR_OK);
	cr_assert_eq(
		store_get_many(store_write_view(write), &f->arena, &key, 1, &value),
		ERR_OK);
	other = put(FIRST, "a", "a third text");
	cr_assert_eq(store_put_many(write, &other, 1), ERR_OK);
	store_abort(write);
	cr_assert(bytes_equal(value, bytes_of_string("another text")));
}

TEST_OF_BOTH(gives_no_value_that_the_arena_cannot_hold)
{
	struct store_key key = { FIRST, bytes_of_string("a") };
	struct store_write *write;
	struct bytes value;
	struct arena small;

	keep(f, put(FIRST, "a", "first value"));
	arena_init(&small, 4);
	write = begin_write(f);
	cr_assert_eq(store_get_many(store_write_view(write), &small, &key, 1, &value),
		     ERR_NO_MEMORY);
	store_abort(write);
	arena_release(&small);
}

TEST_OF_BOTH(deletes_what_is_there_and_what_is_not)
{
	struct store_put puts[] = { delete (FIRST, "b"),  delete (FIRST, "nothing"),
				    delete (SECOND, "a"), put(FIRST, "d", "4"),
				    delete (FIRST, "d"),  delete (FIRST, "d") };
	struct store_write *write;

	keep(f, put(FIRST, "a", "1"));
	keep(f, put(FIRST, "b", "2"));
	keep(f, put(FIRST, "c", "3"));
	write = begin_write(f);
	cr_assert_eq(store_put_many(write, puts, ARRAY_SIZE(puts)), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
	cr_assert_str_eq(entries_now(f, FIRST), "a=1 c=3");
}

TEST_OF_BOTH(appends_what_follows_the_last_key)
{
	struct store_put puts[] = { append(LOG, "1", "a"), append(LOG, "11", "b"),
				    append(LOG, "2", "c"), append(FIRST, "1", "d") };
	struct store_write *write = begin_write(f);

	cr_assert_eq(store_put_many(write, puts, ARRAY_SIZE(puts)), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
	keep(f, append(LOG, "3", "e"));
	cr_assert_str_eq(entries_now(f, LOG), "1=a 11=b 2=c 3=e");
}

static void refuse_append(struct fixture *f, const char *key)
{
	struct store_put puts[] = { put(FIRST, "x", "1"), append(LOG, key, "wrong"),
				    put(FIRST, "y", "2") };
	struct store_write *write = begin_write(f);
	struct store_range all = { .table = LOG };
	struct store_key read = { FIRST, bytes_of_string("x") };
	struct store_scan *scan;
	struct bytes value;

	cr_assert_eq(store_put_many(write, puts, ARRAY_SIZE(puts)), ERR_STORE_ORDER);
	cr_assert_str_eq(said(f), "an appended key does not follow the last key of its "
				  "table");
	cr_assert_eq(store_put_many(write, puts, 1), ERR_STORE_ORDER);
	cr_assert_eq(
		store_get_many(store_write_view(write), &f->arena, &read, 1, &value),
		ERR_STORE_ORDER);
	cr_assert_eq(store_scan_open(store_write_view(write), &all, &scan),
		     ERR_STORE_ORDER);
	cr_assert_eq(store_commit(write), ERR_STORE_ORDER);
	cr_assert_not(store_failed(f->store));
	cr_assert_str_eq(entries_now(f, FIRST), "");
	cr_assert_str_eq(entries_now(f, LOG), "2=a");
}

TEST_OF_BOTH(refuses_to_append_out_of_order_and_goes_on)
{
	keep(f, append(LOG, "2", "a"));
	refuse_append(f, "1");
	refuse_append(f, "2");
	keep(f, append(LOG, "3", "b"));
	cr_assert_str_eq(entries_now(f, LOG), "2=a 3=b");
}

TEST_OF_BOTH(takes_the_longest_key_and_a_large_value)
{
	size_t value_len = 1 << 20;
	uint8_t *bytes = arena_alloc(&f->arena, value_len);
	struct store_put what = {
		STORE_PUT, FIRST, { bytes, STORE_KEY_BYTES_MAX }, { bytes, value_len }
	};
	struct store_key key = { FIRST, { bytes, STORE_KEY_BYTES_MAX } };
	struct store_view *view;
	struct bytes value;

	for (size_t i = 0; i < value_len; i++)
		bytes[i] = (uint8_t)(i * 7);
	keep(f, what);
	view = begin_read(f);
	cr_assert_eq(store_get_many(view, &f->arena, &key, 1, &value), ERR_OK);
	cr_assert(bytes_equal(value, what.value));
	store_read_end(view);
}

TEST_OF_BOTH(refuses_to_grow_past_its_limit_and_goes_on)
{
	static const uint8_t large[64 << 10];
	struct store_put what = { STORE_PUT, FIRST, { 0 }, { large, sizeof(large) } };
	struct store_write *write;
	uint32_t count = 0;
	enum err err = ERR_OK;

	store_close(f->store);
	f->options.size_bytes_max = 1 << 20;
	fixture_open(f, f->kept);
	keep(f, put(SECOND, "before", "kept"));
	write = begin_write(f);
	for (; err == ERR_OK && count < 1000; count++) {
		what.key = (struct bytes){ (uint8_t *)&count, sizeof(count) };
		err = store_put_many(write, &what, 1);
	}
	cr_assert_eq(err, ERR_STORE_FULL);
	cr_assert_gt(count, 8);
	cr_assert_not_null(strstr(said(f), "1048576 bytes"));
	cr_assert_eq(store_commit(write), ERR_STORE_FULL);
	cr_assert_not(store_failed(f->store));
	cr_assert_str_eq(entries_now(f, FIRST), "");
	cr_assert_str_eq(value_now(f, SECOND, "before"), "kept");
	keep(f, put(SECOND, "after", "taken"));
	cr_assert_str_eq(entries_now(f, SECOND), "after=taken before=kept");
}

TEST_OF_BOTH(fits_again_after_deletes)
{
	static const uint8_t large[64 << 10];
	struct store_put what = { STORE_PUT, FIRST, { 0 }, { large, sizeof(large) } };

	store_close(f->store);
	f->options.size_bytes_max = 1 << 20;
	fixture_open(f, f->kept);
	for (uint8_t i = 1; i < 100; i++) { /* 6.4 MB in all */
		what.key = (struct bytes){ &i, 1 };
		what.op = STORE_PUT;
		keep(f, what);
		what.op = STORE_DELETE;
		keep(f, what);
	}
	cr_assert_str_eq(entries_now(f, FIRST), "");
}

/* ---- rules of use --------------------------------------------------------------- */

struct misuse {
	struct fixture *f;
	struct store_write *write;
	struct store_scan *scan;
	struct store_put put;
};

static void misuse_put(void *context)
{
	struct misuse *m = context;

	(void)!store_put_many(m->write, &m->put, 1);
}

static void misuse_scan(void *context)
{
	struct misuse *m = context;
	struct store_entry entry;

	(void)!store_scan_next(m->scan, &entry);
}

static void misuse_close(void *context)
{
	struct misuse *m = context;

	store_close(m->f->store);
}

TEST_OF_BOTH(ensures_keys_and_tables)
{
	static const uint8_t key[STORE_KEY_BYTES_MAX + 1] = { 1 };
	struct misuse m = { .f = f, .write = begin_write(f) };
	struct ensure_failure failure;

	m.put = (struct store_put){
		STORE_PUT, FIRST, { key, sizeof(key) }, { key, 1 }
	};
	cr_assert_not(ensure_run(misuse_put, &m, &failure));
	m.put.key.len = 0;
	cr_assert_not(ensure_run(misuse_put, &m, &failure));
	m.put.key.len = 1;
	m.put.table = FIXTURE_TABLES;
	cr_assert_not(ensure_run(misuse_put, &m, &failure));
	m.put.table = FIXTURE_TABLES - 1;
	cr_assert(ensure_run(misuse_put, &m, &failure));
	store_abort(m.write);
}

TEST_OF_BOTH(ends_open_scans_with_a_put)
{
	struct store_range all = { .table = FIRST };
	struct store_put what = put(FIRST, "b", "2");
	struct misuse m = { .f = f };
	struct ensure_failure failure;
	struct store_entry entry;

	keep(f, put(FIRST, "a", "1"));
	m.write = begin_write(f);
	cr_assert_eq(store_scan_open(store_write_view(m.write), &all, &m.scan), ERR_OK);
	cr_assert(store_scan_next(m.scan, &entry));
	cr_assert_eq(store_put_many(m.write, &what, 1), ERR_OK);
	cr_assert_not(ensure_run(misuse_scan, &m, &failure));
	cr_assert_eq(store_scan_close(m.scan), ERR_OK);
	cr_assert_eq(store_scan_open(store_write_view(m.write), &all, &m.scan), ERR_OK);
	cr_assert_eq(store_commit(m.write), ERR_OK); /* which frees the scan */
}

TEST_OF_BOTH(ensures_that_no_view_outlives_it)
{
	struct store_view *view = begin_read(f);
	struct misuse m = { .f = f };
	struct ensure_failure failure;

	cr_assert_not(ensure_run(misuse_close, &m, &failure));
	store_read_end(view);
	m.write = begin_write(f);
	cr_assert_not(ensure_run(misuse_close, &m, &failure));
	store_abort(m.write);
}

/* ---- looking after it ----------------------------------------------------------- */

TEST_OF_BOTH(counts_entries_and_how_far_behind_a_reader_is)
{
	struct store_stats stats;
	struct store_view *old, *older;
	uint32_t cleared_count = 7;

	older = begin_read(f);
	keep(f, put(FIRST, "a", "1"));
	old = begin_read(f);
	keep(f, put(FIRST, "b", "2"));
	keep(f, put(FIRST, "b", "3"));
	keep(f, put(LOG, "c", "4"));
	cr_assert_eq(store_read_stats(f->store, &stats, &f->diag), ERR_OK);
	cr_assert_eq(stats.entry_count[FIRST], 2);
	cr_assert_eq(stats.entry_count[SECOND], 0);
	cr_assert_eq(stats.entry_count[LOG], 1);
	cr_assert_eq(stats.oldest_reader_lag, 4);
	cr_assert_eq(stats.size_bytes_max, FIXTURE_BYTES_MAX);
	cr_assert_gt(stats.used_bytes, 0);
	cr_assert_lt(stats.used_bytes, 1 << 20);
	store_read_end(older);
	cr_assert_eq(store_read_stats(f->store, &stats, &f->diag), ERR_OK);
	cr_assert_eq(stats.oldest_reader_lag, 3);
	store_read_end(old);
	cr_assert_eq(store_read_stats(f->store, &stats, &f->diag), ERR_OK);
	cr_assert_eq(stats.oldest_reader_lag, 0);
	cr_assert_eq(store_check_readers(f->store, &cleared_count, &f->diag), ERR_OK);
	cr_assert_eq(cleared_count, 0);
}
