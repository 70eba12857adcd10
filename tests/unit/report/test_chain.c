#include "report/chain.h"

#include <criterion/criterion.h>

#include "support/law.h"

static struct arena arena;
static struct diag diag;
static SlbTerms *terms;
static const struct frame *frame;
static struct filed_report filed[8];
static size_t filed_count;

static void set_up(void)
{
	arena_init(&arena, LAW_ARENA_BYTES);
	diag_init(&diag, &arena);
	terms = law_terms(&arena, "2026-01-01", "2026-02-28");
	law_add_series(&arena, terms, "inbound", 0);
	law_add_series(&arena, terms, "survey", 0)->interval =
		SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	frame = frame_of_terms(&arena, terms);
	filed_count = 0;
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(chain, .init = set_up, .fini = tear_down);

/* Files a report of a day; replaces 0: it is a first one. */
static void file(const char *series, const char *day, uint64_t sequence,
		 uint64_t replaces)
{
	SlbReport *report = law_daily(&arena, terms, series, day, "", "");

	if (replaces > 0)
		law_restate(&arena, report, replaces);
	filed[filed_count] = (struct filed_report){
		.report = report,
		.source = arena_printf(&arena, "%s-%s-%llu", series, day,
				       (unsigned long long)sequence),
		.sequence = sequence,
		.input = filed_count,
	};
	filed_count++;
}

static SlbReport *february_survey(void)
{
	return law_report(&arena, "survey", law_day_s("2026-02-01"),
			  law_day_s("2026-03-01"));
}

static enum err link(struct chains *chains)
{
	return chains_of(&arena, frame, filed, filed_count, chains, &diag);
}

Test(chain, sorts_by_series_sequence_and_start)
{
	static const char *const order[] = {
		"inbound-2026-01-03-0", "inbound-2026-01-09-0", "inbound-2026-01-02-1",
		"inbound-2026-01-01-2", "survey-2026-01-01-1"
	};
	struct chains chains;

	file("survey", "2026-01-01", 1, 0);
	file("inbound", "2026-01-09", 0, 0);
	file("inbound", "2026-01-01", 2, 0);
	file("inbound", "2026-01-03", 0, 0);
	file("inbound", "2026-01-02", 1, 0);
	cr_assert_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		cr_expect_str_eq(chains.reports[i].source, order[i]);
	cr_expect_eq(chains.in_force[0][0], 3);
	cr_expect_eq(chains.in_force[0][3], CHAIN_NONE);
	cr_expect_eq(chains.in_force[1][0], 4);
}

Test(chain, puts_the_last_restatement_in_force)
{
	struct chains chains;

	file("inbound", "2026-01-01", 4, 3);
	file("inbound", "2026-01-01", 1, 0);
	file("inbound", "2026-01-02", 2, 0);
	file("inbound", "2026-01-01", 3, 1);
	cr_assert_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
	cr_expect_eq(chains.reports[0].replaced_by, 2);
	cr_expect_eq(chains.reports[1].replaced_by, CHAIN_NONE);
	cr_expect_eq(chains.reports[2].replaced_by, 3);
	cr_expect_eq(chains.in_force[0][0], 3);
}

Test(chain, lets_a_report_without_number_replace_a_numbered_one)
{
	struct chains chains;

	file("inbound", "2026-01-01", 1, 0);
	file("inbound", "2026-01-01", 0, 1);
	cr_assert_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
	cr_expect_eq(chains.in_force[0][0], 0);
	cr_expect_eq(chains.reports[1].replaced_by, 0);
}

Test(chain, counts_a_report_once_that_is_given_twice)
{
	static const uint8_t contents[] = "aacd";
	struct chains chains;

	file("inbound", "2026-01-01", 1, 0);
	file("inbound", "2026-01-02", 2, 0);
	file("survey", "2026-01-01", 1, 0);
	file("inbound", "2026-01-03", 3, 0);
	file("inbound", "2026-01-01", 1, 0);
	file("inbound", "2026-01-03", 4, 0);
	file("inbound", "2026-01-02", 5, 2);
	for (size_t i = 0; i < 4; i++)
		filed[i].digest = (struct bytes){ &contents[i], 1 };
	filed[4].digest = filed[0].digest;
	filed[5].digest = filed[3].digest;
	filed[6].digest = (struct bytes){ &contents[2], 1 };
	cr_assert_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
	cr_assert_eq(chains.report_count, 5);
	cr_expect_eq(chains.reports[0].sequence, 1);
	cr_expect_eq(chains.reports[1].sequence, 2);
	cr_expect_eq(chains.reports[2].sequence, 3);
	cr_expect_eq(chains.reports[3].sequence, 5);
	cr_expect_str_eq(chains.reports[4].report->series, "survey");
	cr_expect_eq(diag.item_count, 0);
}

Test(chain, drops_a_report_that_comes_again_under_a_later_number)
{
	static const uint8_t contents[] = "ab";
	struct chains chains;

	file("inbound", "2026-01-01", 1, 0);
	file("inbound", "2026-01-02", 2, 0);
	file("inbound", "2026-01-01", 3, 1);
	file("inbound", "2026-01-01", 4, 0);
	for (size_t i = 0; i < filed_count; i++)
		filed[i].digest = (struct bytes){ &contents[i == 2], 1 };
	cr_assert_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
	cr_assert_eq(chains.report_count, 3);
	cr_expect_eq(chains.reports[2].sequence, 3);
	cr_expect_eq(chains.in_force[0][0], 2);
	cr_expect_eq(chains.in_force[0][1], 1);
}

Test(chain, takes_reports_without_digest_for_different_ones)
{
	struct chains chains;

	file("inbound", "2026-01-01", 1, 0);
	file("inbound", "2026-01-01", 1, 0);
	cr_expect_eq(link(&chains), ERR_REPORT_SEQUENCE);
}

Test(chain, tells_which_numbers_are_not_there)
{
	struct chains chains;

	file("inbound", "2026-01-01", 0, 0);
	file("inbound", "2026-01-02", 4, 0);
	file("inbound", "2026-01-03", 1, 0);
	file("inbound", "2026-01-04", 2, 0);
	file("survey", "2026-01-01", 3, 0);
	file("survey", "2026-02-01", 12, 0);
	filed[5].report = february_survey();
	cr_expect_eq(link(&chains), ERR_OK);
	cr_assert_eq(diag.warning_count, 2);
	cr_expect_str_eq(diag.first->text,
			 "of the series \"inbound\", 1 of the numbers below 4 is not "
			 "among the reports given, the first is 3; a report that was "
			 "withheld may be among them");
	cr_expect_str_eq(diag.last->text,
			 "of the series \"survey\", 10 of the numbers below 12 are not "
			 "among the reports given, the first is 1; a report that was "
			 "withheld may be among them");
}

/* The numbers of "inbound", ascending, and of one survey; 0: no more. */
static const struct {
	uint64_t inbound[3];
	uint64_t survey;
	const char *told; /* how the only warning begins */
} absences[] = {
	{ { 1 }, 12, "of the series \"survey\", 11 of the numbers below 12 are" },
	{ { 1, 2 }, 12, "of the series \"survey\", 11 of the numbers below 12 are" },
	{ { 1, 2, 4 }, 1, "of the series \"inbound\", 1 of the numbers below 4 is" },
	{ { 3 }, 0, "of the series \"inbound\", 2 of the numbers below 3 are" },
};

Test(chain, tells_of_each_series_what_is_not_there)
{
	for (size_t i = 0; i < ARRAY_SIZE(absences); i++) {
		struct chains chains;

		tear_down();
		set_up();
		for (size_t k = 0; k < 3 && absences[i].inbound[k] != 0; k++)
			file("inbound", arena_printf(&arena, "2026-01-0%zu", k + 1),
			     absences[i].inbound[k], 0);
		if (absences[i].survey != 0)
			file("survey", "2026-01-01", absences[i].survey, 0);
		cr_expect_eq(link(&chains), ERR_OK);
		cr_assert_eq(diag.warning_count, 1, "case %zu", i);
		cr_expect_eq(strncmp(diag.first->text, absences[i].told,
				     strlen(absences[i].told)),
			     0, "%s", diag.first->text);
	}
}

Test(chain, numbers_each_series_of_its_own)
{
	struct chains chains;

	file("inbound", "2026-01-01", 1, 0);
	file("survey", "2026-01-01", 1, 0);
	file("survey", "2026-02-01", 2, 0);
	filed[2].report = february_survey();
	cr_expect_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
}

Test(chain, finds_what_is_replaced_among_many)
{
	struct chains chains;

	for (uint64_t number = 1; number < ARRAY_SIZE(filed); number++)
		file("inbound",
		     arena_printf(&arena, "2026-01-0%llu", (unsigned long long)number),
		     number, 0);
	file("inbound", "2026-01-04", ARRAY_SIZE(filed), 4);
	cr_assert_eq(link(&chains), ERR_OK, "%s", law_said(&diag));
	cr_expect_eq(chains.reports[3].replaced_by, 7);
}

Test(chain, needs_no_report)
{
	struct chains chains;

	cr_assert_eq(link(&chains), ERR_OK);
	cr_expect_eq(chains.report_count, 0);
}

struct entry {
	const char *series;
	const char *day;
	uint64_t sequence;
	uint64_t replaces;
};

static const struct {
	struct entry entries[3];
	const char *file;
	const char *said;
} refusals[] = {
	{ { { "inbound", "2026-01-01", 1, 0 }, { "inbound", "2026-01-02", 1, 0 } },
	  "inbound-2026-01-02-1",
	  "two reports are number 1 of the series \"inbound\"; the other is "
	  "inbound-2026-01-01-1" },
	{ { { "inbound", "2026-01-01", 1, 0 }, { "inbound", "2026-01-01", 2, 0 } },
	  "inbound-2026-01-01-2",
	  "this report and inbound-2026-01-01-1 are both about the same part of the "
	  "series \"inbound\"" },
	{ { { "inbound", "2026-01-01", 0, 0 }, { "inbound", "2026-01-01", 0, 0 } },
	  "inbound-2026-01-01-0",
	  "this report and inbound-2026-01-01-0 are both about the same part of the "
	  "series \"inbound\"" },
	{ { { "inbound", "2026-01-01", 1, 0 },
	    { "inbound", "2026-01-01", 2, 1 },
	    { "inbound", "2026-01-01", 3, 1 } },
	  "inbound-2026-01-01-3",
	  "this report and inbound-2026-01-01-2 are both about the same part of the "
	  "series \"inbound\"" },
	{ { { "inbound", "2026-01-01", 2, 1 } },
	  "inbound-2026-01-01-2",
	  "this report replaces report 1 of the series \"inbound\", which was not "
	  "given" },
	{ { { "inbound", "2026-01-01", 1, 2 } },
	  "inbound-2026-01-01-1",
	  "this report replaces report 2 of the series \"inbound\", which was not "
	  "given" },
	{ { { "inbound", "2026-01-01", 2, 9 }, { "survey", "2026-01-01", 9, 0 } },
	  "inbound-2026-01-01-2",
	  "this report replaces report 9 of the series \"inbound\", which was not "
	  "given" },
	{ { { "inbound", "2026-01-01", 3, 2 }, { "inbound", "2026-01-02", 4, 0 } },
	  "inbound-2026-01-01-3",
	  "this report replaces report 2 of the series \"inbound\", which was not "
	  "given" },
	{ { { "inbound", "2026-01-01", 1, 0 }, { "inbound", "2026-01-02", 2, 1 } },
	  "inbound-2026-01-02-2",
	  "this report replaces report 1 of the series \"inbound\", "
	  "inbound-2026-01-01-1, which is about another time" },
	{ { { "inbound", "2026-01-01", 1, 1 } },
	  "inbound-2026-01-01-1",
	  "this report is number 1 of the series \"inbound\" and replaces number 1; it "
	  "can only replace an earlier one" },
	{ { { "inbound", "2026-01-01", 1, 2 }, { "inbound", "2026-01-01", 2, 0 } },
	  "inbound-2026-01-01-1",
	  "this report is number 1 of the series \"inbound\" and replaces number 2; it "
	  "can only replace an earlier one" },
};

Test(chain, refuses_what_does_not_follow)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct entry *entry = refusals[i].entries;
		struct chains chains;

		tear_down();
		set_up();
		for (; entry < refusals[i].entries + 3 && entry->series; entry++)
			file(entry->series, entry->day, entry->sequence,
			     entry->replaces);
		cr_expect_eq(link(&chains), ERR_REPORT_SEQUENCE);
		cr_expect_eq(diag.error_count, 1);
		cr_expect_str_eq(diag.last->text, refusals[i].said);
		cr_expect_str_eq(diag.last->place.file, refusals[i].file);
	}
}

Test(chain, lists_gaps_open_until_they_are_due)
{
	struct chains chains;
	struct gap *gaps;

	file("inbound", "2026-01-02", 1, 0);
	cr_assert_eq(link(&chains), ERR_OK);
	cr_assert_eq(chains_gaps(&arena, frame, &chains, &frame->periods[0],
				 law_day_s("2026-01-04"), &gaps),
		     31);
	cr_expect_eq(gaps[0].due_s, law_day_s("2026-01-02"));
	cr_expect(gaps[0].is_missing);
	/* due at this instant is in time */
	cr_expect_eq(gaps[1].part.start_s, law_day_s("2026-01-03"));
	cr_expect_not(gaps[1].is_missing);
	cr_expect_eq(gaps[30].series, 1);
	cr_expect_eq(gaps[30].part.end_s, law_day_s("2026-02-01"));
	cr_expect_eq(chains_gaps(&arena, frame, &chains, &frame->periods[1],
				 law_day_s("2026-01-04"), &gaps),
		     29);
}

Test(chain, expects_no_report_of_a_date_that_the_zone_skips)
{
	struct chains chains;
	struct gap *gaps;

	terms = law_terms(&arena, "2011-12-01", "2011-12-31");
	terms->zone->first_offset_s = -10 * 3600;
	law_add_transition(&arena, terms->zone, law_day_s("2011-12-30") + 10 * 3600,
			   14 * 3600);
	law_add_series(&arena, terms, "inbound", 0);
	frame = frame_of_terms(&arena, terms);
	cr_assert_eq(link(&chains), ERR_OK);
	cr_expect_eq(chains_gaps(&arena, frame, &chains, &frame->periods[0], 0, &gaps),
		     30);
}
