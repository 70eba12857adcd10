#include "unit/contract/fixture.h"

#define REFUSES_SUITE shape_steps
#define S             text_of
#define LEVEL         (t->kpis[0]->steps[0])

REFUSES(a_kpi_without_steps, INCOMPLETE, "kpis[0].steps", "there is no step", "1 to 64",
	t->kpis[0]->n_steps = 0;)
REFUSES(sixty_five_steps, INVALID, "kpis[0].steps", "65", "1 to 64", SlbStep *list[65];
	for (size_t i = 0; i < 65; i++) list[i] = LEVEL; t->kpis[0]->steps = list;
	t->kpis[0]->n_steps = 65;)
REFUSES(a_step_without_a_name, INCOMPLETE, "kpis[0].steps[0].name", "name of a step",
	"", LEVEL->name = S("");)
REFUSES(a_step_twice, INVALID, "kpis[3].steps[1].name", "already that of steps[0]", "",
	t->kpis[3]->steps[1]->name = S("of-interval");)
REFUSES(a_step_without_a_stage, INCOMPLETE, "kpis[0].steps[0].stage",
	"for which groups of rows", "interval, slice, window, score",
	LEVEL->stage = SLB_STAGE__STAGE_UNSPECIFIED;)
REFUSES(words_of_two_lines, INVALID, "kpis[0].steps[0].words", "not one line", "",
	LEVEL->words = S("a\nb");)
REFUSES(a_step_that_computes_nothing, INCOMPLETE, "kpis[0].steps[0]",
	"does not say how it is computed",
	"sum:, quotient:", LEVEL->operation_case = SLB_STEP__OPERATION__NOT_SET;)
REFUSES(an_empty_sum, INCOMPLETE, "kpis[4].steps[3].sum.terms", "there is no term",
	"1 to 64", t->kpis[4]->steps[3]->sum->n_terms = 0;)
REFUSES(an_empty_numerator, INCOMPLETE, "kpis[0].steps[0].quotient.numerator",
	"there is no term", "", LEVEL->quotient->n_numerator = 0;)
REFUSES(an_empty_denominator, INCOMPLETE, "kpis[0].steps[0].quotient.denominator",
	"there is no term", "", LEVEL->quotient->n_denominator = 0;)
REFUSES(sixty_five_terms, INVALID, "kpis[0].steps[0].quotient.denominator", "65",
	"1 to 64", SlbTerm *list[65];
	for (size_t i = 0; i < 65; i++) list[i] = LEVEL->quotient->denominator[0];
	LEVEL->quotient->denominator = list; LEVEL->quotient->n_denominator = 65;)
REFUSES(a_weight_that_is_no_number, INVALID,
	"kpis[0].steps[0].quotient.denominator[2].weight", "\"-\", is not a number",
	"digits", LEVEL->quotient->denominator[2]->weight = S("-");)
REFUSES(a_weight_of_0, INVALID, "kpis[0].steps[0].quotient.denominator[2].weight",
	"the weight is 0", "leave the term out",
	LEVEL->quotient->denominator[2]->weight = S("0.00");)
REFUSES(a_term_that_counts_nothing, INCOMPLETE,
	"kpis[0].steps[0].quotient.numerator[0]", "does not say what it counts",
	"counter:, range: or step:",
	LEVEL->quotient->numerator[0]->operand_case = SLB_TERM__OPERAND__NOT_SET;)
REFUSES(a_counter_without_a_name, INCOMPLETE,
	"kpis[0].steps[0].quotient.denominator[0].counter", "is missing", "",
	LEVEL->quotient->denominator[0]->counter = S("");)
REFUSES(a_histogram_without_a_name, INCOMPLETE,
	"kpis[0].steps[0].quotient.numerator[0].range.histogram", "is missing", "",
	LEVEL->quotient->numerator[0]->range->histogram = S("");)
REFUSES(a_range_that_ends_where_it_begins, INVALID,
	"kpis[0].steps[0].quotient.numerator[0].range.up_to", "not above 20000",
	"larger up_to:", LEVEL->quotient->numerator[0]->range->above = 20000;)
REFUSES(a_step_term_without_a_name, INCOMPLETE, "kpis[4].steps[3].sum.terms[0].step",
	"is missing", "", t->kpis[4]->steps[3]->sum->terms[0]->step = S("");)
REFUSES(a_product_without_a_left_factor, INCOMPLETE, "kpis[4].steps[2].product.left",
	"the left factor is missing",
	"counter:", t->kpis[4]->steps[2]->product->left = NULL;)
REFUSES(a_product_without_a_right_factor, INCOMPLETE, "kpis[4].steps[2].product.right",
	"the right factor is missing", "", t->kpis[4]->steps[2]->product->right = NULL;)
REFUSES(over_no_step, INCOMPLETE, "kpis[3].steps[1].over.step", "taken over is missing",
	"", t->kpis[3]->steps[1]->over->step = S("");)
REFUSES(over_without_an_aggregate, INCOMPLETE, "kpis[3].steps[1].over.aggregate",
	"taken together", "mean, minimum, maximum, share",
	t->kpis[3]->steps[1]->over->aggregate = SLB_AGGREGATE__AGGREGATE_UNSPECIFIED;)
REFUSES(a_comparison_in_a_minimum, INVALID, "kpis[3].steps[1].over", "compares nothing",
	"aggregate: share",
	t->kpis[3]->steps[1]->over->comparator = SLB_COMPARATOR__COMPARATOR_AT_LEAST;)
REFUSES(a_bound_in_a_minimum, INVALID, "kpis[3].steps[1].over", "compares nothing", "",
	t->kpis[3]->steps[1]->over->bound = S("1");)
REFUSES(a_share_without_a_comparator, INCOMPLETE, "kpis[3].steps[2].over.comparator",
	"each group's value is compared", "",
	t->kpis[3]->steps[2]->over->comparator =
		SLB_COMPARATOR__COMPARATOR_UNSPECIFIED;)
REFUSES(a_share_between, INVALID, "kpis[3].steps[2].over.comparator",
	"a share has one bound", "at_least",
	t->kpis[3]->steps[2]->over->comparator = SLB_COMPARATOR__COMPARATOR_BETWEEN;)
REFUSES(a_share_without_a_bound, INCOMPLETE, "kpis[3].steps[2].over.bound",
	"the bound of the share is missing", "",
	t->kpis[3]->steps[2]->over->bound = S("");)

Test(shape_steps, takes_a_range_of_one_bucket_and_one_to_the_end)
{
	SlbTerms *t = fixture_terms();

	LEVEL->quotient->numerator[0]->range->above = 5000;
	expect_passes(t);
	LEVEL->quotient->numerator[0]->range->up_to = 0;
	expect_passes(t);
}

Test(shape_steps, looks_at_each_factor_of_a_product_once)
{
	SlbTerms *t = fixture_terms();

	t->kpis[4]->steps[2]->product->right = term_counter_of("", "nothing");
	expect_refused_only(t, ERR_CONTRACT_INVALID,
			    "kpis[4].steps[2].product.right.counter",
			    "there is no counter \"nothing\"");
}
