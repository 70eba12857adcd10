#include "ledger/finisher.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/ensure.h"
#include "ledger/group.h"

enum step { STEP_IDLE, STEP_SIGN, STEP_ANSWER, STEP_FAILED };

struct finisher {
	struct job_queue *queue;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	enum step step;
	struct group *group; /* unless it is idle */
	enum err err;        /* where it failed */
	bool is_closing;
};

static void lock(struct finisher *finisher)
{
	ensure(pthread_mutex_lock(&finisher->lock) == 0);
}

static void unlock(struct finisher *finisher)
{
	ensure(pthread_mutex_unlock(&finisher->lock) == 0);
}

/* With the lock held. */
static void wait(struct finisher *finisher)
{
	ensure(pthread_cond_wait(&finisher->changed, &finisher->lock) == 0);
}

static void go_to(struct finisher *finisher, enum step step)
{
	finisher->step = step;
	ensure(pthread_cond_broadcast(&finisher->changed) == 0);
}

/* ---- the thread --------------------------------------------------------------- */

static void finish(struct finisher *finisher, struct group *group)
{
	enum err err = group_sign(group);

	lock(finisher);
	finisher->err = err;
	go_to(finisher, err == ERR_OK ? STEP_ANSWER : STEP_FAILED);
	unlock(finisher);
	if (err != ERR_OK) {
		job_queue_wake(finisher->queue);
		return;
	}
	group_answer(group);
	lock(finisher);
	go_to(finisher, STEP_IDLE);
	unlock(finisher);
}

static void *finish_on(void *context)
{
	struct finisher *finisher = context;

	for (;;) {
		bool is_wanted;

		lock(finisher);
		while (finisher->step != STEP_SIGN && !finisher->is_closing)
			wait(finisher);
		is_wanted = finisher->step == STEP_SIGN;
		unlock(finisher);
		if (!is_wanted)
			return NULL;
		finish(finisher, finisher->group);
	}
}

/* ---- the writer --------------------------------------------------------------- */

void finisher_push(struct finisher *finisher, struct group *group)
{
	lock(finisher);
	while (finisher->step != STEP_IDLE)
		wait(finisher);
	finisher->group = group;
	go_to(finisher, STEP_SIGN);
	unlock(finisher);
}

enum err finisher_wait_signed(struct finisher *finisher, struct group **failed)
{
	enum err err = ERR_OK;

	lock(finisher);
	while (finisher->step == STEP_SIGN)
		wait(finisher);
	if (finisher->step == STEP_FAILED) {
		err = finisher->err;
		*failed = finisher->group;
		go_to(finisher, STEP_IDLE);
	}
	unlock(finisher);
	return err;
}

void finisher_wait_idle(struct finisher *finisher)
{
	lock(finisher);
	while (finisher->step != STEP_IDLE)
		wait(finisher);
	unlock(finisher);
}

struct finisher *finisher_open(struct job_queue *queue)
{
	struct finisher *finisher = calloc(1, sizeof(*finisher));

	ensure(finisher != NULL);
	finisher->queue = queue;
	ensure(pthread_mutex_init(&finisher->lock, NULL) == 0);
	ensure(pthread_cond_init(&finisher->changed, NULL) == 0);
	ensure(pthread_create(&finisher->thread, NULL, finish_on, finisher) == 0);
	return finisher;
}

void finisher_close(struct finisher *finisher)
{
	if (finisher == NULL)
		return;
	finisher_wait_idle(finisher);
	lock(finisher);
	finisher->is_closing = true;
	go_to(finisher, STEP_IDLE);
	unlock(finisher);
	ensure(pthread_join(finisher->thread, NULL) == 0);
	ensure(pthread_cond_destroy(&finisher->changed) == 0);
	ensure(pthread_mutex_destroy(&finisher->lock) == 0);
	free(finisher);
}
