/*
 * The parts of which a submission's cost is made, each by itself, on one thread.
 *
 *	parts FOLDER
 *
 * FOLDER is made, for a store.  A line "NAME rate=PER_SECOND" each: signatures verified
 * over statements of about 1 KiB, 4 KiB and 100 KiB, and statements committed in groups of
 * 1, 64 and 256, each with its rows, its content and a checkpoint synced beside the store.
 */

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "bench/common/rows.h"
#include "bench/common/world.h"
#include "envelope/pae.h"
#include "ledger/checkpoint_file.h"
#include "ledger/log.h"
#include "merkle/checkpoint.h"
#include "merkle/leaf.h"
#include "state/tables.h"

#define ROUND_S      0.3 /* of a measurement; the best of ROUNDS counts */
#define ROUNDS       3
#define ARENA_BYTES  ((size_t)1 << 28)
#define SEALED_EXTRA 350 /* of a stored statement over its payload */

struct parts {
	const char *folder;
	struct arena arena;
	struct diag diag;
	struct store *store;
	struct checkpoint_file file;
	struct bench_world world;
	uint64_t index;
};

static void must(struct parts *parts, enum err err)
{
	if (err == ERR_OK)
		return;
	fprintf(stderr, "parts: %s: %s\n", err_name(err),
		parts->diag.first == NULL ? "" : parts->diag.first->text);
	exit(1);
}

static double now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- signatures --------------------------------------------------------------------- */

static void verify(struct parts *parts, const char *name, unsigned queues)
{
	const struct signing_key *key = parts->world.centres[0].key;
	struct seal_item item = bench_report(&parts->world, &parts->arena, 0, queues);
	struct signature signature;
	struct bytes message;
	double best = 0;

	ensure(pae_encode(&parts->arena, bytes_of_string(item.payload_type),
			  item.payload, &message));
	signature = sign_message(key, message);
	for (unsigned round = 0; round < ROUNDS; round++) {
		double began_s = now_s(), passed_s = 0;
		size_t count = 0;

		for (; passed_s < ROUND_S; count++) {
			ensure(signature_verify(signing_key_public(key), message,
						&signature));
			passed_s = now_s() - began_s;
		}
		if ((double)count / passed_s > best)
			best = (double)count / passed_s;
	}
	printf("verify-%s rate=%.1f bytes=%zu\n", name, best, message.len);
}

/* ---- group commit ------------------------------------------------------------------- */

static void put_one(struct parts *parts, struct store_write *write,
		    const SlbStatement *statement, size_t len)
{
	uint8_t *stored = arena_alloc(&parts->arena, len);
	struct puts puts;

	puts_init(&puts, &parts->arena);
	puts_append_at(&puts, TABLE_LEAVES, parts->index,
		       (struct bytes){ stored, LEAF_BYTES });
	puts_append_at(&puts, TABLE_CONTENTS, parts->index,
		       (struct bytes){ stored, len });
	puts_append_at(&puts, TABLE_NODES, parts->index,
		       (struct bytes){ stored, DIGEST_BYTES });
	bench_put_rows(&puts, statement, parts->index);
	must(parts, store_put_many(write, puts.list, puts.count));
	parts->index++;
}

static void commit_group(struct parts *parts, size_t size)
{
	struct checkpoint checkpoint = { .origin = BENCH_ORIGIN };
	struct arena_mark mark = arena_mark(&parts->arena);
	struct store_write *write;

	must(parts, store_write_begin(parts->store, &parts->diag, &write));
	for (size_t i = 0; i < size; i++) {
		struct seal_item item =
			bench_report(&parts->world, &parts->arena,
				     parts->index % BENCH_LANES, BENCH_QUEUES_1K);
		SlbStatement *statement = slb_statement__unpack(NULL, item.payload.len,
								item.payload.data);

		put_one(parts, write, statement, item.payload.len + SEALED_EXTRA);
		slb_statement__free_unpacked(statement, NULL);
	}
	must(parts, store_commit(write));
	checkpoint.tree.size = parts->index;
	must(parts, checkpoint_file_replace(&parts->file,
					    checkpoint_sign(&parts->arena, &checkpoint,
							    parts->world.log_key),
					    &parts->diag));
	arena_rewind(&parts->arena, mark);
}

static void commit(struct parts *parts, size_t size)
{
	double best = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		double began_s = now_s(), passed_s = 0;
		size_t count = 0;

		for (; passed_s < ROUND_S; count += size) {
			commit_group(parts, size);
			passed_s = now_s() - began_s;
		}
		if ((double)count / passed_s > best)
			best = (double)count / passed_s;
	}
	printf("commit-%zu rate=%.1f\n", size, best);
}

int main(int argc, char **argv)
{
	static struct parts parts;

	if (argc != 2 || mkdir(argv[1], 0700) != 0) {
		fprintf(stderr, "usage: parts NEW_FOLDER\n");
		return 2;
	}
	parts.folder = argv[1];
	arena_init(&parts.arena, ARENA_BYTES);
	diag_init(&parts.diag, &parts.arena);
	bench_world_make(&parts.world, bench_first_day(), BENCH_SERIES,
			 BENCH_LATE_DAYS);
	must(&parts, store_open_lmdb(arena_printf(&parts.arena, "%s/store", argv[1]),
				     &log_store, &parts.store, &parts.diag));
	must(&parts, checkpoint_file_open(&parts.file, argv[1], &parts.diag));
	verify(&parts, "1k", BENCH_QUEUES_1K);
	verify(&parts, "4k", BENCH_QUEUES_4K);
	verify(&parts, "100k", BENCH_QUEUES_100K);
	commit(&parts, 1);
	commit(&parts, 64);
	commit(&parts, 256);
	checkpoint_file_release(&parts.file);
	store_close(parts.store);
	bench_world_release(&parts.world);
	arena_release(&parts.arena);
	return 0;
}
