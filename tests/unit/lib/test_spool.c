#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/spool.h"
#include "unit/lib/made.h"
#include "unit/lib/sleep.h"

struct fixture {
	struct arena arena;
	struct diag diag;
	const char *folder;
	struct spool spool;
	struct envelope envelopes[3];
	struct bytes receipt;
};

static void set_up(struct fixture *f)
{
	*f = (struct fixture){ .receipt = bytes_of_string("a receipt") };
	arena_init(&f->arena, 1 << 24);
	diag_init(&f->diag, &f->arena);
	f->folder = path_join(&f->arena, made_folder(&f->arena), "state");
	for (size_t i = 0; i < ARRAY_SIZE(f->envelopes); i++)
		f->envelopes[i] = made_acceptance(&f->arena, 1);
	cr_assert_eq(spool_open(&f->arena, f->folder, &f->spool, &f->diag), ERR_OK);
}

static void tear_down(struct fixture *f)
{
	spool_close(&f->spool);
	arena_release(&f->arena);
}

static struct spool_entry put(struct fixture *f, size_t i)
{
	struct spool_entry entry;

	cr_assert_eq(spool_put(&f->spool, &f->arena, &f->envelopes[i].content_id,
			       f->envelopes[i].received, &entry, &f->diag),
		     ERR_OK);
	return entry;
}

static struct spool_list waiting(struct fixture *f)
{
	struct spool_list list;

	cr_assert_eq(spool_waiting(&f->spool, &f->arena, &list, &f->diag), ERR_OK);
	return list;
}

static bool there(struct fixture *f, const char *folder, size_t i, const char *end)
{
	const char *id =
		hex_encode(&f->arena, digest_bytes(&f->envelopes[i].content_id));

	return access(arena_printf(&f->arena, "%s/%s/%s%s", f->folder, folder, id, end),
		      F_OK) == 0;
}

static void open_again(struct fixture *f)
{
	spool_close(&f->spool);
	cr_assert_eq(spool_open(&f->arena, f->folder, &f->spool, &f->diag), ERR_OK);
	cr_assert_eq(spool_recover(&f->spool, &f->arena, &f->diag), ERR_OK);
}

Test(spool, what_waits_comes_back_in_its_order_and_byte_by_byte)
{
	struct fixture f;
	struct spool_list list;
	struct bytes bytes;

	set_up(&f);
	(void)put(&f, 2);
	(void)put(&f, 0);
	open_again(&f);
	(void)put(&f, 1);
	list = waiting(&f);
	cr_assert_eq(list.count, 3);
	for (size_t i = 0; i < 3; i++) {
		static const size_t order[] = { 2, 0, 1 };
		const struct envelope *sent = &f.envelopes[order[i]];

		cr_expect(digest_equal(&list.entries[i].content_id, &sent->content_id));
		cr_assert_eq(spool_read(&f.spool, &f.arena, &list.entries[i], &bytes,
					&f.diag),
			     ERR_OK);
		cr_expect(bytes_equal(bytes, sent->received));
	}
	tear_down(&f);
}

Test(spool, a_logged_statement_lies_beside_its_receipt)
{
	struct fixture f;
	struct spool_entry entry;

	set_up(&f);
	entry = put(&f, 0);
	cr_assert_eq(spool_logged(&f.spool, &f.arena, &entry, f.receipt, &f.diag),
		     ERR_OK);
	cr_expect_eq(waiting(&f).count, 0);
	cr_expect(there(&f, "logged", 0, "") && there(&f, "logged", 0, ".receipt"));
	tear_down(&f);
}

static void count(void *context, struct bytes envelope)
{
	struct bytes *expected = context;

	cr_expect(bytes_equal(envelope, *expected));
	expected->len = 0;
}

Test(spool, what_was_refused_is_kept_and_not_sent_again)
{
	struct fixture f;
	struct spool_entry entry;
	struct bytes expected;

	set_up(&f);
	entry = put(&f, 0);
	expected = f.envelopes[0].received;
	cr_assert_eq(spool_refused(&f.spool, &f.arena, &entry, &f.diag), ERR_OK);
	cr_expect_eq(waiting(&f).count, 0);
	cr_assert_eq(spool_visit_refused(&f.spool, &f.arena, count, &expected, &f.diag),
		     ERR_OK);
	cr_expect_eq(expected.len, 0, "it was visited");
	tear_down(&f);
}

Test(spool, one_process_at_a_time)
{
	struct fixture f;
	struct spool other;

	set_up(&f);
	cr_expect_eq(spool_open(&f.arena, f.folder, &other, &f.diag), ERR_BUSY);
	spool_close(&f.spool);
	cr_expect_eq(spool_open(&f.arena, f.folder, &other, &f.diag), ERR_OK);
	spool_close(&other);
	arena_release(&f.arena);
}

static struct spool *released;

static void sleep_until_released(uint32_t wait_ms)
{
	sleep_not(wait_ms);
	if (sleeps == 3)
		spool_close(released);
}

Test(spool, another_process_is_waited_for_but_not_for_ever)
{
	struct fixture f;
	struct spool other;

	set_up(&f);
	cr_expect_eq(spool_open_in_turn(&f.arena, f.folder, sleep_not, &other, &f.diag),
		     ERR_BUSY);
	cr_expect_eq(sleeps, SPOOL_WAIT_MS / 100);
	sleeps = 0;
	released = &f.spool;
	cr_expect_eq(spool_open_in_turn(&f.arena, f.folder, sleep_until_released,
					&other, &f.diag),
		     ERR_OK);
	cr_expect_eq(sleeps, 3);
	spool_close(&other);
	arena_release(&f.arena);
}

Test(spool, a_file_that_was_changed_is_never_sent)
{
	struct fixture f;
	struct spool_entry entry;
	struct bytes bytes;
	const char *path;

	set_up(&f);
	entry = put(&f, 0);
	path = arena_printf(&f.arena, "%s/waiting/%s", f.folder, entry.name);
	cr_assert_eq(file_replace(&f.arena, path, f.envelopes[1].received, &f.diag),
		     ERR_OK);
	cr_expect_eq(spool_read(&f.spool, &f.arena, &entry, &bytes, &f.diag), ERR_IO);
	cr_assert_eq(file_replace(&f.arena, path, bytes_of_string("?"), &f.diag),
		     ERR_OK);
	cr_expect_eq(spool_read(&f.spool, &f.arena, &entry, &bytes, &f.diag), ERR_IO);
	tear_down(&f);
}

/* A process signs, and dies after so many of the steps. */
static void die_after(struct fixture *f, unsigned steps)
{
	struct spool_entry entry;
	int status;
	pid_t child;

	spool_close(&f->spool);
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		enum err e = spool_open(&f->arena, f->folder, &f->spool, &f->diag);

		if (e == ERR_OK)
			entry = put(f, 0);
		if (e == ERR_OK && steps == 2)
			e = file_replace(
				&f->arena,
				arena_printf(
					&f->arena, "%s/logged/%s.receipt", f->folder,
					hex_encode(&f->arena,
						   digest_bytes(&entry.content_id))),
				f->receipt, &f->diag);
		if (e == ERR_OK && steps == 3)
			e = spool_logged(&f->spool, &f->arena, &entry, f->receipt,
					 &f->diag);
		_exit(e == ERR_OK ? 0 : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0);
}

Test(spool, after_a_crash_before_the_receipt_the_same_bytes_wait)
{
	struct fixture f;
	struct spool_list list;
	struct bytes bytes;

	set_up(&f);
	die_after(&f, 1);
	open_again(&f);
	list = waiting(&f);
	cr_assert_eq(list.count, 1);
	cr_assert_eq(spool_read(&f.spool, &f.arena, &list.entries[0], &bytes, &f.diag),
		     ERR_OK);
	cr_expect(bytes_equal(bytes, f.envelopes[0].received));
	tear_down(&f);
}

Test(spool, after_a_crash_behind_the_receipt_nothing_waits)
{
	for (unsigned steps = 2; steps <= 3; steps++) {
		struct fixture f;

		set_up(&f);
		die_after(&f, steps);
		open_again(&f);
		cr_expect_eq(waiting(&f).count, 0, "after %u steps", steps);
		cr_expect(there(&f, "logged", 0, "") &&
			  there(&f, "logged", 0, ".receipt"));
		tear_down(&f);
	}
}

Test(spool, half_a_file_is_nothing_that_was_signed)
{
	struct fixture f;
	const char *path;

	set_up(&f);
	path = arena_printf(&f.arena, "%s/waiting/%s", f.folder,
			    "0000000000000001-00.abcdef.part");
	cr_assert_eq(file_replace(&f.arena, path, bytes_of_string("half"), &f.diag),
		     ERR_OK);
	open_again(&f);
	cr_expect_eq(waiting(&f).count, 0);
	tear_down(&f);
}
