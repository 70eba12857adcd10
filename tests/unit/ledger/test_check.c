#include "ledger/check.h"

#include "month.h"
#include "store/puts.h"

/* Damage to a store, one thing at a time, that a start need not see. */

struct damage {
	const char *name;
	uint8_t table;
	unsigned entry; /* from the table's first */
	unsigned byte;  /* of the value, to change */
	enum err err;
};

/* The entry of a table, copied. */
static struct store_entry entry_at(struct world *w, uint8_t table, unsigned number)
{
	struct arena *arena = &w->folder.arena;
	struct store_range range = { .table = table };
	struct store_entry entry = { .key = { NULL, 0 } };
	struct store_view *view;
	struct store_scan *scan;

	cr_assert_eq(store_read_begin(w->log, &w->folder.diag, &view), ERR_OK);
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	for (unsigned i = 0; i <= number; i++)
		cr_assert(store_scan_next(scan, &entry));
	entry.key.data = said_bytes(arena, entry.key.data, entry.key.len).data;
	entry.value.data = said_bytes(arena, entry.value.data, entry.value.len).data;
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	store_read_end(view);
	return entry;
}

static void put(struct world *w, uint8_t table, enum store_op op,
		const struct store_entry *entry)
{
	struct store_put put = { op, table, entry->key, entry->value };
	struct store_write *write;

	cr_assert_eq(store_write_begin(w->log, &w->folder.diag, &write), ERR_OK);
	cr_assert_eq(store_put_many(write, &put, 1), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

static enum err check(struct world *w)
{
	struct check_options options = world_check_options(w);
	struct check_report report;

	return ledger_check(&options, &report, &w->folder.diag);
}

Test(check, names_every_damage)
{
	static const struct damage cases[] = {
		{ "a leaf's version", TABLE_LEAVES, 3, 0, ERR_LEAF_INVALID },
		{ "a leaf's kind", TABLE_LEAVES, 3, 2, ERR_CONTENT_DAMAGED },
		{ "a leaf's book", TABLE_LEAVES, 3, 5, ERR_LOG_DAMAGED },
		{ "a leaf's number", TABLE_LEAVES, 3, 25, ERR_LOG_DAMAGED },
		{ "a leaf's previous", TABLE_LEAVES, 3, 40, ERR_LOG_DAMAGED },
		{ "a leaf's log time", TABLE_LEAVES, 3, 66, ERR_LOG_DAMAGED },
		{ "a leaf's commitment", TABLE_LEAVES, 3, 80, ERR_LOG_DAMAGED },
		{ "a class", TABLE_CONTENTS, 4, 0, ERR_CONTENT_ABSENT },
		{ "an epoch", TABLE_CONTENTS, 4, 4, ERR_CONTENT_ABSENT },
		{ "a nonce", TABLE_CONTENTS, 2, 9, ERR_CONTENT_DAMAGED },
		{ "a content", TABLE_CONTENTS, 2, 99, ERR_CONTENT_DAMAGED },
		{ "a node", TABLE_NODES, 1, 7, ERR_LOG_DAMAGED },
		{ "a place in a book", TABLE_BOOKS, 4, 7, ERR_LOG_DAMAGED },
		{ "a row", TABLE_ROWS, 2, 3, ERR_LOG_DAMAGED },
		{ "the head's root", TABLE_META, 0, 20, ERR_LOG_DAMAGED },
		{ "the head's time", TABLE_META, 0, 15, ERR_LOG_DAMAGED },
	};
	struct month m;

	month_start(&m, false, 3);
	month_report_days(&m, 3);
	(void)month_check(&m);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct damage *c = &cases[i];
		struct store_entry entry = entry_at(&m.world, c->table, c->entry);
		struct store_entry bent = entry;
		uint8_t *value = said_bytes(&m.world.folder.arena, entry.value.data,
					    entry.value.len)
					 .data;
		enum err err;

		value[c->byte] ^= 1;
		bent.value.data = value;
		put(&m.world, c->table, STORE_PUT, &bent);
		err = check(&m.world);
		cr_assert_eq(err, c->err, "%s: %s", c->name, err_name(err));
		put(&m.world, c->table, STORE_PUT, &entry);
	}
	cr_assert_eq(check(&m.world), ERR_OK);
	world_remove(&m.world);
}

Test(check, names_what_is_missing)
{
	static const struct damage cases[] = {
		{ "a leaf", TABLE_LEAVES, 3, 0, ERR_LOG_DAMAGED },
		{ "a content", TABLE_CONTENTS, 3, 0, ERR_LOG_DAMAGED },
		{ "a node", TABLE_NODES, 2, 0, ERR_LOG_DAMAGED },
		{ "a place in a book", TABLE_BOOKS, 2, 0, ERR_LOG_DAMAGED },
		{ "a row", TABLE_ROWS, 5, 0, ERR_LOG_DAMAGED },
		{ "the head", TABLE_META, 0, 0, ERR_LOG_ABSENT },
	};
	struct month m;

	month_start(&m, false, 3);
	month_report_days(&m, 2);
	(void)month_check(&m);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct damage *c = &cases[i];
		struct store_entry entry = entry_at(&m.world, c->table, c->entry);
		enum err err;

		put(&m.world, c->table, STORE_DELETE, &entry);
		err = check(&m.world);
		cr_assert_eq(err, c->err, "%s: %s", c->name, err_name(err));
		put(&m.world, c->table, STORE_PUT, &entry);
	}
	cr_assert_eq(check(&m.world), ERR_OK);
	world_remove(&m.world);
}

Test(check, rows_alone_are_made_anew)
{
	struct store_entry row, due, extra;
	struct check_options options;
	struct check_report report;
	struct month m;

	month_start(&m, false, 3);
	month_report_days(&m, 2);
	(void)month_check(&m);
	options = world_check_options(&m.world);
	row = entry_at(&m.world, TABLE_ROWS, 4);
	due = entry_at(&m.world, TABLE_DUE, 0);
	extra = due;
	extra.key.data = (const uint8_t *)"0123456789abcdef01234567";
	put(&m.world, TABLE_ROWS, STORE_DELETE, &row);
	put(&m.world, TABLE_DUE, STORE_DELETE, &due);
	put(&m.world, TABLE_DUE, STORE_PUT, &extra);
	cr_assert_eq(check(&m.world), ERR_LOG_DAMAGED);
	cr_assert_eq(ledger_rebuild(&options, &report, &m.world.folder.diag), ERR_OK);
	cr_assert_eq(check(&m.world), ERR_OK);
	world_remove(&m.world);
}

Test(check, of_an_old_copy_says_so)
{
	struct store *now;
	struct month m;

	month_start(&m, true, 3);
	cr_assert_eq(store_copy(m.world.log, folder_file(&m.world.folder, "old"),
				&m.world.folder.diag),
		     ERR_OK);
	month_report_days(&m, 1);
	(void)month_check(&m);
	now = m.world.log;
	m.world.log = world_open_lmdb(&m.world, "old", &log_store);
	cr_assert_eq(check(&m.world), ERR_LOG_BEHIND);
	store_close(m.world.log);
	m.world.log = now;
	cr_assert_eq(unlink(folder_file(&m.world.folder, "checkpoint")), 0);
	cr_assert_eq(check(&m.world), ERR_CHECKPOINT_MISSING);
	cr_expect_not_null(
		strstr(m.world.folder.diag.last->hint, "bring back the state"));
	world_remove(&m.world);
}

Test(check, under_another_origin_calls_nothing_damaged)
{
	struct check_options options;
	struct check_report report;
	const struct diag *diag;
	struct month m;

	month_start(&m, false, 3);
	options = world_check_options(&m.world);
	options.origin = "other.example/log";
	diag = &m.world.folder.diag;
	cr_assert_eq(ledger_check(&options, &report, &m.world.folder.diag),
		     ERR_LOG_OTHER);
	cr_expect_str_eq(diag->last->place.path, "origin");
	cr_assert_eq(ledger_rebuild(&options, &report, &m.world.folder.diag),
		     ERR_LOG_OTHER);
	world_remove(&m.world);
}

static void count_step(void *context, uint64_t done, uint64_t total)
{
	uint64_t *last = context;

	cr_assert_leq(done, total);
	*last = done;
}

Test(check, tells_how_far_it_is)
{
	struct check_options options;
	struct check_report report;
	uint64_t last = 0;
	struct world w;

	world_make(&w, false);
	world_start(&w);
	world_enrol(&w);
	world_close(&w);
	options = world_check_options(&w);
	options.progress = (struct replay_progress){ count_step, &last };
	cr_assert_eq(ledger_check(&options, &report, &w.folder.diag), ERR_OK);
	cr_assert_eq(last, 5);
	world_remove(&w);
}

/* ---- erased evidence ---------------------------------------------------------------- */

#define JANUARY_2026 672 /* months since January 1970 */

/* A closed contract whose evidence was given up. */
static struct said redact(struct month *m)
{
	struct said report, said;

	month_start(m, true, 3);
	for (unsigned day = 1; day <= 3; day++) {
		month_skip(m, month_after_day_ms(day));
		report = month_report(m, day, "0 100 80");
		world_expect(&m->world, &report, m->next++);
	}
	m->next = ledger_status(m->world.ledger).tree_size;
	month_leap(m, WORLD_T + 40 * WORLD_DAY_MS);
	said = say_redaction(&m->world.folder.arena, WORLD_ORIGIN,
			     &m->world.operator, & m->agreed, JANUARY_2026);
	world_expect_refused(&m->world, &said, ERR_EVIDENCE_NEEDED);
	month_leap(m, WORLD_T + 100 * WORLD_DAY_MS);
	said = say_redaction(&m->world.folder.arena, WORLD_ORIGIN,
			     &m->world.operator, & m->agreed, JANUARY_2026);
	world_expect(&m->world, &said, m->next++);
	return report;
}

Test(check, holds_when_evidence_was_given_up)
{
	struct check_options options;
	struct check_report report;
	struct answered *again;
	struct said last;
	struct month m;

	last = redact(&m);
	again = world_say(&m.world, &last);
	cr_assert_eq(again->err, ERR_OK);
	cr_assert(again->receipt.logged_before);
	cr_assert_not(again->receipt.has_salt, "its content is gone");
	arena_release(&again->arena);
	report = month_check(&m);
	cr_assert_eq(report.erased_count, 3);
	cr_assert_eq(report.outcome_count, 1);
	options = world_check_options(&m.world);
	cr_assert_eq(ledger_rebuild(&options, &report, &m.world.folder.diag), ERR_OK);
	cr_assert_eq(check(&m.world), ERR_OK);
	cr_assert_eq(world_open(&m.world), ERR_OK);
	world_remove(&m.world);
}

Test(check, calls_a_key_that_nobody_gave_up_lost)
{
	struct content_keys *keys;
	struct content_key_id id = { .content_class = CONTENT_EVIDENCE,
				     .epoch = JANUARY_2026 };
	struct log_view view;
	struct log_entry entry;
	struct month m;
	size_t destroyed;

	month_start(&m, false, 3);
	month_report_days(&m, 3);
	cr_assert_eq(log_view_begin(ledger_log(m.world.ledger), &m.world.folder.arena,
				    &m.world.folder.diag, &view),
		     ERR_OK);
	cr_assert_eq(log_view_entry(&view, 5, &entry), ERR_OK);
	log_view_end(&view);
	(void)month_check(&m);
	memcpy(id.book, entry.leaf.book, sizeof(id.book));
	cr_assert_eq(content_keys_open(m.world.content_keys, &m.world.master_key, false,
				       &keys, &m.world.folder.diag),
		     ERR_OK);
	cr_assert_eq(content_keys_destroy(keys, &id, JANUARY_2026, &destroyed,
					  &m.world.folder.diag),
		     ERR_OK);
	cr_assert_eq(destroyed, 1);
	content_keys_close(keys);
	cr_assert_eq(check(&m.world), ERR_CONTENT_ABSENT);
	world_remove(&m.world);
}

Test(check, keeps_nothing_of_the_entries_that_hold)
{
	struct check_options options;
	struct check_report report;
	struct arena arena;
	struct diag diag;
	struct month m;

	month_start(&m, false, 20);
	month_report_days(&m, 20);
	world_close(&m.world);
	options = world_check_options(&m.world);
	arena_init(&arena, 1 << 11);
	diag_init(&diag, &arena);
	cr_assert_eq(ledger_check(&options, &report, &diag), ERR_OK);
	cr_assert_gt(report.size, 20);
	cr_assert_eq(arena.used_bytes, 0);
	arena_release(&arena);
	world_remove(&m.world);
}
