#include "report/check.h"

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

TestSuite(report_check, .init = set_up, .fini = tear_down);

Test(report_check, accepts_a_report_of_the_form_asked)
{
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
	cr_expect_eq(c.diag.error_count, 0);
}

Test(report_check, accepts_a_report_without_rows)
{
	c.report = law_daily(&c.arena, c.terms, "survey", "2026-01-31", "votes", "");
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
}

static void other_version(void)
{
	c.report->version_id.data[0] ^= 1;
}

static void short_version(void)
{
	c.report->version_id.len = 31;
}

static void other_series(void)
{
	c.report->series = law_text(&c.arena, "outbound");
}

static void before_the_term(void)
{
	c.report->start_s -= LAW_DAY_S;
	c.report->end_s -= LAW_DAY_S;
}

static void after_the_term(void)
{
	c.report->end_s = law_day_s("2026-02-01") + 1;
}

static void beyond_the_calendar(void)
{
	c.report->start_s = INT64_MIN;
	c.report->end_s = INT64_MAX;
}

static void at_the_ends_of_the_calendar(void)
{
	c.report->start_s = CIVIL_INSTANT_MIN_S + LAW_DAY_S;
	c.report->end_s = CIVIL_INSTANT_MAX_S - LAW_DAY_S;
}

static void past_the_ends_of_the_calendar(void)
{
	c.report->start_s = CIVIL_INSTANT_MIN_S + LAW_DAY_S - 1;
	c.report->end_s = CIVIL_INSTANT_MAX_S - LAW_DAY_S + 1;
}

static void off_midnight(void)
{
	c.report->start_s += 1800;
}

static void two_days(void)
{
	c.report->end_s += LAW_DAY_S;
}

static void too_many_rows(void)
{
	c.report->n_interval = 16385;
}

static void too_many_columns(void)
{
	c.report->n_columns = 63;
}

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
	{ other_version, ERR_REPORT_MALFORMED, "version_id",
	  "the report was made under contract version 5bb00000" },
	{ short_version, ERR_REPORT_MALFORMED, "version_id",
	  "the report names its contract version by 31 bytes; a version id has 32" },
	{ other_series, ERR_REPORT_MALFORMED, "series",
	  "the contract has no series \"outbound\"; it has \"inbound\" and \"survey\"" },
	{ before_the_term, ERR_REPORT_OUT_OF_TERM, "start_s",
	  "report \"inbound\" is about 2025-12-31T00:00:00Z to 2026-01-01T00:00:00Z; "
	  "the contract runs from 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z" },
	{ after_the_term, ERR_REPORT_OUT_OF_TERM, "start_s",
	  "report \"inbound\" is about 2026-01-01T00:00:00Z to 2026-02-01T00:00:01Z" },
	{ beyond_the_calendar, ERR_REPORT_OUT_OF_TERM, "start_s",
	  "report \"inbound\" is about -9223372036854775808 s after 1970 to "
	  "9223372036854775807 s after 1970" },
	{ at_the_ends_of_the_calendar, ERR_REPORT_OUT_OF_TERM, "start_s",
	  "report \"inbound\" is about 0001-01-02T00:00:00Z to 9999-12-30T23:59:59Z; the" },
	{ past_the_ends_of_the_calendar, ERR_REPORT_OUT_OF_TERM, "start_s",
	  "report \"inbound\" is about -62135510401 s after 1970 to 253402214400 s after 1970; the" },
	{ off_midnight, ERR_REPORT_MALFORMED, "start_s",
	  "report \"inbound\" starts at 2026-01-01T00:30:00Z, where none of its parts "
	  "starts; the nearest before it starts at 2026-01-01T00:00:00Z" },
	{ two_days, ERR_REPORT_MALFORMED, "end_s",
	  REPORT " ends at 2026-01-03T00:00:00Z; the part that starts at "
		 "2026-01-01T00:00:00Z ends at 2026-01-02T00:00:00Z" },
	{ too_many_rows, ERR_LIMIT_EXCEEDED, "interval",
	  REPORT " has 16385 rows; one report has at most 16384" },
	{ too_many_columns, ERR_LIMIT_EXCEEDED, "columns",
	  REPORT " has 65 columns; one report has at most 64" },
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

Test(report_check, names_the_mistake_and_its_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		expect_mistake(&c, &mistakes[i]);
}

Test(report_check, names_every_mistake_in_one_run)
{
	other_version();
	empty_value();
	interval_beyond();
	c.report->columns[1]->counter = law_text(&c.arena, "ansered");
	c.report->histograms[1]->n_counts = 8;
	law_state(&c.arena, c.report, "sl", 3, "12 %");
	law_state(&c.arena, c.report, "asa", 0, "12");
	law_restate(&c.arena, c.report, 0);
	cr_expect_eq(case_check(&c), ERR_REPORT_MALFORMED);
	cr_expect_eq(c.diag.error_count, 8);
}

Test(report_check, checks_the_other_dimension_after_a_mistake)
{
	empty_value();
	values_descend();
	cr_expect_eq(case_check(&c), ERR_REPORT_MALFORMED);
	cr_expect_eq(c.diag.error_count, 2);
}

static const struct hidden_mistake hidden_mistakes[] = {
	{ two_days, empty_value, "end_s" },
	{ other_dimension, rows_out_of_order, "dimensions[0].dimension" },
	{ empty_value, rows_out_of_order, "dimensions[0].values[0]" },
	{ values_descend, index_beyond, "dimensions[1].values[1]" },
	{ index_short, rows_out_of_order, "dimensions[1].index" },
	{ value_unused, rows_out_of_order, "dimensions[0].values[0]" },
	{ interval_beyond, rows_out_of_order, "interval[2]" },
};

Test(report_check, tells_a_mistake_and_not_what_follows_from_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden_mistakes); i++)
		expect_hidden(&c, &hidden_mistakes[i]);
}

Test(report_check, returns_the_first_error_of_its_own)
{
	diag_error(&c.diag, ERR_IO, diag_at("x"), "another matter");
	cr_expect_eq(case_check(&c), ERR_OK);
	cr_expect_eq(c.diag.first_error, ERR_IO);
	too_many_rows();
	cr_expect_eq(case_check(&c), ERR_LIMIT_EXCEEDED);
	cr_expect_eq(c.diag.first_error, ERR_IO);
}

Test(report_check, takes_the_parts_of_a_day_that_the_clocks_change)
{
	SlbTerms *rome = law_terms(&c.arena, "2026-01-01", "2026-12-31");
	struct frame *frame;

	law_use_rome(&c.arena, rome);
	law_add_series(&c.arena, rome, "inbound", 3600);
	law_add_counter(&c.arena, rome, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	frame = frame_of_terms(&c.arena, rome);
	for (size_t day = 0; day < 365; day++) {
		struct report_part part = frame_part(frame, 0, day);
		int64_t hours = (part.end_s - part.start_s) / 3600;

		c.report = law_report_rows(
			&c.arena, rome,
			law_report(&c.arena, "inbound", part.start_s, part.end_s),
			"offered",
			arena_printf(&c.arena, "%lld 1", (long long)hours - 1));
		cr_expect_eq(report_check(frame, rome, BYTES_OF_ARRAY(law_version),
					  c.report, NULL, &c.diag),
			     ERR_OK);
		c.report->interval[0]++;
		cr_expect_eq(report_check(frame, rome, BYTES_OF_ARRAY(law_version),
					  c.report, NULL, &c.diag),
			     ERR_REPORT_MALFORMED);
	}
}
