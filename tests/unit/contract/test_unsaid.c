#include "unit/contract/fixture.h"

#define REFUSES_SUITE unsaid
#define S             text_of

/* Callbacks. */
REFUSES(callbacks_that_flow_out_into_no_counter, INCOMPLETE, "measurement.callbacks",
	"callbacks count as flowed out of the queue", "role: flowed_out",
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;)
REFUSES(callbacks_in_counters_that_do_not_exist, INCOMPLETE, "measurement.callbacks",
	"in counters of their own", "role: callback",
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_OWN_COUNTERS;)
REFUSES(callbacks_that_are_not_offered_and_yet_counted, INVALID,
	"measurement.callbacks", "and yet a counter counts them", "own_counters",
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_CALLBACK;)
REFUSES(callbacks_answered_where_nothing_is, INCOMPLETE, "measurement.callbacks",
	"callbacks count as answered", "role: answered",
	t->measurement->callbacks =
		SLB_CALLBACK_RULE__CALLBACK_RULE_ANSWERED_WHEN_CONNECTED;
	t->counters[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;)

REFUSES(a_rule_for_callbacks_of_another_edition, INVALID, "measurement.callbacks",
	"9 is no value of callbacks", "not_offered",
	t->measurement->callbacks = (SlbCallbackRule)9;)

Test(unsaid, takes_callbacks_that_have_their_counter)
{
	SlbTerms *t = fixture_terms();

	t->measurement->callbacks =
		SLB_CALLBACK_RULE__CALLBACK_RULE_ANSWERED_WHEN_CONNECTED;
	expect_passes(t);
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	expect_passes(t);
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_CALLBACK;
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_OWN_COUNTERS;
	expect_passes(t);
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	t->histograms[1]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_CALLBACK;
	t->kpis[0]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;
	expect_passes(t);
}

/* Shared queues. */
REFUSES(abandons_that_the_client_divides_and_does_not_report, INCOMPLETE,
	"measurement.shared_queues", "the client divides the abandoned calls",
	"source: client",
	t->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED;)
REFUSES(abandons_of_a_series_that_does_not_exist, INVALID, "counters[2].series",
	"there is no series", "", t->counters[2]->series = S("nothing");
	t->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED;)

Test(unsaid, takes_abandons_that_the_client_reports)
{
	SlbTerms *t = fixture_terms();

	t->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED;
	t->counters[8]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
	expect_passes(t);
	t->counters[8]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	t->histograms[1]->series = S("plans");
	t->conservation[0]->parts[1] = term_counter_of("", "abandoned");
	expect_passes(t);
	t->measurement->shared_queues = SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_CLIENT;
	expect_passes(t);
}

/* Which abandons count, against what the formula computes. */
REFUSES(not_concerned_though_offered_is_used, INVALID, "kpis[1].abandons",
	"its formula uses offered, answered or abandoned ones",
	"all, short_excluded or short_good",
	t->kpis[1]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED;)
REFUSES(not_concerned_though_answered_is_used, INVALID, "kpis[2].abandons",
	"said not to be about waiting callers", "write ignored",
	t->kpis[2]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED;)
REFUSES(ignored_though_offered_is_used, INVALID, "kpis[1].abandons",
	"said to leave abandoned contacts out", "divide by answered",
	t->kpis[1]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_IGNORED;)
REFUSES(ignored_though_abandoned_is_used, INVALID, "kpis[0].abandons",
	"said to leave abandoned contacts out", "",
	t->kpis[0]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_IGNORED;)
REFUSES(all_though_only_answered_is_used, INVALID, "kpis[2].abandons",
	"said to count all abandoned contacts", "write ignored, or add",
	t->kpis[2]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;)
REFUSES(all_though_nothing_is_used, INVALID, "kpis[4].abandons",
	"said to count all abandoned contacts", "write not_concerned",
	t->kpis[4]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_ALL;)
REFUSES(short_ones_left_out_though_nothing_tells_them, INVALID, "kpis[1].abandons",
	"nothing that tells them from others", "range of a histogram",
	t->kpis[1]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED;)
REFUSES(short_ones_good_though_nothing_tells_them, INVALID, "kpis[1].abandons",
	"nothing that tells them from others", "",
	t->kpis[1]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_SHORT_GOOD;)

Test(unsaid, knows_short_abandons_by_a_second_counter)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *last = t->kpis[0]->steps[0]->quotient->denominator[2];

	last->operand_case = SLB_TERM__OPERAND_COUNTER;
	last->counter = S("flowed");
	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	expect_passes(t);
	last->counter = S("abandoned");
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[0].abandons",
		       "nothing that tells them from others", "");
}

Test(unsaid, knows_offered_and_answered_by_histograms)
{
	SlbTerms *t = fixture_terms();

	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED;
	expect_passes(t);
	t->kpis[2]->steps[0]->quotient->denominator[0] =
		term_range_of("", "wait_answered", 0, 0);
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[2].abandons",
		       "said to leave abandoned contacts out", "");
}

Test(unsaid, takes_short_abandons_that_count_as_good)
{
	SlbTerms *t = fixture_terms();

	t->kpis[0]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_SHORT_GOOD;
	t->kpis[0]->steps[0]->quotient->numerator[0] =
		term_range_of("", "wait_abandoned", 0, 5000);
	expect_passes(t);
	t->kpis[4]->abandons = SLB_ABANDON_RULE__ABANDON_RULE_IGNORED;
	expect_passes(t);
}

/* A counter of the role may stand anywhere. */
static SlbTerms *terms_with_first(size_t counter)
{
	SlbTerms *t = fixture_terms();
	SlbCounter *first = t->counters[0];

	t->counters[0] = t->counters[counter];
	t->counters[counter] = first;
	return t;
}

Test(unsaid, finds_the_first_counter_too)
{
	SlbTerms *t = terms_with_first(3);

	expect_passes(t);
	t = terms_with_first(8);
	t->counters[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
	t->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED;
	expect_passes(t);
}

Test(unsaid, finds_the_first_histogram_too)
{
	SlbTerms *t = fixture_terms();

	t->counters[3]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_FLOWED_OUT;
	expect_passes(t);
	t->measurement->callbacks = SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED;
	t->measurement->shared_queues =
		SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED;
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;
	t->histograms[0]->series = S("plans");
	expect_passes(t);
}

Test(unsaid, knows_by_its_role_what_a_histogram_counts)
{
	SlbTerms *t = fixture_terms();
	SlbTerm *points = term_range_of("", "wait_answered", 0, 0);

	t->kpis[4]->steps[0]->quotient->numerator[0] = points;
	expect_refused(t, ERR_CONTRACT_INVALID, "kpis[4].abandons",
		       "said not to be about waiting callers", "write ignored");
	diag_init(&fixture_diag, ARENA);
	t->histograms[0]->role = SLB_COUNTER_ROLE__COUNTER_ROLE_OTHER;
	expect_passes(t);
}
