#include "unit/contract/fixture.h"

#define REFUSES_SUITE shape_tables
#define S             text_of

REFUSES(no_series, INCOMPLETE, "series", "there is no series", "1 to 16",
	t->n_series = 0;)
REFUSES(seventeen_series, INVALID, "series", "17", "1 to 16", SlbSeries *list[17];
	for (size_t i = 0; i < 17; i++) list[i] = t->series[0]; t->series = list;
	t->n_series = 17;)
REFUSES(no_counter_and_no_histogram, INCOMPLETE, "counters", "there is no counter", "",
	t->n_counters = 0;
	t->n_histograms = 0;)
REFUSES(sixty_five_columns, INVALID, "counters", "65", "1 to 64", SlbCounter *list[63];
	for (size_t i = 0; i < 63; i++) list[i] = t->counters[0]; t->counters = list;
	t->n_counters = 63;)
REFUSES(nine_dimensions, INVALID, "dimensions", "9", "1 to 8", SlbDimension *list[9];
	for (size_t i = 0; i < 9; i++) list[i] = t->dimensions[0]; t->dimensions = list;
	t->n_dimensions = 9;)
REFUSES(sixty_five_identities, INVALID, "conservation", "65", "1 to 64",
	SlbConservation *list[65];
	for (size_t i = 0; i < 65; i++) list[i] = t->conservation[0];
	t->conservation = list; t->n_conservation = 65;)

REFUSES(a_dimension_without_a_name, INCOMPLETE, "dimensions[0].name",
	"the name of a dimension is missing", "small letters",
	t->dimensions[0]->name = S("");)
REFUSES(a_name_with_a_capital, INVALID, "dimensions[0].name", "\"Queue\"",
	"small letters", t->dimensions[0]->name = S("Queue");)
REFUSES(a_name_that_begins_after_z, INVALID, "dimensions[0].name", "{q", "",
	t->dimensions[0]->name = S("{q");)
REFUSES(a_name_with_a_blank, INVALID, "dimensions[0].name", "\"my queue\"", "",
	t->dimensions[0]->name = S("my queue");)
REFUSES(a_name_of_65_letters, INVALID, "dimensions[0].name", "is not a name", "",
	t->dimensions[0]->name =
		S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");)
REFUSES(a_dimension_without_a_meaning, INCOMPLETE, "dimensions[1].title",
	"what the dimension means", "", t->dimensions[1]->title = S("");)
REFUSES(a_dimension_twice, INVALID, "dimensions[1].name",
	"\"queue\" is already that of dimensions[0]", "its own name",
	t->dimensions[1]->name = S("queue");)

REFUSES(a_series_without_a_name, INCOMPLETE, "series[0].name", "name of a series", "",
	t->series[0]->name = S("");)
REFUSES(a_series_twice, INVALID, "series[1].name", "already that of series[0]", "",
	t->series[1]->name = S("calls");)
REFUSES(a_series_without_a_source, INCOMPLETE, "series[0].source",
	"who reports this series: whose data count", "client, centre, third_party",
	t->series[0]->source = SLB_PARTY_ROLE__PARTY_ROLE_UNSPECIFIED;)
REFUSES(a_series_without_an_interval, INCOMPLETE, "series[0].interval",
	"what a row's interval is", "seconds, day, period",
	t->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_UNSPECIFIED;)
REFUSES(seconds_without_a_length, INCOMPLETE, "series[0].interval_s", "0 seconds",
	"1800", t->series[0]->interval_s = 0;)
REFUSES(less_than_a_minute, INVALID, "series[0].interval_s", "30 seconds", "",
	t->series[0]->interval_s = 30;)
REFUSES(more_than_a_day, INVALID, "series[0].interval_s", "172800 seconds", "",
	t->series[0]->interval_s = 172800;)
REFUSES(a_length_that_does_not_divide_a_day, INVALID, "series[0].interval_s",
	"7000 seconds", "", t->series[0]->interval_s = 7000;)
REFUSES(a_length_of_a_day_interval, INVALID, "series[2].interval_s",
	"not counted in seconds", "leave interval_s: out",
	t->series[2]->interval_s = 1800;)
REFUSES(a_period_that_is_expected_daily, INVALID, "series[1].cadence",
	"counts by the period and is expected daily", "cadence: period",
	t->series[1]->cadence = SLB_CADENCE__CADENCE_DAILY;)
REFUSES(a_series_without_a_cadence, INCOMPLETE, "series[0].cadence",
	"when the reports of this series are expected", "daily, period",
	t->series[0]->cadence = SLB_CADENCE__CADENCE_UNSPECIFIED;)
REFUSES(a_series_without_a_due_delay, INCOMPLETE, "series[0].due_delay",
	"a report is due is missing", "", t->series[0]->due_delay = NULL;)

Test(shape_tables, takes_a_minute_and_a_day_in_seconds)
{
	SlbTerms *t = fixture_terms();

	t->series[0]->interval_s = 60;
	expect_passes(t);
	t->series[0]->interval_s = 86400;
	expect_passes(t);
}

REFUSES(a_counter_without_a_name, INCOMPLETE, "counters[0].name", "name of a counter",
	"", t->counters[0]->name = S("");)
REFUSES(a_counter_twice, INVALID, "counters[1].name", "already that of counters[0]", "",
	t->counters[1]->name = S("offered");)
REFUSES(a_counter_without_a_title, INCOMPLETE, "counters[0].title",
	"what the counter counts", "", t->counters[0]->title = S("");)
REFUSES(a_counter_without_a_unit, INCOMPLETE, "counters[0].unit",
	"what this counter counts", "contacts, seconds, milliseconds, points, items",
	t->counters[0]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_UNSPECIFIED;)
REFUSES(a_counter_without_a_role, INCOMPLETE, "counters[0].role",
	"in the accounting of contacts", "other, offered, answered",
	t->counters[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_UNSPECIFIED;)
REFUSES(a_counter_without_pooling, INCOMPLETE, "counters[0].pooling",
	"taken together over rows", "sum, maximum",
	t->counters[0]->pooling = SLB_POOLING__POOLING_UNSPECIFIED;)
REFUSES(a_counter_of_no_series, INCOMPLETE, "counters[0].series",
	"the series that carries the counter is missing", "",
	t->counters[0]->series = S("");)
REFUSES(a_histogram_without_a_name, INCOMPLETE, "histograms[0].name",
	"name of a histogram", "", t->histograms[0]->name = S("");)
REFUSES(a_histogram_twice, INVALID, "histograms[1].name",
	"already that of histograms[0]", "",
	t->histograms[1]->name = S("wait_answered");)
REFUSES(a_histogram_named_as_a_counter, INVALID, "histograms[1].name",
	"already that of counters[2]", "different names",
	t->histograms[1]->name = S("abandoned");)
REFUSES(a_histogram_without_a_title, INCOMPLETE, "histograms[0].title",
	"what the histogram counts", "", t->histograms[0]->title = S("");)
REFUSES(a_histogram_without_a_unit, INCOMPLETE, "histograms[0].unit",
	"the unit of the histogram's bounds", "",
	t->histograms[0]->unit = SLB_COUNTER_UNIT__COUNTER_UNIT_UNSPECIFIED;)
REFUSES(a_histogram_without_a_role, INCOMPLETE, "histograms[0].role",
	"in the accounting of contacts", "",
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_UNSPECIFIED;)
REFUSES(a_histogram_of_no_series, INCOMPLETE, "histograms[0].series",
	"the series that carries the histogram", "", t->histograms[0]->series = S("");)
REFUSES(a_histogram_without_bounds, INCOMPLETE, "histograms[0].bounds",
	"there is no upper bound", "1 to 63", t->histograms[0]->n_bounds = 0;)
REFUSES(a_first_bound_of_0, INVALID, "histograms[0].bounds[0]", "do not ascend",
	"the smallest first", t->histograms[0]->bounds[0] = 0;)
REFUSES(bounds_that_stand_still, INVALID, "histograms[0].bounds[1]", "5000 does not",
	"", t->histograms[0]->bounds[1] = 5000;)

REFUSES(an_identity_without_a_name, INCOMPLETE, "conservation[0].name",
	"name of an identity", "", t->conservation[0]->name = S("");)
REFUSES(an_identity_without_a_total, INCOMPLETE, "conservation[0].total",
	"there is no term", "1 to 64", t->conservation[0]->n_total = 0;)
REFUSES(an_identity_without_parts, INCOMPLETE, "conservation[0].parts",
	"there is no term", "", t->conservation[0]->n_parts = 0;)
REFUSES(an_identity_without_a_level, INCOMPLETE, "conservation[0].level",
	"where this identity must hold", "row, period",
	t->conservation[0]->level =
		SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_UNSPECIFIED;)
REFUSES(an_identity_without_an_excess, INCOMPLETE, "conservation[0].excess",
	"more is unaccounted for than tolerated", "reported, not_computable",
	t->conservation[0]->excess =
		SLB_CONSERVATION_EXCESS__CONSERVATION_EXCESS_UNSPECIFIED;)
REFUSES(an_identity_without_a_tolerance, INCOMPLETE,
	"conservation[0].tolerated_percent", "tolerated share", "",
	t->conservation[0]->tolerated_percent = S("");)
REFUSES(a_tolerance_below_0, INVALID, "conservation[0].tolerated_percent", "-1",
	"\"0\" to \"100\"", t->conservation[0]->tolerated_percent = S("-1");)
REFUSES(a_tolerance_above_100, INVALID, "conservation[0].tolerated_percent", "100.1",
	"", t->conservation[0]->tolerated_percent = S("100.1");)
REFUSES(a_tolerance_with_a_sign, INVALID, "conservation[0].tolerated_percent",
	"not a number", "no unit", t->conservation[0]->tolerated_percent = S("2 %");)

Test(shape_tables, takes_tolerances_of_0_and_100_and_terms_without_tables)
{
	SlbTerms *t = fixture_terms();

	t->conservation[0]->tolerated_percent = S("0");
	expect_passes(t);
	t->conservation[0]->tolerated_percent = S("100");
	expect_passes(t);
	t->n_conservation = 0;
	t->n_dimensions = 0;
	for (size_t i = 0; i < t->n_kpis; i++)
		t->kpis[i]->n_scope = 0;
	expect_passes(t);
}

REFUSES(identities_of_one_name, INVALID, "conservation[1].name",
	"already that of conservation[0]", "",
	SlbConservation *list[2] = { t->conservation[0], t->conservation[0] };
	t->conservation = list; t->n_conservation = 2;)

Test(shape_tables, takes_a_bound_of_1_and_a_name_of_one_letter)
{
	SlbTerms *t = fixture_terms();

	t->histograms[0]->bounds[0] = 1;
	t->counters[8]->name = S("a");
	expect_passes(t);
	t->counters[8]->name = S("z");
	expect_passes(t);
}

Test(shape_tables, looks_nothing_up_in_tables_that_are_too_long)
{
	SlbTerms *t = fixture_terms();
	SlbSeries *list[17];

	for (size_t i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = t->series[0];
	t->series = list;
	t->n_series = ARRAY_SIZE(list);
	expect_refused_only(t, ERR_CONTRACT_INVALID, "series", "there are 17");
}

Test(shape_tables, asks_for_no_length_where_the_kind_of_interval_is_unsaid)
{
	SlbTerms *t = fixture_terms();

	t->series[0]->interval = SLB_INTERVAL_KIND__INTERVAL_KIND_UNSPECIFIED;
	expect_refused(t, ERR_CONTRACT_INCOMPLETE, "series[0].interval", "", "");
	for (const struct diag_item *item = fixture_diag.first; item != NULL;
	     item = item->next)
		cr_assert(strcmp(item->place.path, "series[0].interval_s") != 0);
}
