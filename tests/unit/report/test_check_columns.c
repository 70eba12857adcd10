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

TestSuite(check_columns, .init = set_up, .fini = tear_down);

static void unknown_counter(void)
{
	c.report->columns[1]->counter = law_text(&c.arena, "ansered");
}

static void counter_of_another_series(void)
{
	c.report->columns[1]->counter = law_text(&c.arena, "votes");
}

static void counter_twice(void)
{
	c.report->columns[1]->counter = law_text(&c.arena, "offered");
}

static void values_short(void)
{
	c.report->columns[0]->n_values = 2;
}

static void presence_long(void)
{
	c.report->columns[1]->present.len = 2;
}

static void null_with_a_value(void)
{
	c.report->columns[1]->values[1] = 7;
}

static void null_with_a_value_unreadable(void)
{
	c.report->interval[0] = 1;
	c.report->columns[1]->values[1] = 7;
}

static void presence_of_no_row(void)
{
	c.report->columns[1]->present.data[0] |= 8;
}

static void nothing_null(void)
{
	c.report->columns[1]->present.data[0] |= 2;
}

static void above_the_maximum(void)
{
	c.report->columns[0]->values[2] = 1001;
}

static void first_above_the_maximum(void)
{
	c.report->columns[0]->values[0] = 1001;
}

static void unknown_histogram(void)
{
	c.report->histograms[1]->histogram = law_text(&c.arena, "queue");
}

static void histogram_of_another_series(void)
{
	c.report->histograms[1]->histogram = law_text(&c.arena, "scores");
}

static void histogram_twice(void)
{
	c.report->histograms[1]->histogram = law_text(&c.arena, "wait");
}

static void buckets_short(void)
{
	c.report->histograms[1]->n_counts = 8;
}

static void null_bucket_with_a_value(void)
{
	c.report->histograms[0]->counts[5] = 1;
}

static void bucket_above_the_maximum(void)
{
	c.report->histograms[0]->counts[8] = 12501;
}

static void answered_short(void)
{
	c.report->columns[1]->n_values = 2;
}

static const struct mistake mistakes[] = {
	{ unknown_counter, ERR_REPORT_MALFORMED, "columns[1]",
	  REPORT ": counter \"ansered\" is not in the contract" },
	{ counter_of_another_series, ERR_REPORT_MALFORMED, "columns[1]",
	  REPORT ": counter \"votes\" belongs to the series \"survey\"" },
	{ counter_twice, ERR_REPORT_MALFORMED, "columns[1]",
	  REPORT ": counter \"offered\" stands out of order; write each once, in the "
		 "order of the contract" },
	{ values_short, ERR_REPORT_MALFORMED, "columns[0]",
	  REPORT ": counter \"offered\" has 2 values; 3 rows need 3" },
	{ presence_long, ERR_REPORT_MALFORMED, "columns[1].present",
	  REPORT
	  ": counter \"answered\" marks measured rows in 2 bytes; 3 rows need 1, "
	  "or none where every row is measured" },
	{ null_with_a_value, ERR_REPORT_MALFORMED, "columns[1]",
	  REPORT ": counter \"answered\", " ROW_2 " is marked as not measured and "
		 "holds a value; write 0 there" },
	{ presence_of_no_row, ERR_REPORT_MALFORMED, "columns[1].present",
	  REPORT ": counter \"answered\" marks rows after the last one as measured" },
	{ nothing_null, ERR_REPORT_MALFORMED, "columns[1].present",
	  REPORT ": counter \"answered\" marks every row as measured; leave present "
		 "out" },
	{ above_the_maximum, ERR_REPORT_MALFORMED, "columns[0]",
	  REPORT ": counter \"offered\", " ROW_3 " holds 1,001; the contract allows at "
		 "most 1,000" },
	{ first_above_the_maximum, ERR_REPORT_MALFORMED, "columns[0]",
	  REPORT ": counter \"offered\", " ROW_1 " holds 1,001; the contract allows at "
		 "most 1,000" },
	{ unknown_histogram, ERR_REPORT_MALFORMED, "histograms[1]",
	  REPORT ": histogram \"queue\" is not in the contract" },
	{ histogram_of_another_series, ERR_REPORT_MALFORMED, "histograms[1]",
	  REPORT ": histogram \"scores\" belongs to the series \"survey\"" },
	{ histogram_twice, ERR_REPORT_MALFORMED, "histograms[1]",
	  REPORT ": histogram \"wait\" stands out of order" },
	{ buckets_short, ERR_REPORT_MALFORMED, "histograms[1]",
	  REPORT ": histogram \"hold\" has 8 values; 3 rows need 9" },
	{ null_bucket_with_a_value, ERR_REPORT_MALFORMED, "histograms[0]",
	  REPORT ": histogram \"wait\", " ROW_2 " is marked as not measured" },
	{ bucket_above_the_maximum, ERR_REPORT_MALFORMED, "histograms[0]",
	  REPORT ": histogram \"wait\", " ROW_3 " holds 12,501; the contract allows at "
		 "most 500" },
};

Test(check_columns, names_the_mistake_and_its_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		expect_mistake(&c, &mistakes[i]);
}

Test(check_columns, names_a_row_by_its_number_where_keys_are_in_disorder)
{
	null_with_a_value_unreadable();
	cr_expect_eq(case_check(&c), ERR_REPORT_MALFORMED);
	cr_expect_eq(c.diag.error_count, 2);
	cr_expect_not_null(strstr(c.diag.last->text, "\"answered\", row 2 is marked"));
}

Test(check_columns, reads_presence_of_rows_that_fill_their_bytes)
{
	c.report = law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes",
			     "0 a x 1; 0 b x -; 0 c x 1; 0 d x 1;"
			     "0 e x 1; 0 f x 1; 0 g x 1; 0 h x -");
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
}

Test(check_columns, reads_presence_of_one_row_in_the_last_byte)
{
	c.report = law_daily(&c.arena, c.terms, "survey", "2026-01-01", "votes",
			     "0 a x 1; 0 b x -; 0 c x 1; 0 d x 1; 0 e x 1;"
			     "0 f x 1; 0 g x 1; 0 h x 1; 0 i x 1");
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
	c.report->columns[0]->present.data[1] |= 2;
	cr_expect_eq(case_check(&c), ERR_REPORT_MALFORMED);
	cr_expect_not_null(strstr(law_said(&c.diag), "marks rows after the last one"));
}

Test(check_columns, checks_the_other_columns_after_a_mistake)
{
	values_short();
	presence_of_no_row();
	buckets_short();
	null_bucket_with_a_value();
	cr_expect_eq(case_check(&c), ERR_REPORT_MALFORMED);
	cr_expect_eq(c.diag.error_count, 4);
}

static const struct hidden_mistake hidden_mistakes[] = {
	{ unknown_counter, answered_short, "columns[1]" },
	{ answered_short, null_with_a_value, "columns[1]" },
	{ presence_long, null_with_a_value, "columns[1].present" },
};

Test(check_columns, tells_a_mistake_and_not_what_follows_from_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden_mistakes); i++)
		expect_hidden(&c, &hidden_mistakes[i]);
}
