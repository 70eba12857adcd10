#include "ledger/job_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"

#define BUCKETS 1024

/* For so many groups, some seconds, others count as being about after they were seen. */
#define COMPANY_GROUPS 1024
/* One lane has at most this part of a group. */
#define SHARE_ALONE    4
#define SHARE_AMONG    64 /* times how many have more than one job waiting, at most: */
#define BUSY_MAX       4

/*
 * A lane is in one ring, and in the list of its bucket.  It rests when it is empty, or has
 * had its part of the group; until the next one begins it is kept, to know what it had.
 */
enum ring { RING_TURN, RING_RESTING, RING_HELD, RING_COUNT };

struct lane {
	char name[JOB_LANE_NAME_SIZE];
	struct job *first;
	struct job **end;
	size_t count;
	size_t taken; /* in this group */
	enum ring ring;
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
	size_t held_count; /* of those, in lanes that are held */
	size_t group_max;
	size_t group_left; /* how many more the group may have */
	unsigned company;  /* groups for which a lane still counts as not alone */
	size_t busy_count; /* lanes with more than one job, when the group began */
	struct lane *last; /* of which the last job was given out */
	/* The first lane of each, and those after it.  RING_TURN: NULL when nothing waits
	 * that the group may have. */
	struct lane *rings[RING_COUNT];
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

/* As the last of it: its turn comes after everybody else's. */
static void join_ring(struct job_queue *queue, struct lane *lane)
{
	struct lane **first = &queue->rings[lane->ring];

	if (*first == NULL) {
		lane->next_in_ring = lane;
		lane->previous_in_ring = lane;
		*first = lane;
		return;
	}
	lane->next_in_ring = *first;
	lane->previous_in_ring = (*first)->previous_in_ring;
	lane->previous_in_ring->next_in_ring = lane;
	(*first)->previous_in_ring = lane;
}

static void leave_ring(struct job_queue *queue, struct lane *lane)
{
	struct lane **first = &queue->rings[lane->ring];

	if (lane->next_in_ring == lane) {
		*first = NULL;
		return;
	}
	lane->previous_in_ring->next_in_ring = lane->next_in_ring;
	lane->next_in_ring->previous_in_ring = lane->previous_in_ring;
	if (*first == lane)
		*first = lane->next_in_ring;
}

static void change_ring(struct job_queue *queue, struct lane *lane, enum ring ring)
{
	leave_ring(queue, lane);
	lane->ring = ring;
	join_ring(queue, lane);
}

static bool has_lanes(const struct job_queue *queue)
{
	for (size_t i = 0; i < RING_COUNT; i++) {
		if (queue->rings[i] != NULL)
			return true;
	}
	return false;
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
	if (has_lanes(queue))
		queue->company = COMPANY_GROUPS;
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

/*
 * Whoever sends now and then waits for two groups, the one that is being written and his
 * own.  Both are kept short for as long as he may come back, the shorter the fewer there
 * are who lose by it.
 */
static size_t lane_share(const struct job_queue *queue)
{
	size_t max = queue->group_max;
	size_t share = max / SHARE_ALONE;

	if (queue->company > 0)
		share = max * (queue->busy_count > 0 ? queue->busy_count : 1) /
			SHARE_AMONG;
	return share > 0 ? share : 1;
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
	if (lane != NULL && lane->count > 0 && queue->count >= queue->limits.all_max)
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
	queue->held_count += lane->ring == RING_HELD;
	if (lane->ring == RING_RESTING && lane->taken < lane_share(queue))
		change_ring(queue, lane, RING_TURN);
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

/* A queue that was stopped ends when what is held in it was released. */
static bool may_go_on(const struct job_queue *queue)
{
	return queue->count > queue->held_count || queue->woken ||
	       (queue->stopped && queue->count == 0);
}

bool job_queue_wait(struct job_queue *queue, int64_t wait_ms)
{
	struct timespec deadline = deadline_after(wait_ms > 0 ? wait_ms : 0);
	int status = 0;
	bool goes_on;

	lock(queue);
	while (!may_go_on(queue) && status == 0) {
		status = pthread_cond_timedwait(&queue->changed, &queue->lock,
						&deadline);
		ensure(status == 0 || status == ETIMEDOUT);
	}
	queue->woken = false;
	goes_on = !queue->stopped || queue->count > 0;
	unlock(queue);
	return goes_on;
}

/* Lets go of lanes in which nothing waits; the others have had their turn. */
static void end_rest(struct job_queue *queue)
{
	while (queue->rings[RING_RESTING] != NULL) {
		struct lane *lane = queue->rings[RING_RESTING];

		ensure(lane->ring == RING_RESTING);
		if (lane->first == NULL)
			remove_lane(queue, lane);
		else
			change_ring(queue, lane, RING_TURN);
	}
}

/* How many lanes wait. */
static size_t begin_lanes(struct job_queue *queue)
{
	struct lane *lane = queue->rings[RING_TURN];
	size_t count = 0;

	queue->busy_count = 0;
	while (lane != NULL) {
		lane->taken = 0;
		queue->busy_count += lane->count > 1 && queue->busy_count < BUSY_MAX;
		count++;
		lane = lane->next_in_ring == queue->rings[RING_TURN]
			       ? NULL
			       : lane->next_in_ring;
	}
	return count;
}

void job_queue_begin(struct job_queue *queue, size_t max)
{
	size_t lane_count;
	size_t room;

	lock(queue);
	end_rest(queue);
	queue->group_max = max;
	lane_count = begin_lanes(queue);
	if (lane_count > 1)
		queue->company = COMPANY_GROUPS;
	else if (queue->company > 0)
		queue->company--;
	room = 2 * lane_share(queue) * (lane_count > 0 ? lane_count : 1);
	queue->group_left = room < max ? room : max;
	unlock(queue);
}

/* The lane whose turn it is; one that has had its part rests.  It had more than that where
 * it was alone and others came. */
static struct lane *find_turn(struct job_queue *queue)
{
	while (queue->rings[RING_TURN] != NULL &&
	       queue->rings[RING_TURN]->taken >= lane_share(queue))
		change_ring(queue, queue->rings[RING_TURN], RING_RESTING);
	return queue->rings[RING_TURN];
}

static struct job *take_first(struct job_queue *queue, struct lane *lane)
{
	struct job *job = lane->first;

	queue->last = lane;
	lane->first = job->next;
	if (lane->first == NULL)
		lane->end = &lane->first;
	lane->count--;
	lane->taken += 1 + job->more;
	queue->count--;
	queue->group_left--;
	queue->rings[RING_TURN] = lane->next_in_ring;
	if (lane->first == NULL)
		change_ring(queue, lane, RING_RESTING);
	return job;
}

struct job *job_queue_next(struct job_queue *queue)
{
	struct job *job = NULL;

	lock(queue);
	if (queue->group_left > 0) {
		struct lane *lane = find_turn(queue);

		job = lane == NULL ? NULL : take_first(queue, lane);
	}
	unlock(queue);
	return job;
}

void job_queue_charge(struct job_queue *queue, size_t more)
{
	lock(queue);
	queue->group_left -= more < queue->group_left ? more : queue->group_left;
	unlock(queue);
}

void job_queue_hold(struct job_queue *queue, struct job *job)
{
	struct lane *lane;

	lock(queue);
	lane = queue->last;
	ensure(lane->ring != RING_HELD);
	job->next = lane->first;
	lane->first = job;
	if (job->next == NULL)
		lane->end = &job->next;
	lane->count++;
	queue->count++;
	queue->held_count += lane->count;
	change_ring(queue, lane, RING_HELD);
	unlock(queue);
}

void job_queue_release(struct job_queue *queue, const char *name)
{
	struct lane *lane;

	lock(queue);
	lane = find_lane(queue, name);
	ensure(lane != NULL && lane->ring == RING_HELD);
	queue->held_count -= lane->count;
	change_ring(queue, lane, RING_RESTING); /* until the next group */
	ensure(pthread_cond_signal(&queue->changed) == 0);
	unlock(queue);
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

void job_queue_close(struct job_queue *queue)
{
	if (queue == NULL)
		return;
	ensure(queue->count == 0);
	end_rest(queue);
	ensure(pthread_cond_destroy(&queue->changed) == 0);
	ensure(pthread_mutex_destroy(&queue->lock) == 0);
	free(queue);
}
