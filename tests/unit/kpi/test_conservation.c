#include "kpi/conservation.h"

#include "kpi_case.h"

static struct kpi_case c;

static void set_up(void)
{
	case_open(&c);
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "wait[..5]", "votes"));
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(conservation, .init = set_up, .fini = tear_down);

static const struct {
	const char *tolerated;
	const char *rows; /* offered answered */
	bool is_computed;
	bool fails;
	const char *unaccounted;
	const char *share;
	const char *words;
} cases[] = {
	{ "0", "0 a 10 10", true, false, "0", "0.00 %",
	  "offered (10) is 0 more than answered (10)" },
	{ "0", "0 a 10 9", true, true, "1", "10.00 %",
	  "offered (10) is 1 more than answered (9)" },
	{ "10", "0 a 10 9", true, false, "1", "10.00 %",
	  "offered (10) is 1 more than answered (9)" },
	{ "9.99", "0 a 10 9", true, true, "1", "10.00 %",
	  "offered (10) is 1 more than answered (9)" },
	{ "100", "0 a 9 3; 1 a 1 9", true, true, "-2", "-20.00 %",
	  "offered (10) is 2 less than answered (12)" },
	{ "5", "0 a 1000000 999999", true, false, "1", "0.0001 %",
	  "offered (1,000,000) is 1 more than answered (999,999)" },
	{ "5", "0 a 0 0", true, false, "0", "",
	  "offered (0) is 0 more than answered (0)" },
	{ "5", "0 a 5 -", false, false, "", "", "" },
	{ "5", "0 a - 5", false, false, "", "", "" },
};

Test(conservation, balances_a_period)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct identity identity;
		struct balance balance;
		SlbConservationResult *message;

		tear_down();
		set_up();
		law_add_identity(&c.arena, c.terms, "calls", "offered", "answered")
			->tolerated_percent = law_text(&c.arena, cases[i].tolerated);
		case_compile(&c);
		case_report(&c, "inbound", "2026-01-01", "offered answered",
			    cases[i].rows);
		identity =
			identity_of_terms(&c.arena, c.frame, c.terms->conservation[0]);
		balance = balance_of(&c.arena, c.frame, &identity, &c.window, NULL, 0);
		cr_expect_eq(balance.is_computed, cases[i].is_computed, "case %zu", i);
		cr_expect_eq(balance.fails, cases[i].fails, "case %zu", i);
		message = balance_message(&c.arena, &identity, &balance);
		cr_expect_str_eq(message->name, "calls");
		cr_expect_str_eq(message->unaccounted, cases[i].unaccounted);
		cr_expect_str_eq(message->displayed_share, cases[i].share);
		cr_expect_eq(message->tolerated,
			     cases[i].is_computed && !cases[i].fails);
		if (cases[i].is_computed)
			cr_expect_str_eq(balance_words(&c.arena, &identity, &balance),
					 cases[i].words);
	}
}

Test(conservation, adds_the_parts_with_their_weights)
{
	struct identity identity;
	struct balance balance;

	law_add_identity(&c.arena, c.terms, "calls", "offered",
			 "answered + 0.5*wait[5..]");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered wait",
		    "0 a 10 6 9,2,1");
	identity = identity_of_terms(&c.arena, c.frame, c.terms->conservation[0]);
	balance = balance_of(&c.arena, c.frame, &identity, &c.window, NULL, 0);
	cr_expect_str_eq(balance_words(&c.arena, &identity, &balance),
			 "offered (10) is 5/2 more than answered + wait above 5 "
			 "(15/2)");
}

Test(conservation, waits_for_the_reports_of_its_series)
{
	const struct gap gaps[] = { { .series = 1 }, { .series = 0 } };
	struct identity identity;

	law_add_identity(&c.arena, c.terms, "calls", "offered", "answered");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered answered", "0 a 10 6");
	identity = identity_of_terms(&c.arena, c.frame, c.terms->conservation[0]);
	cr_expect(balance_of(&c.arena, c.frame, &identity, &c.window, gaps, 1).fails);
	cr_expect_not(
		balance_of(&c.arena, c.frame, &identity, &c.window, gaps, 2).fails);
	cr_expect_not(balance_of(&c.arena, c.frame, &identity, &c.window, gaps, 2)
			      .is_computed);
	cr_expect_not(balance_of(&c.arena, c.frame, &identity, &c.window, gaps + 1, 1)
			      .is_computed);
}

Test(conservation, waits_for_each_of_its_series_and_for_no_other)
{
	const struct gap gap = { .series = 0 };
	const struct gap survey_gap = { .series = 1 };
	struct identity across;
	struct identity surveys;

	law_add_identity(&c.arena, c.terms, "across", "offered", "votes");
	law_add_identity(&c.arena, c.terms, "surveys", "votes", "scores[..6]");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered", "0 a 10");
	case_report(&c, "survey", "2026-01-01", "votes scores", "0 a 10 9,0,1");
	across = identity_of_terms(&c.arena, c.frame, c.terms->conservation[0]);
	surveys = identity_of_terms(&c.arena, c.frame, c.terms->conservation[1]);
	cr_expect_not(
		balance_of(&c.arena, c.frame, &across, &c.window, &gap, 1).is_computed);
	cr_expect_not(balance_of(&c.arena, c.frame, &across, &c.window, &survey_gap, 1)
			      .is_computed);
	cr_expect(balance_of(&c.arena, c.frame, &surveys, &c.window, &gap, 1)
			  .is_computed);
}

Test(conservation, concerns_what_uses_its_columns)
{
	static const struct {
		const char *total;
		bool concerns;
	} totals[] = {
		{ "wait[20..]", true }, /* another range of a histogram used */
		{ "votes", true },      { "offered", true }, /* the volume's */
		{ "answered", false },  { "scores[..6]", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(totals); i++)
		law_add_identity(&c.arena, c.terms, "x", totals[i].total, "answered");
	case_compile(&c);
	for (size_t i = 0; i < ARRAY_SIZE(totals); i++) {
		struct identity identity =
			identity_of_terms(&c.arena, c.frame, c.terms->conservation[i]);

		cr_expect_eq(identity_concerns(&identity, c.formula),
			     totals[i].concerns, "%s", totals[i].total);
	}
}

Test(conservation, concerns_by_each_of_its_sides_what_uses_their_columns)
{
	struct identity part;
	struct identity other;

	law_set_volume(&c.arena, c.kpi, "votes");
	law_add_identity(&c.arena, c.terms, "part", "answered", "votes");
	law_add_identity(&c.arena, c.terms, "other", "offered", "answered");
	case_compile(&c);
	part = identity_of_terms(&c.arena, c.frame, c.terms->conservation[0]);
	other = identity_of_terms(&c.arena, c.frame, c.terms->conservation[1]);
	cr_expect(identity_concerns(&part, c.formula));
	cr_expect_not(identity_concerns(&other, c.formula));
}
