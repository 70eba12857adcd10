#include <criterion/criterion.h>
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>

#include "base/attribute.h"
#include "ledger/job_queue.h"

struct named_job {
	struct job job;
	char lane;
	unsigned number;
};

struct fixture {
	struct arena arena;
	struct diag diag;
	struct job_queue *queue;
	struct named_job jobs[400];
	unsigned pushed;
};

static void start(struct fixture *f, size_t lane_max, size_t all_max)
{
	arena_init(&f->arena, 1 << 20);
	diag_init(&f->diag, &f->arena);
	f->pushed = 0;
	cr_assert_eq(job_queue_open(&(struct job_limits){ lane_max, all_max },
				    &f->queue, &f->diag),
		     ERR_OK);
}

static void end(struct fixture *f)
{
	job_queue_close(f->queue);
	arena_release(&f->arena);
}

/* Of the lane "a": 'a', or 'A' for a job that counts as four. */
static enum err push(struct fixture *f, char lane)
{
	struct named_job *job = &f->jobs[f->pushed];
	char name[] = { (char)tolower(lane), '\0' };

	*job = (struct named_job){ .job.more = isupper(lane) ? 3 : 0,
				   .lane = lane,
				   .number = f->pushed++ };
	return job_queue_push(f->queue, name, &job->job, &f->diag);
}

static void push_all(struct fixture *f, const char *lanes)
{
	for (; *lanes != '\0'; lanes++)
		cr_assert_eq(push(f, *lanes), ERR_OK);
}

/* A whole group.  How many it has. */
static size_t take_group(struct job_queue *queue, struct job **out, size_t max)
{
	size_t count = 0;

	job_queue_begin(queue, max);
	while ((out[count] = job_queue_next(queue)) != NULL)
		count++;
	return count;
}

/* The lanes of what is taken, as text; numbers must ascend in each lane. */
static const char *taken(struct fixture *f, size_t max)
{
	struct job *out[401];
	char *text = arena_alloc(&f->arena, 401);
	size_t count = take_group(f->queue, out, max);

	for (size_t i = 0; i < count; i++) {
		const struct named_job *job = (const struct named_job *)out[i];

		text[i] = job->lane;
		for (size_t k = 0; k < i; k++) {
			const struct named_job *before =
				(const struct named_job *)out[k];

			cr_assert(before->lane != job->lane ||
				  before->number < job->number);
		}
	}
	return text;
}

Test(job_queue, gives_each_lane_its_turn)
{
	struct fixture f;

	start(&f, 100, 1000);
	push_all(&f, "aaaaabbc");
	cr_assert_str_eq(taken(&f, 128), "abcabaa");
	cr_assert_str_eq(taken(&f, 128), "a");
	cr_assert_str_eq(taken(&f, 16), "");
	end(&f);
}

Test(job_queue, gives_one_lane_at_most_a_quarter)
{
	struct fixture f;

	start(&f, 100, 1000);
	push_all(&f, "aaaaaaaaaa");
	cr_assert_str_eq(taken(&f, 8), "aa");
	cr_assert_str_eq(taken(&f, 2), "a");
	cr_assert_str_eq(taken(&f, 40), "aaaaaaa");
	end(&f);
}

/* Again and again from the same jobs, of which few wait at a time. */
static void flood(struct fixture *f, char lane, unsigned count)
{
	f->pushed %= 300;
	for (unsigned i = 0; i < count; i++)
		cr_assert_eq(push(f, lane), ERR_OK);
}

Test(job_queue, gives_one_that_floods_little_while_others_are_about)
{
	struct fixture f;

	start(&f, 300, 1000);
	flood(&f, 'a', 40);
	push_all(&f, "b");
	cr_assert_str_eq(taken(&f, 128), "aba");
	/* He may come back. */
	for (unsigned i = 1; i < 1024; i++) {
		cr_assert_str_eq(taken(&f, 128), "aa");
		flood(&f, 'a', 2);
	}
	cr_assert_str_eq(taken(&f, 16), "aaaa");
	push_all(&f, "b");
	cr_assert_str_eq(taken(&f, 128), "baa");
	while (job_queue_count(f.queue) > 0)
		(void)taken(&f, 400);
	end(&f);
}

Test(job_queue, gives_each_more_where_several_have_much)
{
	static const struct {
		const char *pushed, *taken;
	} rows[] = {
		{ "aaaaaac", "aca" },
		{ "aaaaaabbbbbbc", "abcababab" },
		{ "aaaaaaaabbbbbbbbccccccccdddddddde",
		  "abcdeabcdabcdabcdabcdabcdabcdabcd" },
		/* no more than a sixteenth, however many they are */
		{ "aaaaaaaaabbbbbbbbbcccccccccdddddddddeeeeeeeee",
		  "abcdeabcdeabcdeabcdeabcdeabcdeabcdeabcde" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture f;

		start(&f, 300, 1000);
		push_all(&f, rows[i].pushed);
		cr_expect_str_eq(taken(&f, 128), rows[i].taken);
		while (job_queue_count(f.queue) > 0)
			(void)taken(&f, 400);
		end(&f);
	}
}

Test(job_queue, counts_a_long_job_as_several)
{
	static const struct {
		const char *pushed;
		size_t max;
		const char *taken;
	} rows[] = {
		/* a lane has four of a group, or ten where it is alone */
		{ "AAAAbbbbbc", 128, "Abcbbb" },
		{ "aAAAbbbbbc", 128, "abcAbbb" },
		{ "AAAAAA", 40, "AAA" },
		/* nobody has none */
		{ "Abcdef", 16, "Abcdef" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fixture f;

		start(&f, 300, 1000);
		push_all(&f, rows[i].pushed);
		cr_expect_str_eq(taken(&f, rows[i].max), rows[i].taken);
		while (job_queue_count(f.queue) > 0)
			(void)taken(&f, 400);
		end(&f);
	}
}

/* The lane of the group's next job, '-' for none. */
static char next_lane(struct fixture *f)
{
	const struct named_job *job =
		(const struct named_job *)job_queue_next(f->queue);

	return job == NULL ? '-' : job->lane;
}

Test(job_queue, lets_what_comes_meanwhile_into_the_group)
{
	struct fixture f;

	start(&f, 300, 1000);
	push_all(&f, "aaaaaaaa");
	job_queue_begin(f.queue, 128);
	for (unsigned i = 0; i < 5; i++)
		cr_assert_eq(next_lane(&f), 'a');
	/* One that was alone has had its part as soon as others are there. */
	push_all(&f, "b");
	cr_assert_eq(next_lane(&f), 'b');
	push_all(&f, "b");
	cr_assert_eq(next_lane(&f), 'b');
	push_all(&f, "b");
	cr_assert_eq(next_lane(&f), '-');
	cr_assert_str_eq(taken(&f, 128), "aba");
	cr_assert_str_eq(taken(&f, 128), "a");
	end(&f);
}

Test(job_queue, ends_a_group_early_that_was_much_work)
{
	struct fixture f;

	start(&f, 300, 1000);
	push_all(&f, "aaaaabbbbbc");
	job_queue_begin(f.queue, 128);
	cr_assert_eq(next_lane(&f), 'a');
	job_queue_charge(f.queue, 22);
	cr_assert_eq(next_lane(&f), 'b');
	cr_assert_eq(next_lane(&f), '-');
	cr_assert_str_eq(taken(&f, 128), "cabababab", "it goes on from there");
	push_all(&f, "a");
	job_queue_begin(f.queue, 128);
	cr_assert_eq(next_lane(&f), 'a');
	job_queue_charge(f.queue, 1000);
	cr_assert_eq(next_lane(&f), '-');
	end(&f);
}

Test(job_queue, goes_on_where_the_last_group_stopped)
{
	struct fixture f;

	start(&f, 100, 1000);
	push_all(&f, "aaabbbcccddd");
	cr_assert_str_eq(taken(&f, 4), "abcd");
	push_all(&f, "eee");
	cr_assert_str_eq(taken(&f, 2), "ab");
	cr_assert_str_eq(taken(&f, 64), "cdeabcdee");
	cr_assert_str_eq(taken(&f, 8), "");
	end(&f);
}

Test(job_queue, is_bounded_by_lane_and_in_all)
{
	struct fixture f;

	start(&f, 3, 5);
	push_all(&f, "aaa");
	cr_assert_eq(push(&f, 'a'), ERR_QUEUE_FULL);
	push_all(&f, "bb");
	cr_assert_eq(push(&f, 'b'), ERR_QUEUE_FULL);
	cr_assert_eq(job_queue_count(f.queue), 5);
	/* Who has nothing waiting is not kept out by those who have. */
	push_all(&f, "c");
	cr_assert_eq(push(&f, 'c'), ERR_QUEUE_FULL);
	cr_assert_str_eq(taken(&f, 128), "abcaba");
	push_all(&f, "ac");
	cr_assert_str_eq(taken(&f, 80), "ac");
	end(&f);
}

Test(job_queue, takes_in_several_in_their_order_and_says_which_not)
{
	struct job_push pushes[4];
	struct fixture f;

	start(&f, 2, 1000);
	for (unsigned i = 0; i < 4; i++) {
		f.jobs[i] = (struct named_job){ .lane = "aaba"[i], .number = i };
		pushes[i] = (struct job_push){ .lane = i == 2 ? "b" : "a",
					       .job = &f.jobs[i].job,
					       .diag = &f.diag };
	}
	job_queue_push_all(f.queue, pushes, 4);
	cr_expect_eq(pushes[0].err, ERR_OK);
	cr_expect_eq(pushes[1].err, ERR_OK);
	cr_expect_eq(pushes[2].err, ERR_OK);
	cr_expect_eq(pushes[3].err, ERR_QUEUE_FULL);
	cr_assert_str_eq(taken(&f, 128), "aba");
	end(&f);
}

Test(job_queue, holds_many_lanes)
{
	struct job *out[300];
	struct named_job jobs[300] = { { .lane = 0 } };
	struct fixture f;

	start(&f, 3, 1000);
	for (unsigned i = 0; i < 300; i++) {
		char name[16];

		snprintf(name, sizeof(name), "lane-%u", i);
		jobs[i].number = i;
		cr_assert_eq(job_queue_push(f.queue, name, &jobs[i].job, &f.diag),
			     ERR_OK);
	}
	cr_assert_eq(take_group(f.queue, out, 256), 256);
	for (unsigned i = 0; i < 256; i++)
		cr_assert_eq(out[i], &jobs[i].job);
	cr_assert_eq(take_group(f.queue, out, 256), 44);
	end(&f);
}

Test(job_queue, waits_no_longer_than_it_must)
{
	struct fixture f;

	start(&f, 3, 5);
	cr_assert(job_queue_wait(f.queue, 0));
	job_queue_wake(f.queue);
	cr_assert(job_queue_wait(f.queue, 1000000000), "a wake is not lost");
	push_all(&f, "a");
	cr_assert(job_queue_wait(f.queue, 1000000000));
	job_queue_stop(f.queue);
	cr_assert(job_queue_wait(f.queue, 1000000000), "what waits is still given");
	cr_assert_eq(push(&f, 'b'), ERR_NOT_SERVING);
	cr_assert_str_eq(taken(&f, 4), "a");
	cr_assert_not(job_queue_wait(f.queue, 1000000000));
	end(&f);
}

/* Jobs of "bab" as one group; the last one given out, b's second, is held. */
static void hold_second_of_b(struct fixture *f)
{
	struct job *job;

	push_all(f, "babb");
	job_queue_begin(f->queue, 128);
	(void)job_queue_next(f->queue);
	(void)job_queue_next(f->queue);
	job = job_queue_next(f->queue);
	cr_assert_eq(job, &f->jobs[2].job);
	job_queue_hold(f->queue, job);
}

Test(job_queue, gives_nothing_of_a_lane_that_is_held)
{
	struct fixture f;

	start(&f, 100, 1000);
	hold_second_of_b(&f);
	cr_assert_null(job_queue_next(f.queue));
	cr_assert_eq(job_queue_count(f.queue), 2);
	push_all(&f, "ba");
	cr_assert_str_eq(taken(&f, 128), "a");
	cr_assert_str_eq(taken(&f, 128), "");
	job_queue_release(f.queue, "b");
	cr_assert_str_eq(taken(&f, 256), "bbb", "in their order");
	end(&f);
}

Test(job_queue, holds_the_only_job_of_a_lane)
{
	struct fixture f;
	struct job *job;

	start(&f, 100, 1000);
	push_all(&f, "a");
	job_queue_begin(f.queue, 128);
	job = job_queue_next(f.queue);
	job_queue_hold(f.queue, job);
	push_all(&f, "a");
	cr_assert_str_eq(taken(&f, 128), "");
	job_queue_release(f.queue, "a");
	cr_assert_str_eq(taken(&f, 128), "aa");
	end(&f);
}

static void *release_b(void *context)
{
	job_queue_release(context, "b");
	return NULL;
}

Test(job_queue, waits_until_what_is_held_is_released)
{
	struct fixture f;
	pthread_t thread;

	start(&f, 100, 1000);
	hold_second_of_b(&f);
	cr_assert(job_queue_wait(f.queue, 1), "the time is over, nothing else");
	cr_assert_str_eq(taken(&f, 128), "");
	job_queue_stop(f.queue);
	cr_assert_eq(pthread_create(&thread, NULL, release_b, f.queue), 0);
	cr_assert(job_queue_wait(f.queue, 1000000000));
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cr_assert_str_eq(taken(&f, 128), "bb");
	cr_assert_not(job_queue_wait(f.queue, 1000000000));
	end(&f);
}

#define PUSHERS        4
#define JOBS_OF_PUSHER 90

struct pusher {
	struct fixture *fixture;
	struct named_job *jobs;
	char lane;
};

static void *push_many(void *context)
{
	struct pusher *pusher = context;
	char name[] = { pusher->lane, '\0' };
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 16);
	diag_init(&diag, &arena);
	for (unsigned i = 0; i < JOBS_OF_PUSHER; i++) {
		pusher->jobs[i] =
			(struct named_job){ .lane = pusher->lane, .number = i };
		cr_assert_eq(job_queue_push(pusher->fixture->queue, name,
					    &pusher->jobs[i].job, &diag),
			     ERR_OK);
	}
	arena_release(&arena);
	return NULL;
}

Test(job_queue, takes_from_many_threads_each_in_order)
{
	struct pusher pushers[PUSHERS];
	pthread_t threads[PUSHERS];
	unsigned next[PUSHERS] = { 0 };
	struct job *out[65];
	struct fixture f;
	size_t count = 0;

	start(&f, 1000, 1000);
	for (unsigned i = 0; i < PUSHERS; i++) {
		pushers[i] = (struct pusher){ &f, &f.jobs[i * JOBS_OF_PUSHER],
					      (char)('a' + i) };
		cr_assert_eq(pthread_create(&threads[i], NULL, push_many, &pushers[i]),
			     0);
	}
	while (count < PUSHERS * JOBS_OF_PUSHER) {
		cr_assert(job_queue_wait(f.queue, 1000000000));
		for (size_t n = take_group(f.queue, out, 64), i = 0; i < n; i++) {
			const struct named_job *job = (const struct named_job *)out[i];

			cr_assert_eq(job->number, next[job->lane - 'a']++);
			count++;
		}
	}
	for (unsigned i = 0; i < PUSHERS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	end(&f);
}
