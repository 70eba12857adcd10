#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "service/listing.h"
#include "state/tables.h"

#define REPORTS 3 /* of each series */

static const uint8_t contract[CONTRACT_BYTES] = "sixteen bytes id";
static const uint8_t version[DIGEST_BYTES] = "a version of it";
static const char *const names[] = { "calls", "calls-2", "mail" };

static struct arena arena;
static struct diag diag;
static struct store *store;
static struct store_view *view;

static void put_day(struct state_changes *changes, const char *name, uint64_t sequence)
{
	const struct series_place series = { contract, "nordcall", name };
	const struct version_place place = { contract, version };
	struct row_key report = report_place_row_key(&series, sequence);
	struct row_key slot = slot_row_key(&place, name, (int64_t)sequence * 86400);
	SlbReportRow reported;
	SlbSlotRow settled;

	slb_report_row__init(&reported);
	slb_slot_row__init(&settled);
	reported.index = sequence;
	settled.index = sequence;
	state_put(changes, &report, &reported.base);
	state_put(changes, &slot, &settled.base);
}

static void set_up(void)
{
	const struct store_options options = { .purpose = "test",
					       .tables = ledger_table_names,
					       .table_count = TABLE_COUNT };
	struct state_changes changes;
	struct store_write *write;

	arena_init(&arena, 1 << 20);
	diag_init(&diag, &arena);
	store = store_open_memory(&options);
	state_changes_init(&changes, &arena);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		for (uint64_t sequence = 1; sequence <= REPORTS; sequence++)
			put_day(&changes, names[i], sequence);
	}
	cr_assert_eq(store_write_begin(store, &diag, &write), ERR_OK);
	cr_assert_eq(state_apply(write, &changes), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
	cr_assert_eq(store_read_begin(store, &diag, &view), ERR_OK);
}

static void tear_down(void)
{
	store_read_end(view);
	store_close(store);
	arena_release(&arena);
}

TestSuite(listing, .init = set_up, .fini = tear_down);

/* The reports seen so far, over all pages. */
static enum err take(void *context, const struct state_entry *entry)
{
	size_t *count = context;
	struct series_place place;
	uint64_t sequence;

	report_row_key_place(entry->key, &place, &sequence);
	cr_expect_str_eq(place.series, names[*count / REPORTS]);
	cr_expect_str_eq(place.issuer, "nordcall");
	cr_expect_eq(sequence, *count % REPORTS + 1);
	cr_expect_eq(((const SlbReportRow *)entry->row)->index, sequence);
	(*count)++;
	return ERR_OK;
}

/* The token of the next page, or NULL. */
static char *read_page(int32_t size, const char *token, size_t *count)
{
	struct reading reading = { .arena = &arena, .reader.organisation = "acme" };
	const struct listing listing = {
		.query = { .method = "ListReports",
			   .filters = "",
			   .page_size = size,
			   .page_token = token },
		.all = series_rows_of_contract(contract),
		.type = ROW_REPORT,
		.take = take,
		.context = count,
	};
	char *next = NULL;

	diag_init(&reading.diag, &arena);
	state_init(&reading.state, &arena, view);
	cr_assert_eq(listing_page(&reading, &listing, &next), ERR_OK);
	return next;
}

/* Slots lie between the reports of two series and are on no page. */
Test(listing, gives_each_row_of_its_type_once_whatever_the_size_of_a_page)
{
	const size_t all = ARRAY_SIZE(names) * REPORTS;

	for (size_t size = 1; size <= all + 1; size++) {
		const char *token = "";
		size_t count = 0;

		while (token != NULL) {
			size_t before = count;

			token = read_page((int32_t)size, token, &count);
			cr_assert_leq(count, all);
			cr_expect_eq(count, token == NULL ? all : before + size);
		}
	}
}
