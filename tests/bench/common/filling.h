#ifndef TESTS_BENCH_COMMON_FILLING_H
#define TESTS_BENCH_COMMON_FILLING_H

#include <pthread.h>

#include "bench/common/world.h"
#include "ledger/ledger.h"

/*
 * A broker's folder that is filled: everything goes through the ledger and its acts as if
 * it had been submitted; signatures are not checked again.
 *
 * The folder has keys, a log with the parties and contracts of the world, and
 * "slabroker.yaml" to serve it with.  Threads: one, beside the ledger's.
 */

struct filling;

/* A statement on its way. */
struct filled {
	struct ledger_submission submission;
	struct envelope envelope;
	struct diag diag;
	struct filling *filling;
	struct chunk *chunk;
};

/* Statements that are waited for together. */
#define CHUNK_MAX BENCH_LANES

struct chunk {
	struct arena arena; /* what was submitted */
	struct arena said;  /* what is said of it, on the ledger's threads */
	size_t waiting;
	struct filled items[CHUNK_MAX];
};

struct filling {
	const char *folder;
	struct clock clock;
	struct arena arena;
	struct diag diag;
	struct store *log;
	struct store *content_keys;
	struct master_key master_key;
	struct ledger *ledger;
	struct bench_world world;
	pthread_mutex_t lock; /* of what follows, and of waiting */
	pthread_cond_t changed;
	enum err err;
};

void chunk_init(struct chunk *chunk);

/* No folder yet: made with the world, which the caller has made; nothing in the log but
 * what the parties agreed.  chunk is any. */
enum err filling_make(struct filling *filling, struct chunk *chunk) MUST_CHECK;
/* A folder that was filled before; the world is read. */
enum err filling_open(struct filling *filling) MUST_CHECK;

/* The at-th statement of a chunk. */
enum err filling_submit(struct filling *filling, struct chunk *chunk, size_t at,
			struct bytes envelope,
			const struct signing_key *key) MUST_CHECK;
/* Until the chunk was answered; then it is empty. */
enum err filling_wait(struct filling *filling, struct chunk *chunk) MUST_CHECK;

/* How far the lanes have come is written down. */
enum err filling_end(struct filling *filling) MUST_CHECK;

/* program: who complains of what failed. */
int filling_fail(struct filling *filling, const char *program, enum err err);
void filling_close(struct filling *filling);

#endif
