#include "unit/contract/fixture.h"

#define REFUSES_SUITE steps_rules
#define S             text_of
#define DAYS          (t->kpis[3])
#define SCORE         (t->kpis[4])

REFUSES(a_window_that_uses_intervals, INVALID, "kpis[3].steps[2].sum.terms[0].step",
	"step \"last\", of stage window, uses step \"of-interval\", of stage interval",
	"with over:",
	DAYS->steps[2] = step_sum_of("last", SLB_STAGE__STAGE_WINDOW,
				     term_step_of("", "of-interval"));)
REFUSES(an_interval_that_uses_a_window, INVALID, "kpis[4].steps[3].sum.terms[0].step",
	"of stage interval, uses step \"product\", of stage window",
	"cannot use a later", SCORE->steps[3]->stage = SLB_STAGE__STAGE_INTERVAL;)
REFUSES(a_score_of_a_day, INVALID, "kpis[3].steps[2].sum.terms[0].step",
	"of stage score, uses step \"of-day\", of stage slice", "",
	DAYS->steps[2] = step_sum_of("last", SLB_STAGE__STAGE_SCORE,
				     term_step_of("", "of-day"));)
REFUSES(a_score_that_counts, INVALID, "kpis[4].steps[3].sum.terms[0]",
	"built of figures", "stage window",
	SCORE->steps[3]->sum->terms[0] = term_counter_of("", "answers");)
REFUSES(a_score_over_steps, INVALID, "kpis[3].steps[2].over.step",
	"step \"share-of-days\", of stage score, is taken over", "over goes from",
	DAYS->steps[2]->stage = SLB_STAGE__STAGE_SCORE;)
REFUSES(a_window_over_a_window, INVALID, "kpis[3].steps[2].over.step",
	"of stage window, is taken over step \"of-day\", of stage window", "",
	DAYS->steps[1]->stage = SLB_STAGE__STAGE_WINDOW;)
REFUSES(an_interval_over_something, INVALID, "kpis[3].steps[1].over.step",
	"of stage interval, is taken over", "",
	DAYS->steps[1]->stage = SLB_STAGE__STAGE_INTERVAL;)
REFUSES(intervals_over_values_of_a_dimension, INVALID, "kpis[3].steps[1].over.step",
	"by the values of a dimension", "slice by day",
	DAYS->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	DAYS->slicing->dimension = S("queue");)
REFUSES(slices_without_a_slicing, INCOMPLETE, "kpis[3].steps[1].stage",
	"it is not said what a slice is", "slicing: with kind: day",
	DAYS->slicing = NULL;)
REFUSES(slices_of_an_unknown_dimension, INVALID, "kpis[3].steps[0].stage",
	"slices are values of dimension \"site\"",
	"under dimensions:", DAYS->steps[0]->stage = SLB_STAGE__STAGE_SLICE;
	DAYS->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	DAYS->slicing->dimension = S("site");)
REFUSES(days_of_a_series_of_periods, INVALID, "kpis[4].steps[0].stage",
	"series \"surveys\" reports whole periods", "stage: window",
	SCORE->steps[0]->stage = SLB_STAGE__STAGE_SLICE;
	SCORE->slicing = DAYS->slicing;)
REFUSES(days_of_a_first_series_of_periods, INVALID, "kpis[3].steps[1].stage",
	"series \"calls\" reports whole periods", "",
	t->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD;
	t->series[0]->interval_s = 0;
	t->series[0]->cadence = SLB_CADENCE__CADENCE_PERIOD;)
REFUSES(a_second_term_of_another_stage, INVALID, "kpis[3].steps[2].sum.terms[1].step",
	"of stage window, uses step \"of-interval\", of stage interval", "",
	SlbTerm *two[2] = { term_counter_of("", "offered"),
			    term_step_of("", "of-interval") };
	DAYS->steps[2] = step_sum_of("last", SLB_STAGE__STAGE_WINDOW, two[0]);
	DAYS->steps[2]->sum->terms = two; DAYS->steps[2]->sum->n_terms = 2;)
REFUSES(intervals_of_different_kinds, INVALID, "kpis[3].steps[0]",
	"uses series \"calls\" and \"plans\", whose intervals differ",
	"the same interval",
	DAYS->steps[0]->quotient->numerator[0]->counter = S("planned");)
REFUSES(intervals_of_different_lengths, INVALID, "kpis[3].steps[0]", "differ", "",
	t->series[2]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS;
	t->series[2]->interval_s = 900;
	DAYS->steps[0]->quotient->numerator[0]->counter = S("planned");)
REFUSES(a_last_step_of_days, INVALID, "kpis[3].steps[1].stage",
	"the last step, \"of-day\", is of stage slice", "stage: window",
	DAYS->n_steps = 2;)
REFUSES(a_last_step_of_intervals, INVALID, "kpis[3].steps[0].stage",
	"the last step, \"of-interval\", is of stage interval", "", DAYS->n_steps = 1;)

Test(steps_rules, warns_of_a_step_that_nothing_uses)
{
	SlbTerms *t = fixture_terms();

	SCORE->steps[2]->product->right = term_step_of("", "mean");
	expect_warned(t, "kpis[4].steps[1]", "step \"longest\" is used by no other");
}

Test(steps_rules, warns_of_a_maximum_added_to_something)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *terms[] = { term_counter_of("", "longest_s"),
			     term_counter_of("", "answers") };

	SCORE->steps[1]->sum->terms = terms;
	SCORE->steps[1]->sum->n_terms = 2;
	expect_warned(t, "kpis[4].steps[1].sum.terms[0]", "the largest of its values");
}

Test(steps_rules, takes_slices_of_a_dimension_and_intervals_of_one_kind)
{
	SlbTerms *t = fixture_terms();

	DAYS->steps[0]->stage = SLB_STAGE__STAGE_SLICE;
	DAYS->steps[1] = step_over_of("of-day", SLB_STAGE__STAGE_WINDOW, "of-interval",
				      SLB_AGGREGATE__AGGREGATE_MAXIMUM);
	DAYS->n_steps = 2;
	DAYS->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_TOO_FEW;
	DAYS->minimum_volume->allowed_misses = 0;
	DAYS->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	DAYS->slicing->dimension = S("queue");
	expect_passes(t);
}

Test(steps_rules, takes_intervals_of_two_series_of_the_same_interval)
{
	SlbTerms *t = fixture_terms();

	t->series[2]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_SECONDS;
	t->series[2]->interval_s = 1800;
	DAYS->steps[0]->quotient->numerator[0]->counter = S("planned");
	expect_passes(t);
}

Test(steps_rules, says_of_a_step_without_a_stage_only_that)
{
	for (size_t i = 0; i < 3; i++) {
		SlbTerms *t = fixture_terms();

		DAYS->steps[i]->stage = SLB_STAGE__STAGE_UNSPECIFIED;
		expect_refused_only(t, ERR_CONTRACT_INCOMPLETE,
				    arena_printf(ARENA, "kpis[3].steps[%zu].stage", i),
				    "for which groups of rows");
	}
}

Test(steps_rules, compares_no_stage_with_one_that_is_unsaid)
{
	SlbTerms *t = fixture_terms();

	SCORE->steps[0]->stage = SLB_STAGE__STAGE_UNSPECIFIED;
	expect_refused_only(t, ERR_CONTRACT_INCOMPLETE, "kpis[4].steps[0].stage",
			    "for which groups of rows");
}

Test(steps_rules, warns_of_the_first_step_and_of_the_last_but_one)
{
	SlbTerms *t = fixture_terms();

	set_steps(SCORE, 3,
		  (SlbStep *[]){
			  SCORE->steps[0],
			  SCORE->steps[1],
			  step_sum_of("last", SLB_STAGE__STAGE_WINDOW,
				      term_counter_of("", "points")),
		  });
	expect_warned(t, "kpis[4].steps[0]", "step \"mean\" is used by no other");
	expect_warned(t, "kpis[4].steps[1]", "step \"longest\" is used by no other");
}
