#include "unit/contract/fixture.h"

#define S text_of

#define PERCENT SLB_KPI_UNIT__KPI_UNIT_PERCENT
#define SECONDS SLB_KPI_UNIT__KPI_UNIT_SECONDS

struct unit_row {
	SlbKpiUnit unit;
	const char *above; /* counter */
	const char *below;
	const char *text; /* NULL: passes */
};

static const struct unit_row unit_rows[] = {
	{ SECONDS, "answered", "offered", "contacts are divided by contacts" },
	{ SECONDS, "planned", "offered", NULL },
	{ SECONDS, "answered", "planned", NULL },
	{ SECONDS, "held_s", "answered", NULL },
	{ PERCENT, "answered", "offered", NULL },
	{ PERCENT, "held_s", "answered", "a time is divided by contacts" },
	{ PERCENT, "talk_ms", "answered", "a time is divided by contacts" },
	{ PERCENT, "held_s", "talk_ms", NULL },
};

/* KPI 1 as a quotient; longest_s, added up, is held_s. */
static SlbKpi *quotient_kpi(SlbTerms *t, const char *above, const char *below)
{
	SlbKpi *kpi = t->kpis[1];
	SlbQuotient *quotient = kpi->steps[0]->quotient;

	t->counters[5]->name = S("held_s");
	t->counters[5]->pooling = SLB_POOLING__POOLING_SUM;
	t->kpis[4]->steps[1]->sum->terms[0]->counter = S("held_s");
	quotient->numerator[0] = term_counter_of("", above);
	quotient->denominator[0] = term_counter_of("", below);
	kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED;
	if (strcmp(above, "answered") == 0 || strcmp(below, "answered") == 0)
		kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_IGNORED;
	if (strcmp(below, "offered") == 0)
		kpi->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	return kpi;
}

Test(quantity, must_fit_the_unit)
{
	for (size_t i = 0; i < ARRAY_SIZE(unit_rows); i++) {
		const struct unit_row *row = &unit_rows[i];
		SlbTerms *t = fixture_terms();
		SlbKpi *kpi = quotient_kpi(t, row->above, row->below);

		kpi->unit = row->unit;
		if (strcmp(row->above, "talk_ms") == 0)
			kpi->steps[0]->quotient->numerator[0]->weight = S("0.001");
		if (row->text == NULL)
			expect_passes(t);
		else
			expect_warned(t, "kpis[1].unit", row->text);
	}
}

Test(quantity, is_not_known_where_a_list_mixes)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *two[2] = { term_counter_of("", "answered"),
			    term_counter_of("", "planned") };
	SlbQuotient *quotient =
		quotient_kpi(t, "answered", "offered")->steps[0]->quotient;

	t->kpis[1]->unit = SECONDS;
	quotient->numerator = two;
	quotient->n_numerator = 2;
	expect_passes(t);
	two[1] = term_counter_of("", "flowed");
	expect_warned(t, "kpis[1].unit", "which is a share");
}

Test(quantity, of_a_histogram_is_contacts_where_it_counts_them)
{
	SlbTerms *t = fixture_terms();

	quotient_kpi(t, "answered", "offered");
	t->kpis[1]->unit = SECONDS;
	t->kpis[1]->steps[0]->quotient->numerator[0] =
		term_range_of("", "wait_answered", 0, 20000);
	expect_warned(t, "kpis[1].unit", "which is a share");
	diag_init(&fixture_diag, ARENA);
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	expect_passes(t);
}

Test(quantity, of_a_time_allows_no_misses)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *kpi = quotient_kpi(t, "held_s", "answered");

	kpi->unit = SECONDS;
	expect_passes(t);
	kpi->minimum_volume->below = SLB_BELOW_MINIMUM__BELOW_MINIMUM_ALLOWED_MISSES;
	kpi->minimum_volume->allowed_misses = 1;
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[1].minimum_volume.below",
		       "the numerator is a time", "too_few, judged or deemed_met");
	diag_init(&fixture_diag, ARENA);
	quotient_kpi(t, "planned", "answered");
	expect_passes(t);
}

Test(quantity, is_that_of_every_term_of_a_list)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *three[3] = { term_counter_of("", "answered"),
			      term_counter_of("", "flowed"),
			      term_counter_of("", "planned") };
	SlbQuotient *quotient =
		quotient_kpi(t, "answered", "offered")->steps[0]->quotient;

	t->kpis[1]->unit = SECONDS;
	quotient->numerator = three;
	quotient->n_numerator = 3;
	expect_passes(t);
}
