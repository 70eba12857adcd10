#include "report/check.h"

#include <criterion/criterion.h>

#include "support/law.h"

static struct arena arena;
static struct diag diag;
static SlbTerms *terms;
static SlbReport *report;

/* A contract of January 2026 with two series, and a report of its first day. */
static void set_up(void)
{
	static const uint64_t bounds[] = { 10, 20 };

	arena_init(&arena, LAW_ARENA_BYTES);
	diag_init(&diag, &arena);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_dimension(&arena, terms, "queue");
	law_add_dimension(&arena, terms, "site");
	law_add_series(&arena, terms, "inbound", 1800);
	law_add_series(&arena, terms, "survey", 0);
	law_add_counter(&arena, terms, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED)
		->row_maximum = 1000;
	law_add_counter(&arena, terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_counter(&arena, terms, "inbound", "answered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED);
	law_add_histogram(&arena, terms, "inbound", "wait", bounds, 2)->bucket_maximum =
		500;
	law_add_histogram(&arena, terms, "survey", "scores", bounds, 2);
	law_add_histogram(&arena, terms, "inbound", "hold", bounds, 2);
	law_add_kpi(&arena, terms, "sl", SLB_COMPARATOR__COMPARATOR_AT_LEAST, "80");
	report = law_daily(&arena, terms, "inbound", "2026-01-01",
			   "offered answered wait hold",
			   "0 sales rome 10 9 5,3,1 0,0,0;"
			   "0 sales turin 1000 - -0,0,0 1,2,3;"
			   "47 help rome 0 0 0,0,500 9,9,9");
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(report_check, .init = set_up, .fini = tear_down);

/* The check of the report as it is now. */
static enum err check(void)
{
	return report_check(frame_of_terms(&arena, terms), terms,
			    BYTES_OF_ARRAY(law_version), report, "day1.yaml", &diag);
}

Test(report_check, accepts_a_report_of_the_form_asked)
{
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
	cr_expect_eq(diag.error_count, 0);
}

Test(report_check, accepts_a_report_without_rows)
{
	report = law_daily(&arena, terms, "survey", "2026-01-31", "votes", "");
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
}

static void other_version(void)
{
	report->version_id.data[0] ^= 1;
}

static void short_version(void)
{
	report->version_id.len = 31;
}

static void other_series(void)
{
	report->series = law_text(&arena, "outbound");
}

static void before_the_term(void)
{
	report->start_s -= LAW_DAY_S;
	report->end_s -= LAW_DAY_S;
}

static void after_the_term(void)
{
	report->end_s = law_day_s("2026-02-01") + 1;
}

static void beyond_the_calendar(void)
{
	report->start_s = INT64_MIN;
	report->end_s = INT64_MAX;
}

static void at_the_ends_of_the_calendar(void)
{
	report->start_s = CIVIL_INSTANT_MIN_S + LAW_DAY_S;
	report->end_s = CIVIL_INSTANT_MAX_S - LAW_DAY_S;
}

static void past_the_ends_of_the_calendar(void)
{
	report->start_s = CIVIL_INSTANT_MIN_S + LAW_DAY_S - 1;
	report->end_s = CIVIL_INSTANT_MAX_S - LAW_DAY_S + 1;
}

static void off_midnight(void)
{
	report->start_s += 1800;
}

static void two_days(void)
{
	report->end_s += LAW_DAY_S;
}

static void too_many_rows(void)
{
	report->n_interval = 16385;
}

static void too_many_columns(void)
{
	report->n_columns = 63;
}

static void one_dimension(void)
{
	report->n_dimensions = 1;
}

static void other_dimension(void)
{
	report->dimensions[0]->dimension = law_text(&arena, "skill");
}

static void empty_value(void)
{
	report->dimensions[0]->values[0] = law_text(&arena, "");
}

static void long_value(void)
{
	report->dimensions[0]->values[0] = arena_printf(&arena, "%0129d", 0);
}

static void value_not_text(void)
{
	report->dimensions[0]->values[0] = law_text(&arena, "\xff");
}

static void values_descend(void)
{
	report->dimensions[1]->values[1] = law_text(&arena, "milan");
}

static void value_twice(void)
{
	report->dimensions[1]->values[1] = law_text(&arena, "rome");
}

static void index_short(void)
{
	report->dimensions[1]->n_index = 2;
}

static void index_beyond(void)
{
	report->dimensions[1]->index[2] = 2;
}

static void first_index_beyond(void)
{
	report->dimensions[1]->index[0] = 2;
}

static void value_unused(void)
{
	report->dimensions[0]->index[2] = 1;
}

static void interval_beyond(void)
{
	report->interval[2] = 48;
}

static void interval_of_a_day(void)
{
	terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_DAY;
	terms->series[0]->interval_s = 0;
}

static void key_twice(void)
{
	report->interval[2] = 0;
	report->dimensions[0]->index[2] = 1;
	report->dimensions[0]->index[0] = 0;
	report->dimensions[1]->index[2] = 1;
}

static void rows_out_of_order(void)
{
	report->interval[0] = 1;
}

static void unknown_counter(void)
{
	report->columns[1]->counter = law_text(&arena, "ansered");
}

static void counter_of_another_series(void)
{
	report->columns[1]->counter = law_text(&arena, "votes");
}

static void counter_twice(void)
{
	report->columns[1]->counter = law_text(&arena, "offered");
}

static void values_short(void)
{
	report->columns[0]->n_values = 2;
}

static void presence_long(void)
{
	report->columns[1]->present.len = 2;
}

static void null_with_a_value(void)
{
	report->columns[1]->values[1] = 7;
}

static void null_with_a_value_unreadable(void)
{
	report->interval[0] = 1;
	report->columns[1]->values[1] = 7;
}

static void presence_of_no_row(void)
{
	report->columns[1]->present.data[0] |= 8;
}

static void nothing_null(void)
{
	report->columns[1]->present.data[0] |= 2;
}

static void above_the_maximum(void)
{
	report->columns[0]->values[2] = 1001;
}

static void first_above_the_maximum(void)
{
	report->columns[0]->values[0] = 1001;
}

static void unknown_histogram(void)
{
	report->histograms[1]->histogram = law_text(&arena, "queue");
}

static void histogram_of_another_series(void)
{
	report->histograms[1]->histogram = law_text(&arena, "scores");
}

static void histogram_twice(void)
{
	report->histograms[1]->histogram = law_text(&arena, "wait");
}

static void buckets_short(void)
{
	report->histograms[1]->n_counts = 8;
}

static void null_bucket_with_a_value(void)
{
	report->histograms[0]->counts[5] = 1;
}

static void bucket_above_the_maximum(void)
{
	report->histograms[0]->counts[8] = 12501;
}

static void states_an_unknown_kpi(void)
{
	law_state(&arena, report, "asa", 0, "12");
}

static void states_a_row_beyond(void)
{
	law_state(&arena, report, "sl", 4, "12");
}

static void states_no_decimal(void)
{
	law_state(&arena, report, "sl", 3, "12 %");
}

static void states_twice(void)
{
	law_state(&arena, report, "sl", 0, "12");
	law_state(&arena, report, "sl", 3, "12");
	law_state(&arena, report, "sl", 3, "13");
}

static void states_first_twice(void)
{
	law_state(&arena, report, "sl", 0, "12");
	law_state(&arena, report, "sl", 0, "13");
}

static void replaces_nothing(void)
{
	law_restate(&arena, report, 0);
}

static void gives_no_reason(void)
{
	law_restate(&arena, report, 1);
	report->restatement->reason = law_text(&arena, "");
}

static void gives_a_long_reason(void)
{
	law_restate(&arena, report, 1);
	report->restatement->reason = arena_printf(&arena, "%0501d", 0);
}

static void gives_a_reason_not_text(void)
{
	law_restate(&arena, report, 1);
	report->restatement->reason = law_text(&arena, "\xff");
}

#define REPORT "report \"inbound\" of 2026-01-01"
#define ROW_1  "row 1 (2026-01-01 00:00, queue=sales, site=rome)"
#define ROW_2  "row 2 (2026-01-01 00:00, queue=sales, site=turin)"
#define ROW_3  "row 3 (2026-01-01 23:30, queue=help, site=rome)"

static const struct {
	void (*spoil)(void);
	enum err code;
	const char *path;
	const char *text; /* how it begins */
} mistakes[] = {
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
	{ states_an_unknown_kpi, ERR_REPORT_MALFORMED, "stated[0].kpi",
	  REPORT " states a figure for \"asa\", which is no KPI of the contract" },
	{ states_a_row_beyond, ERR_REPORT_MALFORMED, "stated[0].row",
	  REPORT " states sl for row 4; it has 3 rows" },
	{ states_no_decimal, ERR_REPORT_MALFORMED, "stated[0].value",
	  REPORT " states \"12 %\" for sl; a figure is a decimal such as 84.6" },
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
};

Test(report_check, names_the_mistake_and_its_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		tear_down();
		set_up();
		mistakes[i].spoil();
		cr_expect_eq(check(), mistakes[i].code, "%s", mistakes[i].text);
		cr_expect_eq(diag.error_count, 1, "%s", mistakes[i].text);
		cr_assert_not_null(diag.first, "%s", mistakes[i].text);
		cr_expect_str_eq(diag.first->place.file, "day1.yaml");
		cr_expect_str_eq(diag.first->place.path, mistakes[i].path);
		cr_expect_eq(strncmp(diag.first->text, mistakes[i].text,
				     strlen(mistakes[i].text)),
			     0, "%s\n  not\n%s", diag.first->text, mistakes[i].text);
	}
}

Test(report_check, names_a_row_by_its_number_where_keys_are_in_disorder)
{
	null_with_a_value_unreadable();
	cr_expect_eq(check(), ERR_REPORT_MALFORMED);
	cr_expect_eq(diag.error_count, 2);
	cr_expect_not_null(strstr(diag.last->text, "\"answered\", row 2 is marked"));
}

Test(report_check, reads_presence_of_rows_that_fill_their_bytes)
{
	report = law_daily(&arena, terms, "survey", "2026-01-01", "votes",
			   "0 a x 1; 0 b x -; 0 c x 1; 0 d x 1;"
			   "0 e x 1; 0 f x 1; 0 g x 1; 0 h x -");
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
}

Test(report_check, reads_presence_of_one_row_in_the_last_byte)
{
	report = law_daily(&arena, terms, "survey", "2026-01-01", "votes",
			   "0 a x 1; 0 b x -; 0 c x 1; 0 d x 1; 0 e x 1;"
			   "0 f x 1; 0 g x 1; 0 h x 1; 0 i x 1");
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
	report->columns[0]->present.data[1] |= 2;
	cr_expect_eq(check(), ERR_REPORT_MALFORMED);
	cr_expect_not_null(strstr(law_said(&diag), "marks rows after the last one"));
}

Test(report_check, names_every_mistake_in_one_run)
{
	other_version();
	empty_value();
	interval_beyond();
	unknown_counter();
	buckets_short();
	states_no_decimal();
	states_an_unknown_kpi();
	replaces_nothing();
	cr_expect_eq(check(), ERR_REPORT_MALFORMED);
	cr_expect_eq(diag.error_count, 8);
}

Test(report_check, checks_the_other_dimension_and_the_other_columns_after_a_mistake)
{
	empty_value();
	values_descend();
	values_short();
	presence_of_no_row();
	buckets_short();
	null_bucket_with_a_value();
	cr_expect_eq(check(), ERR_REPORT_MALFORMED);
	cr_expect_eq(diag.error_count, 6);
}

static void answered_short(void)
{
	report->columns[1]->n_values = 2;
}

static void states_figures_twice(void)
{
	law_state(&arena, report, "sl", 3, "13");
}

/* What a mistake makes unreadable is not accused as well. */
static const struct {
	void (*spoil)(void);
	void (*hidden)(void);
	const char *path; /* of the only mistake told */
} hidden_mistakes[] = {
	{ two_days, empty_value, "end_s" },
	{ other_dimension, rows_out_of_order, "dimensions[0].dimension" },
	{ empty_value, rows_out_of_order, "dimensions[0].values[0]" },
	{ values_descend, index_beyond, "dimensions[1].values[1]" },
	{ index_short, rows_out_of_order, "dimensions[1].index" },
	{ value_unused, rows_out_of_order, "dimensions[0].values[0]" },
	{ interval_beyond, rows_out_of_order, "interval[2]" },
	{ unknown_counter, answered_short, "columns[1]" },
	{ answered_short, null_with_a_value, "columns[1]" },
	{ presence_long, null_with_a_value, "columns[1].present" },
	{ states_no_decimal, states_figures_twice, "stated[0].value" },
};

Test(report_check, tells_a_mistake_and_not_what_follows_from_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden_mistakes); i++) {
		tear_down();
		set_up();
		hidden_mistakes[i].spoil();
		hidden_mistakes[i].hidden();
		cr_expect_eq(check(), ERR_REPORT_MALFORMED);
		cr_expect_eq(diag.error_count, 1, "%s", hidden_mistakes[i].path);
		cr_expect_str_eq(diag.first->place.path, hidden_mistakes[i].path);
	}
}

Test(report_check, returns_the_first_error_of_its_own)
{
	diag_error(&diag, ERR_IO, diag_at("x"), "another matter");
	cr_expect_eq(check(), ERR_OK);
	cr_expect_eq(diag.first_error, ERR_IO);
	too_many_rows();
	cr_expect_eq(check(), ERR_LIMIT_EXCEEDED);
	cr_expect_eq(diag.first_error, ERR_IO);
}

Test(report_check, takes_the_parts_of_a_day_that_the_clocks_change)
{
	SlbTerms *rome = law_terms(&arena, "2026-01-01", "2026-12-31");
	struct frame *frame;

	law_use_rome(&arena, rome);
	law_add_series(&arena, rome, "inbound", 3600);
	law_add_counter(&arena, rome, "inbound", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	frame = frame_of_terms(&arena, rome);
	for (size_t day = 0; day < 365; day++) {
		struct report_part part = frame_part(frame, 0, day);
		int64_t hours = (part.end_s - part.start_s) / 3600;

		report = law_report_rows(
			&arena, rome,
			law_report(&arena, "inbound", part.start_s, part.end_s),
			"offered",
			arena_printf(&arena, "%lld 1", (long long)hours - 1));
		cr_expect_eq(report_check(frame, rome, BYTES_OF_ARRAY(law_version),
					  report, NULL, &diag),
			     ERR_OK);
		report->interval[0]++;
		cr_expect_eq(report_check(frame, rome, BYTES_OF_ARRAY(law_version),
					  report, NULL, &diag),
			     ERR_REPORT_MALFORMED);
	}
}
