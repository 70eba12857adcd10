#include "unit/policy/metrics.h"

#define S text_of

static SlbMetric *metric(size_t which)
{
	(void)fixture_terms();
	return metrics_new().metrics[which];
}

static void expect_said(SlbMetric *m, enum err code, const char *path, const char *text)
{
	enum err err = metric_check(ARENA, m, &fixture_diag);

	for (const struct diag_item *item = fixture_diag.first; item != NULL;
	     item = item->next) {
		if (strcmp(item->place.path, path) == 0 && strstr(item->text, text)) {
			cr_assert_eq(item->code, code);
			cr_assert_eq(err, fixture_diag.first_error);
			return;
		}
	}
	cr_assert_fail("not said at %s: %s; but: %s", path, text,
		       fixture_diag.first == NULL ? "" : fixture_diag.first->text);
}

Test(metric_check, passes_metrics_that_say_all)
{
	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(metric_check(ARENA, metric(i), &fixture_diag), ERR_OK,
			     "%s",
			     fixture_diag.item_count ? fixture_diag.first->text : "");
		cr_assert_eq(fixture_diag.item_count, 0);
	}
}

#define SAYS(name, which, code, path, text, ...)  \
	Test(metric_check, name)                  \
	{                                         \
		SlbMetric *m = metric(which);     \
		__VA_ARGS__                       \
		expect_said(m, code, path, text); \
	}

#define INVALID    ERR_CONTRACT_INVALID
#define INCOMPLETE ERR_CONTRACT_INCOMPLETE

SAYS(asks_for_a_name, 0, INCOMPLETE, "name", "name of a metric is missing",
     m->name = S("");)
SAYS(asks_for_a_title, 0, INCOMPLETE, "title", "is missing", m->title = S("");)
SAYS(asks_for_a_description, 0, INCOMPLETE, "description", "is missing",
     m->description = S("");)
SAYS(asks_for_a_unit, 0, INCOMPLETE, "unit", "the unit of the metric's value",
     m->unit = SLB_KPI_UNIT__KPI_UNIT_UNSPECIFIED;)
SAYS(asks_which_way_is_better, 0, INCOMPLETE, "better", "which way is better",
     m->better = SLB_COMPARATOR__COMPARATOR_UNSPECIFIED;)
SAYS(refuses_targets_of_two_lines, 0, INVALID, "usual_targets", "not one line",
     m->usual_targets = S("a\nb");)
SAYS(asks_for_a_source, 0, INCOMPLETE, "sources", "there is no source",
     m->n_sources = 0;)
SAYS(refuses_an_empty_source, 0, INCOMPLETE, "sources[0]", "a source is missing",
     m->sources[0] = S("");)
SAYS(refuses_an_empty_caveat, 0, INCOMPLETE, "caveats[1]", "a caveat is missing",
     m->caveats[1] = S("");)
SAYS(asks_for_inputs, 0, INCOMPLETE, "inputs", "there is no input", m->n_inputs = 0;)
SAYS(asks_for_an_inputs_name, 0, INCOMPLETE, "inputs[1].name", "is missing",
     m->inputs[1]->name = S("");)
SAYS(refuses_an_input_twice, 0, INVALID, "inputs[1].name", "already that of inputs[0]",
     m->inputs[1]->name = S("offered");)
SAYS(asks_for_an_inputs_title, 0, INCOMPLETE, "inputs[0].title",
     "what the input counts", m->inputs[0]->title = S("");)
SAYS(asks_for_an_inputs_unit, 0, INCOMPLETE, "inputs[0].unit", "the unit of the input",
     m->inputs[0]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_UNSPECIFIED;)
SAYS(asks_for_an_inputs_role, 0, INCOMPLETE, "inputs[0].role", "accounting of contacts",
     m->inputs[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_UNSPECIFIED;)
SAYS(asks_how_a_counter_is_pooled, 0, INCOMPLETE, "inputs[0].pooling",
     "taken together over rows",
     m->inputs[0]->pooling = SLB_POOLING__POOLING_UNSPECIFIED;)
SAYS(refuses_a_histogram_that_is_pooled, 0, INVALID, "inputs[3].pooling",
     "has bounds, so it is a histogram",
     m->inputs[3]->pooling = SLB_POOLING__POOLING_SUM;)
SAYS(asks_for_readings, 0, INCOMPLETE, "variants", "there is no variant",
     m->n_variants = 0;)
SAYS(asks_for_a_readings_name, 0, INCOMPLETE, "variants[0].name", "name of a reading",
     m->variants[0]->name = S("");)
SAYS(refuses_a_reading_twice, 0, INVALID, "variants[1].name",
     "already that of variants[0]", m->variants[1]->name = S("short-removed");)
SAYS(asks_for_a_readings_title, 0, INCOMPLETE, "variants[0].title",
     "what people call the reading", m->variants[0]->title = S("");)
SAYS(asks_which_abandons_a_reading_counts, 0, INCOMPLETE, "variants[0].abandons",
     "which abandoned contacts",
     m->variants[0]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_UNSPECIFIED;)
SAYS(refuses_abandons_that_the_formula_does_not_count, 0, INVALID,
     "variants[1].abandons", "said to count all",
     m->variants[1]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;)
SAYS(refuses_a_numerator_of_two_lines, 0, INVALID, "variants[0].numerator_title",
     "not one line", m->variants[0]->numerator_title = S("a\nb");)
SAYS(refuses_users_of_two_lines, 0, INVALID, "variants[0].used_by", "not one line",
     m->variants[0]->used_by = S("a\nb");)
SAYS(refuses_a_caveat_of_two_lines, 0, INVALID, "variants[0].caveat", "not one line",
     m->variants[0]->caveat = S("a\nb");)
SAYS(refuses_a_formula_without_steps, 0, INCOMPLETE, "variants[0].steps",
     "there is no step", m->variants[0]->n_steps = 0;)
SAYS(refuses_an_unknown_input, 0, INVALID,
     "variants[1].steps[0].quotient.denominator[0].counter",
     "there is no counter \"anwered\"",
     m->variants[1]->steps[0]->quotient->denominator[0]->counter = S("anwered");)
SAYS(refuses_a_bound_that_the_input_has_not, 0, INVALID,
     "variants[1].steps[0].quotient.numerator[0].range.up_to", "30 is no bound",
     m->variants[1]->steps[0]->quotient->numerator[0]->range->up_to = 30;)
SAYS(refuses_stages_that_do_not_fit, 1, INVALID, "variants[0].steps[2].over.step",
     "is taken over", m->variants[0]->steps[2]->stage = SLB_STAGE__STAGE_SCORE;)
SAYS(asks_for_the_slicing, 1, INCOMPLETE, "variants[0].steps[1].stage",
     "not said what a slice is", m->variants[0]->slicing = NULL;)

Test(metric_check, takes_slices_of_any_dimension)
{
	SlbMetric *m = metric(1);
	SlbMetricVariant *share = m->variants[0];

	share->slicing->kind = SLB_SLICE_KIND__SLICE_KIND_DIMENSION;
	share->slicing->dimension = S("queue");
	share->steps[0]->stage = SLB_STAGE__STAGE_SLICE;
	share->steps[1] = share->steps[2];
	share->steps[1]->over->step = S("interval");
	share->n_steps = 2;
	cr_assert_eq(metric_check(ARENA, m, &fixture_diag), ERR_OK);
}

SAYS(refuses_65_readings, 0, INVALID, "variants", "65", SlbMetricVariant *list[65];
     for (size_t i = 0; i < 65; i++) list[i] = m->variants[0]; m->variants = list;
     m->n_variants = 65;)

Test(metric_check, looks_at_no_reading_while_inputs_are_flawed)
{
	SlbMetric *m = metric(0);

	m->inputs[1]->name = S("");
	m->variants[0]->name = S("");
	cr_assert_eq(metric_check(ARENA, m, &fixture_diag), ERR_CONTRACT_INCOMPLETE);
	cr_assert_eq(fixture_diag.error_count, 1);
}
