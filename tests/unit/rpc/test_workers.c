#include <criterion/criterion.h>
#include <pthread.h>

#include "rpc/workers.h"

struct counted {
	struct job job; /* first: a job is its struct */
	struct counter *counter;
	int number;
};

struct counter {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int running;
	int done;
	int last;
	bool in_order;
	bool may_end;
};

static void counter_init(struct counter *counter)
{
	*counter = (struct counter){ .in_order = true };
	(void)pthread_mutex_init(&counter->lock, NULL);
	(void)pthread_cond_init(&counter->changed, NULL);
}

/* Waits until it may end. */
static void run(struct job *job)
{
	struct counted *counted = (struct counted *)(void *)job;
	struct counter *counter = counted->counter;

	(void)pthread_mutex_lock(&counter->lock);
	counter->running++;
	(void)pthread_cond_broadcast(&counter->changed);
	while (!counter->may_end)
		(void)pthread_cond_wait(&counter->changed, &counter->lock);
	counter->done++;
	counter->in_order &= counted->number > counter->last;
	counter->last = counted->number;
	(void)pthread_mutex_unlock(&counter->lock);
}

static void wait_running(struct counter *counter, int wanted)
{
	(void)pthread_mutex_lock(&counter->lock);
	while (counter->running < wanted)
		(void)pthread_cond_wait(&counter->changed, &counter->lock);
	(void)pthread_mutex_unlock(&counter->lock);
}

static void let_end(struct counter *counter)
{
	(void)pthread_mutex_lock(&counter->lock);
	counter->may_end = true;
	(void)pthread_cond_broadcast(&counter->changed);
	(void)pthread_mutex_unlock(&counter->lock);
}

Test(workers, runs_in_order_and_ends_only_when_all_is_done)
{
	struct workers *workers = workers_open(1, 100);
	struct counted jobs[100];
	struct counter counter;

	counter_init(&counter);
	counter.may_end = true;
	for (int i = 0; i < 100; i++) {
		jobs[i] = (struct counted){ { .run = run }, &counter, i + 1 };
		cr_assert(workers_offer(workers, &jobs[i].job));
	}
	workers_close(workers);
	cr_expect_eq(counter.done, 100);
	cr_expect(counter.in_order);
}

Test(workers, takes_no_more_than_may_wait)
{
	struct workers *workers = workers_open(1, 2);
	struct counted jobs[4];
	struct counter counter;

	counter_init(&counter);
	for (int i = 0; i < 4; i++)
		jobs[i] = (struct counted){ { .run = run }, &counter, i + 1 };
	cr_assert(workers_offer(workers, &jobs[0].job));
	wait_running(&counter, 1); /* and so waits no more */
	cr_expect(workers_offer(workers, &jobs[1].job));
	cr_expect(workers_offer(workers, &jobs[2].job));
	cr_expect_not(workers_offer(workers, &jobs[3].job));
	let_end(&counter);
	wait_running(&counter, 3);
	cr_expect(workers_offer(workers, &jobs[3].job));
	workers_close(workers);
	cr_expect_eq(counter.done, 4);
	cr_expect(counter.in_order);
}

Test(workers, serve_lanes_in_turns)
{
	struct workers *workers = workers_open(1, 10);
	/* Numbers are the order in which they are to run. */
	struct counted jobs[] = {
		{ .number = 1 },
		{ .job.lane = 1, .number = 2 },
		{ .job.lane = 1, .number = 5 },
		{ .job.lane = 1, .number = 7 },
		{ .job.lane = 2, .number = 3 },
		{ .job.lane = 2, .number = 6 },
		{ .job.lane = 3, .number = 4 },
	};
	struct counter counter;

	counter_init(&counter);
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		jobs[i].job.run = run;
		jobs[i].counter = &counter;
		cr_assert(workers_offer(workers, &jobs[i].job));
		if (i == 0)
			wait_running(&counter, 1); /* the others wait */
	}
	let_end(&counter);
	workers_close(workers);
	cr_expect_eq(counter.done, 7);
	cr_expect(counter.in_order);
}

Test(workers, take_a_first_job_also_when_others_fill_the_room)
{
	struct workers *workers = workers_open(1, 2);
	const uintptr_t lanes[] = { 1, 1, 1, 1, 2, 2 };
	const bool taken[] = { true, true, true, false, true, false };
	struct counted jobs[6];
	struct counter counter;

	counter_init(&counter);
	counter.in_order = true;
	for (int i = 0; i < 6; i++) {
		jobs[i] = (struct counted){ { .run = run, .lane = lanes[i] },
					    &counter,
					    i + 1 };
		cr_expect_eq(workers_offer(workers, &jobs[i].job), taken[i], "%d", i);
		if (i == 0)
			wait_running(&counter, 1);
	}
	let_end(&counter);
	workers_close(workers);
	cr_expect_eq(counter.done, 4);
}

Test(workers, run_side_by_side)
{
	struct workers *workers = workers_open(3, 3);
	struct counted jobs[3];
	struct counter counter;

	counter_init(&counter);
	for (int i = 0; i < 3; i++) {
		jobs[i] = (struct counted){ { .run = run }, &counter, i + 1 };
		cr_assert(workers_offer(workers, &jobs[i].job));
	}
	wait_running(&counter, 3); /* none has ended */
	let_end(&counter);
	workers_close(workers);
	cr_expect_eq(counter.done, 3);
}

Test(workers, none_are_closed_without_harm)
{
	workers_close(NULL);
}
