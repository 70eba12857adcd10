#include "ledger/start.h"

#include "store/puts.h"
#include "world.h"

/* What a start says of stores and files that do not belong together. */

static void start(struct world *w)
{
	world_make(w, true);
	world_start(w);
	world_enrol(w);
}

static void expect_open(struct world *w, enum err err)
{
	enum err got = world_open(w);

	cr_assert_eq(got, err, "%s", err_name(got));
	world_close(w);
}

static void put(struct world *w, struct store_put put)
{
	struct store_write *write;

	cr_assert_eq(store_write_begin(w->log, &w->folder.diag, &write), ERR_OK);
	cr_assert_eq(store_put_many(write, &put, 1), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

static void log_one_more(struct world *w)
{
	struct speaker third = speaker_make("third", 20);
	struct said said =
		say_enrolment(&w->folder.arena, WORLD_ORIGIN, &w->operator, & third);

	world_expect(w, &said, ledger_status(w->ledger).tree_size);
	signing_key_free(third.key);
}

Test(start, refuses_an_old_copy_of_the_store)
{
	struct store *now;
	struct world w;

	start(&w);
	cr_assert_eq(store_copy(w.log, folder_file(&w.folder, "old"), &w.folder.diag),
		     ERR_OK);
	log_one_more(&w);
	world_close(&w);
	now = w.log;
	w.log = world_open_lmdb(&w, "old", &log_store);
	expect_open(&w, ERR_LOG_BEHIND);
	store_close(w.log);
	w.log = now;
	expect_open(&w, ERR_OK);
	world_remove(&w);
}

Test(start, refuses_another_log)
{
	struct world w, other;

	start(&w);
	world_close(&w);
	start(&other);
	log_one_more(&other);
	world_close(&other);
	folder_write(&other.folder, "checkpoint", folder_read(&w.folder, "checkpoint"));
	expect_open(&other, ERR_LOG_OTHER);
	world_remove(&other);
	world_remove(&w);
}

Test(start, refuses_a_log_without_its_checkpoint)
{
	struct world w;

	start(&w);
	world_close(&w);
	cr_assert_eq(unlink(folder_file(&w.folder, "checkpoint")), 0);
	expect_open(&w, ERR_CHECKPOINT_MISSING);
	world_remove(&w);
}

Test(start, refuses_a_checkpoint_without_its_log)
{
	struct store *now;
	struct world w;

	start(&w);
	world_close(&w);
	now = w.log;
	w.log = world_open_lmdb(&w, "empty", &log_store);
	expect_open(&w, ERR_LOG_BEHIND);
	store_close(w.log);
	w.log = now;
	world_remove(&w);
}

Test(start, signs_what_a_crash_left_unsigned)
{
	const char *before;
	struct world w;

	start(&w);
	before = folder_read(&w.folder, "checkpoint");
	log_one_more(&w);
	world_close(&w);
	folder_write(&w.folder, "checkpoint", before);
	cr_assert_eq(world_open(&w), ERR_OK);
	cr_assert_eq(ledger_status(w.ledger).tree_size, 6);
	cr_assert_str_neq(folder_read(&w.folder, "checkpoint"), before);
	world_close(&w);
	cr_assert_eq(world_check(&w).signed_size, 6);
	world_remove(&w);
}

Test(start, refuses_a_checkpoint_that_was_touched)
{
	const char *note;
	char *bent;
	struct world w;

	start(&w);
	world_close(&w);
	note = folder_read(&w.folder, "checkpoint");
	bent = arena_strdup(&w.folder.arena, note);
	bent[strlen(WORLD_ORIGIN) + 1] ^= 1; /* the size */
	folder_write(&w.folder, "checkpoint", bent);
	expect_open(&w, ERR_CHECKPOINT_INVALID);
	cr_expect_not_null(strstr(w.folder.diag.last->hint, "bring back the state"));
	folder_write(&w.folder, "checkpoint", "");
	expect_open(&w, ERR_CHECKPOINT_INVALID);
	folder_write(&w.folder, "checkpoint", note);
	expect_open(&w, ERR_OK);
	world_remove(&w);
}

Test(start, refuses_keys_and_names_of_another_log)
{
	struct signing_key *key;
	struct world w;

	start(&w);
	world_close(&w);
	key = w.notice_key;
	w.notice_key = w.log_key;
	expect_open(&w, ERR_KEY_NOT_AT_HAND);
	w.notice_key = key;
	key = w.log_key;
	w.log_key = w.notice_key;
	expect_open(&w, ERR_KEY_NOT_AT_HAND);
	w.log_key = key;
	w.master_key.bytes[0] ^= 1;
	expect_open(&w, ERR_MASTER_KEY_WRONG);
	w.master_key.bytes[0] ^= 1;
	expect_open(&w, ERR_OK);
	world_remove(&w);
}

Test(start, refuses_content_without_its_keys)
{
	struct store *now;
	struct world w;

	start(&w);
	world_close(&w);
	now = w.content_keys;
	w.content_keys = store_open_memory(&content_keys_store);
	expect_open(&w, ERR_CONTENT_ABSENT);
	store_close(w.content_keys);
	w.content_keys = now;
	world_remove(&w);
}

Test(start, refuses_a_head_that_does_not_fit_its_leaves)
{
	static const uint8_t leaf[LEAF_BYTES] = { 1 };
	struct store_put saved;
	struct log_head head;
	struct store_view *view;
	struct world w;

	start(&w);
	world_close(&w);
	cr_assert_eq(store_read_begin(w.log, &w.folder.diag, &view), ERR_OK);
	cr_assert_eq(log_head_read(view, &w.folder.arena, &head, &w.folder.diag),
		     ERR_OK);
	store_read_end(view);
	saved = log_head_put(&w.folder.arena, &head);
	head.last_ms++;
	put(&w, log_head_put(&w.folder.arena, &head));
	expect_open(&w, ERR_LOG_DAMAGED);
	head.last_ms--;
	head.edge.subtrees[0].bytes[0] ^= 1;
	put(&w, log_head_put(&w.folder.arena, &head));
	expect_open(&w, ERR_LOG_DAMAGED);
	put(&w, (struct store_put){ saved.op,
				    saved.table,
				    saved.key,
				    { saved.value.data, saved.value.len - 1 } });
	expect_open(&w, ERR_LOG_DAMAGED);
	put(&w, saved);
	expect_open(&w, ERR_OK);
	put(&w, (struct store_put){ STORE_PUT, TABLE_LEAVES,
				    key_of_number(&w.folder.arena, 5),
				    BYTES_OF_ARRAY(leaf) });
	expect_open(&w, ERR_LOG_DAMAGED);
	world_remove(&w);
}

Test(start, wants_rows_of_another_edition_made_anew)
{
	struct check_options options;
	struct check_report report;
	struct world w;

	start(&w);
	world_close(&w);
	put(&w, log_state_put(&w.folder.arena, STATE_VERSION + 1));
	expect_open(&w, ERR_LOG_STATE_OLD);
	options = world_check_options(&w);
	cr_assert_eq(ledger_check(&options, &report, &w.folder.diag),
		     ERR_LOG_STATE_OLD);
	cr_assert_eq(ledger_rebuild(&options, &report, &w.folder.diag), ERR_OK);
	expect_open(&w, ERR_OK);
	(void)world_check(&w);
	world_remove(&w);
}
