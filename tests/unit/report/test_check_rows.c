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

TestSuite(check_rows, .init = set_up, .fini = tear_down);

static void one_dimension(void)
{
	c.report->n_dimensions = 1;
}

static void other_dimension(void)
{
	c.report->dimensions[0]->dimension = law_text(&c.arena, "skill");
}

static void empty_value(void)
{
	c.report->dimensions[0]->values[0] = law_text(&c.arena, "");
}

static void long_value(void)
{
	c.report->dimensions[0]->values[0] = arena_printf(&c.arena, "%0129d", 0);
}

static void value_not_text(void)
{
	c.report->dimensions[0]->values[0] = law_text(&c.arena, "\xff");
}

static void value_of_two_lines(void)
{
	c.report->dimensions[0]->values[0] = law_text(&c.arena, "help\nMet");
}

static void values_descend(void)
{
	c.report->dimensions[1]->values[1] = law_text(&c.arena, "milan");
}

static void value_twice(void)
{
	c.report->dimensions[1]->values[1] = law_text(&c.arena, "rome");
}

static void index_short(void)
{
	c.report->dimensions[1]->n_index = 2;
}

static void index_beyond(void)
{
	c.report->dimensions[1]->index[2] = 2;
}

static void first_index_beyond(void)
{
	c.report->dimensions[1]->index[0] = 2;
}

static void value_unused(void)
{
	c.report->dimensions[0]->index[2] = 1;
}

static void interval_beyond(void)
{
	c.report->interval[2] = 48;
}

static void interval_of_a_day(void)
{
	c.terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_DAY;
	c.terms->series[0]->interval_s = 0;
}

static void key_twice(void)
{
	c.report->interval[2] = 0;
	c.report->dimensions[0]->index[2] = 1;
	c.report->dimensions[0]->index[0] = 0;
	c.report->dimensions[1]->index[2] = 1;
}

static void rows_out_of_order(void)
{
	c.report->interval[0] = 1;
}

static const struct mistake mistakes[] = {
	{ one_dimension, ERR_REPORT_MALFORMED, "dimensions",
	  REPORT " has 1 dimension; the contract declares 2" },
	{ other_dimension, ERR_REPORT_MALFORMED, "dimensions[0].dimension",
	  REPORT ": dimension 1 is \"skill\"; the contract's is \"queue\"" },
	{ empty_value, ERR_REPORT_MALFORMED, "dimensions[0].values[0]",
	  REPORT ": value 1 of dimension \"queue\" has 0 bytes; it must be UTF-8 text "
		 "of 1 to 128 bytes" },
	{ long_value, ERR_REPORT_MALFORMED, "dimensions[0].values[0]",
	  REPORT ": value 1 of dimension \"queue\" has 129 bytes" },
	{ value_not_text, ERR_REPORT_MALFORMED, "dimensions[0].values[0]",
	  REPORT ": value 1 of dimension \"queue\" has 1 byte; it must be UTF-8" },
	{ value_of_two_lines, ERR_REPORT_MALFORMED, "dimensions[0].values[0]",
	  REPORT ": value 1 of dimension \"queue\" is not one line of plain text" },
	{ values_descend, ERR_REPORT_MALFORMED, "dimensions[1].values[1]",
	  REPORT
	  ": value \"milan\" of dimension \"site\" stands after \"rome\"; values "
	  "must ascend, each once" },
	{ value_twice, ERR_REPORT_MALFORMED, "dimensions[1].values[1]",
	  REPORT ": value \"rome\" of dimension \"site\" stands after \"rome\"; values "
		 "must ascend, each once" },
	{ index_short, ERR_REPORT_MALFORMED, "dimensions[1].index",
	  REPORT ": dimension \"site\" is given for 2 rows; the report has 3" },
	{ index_beyond, ERR_REPORT_MALFORMED, "dimensions[1].index[2]",
	  REPORT ", row 3: dimension \"site\" points to value 2, counted from 0; 2 are "
		 "listed" },
	{ first_index_beyond, ERR_REPORT_MALFORMED, "dimensions[1].index[0]",
	  REPORT ", row 1: dimension \"site\" points to value 2, counted from 0; 2 are "
		 "listed" },
	{ value_unused, ERR_REPORT_MALFORMED, "dimensions[0].values[0]",
	  REPORT ": no row has the value \"help\" of dimension \"queue\"" },
	{ interval_beyond, ERR_REPORT_MALFORMED, "interval[2]",
	  REPORT ", row 3: interval number 48, counted from 0; the part has 48" },
	{ interval_of_a_day, ERR_REPORT_MALFORMED, "interval[2]",
	  REPORT ", row 3: interval number 47, counted from 0; the part has 1" },
	{ key_twice, ERR_REPORT_MALFORMED, "interval[2]",
	  REPORT ": row 3 (2026-01-01 00:00, queue=sales, site=turin) has the same key "
		 "as " ROW_2 "; rows must ascend" },
	{ rows_out_of_order, ERR_REPORT_MALFORMED, "interval[1]",
	  REPORT ": " ROW_2 " belongs before row 1 (2026-01-01 00:30, queue=sales, "
		 "site=rome); rows must ascend" },
};

Test(check_rows, names_the_mistake_and_its_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		expect_mistake(&c, &mistakes[i]);
}

Test(check_rows, checks_the_other_dimension_after_a_mistake)
{
	empty_value();
	values_descend();
	cr_expect_eq(case_check(&c), ERR_REPORT_MALFORMED);
	cr_expect_eq(c.diag.error_count, 2);
}

static const struct hidden_mistake hidden_mistakes[] = {
	{ other_dimension, rows_out_of_order, "dimensions[0].dimension" },
	{ empty_value, rows_out_of_order, "dimensions[0].values[0]" },
	{ value_of_two_lines, rows_out_of_order, "dimensions[0].values[0]" },
	{ values_descend, index_beyond, "dimensions[1].values[1]" },
	{ index_short, rows_out_of_order, "dimensions[1].index" },
	{ value_unused, rows_out_of_order, "dimensions[0].values[0]" },
	{ interval_beyond, rows_out_of_order, "interval[2]" },
};

Test(check_rows, tells_a_mistake_and_not_what_follows_from_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden_mistakes); i++)
		expect_hidden(&c, &hidden_mistakes[i]);
}

/* Each value occurs, also the last one of each dimension. */
Test(check_rows, takes_rows_in_order)
{
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
	cr_expect_eq(c.diag.error_count, 0);
}
