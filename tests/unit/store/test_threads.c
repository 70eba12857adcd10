#include <pthread.h>

#include "fixture.h"

#define ROUNDS 40

struct worker {
	struct fixture *f;
	pthread_t thread;
	struct arena arena;
	struct diag diag;
	uint32_t mismatch_count;
};

static uint32_t number_in(struct worker *w, struct store_view *view, const char *key)
{
	struct store_key wanted = { FIRST, bytes_of_string(key) };
	struct bytes value;
	uint32_t number = 0;

	if (store_get_many(view, &w->arena, &wanted, 1, &value) != ERR_OK)
		w->mismatch_count++;
	else if (value.data != NULL)
		memcpy(&number, value.data, sizeof(number));
	return number;
}

/* Adds one to both numbers, ROUNDS times. */
static void *count_up(void *context)
{
	struct worker *w = context;

	for (int i = 0; i < ROUNDS; i++) {
		struct store_write *write;
		uint32_t number;
		struct store_put puts[] = { put(FIRST, "a", ""), put(FIRST, "b", "") };

		if (store_write_begin(w->f->store, &w->diag, &write) != ERR_OK)
			break;
		number = number_in(w, store_write_view(write), "a") + 1;
		puts[0].value = puts[1].value =
			(struct bytes){ (uint8_t *)&number, sizeof(number) };
		if (store_put_many(write, puts, 2) != ERR_OK ||
		    store_commit(write) != ERR_OK)
			w->mismatch_count++;
	}
	return NULL;
}

/* The numbers are equal in every view, and never fall. */
static void *compare(void *context)
{
	struct worker *w = context;
	uint32_t last = 0;

	for (int i = 0; i < 10 * ROUNDS; i++) {
		struct store_view *view;
		uint32_t a, b;

		if (store_read_begin(w->f->store, &w->diag, &view) != ERR_OK)
			break;
		a = number_in(w, view, "a");
		b = number_in(w, view, "b");
		w->mismatch_count += a != b || a < last;
		last = a;
		store_read_end(view);
	}
	return NULL;
}

TEST_OF_BOTH(lets_one_write_in_at_a_time_and_readers_always)
{
	void *(*const work[])(void *) = { count_up, compare, count_up, compare };
	struct worker workers[ARRAY_SIZE(work)];
	struct worker reader = { .f = f };
	struct store_view *view;

	for (size_t i = 0; i < ARRAY_SIZE(work); i++) {
		struct worker *w = &workers[i];

		*w = (struct worker){ .f = f };
		arena_init(&w->arena, 1 << 20);
		diag_init(&w->diag, &w->arena);
		cr_assert_eq(pthread_create(&w->thread, NULL, work[i], w), 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(work); i++) {
		cr_assert_eq(pthread_join(workers[i].thread, NULL), 0);
		cr_assert_eq(workers[i].mismatch_count, 0);
		cr_assert_eq(workers[i].diag.error_count, 0);
		arena_release(&workers[i].arena);
	}
	view = begin_read(f);
	cr_assert_eq(number_in(&reader, view, "a"), 2 * ROUNDS);
	store_read_end(view);
}
