#include "kpi/scope.h"

#include "kpi_case.h"

static struct kpi_case c;

static void set_up(void)
{
	case_open(&c);
	law_add_dimension(&c.arena, c.terms, "site");
	LAW_APPEND(&c.arena, c.kpi, scope, law_scope(&c.arena, "site", NULL));
	case_step(&c, law_sum(&c.arena, "s", WINDOW, "offered"));
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(scope, .init = set_up, .fini = tear_down);

static SlbScopeValue *cover(SlbScopeDimension *scope, const char *value,
			    const char *first_day, const char *last_day)
{
	SlbScopeValue *covered = arena_new(&c.arena, SlbScopeValue);

	slb_scope_value__init(covered);
	covered->value = law_text(&c.arena, value);
	covered->first_day = law_text(&c.arena, first_day);
	covered->last_day = law_text(&c.arena, last_day);
	LAW_APPEND(&c.arena, scope, values, covered);
	return covered;
}

/* The rows selected of a day, as "0 2"; "all" where all are. */
static const char *selected(const char *day)
{
	struct selection *selection = &c.selections[c.window.count];
	struct text text;

	case_report(&c, "inbound", day, "offered",
		    "0 fax rome 1; 0 help rome 1; 0 help turin 1; 0 sales rome 1;"
		    "1 fax turin 1; 1 sales turin 1");
	if (selection->rows == NULL) {
		cr_expect_eq(selection->count, 6);
		return "all";
	}
	text_init(&text, &c.arena);
	for (size_t i = 0; i < selection->count; i++)
		text_printf(&text, "%s%zu", i == 0 ? "" : " ",
			    selection_row(selection, i));
	return text_chars(&text);
}

Test(scope, selects_all_rows_where_all_is_said)
{
	case_compile(&c);
	cr_expect_str_eq(selected("2026-01-01"), "all");
	cr_expect_eq(selection_row(&c.selections[0], 4), 4);
}

Test(scope, selects_all_rows_where_every_value_is_listed)
{
	c.kpi->scope[0] = law_scope(&c.arena, "queue", "fax");
	cover(c.kpi->scope[0], "help", "", "");
	cover(c.kpi->scope[0], "sales", "", "");
	case_compile(&c);
	cr_expect_str_eq(selected("2026-01-01"), "all");
}

Test(scope, selects_listed_values_in_every_dimension)
{
	c.kpi->scope[0] = law_scope(&c.arena, "queue", "help");
	cover(c.kpi->scope[0], "sales", "", "");
	case_compile(&c);
	cr_expect_str_eq(selected("2026-01-01"), "1 2 3 5");
	c.kpi->scope[1] = law_scope(&c.arena, "site", "turin");
	cr_expect_str_eq(selected("2026-01-02"), "2 5");
	c.kpi->scope[1] = law_scope(&c.arena, "site", "milan");
	cr_expect_str_eq(selected("2026-01-03"), "");
}

Test(scope, covers_a_value_on_its_days)
{
	c.kpi->scope[0] = law_scope(&c.arena, "queue", "help");
	c.kpi->scope[0]->n_values = 0;
	cover(c.kpi->scope[0], "help", "", "2026-01-02");
	cover(c.kpi->scope[0], "help", "2026-01-05", "2026-01-05");
	cover(c.kpi->scope[0], "sales", "2026-01-03", "");
	case_compile(&c);
	cr_expect_str_eq(selected("2026-01-01"), "1 2");
	cr_expect_str_eq(selected("2026-01-02"), "1 2");
	cr_expect_str_eq(selected("2026-01-03"), "3 5");
	cr_expect_str_eq(selected("2026-01-04"), "3 5");
	cr_expect_str_eq(selected("2026-01-05"), "1 2 3 5");
	cr_expect_str_eq(selected("2026-01-31"), "3 5");
}

Test(scope, takes_its_entries_in_any_order)
{
	SlbScopeDimension *queue = law_scope(&c.arena, "queue", "fax");

	c.kpi->scope[0] = c.kpi->scope[1];
	c.kpi->scope[1] = queue;
	case_compile(&c);
	cr_expect_str_eq(selected("2026-01-01"), "0 4");
}

Test(scope, is_the_same_where_it_covers_the_same)
{
	SlbKpi *other = law_add_kpi(&c.arena, c.terms, "b",
				    SLB_COMPARATOR__COMPARATOR_AT_LEAST, "1");
	struct scope all;
	struct scope own;

	case_compile(&c);
	all = scope_of_kpi(&c.arena, c.frame, c.kpi);
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect(scope_same(&all, &own));
	other->scope[1] = law_scope(&c.arena, "site", "rome");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect_not(scope_same(&all, &own));
	c.kpi->scope[1] = law_scope(&c.arena, "site", "rome");
	all = scope_of_kpi(&c.arena, c.frame, c.kpi);
	cr_expect(scope_same(&all, &own));
	other->scope[1]->values[0]->first_day = law_text(&c.arena, "2026-01-01");
	other->scope[1]->values[0]->last_day = law_text(&c.arena, "2026-01-31");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect(scope_same(&all, &own));
	other->scope[1]->values[0]->last_day = law_text(&c.arena, "");
	other->scope[1]->values[0]->first_day = law_text(&c.arena, "2026-01-02");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect_not(scope_same(&all, &own));
	other->scope[1]->values[0]->first_day = law_text(&c.arena, "");
	other->scope[1]->values[0]->last_day = law_text(&c.arena, "2026-01-02");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect_not(scope_same(&all, &own));
	other->scope[1] = law_scope(&c.arena, "site", "rome");
	cover(other->scope[1], "siena", "", "");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect_not(scope_same(&all, &own));
	other->scope[1] = law_scope(&c.arena, "site", "turin");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect_not(scope_same(&all, &own));
	cover(other->scope[1], "x", "", "");
	own = scope_of_kpi(&c.arena, c.frame, other);
	cr_expect_not(scope_same(&all, &own));
}

Test(scope, differs_by_any_of_its_values)
{
	SlbScopeDimension *site = law_scope(&c.arena, "site", "rome");
	SlbScopeValue *last;
	struct scope before;
	struct scope after;

	cover(site, "siena", "", "");
	last = cover(site, "turin", "", "");
	c.kpi->scope[1] = site;
	case_compile(&c);
	before = scope_of_kpi(&c.arena, c.frame, c.kpi);
	last->last_day = law_text(&c.arena, "2026-01-02");
	after = scope_of_kpi(&c.arena, c.frame, c.kpi);
	cr_expect_not(scope_same(&before, &after));
}
