/*
 * Fills a broker's folder with reports, as fast as it goes; signatures are of batches of
 * 64.
 *
 *	fill FOLDER COUNT [QUEUES]
 *
 * Makes the folder where there is none (common/filling.h); then adds COUNT reports, each
 * over so many queues.  Prints "filled COUNT seconds=S log=SIZE".
 */

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "bench/common/filling.h"

#define BATCH  64
#define CHUNKS 3 /* on their way, or being made */

/* The next reports of every centre, in batches. */
static enum err submit_chunk(struct filling *fill, struct chunk *chunk, unsigned queues)
{
	struct bench_world *world = &fill->world;
	struct seal_item items[BATCH];
	struct bytes envelopes[BATCH];
	enum err err = ERR_OK;

	for (size_t centre = 0; centre < BENCH_CENTRES && err == ERR_OK; centre++) {
		for (size_t i = 0; i < BATCH; i++) {
			size_t lane = centre + i * BENCH_CENTRES % BENCH_LANES;

			items[i] = bench_report(world, &chunk->arena, lane, queues);
		}
		bench_seal(world, &chunk->arena, centre, items, BATCH, true, envelopes);
		for (size_t i = 0; i < BATCH && err == ERR_OK; i++)
			err = filling_submit(fill, chunk, centre * BATCH + i,
					     envelopes[i], world->centres[centre].key);
	}
	return err;
}

static enum err fill_in(struct filling *fill, struct chunk *chunks, size_t count,
			unsigned queues)
{
	size_t chunk_count = (count + CHUNK_MAX - 1) / CHUNK_MAX;
	enum err err = ERR_OK;

	for (size_t i = 0; i < chunk_count && err == ERR_OK; i++) {
		struct chunk *chunk = &chunks[i % CHUNKS];

		err = filling_wait(fill, chunk);
		if (err == ERR_OK)
			err = submit_chunk(fill, chunk, queues);
	}
	for (size_t i = 0; i < CHUNKS; i++) {
		enum err last = filling_wait(fill, &chunks[i]);

		err = err == ERR_OK ? last : err;
	}
	return err;
}

static double now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum err run(struct filling *fill, size_t count, unsigned queues)
{
	static struct chunk chunks[CHUNKS];
	double began_s;
	enum err err;

	for (size_t i = 0; i < CHUNKS; i++)
		chunk_init(&chunks[i]);
	if (access(fill->folder, F_OK) != 0) {
		bench_world_make(&fill->world, bench_first_day(), BENCH_SERIES,
				 BENCH_LATE_DAYS);
		err = filling_make(fill, &chunks[0]);
	} else {
		err = filling_open(fill);
	}
	began_s = now_s();
	if (err == ERR_OK)
		err = fill_in(fill, chunks, count, queues);
	if (err != ERR_OK)
		return err;
	printf("filled %zu seconds=%.3f log=%llu\n", count, now_s() - began_s,
	       (unsigned long long)ledger_status(fill->ledger).tree_size);
	return filling_end(fill);
}

int main(int argc, char **argv)
{
	static struct filling fill = { .lock = PTHREAD_MUTEX_INITIALIZER,
				       .changed = PTHREAD_COND_INITIALIZER };
	unsigned queues;
	enum err err;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: fill FOLDER COUNT [QUEUES]\n");
		return 2;
	}
	queues = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : BENCH_QUEUES_1K;
	fill.folder = argv[1];
	fill.clock = clock_system();
	arena_init(&fill.arena, (size_t)1 << 24);
	diag_init(&fill.diag, &fill.arena);
	err = run(&fill, strtoul(argv[2], NULL, 10), queues);
	status = err == ERR_OK ? 0 : filling_fail(&fill, "fill", err);
	filling_close(&fill);
	return status;
}
