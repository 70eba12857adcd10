#include "kpi/stated.h"

#include "kpi_case.h"

static struct kpi_case c;
static struct arena scratch;
static SlbVerdict verdict;

static void set_up(void)
{
	case_open(&c);
	arena_init(&scratch, LAW_ARENA_BYTES);
	slb_verdict__init(&verdict);
	c.kpi->scope[0] = law_scope(&c.arena, "queue", "sales");
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	case_compile(&c);
}

static void tear_down(void)
{
	arena_release(&scratch);
	case_close(&c);
}

TestSuite(stated, .init = set_up, .fini = tear_down);

#define ROWS                                                        \
	"0 help 9 9; 0 sales 10000 8465; 1 sales 0 0; 2 sales 1 1;" \
	"3 help 7 7; 4 sales 3 -; 5 web 1 1; 6 sales 2 1; 7 web 1 1"

static const struct {
	uint32_t row;
	const char *stated;
	const char *recomputed;
	bool agrees;
} cases[] = {
	{ 2, "84.65", "1693/20", true },
	{ 2, "84.7", "1693/20", true }, /* half up, not half to even */
	{ 2, "84.6", "1693/20", false },
	{ 2, "85", "1693/20", true },
	{ 2, "84.650", "1693/20", true },
	{ 4, "100", "100", true },
	{ 8, "50", "50", true },
	{ 4, "100.1", "100", false },
	/* a row out of scope, of no volume, not measured: neither right nor wrong */
	{ 1, "100", "", false },
	{ 3, "100", "", false },
	{ 5, "100", "", false },
	{ 6, "100", "", false },
	{ 7, "100", "", false },
	{ 9, "100", "", false },
};

Test(stated, compares_figures_of_rows)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		SlbReport *report;
		const SlbStatedResult *result;
		size_t differing;

		tear_down();
		set_up();
		case_report(&c, "inbound", "2026-01-01", "offered answered", ROWS);
		report = law_daily(&c.arena, c.terms, "inbound", "2026-01-01",
				   "offered answered", ROWS);
		law_state(&c.arena, report, "other", cases[i].row, cases[i].stated);
		law_state(&c.arena, report, "sl", cases[i].row, cases[i].stated);
		c.views[0] = view_of_report(&c.arena, c.frame, report);
		c.views[0].place = 7;
		differing = compare_stated(&c.arena, &scratch, c.frame, c.formula,
					   &c.window, &verdict);
		cr_assert_eq(verdict.n_stated, 1);
		result = verdict.stated[0];
		cr_expect_eq(result->report, 7);
		cr_expect_eq(result->row, cases[i].row);
		cr_expect_str_eq(result->stated, cases[i].stated);
		cr_expect_str_eq(result->recomputed, cases[i].recomputed, "case %zu",
				 i);
		cr_expect_eq(result->agrees, cases[i].agrees, "case %zu", i);
		cr_expect_eq(differing,
			     !cases[i].agrees && cases[i].recomputed[0] != '\0');
		cr_expect_eq(scratch.used_bytes, 0);
	}
}

/* Each report by itself, of its rows in scope only. */
Test(stated, compares_figures_of_whole_parts)
{
	static const char *const rows[] = { "0 help 9 1; 0 sales 2 1", "0 sales 4 1" };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *day = i == 0 ? "2026-01-01" : "2026-01-02";
		SlbReport *report = law_daily(&c.arena, c.terms, "inbound", day,
					      "offered answered", rows[i]);

		case_report(&c, "inbound", day, "offered answered", rows[i]);
		law_state(&c.arena, report, "sl", 0, "50");
		c.views[i] = view_of_report(&c.arena, c.frame, report);
	}
	cr_expect_eq(compare_stated(&c.arena, &scratch, c.frame, c.formula, &c.window,
				    &verdict),
		     1);
	cr_assert_eq(verdict.n_stated, 2);
	cr_expect_str_eq(verdict.stated[0]->recomputed, "50");
	cr_expect(verdict.stated[0]->agrees);
	cr_expect_str_eq(verdict.stated[1]->recomputed, "25");
	cr_expect_not(verdict.stated[1]->agrees);
}

Test(stated, takes_any_row_where_all_are_in_scope)
{
	SlbReport *report = law_daily(&c.arena, c.terms, "inbound", "2026-01-01",
				      "offered answered", "0 a 2 1; 1 a 4 1");

	c.kpi->scope[0] = law_scope(&c.arena, "queue", NULL);
	case_report(&c, "inbound", "2026-01-01", "offered answered",
		    "0 a 2 1; 1 a 4 1");
	law_state(&c.arena, report, "sl", 2, "25");
	c.views[0] = view_of_report(&c.arena, c.frame, report);
	cr_expect_eq(compare_stated(&c.arena, &scratch, c.frame, c.formula, &c.window,
				    &verdict),
		     0);
	cr_expect(verdict.stated[0]->agrees);
}
