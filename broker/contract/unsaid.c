#include "contract/need.h"
#include "contract/rules.h"
#include "contract/shape.h"
#include "contract/steps.h"

static bool has_role(const SlbTerms *terms, SlbCounterRole role)
{
	for (size_t i = 0; i < terms->n_counters; i++) {
		if (terms->counters[i]->role == role)
			return true;
	}
	for (size_t i = 0; i < terms->n_histograms; i++) {
		if (terms->histograms[i]->role == role)
			return true;
	}
	return false;
}

/* Which counter a rule for callbacks needs. */
struct callback_need {
	SlbCallbackRule rule;
	SlbCounterRole role;
	const char *word;
	const char *counts;
};

static const struct callback_need callback_needs[] = {
	{ SLB_CALLBACK_RULE__CALLBACK_RULE_FLOWED_OUT,
	  SLB_COUNTER_ROLE__COUNTER_ROLE_FLOWED_OUT, "flowed_out",
	  "as flowed out of the queue" },
	{ SLB_CALLBACK_RULE__CALLBACK_RULE_ANSWERED_WHEN_CONNECTED,
	  SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED, "answered", "as answered" },
	{ SLB_CALLBACK_RULE__CALLBACK_RULE_OWN_COUNTERS,
	  SLB_COUNTER_ROLE__COUNTER_ROLE_CALLBACK, "callback",
	  "in counters of their own" },
};

static void check_callbacks(struct inquiry *inquiry, SlbCallbackRule rule)
{
	struct path measurement = path_field(NULL, "measurement");
	struct path path = path_field(&measurement, "callbacks");

	if (rule == SLB_CALLBACK_RULE__CALLBACK_RULE_NOT_OFFERED &&
	    has_role(inquiry->terms, SLB_COUNTER_ROLE__COUNTER_ROLE_CALLBACK)) {
		say(inquiry, CLASHES, &path,
		    "no callbacks are offered, and yet a counter counts them");
		diag_hint(inquiry->diag, "write callbacks: own_counters, or take the "
					 "counter with role: callback out");
	}
	for (size_t i = 0; i < ARRAY_SIZE(callback_needs); i++) {
		const struct callback_need *need = &callback_needs[i];

		if (need->rule != rule || has_role(inquiry->terms, need->role))
			continue;
		say(inquiry, UNSAID, &path,
		    "callbacks count %s, and the contract does not say in which "
		    "counter",
		    need->counts);
		diag_hint(inquiry->diag,
			  "add a counter with role: %s, or write another rule",
			  need->word);
	}
}

/* Abandoned contacts, in a series of the client. */
static bool is_clients_abandons(const struct inquiry *inquiry, SlbCounterRole role,
				const char *series)
{
	const SlbTerms *terms = inquiry->terms;
	size_t place = names_find(inquiry->series, series);

	return role == SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED &&
	       place < terms->n_series &&
	       terms->series[place]->source == SLB_PARTY_ROLE__PARTY_ROLE_CLIENT;
}

static bool client_reports_abandons(const struct inquiry *inquiry)
{
	const SlbTerms *terms = inquiry->terms;

	for (size_t i = 0; i < terms->n_counters; i++) {
		const SlbCounter *counter = terms->counters[i];

		if (is_clients_abandons(inquiry, counter->role, counter->series))
			return true;
	}
	for (size_t i = 0; i < terms->n_histograms; i++) {
		const SlbHistogram *histogram = terms->histograms[i];

		if (is_clients_abandons(inquiry, histogram->role, histogram->series))
			return true;
	}
	return false;
}

static void check_shared_queues(struct inquiry *inquiry, SlbSharedQueueRule rule)
{
	struct path measurement = path_field(NULL, "measurement");
	struct path path = path_field(&measurement, "shared_queues");

	if (rule != SLB_SHARED_QUEUE_RULE__SHARED_QUEUE_RULE_PRO_RATA_ANSWERED ||
	    client_reports_abandons(inquiry))
		return;
	say(inquiry, UNSAID, &path,
	    "the client divides the abandoned calls of shared queues, and the contract "
	    "does not say in which counter it reports them");
	diag_hint(inquiry->diag,
		  "add a counter with role: abandoned in a series with source: client");
}

void rules_measurement(struct inquiry *inquiry)
{
	const SlbMeasurement *measurement = inquiry->terms->measurement;

	if (measurement == NULL)
		return;
	check_callbacks(inquiry, measurement->callbacks);
	check_shared_queues(inquiry, measurement->shared_queues);
}

/* What a formula uses of the accounting of contacts. */
struct roles_used {
	bool offered;
	bool answered;
	bool abandoned;
	bool short_abandoned; /* a range of abandoned ones, or two counters of them */
	const char *first_abandoned; /* counter */
};

static void note_counter(struct roles_used *used, const SlbCounter *counter)
{
	used->offered |= counter->role == SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED;
	used->answered |= counter->role == SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	if (counter->role != SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED)
		return;
	used->abandoned = true;
	if (used->first_abandoned == NULL)
		used->first_abandoned = counter->name;
	used->short_abandoned |= used->first_abandoned != counter->name;
}

static void note_histogram(struct roles_used *used, const SlbHistogram *histogram)
{
	bool abandoned = histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_ABANDONED;

	used->offered |= histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_OFFERED;
	used->answered |= histogram->role == SLB_COUNTER_ROLE__COUNTER_ROLE_ANSWERED;
	used->abandoned |= abandoned;
	used->short_abandoned |= abandoned;
}

static struct roles_used roles_of(const struct inquiry *inquiry, const SlbKpi *kpi)
{
	struct roles_used used = { .first_abandoned = NULL };

	for (size_t i = 0; i < kpi->n_steps; i++) {
		struct term_list lists[STEP_TERM_LISTS_MAX];
		size_t list_count = step_term_lists(kpi->steps[i], lists);

		for (size_t l = 0; l < list_count; l++) {
			for (size_t t = 0; t < lists[l].count; t++) {
				const SlbTerm *term = lists[l].terms[t];
				const SlbCounter *counter = term_counter(inquiry, term);
				const SlbHistogram *histogram =
					term_histogram(inquiry, term);

				if (counter != NULL)
					note_counter(&used, counter);
				if (histogram != NULL)
					note_histogram(&used, histogram);
			}
		}
	}
	return used;
}

void rules_abandons(struct inquiry *inquiry, const SlbKpi *kpi, const struct path *path)
{
	struct roles_used used = roles_of(inquiry, kpi);
	struct path field = path_field(path, "abandons");
	bool counts_lost = used.offered || used.abandoned;
	const char *said_so = NULL;
	const char *hint = "";

	switch ((int)kpi->abandons) {
	case SLB_ABANDON_RULE__ABANDON_RULE_NOT_CONCERNED:
		if (counts_lost || used.answered)
			said_so = "is said not to be about waiting callers, but its "
				  "formula uses offered, answered or abandoned ones";
		hint = counts_lost ? "write all, short_excluded or short_good, "
				     "whichever the formula computes"
				   : "write ignored: the formula counts answered "
				     "contacts only";
		break;
	case SLB_ABANDON_RULE__ABANDON_RULE_IGNORED:
		if (counts_lost)
			said_so = "is said to leave abandoned contacts out, but its "
				  "formula uses offered or abandoned ones";
		hint = "write all, short_excluded or short_good, or divide by "
		       "answered contacts only";
		break;
	case SLB_ABANDON_RULE__ABANDON_RULE_ALL:
		if (!counts_lost)
			said_so = "is said to count all abandoned contacts, but its "
				  "formula uses neither offered nor abandoned ones";
		hint = used.answered ? "write ignored, or add the abandoned counter "
				       "to the denominator"
				     : "write not_concerned";
		break;
	case SLB_ABANDON_RULE__ABANDON_RULE_SHORT_EXCLUDED:
	case SLB_ABANDON_RULE__ABANDON_RULE_SHORT_GOOD:
		if (!used.short_abandoned)
			said_so = "is said to treat short abandons apart, but its "
				  "formula has nothing that tells them from others";
		hint = "use a range of a histogram of abandoned contacts, e.g. range: "
		       "{histogram: wait_abandoned, up_to: 5000}, or a counter of "
		       "short ones";
		break;
	default: /* has been said */
		break;
	}
	if (said_so == NULL) {
		rules_short_abandons(inquiry, kpi, path);
		return;
	}
	say(inquiry, CLASHES, &field, "the KPI %s", said_so);
	diag_hint(inquiry->diag, "%s", hint);
}
