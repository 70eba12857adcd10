#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "month.h"
#include "store/backend.h"

/* A disk that fails, and takes writes again. */

#define TRIES 2000 /* of 10 ms */

static void wait_until_serving(struct world *world)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	unsigned tries = 0;

	while (!ledger_status(world->ledger).is_serving && tries++ < TRIES)
		(void)nanosleep(&pause, NULL);
	cr_assert(ledger_status(world->ledger).is_serving, "stopped by %s",
		  err_name(ledger_status(world->ledger).stopped_by));
}

static struct said enrolment(struct world *world, unsigned number)
{
	const char *name = arena_printf(&world->folder.arena, "centre-%u", number);
	struct speaker who = speaker_make(name, (uint8_t)(30 + number));
	struct said said = say_enrolment(&world->folder.arena, WORLD_ORIGIN,
					 &world->operator, & who);

	signing_key_free(who.key);
	return said;
}

Test(reopen, goes_on_when_the_checkpoint_can_be_written_again)
{
	struct said said;
	struct world w;

	world_make(&w, true);
	world_start(&w);
	said = enrolment(&w, 0);
	cr_assert_eq(mkdir(folder_file(&w.folder, "checkpoint.new"), 0700), 0);
	world_expect_refused(&w, &said, ERR_NOT_SERVING);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 1);
	cr_assert_eq(rmdir(folder_file(&w.folder, "checkpoint.new")), 0);
	wait_until_serving(&w);
	/* The store had taken it; now it is signed, too. */
	cr_assert_eq(ledger_status(w.ledger).tree_size, 2);
	world_expect_again(&w, &said, 1);
	said = enrolment(&w, 1);
	world_expect(&w, &said, 2);
	world_close(&w);
	cr_assert_eq(world_check(&w).size, 3);
	world_remove(&w);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit limit;

	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(reopen, goes_on_when_the_store_can_grow_again)
{
	struct answered *answered;
	struct stat status;
	struct said said;
	struct world w;
	unsigned number = 0;
	enum err err;

	world_make(&w, true);
	world_start(&w);
	cr_assert_eq(stat(folder_file(&w.folder, "store/data.mdb"), &status), 0);
	set_file_limit((rlim_t)status.st_size + 65536);
	do {
		said = enrolment(&w, number++);
		answered = world_say(&w, &said);
		err = answered->err;
		arena_release(&answered->arena);
	} while (err == ERR_OK && number < 200);
	cr_assert_eq(err, ERR_NOT_SERVING);
	set_file_limit(RLIM_INFINITY);
	wait_until_serving(&w);
	world_expect(&w, &said, number);
	world_close(&w);
	cr_assert_eq(world_check(&w).size, number + 1);
	world_remove(&w);
}

Test(reopen, not_beside_another_broker)
{
	const struct timespec pause = { .tv_nsec = 300000000 }; /* past an attempt */
	struct said said;
	struct world w;

	world_make(&w, true);
	world_start(&w);
	said = enrolment(&w, 0);
	cr_assert_eq(mkdir(folder_file(&w.folder, "checkpoint.new"), 0700), 0);
	world_expect_refused(&w, &said, ERR_NOT_SERVING);
	folder_write(&w.folder, "checkpoint", "somebody else's\n");
	cr_assert_eq(rmdir(folder_file(&w.folder, "checkpoint.new")), 0);
	while (ledger_status(w.ledger).stopped_by == ERR_IO)
		(void)nanosleep(&pause, NULL);
	cr_assert_eq(ledger_status(w.ledger).stopped_by, ERR_CHECKPOINT_CHANGED);
	cr_assert_not_null(strstr(world_events(&w), "not-reopened stopped "));
	world_remove(&w);
}

/* ---- a view that cannot be had after a commit ----------------------------------- */

static const struct store_backend *sound;
static _Atomic bool is_armed, is_failing;

static enum err fail_begin(struct store_view *view)
{
	if (!view->writing && atomic_exchange(&is_failing, false))
		return diag_error(view->diag, ERR_NO_MEMORY, diag_at(""), "no memory");
	return sound->begin(view);
}

static enum err fail_after_commit(struct store_view *view)
{
	enum err err = sound->commit(view);

	if (atomic_exchange(&is_armed, false))
		atomic_store(&is_failing, true);
	return err;
}

struct failing {
	struct store *log, *unread; /* may be the same */
	struct store_backend commits, begins;
};

/* The first view of a store after the next commit of the log cannot be had.  Nobody uses
 * the stores while their back ends are exchanged. */
static void arm(struct failing *failing, struct world *world)
{
	world_close(world);
	sound = failing->log->backend;
	failing->commits = *sound;
	failing->commits.commit = fail_after_commit;
	failing->log->backend = &failing->commits;
	failing->begins = *failing->unread->backend;
	failing->begins.begin = fail_begin;
	failing->unread->backend = &failing->begins;
	cr_assert_eq(world_open(world), ERR_OK);
	atomic_store(&is_armed, true);
}

static void disarm(struct failing *failing)
{
	failing->log->backend = sound;
	failing->unread->backend = sound;
}

Test(reopen, signs_what_was_committed_when_no_memory_was_left_to_sign)
{
	struct failing failing;
	struct said said;
	struct world w;

	world_make(&w, true);
	world_start(&w);
	said = enrolment(&w, 0);
	failing.log = w.log;
	failing.unread = w.log;
	arm(&failing, &w);
	world_expect_refused(&w, &said, ERR_NOT_SERVING);
	wait_until_serving(&w);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 2);
	world_expect_again(&w, &said, 1);
	world_close(&w);
	disarm(&failing);
	cr_assert_eq(world_check(&w).size, 2);
	world_remove(&w);
}

#define JANUARY_2026 672 /* months since January 1970 */

Test(reopen, destroys_what_was_redacted_when_no_memory_was_left_to_destroy_it)
{
	struct failing failing;
	struct said report, said;
	struct answered *again;
	struct month m;

	month_start(&m, true, 3);
	for (unsigned day = 1; day <= 3; day++) {
		month_skip(&m, month_after_day_ms(day));
		report = month_report(&m, day, "0 100 80");
		world_expect(&m.world, &report, m.next++);
	}
	m.next = ledger_status(m.world.ledger).tree_size;
	month_leap(&m, WORLD_T + 40 * WORLD_DAY_MS);
	month_leap(&m, WORLD_T + 100 * WORLD_DAY_MS);
	said = say_redaction(&m.world.folder.arena, WORLD_ORIGIN,
			     &m.world.operator, & m.agreed, JANUARY_2026);
	failing.log = m.world.log;
	failing.unread = m.world.content_keys;
	arm(&failing, &m.world);
	world_expect_refused(&m.world, &said, ERR_NOT_SERVING);
	wait_until_serving(&m.world);
	again = world_say(&m.world, &said);
	cr_assert_eq(again->err, ERR_OK);
	cr_assert(again->receipt.logged_before);
	arena_release(&again->arena);
	world_close(&m.world);
	disarm(&failing);
	cr_assert_eq(month_check(&m).erased_count, 3);
	world_remove(&m.world);
}
