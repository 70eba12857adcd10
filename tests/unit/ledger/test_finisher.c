#include <sys/stat.h>
#include <time.h>

#include "world.h"

/* A group is signed and answered while the next one is decided and written. */

#define TRIES 6000 /* of 10 ms */

/* Statements in flight: two groups of two, since one alone is not handed on, and one; the
 * first one's answer is held up. */
#define FLYING 5

struct flight {
	struct world world;
	struct said said[FLYING];
	struct ledger_submission submissions[FLYING];
	struct answered answers[FLYING];
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_open; /* the first one's answer goes on */
	size_t order[FLYING];
	size_t answered_count;
};

static void keep_answer(struct ledger_submission *submission, enum err err,
			const struct ledger_receipt *receipt)
{
	struct flight *flight = submission->context;
	size_t place = (size_t)(submission - flight->submissions);

	flight->answers[place].err = err;
	if (receipt != NULL)
		flight->answers[place].receipt.index = receipt->index;
	pthread_mutex_lock(&flight->lock);
	flight->order[flight->answered_count++] = place;
	pthread_cond_broadcast(&flight->changed);
	while (place == 0 && !flight->is_open)
		pthread_cond_wait(&flight->changed, &flight->lock);
	pthread_mutex_unlock(&flight->lock);
}

static void submit(struct flight *flight, size_t first, size_t count)
{
	struct ledger_submission *list[FLYING];
	enum err errs[FLYING];

	for (size_t i = first; i < first + count; i++) {
		struct answered *answered = &flight->answers[i];
		struct said *said = &flight->said[i];

		arena_init(&answered->arena, 1 << 20);
		diag_init(&answered->diag, &answered->arena);
		flight->submissions[i] = (struct ledger_submission){
			.envelope = &said->envelope,
			.lane = said->statement->issuer,
			.statement = said->statement,
			.diag = &answered->diag,
			.done = keep_answer,
			.context = flight,
		};
		list[i - first] = &flight->submissions[i];
	}
	ledger_submit_all(flight->world.ledger, list, count, errs);
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(errs[i], ERR_OK);
}

static void wait_answered(struct flight *flight, size_t count)
{
	pthread_mutex_lock(&flight->lock);
	while (flight->answered_count < count)
		pthread_cond_wait(&flight->changed, &flight->lock);
	pthread_mutex_unlock(&flight->lock);
}

static void let_on(struct flight *flight)
{
	pthread_mutex_lock(&flight->lock);
	flight->is_open = true;
	pthread_cond_broadcast(&flight->changed);
	pthread_mutex_unlock(&flight->lock);
}

static uint64_t stored_size(struct flight *flight)
{
	struct store_view *view;
	struct log_head head;
	struct arena arena;
	struct diag diag;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	cr_assert_eq(store_read_begin(flight->world.log, &diag, &view), ERR_OK);
	cr_assert_eq(log_head_read(view, &arena, &head, &diag), ERR_OK);
	store_read_end(view);
	arena_release(&arena);
	return head.edge.size;
}

static void wait_stored(struct flight *flight, uint64_t size)
{
	const struct timespec pause = { .tv_nsec = 10000000 };

	for (unsigned tries = 0; stored_size(flight) < size && tries < TRIES; tries++)
		(void)nanosleep(&pause, NULL);
	cr_assert_eq(stored_size(flight), size);
}

/* Two are in the log and signed, their answers under way; the next two are in the store. */
static void take_off(struct flight *flight)
{
	pthread_mutex_init(&flight->lock, NULL);
	pthread_cond_init(&flight->changed, NULL);
	world_make(&flight->world, true);
	world_start(&flight->world);
	for (size_t i = 0; i < FLYING; i++) {
		struct speaker who = speaker_make(
			arena_printf(&flight->world.folder.arena, "centre-%zu", i),
			(uint8_t)(30 + i));

		flight->said[i] =
			say_enrolment(&flight->world.folder.arena, WORLD_ORIGIN,
				      &flight->world.operator, & who);
		signing_key_free(who.key);
	}
	submit(flight, 0, 2);
	wait_answered(flight, 1);
	submit(flight, 2, 2);
	wait_stored(flight, 5);
}

static void land(struct flight *flight)
{
	world_close(&flight->world);
	for (size_t i = 0; i < FLYING; i++)
		arena_release(&flight->answers[i].arena);
	cr_assert_eq(world_check(&flight->world).size, 6);
	world_remove(&flight->world);
}

Test(finisher, answers_a_group_while_the_next_is_written)
{
	struct flight f = { .is_open = false };

	take_off(&f);
	cr_assert_eq(f.answered_count, 1);
	cr_assert_eq(ledger_status(f.world.ledger).tree_size, 3,
		     "what is not signed yet is not told");
	let_on(&f);
	submit(&f, 4, 1);
	wait_answered(&f, 5);
	for (size_t i = 0; i < FLYING; i++) {
		cr_assert_eq(f.order[i], i);
		cr_assert_eq(f.answers[i].err, ERR_OK);
		cr_assert_eq(f.answers[i].receipt.index, i + 1);
	}
	land(&f);
}

Test(finisher, lets_nothing_be_written_on_what_is_not_signed)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	struct flight f = { .is_open = false };

	take_off(&f);
	cr_assert_eq(mkdir(folder_file(&f.world.folder, "checkpoint.new"), 0700), 0);
	submit(&f, 4, 1);
	let_on(&f);
	wait_answered(&f, 5);
	cr_assert_eq(f.answers[1].err, ERR_OK);
	cr_assert_eq(f.answers[2].err, ERR_NOT_SERVING);
	cr_assert_eq(f.answers[3].err, ERR_NOT_SERVING);
	cr_assert_eq(f.answers[4].err, ERR_NOT_SERVING);
	cr_assert_eq(f.order[2], 2);
	cr_assert_eq(ledger_status(f.world.ledger).tree_size, 3);
	cr_assert_eq(stored_size(&f), 5);
	cr_assert_eq(rmdir(folder_file(&f.world.folder, "checkpoint.new")), 0);
	for (unsigned i = 0; !ledger_status(f.world.ledger).is_serving && i < TRIES;
	     i++)
		(void)nanosleep(&pause, NULL);
	cr_assert_eq(strncmp(world_events(&f.world), "stopped ", 8), 0);
	world_expect_again(&f.world, &f.said[2], 3);
	world_expect_again(&f.world, &f.said[3], 4);
	world_expect(&f.world, &f.said[4], 5);
	land(&f);
}
