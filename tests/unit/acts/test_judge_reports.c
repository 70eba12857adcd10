#include "acts/months.h"
#include "unit/acts/world.h"

static struct world w;
static struct world_contract contract;

/* The last two days of January and the first two of February; the centre reports, and the
 * client counts. */
static void agree(unsigned lines_due_hours)
{
	SlbTerms *terms = world_terms(&w, "2026-01-30", "2026-02-02");

	w.now_ms = world_ms("2026-01-30T00:00:00Z");
	world_count_lines(&w, terms, lines_due_hours);
	contract = world_agree(&w, terms);
}

static void set_up(void)
{
	world_open(&w);
	agree(24);
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(judge_reports, .init = set_up, .fini = tear_down);

/* At noon of the day after it, or now, if that is later. */
static void wait_for_noon_after(const char *day)
{
	int64_t noon_ms = law_day_s(day) * 1000 + INT64_C(129600000);

	if (w.now_ms < noon_ms)
		w.now_ms = noon_ms;
}

static void daily(uint64_t sequence, const char *day)
{
	wait_for_noon_after(day);
	world_takes(&w, world_report(&w, &contract, sequence, day, 100, 90),
		    KEY_VOICEHOUSE);
}

static void lines(uint64_t sequence, const char *day)
{
	static struct digest last;
	SlbStatement *statement = world_report(&w, &contract, sequence, day, 0, 0);
	ProtobufCBinaryData version_id = statement->report->version_id;

	wait_for_noon_after(day);
	statement->issuer = law_text(&w.arena, "lender");
	statement->report =
		law_daily(&w.arena, contract.terms, "lines", day, "routed", "0 100");
	statement->report->version_id = version_id;
	statement->position->previous =
		world_binary(&w, last.bytes, sequence > 1 ? DIGEST_BYTES : 0);
	last = w.entries[world_takes(&w, statement, KEY_LENDER)].content_id;
}

static const SlbPeriodOutcome *only_period(void)
{
	const SlbOutcome *outcome = world_last_outcome(&w);

	cr_assert_not_null(outcome);
	cr_assert_eq(outcome->n_periods, 1);
	return outcome->periods[0];
}

static void expect_open(const SlbSlot *slot, const char *due)
{
	cr_expect(slot->missing);
	cr_expect_eq(slot->due_s, world_ms(due) / 1000, "%s", due);
}

static int64_t needed_until_s(const char *logged)
{
	struct row_key key =
		evidence_row_key(contract.id, evidence_month(world_ms(logged)));
	const SlbEvidenceRow *row = (const SlbEvidenceRow *)world_row(&w, &key);

	return row == NULL ? 0 : row->needed_until_s;
}

/* The client counted both days, the centre reported neither. */
static void miss_january(void)
{
	lines(1, "2026-01-30");
	lines(2, "2026-01-31");
	world_wait(&w, "2026-02-02T00:00:01Z", contract.id);
}

Test(judge_reports, names_what_is_missing_beside_what_it_rests_on)
{
	const SlbPeriodOutcome *january;

	miss_january();
	january = only_period();
	cr_assert_eq(january->judgement->n_open_slots, 2);
	expect_open(january->judgement->open_slots[0], "2026-02-01T00:00:00Z");
	expect_open(january->judgement->open_slots[1], "2026-02-02T00:00:00Z");
	cr_assert_eq(january->n_reports, 1);
	cr_expect_str_eq(january->reports[0]->series, "lines");
	cr_expect_eq(january->reports[0]->n_log_indexes, 2);
	cr_expect_eq(january->reports[0]->n_content_ids, 2);
	cr_assert_eq(january->n_statistics, 1);
	cr_expect_str_eq(january->statistics[0]->series, "lines");
}

/* Both were due in it: 36 hours later they were due still. */
Test(judge_reports, names_what_is_missing_by_when_it_was_due_with_an_outage)
{
	const SlbPeriodOutcome *january;

	lines(1, "2026-01-30");
	w.now_ms = world_ms("2026-02-02T10:00:00Z");
	world_outage(&w, world_ms("2026-01-31T22:00:00Z"));
	lines(2, "2026-01-31");
	world_wait(&w, "2026-02-03T12:00:01Z", contract.id);
	january = only_period();
	cr_assert_eq(january->judgement->n_open_slots, 2);
	expect_open(january->judgement->open_slots[0], "2026-02-02T12:00:00Z");
	expect_open(january->judgement->open_slots[1], "2026-02-03T12:00:00Z");
}

Test(judge_reports, rests_on_the_days_of_its_period_alone)
{
	const SlbPeriodOutcome *january;

	miss_january();
	daily(1, "2026-02-01");
	lines(3, "2026-02-01");
	daily(2, "2026-01-31");
	january = only_period();
	cr_assert_str_eq(january->judgement->label, "2026-01");
	cr_assert_eq(january->judgement->n_open_slots, 1);
	expect_open(january->judgement->open_slots[0], "2026-02-01T00:00:00Z");
	cr_assert_eq(january->n_reports, 2);
	cr_expect_eq(january->reports[0]->n_log_indexes, 1);
	cr_expect_eq(january->reports[0]->sequences[0], 2);
	cr_expect_eq(january->reports[1]->n_log_indexes, 2);
	cr_assert_eq(january->n_statistics, 2);
	cr_expect_eq(january->statistics[1]->columns[0]->values[0], 200);
}

/* For as long as its verdict can be claimed upon: ten days from when it was judged. */
Test(judge_reports, needs_the_evidence_of_each_month_it_was_logged_in)
{
	int64_t until_s = world_ms("2026-02-12T00:00:00Z") / 1000;

	miss_january();
	cr_expect_geq(needed_until_s("2026-01-31T12:00:00Z"), until_s);
	cr_expect_geq(needed_until_s("2026-02-01T12:00:00Z"), until_s);
	cr_expect_eq(needed_until_s("1970-01-01T00:00:00Z"), 0,
		     "what is missing was logged in no month");
}

/* The client's counts are due ten days after each day, and restated for five more: on the
 * 16th they could change what rests on the centre's reports, too. */
Test(judge_reports, needs_the_evidence_while_any_series_may_be_restated)
{
	agree(240);
	daily(1, "2026-01-30");
	daily(2, "2026-01-31");
	lines(1, "2026-01-30");
	lines(2, "2026-01-31");
	cr_assert_str_eq(only_period()->judgement->label, "2026-01");
	cr_expect_eq(needed_until_s("2026-01-31T12:00:00Z"),
		     world_ms("2026-02-16T00:00:00Z") / 1000);
}
