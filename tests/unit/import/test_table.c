#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "sample.h"

/* Each case: what is added to a mapping, an export, and what comes of it. */
struct table_case {
	const char *what;
	const char *mapping;
	const char *table;
	const char *text;
};

#define MAPPING                                     \
	"title: t\n"                                \
	"series: calls\n"                           \
	"dimensions:\n"                             \
	"  - { dimension: queue, column: queue }\n" \
	"table:\n"                                  \
	"  rows: intervals\n"                       \
	"  start: { column: start, format: \"%Y-%m-%d %H:%M\" }\n"

#define COUNTERS        \
	"  counters:\n" \
	"    - { counter: offered, columns: [offered], unit: count }\n"

#define CONTACTS                                  \
	"title: t\n"                              \
	"series: calls\n"                         \
	"dimensions:\n"                           \
	"  - { dimension: queue, constant: q }\n" \
	"table:\n"                                \
	"  rows: contacts\n"                      \
	"  start: { column: start, format: \"%Y-%m-%d %H:%M\" }\n"

/* 2026-03-02T00:00 in Rome. */
#define DAY "1772406000"
#define SAME_KEY                                                                 \
	"rows with the interval and the dimensions of a row before that differ " \
	"elsewhere: added to it: 1 at "
#define NULLS " answered=? talk_s=? longest_s=? wait=?"

static const struct table_case cases[] = {
	{ "rows in any order, sorted by interval and queue", MAPPING COUNTERS,
	  "offered,queue,start\n7,b,2026-03-02 00:30\n5,a,2026-03-02 00:30\n3,a,2026-03-02 00:00\n",
	  DAY " 0 a offered=3" NULLS "\n" DAY " 1 a offered=5" NULLS "\n" DAY
	      " 1 b offered=7" NULLS "\n" },
	{ "rows of one key are pooled",
	  MAPPING "  length_s: 900\n"
		  "  counters:\n"
		  "    - { counter: offered, columns: [offered], unit: count }\n"
		  "    - { counter: longest_s, columns: [wait], unit: m_ss }\n",
	  "queue,start,offered,wait\na,2026-03-02 00:00,3,0:40\na,2026-03-02 00:15,4,0:30\n",
	  DAY " 0 a offered=7 answered=? talk_s=? longest_s=40 wait=?\n" },
	{ "a row that stands twice", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,50\nb,2026-03-02 00:00,50\na,2026-03-02 00:00,50\n",
	  "line 4: this row stands also in export, line 2, the same in every cell: its "
	  "figures would count twice\n" },
	{ "rows of one key told apart by a column that is not read", MAPPING COUNTERS,
	  "queue,start,offered,site\na,2026-03-02 00:00,5,x\na,2026-03-02 00:00,5,y\n",
	  DAY " 0 a offered=10" NULLS "\n" SAME_KEY "3\n" },
	{ "two queues under one name",
	  "title: t\nseries: calls\n"
	  "dimensions:\n"
	  "  - { dimension: queue, column: queue, renames: [{ found: b, value: a }] }\n"
	  "table:\n  rows: intervals\n"
	  "  start: { column: start, format: \"%Y-%m-%d %H:%M\" }\n" COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,50\nb,2026-03-02 00:00,50\n",
	  DAY " 0 a offered=100" NULLS "\n" },
	{ "a row that begins inside an interval", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:10,3\n",
	  "line 2: start: the row begins at 2026-03-02T00:10:00+01:00, but the series has "
	  "an interval from 2026-03-02T00:00:00+01:00 to 2026-03-02T00:30:00+01:00, and "
	  "the row cannot be divided\n" },
	{ "a row longer than what is left of the interval",
	  MAPPING "  length_s: 900\n" COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:20,3\n",
	  "line 2: start: the row begins at 2026-03-02T00:20:00+01:00, but the series has "
	  "an interval from 2026-03-02T00:00:00+01:00 to 2026-03-02T00:30:00+01:00, and "
	  "the row cannot be divided\n" },
	{ "what is null is not measured, nor what is pooled with it",
	  MAPPING "  nulls: [\"-\", \"NULL\"]\n"
		  "  length_s: 900\n"
		  "  counters:\n"
		  "    - { counter: offered, columns: [offered], unit: count }\n"
		  "    - { counter: answered, columns: [answered], unit: count }\n",
	  "queue,start,offered,answered\na,2026-03-02 00:00,3,2\na,2026-03-02 00:15,4,-\n"
	  "b,2026-03-02 00:00,,NULL\n",
	  DAY
	  " 0 a offered=7 answered=? talk_s=? longest_s=? wait=?\n" DAY
	  " 0 b offered=? answered=? talk_s=? longest_s=? wait=?\n"
	  "cells without a value: not measured, which is not zero: 3 at 3, 4, 4\n" },
	{ "columns are added; one that is null makes the sum unknown",
	  MAPPING "  counters:\n"
		  "    - { counter: offered, columns: [x, y], unit: count }\n",
	  "queue,start,x,y\na,2026-03-02 00:00,3,2\nb,2026-03-02 00:00,3,\n",
	  DAY " 0 a offered=5" NULLS "\n" DAY " 0 b offered=?" NULLS "\n"
	      "cells without a value: not measured, which is not zero: 1 at 3\n" },
	{ "separator, quotes, decimal comma, thousands, a separator at the end",
	  MAPPING "  separator: \";\"\n  decimal: \",\"\n  thousands: \".\"\n"
		  "  counters:\n"
		  "    - { counter: offered, columns: [\"offered\"], unit: count }\n"
		  "    - { counter: talk_s, columns: [talk], unit: minutes }\n",
	  "queue;start;\"offered\";talk;\n\"a\";2026-03-02 00:00;1.234;2,5;\n",
	  DAY " 0 a offered=1234 answered=? talk_s=150 longest_s=? wait=?\n" },
	{ "filters",
	  MAPPING "  filters:\n"
		  "    - { column: kind, equals: [voice, chat] }\n"
		  "    - { column: queue, not_equals: [test] }\n" COUNTERS,
	  "queue,start,offered,kind\na,2026-03-02 00:00,3,voice\ntest,2026-03-02 00:00,3,voice\n"
	  "a,2026-03-02 00:00,3,mail\na,2026-03-02 00:00,3,chat\n",
	  DAY " 0 a offered=6" NULLS "\n"
	      "rows that the mapping's filters leave out: 2 at 3, 4\n" },
	{ "one counter per row, named in a column",
	  MAPPING
	  "  counters:\n"
	  "    - { counter: offered, columns: [value], unit: count, where: [{ column: metric, equals: [offer] }] }\n"
	  "    - { counter: answered, columns: [value], unit: count, where: [{ column: metric, equals: [answer] }] }\n",
	  "queue,start,metric,value\na,2026-03-02 00:00,offer,9\na,2026-03-02 00:00,answer,8\n",
	  DAY " 0 a offered=9 answered=8 talk_s=? longest_s=? wait=?\n" },
	{ "totals are checked and not counted",
	  MAPPING
	  "  totals: { known_by: [{ column: queue, equals: [Total] }], check: true }\n" COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,3\nb,2026-03-02 00:00,4\nTotal,,7\n"
	  "a,2026-03-02 00:30,1\nTotal,,1\n",
	  DAY " 0 a offered=3" NULLS "\n" DAY " 0 b offered=4" NULLS "\n" DAY
	      " 1 a offered=1" NULLS "\nrows of totals, not counted: 2 at 4, 6\n" },
	{ "totals that are not the sum",
	  MAPPING
	  "  totals: { known_by: [{ column: queue, equals: [Total] }], check: true }\n" COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,3\nTotal,,4\n",
	  "line 3: offered: the row of totals says 4, but the rows before it that were "
	  "counted add up to 3\nrows of totals, not counted: 1 at 3\n" },
	{ "totals that are not to be checked",
	  MAPPING
	  "  totals: { known_by: [{ column: queue, equals: [Total] }] }\n" COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,3\nTotal,,4\n",
	  DAY " 0 a offered=3" NULLS "\nrows of totals, not counted: 1 at 3\n" },
	{ "intervals that are not complete are left out",
	  MAPPING "  complete: { column: done, equals: [\"TRUE\"] }\n" COUNTERS,
	  "queue,start,offered,done\na,2026-03-02 00:00,3,TRUE\na,2026-03-02 00:30,3,FALSE\n",
	  DAY " 0 a offered=3" NULLS
	      "\nrows of intervals that were not complete, left out: 1 at 3\n" },
	{ "a header repeated inside", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,3\nqueue,start,offered\na,2026-03-02 00:30,3\n",
	  DAY " 0 a offered=3" NULLS "\n" DAY " 1 a offered=3" NULLS
	      "\nheader lines repeated inside the table, skipped: 1 at 3\n" },
	{ "rows without anything in them", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,3\n, ,\n,,,,\n",
	  DAY " 0 a offered=3" NULLS
	      "\nrows without anything in them, skipped: 2 at 3, 4\n" },
	{ "lines before the header", MAPPING "  skip_lines: 2\n" COUNTERS,
	  "Report\n\nqueue,start,offered\na,2026-03-02 00:00,3\n",
	  DAY " 0 a offered=3" NULLS "\n" },
	{ "columns of the same name",
	  MAPPING "  counters:\n"
		  "    - { counter: offered, columns: [n#2], unit: count }\n"
		  "    - { counter: answered, columns: [n#1], unit: count }\n",
	  "queue,start,n,n\na,2026-03-02 00:00,3,5\n",
	  DAY " 0 a offered=5 answered=3 talk_s=? longest_s=? wait=?\n" },
	{ "a column whose own name looks like a second one",
	  MAPPING "  counters:\n"
		  "    - { counter: offered, columns: [n#2], unit: count }\n",
	  "queue,start,n#2\na,2026-03-02 00:00,3\n", DAY " 0 a offered=3" NULLS "\n" },
	{ "stated figures stand beside the counters",
	  MAPPING COUNTERS "  stated:\n"
			   "    - { kpi: sl, column: sl, unit: count }\n"
			   "    - { kpi: asa, column: asa, unit: m_ss }\n",
	  "queue,start,offered,sl,asa\nb,2026-03-02 00:00,3,76.20 %,0:17\n"
	  "a,2026-03-02 00:00,3,,0:18\n",
	  DAY " 0 a offered=3" NULLS " asa:18\n" DAY " 0 b offered=3" NULLS
	      " asa:17 sl:76.20\n" },
	{ "two rows state of one",
	  MAPPING "  length_s: 900\n" COUNTERS "  stated:\n"
		  "    - { kpi: sl, column: sl, unit: count }\n",
	  "queue,start,offered,sl\na,2026-03-02 00:00,3,70\na,2026-03-02 00:15,3,80\n",
	  "line 3: sl: two rows of the same interval and dimensions state a figure; neither "
	  "is that of both\n" },
	{ "a stated figure that is none",
	  MAPPING COUNTERS "  stated:\n"
			   "    - { kpi: sl, column: sl, unit: count }\n",
	  "queue,start,offered,sl\na,2026-03-02 00:00,3,good\n",
	  "line 2: sl: the text is not a figure in the form that the mapping names\n" },
	{ "buckets by columns",
	  MAPPING COUNTERS
	  "  histograms:\n"
	  "    - histogram: wait\n"
	  "      buckets: [{ up_to: 10, column: b1 }, { up_to: 20, column: b2 }, { column: b3 }]\n",
	  "queue,start,offered,b1,b2,b3\na,2026-03-02 00:00,9,1,2,3\nb,2026-03-02 00:00,9,1,,3\n",
	  DAY " 0 a offered=9 answered=? talk_s=? longest_s=? wait=1/2/3\n" DAY
	      " 0 b offered=9 answered=? talk_s=? longest_s=? wait=?\n"
	      "cells without a value: not measured, which is not zero: 1 at 3\n" },
	{ "buckets that each count those before",
	  MAPPING COUNTERS
	  "  histograms:\n"
	  "    - histogram: wait\n      cumulative: true\n"
	  "      buckets: [{ up_to: 10, column: b1 }, { up_to: 20, column: b2 }, { column: b3 }]\n",
	  "queue,start,offered,b1,b2,b3\na,2026-03-02 00:00,9,1,3,6\n",
	  DAY " 0 a offered=9 answered=? talk_s=? longest_s=? wait=1/2/3\n" },
	{ "cumulative buckets that decrease",
	  MAPPING COUNTERS
	  "  histograms:\n"
	  "    - histogram: wait\n      cumulative: true\n"
	  "      buckets: [{ up_to: 10, column: b1 }, { up_to: 20, column: b2 }, { column: b3 }]\n",
	  "queue,start,offered,b1,b2,b3\na,2026-03-02 00:00,9,4,3,6\n",
	  "line 2: b2: \"3\" is less than the bucket before it, which it should include\n" },
	{ "renames, others left out",
	  "title: t\nseries: calls\ndimensions:\n"
	  "  - { dimension: queue, column: queue, renames: [{ found: \"100\", value: sales }], others: left_out }\n"
	  "table:\n  rows: intervals\n"
	  "  start: { column: start, format: \"%Y-%m-%d %H:%M\" }\n" COUNTERS,
	  "queue,start,offered\n100,2026-03-02 00:00,3\n200,2026-03-02 00:00,3\n",
	  DAY " 0 sales offered=3" NULLS
	      "\nrows that the mapping's filters leave out: 1 at 3\n" },
	{ "renames, others refused",
	  "title: t\nseries: calls\ndimensions:\n"
	  "  - { dimension: queue, column: queue, others: refused }\n"
	  "table:\n  rows: intervals\n"
	  "  start: { column: start, format: \"%Y-%m-%d %H:%M\" }\n" COUNTERS,
	  "queue,start,offered\n200,2026-03-02 00:00,3\n",
	  "line 2: queue: the cell has a value that renames does not name\n" },
	{ "an empty dimension", MAPPING COUNTERS,
	  "queue,start,offered\n,2026-03-02 00:00,3\n",
	  "line 2: queue: the cell is empty; a row needs a value of each dimension\n" },
	{ "a dimension that is not UTF-8", MAPPING COUNTERS,
	  "queue,start,offered\n\xe9,2026-03-02 00:00,3\n",
	  "line 2: queue: the cell has a value that is not UTF-8\n" },
	{ "a dimension on two lines", MAPPING COUNTERS,
	  "queue,start,offered\n\"a\nb\",2026-03-02 00:00,3\n",
	  "line 2: queue: the cell has a value that is not one line\n" },
	{ "numbers that are none; names and telephones are not repeated",
	  MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,7%\nb,2026-03-02 00:00,Ann 5\n"
	  "c,2026-03-02 00:00,+39053011862\nd,2026-03-02 00:00,Ann\ne,2026-03-02 00:00,1 5\n",
	  "line 2: offered: \"7%\" is a percentage; a counter is a number of contacts. A "
	  "printed rate belongs under stated\n"
	  "line 3: offered: \"Ann 5\" is not a number in the spelling that the mapping names\n"
	  "line 4: offered: the text is not a number in the spelling that the mapping names\n"
	  "line 5: offered: the text is not a number in the spelling that the mapping names\n"
	  "line 6: offered: \"1 5\" is not a number in the spelling that the mapping names\n" },
	{ "rows too short or too long", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00\na,2026-03-02 00:00,1,2\n",
	  "line 2: the row has 2 cells, but the header names 3 columns\n"
	  "line 3: the row has 4 cells, but the header names 3 columns\n" },
	{ "dates that are none", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-32 00:00,1\na,yesterday,1\n",
	  "line 2: start: \"2026-03-32 00:00\" is no day or time that exists, in \"%Y-%m-%d %H:%M\"\n"
	  "line 3: start: the text is not in the format \"%Y-%m-%d %H:%M\"\n" },
	{ "a broken quote", MAPPING COUNTERS,
	  "queue,start,offered\n\"a,2026-03-02 00:00,1\n",
	  "line 2: a quoted field begins here and does not end\n" },
	{ "an empty table", MAPPING COUNTERS, "", "the table has no header\n" },
	{ "rows outside the term", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-02-28 23:30,1\na,2026-03-01 00:00,2\n",
	  "1772319600 0 a offered=2" NULLS
	  "\ncontacts or rows outside the days asked for, left out: 1 at 2\n" },
	{ "nothing inside the term", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-02-28 23:30,1\n",
	  "nothing in the export lies in the days that the contract covers and that were "
	  "asked for\ncontacts or rows outside the days asked for, left out: 1 at 2\n" },
	{ "more than the terms allow in a row", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-02 00:00,1000001\n",
	  "offered: part of 2026-03-02: a row holds 1000001, but the terms allow at most "
	  "1000000\n" },
	{ "a sum that exceeds 64 bits",
	  MAPPING
	  "  counters:\n    - { counter: answered, columns: [n], unit: count }\n",
	  "queue,start,n\na,2026-03-02 00:00,18446744073709551615\na,2026-03-02 00:00,1\n",
	  "line 3: answered: the sum up to here exceeds 64 bits\n" SAME_KEY "3\n" },
	{ "columns that exceed 64 bits together",
	  MAPPING "  counters:\n"
		  "    - { counter: answered, columns: [x, y], unit: count }\n",
	  "queue,start,x,y\na,2026-03-02 00:00,18446744073709551615,1\n",
	  "line 2: answered: the columns add up to more than 64 bits hold\n" },
	{ "buckets that are no numbers, or exceed 64 bits",
	  MAPPING
	  "  histograms:\n"
	  "    - histogram: wait\n"
	  "      buckets: [{ up_to: 10, column: b1 }, { up_to: 20, column: b2 }, "
	  "{ column: b3 }]\n",
	  "queue,start,b1,b2,b3\nb,2026-03-02 00:00,0,1x,0\n"
	  "a,2026-03-02 00:00,0,0,18446744073709551615\na,2026-03-02 00:00,0,0,1\n",
	  "line 2: b2: \"1x\" is not a number in the spelling that the mapping names\n"
	  "line 4: wait: the sum up to here exceeds 64 bits\n" SAME_KEY "4\n" },
	{ "a contact whose size is no number",
	  CONTACTS
	  "  histograms:\n    - { histogram: wait, column: wait, unit: seconds }\n",
	  "start,wait\n2026-03-02 00:01,1x\n",
	  "line 2: wait: \"1x\" is not a number in the spelling that the mapping names\n" },
	{ "contacts, counted and sorted by size",
	  CONTACTS
	  "  counters:\n"
	  "    - { counter: offered }\n"
	  "    - { counter: answered, where: [{ column: outcome, equals: [AGENT] }] }\n"
	  "    - { counter: talk_s, columns: [talk], unit: milliseconds }\n"
	  "    - { counter: longest_s, columns: [wait], unit: seconds }\n"
	  "  histograms:\n"
	  "    - { histogram: wait, column: wait, unit: seconds, where: [{ column: outcome, equals: [AGENT] }] }\n",
	  "start,outcome,wait,talk\n2026-03-02 00:01,AGENT,10,5000\n2026-03-02 00:02,HANG,44,0\n"
	  "2026-03-02 00:29,AGENT,11,1000\n2026-03-02 00:30,AGENT,21,2000\n",
	  DAY " 0 q offered=3 answered=2 talk_s=6 longest_s=44 wait=1/1/0\n" DAY
	      " 1 q offered=1 answered=1 talk_s=2 longest_s=21 wait=0/0/1\n" },
	{ "a contact whose size is not known",
	  CONTACTS
	  "  counters:\n    - { counter: offered }\n"
	  "  histograms:\n    - { histogram: wait, column: wait, unit: seconds }\n",
	  "start,wait\n2026-03-02 00:01,\n",
	  DAY " 0 q offered=1 answered=? talk_s=? longest_s=? wait=?\n"
	      "cells without a value: not measured, which is not zero: 1 at 2\n" },
	{ "clocks put forward: 02:30 was never shown", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-03-29 02:30,1\n",
	  "line 2: start: \"2026-03-29 02:30\" was never shown in the contract's zone: clocks "
	  "were put forward\n" },
	{ "clocks put back: 02:30 was shown twice", MAPPING COUNTERS,
	  "queue,start,offered\na,2026-10-25 02:30,1\n",
	  "line 2: start: \"2026-10-25 02:30\" was shown twice in the contract's zone, since "
	  "clocks were put back: say which under repeated_hour\n" },
};

Test(table, rows_are_mapped_exactly_or_refused)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(&sample, cases[i].mapping);
		sample_import(&sample, cases[i].table);
		cr_expect_str_eq(sample_text(&sample), cases[i].text, "%s",
				 cases[i].what);
		sample_close(&sample);
	}
}

#define REPEATED(what)                                                               \
	"title: t\nseries: calls\ndimensions: [{ dimension: queue, constant: q }]\n" \
	"table:\n  rows: intervals\n"                                                \
	"  start: { column: start, format: \"%Y-%m-%d %H:%M\", " what " }\n" COUNTERS

/* On 2026-10-25 clocks in Rome go from 03:00 back to 02:00; the day begins at: */
#define LONG_DAY "1792879200"

static const struct table_case clocks[] = {
	{ "the earlier one", REPEATED("repeated_hour: earlier"),
	  "start,offered\n2026-10-25 02:30,1\n", LONG_DAY " 5 q offered=1" NULLS "\n" },
	{ "the later one", REPEATED("repeated_hour: later"),
	  "start,offered\n2026-10-25 02:30,1\n", LONG_DAY " 7 q offered=1" NULLS "\n" },
	{ "in the order of the rows", REPEATED("repeated_hour: in_order"),
	  "start,offered\n2026-10-25 02:00,1\n2026-10-25 02:30,2\n2026-10-25 02:00,3\n"
	  "2026-10-25 02:30,4\n2026-10-25 03:00,5\n",
	  LONG_DAY " 4 q offered=1" NULLS "\n" LONG_DAY " 5 q offered=2" NULLS
		   "\n" LONG_DAY " 6 q offered=3" NULLS "\n" LONG_DAY
		   " 7 q offered=4" NULLS "\n" LONG_DAY " 8 q offered=5" NULLS "\n" },
	{ "rows of one time are not later than each other",
	  REPEATED("repeated_hour: in_order"),
	  "start,offered\n2026-10-25 02:00,1\n2026-10-25 02:00,2\n",
	  LONG_DAY " 4 q offered=3" NULLS "\n" SAME_KEY "3\n" },
	{ "a clock in UTC", REPEATED("clock: utc"),
	  "start,offered\n2026-10-25 02:30,1\n", LONG_DAY " 9 q offered=1" NULLS "\n" },
};

Test(table, an_hour_shown_twice_is_decided_by_the_mapping)
{
	for (size_t i = 0; i < ARRAY_SIZE(clocks); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(&sample, clocks[i].mapping);
		sample_import(&sample, clocks[i].table);
		cr_expect_str_eq(sample_text(&sample), clocks[i].text, "%s",
				 clocks[i].what);
		sample_close(&sample);
	}
}

Test(table, instants_and_offsets_need_no_zone)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(
		&sample,
		"title: t\nseries: calls\n"
		"dimensions: [{ dimension: queue, constant: q }]\n"
		"table:\n  rows: intervals\n"
		"  start: { column: s, format: \"%s\" }\n"
		"  counters: [{ counter: offered, columns: [n], unit: count }]\n");
	sample_import(&sample, "s,n\n1772406000,1\n");
	cr_expect_str_eq(sample_text(&sample), DAY " 0 q offered=1" NULLS "\n");
	sample_close(&sample);
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(
		&sample,
		"title: t\nseries: calls\n"
		"dimensions: [{ dimension: queue, constant: q }]\n"
		"table:\n  rows: intervals\n"
		"  start: { column: s, format: \"%Y-%m-%dT%H:%M%z\" }\n"
		"  counters: [{ counter: offered, columns: [n], unit: count }]\n");
	sample_import(&sample, "s,n\n2026-03-01T23:00Z,1\n");
	cr_expect_str_eq(sample_text(&sample), DAY " 0 q offered=1" NULLS "\n");
	sample_close(&sample);
}

Test(table, reading_ends_after_twenty_errors)
{
	struct sample sample;
	struct text table;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, MAPPING COUNTERS);
	text_init(&table, &sample.arena);
	text_add(&table, "queue,start,offered\n");
	for (size_t i = 0; i < 30; i++)
		text_add(&table, "a,2026-03-02 00:00,x\n");
	sample_import(&sample, text_chars(&table));
	cr_expect_eq(sample.error, ERR_IMPORT_DATA);
	cr_expect_eq(sample.diag.error_count, 20);
	sample_close(&sample);
}
