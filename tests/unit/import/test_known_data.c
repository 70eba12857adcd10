#include <criterion/criterion.h>
#include <string.h>

#include "sample.h"

/* Exports that others made and counted: ../shared/data/README.md. */

Test(known_data, an_asterisk_queue_log)
{
	struct sample sample;
	sample_open(&sample, "contract/kata2010", NULL);
	sample_import_shared(&sample, "acd/queue_log.kata2010.txt");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_eq(sample.result.report_count, 1);
	cr_expect_eq(sample_sum(&sample, "offered"), 21);
	cr_expect_eq(sample_sum(&sample, "answered"), 8);
	cr_expect_eq(sample_sum(&sample, "abandoned"), 12);
	cr_expect_eq(sample_sum(&sample, "open"), 1);
	/* Whole seconds: less than 5 s is at most 4 s. */
	cr_expect_eq(sample_buckets(&sample, "wait_answered", 0, 1), 3);
	cr_expect_eq(sample_buckets(&sample, "wait_answered", 0, 2), 5);
	cr_expect_eq(sample_buckets(&sample, "wait_answered", 0, 3), 6);
	cr_expect_eq(sample_buckets(&sample, "wait_answered", 0, 4), 8);
	cr_expect_eq(sample_buckets(&sample, "wait_abandoned", 0, 1), 2);
	cr_expect_eq(sample_buckets(&sample, "wait_abandoned", 0, 3), 12);
	cr_expect_eq(sample_sum(&sample, "ring_no_answer"), 221);
	cr_expect_eq(sample_sum(&sample, "handled"), 7);
	cr_expect_eq(sample.result.summary.lines, 280);
	cr_expect_eq(sample.result.summary.contacts, 21);
	cr_expect_eq(sample.result.summary.open, 1);
	cr_expect_eq(sample_remarks(&sample, REMARK_BLANK_LINE), 2);
	cr_expect_eq(sample_remarks(&sample, REMARK_STAFF_LINE), 9);
	cr_expect_eq(sample_remarks(&sample, REMARK_STILL_OPEN), 1);
	cr_expect_eq(sample_remarks(&sample, REMARK_NO_END), 1);
	cr_expect_eq(sample.result.not_measured_count, 0);
	cr_expect_eq(sample.result.edge_count, 2);
	sample_close(&sample);
}

/* a / b in hundredths of a percent, half up. */
static uint64_t percent_2(uint64_t a, uint64_t b)
{
	return (a * 20000 + b) / (2 * b);
}

Test(known_data, a_national_helpline_by_providers_and_months)
{
	static const struct {
		uint64_t offered;
		uint64_t answered_60s_of_answered; /* hundredths of a percent */
		uint64_t abandoned_of_offered;
		uint64_t unaccounted;
	} published[] = {
		{ 1130894, 9385, 160, 36638 },
		{ 1184177, 9361, 154, 34423 },
		{ 987107, 9414, 134, 29626 },
	};
	struct sample sample;
	sample_open(&sample, "contract/nhs111", "policies/mappings/nhs-111-months");
	sample_import_shared(&sample, "calls/nhs111_mds_2015-16_apr-sep.csv");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_assert_eq(sample.result.report_count, 6);
	cr_expect_eq(sample.result.summary.rows, 270);
	for (size_t i = 0; i < ARRAY_SIZE(published); i++) {
		uint64_t offered = sample_sum_in(&sample, i, "offered");
		uint64_t answered = sample_sum_in(&sample, i, "answered");
		uint64_t abandoned = sample_sum_in(&sample, i, "abandoned");
		cr_expect_eq(offered, published[i].offered);
		cr_expect_eq(
			percent_2(sample_sum_in(&sample, i, "answered_60s"), answered),
			published[i].answered_60s_of_answered);
		cr_expect_eq(percent_2(abandoned, offered),
			     published[i].abandoned_of_offered);
		cr_expect_eq(offered - answered - abandoned, published[i].unaccounted);
		cr_expect_eq(sample.result.reports[i]->n_interval, 45);
		cr_expect_eq(sample.result.reports[i]->n_stated, 45);
	}
	/* A local month: from midnight to midnight in summer time. */
	cr_expect_eq(sample.result.reports[0]->start_s, 1427842800);
	cr_expect_eq(sample.result.reports[0]->end_s, 1430434800);
	cr_expect_str_eq(sample.result.reports[0]->stated[0]->value,
			 "93.52668666465503");
	sample_close(&sample);
}

Test(known_data, a_bank_with_one_row_for_each_call)
{
	struct sample sample;
	sample_open(&sample, "contract/bank-aug01",
		    "tests/vectors/import/bank.mapping");
	sample_import_shared(&sample, "calls/technion_bank_aug01.csv");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_expect_eq(sample.result.report_count, 1);
	cr_expect_eq(sample_sum(&sample, "offered"), 2375);
	cr_expect_eq(sample_sum(&sample, "hung_up"), 846);
	cr_expect_eq(sample_sum(&sample, "answered"), 1511);
	cr_expect_eq(sample_sum(&sample, "wait_s"), 264885);
	/* 111.53 s over all calls. */
	cr_expect_eq((sample_sum(&sample, "wait_s") * 200 + 2375) / (2 * 2375), 11153);
	cr_expect_eq(sample_buckets(&sample, "wait_answered", 0, 3), 1511);
	cr_expect_eq(sample.result.summary.contacts, 2375);
	sample_close(&sample);
}

static const char *stated_of(const SlbReport *report, const char *kpi)
{
	for (size_t i = 0; i < report->n_stated; i++) {
		if (strcmp(report->stated[i]->kpi, kpi) == 0)
			return report->stated[i]->value;
	}
	return "";
}

Test(known_data, eight_hundred_days_whose_rates_are_only_stated)
{
	struct sample sample;
	sample_open(&sample, "contract/daily-sl20",
		    "tests/vectors/import/daily.mapping");
	sample_import_shared(&sample, "calls/daily_sl20_days1-800.csv");
	cr_assert_eq(sample.error, ERR_OK, "%s", sample_said(&sample));
	cr_assert_eq(sample.result.report_count, 800);
	for (size_t i = 0; i < 800; i++) {
		uint64_t incoming = sample_sum_in(&sample, i, "incoming");
		uint64_t answered = sample_sum_in(&sample, i, "answered");
		uint64_t rate = percent_2(answered, incoming);
		const SlbReport *report = sample.result.reports[i];
		cr_assert_eq(answered + sample_sum_in(&sample, i, "abandoned"),
			     incoming);
		cr_assert_str_eq(stated_of(report, "answer-rate"),
				 arena_printf(&sample.arena, "%llu.%02llu",
					      (unsigned long long)rate / 100,
					      (unsigned long long)rate % 100));
		cr_assert_eq(report->n_columns, 5);
		cr_assert_eq(report->n_stated, 3);
	}
	cr_expect_str_eq(stated_of(sample.result.reports[0], "service-level"), "76.28");
	cr_expect_str_eq(stated_of(sample.result.reports[0], "asa"), "17");
	cr_expect_eq(sample.result.reports[0]->start_s, 1551398400);
	sample_close(&sample);
}
