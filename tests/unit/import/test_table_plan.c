#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "sample.h"

/* Mistakes in a mapping, and what is said of them before the first row. */
struct plan_case {
	const char *mapping;
	const char *said;
};

#define DIMENSION "dimensions: [{ dimension: queue, constant: q }]\n"
#define TABLE     "title: t\nseries: calls\n" DIMENSION "table:\n"
#define START     "  start: { column: day, format: \"%Y-%m-%d\" }\n"
#define INTERVALS TABLE "  rows: intervals\n" START
#define CONTACTS  TABLE "  rows: contacts\n" START
#define COUNTER   "  counters: [{ counter: offered, columns: [n], unit: count }]\n"
#define HEADER    "day,n,m,m,wait\n"

static const struct plan_case cases[] = {
	{ TABLE START COUNTER,
	  "table.rows: say what a row is: intervals or contacts\n" },
	{ TABLE "  rows: intervals\n" COUNTER, "table.start: say when a row begins\n" },
	{ TABLE "  rows: intervals\n  start: { column: Day, format: \"%Y\" }\n" COUNTER,
	  "table.start.column: the export has no column \"Day\"\n" },
	{ TABLE "  rows: intervals\n  start: { column: day, format: \"%G\" }\n" COUNTER,
	  "table.start.format: \"%G\" is not the format of a date, such as %Y-%m-%d\n" },
	{ TABLE "  rows: intervals\n  start: { column: day, format: \"%H\" }\n" COUNTER,
	  "table.start.format: \"%H\" is not the format of a date, such as %Y-%m-%d\n" },
	{ TABLE
	  "  rows: intervals\n"
	  "  start: { column: day, format: \"%Y\", time_column: n, time_format: \"%d\" }\n" COUNTER,
	  "table.start.time_format: \"%d\" is not the format of a time, such as %H:%M:%S\n" },
	{ TABLE "  rows: intervals\n  start: { column: day, format: \"%j\" }\n" COUNTER,
	  "table.start.first_day: %j counts days: \"\" is not day 1 as YYYY-MM-DD\n" },
	{ INTERVALS, "table.counters: the mapping fills no counter\n" },
	{ INTERVALS "  counters: [{ counter: ofered, columns: [n], unit: count }]\n",
	  "table.counters[0]: the series has no counter \"ofered\"\n" },
	{ INTERVALS "  counters: [{ counter: wait, columns: [n], unit: count }]\n",
	  "table.counters[0]: the series has no counter \"wait\"\n" },
	{ INTERVALS "  counters: [{ counter: surveys, columns: [n], unit: count }]\n",
	  "table.counters[0]: the series has no counter \"surveys\"\n" },
	{ INTERVALS "  counters: [{ counter: offered, unit: count }]\n",
	  "table.counters[0]: \"offered\" needs columns: rows are intervals\n" },
	{ INTERVALS "  counters: [{ counter: offered, columns: [n] }]\n",
	  "table.counters[0]: say what the cells count in: unit: count, seconds, "
	  "milliseconds, minutes, hours, days, h_mm_ss or m_ss\n" },
	{ INTERVALS "  counters: [{ counter: offered, columns: [n], unit: seconds }]\n",
	  "table.counters[0]: \"offered\" is not a time; its cells are of unit count\n" },
	{ INTERVALS "  counters: [{ counter: offered, columns: [n], unit: share }]\n",
	  "table.counters[0]: \"offered\" is not a share; a share can only be stated\n" },
	{ INTERVALS "  counters: [{ counter: talk_s, columns: [n], unit: count }]\n",
	  "table.counters[0]: \"talk_s\" is a time; say in which unit the cells are\n" },
	{ INTERVALS
	  "  counters: [{ counter: longest_s, columns: [n, wait], unit: seconds }]\n",
	  "table.counters[0]: \"longest_s\" is a maximum: it needs exactly one column\n" },
	{ INTERVALS "  counters:\n"
		    "    - { counter: offered, columns: [n], unit: count }\n"
		    "    - { counter: offered, columns: [wait], unit: count }\n",
	  "table.counters[1]: counter \"offered\" is given twice\n" },
	{ INTERVALS "  counters: [{ counter: offered, columns: [m], unit: count }]\n",
	  "table.counters[0]: the export has several columns \"m\"\n" },
	{ INTERVALS "  counters: [{ counter: offered, columns: [m#3], unit: count }]\n",
	  "table.counters[0]: the export has no column \"m#3\"\n" },
	{ INTERVALS
	  "  counters:\n"
	  "    - { counter: offered, columns: [n], unit: count, where: [{ column: x, equals: [a] }] }\n",
	  "table.counters[0].where[0]: the export has no column \"x\"\n" },
	{ INTERVALS "  filters: [{ column: n }]\n" COUNTER,
	  "table.filters[0]: the filter on \"n\" needs equals or not_equals\n" },
	{ INTERVALS "  filters: [{ equals: [a] }]\n" COUNTER,
	  "table.filters[0]: a column is needed here\n" },
	{ INTERVALS "  complete: { column: x, equals: [a] }\n" COUNTER,
	  "table.complete: the export has no column \"x\"\n" },
	{ INTERVALS "  totals: { known_by: [{ column: x, equals: [a] }] }\n" COUNTER,
	  "table.totals.known_by[0]: the export has no column \"x\"\n" },
	{ INTERVALS COUNTER
	  "  histograms: [{ histogram: waits, column: n, unit: seconds }]\n",
	  "table.histograms[0]: the series has no histogram \"waits\"\n" },
	{ INTERVALS COUNTER
	  "  histograms: [{ histogram: offered, column: n, unit: seconds }]\n",
	  "table.histograms[0]: the series has no histogram \"offered\"\n" },
	{ INTERVALS COUNTER
	  "  histograms: [{ histogram: wait, column: n, unit: seconds }]\n",
	  "table.histograms[0]: \"wait\" needs one column for each bound of the terms, and "
	  "one for what is larger than the last\n" },
	{ INTERVALS COUNTER
	  "  histograms:\n    - histogram: wait\n"
	  "      buckets: [{ up_to: 10, column: n }, { up_to: 30, column: n }, { column: n }]\n",
	  "table.histograms[0]: the buckets of \"wait\" do not have the bounds of the terms\n" },
	{ CONTACTS "  histograms: [{ histogram: wait, column: wait, unit: count }]\n",
	  "table.histograms[0]: \"wait\" is a time; say in which unit the cells are\n" },
	{ CONTACTS "  histograms:\n"
		   "    - { histogram: wait, column: wait, unit: seconds }\n"
		   "    - { histogram: wait, column: wait, unit: seconds }\n",
	  "table.histograms[1]: histogram \"wait\" is given twice\n" },
	{ INTERVALS COUNTER "  stated: [{ kpi: service, column: n, unit: count }]\n",
	  "table.stated[0]: the terms have no KPI \"service\"\n" },
	{ CONTACTS "  counters: [{ counter: offered }]\n"
		   "  stated: [{ kpi: sl, column: n, unit: count }]\n",
	  "table.stated: a row of a contact states nothing\n" },
	{ INTERVALS "  separator: ab\n" COUNTER,
	  "table.separator: \"ab\" is longer than one character\n" },
	{ INTERVALS "  quote: ab\n" COUNTER,
	  "table.quote: \"ab\" is longer than one character\n" },
	{ INTERVALS "  decimal: x\n" COUNTER,
	  "table.decimal: \"x\" is neither \".\" nor \",\"\n" },
	{ INTERVALS "  thousands: \".\"\n" COUNTER,
	  "table.thousands: \".\" cannot separate thousands and decimals alike\n" },
	{ "title: t\nseries: calls\ndimensions: [{ dimension: queue, column: x }]\ntable:\n"
	  "  rows: intervals\n" START COUNTER,
	  "dimensions: the export has no column \"x\"\n" },
	{ "title: t\nseries: calls\ndimensions: [{ dimension: queue }]\ntable:\n"
	  "  rows: intervals\n" START COUNTER,
	  "dimensions[0]: dimension \"queue\" needs a column or a constant\n" },
	{ "title: t\nseries: calls\ndimensions: [{ dimension: site, constant: x }]\ntable:\n"
	  "  rows: intervals\n" START COUNTER,
	  "dimensions[0]: the terms have no dimension \"site\"\n" },
	{ "title: t\nseries: calls\ndimensions:\n"
	  "  - { dimension: queue, constant: x }\n  - { dimension: queue, constant: y }\n"
	  "table:\n  rows: intervals\n" START COUNTER,
	  "dimensions[1]: dimension \"queue\" is given twice\n" },
	{ "title: t\nseries: calls\ntable:\n  rows: intervals\n" START COUNTER,
	  "dimensions: nothing says where dimension \"queue\" comes from\n" },
	{ "title: t\nseries: call\n" DIMENSION
	  "table:\n  rows: intervals\n" START COUNTER,
	  "series: the terms have no series \"call\"\n" },
	{ "title: t\n" DIMENSION "table:\n  rows: intervals\n" START COUNTER,
	  "series: the terms have 2 series; say which one is filled\n" },
	{ "title: t\nseries: calls\n" DIMENSION,
	  "the mapping does not say what the export is\n" },
};

Test(table_plan, a_mapping_that_does_not_fit_is_told_where)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(&sample, cases[i].mapping);
		sample_import(&sample, HEADER "2026-03-02,1,2,3,4\n");
		cr_expect_eq(sample.error, ERR_IMPORT_MAPPING, "case %zu", i);
		cr_expect_str_eq(sample_said(&sample), cases[i].said, "case %zu: %s", i,
				 sample_said(&sample));
		sample_close(&sample);
	}
}

Test(table_plan, a_separator_that_does_not_fit_is_suspected)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, INTERVALS COUNTER);
	sample_import(&sample, "day;n\n2026-03-02;1\n");
	cr_expect_eq(sample.error, ERR_IMPORT_MAPPING);
	cr_expect(strstr(sample_said(&sample),
			 "table.separator: the export has none of the columns that the "
			 "mapping names: its line 1 has 1 column with the separator "
			 "\",\"\n"),
		  "%s", sample_said(&sample));
	sample_close(&sample);
}

/* Names that are nearly right, and the hint that follows the error. */
static const struct plan_case hints[] = {
	{ TABLE
	  "  rows: intervals\n  start: { column: Days, format: \"%Y\" }\n" COUNTER,
	  "did you mean \"day\"?" },
	{ INTERVALS "  counters: [{ counter: ofered, columns: [n], unit: count }]\n",
	  "did you mean \"offered\"?" },
	{ INTERVALS COUNTER "  stated: [{ kpi: sla, column: n, unit: count }]\n",
	  "did you mean \"sl\"?" },
	{ "title: t\nseries: calls\ndimensions: [{ dimension: queues, constant: x }]\n"
	  "table:\n  rows: intervals\n" START COUNTER,
	  "did you mean \"queue\"?" },
	{ "title: t\nseries: call\n" DIMENSION
	  "table:\n  rows: intervals\n" START COUNTER,
	  "did you mean \"calls\"?" },
	{ "title: t\nseries: calls\n" DIMENSION
	  "queue_log: { sources: [{ counter: ofered, measures: [offered] }] }\n",
	  "did you mean \"offered\"?" },
};

Test(table_plan, a_misspelt_name_is_recognised)
{
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(&sample, hints[i].mapping);
		sample_import(&sample, HEADER "2026-03-02,1,2,3,4\n");
		cr_assert_not_null(sample.diag.first);
		cr_expect_not_null(sample.diag.first->hint, "case %zu", i);
		if (sample.diag.first->hint)
			cr_expect_str_eq(sample.diag.first->hint, hints[i].said);
		sample_close(&sample);
	}
}
