#include <criterion/criterion.h>

#include "report/check.h"
#include "support/law.h"

static struct arena arena;
static struct diag diag;
static SlbTerms *terms;

static void set_up(void)
{
	static const uint64_t bounds[] = { 10, 20 };

	arena_init(&arena, LAW_ARENA_BYTES);
	diag_init(&diag, &arena);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_dimension(&arena, terms, "queue");
	law_add_series(&arena, terms, "inbound", 1800);
	law_add_series(&arena, terms, "survey", 0);
	law_add_counter(&arena, terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&arena, terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_counter(&arena, terms, "inbound", "abandoned",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED);
	law_add_counter(&arena, terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_histogram(&arena, terms, "inbound", "wait", bounds, 2);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(check_identities, .init = set_up, .fini = tear_down);

/* Columns: total, parts, the report's columns and rows, what is said ("": accepted). */
static const struct {
	const char *total;
	const char *parts;
	const char *columns;
	const char *rows;
	const char *said;
} cases[] = {
	{ "offered", "answered + abandoned", "offered answered abandoned",
	  "0 a 10 8 2; 0 b 10 7 1", "" },
	{ "offered", "answered + abandoned", "offered answered abandoned",
	  "0 a 10 8 2; 0 b 10000 9999 2",
	  "report \"inbound\" of 2026-01-01, row 2 (2026-01-01 00:00, queue=b): answered "
	  "+ abandoned (10,001) is more than offered (10,000), of which it is a part by "
	  "\"calls\"" },
	/* what is not measured, or not carried, is not accused */
	{ "offered", "answered + abandoned", "offered answered abandoned",
	  "0 a 10 - 12; 0 b - 9 2", "" },
	{ "offered", "answered + abandoned", "offered answered", "0 a 10 11", "" },
	{ "offered", "votes", "offered answered", "0 a 0 11", "" },
	{ "offered", "answered", "answered", "0 a 11", "" },
	/* a part with a negative weight belongs to the total */
	{ "offered", "answered - 0.5*abandoned", "offered answered abandoned",
	  "0 a 10 12 4", "" },
	{ "offered", "answered - 0.5*abandoned", "offered answered abandoned",
	  "0 a 10 12 3",
	  "report \"inbound\" of 2026-01-01, row 1 (2026-01-01 00:00, queue=a): answered "
	  "+ abandoned (21/2) is more than offered (10), of which it is a part by "
	  "\"calls\"" },
	{ "offered - abandoned", "answered", "offered answered abandoned",
	  "0 a 10 9 1; 0 b 10 8 1", "" },
	/* ranges are the sum of their buckets */
	{ "answered", "wait[..20]", "answered wait", "0 a 10 4,6,9", "" },
	{ "answered", "wait[10..]", "answered wait", "0 a 10 99,5,6",
	  "report \"inbound\" of 2026-01-01, row 1 (2026-01-01 00:00, queue=a): wait "
	  "above 10 (11) is more than answered (10), of which it is a part by "
	  "\"calls\"" },
	/* no excess is too small */
	{ "offered", "answered + 0.000000000000000001*abandoned",
	  "offered answered abandoned", "0 a 10 10 1",
	  "report \"inbound\" of 2026-01-01, row 1 (2026-01-01 00:00, queue=a): answered "
	  "+ abandoned (10,000,000,000,000,000,001/1,000,000,000,000,000,000) is more than "
	  "offered (10), of which it is a part by \"calls\"" },
	/* no number is too large */
	{ "offered", "answered + abandoned", "offered answered abandoned",
	  "0 a 18446744073709551615 18446744073709551615 0", "" },
	{ "offered", "answered + abandoned", "offered answered abandoned",
	  "0 a 18446744073709551615 18446744073709551615 1",
	  "report \"inbound\" of 2026-01-01, row 1 (2026-01-01 00:00, queue=a): answered "
	  "+ abandoned (18,446,744,073,709,551,616) is more than offered "
	  "(18,446,744,073,709,551,615), of which it is a part by \"calls\"" },
};

Test(check_identities, refuses_a_negative_remainder_in_a_row)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		SlbReport *report;
		enum err err;

		tear_down();
		set_up();
		law_add_identity(&arena, terms, "calls", cases[i].total, cases[i].parts)
			->level = SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW;
		report = law_daily(&arena, terms, "inbound", "2026-01-01",
				   cases[i].columns, cases[i].rows);
		err = report_check(frame_of_terms(&arena, terms), terms,
				   BYTES_OF_ARRAY(law_version), report, "x", &diag);
		cr_expect_eq(err, cases[i].said[0] == '\0' ? ERR_OK
							   : ERR_REPORT_CONSERVATION);
		cr_expect_str_eq(law_said(&diag), cases[i].said);
	}
}

Test(check_identities, leaves_identities_of_periods_to_the_judgement)
{
	SlbReport *report;

	law_add_identity(&arena, terms, "calls", "offered", "answered");
	report = law_daily(&arena, terms, "inbound", "2026-01-01", "offered answered",
			   "0 a 1 2");
	cr_expect_eq(report_check(frame_of_terms(&arena, terms), terms,
				  BYTES_OF_ARRAY(law_version), report, "x", &diag),
		     ERR_OK);
}

Test(check_identities, holds_a_row_to_each_identity)
{
	SlbReport *report;

	law_add_identity(&arena, terms, "calls", "offered", "answered");
	law_add_identity(&arena, terms, "losses", "offered", "abandoned")->level =
		SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW;
	law_add_identity(&arena, terms, "lost", "answered", "abandoned")->level =
		SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_ROW;
	report = law_daily(&arena, terms, "inbound", "2026-01-01",
			   "offered answered abandoned", "0 a 3 1 2");
	cr_expect_eq(report_check(frame_of_terms(&arena, terms), terms,
				  BYTES_OF_ARRAY(law_version), report, "x", &diag),
		     ERR_REPORT_CONSERVATION);
	cr_expect_eq(diag.error_count, 1);
	cr_expect_not_null(strstr(law_said(&diag), "by \"lost\""));
}
