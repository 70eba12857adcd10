#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "calendar/civil.h"
#include "sample.h"

#define MAPPING                                               \
	"title: t\nseries: calls\n"                           \
	"dimensions: [{ dimension: queue, column: queue }]\n" \
	"queue_log: { sources: [{ counter: wait, measures: [wait_answered_s] }] }\n"
#define REST " answered=0 talk_s=0 longest_s=? wait=0/0/0\n"

/* 2 March 2026, 00:00 in Rome, and the days after it. */
#define DAY_2 "1772406000"
#define DAY_3 "1772492400"
#define DAY_4 "1772578800"

static const char two_days_apart[] = "1772406000|a|q|NONE|ENTERQUEUE||555|1\n"
				     "1772406001|a|q|NONE|ABANDON|1|1|1\n"
				     "1772578800|b|q|NONE|ENTERQUEUE||555|1\n"
				     "1772578801|b|q|NONE|ABANDON|1|1|1\n";

Test(import, a_quiet_day_inside_a_log_has_a_report_of_nothing)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample_import(&sample, two_days_apart);
	cr_expect_str_eq(sample_text(&sample),
			 DAY_2 " 0 q offered=1" REST DAY_3 " nothing\n" DAY_4
			       " 0 q offered=1" REST);
	cr_expect_eq(sample.result.reports[0]->end_s, 1772492400);
	cr_expect_eq(sample.result.reports[1]->n_columns, 4);
	cr_expect_eq(sample.result.reports[1]->n_histograms, 1);
	cr_expect_eq(sample.result.reports[1]->n_dimensions, 1);
	cr_expect_eq(sample.result.summary.first_s, 1772406000);
	cr_expect_eq(sample.result.summary.last_s, 1772578801);
	sample_close(&sample);
}

Test(import, a_byte_order_mark_before_a_log_is_passed_over)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample_import(&sample, "\xef\xbb\xbf"
			       "1772406000|a|q|NONE|ENTERQUEUE||555|1\n"
			       "1772406001|a|q|NONE|ABANDON|1|1|1\n");
	cr_expect_str_eq(sample_text(&sample), DAY_2 " 0 q offered=1" REST);
	sample_close(&sample);
}

Test(import, only_the_days_asked_for)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.request.some_days = true;
	cr_assert(civil_parse_day(bytes_of_string("2026-03-03"),
				  &sample.request.first_day));
	cr_assert(civil_parse_day(bytes_of_string("2026-03-04"),
				  &sample.request.last_day));
	sample_import(&sample, two_days_apart);
	cr_expect_str_eq(
		sample_text(&sample), DAY_3
		" nothing\n" DAY_4 " 0 q offered=1" REST
		"contacts or rows outside the days asked for, left out: 1 at 1\n");
	cr_expect_eq(sample.result.summary.contacts, 1);
	sample_close(&sample);
}

Test(import, the_last_day_asked_for_is_the_last)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.request.some_days = true;
	cr_assert(civil_parse_day(bytes_of_string("2026-03-02"),
				  &sample.request.first_day));
	cr_assert(civil_parse_day(bytes_of_string("2026-03-03"),
				  &sample.request.last_day));
	sample_import(&sample, two_days_apart);
	cr_expect_str_eq(
		sample_text(&sample), DAY_2
		" 0 q offered=1" REST DAY_3 " nothing\n"
		"contacts or rows outside the days asked for, left out: 1 at 3\n");
	sample_close(&sample);
}

Test(import, a_series_of_days_has_one_interval_a_day)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_DAY;
	sample_import(&sample, "1772406000|a|q|NONE|ENTERQUEUE||555|1\n"
			       "1772406001|a|q|NONE|ABANDON|1|1|1\n"
			       "1772492399|b|q|NONE|ENTERQUEUE||555|1\n"
			       "1772492399|b|q|NONE|ABANDON|1|1|0\n");
	cr_expect_str_eq(sample_text(&sample), DAY_2 " 0 q offered=2" REST);
	sample_close(&sample);
}

Test(import, a_series_of_periods_has_one_part_a_period)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	sample_import(&sample, two_days_apart);
	cr_expect_str_eq(sample_text(&sample), "1772319600 0 q offered=2" REST);
	cr_expect_eq(sample.result.reports[0]->end_s, 1774994400);
	sample_close(&sample);
}

Test(import, what_an_explicit_list_of_periods_does_not_reach_is_left_out)
{
	char march_2[] = "2026-03-02";
	char march_4[] = "2026-03-04";
	char *boundaries[] = { march_2, march_4 };
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	sample.terms->period->kind = SLB_PERIOD_KIND__PERIOD_KIND_LIST;
	sample.terms->period->boundaries = boundaries;
	sample.terms->period->n_boundaries = 2;
	sample_import(&sample, two_days_apart);
	cr_expect_str_eq(
		sample_text(&sample), DAY_2
		" 0 q offered=1" REST
		"contacts or rows outside the days asked for, left out: 1 at 3\n");
	cr_expect_eq(sample.result.reports[0]->end_s, 1772578800);
	sample_close(&sample);
}

Test(import, the_days_of_clock_changes_have_23_and_25_hours)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	/* 23:59:59 on 29 March and on 25 October. */
	sample_import(&sample, "1774821599|a|q|NONE|ENTERQUEUE||555|1\n"
			       "1774821599|a|q|NONE|ABANDON|1|1|0\n");
	cr_expect_str_eq(sample_text(&sample), "1774738800 45 q offered=1" REST);
	sample_close(&sample);
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample_import(&sample, "1792969199|a|q|NONE|ENTERQUEUE||555|1\n"
			       "1792969199|a|q|NONE|ABANDON|1|1|0\n");
	cr_expect_str_eq(sample_text(&sample), "1792879200 49 q offered=1" REST);
	sample_close(&sample);
}

Test(import, the_version_stands_in_every_report)
{
	static const uint8_t version[32] = { 1, 2, 3, [31] = 9 };
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.request.version_id = BYTES_OF_ARRAY(version);
	sample_import(&sample, two_days_apart);
	for (size_t i = 0; i < sample.result.report_count; i++) {
		const SlbReport *report = sample.result.reports[i];
		cr_expect_eq(report->version_id.len, 32);
		cr_expect_eq(memcmp(report->version_id.data, version, 32), 0);
		cr_expect_str_eq(report->series, "calls");
	}
	sample_close(&sample);
}

Test(import, what_nothing_fills_is_named)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample_import(&sample, two_days_apart);
	cr_assert_eq(sample.result.not_measured_count, 1);
	cr_expect_str_eq(sample.result.not_measured[0], "longest_s");
	sample_close(&sample);
}

Test(import, queues_get_the_names_of_the_contract)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(
		&sample,
		"title: t\nseries: calls\ndimensions:\n"
		"  - dimension: queue\n    column: queue\n    others: left_out\n"
		"    renames: [{ found: a, value: sales }, { found: b, value: sales }]\n"
		"queue_log: {}\n");
	sample_import(&sample, "1772406000|1|a|NONE|ENTERQUEUE||555|1\n"
			       "1772406000|1|a|NONE|ABANDON|1|1|0\n"
			       "1772406000|2|b|NONE|ENTERQUEUE||555|1\n"
			       "1772406000|2|b|NONE|ABANDON|1|1|0\n"
			       "1772406000|3|c|NONE|ENTERQUEUE||555|1\n");
	cr_expect_str_eq(sample_text(&sample), DAY_2
			 " 0 sales offered=2 answered=0 talk_s=0 longest_s=? wait=?\n"
			 "contacts in queues that the mapping leaves out: 1 at 5\n");
	cr_expect_eq(sample.result.summary.open, 0);
	sample_close(&sample);
}

/* What is refused, and how it is told. */
static const struct {
	const char *mapping; /* NULL: none */
	const char *log;
	enum err error;
	const char *said;
} refused[] = {
	{ MAPPING, "hello\n", ERR_IMPORT_DATA,
	  "line 1: no line of a queue_log here; expected EPOCH|CALLID|QUEUE|AGENT|EVENT|...\n" },
	{ MAPPING, "", ERR_IMPORT_DATA,
	  "line 1: no line of a queue_log here; expected EPOCH|CALLID|QUEUE|AGENT|EVENT|...\n" },
	{ MAPPING, "100|1|a|NONE|ENTERQUEUE||555|1\n", ERR_IMPORT_DATA,
	  "nothing in the export lies in the days that the contract covers and that were "
	  "asked for\n" },
	{ MAPPING, "1772406000|1|\xe9|NONE|ENTERQUEUE||555|1\n", ERR_IMPORT_DATA,
	  "line 1: the queue, for dimension \"queue\", has a value that is not UTF-8\n" },
	{ "title: t\nseries: calls\ndimensions: [{ dimension: queue, column: agent }]\n"
	  "queue_log: {}\n",
	  "1772406000|1|a|NONE|ENTERQUEUE||555|1\n", ERR_IMPORT_MAPPING,
	  "dimensions: a queue_log has no column \"agent\" for dimension \"queue\"; it has "
	  "\"queue\"\n" },
	{ NULL, "1772406000|1|a|NONE|ENTERQUEUE||555|1\n", ERR_IMPORT_MAPPING,
	  "series: the terms have 2 series; say which one is filled\n" },
};

Test(import, what_cannot_be_mapped_is_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		if (refused[i].mapping)
			sample_mapping(&sample, refused[i].mapping);
		sample_import(&sample, refused[i].log);
		cr_expect_eq(sample.error, refused[i].error, "case %zu", i);
		cr_expect_str_eq(sample_said(&sample), refused[i].said, "case %zu: %s",
				 i, sample_said(&sample));
		sample_close(&sample);
	}
}

Test(import, a_queue_log_is_booked_at_its_entry)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.terms->measurement->attribution = SLB_ATTRIBUTION__ATTRIBUTION_COMPLETED;
	sample_import(&sample, two_days_apart);
	cr_expect_eq(sample.error, ERR_IMPORT_MAPPING);
	cr_expect_not_null(strstr(sample_said(&sample), "ENTERQUEUE"));
	sample_close(&sample);
}

Test(import, a_plain_log_knows_its_channel_and_direction)
{
	struct sample sample;
	sample_open(&sample, "import/callcentre.terms", NULL);
	sample.terms->dimensions[1]->name = arena_strdup(&sample.arena, "direction");
	sample_import(&sample, "1772409600|1|a|NONE|ENTERQUEUE||555|1\n");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_str_eq(sample.result.reports[0]->dimensions[1]->values[0], "inbound");
	sample_close(&sample);
	sample_open(&sample, "import/callcentre.terms", NULL);
	sample.terms->dimensions[1]->name = arena_strdup(&sample.arena, "site");
	sample_import(&sample, "1772409600|1|a|NONE|ENTERQUEUE||555|1\n");
	cr_expect_eq(sample.error, ERR_IMPORT_MAPPING);
	cr_expect_not_null(strstr(sample_said(&sample), "dimension \"site\""));
	sample_close(&sample);
}

Test(import, a_part_with_too_many_rows_is_refused)
{
	struct sample sample;
	struct text log;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	text_init(&log, &sample.arena);
	for (int i = 0; i <= 16384; i++)
		text_printf(&log, "1772406000|%d|q%d|NONE|ENTERQUEUE||555|1\n", i, i);
	sample_import(&sample, text_chars(&log));
	cr_expect_eq(sample.error, ERR_LIMIT_EXCEEDED);
	cr_expect_str_eq(
		sample_said(&sample),
		"calls: part of 2026-03-02: 16385 rows, but a report holds at most "
		"16384; use longer intervals or fewer dimension values\n");
	sample_close(&sample);
}

Test(import, files_that_overlap_are_refused_by_line)
{
	struct import_file files[] = {
		{ "queue_log.1", bytes_of_string(two_days_apart) },
		{ "queue_log",
		  bytes_of_string("\n1772578800|b|q|NONE|ENTERQUEUE||555|1\n") },
	};
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.request.terms = sample.terms;
	sample.request.mapping = sample.mapping;
	sample.request.files = files;
	sample.request.file_count = 2;
	cr_expect_eq(import_run(&sample.arena, &sample.request, &sample.result,
				&sample.diag),
		     ERR_IMPORT_DATA);
	cr_expect_str_eq(
		sample_said(&sample),
		"line 2: this line stands also in queue_log.1, line 3: the files "
		"overlap, and its call would count twice\n");
	cr_expect_str_eq(sample.diag.first->place.file, "queue_log");
	sample_close(&sample);
}

Test(import, no_file_is_no_import)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample.request.terms = sample.terms;
	cr_expect_eq(import_run(&sample.arena, &sample.request, &sample.result,
				&sample.diag),
		     ERR_USAGE);
	sample_close(&sample);
}

static enum err import_into(size_t ceiling_bytes, const struct sample *sample,
			    struct import_result *result)
{
	struct arena small;
	struct arena said;
	struct diag diag;

	arena_init(&small, ceiling_bytes);
	arena_init(&said, 1 << 20);
	diag_init(&diag, &said);
	enum err e = import_run(&small, &sample->request, result, &diag);
	cr_assert(e == ERR_OK || e == ERR_NO_MEMORY);
	cr_assert_eq(e == ERR_OK, diag.error_count == 0);
	arena_release(&small);
	arena_release(&said);
	return e;
}

Test(import, an_arena_of_any_size_suffices_or_is_told)
{
	struct import_result result;
	struct sample sample;
	struct text log;
	size_t enough = 0;

	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	text_init(&log, &sample.arena);
	for (int i = 0; i < 500; i++)
		text_printf(&log, "%d|%d|q%d|NONE|ENTERQUEUE||555|1\n",
			    1772406000 + i * 997, i, i % 50);
	struct import_file file = { "log", bytes_of_string(text_chars(&log)) };
	sample.request.terms = sample.terms;
	sample.request.mapping = sample.mapping;
	sample.request.files = &file;
	sample.request.file_count = 1;
	for (size_t ceiling = 8192; ceiling < 1 << 21; ceiling += 8192)
		enough += import_into(ceiling, &sample, &result) == ERR_OK;
	cr_expect_gt(enough, 1);
	cr_expect_lt(enough, 250);
	sample_close(&sample);
}

/* The summary keeps the earliest places, in order, whatever the order they came in. */
Test(summary, the_earliest_places_are_kept)
{
	struct import_summary summary = { 0 };
	for (uint32_t line = 30; line > 0; line--)
		import_remark(&summary, REMARK_CUT_OFF,
			      (struct import_place){ line % 2, line });
	const struct import_remarks *remarks = &summary.remarks[REMARK_CUT_OFF];
	cr_expect_eq(remarks->count, 30);
	cr_expect_eq(remarks->place_count, REMARK_PLACES_MAX);
	for (uint32_t i = 0; i < REMARK_PLACES_MAX; i++) {
		cr_expect_eq(remarks->places[i].source, 0);
		cr_expect_eq(remarks->places[i].line, 2 * i + 2);
	}
}
