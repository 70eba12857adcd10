#include "unit/contract/fixture.h"

#define S text_of

#define ALL            SLB_ABANDON_RULE__ABANDON_RULE_ALL
#define SHORT_EXCLUDED SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED
#define SHORT_GOOD     SLB_ABANDON_RULE__ABANDON_RULE_SHORT_GOOD

#define TAKES_OFF  "its formula takes short ones off"
#define ADDS       "its formula adds them to the answered contacts"
#define ADDS_NONE  "no numerator of its formula has abandoned contacts"
#define NO_FINDING NULL

/* A term in short: weight, counter or histogram, and a range of the latter. */
struct short_term {
	const char *weight;
	const char *counter;
	const char *histogram;
	uint64_t above;
	uint64_t up_to;
};

#define COUNT(name)                  \
	{                            \
		"", name, NULL, 0, 0 \
	}
#define LESS(name)                     \
	{                              \
		"-1", name, NULL, 0, 0 \
	}
#define WITHIN                                      \
	{                                           \
		"", NULL, "wait_answered", 0, 20000 \
	}
#define EARLY                                       \
	{                                           \
		"", NULL, "wait_abandoned", 0, 5000 \
	}
#define LESS_EARLY                                    \
	{                                             \
		"-1", NULL, "wait_abandoned", 0, 5000 \
	}
#define LESS_ALL                                   \
	{                                          \
		"-1", NULL, "wait_abandoned", 0, 0 \
	}
#define LATE                                        \
	{                                           \
		"", NULL, "wait_abandoned", 5000, 0 \
	}
#define LESS_MIDDLE                                       \
	{                                                 \
		"-1", NULL, "wait_abandoned", 5000, 20000 \
	}
#define LESS_HALF_EARLY                                 \
	{                                               \
		"-0.5", NULL, "wait_abandoned", 0, 5000 \
	}
#define LESS_WITHIN                                  \
	{                                            \
		"-1", NULL, "wait_answered", 0, 5000 \
	}

struct formula_row {
	SlbAbandonRule rule;
	struct short_term above[3];
	struct short_term below[3];
	const char *text; /* NO_FINDING: passes */
	const char *hint;
};

static const struct formula_row formula_rows[] = {
	/* All of them. */
	{ ALL, { WITHIN }, { COUNT("answered"), COUNT("abandoned") }, NO_FINDING, "" },
	{ ALL,
	  { WITHIN },
	  { COUNT("answered"), COUNT("abandoned"), LESS_EARLY },
	  TAKES_OFF,
	  "short_excluded" },
	{ ALL,
	  { WITHIN },
	  { COUNT("offered"), LESS_EARLY },
	  TAKES_OFF,
	  "short_excluded" },
	{ ALL,
	  { WITHIN },
	  { COUNT("answered"), COUNT("abandoned"), LESS("flowed") },
	  TAKES_OFF,
	  "short_excluded" },
	{ ALL,
	  { COUNT("abandoned"), LESS_EARLY },
	  { COUNT("offered") },
	  TAKES_OFF,
	  "short_excluded" },
	{ ALL,
	  { COUNT("offered"), LESS("abandoned") },
	  { COUNT("offered") },
	  NO_FINDING,
	  "" },
	{ ALL, { COUNT("offered"), LESS_EARLY }, { COUNT("offered") }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("offered"), LESS_MIDDLE }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("offered"), LESS_HALF_EARLY }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("offered"), LESS_WITHIN }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("offered"), LESS("flowed") }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("offered"), LESS_ALL }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("answered"), LATE }, NO_FINDING, "" },
	{ ALL, { WITHIN }, { COUNT("answered"), EARLY, LESS_EARLY }, NO_FINDING, "" },
	/* Short ones left out. */
	{ SHORT_EXCLUDED,
	  { WITHIN },
	  { COUNT("offered"), LESS_EARLY },
	  NO_FINDING,
	  "" },
	{ SHORT_EXCLUDED, { WITHIN }, { COUNT("answered"), LATE }, NO_FINDING, "" },
	{ SHORT_EXCLUDED, { LATE }, { COUNT("answered"), LATE }, NO_FINDING, "" },
	{ SHORT_EXCLUDED,
	  { WITHIN, LATE },
	  { COUNT("offered"), LESS_EARLY },
	  NO_FINDING,
	  "" },
	{ SHORT_EXCLUDED,
	  { COUNT("offered"), EARLY },
	  { COUNT("offered") },
	  NO_FINDING,
	  "" },
	{ SHORT_EXCLUDED, { WITHIN, EARLY }, { COUNT("offered") }, ADDS, "short_good" },
	{ SHORT_EXCLUDED, { WITHIN }, { COUNT("answered"), EARLY }, NO_FINDING, "" },
	/* Short ones good. */
	{ SHORT_GOOD, { WITHIN, EARLY }, { COUNT("offered") }, NO_FINDING, "" },
	{ SHORT_GOOD,
	  { COUNT("offered"), LESS_MIDDLE },
	  { COUNT("offered") },
	  NO_FINDING,
	  "" },
	{ SHORT_GOOD,
	  { WITHIN },
	  { COUNT("offered"), LESS_EARLY },
	  ADDS_NONE,
	  "short_excluded" },
	{ SHORT_GOOD,
	  { WITHIN },
	  { COUNT("answered"), LATE },
	  ADDS_NONE,
	  "add their range to the numerator" },
};

static size_t make_list(const struct short_term *rows, SlbTerm **terms)
{
	size_t count = 0;

	for (; count < 3 && rows[count].weight != NULL; count++) {
		const struct short_term *row = &rows[count];

		terms[count] = row->counter != NULL
				       ? term_counter_of(row->weight, row->counter)
				       : term_range_of(row->weight, row->histogram,
						       row->above, row->up_to);
	}
	return count;
}

Test(short_abandons, are_treated_as_is_said)
{
	for (size_t i = 0; i < ARRAY_SIZE(formula_rows); i++) {
		const struct formula_row *row = &formula_rows[i];
		SlbTerms *t = fixture_terms();
		SlbQuotient *quotient = t->kpis[0]->steps[0]->quotient;
		SlbTerm *above[3];
		SlbTerm *below[3];

		/* Flowed: a second counter of abandoned ones, where it is taken off
		 * beside the first. */
		if (row->below[2].counter != NULL) {
			t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
			t->measurement->callbacks =
				SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
		}
		t->kpis[0]->abandons = row->rule;
		quotient->numerator = above;
		quotient->n_numerator = make_list(row->above, above);
		quotient->denominator = below;
		quotient->n_denominator = make_list(row->below, below);
		if (row->text == NO_FINDING)
			expect_passes(t);
		else
			expect_refused(t, ERR_CONTRACT_INVALID, "kpis[0].abandons",
				       row->text, row->hint);
	}
}

Test(short_abandons, are_not_looked_for_in_what_a_step_computed)
{
	SlbTerms *t = fixture_terms();
	SlbStep *sum = step_sum_of("good", SLB_STAGE__STAGE_WINDOW,
				   term_range_of("", "wait_abandoned", 0, 5000));

	t->kpis[0]->abandons = SHORT_GOOD;
	t->kpis[0]->steps[0]->quotient->numerator[0] = term_step_of("", "good");
	set_steps(t->kpis[0], 2, (SlbStep *[]){ sum, t->kpis[0]->steps[0] });
	expect_passes(t);
}

Test(short_abandons, are_looked_for_in_every_step)
{
	SlbTerms *t = fixture_terms();
	SlbKpi *kpi = t->kpis[0];

	set_steps(kpi, 2,
		  (SlbStep *[]){ step_sum_of("all", SLB_STAGE__STAGE_WINDOW,
					     term_counter_of("", "answered")),
				 kpi->steps[0] });
	kpi->steps[1]->quotient->denominator[0] = term_step_of("", "all");
	kpi->abandons = ALL;
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[0].abandons", TAKES_OFF, "");
}
