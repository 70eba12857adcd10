#ifndef TESTS_UNIT_LEDGER_WORLD_H
#define TESTS_UNIT_LEDGER_WORLD_H

#include <pthread.h>

#include "folder.h"
#include "ledger/check.h"
#include "ledger/ledger.h"
#include "ledger/read.h"
#include "merkle/book_head.h"
#include "support/statements.h"

/*
 * A ledger of a test's own, with its two stores, a clock that the test sets, and those
 * who speak.  Stores are LMDB in the folder, or memory; memory outlives the ledger too.
 */

#define WORLD_ORIGIN "broker.example/log"
#define WORLD_T      INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define WORLD_DAY_MS INT64_C(86400000)

struct world {
	struct folder folder;
	bool on_disk;
	struct store *log;
	struct store *content_keys;
	struct master_key master_key;
	struct signing_key *log_key;
	struct signing_key *notice_key;
	struct signing_key *next_log_key, *next_notice_key; /* at hand; NULL: not */
	struct speaker operator;
	struct speaker acme_root, nordcall_root; /* their enrolled root keys */
	struct speaker acme, nordcall;           /* their keys for statements */
	_Atomic int64_t now_ms;
	struct ledger *ledger;
	pthread_mutex_t lock; /* of events, which the writer adds to */
	char events[256];
};

/* An LMDB store in the folder; of a size that also fits a sanitizer's address space. */
struct store *world_open_lmdb(struct world *world, const char *name,
			      const struct store_options *options);

/* Stores are open, no log is. */
void world_make(struct world *world, bool on_disk);
void world_remove(struct world *world);

struct ledger_options world_options(struct world *world);
struct check_options world_check_options(struct world *world);

void world_open_stores(struct world *world);
void world_close_stores(struct world *world);

/* A new log at WORLD_T, and opened. */
void world_start(struct world *world);
enum err world_open(struct world *world);
void world_close(struct world *world);
/* Ledger and stores, as by another process. */
void world_restart(struct world *world);

/* acme and nordcall are enrolled, with keys for statements: entries 1 to 4. */
void world_enrol(struct world *world);

/* What a statement was answered. */
struct answered {
	enum err err;
	struct ledger_receipt receipt;
	char checkpoint[1024];
	SlbBookHead *heads[RECEIPT_HEADS_MAX]; /* copies */
	size_t head_count;
	struct arena arena;
	struct diag diag;
};

/* Submits and waits.  The caller releases the answer's arena. */
struct answered *world_say(struct world *world, const struct said *said);

/* It was logged before, at this index. */
void world_expect_again(struct world *world, const struct said *said, uint64_t index);

/* It is logged, at this index, and the receipt proves it. */
void world_expect(struct world *world, const struct said *said, uint64_t index);
void world_expect_refused(struct world *world, const struct said *said, enum err err);
void world_assert_proves(struct world *world, const struct said *said,
			 const struct answered *answered);

/* Many at once, in that order. */
void world_say_all(struct world *world, const struct said *said, size_t count,
		   struct answered *answers);

/* Makes the writer look at its clock, and waits until it has. */
void world_tick(struct world *world, int64_t now_ms);

/* The kind of the entry at an index. */
uint16_t world_kind(struct world *world, uint64_t index);

/* What the ledger said, each event followed by a blank. */
const char *world_events(struct world *world);

/* The whole log holds. */
struct check_report world_check(struct world *world);

#endif
