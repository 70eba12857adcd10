#include <criterion/criterion.h>
#include <string.h>

#include "base/attribute.h"
#include "sample.h"

/* One visit of every kind, in one interval of 2026-03-02 in Rome. */
static const char every_kind[] = "1772406000|a|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406001|a|q|Ann|RINGNOANSWER|1500\n"
				 "1772406003|a|q|Ann|RINGNOANSWER|500\n"
				 "1772406012|a|q|Ann|CONNECT|12|x|3\n"
				 "1772406112|a|q|Ann|COMPLETEAGENT|12|100|1\n"
				 "1772406000|b|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406008|b|q|Ann|CONNECT|8|x|3\n"
				 "1772406038|b|q|Ann|BLINDTRANSFER|600|from-q|8|30|1\n"
				 "1772406000|c|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406009|c|q|Ann|CONNECT|9|x|3\n"
				 "1772406049|c|q|Ann|ATTENDEDTRANSFER|BRIDGE|b|9|40|1\n"
				 "1772406000|d|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406005|d|q|Ann|CONNECT|5|x|3\n"
				 "1772406000|e|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406021|e|q|NONE|ABANDON|1|1|21\n"
				 "1772406000|f|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406060|f|q|NONE|EXITWITHTIMEOUT|1|1|60\n"
				 "1772406000|g|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406030|g|q|NONE|EXITWITHKEY|2|1|1|30\n"
				 "1772406000|h|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406002|h|q|NONE|EXITEMPTY|1|1|2\n"
				 "1772406000|i|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406003|i|q|NONE|WITHDRAW|1|1|3|\n"
				 "1772406000|j|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406004|j|q|Ann|AGENTDUMP|\n"
				 "1772406000|k|q|NONE|ENTERQUEUE||555|1\n"
				 "1772406005|k|q|Ann|SYSCOMPAT|\n"
				 "1772406000|l|q|NONE|ENTERQUEUE||555|1\n";

/* What one measure makes of them: contacts in "offered", a time in "talk_s". */
static const struct {
	const char *measure;
	const char *counter;
	uint64_t value;
} measured[] = {
	{ "offered", "offered", 12 },
	{ "answered", "offered", 4 },
	{ "abandoned", "offered", 1 },
	{ "flowout_timeout", "offered", 1 },
	{ "flowout_key", "offered", 1 },
	{ "flowout_empty", "offered", 1 },
	{ "withdrawn", "offered", 1 },
	{ "agent_dump", "offered", 1 },
	{ "incompatible", "offered", 1 },
	{ "open", "offered", 1 },
	{ "handled", "offered", 3 },
	{ "transfers_blind", "offered", 1 },
	{ "transfers_attended", "offered", 1 },
	{ "ring_no_answer", "offered", 2 },
	{ "wait_answered_s", "talk_s", 34 },
	{ "wait_abandoned_s", "talk_s", 21 },
	{ "wait_s", "talk_s", 159 },
	{ "max_wait_s", "longest_s", 60 },
	{ "talk_s", "talk_s", 170 },
	{ "flowout_timeout, flowout_key, flowout_empty, withdrawn", "offered", 4 },
};

static const char *mapping_of(struct sample *sample, const char *counter,
			      const char *measures)
{
	return arena_printf(&sample->arena,
			    "title: t\nseries: calls\n"
			    "dimensions: [{ dimension: queue, column: queue }]\n"
			    "queue_log:\n"
			    "  sources: [{ counter: %s, measures: [%s] }]\n",
			    counter, measures);
}

Test(measures, each_counts_what_it_says)
{
	for (size_t i = 0; i < ARRAY_SIZE(measured); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(&sample, mapping_of(&sample, measured[i].counter,
						   measured[i].measure));
		sample_import(&sample, every_kind);
		cr_expect_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
		cr_expect_eq(
			sample_sum(&sample, measured[i].counter), measured[i].value,
			"%s: %llu", measured[i].measure,
			(unsigned long long)sample_sum(&sample, measured[i].counter));
		sample_close(&sample);
	}
}

Test(measures, every_visit_is_of_one_kind)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(
		&sample,
		mapping_of(&sample, "offered",
			   "answered, abandoned, flowout_timeout, flowout_key, "
			   "flowout_empty, withdrawn, agent_dump, incompatible, open"));
	sample_import(&sample, every_kind);
	cr_expect_eq(sample_sum(&sample, "offered"), 12);
	cr_expect_eq(sample.result.summary.open, 1);
	sample_close(&sample);
}

Test(measures, histograms_sort_a_time_into_buckets)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, mapping_of(&sample, "wait", "wait_answered_s"));
	sample_import(&sample, every_kind);
	cr_expect_eq(sample_buckets(&sample, "wait", 0, 1), 3);
	cr_expect_eq(sample_buckets(&sample, "wait", 1, 1), 1);
	cr_expect_eq(sample_buckets(&sample, "wait", 2, 1), 0);
	sample_close(&sample);
}

Test(measures, seconds_become_milliseconds_where_the_terms_say_so)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample.terms->counters[2]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS;
	sample_mapping(&sample,
		       mapping_of(&sample, "talk_s", "talk_s, ring_no_answer_ms"));
	sample_import(&sample, every_kind);
	cr_expect_eq(sample_sum(&sample, "talk_s"), 172000);
	sample_close(&sample);
}

static const struct {
	const char *sources;
	const char *said;
} mistakes[] = {
	{ "[{ counter: ofered, measures: [offered] }]",
	  "queue_log.sources[0]: the series \"calls\" has no counter or histogram "
	  "\"ofered\"\n" },
	{ "[{ counter: offered }]",
	  "queue_log.sources[0]: \"offered\" needs at least one measure under measures\n" },
	{ "[{ counter: wait, measures: [wait_s, talk_s] }]",
	  "queue_log.sources[0]: \"wait\" needs exactly one measure of a time under "
	  "measures\n" },
	{ "[{ counter: wait, measures: [offered] }]",
	  "queue_log.sources[0]: measure OFFERED does not fit the unit of \"wait\"\n" },
	{ "[{ counter: offered, measures: [talk_s] }]",
	  "queue_log.sources[0]: measure TALK_S does not fit the unit of \"offered\"\n" },
	{ "[{ counter: talk_s, measures: [ring_no_answer_ms] }]",
	  "queue_log.sources[0]: measure RING_NO_ANSWER_MS does not fit the unit of "
	  "\"talk_s\"\n" },
	{ "[{ counter: talk_s, measures: [answered] }]",
	  "queue_log.sources[0]: measure ANSWERED does not fit the unit of \"talk_s\"\n" },
	{ "[{ counter: offered, measures: [0] }]",
	  "queue_log.sources[0]: a measure of a queue_log is expected\n" },
	{ "[{ counter: offered, measures: [offered] }, { counter: offered, measures: [open] }]",
	  "queue_log.sources[1]: \"offered\" is given twice\n" },
};

Test(measures, sources_that_do_not_fit_are_told)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct sample sample;
		sample_open(&sample, "import/table.terms", NULL);
		sample_mapping(
			&sample,
			arena_printf(
				&sample.arena,
				"title: t\nseries: calls\n"
				"dimensions: [{ dimension: queue, column: queue }]\n"
				"queue_log: { sources: %s }\n",
				mistakes[i].sources));
		sample_import(&sample, every_kind);
		cr_expect_eq(sample.error, ERR_IMPORT_MAPPING);
		cr_expect_str_eq(sample_said(&sample), mistakes[i].said, "case %zu: %s",
				 i, sample_said(&sample));
		sample_close(&sample);
	}
}

Test(measures, a_histogram_takes_by_its_name_only_what_it_sorts)
{
	struct sample sample;
	sample_open(&sample, "import/table.terms", NULL);
	sample_mapping(&sample, mapping_of(&sample, "offered", "offered"));
	/* "wait" sorts answered contacts; the measure of that name is of all. */
	sample_import(&sample, every_kind);
	cr_expect_eq(sample_buckets(&sample, "wait", 0, 3), 0);
	cr_expect_not_null(strstr(sample_text(&sample), "wait=?"));
	sample_close(&sample);
}

Test(measures, a_sum_beyond_64_bits_is_refused)
{
	struct sample sample;
	struct text log;
	sample_open(&sample, "import/table.terms", NULL);
	sample.terms->counters[2]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_MILLISECONDS;
	sample_mapping(&sample, mapping_of(&sample, "offered", "offered"));
	text_init(&log, &sample.arena);
	for (int i = 0; i < 20; i++)
		text_printf(&log,
			    "1772406000|c%d|q|NONE|ENTERQUEUE||5|1\n"
			    "1772406000|c%d|q|A|CONNECT|0|x|0\n"
			    "1772406001|c%d|q|A|COMPLETEAGENT|0|999999999999999|1\n",
			    i, i, i);
	sample_import(&sample, text_chars(&log));
	cr_expect_eq(sample.error, ERR_IMPORT_DATA);
	cr_expect_not_null(strstr(sample_said(&sample), "a sum exceeds 64 bits"));
	sample_close(&sample);
}
