#include <criterion/criterion.h>
#include <string.h>

#include "base/ensure.h"
#include "state/state.h"

static struct arena arena;
static struct diag diag;
static struct store *store;
static struct store_view *view;
static struct state state;

static void open_view(void)
{
	cr_assert_eq(store_read_begin(store, &diag, &view), ERR_OK);
	state_init(&state, &arena, view);
}

static void apply(const struct state_changes *changes)
{
	struct store_write *write = NULL;

	cr_assert_eq(store_write_begin(store, &diag, &write), ERR_OK);
	cr_assert_eq(state_apply(write, changes), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
}

static void put_organisation(struct state_changes *changes, const char *slug,
			     const char *legal_name)
{
	struct row_key key = organisation_row_key(slug);
	char *name = arena_strdup(&arena, legal_name);
	SlbOrganisationRow row;

	slb_organisation_row__init(&row);
	row.legal_name = name;
	state_put(changes, &key, &row.base);
	name[0] = '?'; /* the row was packed when it was put */
}

static void set_up(void)
{
	const struct store_options options = { .purpose = "slabroker/state-test",
					       .tables = ledger_table_names,
					       .table_count = TABLE_COUNT };
	struct state_changes changes;

	arena_init(&arena, (size_t)64 << 20);
	diag_init(&diag, &arena);
	store = store_open_memory(&options);
	state_changes_init(&changes, &arena);
	put_organisation(&changes, "bank", "Bank Ltd");
	put_organisation(&changes, "centre", "Centre Ltd");
	put_organisation(&changes, "lender", "Lender Ltd");
	apply(&changes);
	open_view();
}

static void tear_down(void)
{
	store_read_end(view);
	store_close(store);
	arena_release(&arena);
}

TestSuite(state, .init = set_up, .fini = tear_down);

Test(state, gives_rows_that_were_asked_for)
{
	struct row_key there = organisation_row_key("bank");
	struct row_key absent = organisation_row_key("bank-2");

	state_want(&state, &there);
	state_want(&state, &absent);
	cr_expect_not(state_has(&state, &there));
	cr_expect(state_wants(&state));
	cr_assert_eq(state_load(&state), ERR_OK);
	cr_expect_not(state_wants(&state));
	cr_expect(state_has(&state, &absent));
	cr_assert_not_null(state_organisation_row(&state, &there));
	cr_expect_str_eq(state_organisation_row(&state, &there)->legal_name,
			 "Bank Ltd");
	cr_expect_null(state_organisation_row(&state, &absent));
	state_want(&state, &there);
	cr_expect_not(state_wants(&state));
}

static void read_unasked(void *context)
{
	struct row_key key = organisation_row_key("bank");

	*(const SlbOrganisationRow **)context = state_organisation_row(&state, &key);
}

Test(state, to_read_what_was_not_asked_for_breaks_a_rule)
{
	const SlbOrganisationRow *row = NULL;
	struct ensure_failure failure;

	cr_expect_not(ensure_run(read_unasked, &row, &failure));
}

Test(state, gives_the_rows_of_a_range_in_its_order)
{
	struct row_key all = rows_of_type(ROW_ORGANISATION);
	struct state_range range = { .from = all, .to = row_key_after(&all) };
	struct state_range last = range;
	struct state_entries entries;

	last.reverse = true;
	last.limit = 1;
	state_want_range(&state, &range);
	state_want_range(&state, &last);
	cr_expect_not(state_has_range(&state, &range));
	cr_assert_eq(state_load(&state), ERR_OK);
	entries = state_rows(&state, &range);
	cr_assert_eq(entries.count, 3);
	cr_expect_str_eq(
		((const SlbOrganisationRow *)entries.entries[0].row)->legal_name,
		"Bank Ltd");
	entries = state_rows(&state, &last);
	cr_assert_eq(entries.count, 1);
	cr_expect(bytes_equal(row_key_tail(entries.entries[0].key, 7),
			      (struct bytes){ (const uint8_t *)"lender", 7 }));
}

Test(state, fetches_one_row)
{
	struct row_key key = organisation_row_key("centre");
	const ProtobufCMessage *row;

	cr_assert_eq(state_fetch(&state, &key, &row), ERR_OK);
	cr_expect_str_eq(((const SlbOrganisationRow *)row)->legal_name, "Centre Ltd");
}

Test(state, fetches_the_rows_of_a_range)
{
	const struct row_key all = rows_of_type(ROW_ORGANISATION);
	const struct state_range range = { .from = all, .to = row_key_after(&all) };
	struct state_entries entries;

	cr_assert_eq(state_fetch_rows(&state, &range, &entries), ERR_OK);
	cr_assert_eq(entries.count, 3);
	cr_expect_str_eq(
		((const SlbOrganisationRow *)entries.entries[1].row)->legal_name,
		"Centre Ltd");
}

static void put_part(struct state_changes *changes, const char *name)
{
	static const uint8_t version[DIGEST_BYTES] = { 1 };
	const uint8_t *contract = (const uint8_t *)"sixteen bytes id";
	const struct series_place series = { contract, "centre", name };
	const struct version_place place = { contract, version };
	struct row_key report = report_place_row_key(&series, 1);
	struct row_key slot = slot_row_key(&place, name, 0);
	SlbReportRow reported;
	SlbSlotRow settled;

	slb_report_row__init(&reported);
	slb_slot_row__init(&settled);
	reported.start_s = name[0];
	state_put(changes, &report, &reported.base);
	state_put(changes, &slot, &settled.base);
}

/* Rows of other types are passed over and not counted. */
Test(state, gives_the_rows_of_one_type_in_a_range)
{
	const struct row_key all =
		series_rows_of_contract((const uint8_t *)"sixteen bytes id");
	struct state_range range = {
		.from = all, .to = row_key_after(&all), .type = ROW_REPORT, .limit = 2
	};
	struct state_range slots = range;
	struct state_changes changes;
	struct state_entries entries;

	state_changes_init(&changes, &arena);
	put_part(&changes, "a");
	put_part(&changes, "b");
	put_part(&changes, "c");
	apply(&changes);
	store_read_end(view);
	open_view();
	cr_assert_eq(state_fetch_rows(&state, &range, &entries), ERR_OK);
	cr_assert_eq(entries.count, 2);
	for (size_t i = 0; i < entries.count; i++) {
		const SlbReportRow *row = (const SlbReportRow *)entries.entries[i].row;

		cr_expect_eq(row->start_s, 'a' + (int64_t)i);
	}
	slots.type = ROW_SLOT;
	slots.limit = 0;
	cr_assert_eq(state_fetch_rows(&state, &slots, &entries), ERR_OK);
	cr_expect_eq(entries.count, 3);
	slots.type = 0;
	cr_assert_eq(state_fetch_rows(&state, &slots, &entries), ERR_OK);
	cr_expect_eq(entries.count, 6);
}

Test(state, changes_are_written_in_their_order)
{
	struct due_key due = due_key(5, (const uint8_t *)"sixteen bytes id");
	struct row_key bank = organisation_row_key("bank");
	struct row_key centre = organisation_row_key("centre");
	struct store_range range = { .table = TABLE_DUE };
	struct state_changes changes;
	struct store_entry entry;
	struct store_scan *scan;

	state_changes_init(&changes, &arena);
	for (int i = 0; i < 20; i++)
		put_organisation(&changes, "bank", "Bank plc");
	put_organisation(&changes, "bank", "New Bank plc");
	state_delete(&changes, &centre);
	state_put_due(&changes, &due);
	apply(&changes);
	store_read_end(view);
	open_view();
	state_want(&state, &bank);
	state_want(&state, &centre);
	cr_assert_eq(state_load(&state), ERR_OK);
	cr_expect_str_eq(state_organisation_row(&state, &bank)->legal_name,
			 "New Bank plc");
	cr_expect_null(state_organisation_row(&state, &centre));
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	cr_assert(store_scan_next(scan, &entry));
	cr_expect_eq(due_key_ms(entry.key), 5);
	cr_expect_not(store_scan_next(scan, &entry));
	cr_assert_eq(store_scan_close(scan), ERR_OK);
	state_changes_init(&changes, &arena);
	state_delete_due(&changes, &due);
	apply(&changes);
	store_read_end(view);
	open_view();
	cr_assert_eq(store_scan_open(view, &range, &scan), ERR_OK);
	cr_expect_not(store_scan_next(scan, &entry));
	cr_assert_eq(store_scan_close(scan), ERR_OK);
}

Test(state, a_row_that_is_none_is_damage)
{
	struct row_key key = organisation_row_key("bank");
	const struct store_put put = { STORE_PUT, TABLE_ROWS, row_key_bytes(&key),
				       bytes_of_string("\x0a\xff") };
	const struct state_changes changes = { .puts = (struct store_put[]){ put },
					       .count = 1 };
	const ProtobufCMessage *row;

	apply(&changes);
	store_read_end(view);
	open_view();
	cr_expect_eq(state_fetch(&state, &key, &row), ERR_STORE_FOREIGN);
}
