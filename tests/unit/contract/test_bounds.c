#include "unit/contract/fixture.h"

#define S    text_of
#define DAYS (t->kpis[3])

/*
 * The fixture's longest period, November with what is left of December, has 50 days; its
 * longest day 50 half-hours: 2,500 intervals.  Its scope lists two queues but all channels:
 * up to 16,384 rows (14 bits) an interval, times cells of at most 1,000 (10 bits).  64,512
 * bits are carried: 25 for each interval.
 */
static SlbTerms *mean_of_intervals(uint64_t row_maximum)
{
	SlbTerms *t = fixture_terms();

	set_steps(DAYS, 2,
		  (SlbStep *[]){
			  DAYS->steps[0],
			  step_over_of("mean", SLB_STAGE__STAGE_WINDOW, "of-interval",
				       SLB_AGGREGATE__AGGREGATE_MEAN),
		  });
	DAYS->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	DAYS->minimum_volume->allowed_misses = 0;
	t->counters[0]->row_maximum = row_maximum;
	return t;
}

Test(bounds, takes_a_mean_over_intervals_of_bounded_counters)
{
	expect_passes(mean_of_intervals(1000));
}

Test(bounds, refuses_a_mean_over_intervals_of_counters_without_a_bound)
{
	expect_refused(mean_of_intervals(0), ERR_CONTRACT_INVALID, "kpis[3].steps[1]",
		       "KPI \"best-days\": the exact value of step \"mean\" could need "
		       "numbers of",
		       "write row_maximum:");
}

static SlbTerms *mean_of_listed_channels(uint64_t row_maximum)
{
	SlbTerms *t = mean_of_intervals(row_maximum);
	SlbScopeDimension *channel = DAYS->scope[1];

	channel->all = false;
	channel->n_values = 1;
	channel->values = DAYS->scope[0]->values;
	return t;
}

/* Two rows an interval: 1 bit, and 24 for the cell. */
Test(bounds, is_as_wide_as_the_numbers_that_are_carried)
{
	expect_passes(mean_of_listed_channels(UINT64_C(1) << 24));
	expect_refused(mean_of_listed_channels((UINT64_C(1) << 24) + 1),
		       ERR_CONTRACT_INVALID, "kpis[3].steps[1]",
		       "65023 bits, and 64512 are carried", "");
}

Test(bounds, takes_listed_values_into_account)
{
	expect_refused(mean_of_intervals(UINT64_C(1) << 12), ERR_CONTRACT_INVALID,
		       "kpis[3].steps[1]", "could need", "");
	expect_passes(mean_of_listed_channels(UINT64_C(1) << 12));
}

/* A quotient, multiplied by itself again and again: s0, s1 and so on. */
static void set_powers(SlbKpi *kpi, const char *weight, size_t count)
{
	SlbStep *steps[16];

	cr_assert_leq(count, ARRAY_SIZE(steps));
	steps[0] = step_quotient_of("s0", SLB_STAGE__STAGE_WINDOW,
				    term_counter_of(weight, "points"),
				    term_counter_of("", "answers"));
	for (size_t i = 1; i < count; i++) {
		const char *before = arena_printf(ARENA, "s%zu", i - 1);

		steps[i] =
			step_sum_of(arena_printf(ARENA, "s%zu", i),
				    SLB_STAGE__STAGE_WINDOW, term_step_of("", before));
		steps[i]->operation_case = SLB_STEP__OPERATION_PRODUCT;
		steps[i]->product = arena_new(ARENA, SlbProduct);
		slb_product__init(steps[i]->product);
		steps[i]->product->left = term_step_of("", before);
		steps[i]->product->right = term_step_of("", before);
	}
	set_steps(kpi, count, steps);
}

Test(bounds, a_product_of_products_may_grow_only_so_far)
{
	SlbTerms *t = fixture_terms();

	set_powers(t->kpis[4], "0.001", 11);
	expect_passes(t);
	set_powers(t->kpis[4], "0.001", 16);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[11]", "could need",
		       "row_maximum");
	cr_assert_eq(fixture_diag.error_count, 1);
}

/* 20 bits over 32: the denominator alone becomes too long. */
Test(bounds, a_denominator_may_grow_only_so_far)
{
	SlbTerms *t = fixture_terms();

	t->counters[6]->row_maximum = 1;
	t->counters[7]->row_maximum = 4096;
	set_powers(t->kpis[4], "", 11);
	expect_passes(t);
	set_powers(t->kpis[4], "", 12);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[11]",
		       "numbers of 65536 bits", "");
}

Test(bounds, a_mean_over_days_of_a_sum_stays_small)
{
	SlbTerms *t = fixture_terms();

	for (size_t i = 0; i < t->n_counters; i++)
		t->counters[i]->row_maximum = 0;
	t->histograms[0]->bucket_maximum = 0;
	set_steps(DAYS, 3,
		  (SlbStep *[]){
			  step_sum_of("of-day", SLB_STAGE__STAGE_SLICE,
				      term_range_of("", "wait_answered", 0, 0)),
			  step_over_of("mean", SLB_STAGE__STAGE_WINDOW, "of-day",
				       SLB_AGGREGATE__AGGREGATE_MEAN),
			  step_quotient_of("rate", SLB_STAGE__STAGE_WINDOW,
					   term_step_of("", "mean"),
					   term_counter_of("", "offered")),
		  });
	DAYS->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	DAYS->minimum_volume->allowed_misses = 0;
	expect_passes(t);
}

/* Values of a dimension: as many as the scope lists; without a list, too many. */
Test(bounds, a_mean_over_values_needs_a_list_of_them)
{
	SlbTerms *t = mean_of_intervals(1000);

	DAYS->steps[0]->stage = SLB_STAGE__STAGE_SLICE;
	DAYS->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	DAYS->slicing->dimension = S("queue");
	expect_passes(t);
	DAYS->slicing->dimension = S("channel");
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[3].steps[1]", "could need",
		       "list the scope's values:");
}

Test(bounds, an_aggregate_of_intervals_within_days_is_bounded_by_the_day)
{
	SlbTerms *t = fixture_terms();

	DAYS->steps[1]->over->aggregate = SLB_AGGREGATE__AGGREGATE_MEAN;
	for (size_t i = 0; i < t->n_counters; i++)
		t->counters[i]->row_maximum = 0;
	expect_passes(t);
}

/* Squares a step again and again: the last one may have 63 * 2^10 bits. */
static void add_squares(SlbStep **steps, size_t from, size_t count)
{
	for (size_t i = from; i < count; i++) {
		const char *before = steps[i - 1]->name;

		steps[i] =
			step_sum_of(arena_printf(ARENA, "square%zu", i),
				    SLB_STAGE__STAGE_WINDOW, term_step_of("", before));
		steps[i]->operation_case = SLB_STEP__OPERATION_PRODUCT;
		steps[i]->product = arena_new(ARENA, SlbProduct);
		slb_product__init(steps[i]->product);
		steps[i]->product->left = term_step_of("", before);
		steps[i]->product->right = term_step_of("", before);
	}
}

static SlbTerms *squares_of(SlbStep *first)
{
	SlbTerms *t = fixture_terms();
	SlbStep *steps[11] = { first };

	add_squares(steps, 1, ARRAY_SIZE(steps));
	set_steps(t->kpis[4], ARRAY_SIZE(steps), steps);
	return t;
}

/* 20 bits of rows, and so many of the cell; two terms are one bit more. */
Test(bounds, of_a_sum_is_that_of_its_largest_term_and_their_number)
{
	(void)fixture_terms();
	for (uint64_t bits = 42; bits <= 43; bits++) {
		SlbStep *sum = step_sum_of("s", SLB_STAGE__STAGE_WINDOW,
					   term_counter_of("", "answers"));
		SlbTerms *t;

		sum->sum->terms = arena_array(ARENA, SlbTerm *, 2);
		sum->sum->terms[0] = term_counter_of("", "answers");
		sum->sum->terms[1] = term_counter_of("", "points");
		sum->sum->n_terms = 2;
		t = squares_of(sum);
		t->kpis[4]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED;
		t->counters[6]->row_maximum = UINT64_C(1) << bits;
		if (bits == 42)
			expect_passes(t);
		else
			expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[10]",
				       "65536 bits", "");
	}
}

Test(bounds, of_a_range_counts_its_buckets)
{
	static const struct {
		uint64_t above;
		uint64_t up_to;
		uint64_t bits;
		bool fits;
	} rows[] = {
		{ 5000, 20000, 43, true },
		{ 5000, 20000, 44, false },
		{ 5000, 0, 41, true },
		{ 5000, 0, 42, false },
	};

	(void)fixture_terms();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		SlbTerms *t = squares_of(
			step_sum_of("s", SLB_STAGE__STAGE_WINDOW,
				    term_range_of("", "wait_answered", rows[i].above,
						  rows[i].up_to)));

		t->kpis[4]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_IGNORED;
		t->histograms[0]->bucket_maximum = UINT64_C(1) << rows[i].bits;
		if (rows[i].fits)
			expect_passes(t);
		else
			expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[10]",
				       "could need", "");
	}
}

/* Whole numbers have no denominator to multiply 2,500 times. */
Test(bounds, of_a_mean_of_whole_numbers_stays_small)
{
	SlbTerms *t = fixture_terms();
	SlbStep *steps[7] = {
		step_sum_of("whole", SLB_STAGE__STAGE_INTERVAL,
			    term_counter_of("", "longest_s")),
		step_over_of("mean", SLB_STAGE__STAGE_WINDOW, "whole",
			     SLB_AGGREGATE__AGGREGATE_MEAN),
	};

	add_squares(steps, 2, ARRAY_SIZE(steps));
	set_steps(DAYS, ARRAY_SIZE(steps), steps);
	DAYS->abandons = SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED;
	DAYS->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	DAYS->minimum_volume->allowed_misses = 0;
	expect_passes(t);
	steps[0]->sum->terms[0] = term_counter_of("-1", "planned");
	expect_passes(t);
}

/* 31 days of 48 half-hours, in the only period: 43 bits for each interval. */
Test(bounds, looks_at_the_first_period_too)
{
	for (uint64_t bits = 29; bits <= 30; bits++) {
		SlbTerms *t = mean_of_intervals(UINT64_C(1) << bits);

		t->first_day = S("2027-05-01");
		t->last_day = S("2027-05-31");
		if (bits == 29)
			expect_passes(t);
		else
			expect_refused(t, ERR_CONTRACT_INVALID, "kpis[3].steps[1]",
				       "could need", "");
	}
}

/* 64 bits of a cell without a bound and 20 of rows, doubled ten times. */
Test(bounds, of_a_counter_without_a_bound_are_64_bits)
{
	SlbTerms *t;

	(void)fixture_terms();
	t = squares_of(step_sum_of("s", SLB_STAGE__STAGE_WINDOW,
				   term_counter_of("", "answers")));
	t->counters[7]->row_maximum = 0;
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[10]",
		       "numbers of 86016 bits", "");
}

/* 63 bits of the denominator, doubled ten times, are just those carried. */
Test(bounds, takes_a_denominator_as_wide_as_the_numbers_that_are_carried)
{
	SlbTerms *t = fixture_terms();

	t->counters[6]->row_maximum = 1;
	t->counters[7]->row_maximum = UINT64_C(1) << 43;
	set_powers(t->kpis[4], "", 11);
	expect_passes(t);
	t->counters[7]->row_maximum++;
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[10]",
		       "numbers of 65536 bits", "");
}

static void set_slices_and_maximum(SlbKpi *kpi, SlbStage stage, SlbStep **steps,
				   size_t count)
{
	add_squares(steps, 1, count - 1);
	for (size_t i = 0; i + 1 < count; i++)
		steps[i]->stage = stage;
	steps[count - 1] =
		step_over_of("largest", SLB_STAGE__STAGE_WINDOW, steps[count - 2]->name,
			     SLB_AGGREGATE__AGGREGATE_MAXIMUM);
	set_steps(kpi, count, steps);
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	kpi->minimum_volume->allowed_misses = 0;
}

/* One report of 16,384 rows (14 bits) of at most 1,000 (10 bits), squared twelve times. */
Test(bounds, of_a_day_are_those_of_its_report)
{
	SlbTerms *t = fixture_terms();
	SlbStep *steps[14] = { step_sum_of("s", SLB_STAGE__STAGE_SLICE,
					   term_counter_of("", "offered")) };

	set_slices_and_maximum(DAYS, SLB_STAGE__STAGE_SLICE, steps, ARRAY_SIZE(steps));
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[3].steps[12]",
		       "numbers of 98304 bits", "");
}

/* One cell of at most 1 has no bits, however often it is squared. */
Test(bounds, of_one_contact_stay_none)
{
	SlbTerms *t = mean_of_listed_channels(1);
	SlbStep *steps[20] = { step_sum_of("s", SLB_STAGE__STAGE_INTERVAL,
					   term_counter_of("", "offered")) };

	DAYS->scope[0]->n_values = 1;
	set_slices_and_maximum(DAYS, SLB_STAGE__STAGE_INTERVAL, steps,
			       ARRAY_SIZE(steps));
	expect_passes(t);
}

/* A quotient of at most 20 over 30 bits, and its reciprocal. */
static size_t add_fractions(SlbTerms *t, SlbStep **steps)
{
	t->counters[6]->row_maximum = 1;
	t->counters[7]->row_maximum = 1024;
	steps[0] = step_quotient_of("mean", SLB_STAGE__STAGE_WINDOW,
				    term_counter_of("", "points"),
				    term_counter_of("", "answers"));
	steps[1] = step_quotient_of("reciprocal", SLB_STAGE__STAGE_WINDOW,
				    term_counter_of("", "answers"),
				    term_counter_of("", "points"));
	return 2;
}

/* Over 50 bits: 20 + 20 and 30 + 30 bits, and one more of two terms: 61 * 2^11. */
Test(bounds, of_a_sum_of_fractions_are_over_all_denominators)
{
	SlbTerms *t = fixture_terms();
	SlbStep *steps[14];
	SlbTerm *terms[2] = { term_step_of("", "mean"),
			      term_step_of("", "reciprocal") };
	size_t count = add_fractions(t, steps);

	steps[count] = step_sum_of("sum", SLB_STAGE__STAGE_WINDOW, terms[0]);
	steps[count]->sum->terms = terms;
	steps[count]->sum->n_terms = 2;
	add_squares(steps, count + 1, ARRAY_SIZE(steps));
	set_steps(t->kpis[4], ARRAY_SIZE(steps), steps);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[13]",
		       "numbers of 124928 bits", "");
}

/* 30 bits over 20/30: 60 over 20 bits, squared eleven times. */
Test(bounds, of_a_quotient_by_a_fraction_have_its_denominator_above)
{
	SlbTerms *t = fixture_terms();
	SlbStep *steps[14];
	size_t count = add_fractions(t, steps);

	steps[count] = step_quotient_of("twice", SLB_STAGE__STAGE_WINDOW,
					term_counter_of("", "answers"),
					term_step_of("", "mean"));
	add_squares(steps, count + 1, ARRAY_SIZE(steps));
	set_steps(t->kpis[4], ARRAY_SIZE(steps), steps);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[13]",
		       "numbers of 122880 bits", "");
}

/* 50 days, a row of each with 24 bits above and below: 24 + 50 * 24 + 6, times 2^6. */
Test(bounds, of_a_series_of_days_count_one_interval_a_day)
{
	SlbTerms *t = fixture_terms();
	SlbStep *steps[8] = {
		step_quotient_of("s", SLB_STAGE__STAGE_INTERVAL,
				 term_counter_of("", "planned"),
				 term_counter_of("", "planned")),
		step_over_of("mean", SLB_STAGE__STAGE_WINDOW, "s",
			     SLB_AGGREGATE__AGGREGATE_MEAN),
	};

	add_squares(steps, 2, ARRAY_SIZE(steps));
	set_steps(t->kpis[4], ARRAY_SIZE(steps), steps);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].steps[7]",
		       "numbers of 78720 bits", "");
}

/* A day of 25 hours has two intervals of 24: 65 + 100 * 65 + 7 bits, times 2^4. */
Test(bounds, count_an_interval_that_a_long_day_has_begun)
{
	SlbTerms *t = mean_of_listed_channels(0);
	SlbStep *steps[6] = { DAYS->steps[0], DAYS->steps[1] };

	t->series[0]->interval_s = 86400;
	t->counters[1]->row_maximum = 0;
	add_squares(steps, 2, ARRAY_SIZE(steps));
	set_steps(DAYS, ARRAY_SIZE(steps), steps);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[3].steps[5]",
		       "numbers of 105152 bits", "");
}

/* 31 October 2027 has 50 half-hours: of 30 days 1,500, of 78 bits each, 24 and 11. */
Test(bounds, look_at_the_first_day_too)
{
	SlbTerms *t = mean_of_intervals(0);

	t->first_day = S("2027-10-31");
	t->last_day = S("2027-11-30");
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[3].steps[1]",
		       "numbers of 117035 bits", "");
}
