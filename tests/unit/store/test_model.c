#include <stdlib.h>

#include "fixture.h"

/*
 * A seeded series of puts, deletes, reads, commits and aborts, compared with a sorted
 * array: what is written, what a write sees meanwhile, and what older views still see.
 */

#define KEYS          400
#define KEY_BYTES_MAX 24
#define VALUE_BYTES   2500 /* some past LMDB's page, which has other ways for them */
#define VIEWS         4
#define STEPS         250

/* Numbers stand for keys (in the order of the keys) and values; 0 is no value. */
struct model {
	uint32_t values[FIXTURE_TABLES][KEYS];
};

struct old_view {
	struct store_view *view;
	struct model model;
};

struct run {
	struct fixture *f;
	uint64_t random;
	struct bytes keys[KEYS];
	struct model committed;
	struct old_view old[VIEWS];
	uint8_t room[VALUE_BYTES];
};

/* splitmix64 (prng.di.unimi.it) */
static uint32_t below(struct run *r, uint32_t bound)
{
	uint64_t z = r->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) >> 32) % bound;
}

static int compare_keys(const void *a, const void *b)
{
	return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* Few different bytes, so that one is often the beginning of another. */
static void make_keys(struct run *r)
{
	size_t unique = 0;

	while (unique < KEYS) {
		size_t len = 1 + below(r, KEY_BYTES_MAX);
		uint8_t *data = arena_alloc(&r->f->arena, len);

		for (size_t i = 0; i < len; i++)
			data[i] = (uint8_t)(below(r, 3) * 127);
		r->keys[unique++] = (struct bytes){ data, len };
		for (size_t i = 0; i + 1 < unique; i++)
			if (bytes_equal(r->keys[i], r->keys[unique - 1])) {
				unique--;
				break;
			}
	}
	qsort(r->keys, KEYS, sizeof(r->keys[0]), compare_keys);
}

static struct bytes value_of(struct run *r, uint32_t number)
{
	size_t len = number % VALUE_BYTES;

	for (size_t i = 0; i < len; i++)
		r->room[i] = (uint8_t)((number + i) * 31 >> 3);
	return (struct bytes){ r->room, len };
}

static bool is_value(struct run *r, struct bytes found, uint32_t number)
{
	if (number == 0)
		return found.data == NULL;
	return found.data != NULL && bytes_equal(found, value_of(r, number));
}

static void check_get(struct run *r, struct store_view *view, const struct model *model)
{
	uint32_t table = below(r, FIXTURE_TABLES), key = below(r, KEYS);
	struct store_key wanted = { (uint8_t)table, r->keys[key] };
	struct bytes found;

	cr_assert_eq(store_get_many(view, &r->f->arena, &wanted, 1, &found), ERR_OK);
	cr_assert(is_value(r, found, model->values[table][key]));
}

/* The next key of the model in the scan's direction; KEYS or -1 when there is none. */
static int next_key(const uint32_t *values, int key, int step)
{
	do
		key += step;
	while (key >= 0 && key < KEYS && values[key] == 0);
	return key;
}

static void check_scan(struct run *r, struct store_view *view,
		       const struct model *model)
{
	int from = (int)below(r, KEYS + 1), to = (int)below(r, KEYS + 1);
	struct store_range range = {
		.table = (uint8_t)below(r, FIXTURE_TABLES),
		.reverse = below(r, 2) == 1,
		.from = from == KEYS ? (struct bytes){ 0 } : r->keys[from],
		.to = to == KEYS ? (struct bytes){ 0 } : r->keys[to],
		.limit = below(r, 4) == 0 ? 1 + below(r, 5) : 0,
	};
	const uint32_t *values = model->values[range.table];
	int first = from == KEYS ? 0 : from;
	int step = range.reverse ? -1 : 1;
	int key = range.reverse ? to : first - 1;
	struct store_entry entry;
	struct store_scan *scan;
	size_t count = 0;

	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	while (store_scan_next(scan, &entry)) {
		key = next_key(values, key, step);
		cr_assert(key >= first && key < to);
		cr_assert(bytes_equal(entry.key, r->keys[key]));
		cr_assert(is_value(r, entry.value, values[key]));
		count++;
	}
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	key = next_key(values, key, step);
	cr_assert((range.limit > 0 && count == range.limit) || key < first ||
		  key >= to);
}

static void check_view(struct run *r, struct store_view *view,
		       const struct model *model)
{
	for (int i = 0; i < 10; i++)
		check_get(r, view, model);
	for (int i = 0; i < 4; i++)
		check_scan(r, view, model);
}

/* A new value, or a delete; now and then to the end of a table, by appending. */
static void put_one(struct run *r, struct store_write *write, struct model *model)
{
	uint8_t table = (uint8_t)below(r, FIXTURE_TABLES);
	int key = (int)below(r, KEYS);
	uint32_t number = below(r, 5) < 2 ? 0 : 1 + below(r, 1u << 30);
	struct store_put what = {
		.op = number == 0 ? STORE_DELETE : STORE_PUT,
		.table = table,
		.key = r->keys[key],
		.value = value_of(r, number),
	};

	if (number != 0 && next_key(model->values[table], key - 1, 1) == KEYS)
		what.op = STORE_APPEND;
	cr_assert_eq(store_put_many(write, &what, 1), ERR_OK, "%s", said(r->f));
	model->values[table][key] = number;
}

static void write_some(struct run *r)
{
	struct store_write *write = begin_write(r->f);
	struct model model = r->committed;
	bool keeps = below(r, 5) > 0;

	for (uint32_t left = below(r, 60); left > 0; left--) {
		put_one(r, write, &model);
		if (below(r, 8) == 0)
			check_scan(r, store_write_view(write), &model);
	}
	check_view(r, store_write_view(write), &model);
	if (!keeps) {
		store_abort(write);
		return;
	}
	cr_assert_eq(store_commit(write), ERR_OK, "%s", said(r->f));
	r->committed = model;
}

/* Looks at an old view, and often puts one of today in its place. */
static void look_back(struct run *r)
{
	struct old_view *old = &r->old[below(r, VIEWS)];

	if (old->view != NULL)
		check_view(r, old->view, &old->model);
	if (old->view != NULL && below(r, 2) == 0)
		return;
	if (old->view != NULL)
		store_read_end(old->view);
	old->view = begin_read(r->f);
	old->model = r->committed;
}

static void run_series(struct fixture *f, uint64_t seed)
{
	struct run *r = calloc(1, sizeof(*r));

	r->f = f;
	r->random = seed;
	make_keys(r);
	for (int i = 0; i < STEPS; i++) {
		struct arena_mark mark = arena_mark(&f->arena);

		write_some(r);
		look_back(r);
		arena_rewind(&f->arena, mark);
	}
	for (size_t i = 0; i < VIEWS; i++)
		if (r->old[i].view != NULL)
			store_read_end(r->old[i].view);
	if (f->kept == IN_LMDB)
		fixture_reopen(f);
	for (size_t i = 0; i < VIEWS; i++) {
		r->old[i].view = begin_read(f);
		check_view(r, r->old[i].view, &r->committed);
		store_read_end(r->old[i].view);
	}
	free(r);
}

TEST_OF_BOTH(does_what_a_sorted_array_does)
{
	run_series(f, 1);
}

TEST_OF_BOTH(does_what_a_sorted_array_does_in_another_order)
{
	run_series(f, 20230215);
}
