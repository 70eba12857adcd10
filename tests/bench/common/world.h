#ifndef TESTS_BENCH_COMMON_WORLD_H
#define TESTS_BENCH_COMMON_WORLD_H

#include "support/statements.h"

/*
 * Who speaks in a measurement and what is said: one client, eight centres, and between
 * them contracts of some ten years of daily reports, on each of which four series run.  A
 * series is a lane: its reports follow each other, those of different lanes do not.
 *
 * All of it follows from the day on which the contracts begin, so that two processes make
 * the same bytes; that day, and how far each lane has come, lie in a file.
 */

#define BENCH_ORIGIN    "broker.example/log"
#define BENCH_CENTRES   8
#define BENCH_CONTRACTS 128
#define BENCH_LANES     512
#define BENCH_SETUP     (2 + 2 * BENCH_CENTRES + 2 * BENCH_CONTRACTS)

/* Queues in a report: a statement of about 1 KiB, 4 KiB, 100 KiB. */
#define BENCH_QUEUES_1K   1
#define BENCH_QUEUES_4K   7
#define BENCH_QUEUES_100K 190

/* How far a series has come. */
struct bench_lane {
	uint64_t sequence;  /* of the last report; 0: none */
	struct digest last; /* its content id */
};

struct bench_world {
	struct arena arena;
	int64_t first_day; /* since 1970 */
	struct signing_key *log_key;
	struct signing_key *notice_key;
	struct speaker operator, client_root, client;
	struct speaker centre_roots[BENCH_CENTRES];
	struct speaker centres[BENCH_CENTRES];
	struct agreed contracts[BENCH_CONTRACTS];
	struct bytes
		setup[BENCH_SETUP]; /* envelopes, in the order they are logged in */
	struct bench_lane lanes[BENCH_LANES];
};

/* The day on which contracts begin so that the most can be reported now. */
int64_t bench_first_day(void);
/* How many reports a lane takes. */
#define BENCH_LANE_REPORTS 3500
#define BENCH_SERIES       4

/* series_count: of each contract; with fewer than BENCH_SERIES there are fewer lanes.
 * restatement_days: how late a report may come. */
#define BENCH_LATE_DAYS 3650

void bench_world_make(struct bench_world *world, int64_t first_day, size_t series_count,
		      int64_t restatement_days);
void bench_world_release(struct bench_world *world);

/* Who said what stands there in the setup. */
const struct speaker *bench_setup_speaker(const struct bench_world *world, size_t at);

/* The centre that reports on a lane; its lanes are every eighth. */
static inline size_t bench_centre(size_t lane)
{
	return lane % BENCH_CENTRES;
}

/* The day of the lane's next report, since 1970. */
int64_t bench_lane_day(const struct bench_world *world, size_t lane);

/* The payload of the lane's next report, in the arena; the lane goes on by it. */
struct seal_item bench_report(struct bench_world *world, struct arena *arena,
			      size_t lane, unsigned queues);

/* count statements of one centre, under one signature, or under one each. */
void bench_seal(const struct bench_world *world, struct arena *arena, size_t centre,
		const struct seal_item *items, size_t count, bool as_batch,
		struct bytes *envelopes);

/* "FOLDER/lanes": the world as it was left.  False: the file cannot be used. */
bool bench_world_read(struct bench_world *world, const char *folder) MUST_CHECK;
bool bench_world_write(const struct bench_world *world, const char *folder) MUST_CHECK;

#endif
