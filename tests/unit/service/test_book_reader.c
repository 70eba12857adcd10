#include <criterion/criterion.h>

#include "service/book_reader.h"
#include "unit/ledger/month.h"

/*
 * acme and nordcall with a contract that is reported and judged, outages, and third, which
 * is enrolled and has no part in anything.
 */
struct fixture {
	struct month m;
	struct speaker third;
	struct reading reading;
};

/* The entries before the first report, by whose book they are. */
enum { BROKERS, ACMES, NORDCALLS = 3, OFFER = 5, ACCEPTANCE, THIRDS };

static void begin(struct fixture *f)
{
	struct world *w = &f->m.world;
	struct said said;

	month_start(&f->m, false, 3);
	f->third = speaker_make("third", 20);
	said = say_enrolment(&w->folder.arena, WORLD_ORIGIN, &w->operator, & f->third);
	world_expect(w, &said, THIRDS);
	month_report_days(&f->m, 3);
	f->reading = (struct reading){ .arena = &w->folder.arena };
	diag_init(&f->reading.diag, f->reading.arena);
	cr_assert_eq(log_view_begin(ledger_log(w->ledger), f->reading.arena,
				    &f->reading.diag, &f->reading.view),
		     ERR_OK);
}

static void end(struct fixture *f)
{
	log_view_end(&f->reading.view);
	signing_key_free(f->third.key);
	world_remove(&f->m.world);
}

static struct log_entry entry_at(struct fixture *f, uint64_t index)
{
	struct log_entry entry;

	cr_assert_eq(log_view_entry(&f->reading.view, index, &entry), ERR_OK);
	return entry;
}

static enum book_reach reach(struct fixture *f, const char *organisation,
			     const struct log_entry *entry)
{
	enum book_reach out;

	f->reading.reader.organisation = organisation;
	state_init(&f->reading.state, f->reading.arena, f->reading.view.store);
	cr_assert_eq(book_reader_reach(&f->reading, entry, &out), ERR_OK);
	return out;
}

static bool may(struct fixture *f, const char *organisation,
		const struct log_entry *entry)
{
	enum book_reach out = reach(f, organisation, entry);

	cr_assert_neq(out, READS_LEAF);
	return out == READS_CONTENT;
}

static void expect(struct fixture *f, uint64_t index, bool parties, bool third)
{
	const struct log_entry entry = entry_at(f, index);

	cr_expect_eq(may(f, "acme", &entry), parties, "acme, %d", (int)index);
	cr_expect_eq(may(f, "nordcall", &entry), parties, "nordcall, %d", (int)index);
	cr_expect_eq(may(f, "third", &entry), third, "third, %d", (int)index);
}

Test(book_reader, is_told_by_the_book_of_an_entry)
{
	struct fixture f;

	begin(&f);
	expect(&f, BROKERS, true, true);
	for (uint64_t i = ACMES; i <= ACCEPTANCE; i++)
		expect(&f, i, true, false);
	expect(&f, THIRDS, false, true);
	end(&f);
}

Test(book_reader, of_outages_is_everybody_and_of_the_clock_nobody)
{
	unsigned outages = 0, outcomes = 0;
	struct fixture f;

	begin(&f);
	for (uint64_t i = THIRDS + 1; i < f.reading.view.size; i++) {
		uint16_t kind = entry_at(&f, i).leaf.kind;
		bool is_outage = kind == SLB_STATEMENT__BODY_OUTAGE;

		outages += is_outage;
		outcomes += kind == SLB_STATEMENT__BODY_OUTCOME;
		expect(&f, i, kind != SLB_STATEMENT__BODY_CLOCK, is_outage);
	}
	cr_expect_gt(outages, 0);
	cr_expect_gt(outcomes, 0);
	log_view_end(&f.reading.view);
	month_pass(&f.m, f.m.world.now_ms + 3600000);
	cr_assert_eq(log_view_begin(ledger_log(f.m.world.ledger), f.reading.arena,
				    &f.reading.diag, &f.reading.view),
		     ERR_OK);
	cr_assert_eq(entry_at(&f, f.reading.view.size - 1).leaf.kind,
		     SLB_STATEMENT__BODY_CLOCK);
	expect(&f, f.reading.view.size - 1, false, false);
	end(&f);
}

Test(book_reader, of_what_was_erased_are_the_parties_still)
{
	struct fixture f;
	struct log_entry entry;

	begin(&f);
	entry = entry_at(&f, ACCEPTANCE);
	entry.is_erased = true;
	entry.content = (struct content){ .envelope = { NULL, 0 } };
	cr_expect(may(&f, "acme", &entry));
	cr_expect(may(&f, "nordcall", &entry));
	cr_expect_not(may(&f, "third", &entry));
	end(&f);
}

/* An organisation as if it were a third party to the contract. */
static void take_part(struct fixture *f, const char *organisation)
{
	struct world *w = &f->m.world;
	struct row_key key = party_row_key(organisation, f->m.agreed.contract_id);
	struct state_changes changes;
	struct store_write *write;
	SlbPartyRow row;

	slb_party_row__init(&row);
	row.role = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	state_changes_init(&changes, f->reading.arena);
	state_put(&changes, &key, &row.base);
	log_view_end(&f->reading.view);
	cr_assert_eq(store_write_begin(w->log, &f->reading.diag, &write), ERR_OK);
	cr_assert_eq(state_apply(write, &changes), ERR_OK);
	cr_assert_eq(store_commit(write), ERR_OK);
	cr_assert_eq(log_view_begin(ledger_log(w->ledger), f->reading.arena,
				    &f->reading.diag, &f->reading.view),
		     ERR_OK);
}

Test(book_reader, that_is_a_third_party_has_its_own_statements_alone)
{
	struct log_entry erased;
	struct fixture f;

	begin(&f);
	take_part(&f, "nordcall");
	take_part(&f, "third");
	for (uint64_t i = OFFER; i <= ACCEPTANCE; i++) {
		const struct log_entry entry = entry_at(&f, i);

		cr_expect(may(&f, "acme", &entry));
		cr_expect_eq(may(&f, "nordcall", &entry), i == ACCEPTANCE);
		cr_expect_not(may(&f, "third", &entry));
	}
	erased = entry_at(&f, ACCEPTANCE);
	erased.is_erased = true;
	cr_expect_not(may(&f, "nordcall", &erased));
	cr_expect(may(&f, "acme", &erased));
	/* Those it has to do with are known to it. */
	erased = entry_at(&f, ACMES);
	cr_expect(may(&f, "third", &erased));
	end(&f);
}

/* Of the contract, of January 1970: nothing is erased by it. */
Test(book_reader, of_a_redaction_learns_what_it_says_as_a_party_alone)
{
	struct log_entry entry;
	struct fixture f;
	struct said said;
	struct world *w;

	begin(&f);
	w = &f.m.world;
	said = say_redaction(&w->folder.arena, WORLD_ORIGIN, &w->operator, & f.m.agreed,
			     0);
	log_view_end(&f.reading.view);
	world_expect(w, &said, ledger_status(w->ledger).tree_size);
	cr_assert_eq(log_view_begin(ledger_log(w->ledger), f.reading.arena,
				    &f.reading.diag, &f.reading.view),
		     ERR_OK);
	entry = entry_at(&f, f.reading.view.size - 1);
	cr_assert_eq(entry.leaf.kind, SLB_STATEMENT__BODY_REDACTION);
	cr_expect_eq(reach(&f, "acme", &entry), READS_CONTENT);
	cr_expect_eq(reach(&f, "nordcall", &entry), READS_CONTENT);
	cr_expect_eq(reach(&f, "third", &entry), READS_LEAF);
	take_part(&f, "third");
	cr_expect_eq(reach(&f, "third", &entry), READS_CONTENT);
	end(&f);
}
