#include <dirent.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "ledger/foreseer.h"
#include "month.h"

/* Every period is foreseen in these worlds, however small (world_options()). */

static uint64_t foreseen_count(struct month *m)
{
	struct ledger_figures figures;

	ledger_figures(m->world.ledger, &figures);
	return figures.foreseen_count;
}

/* Three days, of which the last is not reported yet. */
static void start(struct month *m, bool on_disk)
{
	month_start(m, on_disk, 3);
	month_report_days(m, 2);
	month_skip(m, month_after_day_ms(3));
}

Test(foreseer, judges_a_period_before_its_last_report_is_entered)
{
	struct said said;
	struct month m;

	start(&m, true);
	cr_expect_eq(foreseen_count(&m), 0);
	said = month_report(&m, 3, "0 100 60");
	world_expect(&m.world, &said, m.next);
	cr_expect_eq(foreseen_count(&m), 1);
	cr_assert_eq(month_last_index(&m), m.next + 1);
	cr_expect_eq(month_outcome(&m, m.next + 1)->cause, m.next);
	cr_expect_eq(month_outcome(&m, m.next + 1)->n_periods, 1);
	world_expect_again(&m.world, &said, m.next);
	cr_expect_eq(foreseen_count(&m), 1, "a duplicate completes nothing");
	cr_expect_eq(month_check(&m).outcome_count, 1);
	world_remove(&m.world);
}

/* What stands behind it in the lane waits; another's does not, and is told apart. */
Test(foreseer, keeps_the_order_of_an_organisation)
{
	struct speaker third = speaker_make("third", 20);
	struct answered answers[4];
	struct said said[4];
	struct month m;

	start(&m, false);
	said[0] = month_report(&m, 3, "0 100 60");
	said[1] = said[0];
	said[2] = say_enrolment(&m.world.folder.arena, WORLD_ORIGIN,
				&m.world.operator, & third);
	said[3] = said[0];
	world_say_all(&m.world, said, 4, answers);
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(answers[i].err, ERR_OK);
	cr_expect_not(answers[0].receipt.logged_before);
	cr_expect(answers[1].receipt.logged_before);
	cr_expect(answers[3].receipt.logged_before);
	cr_expect_eq(answers[1].receipt.index, answers[0].receipt.index);
	cr_expect_eq(foreseen_count(&m), 1);
	for (size_t i = 0; i < 4; i++)
		arena_release(&answers[i].arena);
	signing_key_free(third.key);
	world_remove(&m.world);
}

/* A sanitizer brings an allocator of its own, which stands in no test's way. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
	!defined(__clang__)
#define REFUSALS_MAX 100

static atomic_size_t refused_bytes;
static atomic_size_t refusals;

void *__libc_calloc(size_t count, size_t size);

void *calloc(size_t count, size_t size)
{
	if (count * size == 0 || count * size != refused_bytes ||
	    refusals >= REFUSALS_MAX)
		return __libc_calloc(count, size);
	refusals++;
	return NULL;
}

/* Valgrind, too, has an allocator of its own. */
static bool can_refuse(void)
{
	void *volatile refused;

	refused_bytes = sizeof(struct foresight);
	refused = calloc(1, sizeof(struct foresight));
	refused_bytes = 0;
	refusals = 0;
	if (refused == NULL)
		return true;
	free(refused);
	return false;
}

Test(foreseer, without_memory_leaves_a_report_once)
{
	struct said said;
	struct month m;

	if (!can_refuse())
		cr_skip("the allocator is not ours");
	start(&m, false);
	said = month_report(&m, 3, "0 100 60");
	refused_bytes = sizeof(struct foresight);
	world_expect(&m.world, &said, m.next);
	refused_bytes = 0;
	cr_expect_eq(refusals, 1);
	cr_expect_eq(foreseen_count(&m), 1);
	cr_expect_eq(month_outcome(&m, m.next + 1)->n_periods, 1);
	world_expect_again(&m.world, &said, m.next);
	world_remove(&m.world);
}
#endif

static void note_answer(struct ledger_submission *submission, enum err err,
			const struct ledger_receipt *receipt)
{
	enum err *answer = submission->context;

	(void)receipt;
	*answer = err;
}

Test(foreseer, answers_what_it_holds_before_the_ledger_is_closed)
{
	struct ledger_submission submission = { .done = note_answer };
	enum err answer = ERR_INTERNAL;
	struct said said;
	struct month m;

	start(&m, true);
	said = month_report(&m, 3, "0 100 60");
	submission.envelope = &said.envelope;
	submission.statement = said.statement;
	submission.lane = "nordcall";
	submission.diag = &m.world.folder.diag;
	submission.context = &answer;
	cr_assert_eq(ledger_submit(m.world.ledger, &submission), ERR_OK);
	world_restart(&m.world);
	cr_expect_eq(answer, ERR_OK);
	cr_expect_eq(month_last_index(&m), m.next + 1);
	cr_assert_eq(ledger_submit(m.world.ledger, &submission), ERR_OK, "and again");
	world_restart(&m.world);
	cr_expect_eq(answer, ERR_OK);
	cr_expect_eq(month_last_index(&m), m.next + 1);
	world_remove(&m.world);
}

/* Threads of this process that give way to this one. */
static size_t count_behind(void)
{
	int own = getpriority(PRIO_PROCESS, 0);
	DIR *threads = opendir("/proc/self/task");
	const struct dirent *thread;
	size_t count = 0;

	cr_assert_not_null(threads);
	while ((thread = readdir(threads)) != NULL) {
		long id = strtol(thread->d_name, NULL, 10);

		if (id > 0 && getpriority(PRIO_PROCESS, (id_t)id) > own)
			count++;
	}
	(void)closedir(threads);
	return count;
}

Test(foreseer, gives_way_to_all_others)
{
	struct said said;
	struct month m;

	start(&m, false);
	said = month_report(&m, 3, "0 100 60");
	world_expect(&m.world, &said, m.next);
	cr_expect_eq(count_behind(), 1);
	world_remove(&m.world);
}
