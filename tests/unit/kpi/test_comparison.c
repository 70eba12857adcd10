#include "kpi/comparison.h"

#include "kpi_case.h"

static struct kpi_case c;
static SlbComparison *terms;

/* The calls of series inbound, counted by the client's carrier too, by days. */
static void set_up(void)
{
	static const uint64_t waits[] = { 5, 20 };

	case_open(&c);
	case_step(&c, law_quotient(&c.arena, "v", WINDOW, "answered", "offered"));
	law_add_party(&c.arena, c.terms, SLB_PARTY_ROLE__PARTY_ROLE_CLIENT, "lender",
		      "Lender plc");
	law_add_party(&c.arena, c.terms, SLB_PARTY_ROLE__PARTY_ROLE_CENTRE,
		      "voicehouse", "Voicehouse AG");
	law_add_series(&c.arena, c.terms, "carrier", 0)->source =
		SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
	law_add_counter(&c.arena, c.terms, "carrier", "routed",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED);
	law_add_counter(&c.arena, c.terms, "carrier", "lost",
			SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER);
	law_add_histogram(&c.arena, c.terms, "carrier", "rung", waits, 2);
	terms = law_add_comparison(&c.arena, c.terms, "calls", "offered", "routed");
}

static void tear_down(void)
{
	case_close(&c);
}

TestSuite(comparison, .init = set_up, .fini = tear_down);

static SlbComparisonResult *compare(const struct gap *gaps, size_t gap_count)
{
	struct comparison comparison = comparison_of_terms(&c.arena, c.frame, terms);
	struct compared_period period = { .frame = c.frame,
					  .window = c.window,
					  .gaps = gaps,
					  .gap_count = gap_count };

	return compare_counts(&c.arena, &c.arena, &comparison, &period);
}

static const char *sentence_of(const SlbComparisonResult *result)
{
	struct comparison comparison = comparison_of_terms(&c.arena, c.frame, terms);
	const char *sentence = comparison_sentence(&c.arena, &comparison, result);

	return sentence == NULL ? "" : sentence;
}

static const char *state_text(SlbComparisonState state)
{
	static const char *const states[] = { "?", "agrees", "differs", "lacks" };

	return states[state];
}

/* "sales 10-12=2/1 differs; ...": slice, record, control, difference, tolerated. */
static const char *slices_text(const SlbComparisonResult *result)
{
	struct text text;

	text_init(&text, &c.arena);
	for (size_t i = 0; i < result->n_slices; i++) {
		const SlbComparedSlice *slice = result->slices[i];

		text_printf(&text, "%s%s%s%s|%s|%s|%s %s", i == 0 ? "" : "; ",
			    slice->slice, slice->slice[0] == '\0' ? "" : " ",
			    slice->record, slice->control, slice->difference,
			    slice->tolerated, state_text(slice->state));
	}
	return text_chars(&text);
}

static const struct {
	const char *percent;
	uint64_t number;
	const char *offered;
	const char *routed;
	const char *slices; /* record, control, difference, tolerated */
} periods[] = {
	{ "0", 0, "10", "10", "10|10|0|0 agrees" },
	{ "0", 0, "10", "11", "10|11|1|0 differs" },
	{ "0", 0, "10", "9", "10|9|-1|0 differs" },
	{ "0", 1, "10", "11", "10|11|1|1 agrees" },
	{ "0", 1, "10", "9", "10|9|-1|1 agrees" },
	{ "0", 1, "10", "12", "10|12|2|1 differs" },
	{ "10", 0, "10", "11", "10|11|1|1 agrees" },
	{ "10", 0, "11", "10", "11|10|-1|11/10 agrees" },
	{ "9.9", 0, "10", "11", "10|11|1|99/100 differs" },
	{ "10", 3, "10", "13", "10|13|3|3 agrees" },
	{ "50", 3, "10", "15", "10|15|5|5 agrees" },
	{ "100", 0, "0", "1", "0|1|1|0 differs" },
	{ "100", 0, "1", "0", "1|0|-1|1 agrees" },
	{ "0", 0, "0", "0", "0|0|0|0 agrees" },
	{ "0", 0, "-", "10", "|10|| lacks" },
	{ "10", 0, "10", "-", "10|||1 lacks" },
	{ "10", 0, "-", "-", "||| lacks" },
};

Test(comparison, holds_two_counts_of_a_period_against_the_tolerance)
{
	for (size_t i = 0; i < ARRAY_SIZE(periods); i++) {
		SlbComparisonResult *result;

		tear_down();
		set_up();
		terms->tolerated_percent = law_text(&c.arena, periods[i].percent);
		terms->tolerated_number = periods[i].number;
		case_compile(&c);
		case_report(&c, "inbound", "2026-01-01", "offered",
			    arena_printf(&c.arena, "0 a %s", periods[i].offered));
		case_report(&c, "carrier", "2026-01-01", "routed",
			    arena_printf(&c.arena, "0 b %s", periods[i].routed));
		result = compare(NULL, 0);
		cr_expect_str_eq(slices_text(result), periods[i].slices, "case %zu: %s",
				 i, slices_text(result));
		cr_expect_eq(result->state, result->slices[0]->state);
		cr_expect_eq(result->slice_count, 1);
	}
}

/* Two days; sales agrees, fax differs, help is counted by the carrier alone. */
static void report_two_days(const char *carrier_second_day)
{
	terms->tolerated_number = 1;
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered", "0 fax 1; 3 sales 3");
	case_report(&c, "inbound", "2026-01-02", "offered", "0 sales 4; 9 sales 2");
	case_report(&c, "survey", "2026-01-01", "votes", "0 survey 1");
	case_report(&c, "carrier", "2026-01-01", "routed", "0 fax 8; 0 sales 3");
	case_report(&c, "carrier", "2026-01-02", "routed", carrier_second_day);
}

Test(comparison, takes_the_values_of_a_dimension_one_by_one)
{
	SlbComparisonResult *result;

	terms->slicing = law_slicing(&c.arena, "queue");
	report_two_days("0 help 2; 0 sales 7");
	result = compare(NULL, 0);
	cr_expect_str_eq(slices_text(result),
			 "fax 1|8|7|1 differs; help 0|2|2|1 differs; "
			 "sales 9|10|1|1 agrees");
	cr_expect_eq(result->state, SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS);
	cr_expect_eq(result->slice_count, 3);
	cr_expect_eq(result->differing_count, 2);
	cr_expect_eq(result->not_compared_count, 0);
	cr_expect_str_eq(sentence_of(result),
			 "by \"calls\", Voicehouse AG counts 1 and Lender plc 8 for "
			 "queue fax: the difference is 7, and 1 is tolerated; of 3 "
			 "compared, 2 differ");
}

Test(comparison, takes_days_one_by_one)
{
	SlbComparisonResult *result;

	terms->slicing = law_slicing(&c.arena, NULL);
	report_two_days("0 sales 7");
	result = compare(NULL, 0);
	cr_expect_str_eq(slices_text(result),
			 "2026-01-01 4|11|7|1 differs; 2026-01-02 6|7|1|1 agrees");
	cr_expect_str_eq(sentence_of(result),
			 "by \"calls\", Voicehouse AG counts 4 and Lender plc 11 on "
			 "2026-01-01: the difference is 7, and 1 is tolerated; of 2 "
			 "compared, 1 differs");
}

Test(comparison, does_not_compare_what_was_not_measured)
{
	SlbComparisonResult *result;

	terms->slicing = law_slicing(&c.arena, "queue");
	report_two_days("0 help 1; 0 sales -");
	result = compare(NULL, 0);
	cr_expect_str_eq(slices_text(result), "fax 1|8|7|1 differs; sales 9|||1 lacks; "
					      "help 0|1|1|1 agrees");
	cr_expect_eq(result->not_compared_count, 1);
	cr_expect_str_eq(sentence_of(result),
			 "by \"calls\", Voicehouse AG counts 1 and Lender plc 8 for "
			 "queue fax: the difference is 7, and 1 is tolerated; of 3 "
			 "compared, 1 differs; 1 cannot be compared, as a cell was not "
			 "measured");
}

Test(comparison, says_that_nothing_could_be_compared)
{
	SlbComparisonResult *result;

	terms->slicing = law_slicing(&c.arena, "queue");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered", "0 fax 1; 3 sales 3");
	case_report(&c, "carrier", "2026-01-01", "routed", "0 fax 1; 0 sales -");
	result = compare(NULL, 0);
	cr_expect_eq(result->state,
		     SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED);
	cr_expect_str_eq(sentence_of(result),
			 "by \"calls\", the counts of Voicehouse AG and Lender plc "
			 "cannot be compared for queue sales: a cell was not measured");
	c.window.count = 0;
	case_report(&c, "inbound", "2026-01-01", "offered", "0 fax -; 3 sales 3");
	case_report(&c, "carrier", "2026-01-01", "routed", "0 fax 1; 0 sales -");
	cr_expect_str_eq(sentence_of(compare(NULL, 0)),
			 "by \"calls\", the counts of Voicehouse AG and Lender plc "
			 "cannot be compared for queue fax: a cell was not measured; "
			 "nor 1 more");
}

Test(comparison, agrees_where_nobody_counted_anything)
{
	SlbComparisonResult *result;

	terms->slicing = law_slicing(&c.arena, "queue");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "offered", "");
	result = compare(NULL, 0);
	cr_expect_eq(result->state, SLB_COMPARISON_STATE__COMPARISON_STATE_AGREES);
	cr_expect_eq(result->slice_count, 0);
	cr_expect_str_eq(sentence_of(result), "");
}

Test(comparison, waits_for_the_reports_of_its_series_and_no_other)
{
	static const struct gap others[] = { { .series = 1 } };
	static const struct gap record[] = { { .series = 1 }, { .series = 0 } };
	static const struct gap control[] = { { .series = 2 } };
	SlbComparisonResult *result;

	report_two_days("0 sales 7");
	cr_expect_eq(compare(others, 1)->state,
		     SLB_COMPARISON_STATE__COMPARISON_STATE_DIFFERS);
	cr_expect_eq(compare(record, 2)->state,
		     SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED);
	result = compare(control, 1);
	cr_expect_eq(result->state,
		     SLB_COMPARISON_STATE__COMPARISON_STATE_NOT_COMPARED);
	cr_expect_eq(result->n_slices, 0);
	cr_expect_eq(result->n_operands, 0);
	cr_expect_str_eq(result->record_source, "voicehouse");
	cr_expect_str_eq(result->control_source, "lender");
	cr_expect_str_eq(sentence_of(result), "");
}

Test(comparison, adds_weighted_counters_and_ranges)
{
	SlbComparisonResult *result;

	terms = law_add_comparison(&c.arena, c.terms, "answered-fast",
				   "wait[..5] - 0.25*answered", "rung[..5] - 2*lost");
	terms->tolerated_percent = law_text(&c.arena, "10");
	case_compile(&c);
	case_report(&c, "inbound", "2026-01-01", "answered wait", "0 a 22 3,1,9");
	case_report(&c, "carrier", "2026-01-01", "lost rung", "0 a 2 1,7,9");
	result = compare(NULL, 0);
	cr_expect_str_eq(slices_text(result), "-5/2|-3|-1/2|1/4 differs");
	cr_expect_str_eq(sentence_of(result),
			 "by \"answered-fast\", Voicehouse AG counts -2.5 and Lender "
			 "plc -3: the difference is 0.5, and 0.25 is tolerated");
	cr_expect_eq(result->n_operands, 4);
	cr_expect_str_eq(result->operands[0]->name, "wait up to 5");
	cr_expect_eq(result->operands[0]->n_contributions, 1);
	cr_expect_eq(result->operands[0]->contributions[0]->report, 1);
	cr_expect_str_eq(result->operands[3]->value, "2");
	cr_expect_eq(result->operands[3]->contributions[0]->report, 2);
}

Test(comparison, lists_what_differs_first_and_not_too_many)
{
	struct text rows;
	SlbComparisonResult *result;

	terms->slicing = law_slicing(&c.arena, "queue");
	case_compile(&c);
	text_init(&rows, &c.arena);
	for (int i = 0; i < COMPARED_SLICES_MAX + 1; i++)
		text_printf(&rows, "%s0 q%03d 1", i == 0 ? "" : "; ", i);
	case_report(&c, "inbound", "2026-01-01", "offered", text_chars(&rows));
	text_init(&rows, &c.arena);
	for (int i = 0; i < COMPARED_SLICES_MAX + 1; i++)
		text_printf(&rows, "%s0 q%03d %d", i == 0 ? "" : "; ", i,
			    i == COMPARED_SLICES_MAX ? 2 : 1);
	case_report(&c, "carrier", "2026-01-01", "routed", text_chars(&rows));
	result = compare(NULL, 0);
	cr_expect_eq(result->slice_count, COMPARED_SLICES_MAX + 1);
	cr_expect_eq(result->n_slices, COMPARED_SLICES_MAX);
	cr_expect_str_eq(result->slices[0]->slice, "q400");
	cr_expect_str_eq(result->slices[1]->slice, "q000");
}

static const struct {
	const char *used; /* by the formula */
	const char *record;
	const char *control;
	bool concerns;
} concerned[] = {
	{ "answered + offered", "offered", "routed", true },
	{ "answered + offered", "wait[..5] + offered", "routed", true },
	{ "answered + offered", "wait[..5]", "rung[..5]", false },
	{ "answered", "offered", "routed", false },
	{ "answered + routed", "offered", "routed", false },
};

Test(comparison, concerns_formulas_that_count_of_record)
{
	for (size_t i = 0; i < ARRAY_SIZE(concerned); i++) {
		struct comparison comparison;

		tear_down();
		set_up();
		c.kpi->n_steps = 0;
		case_step(&c, law_sum(&c.arena, "v", WINDOW, concerned[i].used));
		law_set_volume(&c.arena, c.kpi, "answered");
		terms = law_add_comparison(&c.arena, c.terms, "again",
					   concerned[i].record, concerned[i].control);
		case_compile(&c);
		comparison = comparison_of_terms(&c.arena, c.frame, terms);
		cr_expect_eq(comparison_concerns(&comparison, c.formula),
			     concerned[i].concerns, "case %zu", i);
	}
}

Test(comparison, knows_the_counters_of_its_control)
{
	struct comparison comparison;

	terms = law_add_comparison(&c.arena, c.terms, "both", "offered",
				   "rung[..] + routed");
	case_compile(&c);
	comparison = comparison_of_terms(&c.arena, c.frame, terms);
	cr_expect_not(comparison_controls(&comparison, 0));
	cr_expect_not(comparison_controls(&comparison, 1)); /* rung is histogram 2 */
	cr_expect_not(comparison_controls(&comparison, 2));
	cr_expect(comparison_controls(&comparison, 4));
	cr_expect_not(comparison_controls(&comparison, 5));
	cr_expect(comparison.controls_series[2]);
	cr_expect_not(comparison.controls_series[0]);
}
