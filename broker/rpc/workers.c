#include "rpc/workers.h"

#include <pthread.h>
#include <stdlib.h>

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t work; /* there is a job, or closing */
	/* First jobs of the lanes in which something waits; the next turn's first. */
	struct job *first_lane, *last_lane;
	size_t job_count, jobs_max;
	bool closing;
	unsigned thread_count;
	pthread_t threads[];
};

/* A lane's turn comes after everybody else's. */
static void line_up(struct workers *workers, struct job *first)
{
	first->next_lane = NULL;
	if (workers->first_lane == NULL)
		workers->first_lane = first;
	else
		workers->last_lane->next_lane = first;
	workers->last_lane = first;
}

static struct job *first_of_lane(struct workers *workers, uintptr_t lane)
{
	struct job *first = workers->first_lane;

	while (first != NULL && first->lane != lane)
		first = first->next_lane;
	return first;
}

/* There is one. */
static struct job *take_first(struct workers *workers)
{
	struct job *job = workers->first_lane;

	workers->first_lane = job->next_lane;
	if (job->next != NULL) {
		job->next->last = job->last;
		line_up(workers, job->next);
	}
	workers->job_count--;
	return job;
}

/* The next job; NULL when there will be none.  Waits. */
static struct job *take(struct workers *workers)
{
	struct job *job = NULL;

	(void)pthread_mutex_lock(&workers->lock);
	while (workers->first_lane == NULL && !workers->closing)
		(void)pthread_cond_wait(&workers->work, &workers->lock);
	if (workers->first_lane != NULL)
		job = take_first(workers);
	(void)pthread_mutex_unlock(&workers->lock);
	return job;
}

static void *run_jobs(void *context)
{
	struct job *job;

	while ((job = take(context)) != NULL)
		job->run(job);
	return NULL;
}

struct workers *workers_open(unsigned thread_count, size_t jobs_max)
{
	struct workers *workers =
		calloc(1, sizeof *workers + thread_count * sizeof *workers->threads);

	if (workers == NULL)
		return NULL;
	(void)pthread_mutex_init(&workers->lock, NULL);
	(void)pthread_cond_init(&workers->work, NULL);
	workers->jobs_max = jobs_max;
	for (unsigned i = 0; i < thread_count; i++) {
		if (pthread_create(&workers->threads[i], NULL, run_jobs, workers) !=
		    0) {
			workers_close(workers);
			return NULL;
		}
		workers->thread_count++;
	}
	return workers;
}

static void add(struct workers *workers, struct job *first, struct job *job)
{
	job->next = NULL;
	job->last = job;
	if (first == NULL) {
		line_up(workers, job);
	} else {
		first->last->next = job;
		first->last = job;
	}
	workers->job_count++;
	(void)pthread_cond_signal(&workers->work);
}

bool workers_offer(struct workers *workers, struct job *job)
{
	struct job *first;
	bool has_room;

	(void)pthread_mutex_lock(&workers->lock);
	first = first_of_lane(workers, job->lane);
	has_room = first == NULL || workers->job_count < workers->jobs_max;
	if (has_room)
		add(workers, first, job);
	(void)pthread_mutex_unlock(&workers->lock);
	return has_room;
}

void workers_close(struct workers *workers)
{
	if (workers == NULL)
		return;
	(void)pthread_mutex_lock(&workers->lock);
	workers->closing = true;
	(void)pthread_cond_broadcast(&workers->work);
	(void)pthread_mutex_unlock(&workers->lock);
	for (unsigned i = 0; i < workers->thread_count; i++)
		(void)pthread_join(workers->threads[i], NULL);
	(void)pthread_cond_destroy(&workers->work);
	(void)pthread_mutex_destroy(&workers->lock);
	free(workers);
}
