#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include <criterion/criterion.h>

#include "store/store.h"

/* A store of three tables over either back end, and short ways to use it. */

enum { FIRST, SECOND, LOG };
#define FIXTURE_TABLES    3
#define FIXTURE_BYTES_MAX ((uint64_t)256 << 20)

enum kept { IN_MEMORY, IN_LMDB };

struct fixture {
	enum kept kept;
	struct arena arena;
	struct diag diag;
	char folder[64]; /* removed at the end, with what is in it */
	char *store_path;
	struct store_options options;
	struct store *store;
};

/* A test of every back end: two tests, memory/name and lmdb/name. */
#define TEST_OF_BOTH(name)                    \
	static void name(struct fixture *f);  \
	Test(memory, name)                    \
	{                                     \
		fixture_run(IN_MEMORY, name); \
	}                                     \
	Test(lmdb, name)                      \
	{                                     \
		fixture_run(IN_LMDB, name);   \
	}                                     \
	static void name(struct fixture *f)

void fixture_run(enum kept kept, void (*test)(struct fixture *f));

/* Without a store yet: options are filled, store_path names no folder. */
void fixture_start(struct fixture *f);
void fixture_open(struct fixture *f, enum kept kept);
void fixture_reopen(struct fixture *f);
void fixture_end(struct fixture *f);

struct store_put put(uint8_t table, const char *key, const char *value);
struct store_put append(uint8_t table, const char *key, const char *value);
struct store_put delete (uint8_t table, const char *key);

struct store_view *begin_read(struct fixture *f);
struct store_write *begin_write(struct fixture *f);
/* One put in a write of its own. */
void keep(struct fixture *f, struct store_put what);

/* The value as text, NULL when absent; in the fixture's arena. */
const char *value_in(struct fixture *f, struct store_view *view, uint8_t table,
		     const char *key);
const char *value_now(struct fixture *f, uint8_t table, const char *key);

/* "key=value key=value", in the fixture's arena. */
const char *entries_in(struct fixture *f, struct store_view *view,
		       struct store_range range);
const char *entries_now(struct fixture *f, uint8_t table);

/* The first error's text. */
const char *said(const struct fixture *f);

#endif
