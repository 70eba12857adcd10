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

TestSuite(check, .init = set_up, .fini = tear_down);

Test(check, accepts_a_report_of_the_form_asked)
{
	cr_expect_eq(case_check(&c), ERR_OK, "%s", law_said(&c.diag));
	cr_expect_eq(c.diag.error_count, 0);
}

Test(check, accepts_a_report_without_rows)
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

static void empty_value(void)
{
	c.report->dimensions[0]->values[0] = law_text(&c.arena, "");
}

static void interval_beyond(void)
{
	c.report->interval[2] = 48;
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
};

Test(check, names_the_mistake_and_its_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		expect_mistake(&c, &mistakes[i]);
}

Test(check, names_every_mistake_in_one_run)
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

Test(check, tells_a_mistake_and_not_what_follows_from_it)
{
	static const struct hidden_mistake hidden = { two_days, empty_value, "end_s" };

	expect_hidden(&c, &hidden);
}

Test(check, returns_the_first_error_of_its_own)
{
	diag_error(&c.diag, ERR_IO, diag_at("x"), "another matter");
	cr_expect_eq(case_check(&c), ERR_OK);
	cr_expect_eq(c.diag.first_error, ERR_IO);
	too_many_rows();
	cr_expect_eq(case_check(&c), ERR_LIMIT_EXCEEDED);
	cr_expect_eq(c.diag.first_error, ERR_IO);
}

Test(check, takes_the_parts_of_a_day_that_the_clocks_change)
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
