#include "unit/acts/world.h"

#include "acts/months.h"

#define JANUARY_2026 (56 * 12)

static struct world w;
static struct world_contract contract;

static void set_up(void)
{
	world_open(&w);
	w.now_ms = world_ms("2026-01-01T00:00:00Z");
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2026-12-31"));
	w.now_ms = world_ms("2026-01-31T12:00:00Z");
	for (unsigned day = 1; day <= 30; day++)
		(void)world_say(
			&w,
			world_report(&w, &contract, 1,
				     arena_printf(&w.arena, "2026-01-%02u", day), 100,
				     90),
			KEY_VOICEHOUSE);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(redaction, .init = set_up, .fini = tear_down);

static void refuses(const char *now, const SlbStatement *statement, enum err code,
		    const char *text)
{
	world_wait(&w, now, contract.id);
	world_refuses(&w, statement, KEY_OPERATOR, code, text);
}

static const char *name(void)
{
	struct contract_id id;

	memcpy(id.bytes, contract.id, sizeof(id.bytes));
	return contract_id_text(&w.arena, &id);
}

/* Reports of January that came in January; the last one, of the 31st, is due at the end
 * of 1 February; the verdict may be claimed upon for ten days. */
Test(redaction, waits_until_nobody_needs_the_evidence)
{
	SlbStatement *statement =
		world_redaction(&w, &contract, JANUARY_2026, JANUARY_2026);

	refuses("2026-01-31T23:59:59Z", statement, ERR_STATEMENT_FIELD,
		"the last month must be over, and not before the first; months are "
		"counted from January 1970 as 0, and it is 2026-01-31T23:59:59Z");
	refuses("2026-02-01T12:00:00Z", statement, ERR_EVIDENCE_NEEDED,
		arena_printf(&w.arena,
			     "the period of contract %s that begins at "
			     "2026-01-01T00:00:00Z rests on this evidence and is not "
			     "judged yet",
			     name()));
	refuses("2026-02-02T00:00:01Z", statement, ERR_EVIDENCE_NEEDED,
		arena_printf(&w.arena,
			     "a restatement or a claim in contract %s may need this "
			     "evidence until 2026-02-13T00:00:00Z",
			     name()));
	refuses("2026-02-13T00:00:00Z", statement, ERR_EVIDENCE_NEEDED,
		arena_printf(&w.arena,
			     "a restatement or a claim in contract %s may need this "
			     "evidence until 2026-02-13T00:00:00Z",
			     name()));
	world_wait(&w, "2026-02-13T00:00:01Z", contract.id);
	world_takes(&w, statement, KEY_OPERATOR);
	cr_expect(w.has_redaction);
}

Test(redaction, lies_in_the_brokers_book_and_marks_the_months)
{
	struct book book = book_of_kind(BOOK_BROKER);
	struct row_key key = evidence_row_key(contract.id, JANUARY_2026);
	uint64_t index;

	world_wait(&w, "2026-02-02T00:00:01Z", contract.id);
	world_wait(&w, "2026-02-13T00:00:01Z", contract.id);
	index = world_takes(&w,
			    world_redaction(&w, &contract, JANUARY_2026, JANUARY_2026),
			    KEY_OPERATOR);
	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(((const SlbEvidenceRow *)world_row(&w, &key))->redacted_index,
		     index);
}

Test(redaction, says_of_what_why_and_by_whom)
{
	struct world_contract absent = contract;
	SlbStatement *statement;

	absent.id[0] ^= 1;
	world_wait(&w, "2026-03-13T00:00:01Z", contract.id);
	cr_expect_eq(world_say(&w, world_redaction(&w, &absent, 0, 1), KEY_OPERATOR),
		     ERR_CONTRACT_UNKNOWN);
	cr_expect_eq(world_say(&w, world_redaction(&w, &contract, 2, 1), KEY_OPERATOR),
		     ERR_STATEMENT_FIELD);
	statement = world_redaction(&w, &contract, 0, 1);
	statement->redaction->legal_basis = law_text(&w.arena, "");
	cr_expect_eq(world_say(&w, statement, KEY_OPERATOR), ERR_STATEMENT_FIELD);
	statement = world_redaction(&w, &contract, 0, 1);
	statement->redaction->authority = law_text(&w.arena, "");
	cr_expect_eq(world_say(&w, statement, KEY_OPERATOR), ERR_STATEMENT_FIELD);
}

Test(redaction, months_are_counted_from_january_1970)
{
	cr_expect_eq(evidence_month(0), 0);
	cr_expect_eq(evidence_month(world_ms("2026-01-31T23:59:59Z")), JANUARY_2026);
	cr_expect_eq(evidence_month(world_ms("2026-02-01T00:00:00Z")),
		     JANUARY_2026 + 1);
	cr_expect_eq(evidence_month_end_ms(JANUARY_2026),
		     world_ms("2026-02-01T00:00:00Z"));
	cr_expect_eq(evidence_month_end_ms(JANUARY_2026 + 11),
		     world_ms("2027-01-01T00:00:00Z"));
}
