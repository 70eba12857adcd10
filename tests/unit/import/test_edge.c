#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "sample.h"

#define MAPPING                                               \
	"title: t\nseries: calls\n"                           \
	"dimensions: [{ dimension: queue, column: queue }]\n" \
	"queue_log: {}\n"

/* 2 March 2026, 00:00 in Rome. */
#define DAY_2 1772406000
#define DAY_S 86400

/* A log is its first and its last line, in seconds since 2 March, with calls between. */
struct reach {
	int64_t first_s;
	int64_t last_s;
	const char *begins; /* what is told; NULL: nothing */
	const char *ends;
	int64_t whole_day;  /* the first one, from 2 March = 0 */
	size_t whole_count; /* how many; 0: it is refused */
	size_t report_count;
};

static const struct reach reaches[] = {
	{ 0, DAY_S - 1, NULL, NULL, 0, 1, 1 },
	{ 0, DAY_S - 2, NULL,
	  "the log ends at 2026-03-02T23:59:58+01:00; 2 s of 2026-03-02 are after it",
	  0, 0, 1 },
	{ 1, DAY_S - 1,
	  "the log begins at 2026-03-02T00:00:01+01:00; 1 s of 2026-03-02 are before it",
	  NULL, 0, 0, 1 },
	{ 0, 43183, NULL,
	  "the log ends at 2026-03-02T11:59:43+01:00; 12 h 0 min of 2026-03-02 are after "
	  "it",
	  0, 0, 1 },
	{ 32400, 64800,
	  "the log begins at 2026-03-02T09:00:00+01:00; 9 h 0 min of 2026-03-02 are "
	  "before it",
	  "the log ends at 2026-03-02T18:00:00+01:00; 6 h 0 min of 2026-03-02 are after "
	  "it",
	  0, 0, 1 },
	/* Rotated at 03:00 every night, three files given. */
	{ 10800, 3 * DAY_S + 10790,
	  "the log begins at 2026-03-02T03:00:00+01:00; 3 h 0 min of 2026-03-02 are "
	  "before it",
	  "the log ends at 2026-03-05T02:59:50+01:00; 21 h 0 min of 2026-03-05 are after "
	  "it",
	  1, 2, 4 },
	/* Rotated at midnight: a first line of the next day, when it was opened. */
	{ -30, DAY_S,
	  "the log begins at 2026-03-01T23:59:30+01:00; 23 h 59 min of 2026-03-01 are "
	  "before it",
	  "the log ends at 2026-03-03T00:00:00+01:00; 24 h 0 min of 2026-03-03 are after "
	  "it",
	  0, 1, 3 },
};

static void import_reach(struct sample *sample, const struct reach *reach, bool whole)
{
	long long first_s = DAY_2 + reach->first_s;
	long long last_s = DAY_2 + reach->last_s;

	sample_open(sample, "import/table.terms", NULL);
	sample_mapping(sample, MAPPING);
	sample->request.whole_days = whole;
	sample_import(sample, arena_printf(&sample->arena,
					   "%lld|NONE|NONE|NONE|CONFIGRELOAD|\n"
					   "%lld|1|q|NONE|ENTERQUEUE||555|1\n"
					   "%lld|NONE|NONE|NONE|CONFIGRELOAD|\n",
					   first_s, (first_s + last_s) / 2, last_s));
}

static const char *edge_text(struct sample *sample, bool at_end)
{
	static const struct zone_table rome = { .first_offset_s = 3600 };

	for (size_t i = 0; i < sample->result.edge_count; i++) {
		const struct import_edge *edge = &sample->result.edges[i];

		if (edge->at_end == at_end)
			return import_edge_text(&sample->arena, &rome, edge);
	}
	return "";
}

Test(edge, a_log_tells_where_it_begins_and_ends_within_a_report)
{
	for (size_t i = 0; i < ARRAY_SIZE(reaches); i++) {
		const struct reach *reach = &reaches[i];
		struct sample sample;

		import_reach(&sample, reach, false);
		cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
		cr_expect_eq(sample.result.report_count, reach->report_count, "%zu", i);
		cr_expect_str_eq(edge_text(&sample, false),
				 reach->begins ? reach->begins : "");
		cr_expect_str_eq(edge_text(&sample, true),
				 reach->ends ? reach->ends : "");
		sample_close(&sample);
	}
}

Test(edge, whole_days_are_those_that_the_log_covers)
{
	for (size_t i = 0; i < ARRAY_SIZE(reaches); i++) {
		const struct reach *reach = &reaches[i];
		struct sample sample;

		import_reach(&sample, reach, true);
		if (reach->whole_count == 0) {
			cr_expect_eq(sample.error, ERR_IMPORT_DATA, "%zu", i);
			cr_expect_not_null(strstr(sample_said(&sample), "no whole day"),
					   "%zu", i);
			sample_close(&sample);
			continue;
		}
		cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
		cr_expect_eq(sample.result.report_count, reach->whole_count, "%zu", i);
		cr_expect_eq(sample.result.reports[0]->start_s,
			     DAY_2 + reach->whole_day * DAY_S);
		cr_expect_eq(sample.result.edge_count, 0);
		sample_close(&sample);
	}
}

Test(edge, contacts_of_days_left_out_are_told)
{
	struct sample sample;

	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.request.whole_days = true;
	sample_import(&sample, "1772405990|1|q|NONE|ENTERQUEUE||555|1\n"
			       "1772406000|2|q|NONE|ENTERQUEUE||555|1\n"
			       "1772492400|3|q|NONE|ENTERQUEUE||555|1\n");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_eq(sample.result.report_count, 1);
	cr_expect_eq(sample.result.summary.contacts, 1);
	cr_expect_eq(sample_sum(&sample, "offered"), 1);
	cr_expect_eq(sample_remarks(&sample, REMARK_OUT_OF_RANGE), 2);
	sample_close(&sample);
}

Test(edge, days_asked_for_that_lie_inside_the_log_have_no_edge)
{
	struct sample sample;

	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.request.some_days = true;
	sample.request.first_day = DAY_2 / DAY_S + 1;
	sample.request.last_day = DAY_2 / DAY_S + 1;
	sample_import(&sample, "1772400000|1|q|NONE|ENTERQUEUE||555|1\n"
			       "1772500000|2|q|NONE|ENTERQUEUE||555|1\n");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_eq(sample.result.report_count, 1);
	cr_expect_eq(sample.result.edge_count, 0);
	sample_close(&sample);
}

Test(edge, a_period_that_the_log_does_not_cover_is_told_by_days)
{
	struct sample sample;

	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING);
	sample.terms->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	sample_import(&sample, "1772406000|1|q|NONE|ENTERQUEUE||555|1\n"
			       "1774000000|2|q|NONE|ENTERQUEUE||555|1\n");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_str_eq(edge_text(&sample, false),
			 "the log begins at 2026-03-02T00:00:00+01:00; 24 h 0 min of "
			 "2026-03-01 to 2026-03-31 are before it");
	cr_expect_not_null(
		strstr(edge_text(&sample, true), "11 days of 2026-03-01 to"));
	sample_close(&sample);
}

Test(edge, a_table_does_not_say_how_far_it_reaches)
{
	struct sample sample;

	sample_open(&sample, "import/callcentre.terms",
		    "tests/vectors/import/chat.mapping");
	sample_import(&sample, "start,queue,channel,outcome,wait,talk\n"
			       "1772409700,q,chat,answered,1,1\n");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_eq(sample.result.edge_count, 0);
	sample_close(&sample);
	sample_open(&sample, "import/callcentre.terms",
		    "tests/vectors/import/chat.mapping");
	sample.request.whole_days = true;
	sample_import(&sample, "start,queue,channel,outcome,wait,talk\n"
			       "1772409700,q,chat,answered,1,1\n");
	cr_expect_eq(sample.error, ERR_USAGE);
	cr_expect_not_null(strstr(sample_said(&sample), "of a log only"));
	sample_close(&sample);
}
