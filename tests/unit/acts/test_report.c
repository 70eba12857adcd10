#include "unit/acts/world.h"

#include "calendar/civil.h"

static struct world w;
static struct world_contract contract;

static void set_up(void)
{
	world_open(&w);
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2026-03-31"));
}

static void tear_down(void)
{
	world_close(&w);
}

TestSuite(report, .init = set_up, .fini = tear_down);

static uint64_t report(uint64_t sequence, const char *day)
{
	return world_takes(&w, world_report(&w, &contract, sequence, day, 100, 90),
			   KEY_VOICEHOUSE);
}

static void refuses(const SlbStatement *statement, enum err code, const char *text)
{
	world_refuses(&w, statement, KEY_VOICEHOUSE, code, text);
}

static const SlbReportRow *report_row(uint64_t sequence)
{
	struct series_place place = { contract.id, "voicehouse", "daily" };
	struct row_key key = report_place_row_key(&place, sequence);

	return (const SlbReportRow *)world_row(&w, &key);
}

static const SlbExpectedPart *expected(void)
{
	struct row_key key = schedule_row_key(contract.id);
	const SlbScheduleRow *row = (const SlbScheduleRow *)world_row(&w, &key);

	cr_assert_not_null(row);
	cr_assert_eq(row->n_expected, 1);
	cr_expect_eq(row->due_ms, row->expected[0]->due_ms);
	return row->expected[0];
}

Test(report, is_entered_as_evidence_of_its_contract)
{
	struct book book = book_of_contract(contract.id);
	uint64_t index = report(1, "2026-01-01");

	cr_expect(book_same(&w.book, &book));
	cr_expect_eq(w.content, CONTENT_EVIDENCE);
	cr_expect_eq(report_row(1)->index, index);
	cr_expect_eq(report_row(1)->start_s, law_day_s("2026-01-01"));
	cr_expect_eq(report_row(1)->end_s, law_day_s("2026-01-02"));
	cr_expect_not(report_row(1)->late);
	cr_expect_eq(report_row(1)->log_time_ms, w.now_ms);
}

/* ---- places in the series ------------------------------------------------------------ */

Test(report, follows_the_one_before_it)
{
	struct world_contract other = contract;
	SlbStatement *third;

	refuses(world_report(&w, &contract, 2, "2026-01-01", 1, 1), ERR_REPORT_SEQUENCE,
		"the next report of \"voicehouse\" in the series \"daily\" has number "
		"1; this one has number 2");
	report(1, "2026-01-01");
	third = world_report(&w, &contract, 2, "2026-01-02", 1, 1);
	third->position->previous = world_binary(&w, other.version_id, DIGEST_BYTES);
	refuses(third, ERR_REPORT_SEQUENCE,
		arena_printf(
			&w.arena,
			"report number 2 follows number 1, whose content id begins "
			"with %s; it names %s",
			hex_encode(&w.arena,
				   (struct bytes){ report_row(1)->content_id.data, 8 }),
			hex_encode(&w.arena,
				   (struct bytes){ contract.version_id, 8 })));
	report(2, "2026-01-02");
}

Test(report, said_again_has_its_first_place)
{
	SlbStatement *first = world_report(&w, &contract, 1, "2026-01-01", 100, 90);
	uint64_t index = world_takes(&w, first, KEY_VOICEHOUSE);

	report(2, "2026-01-02");
	cr_assert_eq(world_say(&w, first, KEY_VOICEHOUSE), ERR_OK);
	cr_expect(w.was_duplicate);
	cr_expect_eq(w.first_index, index);
}

Test(report, said_twice_with_other_words_is_an_equivocation)
{
	uint64_t index = report(1, "2026-01-01");
	SlbStatement *other = world_report(&w, &contract, 1, "2026-01-01", 100, 91);

	refuses(other, ERR_REPORT_EQUIVOCATION,
		arena_printf(
			&w.arena,
			"\"voicehouse\" signed another report with number 1 of "
			"the series \"daily\", which is entry %llu of the log; the "
			"two together prove that it said two things in one place",
			(unsigned long long)index));
	other->position->attempt = 1; /* a correction that came too late */
	refuses(other, ERR_REPORT_SEQUENCE,
		"the next report of \"voicehouse\" in the series \"daily\" has number "
		"2; this one has number 1");
}

Test(report, keeps_its_number_after_a_refusal)
{
	SlbStatement *bad = world_report(&w, &contract, 1, "2026-01-01", 100, 90);
	SlbStatement *good = world_report(&w, &contract, 1, "2026-01-01", 100, 90);

	bad->report->end_s += 5;
	cr_assert_neq(world_say(&w, bad, KEY_VOICEHOUSE), ERR_OK);
	good->position->attempt = 1;
	world_takes(&w, good, KEY_VOICEHOUSE);
	cr_expect_eq(report_row(1)->attempt, 1);
}

/* ---- what it says -------------------------------------------------------------------- */

Test(report, has_the_form_that_the_contract_asks)
{
	SlbStatement *statement = world_report(&w, &contract, 1, "2026-01-01", 1, 1);

	statement->report->start_s += 60;
	cr_expect_eq(world_say(&w, statement, KEY_VOICEHOUSE), ERR_REPORT_MALFORMED);
	cr_expect_str_eq(w.diag.first->place.path, "report.start_s");
	statement = world_report(&w, &contract, 1, "2025-12-31", 1, 1);
	cr_expect_eq(world_say(&w, statement, KEY_VOICEHOUSE), ERR_REPORT_OUT_OF_TERM);
	statement = world_report(&w, &contract, 1, "2026-01-01", 1, 1);
	statement->report->series = law_text(&w.arena, "weekly");
	cr_expect_eq(world_say(&w, statement, KEY_VOICEHOUSE), ERR_REPORT_MALFORMED);
	statement = world_report(&w, &contract, 1, "2026-01-01", 1, 1);
	statement->report->series = arena_printf(&w.arena, "%065d", 1);
	refuses(statement, ERR_REPORT_MALFORMED,
		"the name of a series has at most 64 bytes");
	statement = world_report(&w, &contract, 1, "2026-01-01", 1, 1);
	statement->report->version_id.len = 31;
	refuses(statement, ERR_STATEMENT_FIELD,
		"the id of the version in force is expected here, 32 bytes; there are "
		"31");
}

Test(report, is_of_the_source_of_its_series)
{
	SlbStatement *statement = world_report(&w, &contract, 1, "2026-01-01", 1, 1);

	statement->issuer = law_text(&w.arena, "lender");
	world_refuses(&w, statement, KEY_LENDER, ERR_REPORT_SOURCE,
		      "the series \"daily\" is reported by \"voicehouse\"; the issuer "
		      "is \"lender\"");
}

/* ---- its part ------------------------------------------------------------------------ */

Test(report, comes_when_its_part_is_over)
{
	w.now_ms = world_ms("2026-01-11T00:00:00Z") - 1;
	refuses(world_report(&w, &contract, 1, "2026-01-10", 1, 1), ERR_REPORT_EARLY,
		"the part of series \"daily\" that begins on 2026-01-10 is over at "
		"2026-01-11T00:00:00Z; it is 2026-01-10T23:59:59Z");
	w.now_ms++;
	report(1, "2026-01-10");
}

/* 1 January is due at noon of the 11th, a day after the acceptance, and the window is 5
 * days: to the end of the 16th. */
Test(report, comes_before_its_window_closes)
{
	w.now_ms = world_ms("2026-01-11T12:00:00Z") + 1;
	report(1, "2026-01-01");
	cr_expect(report_row(1)->late);
	w.now_ms = world_ms("2026-01-17T00:00:00Z");
	report(2, "2026-01-02");
	w.now_ms++;
	refuses(world_report(&w, &contract, 3, "2026-01-03", 1, 1), ERR_REPORT_WINDOW,
		"the part of series \"daily\" that begins on 2026-01-03 could be "
		"reported and restated until 2026-01-17T00:00:00Z; it is "
		"2026-01-17T00:00:00Z");
}

Test(report, of_a_part_that_is_reported_names_what_it_replaces)
{
	SlbStatement *again;

	report(1, "2026-01-01");
	report(2, "2026-01-02");
	again = world_report(&w, &contract, 3, "2026-01-01", 1, 1);
	refuses(again, ERR_REPORT_SEQUENCE,
		"the part of series \"daily\" that begins on 2026-01-01 is reported by "
		"number 1; a report that corrects it names that number under "
		"restatement, not 0");
	world_restates(&w, again, 2);
	refuses(again, ERR_REPORT_SEQUENCE,
		"the part of series \"daily\" that begins on 2026-01-01 is reported by "
		"number 1; a report that corrects it names that number under "
		"restatement, not 2");
	again->report->restatement->replaces = 1;
	cr_expect_eq(world_takes(&w, again, KEY_VOICEHOUSE),
		     report_row(1)->replaced_index);
	cr_expect_eq(report_row(3)->replaces, 1);
	again = world_report(&w, &contract, 4, "2026-01-03", 1, 1);
	world_restates(&w, again, 2);
	refuses(again, ERR_REPORT_SEQUENCE,
		"the part of series \"daily\" that begins on 2026-01-03 has no report "
		"of \"voicehouse\" that number 2 could stand for");
}

/* ---- what is expected next ----------------------------------------------------------- */

Test(report, moves_what_is_expected_to_the_first_gap)
{
	report(1, "2026-01-03");
	report(2, "2026-01-02");
	cr_expect_eq(expected()->part, 0);
	report(3, "2026-01-01");
	cr_expect_eq(expected()->part, 3);
	cr_expect_eq(expected()->due_ms, world_ms("2026-01-11T12:00:00Z"));
	for (unsigned day = 4; day <= 9; day++)
		report(day, arena_printf(&w.arena, "2026-01-%02u", day));
	/* the 10th is over at the end of today: then a day */
	cr_expect_eq(expected()->part, 9);
	cr_expect_eq(expected()->due_ms, world_ms("2026-01-12T00:00:00Z"));
}

Test(report, filed_ahead_by_many_is_found_again)
{
	w.now_ms = world_ms("2026-03-31T12:00:00Z");
	contract = world_agree(&w, world_terms(&w, "2026-01-01", "2026-12-31"));
	for (unsigned i = 1; i < 80; i++)
		report(i, civil_day_text(&w.arena,
					 law_day_s("2026-01-01") / LAW_DAY_S + i));
	cr_expect_eq(expected()->part, 0);
	report(80, "2026-01-01");
	cr_expect_eq(expected()->part, 80);
}
