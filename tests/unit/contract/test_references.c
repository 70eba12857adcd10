#include "unit/contract/fixture.h"

#define REFUSES_SUITE references
#define S             text_of

REFUSES(a_centre_with_an_organisation, INVALID, "series[0].organisation",
	"of which there is one", "source: third_party",
	t->series[0]->organisation = S("centre");)
REFUSES(a_third_party_without_an_organisation, INCOMPLETE, "series[1].organisation",
	"reported by a third party",
	"under parties:", t->series[1]->organisation = S("");)
REFUSES(a_third_party_that_is_not_among_the_parties, INVALID, "series[1].organisation",
	"\"survey-firm\", which is not among the parties", "role: third_party",
	t->series[1]->organisation = S("survey-firm");)
REFUSES(a_client_as_third_party, INVALID, "series[1].organisation",
	"not among the parties", "", t->series[1]->organisation = S("client");)
REFUSES(a_counter_of_an_unknown_series, INVALID, "counters[3].series",
	"there is no series \"call\"", "calls is near",
	t->counters[3]->series = S("call");)
REFUSES(a_histogram_of_an_unknown_series, INVALID, "histograms[1].series",
	"there is no series \"something\"",
	"under series:", t->histograms[1]->series = S("something");)
REFUSES(a_step_in_an_identity, INVALID, "conservation[0].parts[0]",
	"only counters and ranges",
	"counter: or range:", t->conservation[0]->parts[0] = term_step_of("", "level");)
REFUSES(an_unknown_counter_in_an_identity, INVALID, "conservation[0].total[0].counter",
	"there is no counter \"offerd\"", "offered is near",
	t->conservation[0]->total[0]->counter = S("offerd");)
REFUSES(an_unknown_histogram_in_an_identity, INVALID,
	"conservation[0].parts[1].range.histogram", "there is no histogram", "",
	t->conservation[0]->parts[1]->range->histogram = S("wait");)
REFUSES(a_maximum_in_an_identity, INVALID, "conservation[0].parts[0]",
	"the largest of its values", "pooling: sum",
	t->conservation[0]->parts[0]->counter = S("longest_s");)
REFUSES(an_identity_by_rows_of_two_series, INVALID, "conservation[0].level",
	"its counters come in different series", "level: period",
	t->conservation[0]->parts[0]->counter = S("planned");)

Test(references, takes_an_identity_by_periods_of_two_series)
{
	SlbTerms *t = fixture_terms();

	t->conservation[0]->parts[0]->counter = S("planned");
	t->conservation[0]->level = SLB_CONSERVATION_LEVEL__CONSERVATION_LEVEL_PERIOD;
	expect_passes(t);
}

REFUSES(a_first_counter_of_an_unknown_series, INVALID, "counters[0].series",
	"there is no series", "", t->counters[0]->series = S("nothing");)
REFUSES(a_first_histogram_of_an_unknown_series, INVALID, "histograms[0].series",
	"there is no series", "", t->histograms[0]->series = S("nothing");)

REFUSES(a_centre_with_an_organisation_of_one_letter, INVALID, "series[0].organisation",
	"of which there is one", "", t->series[0]->organisation = S("c");)
REFUSES(a_third_party_of_one_letter, INVALID, "series[1].organisation",
	"\"s\", which is not among the parties", "",
	t->series[1]->organisation = S("s");)
REFUSES(an_identity_by_rows_of_the_first_two_series, INVALID, "conservation[0].level",
	"its counters come in different series", "",
	t->conservation[0]->parts[0]->counter = S("answers");)
REFUSES(an_identity_whose_second_part_is_of_another_series, INVALID,
	"conservation[0].level", "its counters come in different series", "",
	t->conservation[0]->parts[1] = term_counter_of("", "planned");)

Test(references, finds_a_third_party_that_stands_first)
{
	SlbTerms *t = fixture_terms();
	SlbParty *first = t->parties[0];

	t->parties[0] = t->parties[2];
	t->parties[2] = first;
	expect_passes(t);
}

Test(references, takes_an_identity_within_a_later_series)
{
	SlbTerms *t = fixture_terms();

	t->conservation[0]->total[0]->counter = S("points");
	t->conservation[0]->parts[0]->counter = S("answers");
	t->conservation[0]->n_parts = 1;
	expect_passes(t);
}
