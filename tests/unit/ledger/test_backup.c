#include "ledger/backup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "month.h"

#define JANUARY_2026 672 /* months since January 1970 */

static enum err open_small(const char *folder, const struct store_options *options,
			   struct store **store, struct diag *diag)
{
	struct store_options small = *options;

	small.create = false;
	small.size_bytes_max = (uint64_t)1 << 28;
	return store_open_lmdb(folder, &small, store, diag);
}

static struct check_report report;

static enum err back_up(struct month *m, const char *name)
{
	struct check_options source = world_check_options(&m->world);
	struct backup_options options = { folder_file(&m->world.folder, name),
					  open_small };

	return ledger_backup(&source, &options, &report, &m->world.folder.diag);
}

static bool is_there(struct month *m, const char *name)
{
	return access(folder_file(&m->world.folder, name), F_OK) == 0;
}

static const char *said_first(const struct month *m)
{
	const struct diag_item *first = m->world.folder.diag.first;

	return first == NULL ? "" : first->text;
}

Test(backup, of_a_ledger_at_work_opens_as_one)
{
	struct ledger_options options;
	struct ledger_status status;
	struct ledger *restored;
	struct month m;

	month_start(&m, true, 3);
	month_report_days(&m, 2);
	cr_assert_eq(back_up(&m, "copy/"), ERR_OK, "%s", said_first(&m));
	cr_assert_eq(report.size, ledger_status(m.world.ledger).tree_size);
	cr_assert_not(is_there(&m, "copy.incomplete"));
	month_skip(&m, month_after_day_ms(2) + 1800000); /* the first goes on */

	options = world_options(&m.world);
	options.state_folder = folder_file(&m.world.folder, "copy/state");
	options.log = world_open_lmdb(&m.world, "copy/store", &log_store);
	options.content_keys = world_open_lmdb(&m.world, "copy/state/content-keys",
					       &content_keys_store);
	options.listener.say = NULL;
	cr_assert_eq(ledger_open(&options, &restored, &m.world.folder.diag), ERR_OK);
	status = ledger_status(restored);
	cr_assert(status.is_serving, "%s", err_name(status.stopped_by));
	cr_assert_geq(status.tree_size, report.size);
	ledger_close(restored);
	store_close(options.log);
	store_close(options.content_keys);
	world_remove(&m.world);
}

Test(backup, takes_the_quarantine_list_along)
{
	static const char line[] =
		"1111111111111111111111111111111111111111111111111111111111111111 x\n";
	struct month m;

	month_start(&m, true, 3);
	folder_write(&m.world.folder, "quarantine", line);
	cr_assert_eq(back_up(&m, "copy"), ERR_OK);
	cr_assert_str_eq(folder_read(&m.world.folder, "copy/state/quarantine"), line);
	world_remove(&m.world);
}

Test(backup, is_ours_alone)
{
	static const char *const places[] = { "copy",
					      "copy/store",
					      "copy/state",
					      "copy/state/content-keys",
					      "copy/store/data.mdb",
					      "copy/state/content-keys/data.mdb" };
	struct stat status;
	struct month m;

	month_start(&m, true, 3);
	(void)umask(0);
	cr_assert_eq(back_up(&m, "copy"), ERR_OK);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		cr_assert_eq(stat(folder_file(&m.world.folder, places[i]), &status), 0);
		cr_expect_eq(status.st_mode & 077u, 0, "%s", places[i]);
	}
	world_remove(&m.world);
}

Test(backup, writes_over_nothing)
{
	struct month m;

	month_start(&m, true, 3);
	folder_write(&m.world.folder, "copy", "mine");
	cr_assert_eq(back_up(&m, "copy"), ERR_IO);
	cr_assert_str_eq(said_first(&m), "something of this name is there already");
	cr_assert_str_eq(folder_read(&m.world.folder, "copy"), "mine");
	cr_assert_not(is_there(&m, "copy.incomplete"));
	cr_assert_eq(back_up(&m, "not/there"), ERR_IO);
	world_remove(&m.world);
}

Test(backup, clears_what_a_killed_one_left)
{
	struct month m;

	month_start(&m, true, 3);
	cr_assert_eq(back_up(&m, "copy.incomplete"), ERR_OK);
	folder_write(&m.world.folder, "copy.incomplete/store/data.mdb", "half");
	cr_assert_eq(unlink(folder_file(&m.world.folder,
					"copy.incomplete/state/checkpoint")),
		     0);
	cr_assert_eq(back_up(&m, "copy"), ERR_OK, "%s", said_first(&m));
	cr_assert_not(is_there(&m, "copy.incomplete"));
	cr_assert(is_there(&m, "copy/state/checkpoint"));
	world_remove(&m.world);
}

Test(backup, removes_nothing_that_it_did_not_make)
{
	struct month m;

	month_start(&m, true, 3);
	cr_assert_eq(mkdir(folder_file(&m.world.folder, "copy.incomplete"), 0700), 0);
	cr_assert_eq(mkdir(folder_file(&m.world.folder, "copy.incomplete/store"), 0700),
		     0);
	folder_write(&m.world.folder, "copy.incomplete/store/diary", "mine");
	cr_assert_eq(back_up(&m, "copy"), ERR_IO);
	cr_assert_str_eq(folder_read(&m.world.folder, "copy.incomplete/store/diary"),
			 "mine");
	world_remove(&m.world);
}

Test(backup, of_one_name_is_made_once_at_a_time)
{
	struct month m;
	int fd;

	month_start(&m, true, 3);
	cr_assert_eq(mkdir(folder_file(&m.world.folder, "copy.incomplete"), 0700), 0);
	fd = open(folder_file(&m.world.folder, "copy.incomplete"), O_RDONLY);
	cr_assert_eq(flock(fd, LOCK_EX), 0);
	cr_assert_eq(back_up(&m, "copy"), ERR_IO);
	cr_assert_str_eq(said_first(&m), "another backup of this name is being made");
	close(fd);
	cr_assert_eq(back_up(&m, "copy"), ERR_OK);
	world_remove(&m.world);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit limit;

	(void)signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(backup, leaves_nothing_where_there_is_no_room)
{
	static const rlim_t rooms[] = { 0, 100, 8192, 65536 };
	struct month m;

	month_start(&m, true, 3);
	month_report_days(&m, 3);
	world_close(&m.world);
	for (size_t i = 0; i < ARRAY_SIZE(rooms); i++) {
		set_file_limit(rooms[i]);
		cr_expect_eq(back_up(&m, "copy"), ERR_IO, "%lu",
			     (unsigned long)rooms[i]);
		set_file_limit(RLIM_INFINITY);
		cr_expect_not(is_there(&m, "copy"));
		cr_expect_not(is_there(&m, "copy.incomplete"));
	}
	cr_assert_eq(back_up(&m, "copy"), ERR_OK);
	world_remove(&m.world);
}

Test(backup, of_a_damaged_log_is_none)
{
	struct store_put bad = { STORE_PUT, TABLE_ROWS, bytes_of_string("x"),
				 bytes_of_string("y") };
	struct store_write *write;
	struct month m;

	month_start(&m, true, 3);
	world_close(&m.world);
	cr_assert_eq(store_write_begin(m.world.log, &m.world.folder.diag, &write),
		     ERR_OK);
	cr_assert_eq(store_put_many(write, &bad, 1), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
	cr_assert_eq(back_up(&m, "copy"), ERR_LOG_DAMAGED);
	cr_assert_not(is_there(&m, "copy"));
	cr_assert_not(is_there(&m, "copy.incomplete"));
	world_remove(&m.world);
}

Test(backup, without_a_checkpoint_is_none)
{
	struct month m;

	month_start(&m, true, 3);
	world_close(&m.world);
	cr_assert_eq(unlink(folder_file(&m.world.folder, "checkpoint")), 0);
	cr_assert_eq(back_up(&m, "copy"), ERR_CHECKPOINT_MISSING);
	cr_assert_not(is_there(&m, "copy.incomplete"));
	world_remove(&m.world);
}

/* ---- evidence erased while it is copied --------------------------------------------- */

static struct month *erasing;
static unsigned erasing_count; /* how many copies still lose a key */

/* As if the redaction had come after the log was copied and before the keys were. */
static void erase(struct store *content_keys)
{
	struct content_key_id id = { .content_class = CONTENT_EVIDENCE,
				     .epoch = JANUARY_2026 };
	struct world *w = &erasing->world;
	struct content_keys *keys;
	struct log_view view;
	struct log_entry entry;
	size_t destroyed;

	cr_assert_eq(log_view_begin(ledger_log(w->ledger), &w->folder.arena,
				    &w->folder.diag, &view),
		     ERR_OK);
	cr_assert_eq(log_view_entry(&view, 5, &entry), ERR_OK);
	memcpy(id.book, entry.leaf.book, sizeof(id.book));
	log_view_end(&view);
	cr_assert_eq(content_keys_open(content_keys, &w->master_key, false, &keys,
				       &w->folder.diag),
		     ERR_OK);
	cr_assert_eq(content_keys_destroy(keys, &id, JANUARY_2026, &destroyed,
					  &w->folder.diag),
		     ERR_OK);
	cr_assert_eq(destroyed, 1);
	content_keys_close(keys);
}

static enum err open_erased(const char *folder, const struct store_options *options,
			    struct store **store, struct diag *diag)
{
	enum err err = open_small(folder, options, store, diag);

	if (err == ERR_OK && strstr(folder, "content-keys") != NULL &&
	    erasing_count > 0) {
		erasing_count--;
		erase(*store);
	}
	return err;
}

static enum err back_up_erased(struct month *m, unsigned times)
{
	struct check_options source = world_check_options(&m->world);
	struct backup_options options = { folder_file(&m->world.folder, "copy"),
					  open_erased };

	erasing = m;
	erasing_count = times;
	diag_init(&m->world.folder.diag, &m->world.folder.arena);
	return ledger_backup(&source, &options, &report, &m->world.folder.diag);
}

Test(backup, is_made_again_when_evidence_was_erased_meanwhile)
{
	struct month m;

	month_start(&m, true, 3);
	month_report_days(&m, 2);
	cr_assert_eq(back_up_erased(&m, 3), ERR_CONTENT_ABSENT, "that is damage");
	cr_assert_not(is_there(&m, "copy.incomplete"));
	cr_assert_eq(back_up_erased(&m, 2), ERR_OK);
	cr_assert(is_there(&m, "copy/state/checkpoint"));
	cr_assert_eq(m.world.folder.diag.error_count, 0);
	cr_assert_str_eq(m.world.folder.diag.first->text,
			 "evidence was erased while it was copied; all is copied once "
			 "more");
	world_remove(&m.world);
}
