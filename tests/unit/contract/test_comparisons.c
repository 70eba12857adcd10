#include "unit/contract/fixture.h"

#define REFUSES_SUITE comparisons
#define S             text_of

#define DAY       SLB_SLICE_KIND__SLICE_KIND_DAY
#define DIMENSION SLB_SLICE_KIND__SLICE_KIND_DIMENSION
#define PERIODS   SLB_INTERVAL_KIND__INTERVAL_KIND_PERIOD

/* Contacts as the client plans them, by day. */
static SlbTerms *terms_to_compare(void)
{
	SlbTerms *t = fixture_terms();

	t->counters[8]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
	return t;
}

/* A test of one comparison k, of offered with planned. */
#define REFUSES_OF(name, code, path, text, hint, ...)                               \
	Test(comparisons, name)                                                     \
	{                                                                           \
		SlbTerms *t = terms_to_compare();                                   \
		SlbComparison *k = add_comparison(t, "offered", "planned");         \
		(void)k;                                                            \
		__VA_ARGS__                                                         \
		expect_refused(t, ERR_CONTRACT_##code, "comparisons[0]" path, text, \
			       hint);                                               \
	}

Test(comparisons, are_taken)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *k = add_comparison(t, "offered", "planned");

	expect_passes(t);
	k->slicing = slicing_of(DAY, "");
	expect_passes(t);
	k->slicing = slicing_of(DIMENSION, "channel");
	k->tolerated_percent = S("0");
	expect_passes(t);
	k->tolerated_percent = S("100");
	k->tolerated_number = 7;
	expect_passes(t);
	add_comparison(t, "answered", "planned");
	expect_passes(t);
}

Test(comparisons, take_a_range_beside_a_counter)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *k = add_comparison(t, "offered", "planned");

	k->record[0] = term_range_of("", "wait_answered", 0, 20000);
	expect_passes(t);
}

Test(comparisons, take_a_sum_of_three_counters)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *k = add_comparison(t, "answered", "planned");
	SlbTerm *ends[] = { k->record[0], term_counter_of("", "abandoned"),
			    term_counter_of("", "flowed") };

	k->record = ends;
	k->n_record = ARRAY_SIZE(ends);
	expect_passes(t);
}

/* The unit of a histogram is that of its bounds. */
Test(comparisons, take_a_range_whose_unit_is_not_said)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *k = add_comparison(t, "offered", "planned");

	k->record[0] = term_range_of("", "wait_answered", 0, 20000);
	k->control[0] = term_range_of("", "wait_abandoned", 0, 20000);
	t->histograms[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	t->histograms[1]->series = S("plans");
	t->n_conservation = 0;
	t->n_kpis = 1;
	t->kpis[0] = t->kpis[4];
	t->money = NULL;
	t->notices = NULL;
	expect_passes(t);
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	k->control[0] = term_counter_of("", "planned");
	expect_passes(t);
	t->counters[8]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS;
	expect_passes(t);
}

/* ---- shape --------------------------------------------------------------- */

REFUSES_OF(no_name, INCOMPLETE, ".name", "the name of a comparison", "",
	   k->name = S("");)
REFUSES_OF(no_record, INCOMPLETE, ".record", "", "", k->n_record = 0;)
REFUSES_OF(no_control, INCOMPLETE, ".control", "", "", k->n_control = 0;)
REFUSES_OF(no_tolerance, INCOMPLETE, ".tolerated_percent",
	   "by how much the two counts may differ", "\"0\" where they must be equal",
	   k->tolerated_percent = S("");
	   k->tolerated_number = 5;)
REFUSES_OF(a_tolerance_in_words, INVALID, ".tolerated_percent", "is not a number",
	   "digits", k->tolerated_percent = S("one");)
REFUSES_OF(a_negative_tolerance, INVALID, ".tolerated_percent",
	   "a share of \"-1\" % cannot be", "\"0\" to \"100\"",
	   k->tolerated_percent = S("-1");)
REFUSES_OF(a_tolerance_of_more_than_all, INVALID, ".tolerated_percent",
	   "a share of \"100.1\" % cannot be", "\"0\" to \"100\"",
	   k->tolerated_percent = S("100.1");)
REFUSES_OF(no_scope, INCOMPLETE, ".scope", "which values of dimension \"queue\" count",
	   "- dimension: queue", k->n_scope = 0;)
REFUSES_OF(slices_of_nothing, INCOMPLETE, ".slicing.kind", "what a slice is", "",
	   k->slicing = slicing_of(SLB_SLICE_KIND__SLICE_KIND_UNSPECIFIED, "");)

Test(comparisons, with_one_name)
{
	SlbTerms *t = terms_to_compare();

	add_comparison(t, "offered", "planned");
	add_comparison(t, "answered", "planned")->name = S("twice-1");
	expect_refused_only(t, ERR_CONTRACT_INVALID, "comparisons[1].name", "twice-1");
}

Test(comparisons, more_than_there_may_be)
{
	SlbTerms *t = terms_to_compare();

	for (int i = 0; i < 16; i++)
		add_comparison(t, "offered", "planned");
	expect_passes(t);
	add_comparison(t, "offered", "planned");
	expect_refused(t, ERR_CONTRACT_INVALID, "comparisons", "17", "");
}

/* ---- names --------------------------------------------------------------- */

REFUSES_OF(an_unknown_counter, INVALID, ".control[0].counter",
	   "there is no counter \"plannd\"", "planned is near",
	   k->control[0]->counter = S("plannd");)
REFUSES_OF(an_unknown_counter_of_record, INVALID, ".record[0].counter",
	   "there is no counter \"offerd\"", "offered is near",
	   k->record[0]->counter = S("offerd");)
REFUSES_OF(a_step, INVALID, ".record[0]", "only counters and ranges",
	   "counter: or range:", k->record[0] = term_step_of("", "level");)
REFUSES_OF(a_maximum, INVALID, ".record[0]", "the largest of its values",
	   "pooling: sum", k->record[0]->counter = S("longest_s");)
REFUSES_OF(slices_by_a_dimension_that_is_not_there, INVALID, ".slicing.dimension",
	   "compares by dimension \"site\", which there is not",
	   "which the reports of both sides carry",
	   k->slicing = slicing_of(DIMENSION, "site");)
REFUSES_OF(days_of_reports_by_period, INVALID, ".slicing.kind",
	   "a report of series \"plans\" covers a whole period", "by a dimension",
	   k->slicing = slicing_of(DAY, "");
	   t->series[2]->interval = PERIODS;
	   t->series[2]->cadence = SLB_CADENCE__CADENCE_PERIOD;)

REFUSES_OF(days_of_the_first_series_by_period, INVALID, ".slicing.kind",
	   "a report of series \"calls\" covers a whole period", "by a dimension",
	   k->slicing = slicing_of(DAY, "");
	   t->series[0]->interval = PERIODS;
	   t->series[0]->cadence = SLB_CADENCE__CADENCE_PERIOD;)

Test(comparisons, by_dimension_of_reports_by_period)
{
	SlbTerms *t = terms_to_compare();

	add_comparison(t, "offered", "planned")->slicing =
		slicing_of(DIMENSION, "queue");
	t->series[2]->interval = PERIODS;
	t->series[2]->cadence = SLB_CADENCE__CADENCE_PERIOD;
	expect_passes(t);
}

/* ---- who counts ---------------------------------------------------------- */

REFUSES_OF(a_control_of_the_same_series, INVALID, ".control",
	   "the centre reports both counts",
	   "another source:", k->control[0]->counter = S("flowed");)
REFUSES_OF(a_control_of_the_same_client, INVALID, ".control",
	   "the client reports both counts", "",
	   t->series[0]->source = SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;)
REFUSES_OF(a_control_of_the_same_third_party, INVALID, ".control",
	   "survey-house reports both counts", "", k->control[0]->counter = S("points");
	   t->series[0]->source = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	   t->series[0]->organisation = S("survey-house");)
REFUSES_OF(a_record_of_two_organisations, INVALID, ".record",
	   "adds up what survey-house and the client report", "one organisation",
	   k->record[0]->counter = S("points");
	   SlbTerm * both[] = { k->record[0], term_counter_of("", "planned") };
	   k->record = both; k->n_record = 2;)
REFUSES_OF(a_control_of_two_organisations, INVALID, ".control",
	   "adds up what survey-house and the client report", "one organisation",
	   SlbTerm *both[] = { k->control[0], term_counter_of("", "points") };
	   k->control = both; k->n_control = 2;)
REFUSES_OF(a_series_that_is_not_there, INVALID, ".name", "the name of a comparison", "",
	   k->name = S("Two");
	   t->counters[8]->series = S("plan");)

Test(comparisons, of_a_record_without_a_series)
{
	SlbTerms *t = terms_to_compare();

	add_comparison(t, "offered", "planned")->slicing = slicing_of(DAY, "");
	t->counters[8]->series = S("plan");
	expect_refused_only(t, ERR_CONTRACT_INVALID, "counters[8].series",
			    "there is no series");
	t = terms_to_compare();
	add_comparison(t, "planned", "offered");
	t->counters[8]->series = S("plan");
	expect_refused_only(t, ERR_CONTRACT_INVALID, "counters[8].series",
			    "there is no series");
}

/* A third party that is not among the parties is another one all the same. */
Test(comparisons, of_two_third_parties)
{
	SlbTerms *t = terms_to_compare();

	add_comparison(t, "points", "planned");
	t->counters[6]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
	t->series[2]->source = SLB_PARTY_ROLE__PARTY_ROLE_THIRD_PARTY;
	t->series[2]->organisation = S("carrier");
	expect_refused_only(t, ERR_CONTRACT_INVALID, "series[2].organisation",
			    "not among the parties");
}

/* ---- what is counted ----------------------------------------------------- */

REFUSES_OF(different_units, INVALID, ".control", "counts of different units",
	   "the same unit:",
	   t->counters[8]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS;)
REFUSES_OF(a_range_of_contacts_and_items, INVALID, ".control",
	   "counts of different units", "",
	   k->record[0] = term_range_of("", "wait_answered", 0, 20000);
	   t->counters[8]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS;)
REFUSES_OF(different_units_in_one_count, INVALID, ".record",
	   "counts of different units", "",
	   SlbTerm *both[] = { k->record[0], term_counter_of("", "talk_ms") };
	   k->record = both; k->n_record = 2;)

/* What the record adds up makes no unit that a control could be held against. */
Test(comparisons, of_different_units_on_both_sides)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *k = add_comparison(t, "offered", "planned");
	SlbTerm *both[] = { k->record[0], term_counter_of("", "talk_ms") };

	k->record = both;
	k->n_record = 2;
	t->counters[8]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_ITEMS;
	expect_refused_only(t, ERR_CONTRACT_INVALID, "comparisons[0].record",
			    "counts of different units");
}

/* ---- beside KPIs and each other ------------------------------------------ */

Test(comparisons, with_a_control_that_a_kpi_uses)
{
	SlbTerms *t = terms_to_compare();

	add_comparison(t, "planned", "offered");
	expect_refused(t, ERR_CONTRACT_INVALID, "comparisons[0].control",
		       "offered is the control in comparison \"twice-1\", and yet KPI "
		       "\"answer-rate\" is computed from it",
		       "exchange record: and control:");
	t->comparisons[0]->control[0] = term_range_of("", "wait_answered", 5000, 0);
	expect_refused(t, ERR_CONTRACT_INVALID, "comparisons[0].control",
		       "wait_answered above 5000 is the control", "");
}

Test(comparisons, with_a_control_that_another_takes_as_record)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *exchanged;

	add_comparison(t, "offered", "planned");
	t->counters[6]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_CONTACTS;
	t->n_kpis = 1;
	add_comparison(t, "planned", "points");
	expect_refused_only(t, ERR_CONTRACT_INVALID, "comparisons[0].control",
			    "planned is the control in comparison \"twice-1\", and of "
			    "record in comparison \"twice-2\"");
	exchanged = t->comparisons[0];
	t->comparisons[0] = t->comparisons[1];
	t->comparisons[1] = exchanged;
	expect_refused_only(t, ERR_CONTRACT_INVALID, "comparisons[1].control",
			    "planned is the control in comparison \"twice-1\", and of "
			    "record in comparison \"twice-2\"");
}

Test(comparisons, of_values_that_the_term_never_meets)
{
	SlbTerms *t = terms_to_compare();
	SlbComparison *k = add_comparison(t, "offered", "planned");
	SlbComparison *calm = add_comparison(t, "answered", "planned");

	k->scope[0] = t->kpis[0]->scope[0];
	expect_passes(t);
	k->scope[0]->values[1]->first_day = S("2027-12-21");
	k->scope[0]->values[1]->last_day = S("");
	expect_warned(t, "comparisons[0].scope[0].values[1]",
		      "is covered on no day of the term");
	t->comparisons[1] = k;
	t->comparisons[0] = calm;
	expect_warned(t, "comparisons[1].scope[0].values[1]",
		      "is covered on no day of the term");
}
