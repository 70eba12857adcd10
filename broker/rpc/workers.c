#include "rpc/workers.h"

#include <pthread.h>
#include <stdlib.h>

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t work; /* there is a job, or closing */
	struct job *first, *last;
	size_t job_count, jobs_max;
	bool closing;
	unsigned thread_count;
	pthread_t threads[];
};

/* The next job; NULL when there will be none.  Waits. */
static struct job *take(struct workers *workers)
{
	struct job *job;

	(void)pthread_mutex_lock(&workers->lock);
	while (workers->first == NULL && !workers->closing)
		(void)pthread_cond_wait(&workers->work, &workers->lock);
	job = workers->first;
	if (job != NULL) {
		workers->first = job->next;
		workers->job_count--;
	}
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

bool workers_offer(struct workers *workers, struct job *job)
{
	bool has_room;

	(void)pthread_mutex_lock(&workers->lock);
	has_room = workers->job_count < workers->jobs_max;
	if (has_room) {
		job->next = NULL;
		if (workers->first == NULL)
			workers->first = job;
		else
			workers->last->next = job;
		workers->last = job;
		workers->job_count++;
		(void)pthread_cond_signal(&workers->work);
	}
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
