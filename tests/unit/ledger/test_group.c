#include <stdatomic.h>
#include <sys/resource.h>

#include "ledger/log_time.h"
#include "ledger/quarantine.h"
#include "month.h"
#include "store/backend.h"

/* What goes wrong with one statement, or with the disk, and what becomes of the others. */

/* Takes the terms out of the store: whoever decides about the contract next finds an
 * invariant broken. */
static void lose_terms(struct month *m)
{
	struct version_place place = { m->agreed.contract_id,
				       m->agreed.version_id.bytes };
	struct row_key key = terms_row_key(&place);
	struct store_put put = {
		STORE_DELETE, TABLE_ROWS, row_key_bytes(&key), { NULL, 0 }
	};
	struct store_write *write;

	world_close(&m->world);
	cr_assert_eq(store_write_begin(m->world.log, &m->world.folder.diag, &write),
		     ERR_OK);
	cr_assert_eq(store_put_many(write, &put, 1), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
	cr_assert_eq(world_open(&m->world), ERR_OK);
}

Test(group, sets_a_statement_aside_that_breaks_an_invariant)
{
	struct speaker third = speaker_make("third", 20);
	struct answered answers[3];
	struct said said[3];
	struct ledger_figures figures;
	struct month m;

	month_start(&m, true, 3);
	month_skip(&m, month_after_day_ms(1));
	lose_terms(&m);
	said[0] = say_enrolment(&m.world.folder.arena, WORLD_ORIGIN,
				&m.world.operator, & third);
	said[1] = month_report(&m, 1, "0 100 95");
	said[2] = said[0];
	world_say_all(&m.world, said, 3, answers);
	cr_assert_eq(answers[0].err, ERR_OK);
	cr_assert_eq(answers[0].receipt.index, m.next);
	cr_assert_eq(answers[1].err, ERR_INTERNAL);
	cr_assert_eq(answers[2].err, ERR_OK);
	cr_assert(answers[2].receipt.logged_before);
	cr_assert_eq(ledger_status(m.world.ledger).tree_size, m.next + 1);
	cr_assert(ledger_status(m.world.ledger).is_serving);
	cr_assert_str_eq(world_events(&m.world), "quarantine ");
	cr_assert_eq(
		strspn(folder_read(&m.world.folder, "quarantine"), "0123456789abcdef"),
		64);
	/* It is not tried again, now or after a restart. */
	world_expect_refused(&m.world, &said[1], ERR_INTERNAL);
	world_restart(&m.world);
	world_expect_refused(&m.world, &said[1], ERR_INTERNAL);
	cr_assert_str_eq(world_events(&m.world), "quarantine ");
	ledger_figures(m.world.ledger, &figures);
	cr_assert_eq(figures.quarantine_count, 1);
	for (size_t i = 0; i < 3; i++)
		arena_release(&answers[i].arena);
	signing_key_free(third.key);
	world_remove(&m.world);
}

Test(group, leaves_a_contract_alone_whose_due_work_breaks_an_invariant)
{
	struct speaker third = speaker_make("third", 20);
	struct said said;
	struct month m;

	month_start(&m, false, 3);
	month_skip(&m, month_after_day_ms(1));
	lose_terms(&m);
	month_pass(&m, WORLD_T + 3 * WORLD_DAY_MS + 1);
	cr_assert_str_eq(world_events(&m.world), "contract-left-alone ");
	said = say_enrolment(&m.world.folder.arena, WORLD_ORIGIN,
			     &m.world.operator, & third);
	world_expect(&m.world, &said, m.next);
	signing_key_free(third.key);
	world_remove(&m.world);
}

Test(group, stops_when_the_checkpoint_cannot_be_kept)
{
	const char *note;
	struct said said;
	struct world w;

	world_make(&w, true);
	world_start(&w);
	note = folder_read(&w.folder, "checkpoint");
	folder_write(&w.folder, "checkpoint", "somebody else's\n");
	said = say_enrolment(&w.folder.arena, WORLD_ORIGIN, &w.operator, & w.acme_root);
	world_expect_refused(&w, &said, ERR_NOT_SERVING);
	cr_assert_eq(ledger_status(w.ledger).stopped_by, ERR_CHECKPOINT_CHANGED);
	cr_assert_not(ledger_status(w.ledger).is_serving);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 1);
	cr_assert_str_eq(world_events(&w), "stopped ");
	/* Nothing is taken until it is opened anew, and then it is there already. */
	world_expect_refused(&w, &said, ERR_NOT_SERVING);
	folder_write(&w.folder, "checkpoint", note);
	world_restart(&w);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 2);
	world_expect_again(&w, &said, 1);
	world_close(&w);
	(void)world_check(&w);
	world_remove(&w);
}

Test(group, keeps_the_log_whole_when_the_store_is_full)
{
	struct store_options small = log_store;
	struct answered *answered;
	struct said said;
	struct world w;
	unsigned i = 0;
	enum err err;

	world_make(&w, false);
	store_close(w.log);
	small.size_bytes_max = 65536;
	w.log = store_open_memory(&small);
	world_start(&w);
	do {
		struct speaker who =
			speaker_make(arena_printf(&w.folder.arena, "centre-%u", i),
				     (uint8_t)(30 + i));

		said = say_enrolment(&w.folder.arena, WORLD_ORIGIN, &w.operator, & who);
		answered = world_say(&w, &said);
		err = answered->err;
		signing_key_free(who.key);
		arena_release(&answered->arena);
		i++;
	} while (err == ERR_OK && i < 200);
	cr_assert_eq(err, ERR_NOT_SERVING);
	cr_assert_eq(ledger_status(w.ledger).stopped_by, ERR_STORE_FULL);
	world_close(&w);
	cr_assert_eq(world_check(&w).size, i);
	world_remove(&w);
}

static const struct store_backend *roomy;
static _Atomic bool is_full;

static enum err commit_where_there_is_room(struct store_view *view)
{
	if (!atomic_exchange(&is_full, false))
		return roomy->commit(view);
	roomy->end(view);
	return diag_error(view->diag, ERR_STORE_FULL, diag_at(""), "no room");
}

Test(group, takes_the_same_report_once_there_is_room)
{
	struct store_backend backend;
	struct said said;
	struct month m;

	month_start(&m, false, 3);
	world_close(&m.world);
	roomy = m.world.log->backend;
	backend = *roomy;
	backend.commit = commit_where_there_is_room;
	m.world.log->backend = &backend;
	cr_assert_eq(world_open(&m.world), ERR_OK);
	month_skip(&m, month_after_day_ms(1));
	said = month_report(&m, 1, "0 100 95");
	atomic_store(&is_full, true);
	world_expect_refused(&m.world, &said, ERR_NOT_SERVING);
	world_expect(&m.world, &said, m.next++);
	world_close(&m.world);
	m.world.log->backend = roomy;
	(void)world_check(&m.world);
	world_remove(&m.world);
}

/* ---- what is counted ----------------------------------------------------------------- */

Test(group, counts_its_commits_and_what_was_in_them)
{
	struct ledger_figures figures;
	struct histogram *in_each = &figures.group_statements;
	struct month m;

	month_start(&m, false, 3);
	ledger_figures(m.world.ledger, &figures);
	cr_expect_eq(figures.quarantine_count, 0);
	cr_expect_eq(figures.left_alone_count, 0);
	cr_expect_eq(figures.signed_ms, WORLD_T);
	cr_expect_eq(in_each->counts[1], 6, "one statement each");
	cr_expect_eq(in_each->sum, 6);
	world_tick(&m.world, WORLD_T + LOG_TIME_CLOCK_MS + 1);
	ledger_figures(m.world.ledger, &figures);
	cr_expect_eq(in_each->counts[0] + in_each->counts[1], 7,
		     "and the clock's entry");
	cr_expect_eq(figures.signed_ms, WORLD_T + LOG_TIME_CLOCK_MS + 1);
	world_remove(&m.world);
}
