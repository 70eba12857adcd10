#include "fold/checkers.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ensure.h"

#define THREADS_MAX 7

struct checkers {
	struct signed_batches *batches;
	pthread_mutex_t lock; /* of what follows, and of is_done */
	pthread_cond_t given; /* or they are to end */
	pthread_cond_t done;
	struct signature_check *first; /* not begun yet */
	struct signature_check *last;
	bool has_begun;
	bool is_closing;
	size_t thread_count;
	pthread_t threads[THREADS_MAX];
};

static void lock(struct checkers *checkers)
{
	ensure(pthread_mutex_lock(&checkers->lock) == 0);
}

static void unlock(struct checkers *checkers)
{
	ensure(pthread_mutex_unlock(&checkers->lock) == 0);
}

/* Something waits.  The lock is held, but for the time that the check takes. */
static void check_first(struct checkers *checkers)
{
	struct signature_check *check = checkers->first;
	size_t first_invalid;

	checkers->first = check->next;
	unlock(checkers);
	first_invalid = envelope_first_invalid(&check->envelope, &check->messages,
					       checkers->batches);
	lock(checkers);
	check->first_invalid = first_invalid;
	check->is_done = true;
	ensure(pthread_cond_signal(&checkers->done) == 0);
}

static void *work(void *context)
{
	struct checkers *checkers = context;

	lock(checkers);
	while (!checkers->is_closing) {
		if (checkers->first != NULL)
			check_first(checkers);
		else
			ensure(pthread_cond_wait(&checkers->given, &checkers->lock) ==
			       0);
	}
	unlock(checkers);
	return NULL;
}

/* One for each core but that of the fold itself; fewer where no more are to be had. */
static void begin(struct checkers *checkers)
{
	long core_count = sysconf(_SC_NPROCESSORS_ONLN);

	checkers->has_begun = true;
	while (checkers->thread_count < THREADS_MAX &&
	       (long)checkers->thread_count + 1 < core_count &&
	       pthread_create(&checkers->threads[checkers->thread_count], NULL, work,
			      checkers) == 0)
		checkers->thread_count++;
}

struct checkers *checkers_open(struct signed_batches *batches)
{
	struct checkers *checkers = calloc(1, sizeof(*checkers));
	bool memory_is_left = checkers != NULL; /* base/memory.h */

	ensure(memory_is_left);
	checkers->batches = batches;
	ensure(pthread_mutex_init(&checkers->lock, NULL) == 0 &&
	       pthread_cond_init(&checkers->given, NULL) == 0 &&
	       pthread_cond_init(&checkers->done, NULL) == 0);
	return checkers;
}

void checkers_close(struct checkers *checkers)
{
	if (checkers == NULL)
		return;
	lock(checkers);
	checkers->is_closing = true;
	ensure(pthread_cond_broadcast(&checkers->given) == 0);
	unlock(checkers);
	for (size_t i = 0; i < checkers->thread_count; i++)
		ensure(pthread_join(checkers->threads[i], NULL) == 0);
	ensure(pthread_cond_destroy(&checkers->done) == 0 &&
	       pthread_cond_destroy(&checkers->given) == 0 &&
	       pthread_mutex_destroy(&checkers->lock) == 0);
	free(checkers);
}

void checkers_give(struct checkers *checkers, struct signature_check *check)
{
	if (!checkers->has_begun)
		begin(checkers);
	check->next = NULL;
	check->is_done = false;
	lock(checkers);
	if (checkers->first == NULL)
		checkers->first = check;
	else
		checkers->last->next = check;
	checkers->last = check;
	unlock(checkers);
	ensure(pthread_cond_signal(&checkers->given) == 0);
}

void checkers_wait(struct checkers *checkers, struct signature_check *check)
{
	lock(checkers);
	while (!check->is_done) {
		if (checkers->first != NULL)
			check_first(checkers);
		else
			ensure(pthread_cond_wait(&checkers->done, &checkers->lock) ==
			       0);
	}
	unlock(checkers);
}
