#include <criterion/criterion.h>

#include "acts/concluding.h"
#include "support/law.h"

static struct arena arena;
static SlbTerms *terms;
static struct frame *frame;

static void set_up(void)
{
	const uint64_t bounds[] = { 20 };
	SlbCounter *longest;

	arena_init(&arena, LAW_ARENA_BYTES);
	terms = law_terms(&arena, "2026-01-01", "2026-01-31");
	law_add_dimension(&arena, terms, "queue");
	law_add_dimension(&arena, terms, "channel");
	law_add_series(&arena, terms, "daily", 3600);
	law_add_counter(&arena, terms, "daily", "offered",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	longest = law_add_counter(&arena, terms, "daily", "longest",
				  SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	longest->pooling = SLB_POOLING__POOLING_MAXIMUM;
	law_add_histogram(&arena, terms, "daily", "wait", bounds, 1);
	frame = frame_of_terms(&arena, terms);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(statistics, .init = set_up, .fini = tear_down);

static const SlbReport *daily(const char *day, const char *rows)
{
	return law_daily(&arena, terms, "daily", day, "offered longest wait", rows);
}

static bool is_null(ProtobufCBinaryData present, size_t row)
{
	return present.len > 0 && (present.data[row / 8] >> (row % 8) & 1) == 0;
}

Test(statistics, pools_by_dimensions_over_all_intervals)
{
	const SlbReport *reports[] = {
		daily("2026-01-01", "0 sales voice 10 7 6,4; 1 sales chat 5 9 5,0; "
				    "2 sales voice 1 3 0,1"),
		daily("2026-01-02",
		      "0 billing voice 2 8 2,0; 5 sales voice 20 6 10,10"),
	};
	const SlbReport *table = pool_reports(&arena, frame, reports, 2);

	cr_assert_eq(table->n_interval, 3);
	cr_assert_eq(table->n_dimensions, 2);
	cr_assert_eq(table->dimensions[0]->n_values, 2);
	cr_expect_str_eq(table->dimensions[0]->values[0], "billing");
	/* billing voice, sales chat, sales voice */
	cr_expect_eq(table->dimensions[0]->index[0], 0);
	cr_expect_eq(table->dimensions[0]->index[2], 1);
	cr_expect_eq(table->dimensions[1]->index[1], 0);
	cr_expect_eq(table->dimensions[1]->index[2], 1);
	cr_expect_eq(table->columns[0]->values[0], 2);
	cr_expect_eq(table->columns[0]->values[1], 5);
	cr_expect_eq(table->columns[0]->values[2], 31);
	cr_expect_eq(table->columns[1]->values[2], 7);
	cr_expect_eq(table->histograms[0]->counts[4], 16);
	cr_expect_eq(table->histograms[0]->counts[5], 15);
	cr_expect_eq(table->columns[0]->present.len, 0);
}

Test(statistics, of_what_was_not_measured_are_not_measured)
{
	const SlbReport *reports[] = {
		daily("2026-01-01", "0 a voice 1 1 1,0; 0 b voice 2 2 2,0"),
		daily("2026-01-02", "0 a voice - 4 -0,0; 0 b voice 3 1 3,0"),
	};
	const SlbReport *table = pool_reports(&arena, frame, reports, 2);

	cr_expect(is_null(table->columns[0]->present, 0));
	cr_expect_eq(table->columns[0]->values[0], 0);
	cr_expect_not(is_null(table->columns[0]->present, 1));
	cr_expect_eq(table->columns[0]->values[1], 5);
	cr_expect_not(is_null(table->columns[1]->present, 0));
	cr_expect_eq(table->columns[1]->values[0], 4);
	cr_expect(is_null(table->histograms[0]->present, 0));
}

Test(statistics, beyond_64_bits_are_not_measured)
{
	const SlbReport *reports[] = {
		daily("2026-01-01", "0 a voice 18446744073709551615 1 1,0"),
		daily("2026-01-02", "0 a voice 1 1 1,0"),
	};
	const SlbReport *table = pool_reports(&arena, frame, reports, 2);

	cr_expect(is_null(table->columns[0]->present, 0));
	cr_expect_eq(table->columns[0]->values[0], 0);
}

Test(statistics, of_too_many_keys_are_pooled_over_the_dimensions)
{
	struct text rows;
	const SlbReport *report;
	const SlbReport *table;

	text_init(&rows, &arena);
	for (unsigned i = 0; i < 2000; i++)
		text_printf(&rows, "%s0 queue%04u voice 1 %u 1,0", i == 0 ? "" : ";", i,
			    i);
	report = daily("2026-01-01", text_chars(&rows));
	table = pool_reports(&arena, frame, &report, 1);
	cr_assert_eq(table->n_interval, 1);
	cr_expect_eq(table->n_dimensions, 0);
	cr_expect_eq(table->columns[0]->values[0], 2000);
	cr_expect_eq(table->columns[1]->values[0], 1999);
}

Test(statistics, of_days_without_a_contact_have_no_rows)
{
	const SlbReport *report = daily("2026-01-01", "");
	const SlbReport *table = pool_reports(&arena, frame, &report, 1);

	cr_expect_eq(table->n_interval, 0);
	cr_expect_eq(table->n_columns, 2);
	cr_expect_eq(table->columns[0]->n_values, 0);
}
