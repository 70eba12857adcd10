#include <criterion/criterion.h>

#include "report/check.h"
#include "support/law.h"

static struct arena arena;
static struct diag diag;
static SlbTerms *terms;
static SlbReport *report;

static void set_up(void)
{
	static const uint64_t bounds[] = { 10, 20 };

	arena_init(&arena, LAW_ARENA_BYTES);
	diag_init(&diag, &arena);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_dimension(&arena, terms, "queue");
	law_add_dimension(&arena, terms, "site");
	law_add_series(&arena, terms, "survey", 0);
	law_add_counter(&arena, terms, "survey", "votes",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_histogram(&arena, terms, "survey", "scores", bounds, 2);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(check_limits, .init = set_up, .fini = tear_down);

static enum err check(void)
{
	return report_check(frame_of_terms(&arena, terms), terms,
			    BYTES_OF_ARRAY(law_version), report, "day1.yaml", &diag);
}

/* As many rows as a report may have, each of its own queue. */
static SlbReport *longest_report(void)
{
	SlbReport *longest =
		law_daily(&arena, terms, "survey", "2026-01-01", "votes", "");
	SlbDimensionColumn *queues = longest->dimensions[0];
	SlbDimensionColumn *sites = longest->dimensions[1];

	longest->n_interval = REPORT_ROWS_MAX;
	longest->interval = arena_array(&arena, uint32_t, REPORT_ROWS_MAX);
	longest->columns[0]->n_values = REPORT_ROWS_MAX;
	longest->columns[0]->values = arena_array(&arena, uint64_t, REPORT_ROWS_MAX);
	queues->n_values = REPORT_ROWS_MAX;
	queues->values = arena_array(&arena, char *, REPORT_ROWS_MAX);
	queues->n_index = REPORT_ROWS_MAX;
	queues->index = arena_array(&arena, uint32_t, REPORT_ROWS_MAX);
	sites->n_index = REPORT_ROWS_MAX;
	sites->index = arena_array(&arena, uint32_t, REPORT_ROWS_MAX);
	LAW_APPEND(&arena, sites, values, law_text(&arena, "rome"));
	for (uint32_t i = 0; i < REPORT_ROWS_MAX; i++) {
		queues->values[i] = arena_printf(&arena, "%05u", i);
		queues->index[i] = i;
	}
	return longest;
}

Test(check_limits, takes_as_many_rows_as_are_allowed)
{
	report = longest_report();
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
}

Test(check_limits, takes_as_many_columns_as_are_allowed)
{
	const char *columns = "votes";
	const char *row = "0 sales rome 1";

	for (int i = 2; i < REPORT_COLUMNS_MAX; i++) {
		const char *name = arena_printf(&arena, "votes%d", i);

		law_add_counter(&arena, terms, "survey", name,
				SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
		columns = arena_printf(&arena, "%s %s", columns, name);
		row = arena_printf(&arena, "%s 1", row);
	}
	columns = arena_printf(&arena, "%s scores", columns);
	row = arena_printf(&arena, "%s 1,1,1", row);
	report = law_daily(&arena, terms, "survey", "2026-01-01", columns, row);
	cr_assert_eq(report->n_columns + report->n_histograms, REPORT_COLUMNS_MAX);
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
}

/* An interval that does not fill its day: the last one is the second that is left. */
Test(check_limits, takes_a_last_interval_that_is_cut_short)
{
	terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS;
	terms->series[0]->interval_s = LAW_DAY_S - 1;
	report = law_daily(&arena, terms, "survey", "2026-01-01", "votes",
			   "0 sales rome 1; 1 sales rome 1");
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
	report->interval[1] = 2;
	cr_expect_eq(check(), ERR_REPORT_MALFORMED);
}

Test(check_limits, takes_texts_as_long_as_are_allowed)
{
	report = law_daily(&arena, terms, "survey", "2026-01-01", "votes",
			   "0 sales rome 1");
	report->dimensions[0]->values[0] =
		arena_printf(&arena, "%0*d", REPORT_VALUE_BYTES_MAX, 0);
	law_restate(&arena, report, 1);
	report->restatement->reason =
		arena_printf(&arena, "%0*d", REPORT_REASON_BYTES_MAX, 0);
	cr_expect_eq(check(), ERR_OK, "%s", law_said(&diag));
}
