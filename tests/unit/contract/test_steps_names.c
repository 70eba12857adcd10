#include "unit/contract/fixture.h"

#include "contract/steps.h"

#define REFUSES_SUITE steps_names
#define S             text_of
#define LEVEL         (t->kpis[0]->steps[0]->quotient)

REFUSES(an_unknown_counter, INVALID, "kpis[0].steps[0].quotient.denominator[1].counter",
	"KPI \"service-level\": there is no counter \"abandonned\"",
	"abandoned is near", LEVEL->denominator[1]->counter = S("abandonned");)
REFUSES(a_counter_like_nothing, INVALID,
	"kpis[0].steps[0].quotient.denominator[1].counter", "\"complaints_received\"",
	"under counters:", LEVEL->denominator[1]->counter = S("complaints_received");)
REFUSES(a_histogram_as_counter, INVALID,
	"kpis[0].steps[0].quotient.denominator[1].counter",
	"\"wait_answered\" is a histogram, not a counter",
	"range: with histogram: wait_answered",
	LEVEL->denominator[1]->counter = S("wait_answered");)
REFUSES(an_unknown_histogram, INVALID,
	"kpis[0].steps[0].quotient.numerator[0].range.histogram",
	"there is no histogram \"wait_answerd\"", "wait_answered is near",
	LEVEL->numerator[0]->range->histogram = S("wait_answerd");)
REFUSES(a_range_up_to_no_bound, INVALID,
	"kpis[0].steps[0].quotient.numerator[0].range.up_to",
	"30000 is no bound of histogram \"wait_answered\"",
	"5000, 20000, 60000, or add 30000", LEVEL->numerator[0]->range->up_to = 30000;)
REFUSES(a_range_above_no_bound, INVALID,
	"kpis[0].steps[0].quotient.numerator[0].range.above", "1 is no bound", "",
	LEVEL->numerator[0]->range->above = 1;)
REFUSES(an_unknown_step, INVALID, "kpis[4].steps[3].sum.terms[0].step",
	"there is no step \"produkt\"", "product is near",
	t->kpis[4]->steps[3]->sum->terms[0]->step = S("produkt");)
REFUSES(a_step_that_stands_later, INVALID, "kpis[4].steps[2].product.left.step",
	"step \"product\" uses step \"score\", which does not stand before it",
	"in the order", t->kpis[4]->steps[2]->product->left->step = S("score");)
REFUSES(a_step_that_uses_itself, INVALID, "kpis[4].steps[2].product.right.step",
	"does not stand before it", "",
	t->kpis[4]->steps[2]->product->right->step = S("product");)
REFUSES(over_an_unknown_step, INVALID, "kpis[3].steps[1].over.step",
	"there is no step \"of-intervals\"", "of-interval is near",
	t->kpis[3]->steps[1]->over->step = S("of-intervals");)
REFUSES(a_step_as_volume, INVALID, "kpis[0].minimum_volume.volume[0]",
	"only counters and ranges", "",
	t->kpis[0]->minimum_volume->volume[0] = term_step_of("", "level");)
REFUSES(an_unknown_counter_as_volume, INVALID,
	"kpis[0].minimum_volume.volume[0].counter", "there is no counter", "",
	t->kpis[0]->minimum_volume->volume[0]->counter = S("calls-offered");)
REFUSES(a_maximum_as_volume, INVALID, "kpis[0].minimum_volume.volume[0]",
	"the largest of its values", "",
	t->kpis[0]->minimum_volume->volume[0]->counter = S("longest_s");)

Test(steps_names, knows_what_series_a_formula_uses)
{
	SlbTerms *t = fixture_terms();
	const char *series[] = { "calls", "surveys", "plans" };
	const char *counters[] = { "offered", "answered", "abandoned",
				   "flowed",  "talk_ms",  "longest_s",
				   "points",  "answers",  "planned" };
	const char *histograms[] = { "wait_answered", "wait_abandoned" };
	const struct inquiry inquiry = {
		.terms = t,
		.series = { series, 3 },
		.counters = { counters, 9 },
		.histograms = { histograms, 2 },
	};

	cr_assert_eq(step_list_series(&inquiry, step_list_of_kpi(t->kpis[0])), 1);
	cr_assert_eq(step_list_series(&inquiry, step_list_of_kpi(t->kpis[4])), 3);
	t->histograms[0]->series = S("plans");
	cr_assert_eq(step_list_series(&inquiry, step_list_of_kpi(t->kpis[0])), 5);
}

REFUSES(a_bound_that_is_none_of_many, INVALID,
	"kpis[0].steps[0].quotient.numerator[0].range.up_to", "1 is no bound",
	"1000000000000000008, ..., or add",
	uint64_t *bounds = arena_array(ARENA, uint64_t, 63);
	for (size_t i = 0; i < 63; i++) bounds[i] = UINT64_C(1000000000000000000) + i;
	t->histograms[0]->bounds = bounds; t->histograms[0]->n_bounds = 63;
	LEVEL->numerator[0]->range->up_to = 1;)

Test(steps_names, knows_the_series_of_a_list_of_terms)
{
	SlbTerms *t = fixture_terms();
	const char *series[] = { "calls", "surveys", "plans" };
	const char *counters[] = { "offered", "answered", "abandoned",
				   "flowed",  "talk_ms",  "longest_s",
				   "points",  "answers",  "planned" };
	const struct inquiry inquiry = { .terms = t,
					 .series = { series, 3 },
					 .counters = { counters, 9 } };
	const SlbMinimumVolume *minimum = t->kpis[4]->minimum_volume;

	cr_assert_eq(term_list_series(&inquiry, minimum->volume, minimum->n_volume), 2);
}

/*
 * The list of bounds ends where ", ..." would no longer fit into 200 bytes: 28 bounds of
 * four digits and 4 of five are 194 characters, one digit fewer leaves out the last.
 */
Test(steps_names, shows_as_many_bounds_as_there_is_room_for)
{
	for (size_t short_ones = 27; short_ones <= 28; short_ones++) {
		SlbTerms *t = fixture_terms();
		uint64_t bounds[33];

		for (size_t i = 0; i < ARRAY_SIZE(bounds); i++)
			bounds[i] = i < short_ones ? 1000 + i : 10000 + i - short_ones;
		t->histograms[0]->bounds = bounds;
		t->histograms[0]->n_bounds = ARRAY_SIZE(bounds);
		t->kpis[0]->steps[0]->quotient->numerator[0]->range->up_to = 1;
		expect_refused(t, ERR_CONTRACT_INVALID,
			       "kpis[0].steps[0].quotient.numerator[0].range.up_to",
			       "1 is no bound", "10002, 10003, ..., or add 1");
	}
}

REFUSES(a_bound_that_is_none_of_three, INVALID,
	"kpis[0].steps[0].quotient.numerator[0].range.up_to", "7 is no bound",
	"one of its bounds, 5000, 20000, 60000, or add 7",
	LEVEL->numerator[0]->range->up_to = 7;)
