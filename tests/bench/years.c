/*
 * Fills a broker's folder with years: every lane reports each day on the day after it, and
 * between the reports the broker's clock moves on as it does by itself.
 *
 *	years FOLDER DAYS [QUEUES]
 *
 * Ends at the time of now, so that the broker can be started on it.  Prints the ids of the
 * contracts, one a line, then "filled COUNT first-month=YYYY-MM log=SIZE".
 */

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/common/filling.h"
#include "calendar/civil.h"
#include "envelope/ids.h"

#define STEP_MS          INT64_C(600000) /* of a broker that nobody says anything to */
#define DAY_MS           INT64_C(86400000)
#define REPORTED_MS      (6 * INT64_C(3600000)) /* six hours after the day */
#define RESTATEMENT_DAYS 30

struct years {
	struct filling filling;
	struct chunk chunk;
	_Atomic int64_t now_ms;
	size_t count;
};

static int64_t told(void *context)
{
	struct years *years = context;

	return atomic_load(&years->now_ms);
}

/* The log is idle meanwhile: the broker says that time passed. */
static void pass(struct years *years, int64_t until_ms)
{
	const struct timespec moment = { .tv_nsec = 20000 };
	struct ledger *ledger = years->filling.ledger;

	while (atomic_load(&years->now_ms) < until_ms) {
		int64_t next_ms = atomic_load(&years->now_ms) + STEP_MS;

		if (next_ms > until_ms)
			next_ms = until_ms;
		atomic_store(&years->now_ms, next_ms);
		while (next_ms < until_ms && ledger_status(ledger).last_ms < next_ms) {
			ledger_wake(ledger);
			(void)nanosleep(&moment, NULL);
		}
	}
}

/* The reports of one centre on a day, under one signature. */
static enum err report_day(struct years *years, size_t centre, int64_t day,
			   unsigned queues, size_t *at)
{
	struct bench_world *world = &years->filling.world;
	struct chunk *chunk = &years->chunk;
	struct seal_item items[CHUNK_MAX / BENCH_CENTRES];
	struct bytes envelopes[CHUNK_MAX / BENCH_CENTRES];
	size_t count = 0;
	enum err err = ERR_OK;

	for (size_t lane = centre; lane < BENCH_LANES; lane += BENCH_CENTRES) {
		if (bench_lane_day(world, lane) == day)
			items[count++] =
				bench_report(world, &chunk->arena, lane, queues);
	}
	if (count == 0)
		return ERR_OK;
	bench_seal(world, &chunk->arena, centre, items, count, true, envelopes);
	for (size_t i = 0; i < count && err == ERR_OK; i++)
		err = filling_submit(&years->filling, chunk, (*at)++, envelopes[i],
				     world->centres[centre].key);
	return err;
}

static enum err report_all(struct years *years, int64_t day, unsigned queues)
{
	size_t at = 0;
	enum err last;
	enum err err = ERR_OK;

	for (size_t centre = 0; centre < BENCH_CENTRES && err == ERR_OK; centre++)
		err = report_day(years, centre, day, queues, &at);
	last = filling_wait(&years->filling, &years->chunk);
	years->count += at;
	return err == ERR_OK ? last : err;
}

static enum err run(struct years *years, int64_t days, unsigned queues)
{
	struct filling *filling = &years->filling;
	const int64_t real_now_ms = (int64_t)time(NULL) * 1000;
	const int64_t first_day = real_now_ms / DAY_MS - days;
	enum err err;

	atomic_store(&years->now_ms, first_day * DAY_MS - STEP_MS);
	bench_world_make(&filling->world, first_day, BENCH_SERIES, RESTATEMENT_DAYS);
	err = filling_make(filling, &years->chunk);
	for (int64_t day = first_day; day < first_day + days && err == ERR_OK; day++) {
		int64_t reported_ms = (day + 1) * DAY_MS + REPORTED_MS;

		if (reported_ms > real_now_ms)
			break;
		pass(years, reported_ms);
		err = report_all(years, day, queues);
	}
	if (err == ERR_OK)
		pass(years, real_now_ms);
	return err == ERR_OK ? filling_end(filling) : err;
}

static void tell(struct years *years)
{
	struct filling *filling = &years->filling;
	const char *first_day =
		civil_day_text(&filling->arena, filling->world.first_day);

	for (size_t i = 0; i < BENCH_CONTRACTS; i++) {
		struct contract_id id;

		memcpy(id.bytes, filling->world.contracts[i].contract_id,
		       sizeof(id.bytes));
		printf("%s\n", contract_id_text(&filling->arena, &id));
	}
	printf("filled %zu first-month=%.7s log=%llu\n", years->count, first_day,
	       (unsigned long long)ledger_status(filling->ledger).tree_size);
}

int main(int argc, char **argv)
{
	static struct years years = { .filling = { .lock = PTHREAD_MUTEX_INITIALIZER,
						   .changed =
							   PTHREAD_COND_INITIALIZER } };
	struct filling *filling = &years.filling;
	unsigned queues;
	enum err err;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: years FOLDER DAYS [QUEUES]\n");
		return 2;
	}
	queues = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : BENCH_QUEUES_1K;
	filling->folder = argv[1];
	filling->clock = (struct clock){ .now_ms = told, .context = &years };
	arena_init(&filling->arena, (size_t)1 << 24);
	diag_init(&filling->diag, &filling->arena);
	chunk_init(&years.chunk);
	err = run(&years, strtol(argv[2], NULL, 10), queues);
	if (err == ERR_OK)
		tell(&years);
	status = err == ERR_OK ? 0 : filling_fail(filling, "years", err);
	filling_close(filling);
	return status;
}
