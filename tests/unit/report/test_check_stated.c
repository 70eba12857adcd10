#include "check_case.h"

static struct check_case c;

static void set_up(void)
{
	case_open(&c);
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(check_stated, .init = set_up, .fini = tear_down);

static void states_an_unknown_kpi(void)
{
	law_state(&c.arena, c.report, "asa", 0, "12");
}

static void states_a_row_beyond(void)
{
	law_state(&c.arena, c.report, "sl", 4, "12");
}

static void states_no_decimal(void)
{
	law_state(&c.arena, c.report, "sl", 3, "12 %");
}

static void states_twice(void)
{
	law_state(&c.arena, c.report, "sl", 0, "12");
	law_state(&c.arena, c.report, "sl", 3, "12");
	law_state(&c.arena, c.report, "sl", 3, "13");
}

static void states_first_twice(void)
{
	law_state(&c.arena, c.report, "sl", 0, "12");
	law_state(&c.arena, c.report, "sl", 0, "13");
}

static void states_figures_twice(void)
{
	law_state(&c.arena, c.report, "sl", 3, "13");
}

static void replaces_nothing(void)
{
	law_restate(&c.arena, c.report, 0);
}

static void gives_no_reason(void)
{
	law_restate(&c.arena, c.report, 1);
	c.report->restatement->reason = law_text(&c.arena, "");
}

static void gives_a_long_reason(void)
{
	law_restate(&c.arena, c.report, 1);
	c.report->restatement->reason = arena_printf(&c.arena, "%0501d", 0);
}

static void gives_a_reason_not_text(void)
{
	law_restate(&c.arena, c.report, 1);
	c.report->restatement->reason = law_text(&c.arena, "\xff");
}

static void gives_a_reason_of_two_lines(void)
{
	law_restate(&c.arena, c.report, 1);
	c.report->restatement->reason = law_text(&c.arena, "recount\nVerdict: met");
}

static const struct mistake mistakes[] = {
	{ states_an_unknown_kpi, ERR_REPORT_MALFORMED, "stated[0].kpi",
	  REPORT " states a figure for \"asa\", which is no KPI of the contract" },
	{ states_a_row_beyond, ERR_REPORT_MALFORMED, "stated[0].row",
	  REPORT " states sl for row 4; it has 3 rows" },
	{ states_no_decimal, ERR_REPORT_MALFORMED, "stated[0].value",
	  REPORT " states \"12 %\" for sl; a figure is a decimal such as 84.6, with "
		 "at most 18 digits before the point and 18 after it" },
	{ states_twice, ERR_REPORT_MALFORMED, "stated[2]",
	  REPORT " states two figures for sl, row 3 (0 is the whole part)" },
	{ states_first_twice, ERR_REPORT_MALFORMED, "stated[1]",
	  REPORT " states two figures for sl, row 0 (0 is the whole part)" },
	{ replaces_nothing, ERR_REPORT_MALFORMED, "restatement.replaces",
	  REPORT " is a restatement and does not name the sequence number" },
	{ gives_no_reason, ERR_REPORT_MALFORMED, "restatement.reason",
	  REPORT " gives a reason of 0 bytes for its restatement; write 1 to 500" },
	{ gives_a_long_reason, ERR_REPORT_MALFORMED, "restatement.reason",
	  REPORT " gives a reason of 501 bytes" },
	{ gives_a_reason_not_text, ERR_REPORT_MALFORMED, "restatement.reason",
	  REPORT " gives a reason of 1 byte" },
	{ gives_a_reason_of_two_lines, ERR_REPORT_MALFORMED, "restatement.reason",
	  REPORT " gives a reason for its restatement that is not one line" },
};

Test(check_stated, names_the_mistake_and_its_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		expect_mistake(&c, &mistakes[i]);
}

Test(check_stated, tells_a_mistake_and_not_what_follows_from_it)
{
	static const struct hidden_mistake hidden = { states_no_decimal,
						      states_figures_twice,
						      "stated[0].value" };

	expect_hidden(&c, &hidden);
}

Test(check_stated, takes_a_figure_for_each_kpi_and_row)
{
	law_add_kpi(&c.arena, c.terms, "csat", SLB_COMPARATOR__COMPARATOR_AT_LEAST,
		    "80");
	for (uint32_t row = 0; row <= 3; row++) {
		law_state(&c.arena, c.report, "sl", row, "80");
		law_state(&c.arena, c.report, "csat", row, "80");
	}
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
}

Test(check_stated, takes_a_reason_of_one_letter)
{
	law_restate(&c.arena, c.report, 1);
	c.report->restatement->reason = law_text(&c.arena, "x");
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
}
