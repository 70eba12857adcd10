#include "history.h"

#include "ledger/check.h"

/*
 * Whatever happened, a replay of the log finds it so, and a rebuild makes the same rows
 * from nothing.
 *
 * More of them by hand: HISTORY_FIRST and HISTORY_LAST in the environment are seeds,
 * HISTORY_STEPS is the length of each; what came of them is then told.
 */

#define FIRST 1
#define LAST  2
#define STEPS 900

static unsigned number_of(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : (unsigned)strtoul(text, NULL, 10);
}

/* Every row of a table is taken away. */
static void clear(struct history *h, uint8_t table)
{
	struct arena *arena = &h->world.folder.arena;
	struct store_range range = { .table = table };
	struct store_entry entry;
	struct store_write *write;
	struct store_scan *scan;
	struct store_view *view;

	cr_assert_eq(store_read_begin(h->world.log, &h->world.folder.diag, &view),
		     ERR_OK);
	cr_assert_eq(store_write_begin(h->world.log, &h->world.folder.diag, &write),
		     ERR_OK);
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	while (store_scan_next(scan, &entry)) {
		struct store_put put = { .op = STORE_DELETE, .table = table };
		ProtobufCBinaryData key =
			said_bytes(arena, entry.key.data, entry.key.len);

		put.key = (struct bytes){ key.data, key.len };
		cr_assert_eq(store_put_many(write, &put, 1), ERR_OK);
	}
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	store_read_end(view);
	cr_assert_eq(store_commit(write), ERR_OK);
}

static void expect_same_rows(struct history *h, bool only_retained,
			     const struct digest *before, uint64_t seed)
{
	struct digest after = history_rows(h, only_retained);

	cr_expect(digest_equal(before, &after), "rows of seed %lu",
		  (unsigned long)seed);
}

/* ---- what the broker said ------------------------------------------------------------ */

struct concluded {
	unsigned outcomes, missing, notices, withdrawn, replaced, waived;
};

static void count_outcome(struct concluded *sum, const SlbOutcome *outcome)
{
	sum->outcomes++;
	sum->missing += (unsigned)outcome->n_missing;
	sum->notices += (unsigned)outcome->n_notices;
	sum->waived += (unsigned)outcome->n_waivers;
	for (size_t i = 0; i < outcome->n_endings; i++) {
		bool is_replaced = outcome->endings[i]->replaced_by != 0;

		sum->replaced += is_replaced;
		sum->withdrawn += !is_replaced;
	}
}

static void count_outcomes(struct history *h, struct concluded *sum)
{
	struct arena *arena = &h->world.folder.arena;
	struct diag *diag = &h->world.folder.diag;
	struct log_view view;

	cr_assert_eq(log_view_begin(ledger_log(h->world.ledger), arena, diag, &view),
		     ERR_OK);
	for (uint64_t i = 0; i < view.size; i++) {
		const SlbStatement *statement;
		struct envelope envelope;
		struct log_entry entry;

		cr_assert_eq(log_view_entry(&view, i, &entry), ERR_OK);
		if (entry.leaf.kind != SLB_STATEMENT__BODY_OUTCOME)
			continue;
		cr_assert_eq(
			envelope_parse(arena, entry.content.envelope, &envelope, diag),
			ERR_OK);
		cr_assert_eq(statement_parse(arena, &envelope, WORLD_ORIGIN, &statement,
					     diag),
			     ERR_OK);
		count_outcome(sum, statement->outcome);
	}
	log_view_end(&view);
}

/* ---- replay and rebuild -------------------------------------------------------------- */

/* The rows are said to be of an older edition, which knew one that this one does not. */
static void make_old(struct history *h)
{
	const struct row_key key = rows_of_type(ROW_REPORT);
	const struct store_put puts[] = {
		log_state_put(&h->world.folder.arena, STATE_VERSION - 1),
		{ STORE_PUT, TABLE_ROWS, row_key_bytes(&key), bytes_of_string("") },
	};
	struct store_write *write;

	cr_assert_eq(store_write_begin(h->world.log, &h->world.folder.diag, &write),
		     ERR_OK);
	cr_assert_eq(store_put_many(write, puts, ARRAY_SIZE(puts)), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

/* What a series needs to go on is there again, though its reports were erased. */
static void rebuild_old(struct history *h, uint64_t seed)
{
	struct digest retained = history_rows(h, true);
	size_t series_count = history_row_count(h, ROW_SERIES);
	struct check_options options = world_check_options(&h->world);
	struct diag *diag = &h->world.folder.diag;
	struct row_key old = rows_of_type(ROW_REPORT);
	struct check_report report;
	struct store_view *view;
	struct store_key asked = { TABLE_ROWS, row_key_bytes(&old) };
	struct bytes found;

	world_close(&h->world);
	make_old(h);
	cr_expect_eq(ledger_check(&options, &report, diag), ERR_LOG_STATE_OLD);
	cr_assert_eq(ledger_rebuild(&options, &report, diag), ERR_OK, "seed %lu: %s",
		     (unsigned long)seed, law_said(diag));
	expect_same_rows(h, true, &retained, seed);
	cr_expect_eq(history_row_count(h, ROW_SERIES), series_count);
	cr_assert_eq(store_read_begin(h->world.log, diag, &view), ERR_OK);
	cr_assert_eq(store_get_many(view, &h->world.folder.arena, &asked, 1, &found),
		     ERR_OK);
	cr_expect_null(found.data);
	store_read_end(view);
	(void)world_check(&h->world);
	cr_assert_eq(world_open(&h->world), ERR_OK);
}

/* Returns how many entries had lost their evidence. */
static uint64_t replay_and_rebuild(struct history *h, uint64_t seed)
{
	struct digest all = history_rows(h, false);
	struct digest retained = history_rows(h, true);
	struct check_options options = world_check_options(&h->world);
	struct diag *diag = &h->world.folder.diag;
	struct check_report report;
	enum err err;

	world_close(&h->world);
	report = world_check(&h->world);
	clear(h, TABLE_ROWS);
	clear(h, TABLE_DUE);
	cr_expect_neq(ledger_check(&options, &report, diag), ERR_OK);
	err = ledger_rebuild(&options, &report, diag);
	cr_assert_eq(err, ERR_OK, "seed %lu: %s", (unsigned long)seed, law_said(diag));
	expect_same_rows(h, true, &retained, seed);
	if (report.erased_count == 0)
		expect_same_rows(h, false, &all, seed);
	(void)world_check(&h->world);
	cr_assert_eq(world_open(&h->world), ERR_OK);
	return report.erased_count;
}

static void count(struct history *sum, const struct history *h)
{
	for (size_t i = 0; i < HISTORY_KINDS; i++)
		sum->taken[i] += h->taken[i];
	for (size_t i = 0; i < ERR_COUNT; i++)
		sum->refused[i] += h->refused[i];
	sum->repeated += h->repeated;
	sum->statements += h->statements;
	sum->restarts += h->restarts;
}

static void tell(const struct history *sum, const struct concluded *concluded,
		 uint64_t erased)
{
	printf("%u statements, %u of them repeated, %u starts, %lu entries erased\n",
	       sum->statements, sum->repeated, sum->restarts, (unsigned long)erased);
	printf("%u outcomes: %u parts missing, %u notices, %u of them replaced, %u "
	       "withdrawn, %u times waived\n",
	       concluded->outcomes, concluded->missing, concluded->notices,
	       concluded->replaced, concluded->withdrawn, concluded->waived);
	for (unsigned i = 0; i < HISTORY_KINDS; i++) {
		if (sum->taken[i] > 0)
			printf("  %6u %s\n", sum->taken[i], act_kind(i)->name);
	}
	for (unsigned i = 0; i < ERR_COUNT; i++) {
		if (sum->refused[i] > 0)
			printf("  %6u refused: %s\n", sum->refused[i],
			       err_name((enum err)i));
	}
}

/* A history in which one of these never came would show less than it says. */
static const unsigned expected_kinds[] = {
	SLB_STATEMENT__BODY_OFFER,
	SLB_STATEMENT__BODY_ACCEPTANCE,
	SLB_STATEMENT__BODY_DECLINE,
	SLB_STATEMENT__BODY_WITHDRAWAL,
	SLB_STATEMENT__BODY_TERMINATION,
	SLB_STATEMENT__BODY_REPORT,
	SLB_STATEMENT__BODY_SERVING,
	SLB_STATEMENT__BODY_HOLD,
	SLB_STATEMENT__BODY_WAIVER,
	SLB_STATEMENT__BODY_ACKNOWLEDGEMENT,
	SLB_STATEMENT__BODY_CLOCK_CORRECTION,
	SLB_STATEMENT__BODY_REDACTION,
	SLB_STATEMENT__BODY_KEY_ROTATION,
	SLB_STATEMENT__BODY_KEY_ADDITION,
	SLB_STATEMENT__BODY_KEY_REVOCATION,
};

Test(history, is_replayed_and_rebuilt_as_it_was)
{
	const unsigned first = number_of("HISTORY_FIRST", FIRST);
	const unsigned last = number_of("HISTORY_LAST", LAST);
	static struct history h, sum;
	struct concluded concluded = { 0 };
	uint64_t erased = 0;

	for (uint64_t seed = first; seed <= last; seed++) {
		history_begin(&h, seed);
		history_go_on(&h, number_of("HISTORY_STEPS", STEPS));
		count_outcomes(&h, &concluded);
		rebuild_old(&h, seed);
		history_go_on(&h, 20);
		erased += replay_and_rebuild(&h, seed);
		history_go_on(&h, 20); /* after a rebuild as before */
		history_end(&h);
		count(&sum, &h);
	}
	if (getenv("HISTORY_LAST") != NULL)
		tell(&sum, &concluded, erased);
	for (size_t i = 0; i < ARRAY_SIZE(expected_kinds); i++)
		cr_expect_gt(sum.taken[expected_kinds[i]], 0, "no %s",
			     act_kind(expected_kinds[i])->name);
	cr_expect_gt(erased, 0);
	cr_expect_gt(concluded.missing, 0);
	cr_expect_gt(concluded.replaced, 0);
	cr_expect_gt(concluded.withdrawn, 0);
	cr_expect_gt(concluded.waived, 0);
}
