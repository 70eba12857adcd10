#include "unit/contract/fixture.h"

#define REFUSES_SUITE targets
#define S             text_of
#define LEVEL         (t->kpis[0])
#define RATE          (t->kpis[1])

REFUSES(contacts_without_a_numerator_title, INCOMPLETE, "kpis[0].numerator_title",
	"how many were lacking", "answered within 20 s",
	LEVEL->numerator_title = S("");)
REFUSES(counted_contacts_without_a_numerator_title, INCOMPLETE,
	"kpis[1].numerator_title", "what the numerator counts", "",
	RATE->numerator_title = S("");)
REFUSES(allowed_misses_of_a_band, INVALID, "kpis[2].minimum_volume.below",
	"does not count good or bad contacts", "too_few, judged or deemed_met",
	t->kpis[2]->minimum_volume->below =
		SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES;)
REFUSES(allowed_misses_of_a_score, INVALID, "kpis[4].minimum_volume.below",
	"does not count good or bad contacts", "",
	t->kpis[4]->minimum_volume->below =
		SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES;)
REFUSES(allowed_misses_of_a_mean, INVALID, "kpis[3].minimum_volume.below",
	"does not count good or bad contacts", "",
	t->kpis[3]->steps[2] = step_over_of("mean-of-days", SLB_STAGE__STAGE_WINDOW,
					    "of-day",
					    SLB_AGGREGATE__AGGREGATE_MINIMUM);)

Test(targets, needs_no_numerator_title_where_no_contacts_are_counted)
{
	SlbTerms *t = fixture_terms();

	t->kpis[4]->numerator_title = S("");
	t->kpis[3]->numerator_title = S("");
	LEVEL->numerator_title = S("");
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	expect_passes(t);
	LEVEL->steps[0]->quotient->numerator[0] = term_step_of("", "all");
	set_steps(LEVEL, 2,
		  (SlbStep *[]){ step_sum_of("all", SLB_STAGE__STAGE_WINDOW,
					     term_counter_of("", "answered")),
				 LEVEL->steps[0] });
	expect_passes(t);
}

Test(targets, warns_of_99_percent_of_30_contacts)
{
	SlbTerms *t = fixture_terms();

	LEVEL->target = S("99");
	LEVEL->minimum_volume->at_least = 30;
	expect_warned(t, "kpis[0].minimum_volume.at_least",
		      "one bad contact in 30 is 3.33 %: with a target of 99 %, one is "
		      "too many below 100 contacts");
}

Test(targets, warns_of_one_bad_contact_too_many)
{
	SlbTerms *t = fixture_terms();

	RATE->comparator = SLB_COMPARATOR__COMPARATOR_AT_MOST;
	RATE->target = S("2.5");
	RATE->minimum_volume->at_least = 39;
	expect_warned(t, "kpis[1].minimum_volume.at_least", "below 40 contacts");
	RATE->minimum_volume->at_least = 40;
	diag_init(&fixture_diag, ARENA);
	expect_passes(t);
}

Test(targets, does_not_warn_where_no_volume_helps)
{
	static const struct {
		SlbComparator comparator;
		const char *target;
	} rows[] = {
		{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "100" },
		{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "0" },
		{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "99.99999" },
		{ SLB_COMPARATOR__COMPARATOR_AT_LEAST, "99.999999999999999999" },
		{ SLB_COMPARATOR__COMPARATOR_MORE_THAN, "99" },
		{ SLB_COMPARATOR__COMPARATOR_AT_MOST, "100" },
		{ SLB_COMPARATOR__COMPARATOR_AT_MOST, "0.00009999995" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		SlbTerms *t = fixture_terms();

		RATE->comparator = rows[i].comparator;
		RATE->target = S(rows[i].target);
		RATE->minimum_volume->at_least = 1;
		expect_passes(t);
	}
}

Test(targets, does_not_warn_where_every_volume_is_judged)
{
	SlbTerms *t = fixture_terms();

	RATE->minimum_volume->at_least = 1;
	RATE->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_JUDGED;
	expect_passes(t);
}

Test(targets, warns_of_milliseconds_shown_as_seconds)
{
	SlbTerms *t = fixture_terms();

	t->kpis[2]->steps[0]->quotient->numerator[0]->weight = S("");
	expect_warned(t, "kpis[2].unit", "\"talk_ms\" counts milliseconds");
}

Test(targets, does_not_warn_of_seconds)
{
	SlbTerms *t = fixture_terms();

	t->counters[4]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_SECONDS;
	t->kpis[2]->steps[0]->quotient->numerator[0]->weight = S("");
	expect_passes(t);
	t->kpis[2]->steps[0]->quotient->numerator[0] =
		term_range_of("", "wait_answered", 0, 0);
	t->kpis[2]->numerator_title = S("counted");
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	expect_passes(t);
	t->kpis[2]->steps[0] = step_sum_of("talk", SLB_STAGE__STAGE_WINDOW,
					   term_counter_of("", "answered"));
	expect_passes(t);
}

static SlbKpi *make_abandonment(SlbTerms *t, const char *target)
{
	SlbKpi *kpi = t->kpis[2];
	SlbStep *step = step_quotient_of("rate", SLB_STAGE__STAGE_WINDOW,
					 term_counter_of("", "abandoned"),
					 term_counter_of("", "offered"));

	set_steps(kpi, 1, &step);
	kpi->unit = SLB_KPI_UNIT__KPI_UNIT_PERCENT;
	kpi->comparator = SLB_COMPARATOR__COMPARATOR_AT_MOST;
	kpi->target = S(target);
	kpi->target_upper = S("");
	kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	kpi->numerator_title = S("abandoned");
	return kpi;
}

Test(targets, warns_of_10_percent_abandoned_beside_95_answered)
{
	SlbTerms *t = fixture_terms();

	RATE->target = S("95");
	make_abandonment(t, "10");
	expect_warned(
		t, "kpis[2].target",
		"KPI \"talk-time\": up to 10 % may be abandoned, but KPI "
		"\"answer-rate\" asks for 95 % answered, which leaves at most 5 %");
}

Test(targets, does_not_warn_where_rates_fit_or_do_not_compare)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *abandonment = make_abandonment(t, "20");

	expect_passes(t);
	abandonment->target = S("30");
	abandonment->steps[0]->quotient->denominator[0]->counter = S("flowed");
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED;
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	expect_passes(t);
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	expect_passes(t);
	abandonment->steps[0]->quotient->denominator[0] =
		term_range_of("", "wait_answered", 0, 0);
	expect_passes(t);
	abandonment->steps[0]->quotient->numerator[0] =
		term_range_of("", "wait_abandoned", 0, 0);
	expect_passes(t);
}

Test(targets, does_not_compare_formulas_of_another_form)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *abandonment = make_abandonment(t, "30");
	SlbQuotient *quotient = abandonment->steps[0]->quotient;
	SlbTerm *two[2] = { term_counter_of("", "offered"),
			    term_counter_of("", "flowed") };

	quotient->denominator = two;
	quotient->n_denominator = 2;
	expect_passes(t);
	quotient->numerator = two;
	quotient->n_numerator = 2;
	expect_passes(t);
	abandonment->steps[0] = step_sum_of("rate", SLB_STAGE__STAGE_WINDOW,
					    term_counter_of("", "abandoned"));
	expect_passes(t);
	abandonment->unit = SLB_KPI_UNIT__KPI_UNIT_NUMBER;
	expect_passes(t);
}

Test(targets, does_not_compare_what_is_not_answered)
{
	SlbTerms *t = fixture_terms();

	make_abandonment(t, "30");
	RATE->steps[0]->quotient->numerator[0]->counter = S("flowed");
	expect_passes(t);
}

Test(targets, warns_of_volumes_that_can_be_named)
{
	SlbTerms *t = fixture_terms();

	RATE->target = S("99.9999");
	expect_warned(t, "kpis[1].minimum_volume.at_least", "below 1000000 contacts");
}

Test(targets, compares_rates_with_these_comparators_only)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *abandonment = make_abandonment(t, "10");

	RATE->target = S("95");
	abandonment->comparator = SLB_COMPARATOR__COMPARATOR_AT_LEAST;
	expect_passes(t);
	abandonment->comparator = SLB_COMPARATOR__COMPARATOR_AT_MOST;
	RATE->comparator = SLB_COMPARATOR__COMPARATOR_AT_MOST;
	expect_passes(t);
}

Test(targets, takes_a_numerator_title_of_one_letter_or_of_mixed_contacts_none)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *two[2] = { term_counter_of("", "answered"),
			    term_counter_of("", "planned") };

	RATE->numerator_title = S("a");
	expect_passes(t);
	RATE->numerator_title = S("");
	RATE->steps[0]->quotient->numerator = two;
	RATE->steps[0]->quotient->n_numerator = 2;
	expect_passes(t);
}

Test(targets, names_no_volume_where_the_value_is_no_percentage)
{
	SlbTerms *t = fixture_terms();

	RATE->unit = SLB_KPI_UNIT__KPI_UNIT_POINTS;
	RATE->target = S("99");
	RATE->minimum_volume->at_least = 10;
	expect_passes(t);
}

Test(targets, takes_milliseconds_that_are_not_shown_as_seconds_or_have_a_weight)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *talk = t->kpis[2]->steps[0]->quotient->numerator[0];

	talk->weight = S("2");
	expect_passes(t);
	talk->weight = S("");
	t->kpis[2]->unit = SLB_KPI_UNIT__KPI_UNIT_NUMBER;
	expect_passes(t);
}

Test(targets, does_not_compare_rates_that_are_no_percentages)
{
	SlbTerms *t = fixture_terms();

	RATE->target = S("95");
	make_abandonment(t, "10")->unit = SLB_KPI_UNIT__KPI_UNIT_POINTS;
	expect_passes(t);
}

Test(targets, compares_rates_wherever_they_stand)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *rate = RATE;
	SlbKpi *abandonment = make_abandonment(t, "10");
	SlbKpi *two[2] = { rate, abandonment };

	rate->target = S("95");
	t->kpis = two;
	t->n_kpis = 2;
	expect_warned(t, "kpis[1].target", "up to 10 % may be abandoned");
	two[0] = abandonment;
	two[1] = rate;
	expect_warned(t, "kpis[0].target", "up to 10 % may be abandoned");
}
