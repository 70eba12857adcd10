#include "ledger/job_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"

#define BUCKETS       1024
#define COMPANY_TAKES 64 /* for so many groups after others were seen */
#define SHARE_ALONE   4  /* one lane has at most this part of a group */
#define SHARE_AMONG   16

/* In the ring of lanes, and in the list of its bucket, while something waits in it. */
struct lane {
	char name[JOB_LANE_NAME_SIZE];
	struct job *first;
	struct job **end;
	size_t count;
	size_t taken; /* in the group that is being taken */
	struct lane *next_in_ring;
	struct lane *previous_in_ring;
	struct lane *next_in_bucket;
};

struct job_queue {
	struct job_limits limits;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool stopped;
	bool woken;
	size_t count;
	unsigned company;  /* takes for which a lane still counts as not alone */
	struct lane *turn; /* whose turn it is; NULL: no lane */
	struct lane *buckets[BUCKETS];
};

static void lock(struct job_queue *queue)
{
	ensure(pthread_mutex_lock(&queue->lock) == 0);
}

static void unlock(struct job_queue *queue)
{
	ensure(pthread_mutex_unlock(&queue->lock) == 0);
}

enum err job_queue_open(const struct job_limits *limits, struct job_queue **out,
			struct diag *diag)
{
	struct job_queue *queue = calloc(1, sizeof(*queue));
	pthread_condattr_t attributes;

	if (queue == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(""),
				  "no memory for the queue");
	queue->limits = *limits;
	ensure(pthread_mutex_init(&queue->lock, NULL) == 0);
	ensure(pthread_condattr_init(&attributes) == 0);
	ensure(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	ensure(pthread_cond_init(&queue->changed, &attributes) == 0);
	ensure(pthread_condattr_destroy(&attributes) == 0);
	*out = queue;
	return ERR_OK;
}

void job_queue_close(struct job_queue *queue)
{
	if (queue == NULL)
		return;
	ensure(queue->count == 0);
	ensure(pthread_cond_destroy(&queue->changed) == 0);
	ensure(pthread_mutex_destroy(&queue->lock) == 0);
	free(queue);
}

/* FNV-1a, 32 bits (draft-eastlake-fnv). */
static struct lane **bucket_of(struct job_queue *queue, const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name != '\0'; name++)
		hash = (hash ^ (uint8_t)*name) * 16777619u;
	return &queue->buckets[hash % BUCKETS];
}

static struct lane *find_lane(struct job_queue *queue, const char *name)
{
	struct lane *lane = *bucket_of(queue, name);

	while (lane != NULL && strcmp(lane->name, name) != 0)
		lane = lane->next_in_bucket;
	return lane;
}

/* Its turn comes after everybody else's. */
static void join_ring(struct job_queue *queue, struct lane *lane)
{
	if (queue->turn == NULL) {
		lane->next_in_ring = lane;
		lane->previous_in_ring = lane;
		queue->turn = lane;
		return;
	}
	lane->next_in_ring = queue->turn;
	lane->previous_in_ring = queue->turn->previous_in_ring;
	lane->previous_in_ring->next_in_ring = lane;
	queue->turn->previous_in_ring = lane;
}

static void leave_ring(struct job_queue *queue, struct lane *lane)
{
	if (lane->next_in_ring == lane) {
		queue->turn = NULL;
		return;
	}
	lane->previous_in_ring->next_in_ring = lane->next_in_ring;
	lane->next_in_ring->previous_in_ring = lane->previous_in_ring;
	if (queue->turn == lane)
		queue->turn = lane->next_in_ring;
}

static struct lane *add_lane(struct job_queue *queue, const char *name)
{
	struct lane **bucket = bucket_of(queue, name);
	struct lane *lane = calloc(1, sizeof(*lane));

	if (lane == NULL)
		return NULL;
	ensure(strlen(name) < sizeof(lane->name));
	memcpy(lane->name, name, strlen(name) + 1);
	lane->end = &lane->first;
	lane->next_in_bucket = *bucket;
	*bucket = lane;
	join_ring(queue, lane);
	return lane;
}

static void remove_lane(struct job_queue *queue, struct lane *lane)
{
	struct lane **link = bucket_of(queue, lane->name);

	while (*link != lane)
		link = &(*link)->next_in_bucket;
	*link = lane->next_in_bucket;
	leave_ring(queue, lane);
	free(lane);
}

static enum err full(const char *name, size_t count, struct diag *diag)
{
	(void)diag_error(
		diag, ERR_QUEUE_FULL, diag_at(""),
		"%zu statements of \"%s\" wait to be logged: no more are taken", count,
		name);
	diag_hint(diag,
		  "try again in a moment, and wait for answers before sending more");
	return ERR_QUEUE_FULL;
}

static enum err push_locked(struct job_queue *queue, const char *name, struct job *job,
			    struct diag *diag)
{
	struct lane *lane = find_lane(queue, name);

	if (queue->stopped)
		return diag_error(diag, ERR_NOT_SERVING, diag_at(""),
				  "the log is closing: nothing more is taken");
	if (lane != NULL && lane->count >= queue->limits.lane_max)
		return full(name, lane->count, diag);
	if (lane != NULL && queue->count >= queue->limits.all_max)
		return full("all organisations", queue->count, diag);
	if (lane == NULL)
		lane = add_lane(queue, name);
	if (lane == NULL)
		return diag_error(diag, ERR_NO_MEMORY, diag_at(""),
				  "no memory to queue the statement");
	job->next = NULL;
	*lane->end = job;
	lane->end = &job->next;
	lane->count++;
	queue->count++;
	return ERR_OK;
}

void job_queue_push_all(struct job_queue *queue, struct job_push *pushes, size_t count)
{
	lock(queue);
	for (size_t i = 0; i < count; i++) {
		struct job_push *push = &pushes[i];

		push->err = push_locked(queue, push->lane, push->job, push->diag);
	}
	ensure(pthread_cond_signal(&queue->changed) == 0);
	unlock(queue);
}

enum err job_queue_push(struct job_queue *queue, const char *lane, struct job *job,
			struct diag *diag)
{
	struct job_push push = { .lane = lane, .job = job, .diag = diag };

	job_queue_push_all(queue, &push, 1);
	return push.err;
}

static struct timespec deadline_after(int64_t wait_ms)
{
	struct timespec at;

	ensure(clock_gettime(CLOCK_MONOTONIC, &at) == 0);
	at.tv_sec += (time_t)(wait_ms / 1000);
	at.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return at;
}

bool job_queue_wait(struct job_queue *queue, int64_t wait_ms)
{
	struct timespec deadline = deadline_after(wait_ms > 0 ? wait_ms : 0);
	int status = 0;
	bool goes_on;

	lock(queue);
	while (queue->count == 0 && !queue->woken && !queue->stopped && status == 0) {
		status = pthread_cond_timedwait(&queue->changed, &queue->lock,
						&deadline);
		ensure(status == 0 || status == ETIMEDOUT);
	}
	queue->woken = false;
	goes_on = !queue->stopped || queue->count > 0;
	unlock(queue);
	return goes_on;
}

static struct job *take_one(struct job_queue *queue, struct lane *lane)
{
	struct job *job = lane->first;

	lane->first = job->next;
	lane->count--;
	lane->taken++;
	queue->count--;
	if (lane->first == NULL)
		remove_lane(queue, lane);
	return job;
}

/* One of each lane that has not had its part yet; 0 when none of them has more to give. */
static size_t take_round(struct job_queue *queue, struct job **out, size_t max,
			 size_t lane_max)
{
	struct lane *last = queue->turn == NULL ? NULL : queue->turn->previous_in_ring;
	size_t taken = 0;
	bool more = last != NULL;

	while (more && taken < max && queue->turn != NULL) {
		struct lane *lane = queue->turn;

		more = lane != last;
		queue->turn = lane->next_in_ring;
		if (lane->taken < lane_max)
			out[taken++] = take_one(queue, lane);
	}
	return taken;
}

/* Whoever sends now and then waits for two groups, the one that is being written and his
 * own: both are kept short for as long as he may come back. */
static size_t lane_share(struct job_queue *queue, size_t max)
{
	size_t share;

	if (queue->turn != NULL && queue->turn->next_in_ring != queue->turn)
		queue->company = COMPANY_TAKES;
	else if (queue->company > 0)
		queue->company--;
	share = max / (queue->company > 0 ? SHARE_AMONG : SHARE_ALONE);
	return share > 0 ? share : 1;
}

size_t job_queue_take(struct job_queue *queue, struct job **out, size_t max)
{
	size_t count = 0;
	size_t lane_max;
	size_t taken;

	lock(queue);
	lane_max = lane_share(queue, max);
	do {
		taken = take_round(queue, out + count, max - count, lane_max);
		count += taken;
	} while (taken > 0);
	for (struct lane *lane = queue->turn; lane != NULL;) {
		lane->taken = 0;
		lane = lane->next_in_ring == queue->turn ? NULL : lane->next_in_ring;
	}
	unlock(queue);
	return count;
}

void job_queue_wake(struct job_queue *queue)
{
	lock(queue);
	queue->woken = true;
	ensure(pthread_cond_signal(&queue->changed) == 0);
	unlock(queue);
}

void job_queue_stop(struct job_queue *queue)
{
	lock(queue);
	queue->stopped = true;
	ensure(pthread_cond_signal(&queue->changed) == 0);
	unlock(queue);
}

size_t job_queue_count(struct job_queue *queue)
{
	size_t count;

	lock(queue);
	count = queue->count;
	unlock(queue);
	return count;
}
