#include "unit/acts/world.h"

#include "acts/months.h"

#define JANUARY_2026  (56 * 12)
#define FEBRUARY_2026 (JANUARY_2026 + 1)

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
			     "2026-01-01T00:00:00Z may rest on this evidence and is "
			     "not judged yet",
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

static struct world_contract agree_anew(SlbTerms *terms)
{
	w.now_ms = world_ms("2026-02-01T00:00:00Z");
	return world_agree(&w, terms);
}

/* The first version's days until the 14th may be reported for three months, and one half of
 * them is; the second one's are judged one by one meanwhile. */
static struct world_contract amended_in_february(void)
{
	SlbTerms *terms = world_terms(&w, "2026-02-01", "2026-12-31");
	struct world_contract first, second;
	SlbStatement *offer;

	terms->series[0]->due_delay =
		law_delay(&w.arena, 90, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	first = agree_anew(terms);
	w.now_ms = world_ms("2026-02-10T12:00:00Z");
	for (unsigned day = 1; day <= 7; day++)
		world_takes(&w,
			    world_report(&w, &first, day,
					 arena_printf(&w.arena, "2026-02-%02u", day),
					 100, 90),
			    KEY_VOICEHOUSE);
	terms = world_terms(&w, "2026-02-15", "2026-12-31");
	terms->period = arena_new(&w.arena, SlbPeriod);
	slb_period__init(terms->period);
	terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_DAY;
	offer = world_offer(&w, "lender", terms, &first);
	second = world_offered(&w, offer, terms);
	world_takes(&w, offer, KEY_LENDER);
	world_takes(&w, world_accept(&w, "voicehouse", &second), KEY_VOICEHOUSE);
	world_wait(&w, "2026-02-16T12:00:00Z", second.id);
	world_takes(&w, world_report(&w, &second, 8, "2026-02-15", 100, 90),
		    KEY_VOICEHOUSE);
	return second;
}

/* What began later was judged, and the reports of February cannot be restated any more; but
 * of the 8th to the 14th some may still come, and are judged with them. */
Test(redaction, waits_for_every_period_that_rests_on_the_evidence)
{
	SlbStatement *statement;

	contract = amended_in_february();
	statement = world_redaction(&w, &contract, FEBRUARY_2026, FEBRUARY_2026);
	refuses("2026-05-15T00:00:01Z", statement, ERR_EVIDENCE_NEEDED,
		arena_printf(&w.arena,
			     "the period of contract %s that begins at "
			     "2026-02-01T00:00:00Z may rest on this evidence and is "
			     "not judged yet",
			     name()));
	world_wait(&w, "2026-05-17T00:00:00Z", contract.id);
	world_wait(&w, "2026-06-01T00:00:00Z", contract.id);
	world_takes(&w, statement, KEY_OPERATOR);
}

/* The 28th of February is missing when February is judged on the 2nd of March, and may be
 * reported until the 11th of April; what else was reported, until the day before. */
Test(redaction, waits_while_the_period_may_be_judged_again)
{
	SlbTerms *terms = world_terms(&w, "2026-02-01", "2026-12-31");
	SlbStatement *statement;

	terms->restatement_window =
		law_delay(&w.arena, 40, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	terms->claim_window = law_delay(&w.arena, 1, SLB_DELAY_UNIT__DELAY_UNIT_DAYS);
	contract = agree_anew(terms);
	world_wait(&w, "2026-02-28T12:00:00Z", contract.id);
	world_takes(&w, world_report(&w, &contract, 1, "2026-02-27", 100, 90),
		    KEY_VOICEHOUSE);
	statement = world_redaction(&w, &contract, FEBRUARY_2026, FEBRUARY_2026);
	world_wait(&w, "2026-03-03T00:00:00Z", contract.id);
	refuses("2026-04-10T12:00:00Z", statement, ERR_EVIDENCE_NEEDED,
		arena_printf(&w.arena,
			     "a restatement or a claim in contract %s may need this "
			     "evidence until 2026-04-11T00:00:00Z",
			     name()));
	world_wait(&w, "2026-04-11T00:00:01Z", contract.id);
	world_takes(&w, statement, KEY_OPERATOR);
}

/* Nothing was reported of February, so that nobody waits for it to be restated. */
Test(redaction, closes_the_periods_that_began_before)
{
	contract = agree_anew(world_terms(&w, "2026-02-01", "2026-12-31"));
	world_wait(&w, "2026-03-03T00:00:00Z", contract.id);
	world_takes(&w, world_redaction(&w, &contract, JANUARY_2026, FEBRUARY_2026),
		    KEY_OPERATOR);
	world_refuses(
		&w, world_report(&w, &contract, 1, "2026-02-28", 100, 90),
		KEY_VOICEHOUSE, ERR_REPORT_WINDOW,
		"nothing more is reported of the period 2026-02: evidence of this "
		"contract that came before 2026-03-01T00:00:00Z was given up, and "
		"what began before that is not judged again");
	world_takes(&w, world_report(&w, &contract, 1, "2026-03-01", 100, 90),
		    KEY_VOICEHOUSE);
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
